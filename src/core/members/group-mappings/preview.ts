import { decodeCursor, encodeCursor, Fault, type Context, type Page } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Connection,
  type Grant,
  type GroupMapping,
  type Member,
  type ScimUser,
  type Store,
} from '#store/index.js';
import { isLive, type ListQuery, type Presets, standingOf } from '#core/tenancy/index.js';
import { grantsFromMappings, groupIdsOf } from '../group-access/group-grants.js';
import { MAX_MAPPINGS, type MappingEntry, type MappingSettings } from './checks.js';

export interface Change<T> {
  readonly before: readonly T[];
  readonly after: readonly T[];
}

/** What a change of mappings would do to one person. Spaces and seats: those that this connection's groups give. */
export interface PreviewItem {
  readonly memberId: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: Change<string>;
  readonly spaces: Change<{ readonly spaceId: string; readonly role: string }>;
  /** ids of products; without a free one the person would wait */
  readonly products: Change<string>;
  /** nobody else would be left, so the person keeps the roles */
  readonly refused?: 'member.last_owner' | 'member.last_admin';
}

interface PreviewScope {
  readonly ctx: Context;
  readonly store: Store;
  readonly presets: Presets;
  readonly connection: Connection;
  readonly before: readonly GroupMapping[];
}

export async function previewOf(
  scope: PreviewScope,
  settings: MappingSettings,
  page: ListQuery,
): Promise<Page<PreviewItem> & { readonly looked: number }> {
  const { store, connection } = scope;
  const { mode = connection.mappingMode, defaultRole } = settings;
  const { defaultRole: oldDefault, ...rest } = connection;
  const newDefault = defaultRole === undefined ? oldDefault : (defaultRole ?? undefined);
  const changed = {
    ...rest,
    mappingMode: mode,
    ...(newDefault !== undefined && { defaultRole: newDefault }),
  };
  const affectsEverybody = newDefault !== oldDefault || mode !== connection.mappingMode;
  const groupIds = [...new Set([...scope.before, ...settings.mappings].map((m) => m.groupId))];
  const limited = affectsEverybody || groupIds.length > MAX_MAPPINGS ? undefined : groupIds;
  const { users, looked, next } = await nextPeople(scope, limited, page);
  const members = await store.read.members.getMany(users.map(({ memberId }) => memberId));
  const byId = new Map(members.map((member): [string, Member] => [member.id, member]));
  const items: PreviewItem[] = [];
  for (const user of users) {
    const member = byId.get(user.memberId);
    if (!member) continue;
    const groups = await groupIdsOf(store.read, user.id);
    const item = await itemOf(scope, { member, groups, changed, entries: settings.mappings });
    if (item) items.push(item);
  }
  return { items, looked, ...(next !== undefined && { next }) };
}

interface AffectedMember {
  readonly member: Member;
  readonly groups: ReadonlySet<string>;
  readonly changed: Pick<Connection, 'id' | 'mappingMode' | 'defaultRole'>;
  readonly entries: readonly MappingEntry[];
}

/** Undefined for somebody whom nothing changes for. */
async function itemOf(
  scope: PreviewScope,
  { member, groups, changed, entries }: AffectedMember,
): Promise<PreviewItem | undefined> {
  const { ctx, before: oldEntries } = scope;
  const isIn = ({ groupId }: MappingEntry): boolean => groups.has(groupId);
  const [entriesBefore, entriesAfter] = [oldEntries.filter(isIn), entries.filter(isIn)];
  const grants = grantsFromMappings(ctx, changed, entriesAfter, member);
  const now = ctx.clock.now();
  const roleNames = (list: readonly Grant[]): string[] =>
    sorted(list.filter((grant) => isLive(grant, now)).map(({ role }) => role));
  const roles = { before: roleNames(member.grants), after: roleNames(grants) };
  const spaces = { before: spacesIn(entriesBefore), after: spacesIn(entriesAfter) };
  const products = { before: productsIn(entriesBefore), after: productsIn(entriesAfter) };
  const changes = [roles, spaces, products];
  const isSame = changes.every((p) => JSON.stringify(p.before) === JSON.stringify(p.after));
  if (isSame) return undefined;
  const refused = await refusalOf(scope, member, grants);
  return {
    memberId: member.id,
    name: member.name,
    ...(member.email !== undefined && { email: member.email }),
    roles,
    spaces,
    products,
    ...(refused && { refused }),
  };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function productsIn(entries: readonly MappingEntry[]): string[] {
  return sorted(entries.flatMap(({ productId }) => productId ?? []));
}

function spacesIn(entries: readonly MappingEntry[]): { spaceId: string; role: string }[] {
  const spaces = entries.flatMap(({ space }) => (space ? [`${space.spaceId} ${space.role}`] : []));
  return sorted(spaces).map((text) => {
    const [spaceId = '', role = ''] = text.split(' ');
    return { spaceId, role };
  });
}

/** As the recomputation would find it, if this person were the first. */
async function refusalOf(
  { store, presets, connection }: PreviewScope,
  member: Member,
  grants: readonly Grant[],
): Promise<PreviewItem['refused']> {
  if (member.status !== 'active' || member.standing === 'none') return undefined;
  const organization = await store.read.organizations.get(connection.organizationId);
  const to = standingOf(presets, organization?.preset ?? '', grants);
  if (to === member.standing) return undefined;
  const others = async (standings: readonly string[]): Promise<boolean> => {
    const { records } = await store.read.members.find({
      where: all(
        equals('organizationId', connection.organizationId),
        equals('status', 'active'),
        oneOf('standing', standings),
      ),
      limit: 2,
    });
    return records.some(({ id }) => id !== member.id);
  };
  if (member.standing === 'owner' && !(await others(['owner']))) return 'member.last_owner';
  if (to === 'none' && !(await others(['owner', 'admin']))) return 'member.last_admin';
  return undefined;
}

interface PeoplePage {
  readonly users: readonly ScimUser[];
  readonly looked: number;
  readonly next?: string;
}

/** A page of the rows of these groups, or of the connection's users. */
async function nextPeople(
  { store, connection }: PreviewScope,
  groupIds: readonly string[] | undefined,
  { limit, cursor }: ListQuery,
): Promise<PeoplePage> {
  if (groupIds?.length === 0) return { users: [], looked: 0 };
  const id = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && id === undefined) {
    throw new Fault('request.invalid', {
      errors: [{ field: 'cursor', problem: 'is not a cursor of this list; start without one' }],
    });
  }
  const page = { limit, ...(id !== undefined && { after: { values: [], id } }) };
  const nextOf = (count: number, last: { id: string } | undefined): { next?: string } =>
    count === limit && last ? { next: encodeCursor(last.id) } : {};
  if (!groupIds) {
    const where = equals('connectionId', connection.id);
    const { records, last } = await store.read.scimUsers.find({ where, ...page });
    return { users: records, looked: records.length, ...nextOf(records.length, last) };
  }
  const where = all(oneOf('groupId', groupIds), equals('type', 'User'));
  const { records, last } = await store.read.groupMembers.find({ where, ...page });
  const users = await store.read.scimUsers.getMany([...new Set(records.map((r) => r.memberId))]);
  return { users, looked: users.length, ...nextOf(records.length, last) };
}
