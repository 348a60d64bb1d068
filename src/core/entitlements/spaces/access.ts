import { encodeCursor, instant, type Context, type Instant, type Page } from '#kernel/index.js';
import {
  all,
  any,
  compare,
  equals,
  oneOf,
  type AccessSource,
  type Member,
  type Space,
  type SpaceMember,
  type Store,
  type Term,
} from '#store/index.js';
import {
  listPage,
  type ListQuery,
  type OrganizationView,
  type Presets,
  readCursor,
  requirePreset,
  type Role,
} from '#core/tenancy/index.js';
import { findInheritingRole } from './assign.js';

/** Rows of space-members read for one page; one space has few reasons. */
const MAX_ROWS_PER_PAGE = 1_000;

/** Why a member has access to a space: one reason for each assignment. */
export interface SpaceReason {
  readonly role: string;
  readonly source: AccessSource;
  readonly since: Instant;
}

/** Access through a role of the organization: shown, and kept nowhere. */
export interface InheritedAccess {
  /** the member's role */
  readonly role: string;
  /** the role in the space that this reason gives */
  readonly spaceRole: string;
}

export interface SpaceAccess {
  readonly space: Space;
  readonly reasons: readonly SpaceReason[];
  readonly inherited?: InheritedAccess;
}

export interface MemberAccess {
  readonly member: Member;
  readonly reasons: readonly SpaceReason[];
  readonly inherited?: InheritedAccess;
}

export interface SpaceReadScope extends OrganizationView {
  readonly ctx: Context;
  readonly store: Store;
  readonly presets: Presets;
}

/** What a member reaches, in the order of the spaces' making: everything, when a role says so. */
export async function spacesOf(
  readScope: SpaceReadScope,
  member: Member,
  query: ListQuery,
): Promise<Page<SpaceAccess>> {
  const { store, organization } = readScope;
  const role = await findInheritingRole({ ...readScope, tx: store.read }, member);
  if (!role) return assignedSpaces(store, member, query);
  const page = await listPage(store.read.spaces, equals('organizationId', organization.id), query);
  if (page.items.length === 0) return { items: [] };
  const ids = page.items.map(({ id }) => id);
  const rows = await rowsWhere(
    store,
    all(equals('memberId', member.id), oneOf('spaceId', ids)),
    'spaceId',
  );
  const inherited = toInheritedAccess(role);
  const items = page.items.map((space) => ({
    space,
    reasons: reasonsOf(rows.filter(({ spaceId }) => spaceId === space.id)),
    ...(inherited && { inherited }),
  }));
  return { ...page, items };
}

/** Pages by the space, so that several reasons are one item; a page may be shorter than asked for. */
async function assignedSpaces(
  store: Store,
  member: Member,
  { limit, cursor }: ListQuery,
): Promise<Page<SpaceAccess>> {
  const where = all(equals('memberId', member.id), ...afterId('spaceId', cursor));
  const groups = await groupRows(store, where, 'spaceId', limit);
  const spaces = await store.read.spaces.getMany(groups.ids);
  const byId = new Map(spaces.map((space): [string, Space] => [space.id, space]));
  const items = groups.ids.flatMap((id) => {
    const space = byId.get(id);
    return space ? [{ space, reasons: reasonsOf(groups.rows.get(id) ?? []) }] : [];
  });
  return { items, ...(groups.next !== undefined && { next: groups.next }) };
}

/** Whom people and groups put into a space; roles that reach every space are shown beside. */
export async function assignedMembers(
  readScope: SpaceReadScope,
  space: Space,
  { limit, cursor }: ListQuery,
): Promise<Page<MemberAccess>> {
  const { store } = readScope;
  const where = all(equals('spaceId', space.id), ...afterId('memberId', cursor));
  const groups = await groupRows(store, where, 'memberId', limit);
  const members = await store.read.members.getMany(groups.ids);
  const byId = new Map(members.map((member): [string, Member] => [member.id, member]));
  const items: MemberAccess[] = [];
  for (const id of groups.ids) {
    const member = byId.get(id);
    if (!member) continue;
    const role = await findInheritingRole({ ...readScope, tx: store.read }, member);
    const inherited = role && toInheritedAccess(role);
    const reasons = reasonsOf(groups.rows.get(id) ?? []);
    items.push({ member, reasons, ...(inherited && { inherited }) });
  }
  return { items, ...(groups.next !== undefined && { next: groups.next }) };
}

