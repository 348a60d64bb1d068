import { addressKey, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type Invitation,
  type Member,
  type Query,
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
import { managedAmong } from '../managed.js';
import { termsOfSearch } from '../searchables.js';
import { accessOfRows, type RowAccess } from './row-access.js';

export type RosterState = Member['status'] | 'pending';

/** How the list can be sorted; `-` is descending. Rows without an address, or without activity, come last. */
export type RosterSort = 'name' | '-name' | 'email' | 'createdAt' | '-createdAt' | 'lastActiveOn';

/** A filter for each kind of row (made by provisioning/member-filters). */
export interface MemberFilter {
  readonly members: Term;
  readonly invitations: Term;
}

export interface RosterQuery extends ListQuery {
  /** all when absent */
  readonly states?: readonly RosterState[];
  /** beginnings of words of the name and the address, all of which must be there */
  readonly q?: string;
  /** the whole address, without regard to letter case */
  readonly email?: string;
  readonly filter?: MemberFilter;
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

/** A page over both collections: two keyset queries whose results are merged. Faults `organization.missing`, `request.invalid`. */
export async function listRoster(
  store: Store,
  ctx: Context,
  organizationId: string,
  query: RosterQuery,
): Promise<Page<RosterRow>> {
  await requireOrganization(store.read, organizationId);
  const { limit, cursor, sort = 'name' } = query;
  const queryKey = queryKeyOf(organizationId, query);
  const after = cursor === undefined ? undefined : decodeSortedCursor(queryKey, cursor);
  const order = ORDERS[sort];
  const [members, invitations] = await Promise.all([
    membersAfter(store, organizationId, { ...query, sort, after }),
    invitationsAfter(store, ctx, organizationId, { ...query, sort, after }),
  ]);
  const rows: BareRow[] = [
    ...members.map((member) => ({ kind: 'member' as const, member })),
    ...invitations.map((invitation) => ({ kind: 'invitation' as const, invitation })),
  ];
  rows.sort((a, b) => comparePositions(order, positionOf(order, a), positionOf(order, b)));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await fullRows(store, ctx, organizationId, shown),
    ...(rows.length > limit &&
      last && { next: encodeSortedCursor(queryKey, positionOf(order, last)) }),
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
      limit: 500,
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

function commonTerms(organizationId: string, { q, email }: RosterQuery): Term[] {
  return [
    equals('organizationId', organizationId),
    ...(q === undefined ? [] : termsOfSearch(organizationId, q)),
    ...(email === undefined ? [] : [equals('emailKey', addressKey(email))]),
  ];
}

async function membersAfter(
  { read }: Store,
  organizationId: string,
  query: RosterPageQuery,
): Promise<readonly Member[]> {
  const { states, filter } = query;
  const statuses = MEMBER_STATES.filter((state) => states?.includes(state) ?? true);
  if (statuses.length === 0) return [];
  const terms = commonTerms(organizationId, query);
  if (filter) terms.push(filter.members);
  const find = async (...more: Term[]): Promise<readonly Member[]> =>
    (await read.members.find(toStoreQuery(query, all(...terms, ...more)))).records;
  if (statuses.length === MEMBER_STATES.length) return find();
  // what a search finds is read whole and sorted
  if (query.q !== undefined || query.email !== undefined) return find(oneOf('status', statuses));
  // one walk of an index for each: a great many who left cost a list of those who are here nothing
  return (await Promise.all(statuses.map((status) => find(equals('status', status))))).flat();
}

/** Pending ones whose time is not over: an expired one is left out, whether the job has ended it or not. */
async function invitationsAfter(
  { read }: Store,
  ctx: Context,
  organizationId: string,
  query: RosterPageQuery,
): Promise<readonly Invitation[]> {
  const { states, filter, sort, after } = query;
  if (!(states?.includes('pending') ?? true)) return [];
  const now = instant(ctx.clock.now());
  const terms: Term[] = [
    ...commonTerms(organizationId, query),
    equals('status', 'pending'),
    compare('expiresAt', 'gt', now),
    { kind: 'not', term: equals('hidden', true) },
    ...(filter ? [filter.invitations] : []),
  ];
  const where = all(...terms);
  if (sort !== 'lastActiveOn') {
    return (await read.invitations.find(toStoreQuery(query, where))).records;
  }
  // invited people were never active: they all stand at the end, by their ids
  const resumeAfter = after?.value === null ? { after: { values: [], id: after.id } } : {};
  const page = { where, limit: query.limit + 1, ...resumeAfter };
  return (await read.invitations.find(page)).records;
}
