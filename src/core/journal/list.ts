import { familyOf } from '#core/tenancy/index.js';
import {
  all,
  compare,
  CONNECTION_ACTORS,
  equals,
  type JournalEntry,
  type Reading,
  type Term,
} from '#store/index.js';
import type { Page } from '#kernel/index.js';
import { firstSequenceSince } from './times.js';

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

/** Lines that an index leads to and one page looks at. */
const MAX_EXAMINED_COUNT = 10_000;

/**
 * A page by keyset: it walks the lines of a target, of an actor who is no directory, or all of them. Where another filter picks from these,
 * by type for one, a page looks at 10,000 lines and ends there: it may then have few lines, or none, and a `next` all the same. So a long
 * journal costs no more than a short one, and a line is written into no index of its type.
 */
export async function listEntries(
  journal: Reading<JournalEntry>,
  organizationId: string,
  query: JournalQuery,
): Promise<Page<JournalEntry>> {
  const { limit, after, order = 'asc' } = query;
  const descending = order === 'desc';
  const { first, others } = filterTerms(query);
  const { times, places } = await timeTerms(journal, organizationId, query);
  const leading = [equals('organizationId', organizationId), ...first, ...places];
  if (after > 0 || !descending) leading.push(compare('sequence', descending ? 'lt' : 'gt', after));
  const sort = [{ field: { column: 'sequence' }, descending }];
  const through =
    others.length === 0
      ? undefined
      : await journal.find({ where: all(...leading), sort, limit: 1, offset: LAST_EXAMINED });
  const end = through?.records[0]?.sequence;
  const bound = end === undefined ? [] : [compare('sequence', descending ? 'ge' : 'le', end)];
  const beside = others.map(asked);
  const { records } = await journal.find({
    where: all(...leading, ...times, ...beside, ...bound),
    sort,
    limit: limit + 1,
  });
  const items = records.slice(0, limit);
  const last = records.length > limit ? items.at(-1)?.sequence : end;
  return { items, ...(last !== undefined && { next: String(last) }) };
}

const LAST_EXAMINED = MAX_EXAMINED_COUNT - 1;

/** The same, asked of what another term leads to: no index is walked for it. */
function asked(term: Term): Term {
  return { kind: 'not', term: { kind: 'not', term } };
}

/** Lines that are read at once for a stream: others have their turn between two pages. */
const STREAMED_COUNT = 200;

/** The same where a page looks for its end first, which is worth more lines. */
const PICKED_COUNT = 500;

/** Every line that matches, page by page, never held as a whole. */
export async function* streamEntries(
  journal: Reading<JournalEntry>,
  organizationId: string,
  query: Omit<JournalQuery, 'limit' | 'after'>,
): AsyncGenerator<JournalEntry> {
  const limit = filterTerms(query).others.length === 0 ? STREAMED_COUNT : PICKED_COUNT;
  for (let after = 0; ;) {
    const page = await listEntries(journal, organizationId, { ...query, limit, after });
    yield* page.items;
    if (page.next === undefined) return;
    after = Number(page.next);
  }
}

/** `first`: what an index leads to, the fewest lines where two could; `others` are asked of these. */
function filterTerms({ type, actor, target }: JournalFilter): {
  readonly first: readonly Term[];
  readonly others: readonly Term[];
} {
  const terms: Term[] = [];
  const isIndexed = target !== undefined || actor?.startsWith(CONNECTION_ACTORS) === false;
  if (target !== undefined) terms.push(equals('targetKey', target));
  if (actor !== undefined) terms.push(equals('actorKey', actor));
  if (type !== undefined) terms.push(...typeTerms(type));
  const first = isIndexed ? 1 : 0;
  return { first: terms.slice(0, first), others: terms.slice(first) };
}

function typeTerms(type: string): readonly Term[] {
  if (!type.endsWith('.*')) return [equals('type', type)];
  const prefix = type.slice(0, -1);
  const hasSubtype = prefix.indexOf('.') < prefix.length - 1;
  const family = equals('family', familyOf(prefix));
  return hasSubtype ? [family, compare('type', 'sw', prefix)] : [family];
}

/** `times` as they are asked, and the places in the sequence that they are about. */
interface TimeTerms {
  readonly times: readonly Term[];
  readonly places: readonly Term[];
}

/** A time is looked up once and becomes a place in the sequence, which every page then starts from. */
async function timeTerms(
  journal: Reading<JournalEntry>,
  organizationId: string,
  { from, until }: JournalFilter,
): Promise<TimeTerms> {
  const times: Term[] = [];
  const places: Term[] = [];
  if (from !== undefined) {
    times.push(compare('createdAt', 'ge', from));
    const first = await firstSequenceSince(journal, organizationId, from);
    if (first !== undefined) places.push(compare('sequence', 'ge', first - MAX_SEQUENCE_DRIFT));
  }
  if (until !== undefined) {
    times.push(compare('createdAt', 'lt', until));
    const end = await firstSequenceSince(journal, organizationId, until);
    if (end !== undefined) places.push(compare('sequence', 'lt', end + MAX_SEQUENCE_DRIFT));
  }
  return { times, places };
}