/** Who reaches every space through a role, found by the roles' facets; whether assigned as well is in `reasons`. */
export async function inheritingMembers(
  readScope: SpaceReadScope,
  space: Space,
  query: ListQuery,
): Promise<Page<MemberAccess>> {
  const { store, presets, organization } = readScope;
  const { roles } = requirePreset(presets, organization);
  const rolesWithEverySpace = roles.filter(({ everySpace }) => everySpace !== undefined);
  if (rolesWithEverySpace.length === 0) return { items: [] };
  const organizationId = organization.id;
  const roleTerms = rolesWithEverySpace.map(({ name: value }): Term => ({
    kind: 'facet',
    scope: organizationId,
    name: 'role',
    operator: 'eq',
    value,
  }));
  const where = all(
    equals('organizationId', organizationId),
    equals('status', 'active'),
    any(...roleTerms),
  );
  const page = await listPage(store.read.members, where, query);
  if (page.items.length === 0) return { items: [] };
  const ids = page.items.map(({ id }) => id);
  const rows = await rowsWhere(
    store,
    all(equals('spaceId', space.id), oneOf('memberId', ids)),
    'memberId',
  );
  const items: MemberAccess[] = [];
  for (const member of page.items) {
    // a grant that has ended still has its facet until it is swept away
    const role = await findInheritingRole({ ...readScope, tx: store.read }, member);
    const inherited = role && toInheritedAccess(role);
    if (!inherited) continue;
    const reasons = reasonsOf(rows.filter(({ memberId }) => memberId === member.id));
    items.push({ member, reasons, inherited });
  }
  return { ...page, items };
}

/** Whether the member reaches the space at all. */
export async function canReach(
  readScope: SpaceReadScope,
  member: Member,
  space: Space,
): Promise<boolean> {
  const { store } = readScope;
  if (await findInheritingRole({ ...readScope, tx: store.read }, member)) return true;
  const where = all(equals('spaceId', space.id), equals('memberId', member.id));
  return (await store.read.spaceMembers.first(where)) !== undefined;
}

function toInheritedAccess({ name, everySpace }: Role): InheritedAccess | undefined {
  return everySpace === undefined ? undefined : { role: name, spaceRole: everySpace };
}

export function reasonsOf(rows: readonly SpaceMember[]): SpaceReason[] {
  return rows.map(({ role, source, updatedAt }) => ({
    role,
    source,
    since: instant(Date.parse(updatedAt)),
  }));
}

type GroupingColumn = 'spaceId' | 'memberId';

function afterId(column: GroupingColumn, cursor: string | undefined): Term[] {
  const id = readCursor(cursor);
  return id === undefined ? [] : [compare(column, 'gt', id)];
}

async function rowsWhere(
  store: Store,
  where: Term,
  column: GroupingColumn,
): Promise<SpaceMember[]> {
  const { records } = await store.read.spaceMembers.find({
    where,
    limit: MAX_ROWS_PER_PAGE,
    sort: [{ field: { column } }],
  });
  return [...records];
}

interface RowGroups {
  readonly ids: readonly string[];
  readonly rows: ReadonlyMap<string, readonly SpaceMember[]>;
  readonly next?: string;
}

/** Rows of the same space (or member) together; one that the last row read may have cut in two waits for the next page. */
async function groupRows(
  store: Store,
  where: Term,
  column: GroupingColumn,
  limit: number,
): Promise<RowGroups> {
  const records = await rowsWhere(store, where, column);
  const rows = new Map<string, SpaceMember[]>();
  for (const row of records) rows.set(row[column], [...(rows.get(row[column]) ?? []), row]);
  const isCut = records.length === MAX_ROWS_PER_PAGE;
  const keys = [...rows.keys()];
  const complete = isCut && keys.length > 1 ? keys.slice(0, -1) : keys;
  const ids = complete.slice(0, limit);
  const last = ids.at(-1);
  const more = isCut || complete.length > limit;
  return { ids, rows, ...(more && last !== undefined && { next: encodeCursor(last) }) };
}
