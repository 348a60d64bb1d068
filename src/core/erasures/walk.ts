import { addressKey, foldCase } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  facet,
  type ErasureWork,
  type JournalEntry,
  type Term,
} from '#store/index.js';
import { eraseFromEntries } from '#core/journal/index.js';
import { eraseAnswers } from '#core/tasks/index.js';
import type {
  EntryEraser,
  FoundTraces,
  OrganizationScope,
  PersonInEntry,
} from '#core/tenancy/index.js';
import { withTraces } from './traces.js';

/** Entries of one transaction. */
const WALK_BATCH_SIZE = 50;

interface Walked {
  readonly work: ErasureWork;
  readonly entries: number;
  readonly records: number;
}

/** The next entries of the present key lose the person, and so does what was made of them. */
export async function walkEntries(
  scope: OrganizationScope,
  work: ErasureWork,
  erasers: readonly EntryEraser[],
): Promise<Walked> {
  const { tx, organization } = scope;
  const key = work.keys[work.at] ?? '';
  let records = 0;
  const id = idOf(key);
  if (id !== undefined && work.after === startOf(work)) records += await eraseAnswers(scope, [id]);
  const { records: found } = await tx.journal.find({
    where: all(
      equals('organizationId', organization.id),
      termOf(organization.id, key),
      compare('sequence', 'gt', work.after),
    ),
    sort: [{ field: { column: 'sequence' } }],
    limit: WALK_BATCH_SIZE,
  });
  const persons = found.map((entry) => inEntry(entry, key, work));
  for (const erase of persons.length > 0 ? erasers : []) records += await erase(scope, persons);
  const entries = await eraseFromEntries(scope, organization.id, persons);
  const traced = await withTraces(scope, work, tracesIn(persons));
  const isOver = found.length < WALK_BATCH_SIZE;
  const place = isOver
    ? { at: work.at + 1, after: startOf(work) }
    : { at: work.at, after: found.at(-1)?.sequence ?? 0 };
  return { work: { ...traced, ...place }, entries, records };
}

/** The second time only what was written since the first one began. */
function startOf({ lookedAt, begin }: ErasureWork): number {
  return lookedAt === undefined ? 0 : begin;
}

function termOf(organizationId: string, key: string): Term {
  const [kind = '', value = ''] = splitAtSpace(key);
  if (kind === 'target') return equals('targetKey', value);
  if (kind === 'actor') return equals('actorKey', value);
  return facet(organizationId, kind, value);
}

function splitAtSpace(key: string): [string, string] {
  const space = key.indexOf(' ');
  return [key.slice(0, space), key.slice(space + 1)];
}

/** The id in `target member:…`. */
function idOf(key: string): string | undefined {
  const [kind, value] = splitAtSpace(key);
  return kind === 'target' ? value.slice(value.indexOf(':') + 1) : undefined;
}

/** Their targets are named after the person. */
const NAMED_AFTER_PERSONS: ReadonlySet<string> = new Set(['scim-user', 'link-request']);

function inEntry(
  entry: JournalEntry,
  key: string,
  { memberIds, accountIds }: ErasureWork,
): PersonInEntry {
  const { actorKey, target } = entry;
  const [kind] = splitAtSpace(key);
  const isMention = kind !== 'target' && kind !== 'actor';
  const isPersons = isMention && NAMED_AFTER_PERSONS.has(target.kind);
  return {
    entry,
    isSubject: kind === 'target' || isPersons,
    isNamed: isMention && !isPersons,
    isActor:
      memberIds.some((id) => actorKey === `member:${id}`) ||
      accountIds.some((id) => actorKey === `person:${id}`),
  };
}

/** Addresses that the person had, and the users of directories who stood for the person. */
function tracesIn(persons: readonly PersonInEntry[]): FoundTraces {
  const subjects = persons.filter(({ isSubject }) => isSubject).map(({ entry }) => entry);
  const users = subjects.filter(({ target }) => target.kind === 'scim-user');
  return {
    addresses: subjects.filter(({ target }) => WITH_ADDRESS.has(target.kind)).flatMap(addressesIn),
    scimUserIds: users.map(({ target }) => target.id),
    names: users.flatMap(({ target }) => (target.name === undefined ? [] : foldCase(target.name))),
  };
}

/** Kinds of targets whose `email` is the person's. */
const WITH_ADDRESS: ReadonlySet<string> = new Set([
  'member',
  'invitation',
  'join-request',
  'account',
]);

function addressesIn({ before, after }: JournalEntry): string[] {
  return [before, after].flatMap((side) =>
    [side?.['email'], side?.['wanted']].flatMap((value) =>
      typeof value === 'string' && value.includes('@') ? addressKey(value) : [],
    ),
  );
}
