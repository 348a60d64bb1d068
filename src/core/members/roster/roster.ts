import { addressKey, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type Invitation,
  type Member,
  type Query,
  type Readers,
  type Sort,
  type Store,
  type Term,
} from '#store/index.js';
import {
  decodeSortedCursor,
  encodeSortedCursor,
  type ListQuery,
  requireOrganization,
  type SortedPosition,
} from '#core/tenancy/index.js';
import { countMembers } from '#core/access/index.js';
import { managedAmong } from '../managed.js';
import { termsOfSearch } from '../searchables.js';
import { exactRowOf, narrowedSearch, termsOfMemberSearch } from './search.js';
import { accessOfRows, type RowAccess } from './row-access.js';

export type RosterState = Member['status'] | 'pending';

/** How the list can be sorted; `-` is descending. Rows without an address, or without activity, come last. */
export type RosterSort = 'name' | '-name' | 'email' | 'createdAt' | '-createdAt' | 'lastActiveOn';

/** A filter for each kind of row (made by provisioning/member-filters). */
export interface MemberFilter {
  readonly members: Term;
  readonly invitations: Term;
}

/** Which rows. */
export interface RosterSelection {
  /** all when absent */
  readonly states?: readonly RosterState[];
  /** words that must all be there: roster/search.ts says where */
  readonly q?: string;
  /** the whole address, without regard to letter case */
  readonly email?: string;
  readonly filter?: MemberFilter;
}

export interface RosterQuery extends RosterSelection, ListQuery {
  /** `name` when absent */
  readonly sort?: RosterSort;
}

/** One list of two kinds of records: members and former members, and invitations without an answer. */
export type RosterRow = (
  | { readonly kind: 'member'; readonly member: Member; readonly managed: boolean }
  | { readonly kind: 'invitation'; readonly invitation: Invitation }
) & { readonly access: RowAccess };

/** A row before its seats and spaces are looked up. */
type BareRow =
  | { readonly kind: 'member'; readonly member: Member }
  | { readonly kind: 'invitation'; readonly invitation: Invitation };

const MEMBER_STATES = ['active', 'suspended', 'left'] as const;

/** The cursor of a page that had only the row of the address that is looked for: everything else comes after it. */
const AFTER_EXACT_ROW: SortedPosition = { value: null, id: 'exact' };

/**
 * A page over both collections: two keyset queries whose results are merged. The row whose address `q` is comes first, whatever the order.
 * Faults `organization.missing`, `request.invalid`.
 */
export async function listRoster(
  store: Store,
  ctx: Context,
  organizationId: string,
  query: RosterQuery,
): Promise<Page<RosterRow>> {
  await requireOrganization(store.read, organizationId);
  const { limit, cursor, sort = 'name' } = query;
  const queryKey = queryKeyOf(organizationId, query);
  const position = cursor === undefined ? undefined : decodeSortedCursor(queryKey, cursor);
  const after = position?.id === AFTER_EXACT_ROW.id ? undefined : position;
  const order = ORDERS[sort];
  const exact = await exactRow(store, ctx, organizationId, query);
  const beside = exact && idOf(exact);
  const shownExact = exact && cursor === undefined ? [exact] : [];
  const room = limit - shownExact.length;
  const rest = { ...query, sort, after, beside, limit: room };
  const [members, invitations] = await Promise.all([
    membersAfter(store, organizationId, rest),
    invitationsAfter(store, ctx, organizationId, rest),
  ]);
  const rows: BareRow[] = [
    ...members.map((member) => ({ kind: 'member' as const, member })),
    ...invitations.map((invitation) => ({ kind: 'invitation' as const, invitation })),
  ];
  rows.sort((a, b) => comparePositions(order, positionOf(order, a), positionOf(order, b)));
  const shown = rows.slice(0, room);
  const last = shown.at(-1);
  const end = last ? positionOf(order, last) : AFTER_EXACT_ROW;
  return {
    items: await fullRows(store, ctx, organizationId, [...shownExact, ...shown]),
    ...(rows.length > room && { next: encodeSortedCursor(queryKey, end) }),
  };
}

async function fullRows(
  store: Store,
  ctx: Context,
  organizationId: string,
  rows: readonly BareRow[],
): Promise<RosterRow[]> {
  const memberIds = rows.flatMap((row) => (row.kind === 'member' ? row.member.id : []));
  const invitations = rows.flatMap((row) => (row.kind === 'invitation' ? row.invitation : []));
  const managed = await managedAmong(store.read, memberIds);
  const access = await accessOfRows(store, ctx, organizationId, { memberIds, invitations });
  return rows.map((row) =>
    row.kind === 'member'
      ? {
          ...row,
          managed: managed.has(row.member.id),
          access: access.get(row.member.id) ?? {},
        }
      : { ...row, access: access.get(row.invitation.id) ?? {} },
  );
}

