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
  type Readers,
  type ScimUser,
  type Store,
  type Term,
} from '#store/index.js';
import { findReads, type FoundReads } from './read-lists.js';
import { withDifference } from './told-differences.js';

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
const USERS_LOOKED_AT = 20;

/** Entries that an index leads to and one page looks at, in each way. */
const MAX_EXAMINED_COUNT = 10_000;

/**
 * A page of a connection's log: entries, and lines of reads between them. Ids rise with time, so that a range of times is a range of
 * ids, and every filter is one walk of an index that ends in the id, in either direction. What can be found in several ways is walked in
 * each. Where a second filter picks from what the index of the first one leads to, or the outcome `ok` from all entries, a page looks at
 * 10,000 entries and ends there: it may then have few entries, or none, and a `next` all the same.
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
  const looked = beside.length === 0 ? undefined : await examinedThrough(store, ways, descending);
  const bound = looked === undefined ? [] : [compare('id', descending ? 'ge' : 'le', looked)];
  const found = new Map<string, Exchange>();
  for (const way of ways) {
    const { records } = await store.read.exchanges.find({
      where: all(way, ...beside.map(asked), ...bound),
      limit: limit + 1,
      ...inOrder(descending),
    });
    for (const record of records) found.set(record.id, record);
  }
  const reads = await readsFor(store, connection, query);
  const through = nearest(looked, reads.through, descending);
  const direction = descending ? -1 : 1;
  const isNear = ({ id }: Exchange): boolean =>
    through === undefined || (descending ? id >= through : id <= through);
  const records = [...found.values(), ...reads.entries]
    .filter(isNear)
    .sort((a, b) => (a.id < b.id ? -direction : direction));
  const { items, next } = toPage(records.slice(0, limit + 1), limit);
  const page = { items: items.map(withDifference), ...(next !== undefined && { next }) };
  if (page.next !== undefined || through === undefined) return page;
  return { ...page, next: encodeCursor(through) };
}

/** Reads that went well: they are about nobody's change, so that several filters meet none of them. */
async function readsFor(
  { read }: Store,
  { id: connectionId }: Connection,
  query: ExchangeQuery,
): Promise<FoundReads> {
  const { outcome, operation, resourceId, memberId, address, traceId, limit, order } = query;
  const isOfChange = resourceId !== undefined || memberId !== undefined || address !== undefined;
  if (isOfChange || (outcome !== undefined && outcome !== 'ok')) return { entries: [] };
  return findReads(read.exchangeReads, {
    connectionId,
    operation,
    traceId,
    from: query.from && lowestIdAt(Date.parse(query.from)),
    to: query.to && lowestIdAt(Date.parse(query.to)),
    after: readCursor(query.cursor),
    descending: order !== 'asc',
    limit: limit + 1,
  });
}

/** The newest entries of a connection. */
export async function newestExchanges(
  read: Pick<Readers, 'exchanges' | 'exchangeReads'>,
  connectionId: string,
  limit: number,
): Promise<Exchange[]> {
  const where = equals('connectionId', connectionId);
  const { records } = await read.exchanges.find({ where, limit, ...inOrder(true) });
  const asked = { connectionId, descending: true, limit };
  const { entries } = await findReads(read.exchangeReads, asked);
  return [...records, ...entries].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
}

/** Where a page has to end that two walks fill. */
function nearest(
  one: string | undefined,
  other: string | undefined,
  descending: boolean,
): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other === descending ? one : other;
}

function inOrder(descending: boolean): Pick<Query, 'sort'> {
  return descending ? { sort: [{ field: { column: 'id' }, descending }] } : {};
}

/** The entry at which the first of the ways has to stop; undefined when all of them end before. */
export async function examinedThrough(
  { read }: Pick<Store, 'read'>,
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
  const isTrouble = outcome !== undefined && outcome !== 'ok';
  const ofOutcome =
    outcome === undefined ? [] : [equals(isTrouble ? 'trouble' : 'outcome', outcome)];
  const ofOperation = operation ? [equals('operation', operation)] : [];
  const narrow: Term[] = [];
  if (resourceId) narrow.push(equals('subjectId', resourceId));
  if (traceId) narrow.push(equals('traceId', traceId));
  // the term that fewest entries meet names the index: of most connections nearly all entries are `ok`
  if (narrow.length > 0 || memberId !== undefined || address !== undefined) {
    return { leading: narrow, beside: [...ofOutcome, ...ofOperation] };
  }
  // those that are `ok` are picked from those of the operation, or from all
  const [first, second] = isTrouble ? [ofOutcome, ofOperation] : [ofOperation, ofOutcome];
  return { leading: first, beside: second };
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
    (await read.scimUsers.find({ where: all(here, term), limit: USERS_LOOKED_AT })).records;
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
    limit: USERS_LOOKED_AT,
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
