import { operations } from '#api/index.js';
import type { Core, JournalFilter } from '#core/index.js';
import { instant } from '#kernel/index.js';
import { writeCsv, writeJsonLines, type SheetRecord } from '@muster/sheets';
import { route, type Call, type Route } from './routes.js';

type JournalLine = Awaited<ReturnType<Core['journal']['list']>>['items'][number];

type Filter = Omit<
  Call<'/', (typeof operations.listJournal)['query']['_output'], unknown>['query'],
  'limit' | 'after'
>;

export function journalRoutes({ journal, organizations }: Core): Route[] {
  return [
    route(operations.listJournal, async ({ ctx, params: { organizationId }, query }) => {
      await organizations.get(ctx, organizationId);
      return { body: await journal.list(ctx, organizationId, { ...query, ...filterOf(query) }) };
    }),
    route(operations.exportJournal, async ({ ctx, params: { organizationId }, query }) => {
      await organizations.get(ctx, organizationId);
      const { format, note, ...filter } = query;
      const lines = journal.stream(ctx, organizationId, filterOf(filter));
      const parts =
        format === 'csv'
          ? writeCsv(mapped(lines, recordOf), COLUMNS, { note })
          : writeJsonLines(mapped(lines, exportedLine));
      return {
        stream: {
          mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
          parts,
        },
        headers: { 'content-disposition': `attachment; filename="journal.${format}"` },
      };
    }),
    route(operations.verifyJournal, async ({ ctx, params: { organizationId }, query }) => {
      await organizations.get(ctx, organizationId);
      return { body: await journal.verify(ctx, organizationId, { from: query.from }) };
    }),
  ];
}

/** Times as they are kept, in UTC. */
function filterOf({ from, until, ...filter }: Filter): JournalFilter {
  return {
    ...filter,
    ...(from !== undefined && { from: instant(Date.parse(from)) }),
    ...(until !== undefined && { until: instant(Date.parse(until)) }),
  };
}

function exportedLine(line: JournalLine): object {
  const { version: _version, updatedAt: _updatedAt, salt: _salt, ...exported } = line;
  return exported;
}

const COLUMNS = [
  'sequence',
  'createdAt',
  'type',
  'actorKind',
  'actorId',
  'actorName',
  'targetKind',
  'targetId',
  'targetName',
  'before',
  'after',
  'traceId',
  'previous',
  'hash',
  'erasedIn',
].map((key) => ({ key, title: key }));

function recordOf(line: JournalLine): SheetRecord {
  const { sequence, createdAt, type, actor, target, before, after, traceId } = line;
  const { previous, hash, erasedIn } = line;
  return {
    sequence,
    createdAt,
    type,
    traceId,
    previous,
    hash,
    actorKind: actor.kind,
    actorName: actor.name,
    ...('id' in actor && { actorId: actor.id }),
    targetKind: target.kind,
    targetId: target.id,
    targetName: target.name,
    ...(before && { before: JSON.stringify(before) }),
    ...(after && { after: JSON.stringify(after) }),
    ...(erasedIn !== undefined && { erasedIn }),
  };
}

async function* mapped<A, B>(items: AsyncIterable<A>, map: (item: A) => B): AsyncGenerator<B> {
  for await (const item of items) yield map(item);
}
