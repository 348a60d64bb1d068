import { familyOf } from '#core/tenancy/index.js';
import {
  all,
  any,
  compare,
  equals,
  type JournalEntry,
  type Reading,
  type Term,
} from '#store/index.js';
import type { Page } from '#kernel/index.js';

export interface JournalFilter {
  /** one type (`member.added`), or all below a word (`member.*`, `scim.user.*`) */
  readonly type?: string;
  /** `kind:id` of who acted: `member:…`, `api_key:…`, `connection:…`, `operator:operator` */
  readonly actor?: string;
  /** `kind:id` of who or what was acted on */
  readonly target?: string;
  /** instants: written at or after `from`, before `until` */
  readonly from?: string;
  readonly until?: string;
}

export interface JournalQuery extends JournalFilter {
  readonly limit: number;
  /** sequence to go on after, in the order asked for; 0: from its beginning */
  readonly after: number;
  /** `asc` (oldest first) unless said */
  readonly order?: 'asc' | 'desc';
}

/** Clocks of several processes differ, so a line can be a little out of place in time: so many lines more are looked at. */
const MAX_SEQUENCE_DRIFT = 1_000;

/** A page by keyset. Every filter is led by an index, so a long journal costs no more than a short one. */
export async function listEntries(
  journal: Reading<JournalEntry>,
  organizationId: string,
  query: JournalQuery,
): Promise<Page<JournalEntry>> {
  const { limit, after, order = 'asc' } = query;
  const where: Term[] = [
    equals('organizationId', organizationId),
    ...filterTerms(query),
    ...(await timeTerms(journal, organizationId, query)),
  ];
  if (after > 0 || order === 'asc')
    where.push(compare('sequence', order === 'asc' ? 'gt' : 'lt', after));
  const { records } = await journal.find({
    where: all(...where),
    sort: [{ field: { column: 'sequence' }, descending: order === 'desc' }],
    limit: limit + 1,
  });
  const items = records.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(records.length > limit && last && { next: String(last.sequence) }) };
}

/** Every line that matches, page by page, never held as a whole. */
export async function* streamEntries(
  journal: Reading<JournalEntry>,
  organizationId: string,
  query: Omit<JournalQuery, 'limit' | 'after'>,
): AsyncGenerator<JournalEntry> {
  for (let after = 0; ;) {
    const page = await listEntries(journal, organizationId, { ...query, limit: 500, after });
    yield* page.items;
    if (page.next === undefined) return;
    after = Number(page.next);
  }
}

function filterTerms({ type, actor, target }: JournalFilter): Term[] {
  const terms: Term[] = [];
  if (actor !== undefined) terms.push(equals('actorKey', actor));
  if (target !== undefined) terms.push(equals('targetKey', target));
  if (type === undefined) return terms;
  if (!type.endsWith('.*')) return [...terms, equals('type', type)];
  const prefix = type.slice(0, -1);
  terms.push(equals('family', familyOf(prefix)));
  const hasSubtype = prefix.indexOf('.') < prefix.length - 1;
  if (hasSubtype) terms.push(compare('type', 'sw', prefix));
  return terms;
}

/** A time is looked up once and becomes a place in the sequence, which every page then starts from. */
async function timeTerms(
  journal: Reading<JournalEntry>,
  organizationId: string,
  { from, until }: JournalFilter,
): Promise<Term[]> {
  const edgeTerms = async (operator: 'ge' | 'lt', value: string): Promise<Term[]> => {
    const time = compare('createdAt', operator, value);
    const descending = operator === 'lt';
    const { records } = await journal.find({
      where: all(equals('organizationId', organizationId), time),
      sort: [
        { field: { column: 'createdAt' }, descending },
        { field: { column: 'id' }, descending },
      ],
      limit: 1,
    });
    const sequence = records[0]?.sequence;
    if (sequence === undefined) return [any()];
    const sequenceBound = descending
      ? sequence + MAX_SEQUENCE_DRIFT
      : sequence - MAX_SEQUENCE_DRIFT;
    return [time, compare('sequence', descending ? 'le' : 'ge', sequenceBound)];
  };
  return [
    ...(from === undefined ? [] : await edgeTerms('ge', from)),
    ...(until === undefined ? [] : await edgeTerms('lt', until)),
  ];
}
