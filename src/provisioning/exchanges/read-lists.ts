import { setImmediate as nextTurn } from 'node:timers/promises';
import { lowestIdAt, timeOfId } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  type Exchange,
  type ExchangeReads,
  type Reading,
  type Term,
} from '#store/index.js';
import { fieldOf, linesOf, toEntry } from './read-lines.js';

type Rows = Pick<Reading<ExchangeReads>, 'find' | 'columns' | 'get'>;

export interface ReadsAsked {
  readonly connectionId: string;
  readonly operation?: string | undefined;
  readonly traceId?: string | undefined;
  /** of ids: at least, and below */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** a cursor's id: lines behind it */
  readonly after?: string | undefined;
  readonly descending: boolean;
  readonly limit: number;
}

export interface FoundReads {
  readonly entries: readonly Exchange[];
  /** how far was looked, where that is not the end */
  readonly through?: string;
}

/** Lines that one page looks at where they say themselves whether they are asked for. */
const MAX_EXAMINED_COUNT = 10_000;

/** Text that is taken out of rows in one go. */
const MAX_PAGE_BYTES = 524_288;
const MAX_PAGE_ROWS = 50;

/** A request is on its way for less than that, so that its trace began at most so long before that of another in its row. */
const MAX_REQUEST_MS = 600_000;

const UUID_OF_TIME = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/**
 * Lines of reads in the order of their ids, at most `limit`. A row's lines came within one second, so that rows are taken second by
 * second, and the lines of a second are put in order: those of several rows stand between each other.
 */
export async function findReads(rows: Rows, asked: ReadsAsked): Promise<FoundReads> {
  const { descending, limit, traceId } = asked;
  const isExact = traceId === undefined || UUID_OF_TIME.test(traceId);
  const where = termOf(asked);
  const entries: Exchange[] = [];
  let second: Second | undefined;
  let examined = 0;
  let pageSize = 1;
  let last: string | undefined;
  const take = (): void => {
    if (second) entries.push(...second.entries(asked, limit - entries.length));
  };
  for (;;) {
    const beyond = last === undefined ? [] : [compare('id', descending ? 'lt' : 'gt', last)];
    const { records } = await rows.find({
      where: all(where, ...beyond),
      limit: pageSize,
      ...(descending && { sort: [{ field: { column: 'id' }, descending: true }] }),
    });
    for (const row of records) {
      const at = secondOf(row.id);
      if (second?.at !== at) {
        take();
        if (entries.length >= limit) return { entries };
        const through = second && edgeOf(second.at, descending);
        if (!isExact && examined >= MAX_EXAMINED_COUNT && through) return { entries, through };
        second = new Second(at);
      }
      second.rows.push(row);
      examined += row.count;
    }
    if (records.length < pageSize) break;
    await nextTurn();
    last = records.at(-1)?.id;
    const bytes = records.reduce((sum, row) => sum + row.bytes, 0) / records.length;
    pageSize = Math.min(MAX_PAGE_ROWS, Math.max(1, Math.floor(MAX_PAGE_BYTES / bytes)));
  }
  take();
  return { entries };
}

/** All rows of one second. */
class Second {
  readonly rows: ExchangeReads[] = [];

  constructor(readonly at: number) {}

  entries({ traceId, from, to, after, descending }: ReadsAsked, limit: number): Exchange[] {
    const lines = this.rows.flatMap((row) =>
      linesOf(row).map((line) => ({ row, line, id: fieldOf(line, 'id') })),
    );
    const wanted = lines.filter(
      ({ id, line }) =>
        (from === undefined || id >= from) &&
        (to === undefined || id < to) &&
        (after === undefined || (descending ? id < after : id > after)) &&
        (traceId === undefined || fieldOf(line, 'traceId') === traceId),
    );
    const direction = descending ? -1 : 1;
    wanted.sort((a, b) => (a.id < b.id ? -direction : direction));
    return wanted.slice(0, limit).map(({ row, line }) => toEntry(row, line));
  }
}

function termOf(asked: ReadsAsked): Term {
  const { connectionId, operation, traceId, from, to, after, descending } = asked;
  const terms = [equals('connectionId', connectionId)];
  if (operation !== undefined) terms.push(equals('operation', operation));
  if (traceId !== undefined) {
    const lowest = UUID_OF_TIME.test(traceId) && lowestIdAt(timeOfId(traceId) - MAX_REQUEST_MS);
    if (lowest) terms.push(compare('traceFrom', 'ge', lowest));
    terms.push(compare('traceFrom', 'le', traceId), compare('traceThrough', 'ge', traceId));
  }
  // a row that began before may have lines behind: those of its second
  const lowest = descending ? from : largerOf(from, after);
  if (lowest !== undefined && ID.test(lowest)) terms.push(compare('id', 'ge', startOf(lowest)));
  if (to !== undefined) terms.push(compare('id', 'lt', to));
  if (descending && after !== undefined) terms.push(compare('id', 'lt', after));
  return all(...terms);
}

function largerOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}

function secondOf(id: string): number {
  return Math.floor(timeOfId(id) / 1_000);
}

/** Below every id of its second. */
function startOf(id: string): string {
  return lowestIdAt(secondOf(id) * 1_000);
}

/** Where a walk has come to that has seen this second. */
function edgeOf(second: number, descending: boolean): string {
  return lowestIdAt((descending ? second : second + 1) * 1_000);
}

/** Rows that one id may stand in: those of its second around it, of which each process writes a few. */
const ROWS_LOOKED_AT = 1_000;

/** The line of that id, in whatever row it stands. */
export async function getRead(
  rows: Rows,
  connectionId: string,
  id: string,
): Promise<Exchange | undefined> {
  if (!ID.test(id)) return undefined;
  const around = await rows.columns({
    where: all(
      equals('connectionId', connectionId),
      compare('id', 'ge', startOf(id)),
      compare('id', 'le', id),
      compare('lastId', 'ge', id),
    ),
    columns: ['id'],
    limit: ROWS_LOOKED_AT,
  });
  for (const [rowId] of around) {
    const row = await rows.get(String(rowId));
    const line = row && linesOf(row).find((one) => one.startsWith(`${id}\t`));
    if (row && line !== undefined) return toEntry(row, line);
  }
  return undefined;
}
