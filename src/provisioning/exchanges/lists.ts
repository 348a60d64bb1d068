import { encodeCursor, foldCase, lowestIdAt, type Page } from '#kernel/index.js';
import { readCursor, toPage, type ListQuery } from '#core/index.js';
import {
  all,
  compare,
  equals,
  facet,
  type Connection,
  type Exchange,
  type Query,
  type ScimUser,
  type Store,
  type Term,
} from '#store/index.js';

export interface ExchangeQuery extends ListQuery {
  readonly outcome?: Exchange['outcome'];
  readonly operation?: string;
  /** requests that were to change this resource, and those about it that went wrong */
  readonly resourceId?: string;
  /** those about the users that stand, or stood, for this member */
  readonly memberId?: string;
  /** those that gave a user this e-mail address, and those about users who have it */
  readonly address?: string;
  /** the request, with all operations of a bulk job */
  readonly traceId?: string;
  /** that came then or later */
  readonly from?: string;
  /** that came before */
  readonly to?: string;
  /** `desc`, the newest first, when absent */
  readonly order?: 'asc' | 'desc';
}

/** Users of one connection who share an address, or stand for one member: more are no people. */
const MAX_USER_COUNT = 20;

/** Entries that an index leads to and one page looks at, in each way. */
const MAX_EXAMINED_COUNT = 10_000;

/**
 * A page of a connection's log. Ids rise with time, so that a range of times is a range of ids, and every filter is one walk of an
 * index that ends in the id, in either direction. What can be found in several ways is walked in each. Where a second filter picks from
 * what the index of the first one leads to, a page looks at 10,000 entries and ends there: it may then have few entries, or none, and a
 * `next` all the same.
 */
export async function listExchanges(
  store: Store,
  connection: Connection,
  query: ExchangeQuery,
): Promise<Page<Exchange>> {
  const { limit, order = 'desc' } = query;
  const descending = order === 'desc';
  const { leading, beside } = termsOf(query);
  const range = all(equals('connectionId', connection.id), ...rangeOf(query, descending));
  const ways = (await waysOf(store, connection, query)).map((way) => all(range, ...leading, way));
  const through = beside.length === 0 ? undefined : await examinedThrough(store, ways, descending);
  const bound = through === undefined ? [] : [compare('id', descending ? 'ge' : 'le', through)];
  const found = new Map<string, Exchange>();
  for (const way of ways) {
    const { records } = await store.read.exchanges.find({
      where: all(way, ...beside.map(asked), ...bound),
      limit: limit + 1,
      ...inOrder(descending),
    });
    for (const record of records) found.set(record.id, record);
  }
  const direction = descending ? -1 : 1;
  const records = [...found.values()].sort((a, b) => (a.id < b.id ? -direction : direction));
  const page = toPage(records.slice(0, limit + 1), limit);
  if (page.next !== undefined || through === undefined) return page;
  return { ...page, next: encodeCursor(through) };
}

function inOrder(descending: boolean): Pick<Query, 'sort'> {
  return descending ? { sort: [{ field: { column: 'id' }, descending }] } : {};
}

/** The entry at which the first of the ways has to stop; undefined when all of them end before. */
async function examinedThrough(
  { read }: Store,
  ways: readonly Term[],
  descending: boolean,
): Promise<string | undefined> {
  let through: string | undefined;
  for (const where of ways) {
    const page = { limit: 1, offset: MAX_EXAMINED_COUNT - 1, ...inOrder(descending) };
    const id = (await read.exchanges.find({ where, ...page })).records[0]?.id;
    if (id === undefined) continue;
    if (through === undefined || (descending ? id > through : id < through)) through = id;
  }
  return through;
}

/** `leading`: those that an index answers; `beside`: what is asked of what they lead to. */
function termsOf(query: ExchangeQuery): { leading: readonly Term[]; beside: readonly Term[] } {
  const { outcome, operation, resourceId, memberId, address, traceId } = query;
  const ofOutcome = outcome === undefined ? [] : [equals('outcome', outcome)];
  const ofOperation = operation ? [equals('operation', operation)] : [];
  const narrow: Term[] = [];
  if (resourceId) narrow.push(equals('subjectId', resourceId));
  if (traceId) narrow.push(equals('traceId', traceId));
  // the term that fewest entries meet names the index: of most connections nearly all entries are `ok`
  if (narrow.length > 0 || memberId !== undefined || address !== undefined) {
    return { leading: narrow, beside: [...ofOutcome, ...ofOperation] };
  }
  const isTrouble = outcome !== undefined && outcome !== 'ok';
  const [first, second] = isTrouble ? [ofOutcome, ofOperation] : [ofOperation, ofOutcome];
  return first.length === 0 ? { leading: second, beside: [] } : { leading: first, beside: second };
}

function rangeOf({ from, to, cursor }: ExchangeQuery, descending: boolean): Term[] {
  const terms: Term[] = [];
  if (from) terms.push(compare('id', 'ge', lowestIdAt(Date.parse(from))));
  if (to) terms.push(compare('id', 'lt', lowestIdAt(Date.parse(to))));
  const after = readCursor(cursor);
  if (after !== undefined) terms.push(compare('id', descending ? 'lt' : 'gt', after));
  return terms;
}

/** The same, asked of what another term finds: no index is walked for it. */
function asked(term: Term): Term {
  return { kind: 'not', term: { kind: 'not', term } };
}

/** Each a term of its own index; one that says nothing when neither a member nor an address is asked for. */
async function waysOf(
  { read }: Store,
  { id: connectionId, organizationId }: Connection,
  { memberId, address }: ExchangeQuery,
): Promise<Term[]> {
  const here = equals('connectionId', connectionId);
  const usersWhere = async (term: Term): Promise<readonly ScimUser[]> =>
    (await read.scimUsers.find({ where: all(here, term), limit: MAX_USER_COUNT })).records;
  const subjectsOf = (users: readonly ScimUser[]): Term[] =>
    [...new Set(users.map(({ id }) => id))].map((id) => equals('subjectId', id));
  const ofMember = memberId && [
    equals('memberId', memberId),
    ...subjectsOf(await usersWhere(equals('memberId', memberId))),
  ];
  if (address === undefined) return ofMember || [all()];
  const key = foldCase(address.trim());
  const { records: members } = await read.members.find({
    where: all(equals('organizationId', organizationId), equals('emailKey', key)),
    limit: MAX_USER_COUNT,
  });
  const users = [
    ...(await usersWhere(equals('userNameKey', key))),
    ...(await usersWhere(facet(connectionId, 'emails.value', key))),
    ...(await Promise.all(members.map(({ id }) => usersWhere(equals('memberId', id))))).flat(),
  ];
  const ofAddress = [equals('address', key), ...subjectsOf(users)];
  if (!ofMember) return ofAddress;
  return ofMember.flatMap((one) => ofAddress.map((other) => all(one, other)));
}