/** Rows of one page of an export. */
const PAGE_SIZE = 500;

/** Every row that matches, for exports, never held as a whole. */
export async function* streamRoster(
  store: Store,
  ctx: Context,
  organizationId: string,
  query: Omit<RosterQuery, 'limit' | 'cursor'>,
): AsyncGenerator<RosterRow> {
  for (let cursor: string | undefined; ;) {
    const page: Page<RosterRow> = await listRoster(store, ctx, organizationId, {
      ...query,
      limit: PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    yield* page.items;
    cursor = page.next;
    if (cursor === undefined) return;
  }
}

function queryKeyOf(organizationId: string, query: RosterQuery): string {
  const { states: asked = [], q = '', email = '', filter, sort = 'name' } = query;
  // all of them is the same list as none
  const states = new Set(asked).size === MEMBER_STATES.length + 1 ? [] : asked;
  return JSON.stringify([organizationId, [...states].sort(), q, email, filter ?? null, sort]);
}

function idOf(row: BareRow): string {
  return row.kind === 'member' ? row.member.id : row.invitation.id;
}

interface Order {
  readonly column: 'nameKey' | 'emailKey' | 'createdAt' | 'lastActiveOn';
  readonly descending: boolean;
}

const ORDERS: Readonly<Record<RosterSort, Order>> = {
  name: { column: 'nameKey', descending: false },
  '-name': { column: 'nameKey', descending: true },
  email: { column: 'emailKey', descending: false },
  createdAt: { column: 'createdAt', descending: false },
  '-createdAt': { column: 'createdAt', descending: true },
  lastActiveOn: { column: 'lastActiveOn', descending: false },
};

function positionOf({ column }: Order, row: BareRow): SortedPosition {
  if (row.kind === 'member') return { value: row.member[column] ?? null, id: row.member.id };
  const { invitation } = row;
  const value = column === 'lastActiveOn' ? null : invitation[column];
  return { value, id: invitation.id };
}

/** As both databases compare: by code points, nothing after everything, the id in the direction of the rest. */
function comparePositions({ descending }: Order, a: SortedPosition, b: SortedPosition): number {
  const sign = descending ? -1 : 1;
  if (a.value === b.value) return a.id < b.id ? -sign : sign;
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
  return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)) * sign;
}

type RosterPageQuery = RosterQuery & {
  readonly sort: RosterSort;
  readonly after: SortedPosition | undefined;
  /** the id of a row that stands elsewhere */
  readonly beside: string | undefined;
};

/** Descending with the id along, so that an index is walked backwards from end to end. */
function toStoreQuery({ limit, sort, after }: RosterPageQuery, where: Term): Query {
  const { column, descending } = ORDERS[sort];
  const sorts: Sort[] = descending
    ? [column, 'id'].map((name) => ({ field: { column: name }, descending }))
    : [{ field: { column } }];
  const values = after && (descending ? [after.value, after.id] : [after.value]);
  return {
    where,
    sort: sorts,
    limit: limit + 1,
    ...(after && values && { after: { values, id: after.id } }),
  };
}

function commonTerms(organizationId: string, { email }: RosterSelection): Term[] {
  return [
    equals('organizationId', organizationId),
    ...(email === undefined ? [] : [equals('emailKey', addressKey(email))]),
  ];
}

/** What members are asked for beside their status and the search; absent: the list has none. */
function memberTerms(organizationId: string, query: RosterSelection): Term[] | undefined {
  if (statusesOf(query).length === 0) return undefined;
  const { filter } = query;
  return [...commonTerms(organizationId, query), ...(filter ? [filter.members] : [])];
}

function statusesOf({ states }: RosterSelection): readonly Member['status'][] {
  return MEMBER_STATES.filter((state) => states?.includes(state) ?? true);
}

/** Pending ones whose time is not over: an expired one is left out, whether the job has ended it or not. Absent: the list has none. */
function invitationTerms(
  ctx: Context,
  organizationId: string,
  query: RosterSelection,
): Term[] | undefined {
  const { states, filter } = query;
  if (!(states?.includes('pending') ?? true)) return undefined;
  return [
    ...commonTerms(organizationId, query),
    equals('status', 'pending'),
    compare('expiresAt', 'gt', instant(ctx.clock.now())),
    { kind: 'not', term: equals('hidden', true) },
    ...(filter ? [filter.invitations] : []),
  ];
}

/** Rows of either kind, all of them, as a condition of its own; for counts, and for whoever walks them by their ids. */
export function rosterTerms(
  ctx: Context,
  organizationId: string,
  query: RosterSelection,
): { readonly members?: Term; readonly invitations?: Term } {
  const { q } = query;
  const members = memberTerms(organizationId, query);
  const invitations = invitationTerms(ctx, organizationId, query);
  const statuses = statusesOf(query);
  const isEveryStatus = statuses.length === MEMBER_STATES.length;
  return {
    ...(members && {
      members: all(
        ...members,
        ...(isEveryStatus ? [] : [oneOf('status', statuses)]),
        ...(q === undefined ? [] : termsOfMemberSearch(organizationId, q)),
      ),
    }),
    ...(invitations && {
      invitations: all(
        ...invitations,
        ...(q === undefined ? [] : termsOfSearch(organizationId, q)),
      ),
    }),
  };
}

