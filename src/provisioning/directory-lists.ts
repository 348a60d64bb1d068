import { foldCase, type Context, type Page } from '#kernel/index.js';
import { listPage, listSorted, type ListQuery, tenantReaders } from '#core/index.js';
import {
  all,
  compare,
  equals,
  isHeldRow,
  isThere,
  type Connection,
  type Member,
  type ScimGroup,
  type ScimUser,
  type Store,
  type Term,
} from '#store/index.js';
import { groupsOfUsers } from './groups-of-users.js';
import { textOf } from './resources.js';

export interface DirectoryUserQuery extends ListQuery {
  /** by userName when absent; users without a display name are last in the other order */
  readonly sort?: 'userName' | 'displayName';
  /** the beginning of the value by which the list is sorted, without regard to letter case */
  readonly q?: string;
  readonly externalId?: string;
  readonly active?: boolean;
}

export interface DirectoryGroupQuery extends ListQuery {
  /** the beginning of the name, without regard to letter case */
  readonly q?: string;
  readonly externalId?: string;
}

/** A user of a directory, and the member that stands behind it. */
export interface DirectoryUser {
  readonly id: string;
  readonly connectionId: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly externalId?: string;
  readonly active: boolean;
  /** the mass change that holds its deactivation: the member goes on */
  readonly heldBy?: string;
  readonly member?: Pick<Member, 'id' | 'name' | 'email' | 'status'>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A group of a directory, with the number of users and groups directly in it. */
export interface DirectoryGroup extends Pick<
  ScimGroup,
  'id' | 'connectionId' | 'displayName' | 'externalId' | 'createdAt' | 'updatedAt'
> {
  readonly members: number;
}

/** What one directory says of a member. */
export interface DirectoryRecord extends DirectoryUser {
  readonly connection: Pick<Connection, 'id' | 'name' | 'status'>;
  readonly groups: readonly { readonly id: string; readonly displayName?: string }[];
}

export type DirectoryLists = ReturnType<typeof createDirectoryLists>;

/** What identity providers have sent, for administrators: the users and groups of a connection, the records of a member. */
export function createDirectoryLists(store: Store) {
  return {
    users: listUsers.bind(undefined, store),
    groups: listGroups.bind(undefined, store),
    ofMember: listRecordsOfMember.bind(undefined, store),
  };
}

/** Faults `connection.missing`, `request.invalid`. */
async function listUsers(
  store: Store,
  _ctx: Context,
  organizationId: string,
  connectionId: string,
  { sort = 'userName', q, externalId, active, ...page }: DirectoryUserQuery,
): Promise<Page<DirectoryUser>> {
  await tenantReaders(store.read, organizationId).connections.require(connectionId);
  const column = sort === 'userName' ? 'userNameKey' : 'displayNameKey';
  const terms: Term[] = [equals('connectionId', connectionId), isThere];
  if (q !== undefined) terms.push(compare(column, 'sw', foldCase(q)));
  if (externalId !== undefined) terms.push(equals('externalId', externalId));
  if (active !== undefined) terms.push(equals('active', active));
  const found = await listSorted(store.read.scimUsers, all(...terms), column, page);
  return { ...found, items: await withMembers(store, organizationId, found.items) };
}

/** Faults `connection.missing`, `request.invalid`. */
async function listGroups(
  store: Store,
  _ctx: Context,
  organizationId: string,
  connectionId: string,
  { q, externalId, ...page }: DirectoryGroupQuery,
): Promise<Page<DirectoryGroup>> {
  await tenantReaders(store.read, organizationId).connections.require(connectionId);
  const terms: Term[] = [equals('connectionId', connectionId)];
  if (q !== undefined) terms.push(compare('displayNameKey', 'sw', foldCase(q)));
  if (externalId !== undefined) terms.push(equals('externalId', externalId));
  const found = await listSorted(store.read.scimGroups, all(...terms), 'displayNameKey', page);
  const count = async ({ id }: ScimGroup): Promise<number> => {
    const rows = store.read.groupMembers;
    const held = await rows.count(all(equals('groupId', id), isHeldRow));
    return (await rows.count(equals('groupId', id))) - held;
  };
  const items = await Promise.all(
    found.items.map(async (group) => ({ ...group, members: await count(group) })),
  );
  return { ...found, items };
}

/** Oldest first. Faults `member.missing`, `request.invalid`. */
async function listRecordsOfMember(
  store: Store,
  _ctx: Context,
  organizationId: string,
  memberId: string,
  page: ListQuery,
): Promise<Page<DirectoryRecord>> {
  const readers = tenantReaders(store.read, organizationId);
  await readers.members.require(memberId);
  const where = all(equals('memberId', memberId), isThere);
  const found = await listPage(store.read.scimUsers, where, page);
  const connectionIds = found.items.map(({ connectionId }) => connectionId);
  const [users, connections, groups] = await Promise.all([
    withMembers(store, organizationId, found.items),
    readers.connections.requireMany(connectionIds),
    groupsOfUsers(
      store.read,
      found.items.map(({ id }) => id),
    ),
  ]);
  const byId = new Map(connections.map(({ id, name, status }) => [id, { id, name, status }]));
  const items = users.flatMap((user) => {
    const connection = byId.get(user.connectionId);
    if (!connection) return [];
    const ofUser = groups.get(user.id) ?? [];
    return [
      {
        ...user,
        connection,
        groups: ofUser.map(({ value, display }) => ({
          id: value,
          ...(display !== undefined && { displayName: display }),
        })),
      },
    ];
  });
  return { ...found, items };
}

async function withMembers(
  store: Store,
  organizationId: string,
  users: readonly ScimUser[],
): Promise<DirectoryUser[]> {
  const ids = users.map(({ memberId }) => memberId);
  const found = await tenantReaders(store.read, organizationId).members.getMany(ids);
  const members = new Map(found.map((member) => [member.id, member]));
  return users.map((user) => {
    const { id, connectionId, externalId, active, held, memberId } = user;
    const member = members.get(memberId);
    const displayName = textOf(user.attributes, 'displayName');
    return {
      id,
      connectionId,
      userName: textOf(user.attributes, 'userName') ?? user.userNameKey,
      active,
      createdAt: user.createdAt,
      updatedAt: user.updatedAt,
      ...(held && { heldBy: held.massChangeId }),
      ...(displayName !== undefined && { displayName }),
      ...(externalId !== undefined && { externalId }),
      ...(member && { member }),
    };
  });
}