/** Rows beyond which the list says that there are more, and does not count on. */
const MAX_TOTAL = 10_000;

/** How many rows the list has. Without a search or a filter those who are active are a tally, whatever their number (console H10). */
export async function countRoster(
  { read }: Store,
  ctx: Context,
  organizationId: string,
  query: RosterSelection,
): Promise<RosterTotal> {
  await requireOrganization(read, organizationId);
  const tallied = await activeTally(read, organizationId, query);
  const { q, ...others } = tallied === undefined ? query : withoutActive(query);
  const { members, invitations } = rosterTerms(ctx, organizationId, others);
  const most = MAX_TOTAL + 1;
  const search = (list: 'members' | 'invitations') =>
    q === undefined ? [] : narrowedSearch(read, organizationId, list, q);
  const found = members
    ? await read.members.count(all(members, ...(await search('members'))), most)
    : 0;
  const pending = invitations
    ? await read.invitations.count(all(invitations, ...(await search('invitations'))), most)
    : 0;
  const counted = found + pending;
  const total = (tallied ?? 0) + Math.min(counted, MAX_TOTAL);
  return counted > MAX_TOTAL ? { total, totalIsCapped: true } : { total };
}

/** Active members where the list has all of them: there is a tally, and they need not be counted. */
async function activeTally(
  read: Readers,
  organizationId: string,
  query: RosterSelection,
): Promise<number | undefined> {
  const { q, email, filter } = query;
  if (q !== undefined || email !== undefined || filter !== undefined) return undefined;
  if (!statusesOf(query).includes('active')) return undefined;
  return (await countMembers(read, organizationId)).active;
}

function withoutActive(query: RosterSelection): RosterSelection {
  const { states = [...MEMBER_STATES, 'pending' as const] } = query;
  return { ...query, states: states.filter((state) => state !== 'active') };
}

export interface RosterTotal {
  readonly total: number;
  /** there are more than `total`: of the others no more than 10,000 were counted */
  readonly totalIsCapped?: true;
}

async function exactRow(
  store: Store,
  ctx: Context,
  organizationId: string,
  query: RosterQuery,
): Promise<BareRow | undefined> {
  const { q } = query;
  if (q === undefined) return undefined;
  const members = memberTerms(organizationId, query);
  const statuses = oneOf('status', statusesOf(query));
  return exactRowOf(store, ctx, organizationId, {
    q,
    members: members && [...members, statuses],
    invitations: invitationTerms(ctx, organizationId, query),
  });
}

async function membersAfter(
  { read }: Store,
  organizationId: string,
  query: RosterPageQuery,
): Promise<readonly Member[]> {
  const { q, email, beside } = query;
  const terms = memberTerms(organizationId, query);
  if (!terms) return [];
  if (q !== undefined) terms.push(...(await narrowedSearch(read, organizationId, 'members', q)));
  if (beside !== undefined) terms.push(notOne(beside));
  const statuses = statusesOf(query);
  const find = async (...more: Term[]): Promise<readonly Member[]> =>
    (await read.members.find(toStoreQuery(query, all(...terms, ...more)))).records;
  if (statuses.length === MEMBER_STATES.length) return find();
  // what a search finds is read whole and sorted
  if (q !== undefined || email !== undefined) return find(oneOf('status', statuses));
  // one walk of an index for each: a great many who left cost a list of those who are here nothing
  return (await Promise.all(statuses.map((status) => find(equals('status', status))))).flat();
}

function notOne(id: string): Term {
  return { kind: 'not', term: equals('id', id) };
}

async function invitationsAfter(
  { read }: Store,
  ctx: Context,
  organizationId: string,
  query: RosterPageQuery,
): Promise<readonly Invitation[]> {
  const { q, sort, after, beside } = query;
  const terms = invitationTerms(ctx, organizationId, query);
  if (!terms) return [];
  if (q !== undefined)
    terms.push(...(await narrowedSearch(read, organizationId, 'invitations', q)));
  if (beside !== undefined) terms.push(notOne(beside));
  const where = all(...terms);
  if (sort !== 'lastActiveOn') {
    return (await read.invitations.find(toStoreQuery(query, where))).records;
  }
  // invited people were never active: they all stand at the end, by their ids
  const resumeAfter = after?.value === null ? { after: { values: [], id: after.id } } : {};
  const page = { where, limit: query.limit + 1, ...resumeAfter };
  return (await read.invitations.find(page)).records;
}
