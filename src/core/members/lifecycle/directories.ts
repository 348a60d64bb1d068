import { instant, type Context } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type Grant,
  type GroupMapping,
  type Member,
  type Organization,
  type Readers,
} from '#store/index.js';
import { mappingsOfConnection } from '#core/credentials/index.js';
import { isAppliedActive, pagesOf, usersOfMember, type Presets } from '#core/tenancy/index.js';

/** The groups that a user is in, of one connection, with those that the brake keeps the user in. */
export async function groupIdsOf(
  tx: Pick<Readers, 'groupMembers'>,
  scimUserId: string,
): Promise<Set<string>> {
  const groupIds = new Set<string>();
  for await (const rows of pagesOf(tx.groupMembers, equals('memberId', scimUserId))) {
    for (const { groupId } of rows) groupIds.add(groupId);
  }
  return groupIds;
}

/** What one connection says of a person. */
export interface Directory {
  readonly connection: Connection;
  /** its mappings of the groups that the person is in, in their order */
  readonly mappings: readonly Pick<GroupMapping, 'groupId' | 'role' | 'space' | 'productId'>[];
  /** a user of the connection that is not inactive stands for the person */
  readonly isBehind: boolean;
}

/** Connections and mappings that many members of one transaction have in common, read once. */
export interface DirectoryCache {
  readonly connections: Map<string, Connection>;
  readonly mappings: Map<string, readonly GroupMapping[]>;
}

export function createDirectoryCache(): DirectoryCache {
  return { connections: new Map(), mappings: new Map() };
}

interface DirectoryReader {
  readonly tx: Pick<Readers, 'scimUsers' | 'groupMappings' | 'groupMembers'>;
  readonly connections: { getMany(ids: Iterable<string>): Promise<readonly Connection[]> };
}

/** The directories of a member, the oldest connection first. One query for a member whom no directory manages. */
export async function directoriesOf(
  { tx, connections }: DirectoryReader,
  memberId: string,
  cache = createDirectoryCache(),
): Promise<Directory[]> {
  const users = await usersOfMember(tx, memberId);
  // ids are in the order of their time
  const ids = [...new Set(users.map(({ connectionId }) => connectionId))].sort();
  const unread = ids.filter((id) => !cache.connections.has(id));
  if (unread.length > 0) {
    for (const one of await connections.getMany(unread)) cache.connections.set(one.id, one);
  }
  const directories: Directory[] = [];
  for (const id of ids) {
    const connection = cache.connections.get(id);
    if (!connection) continue;
    const ofConnection = users.filter(({ connectionId }) => connectionId === id);
    const activeUsers = ofConnection.filter(isAppliedActive);
    const isBehind = activeUsers.length > 0;
    const all = cache.mappings.get(id) ?? (await mappingsOfConnection(tx, id));
    cache.mappings.set(id, all);
    const groupIds = new Set<string>();
    for (const user of all.length === 0 ? [] : isBehind ? activeUsers : ofConnection) {
      for (const groupId of await groupIdsOf(tx, user.id)) groupIds.add(groupId);
    }
    const mappings = all.filter(({ groupId }) => groupIds.has(groupId));
    directories.push({ connection, mappings, isBehind });
  }
  return directories;
}

/** Given by a person, in one way or another, and not by a group of a directory. */
export function isManual({ source }: Grant): boolean {
  return source.kind !== 'group' && source.kind !== 'default';
}

type DirectoryGrant = Pick<Grant, 'role' | 'source'>;

/**
 * Which directories' grants are in force for a member. A connection stands behind a member while one of its users for the member is not
 * inactive; of a member who is suspended nothing is in force, and nothing is taken away.
 */
export function directoriesBehind(
  { status }: Pick<Member, 'status'>,
  directories: readonly Directory[],
): readonly Directory[] {
  return status === 'active' ? directories.filter(({ isBehind }) => isBehind) : directories;
}

/** The roles that one directory's groups give: of all mapped groups, or of the first one in the list. */
export function mappedRoles({ connection, mappings }: Directory): DirectoryGrant[] {
  const roles = mappings.flatMap(({ role, groupId }): DirectoryGrant[] =>
    role === undefined
      ? []
      : [{ role, source: { kind: 'group', groupId, connectionId: connection.id } }],
  );
  return connection.mappingMode === 'first' ? roles.slice(0, 1) : roles;
}

/** What decides which of the wanted grants are in force. */
export interface GrantRules {
  readonly ctx: Pick<Context, 'clock'>;
  readonly presets: Presets;
  readonly organization: Pick<Organization, 'preset'>;
}

/**
 * A member's grants: what people gave, and what the directories behind the member give. Where members have one role, what people gave
 * comes before what groups give, and of these the oldest connection's first mapping. A default role is for members who have no other
 * lasting role. A grant that stays keeps its date.
 */
export function settledGrants(
  { ctx, presets, organization }: GrantRules,
  member: Pick<Member, 'status' | 'grants' | 'withheld' | 'unlockedUntil'>,
  directories: readonly Directory[],
): Grant[] {
  const preset = presets.get(organization.preset);
  const elevations = new Set(preset?.roles.filter(({ elevation }) => elevation).map(nameOf));
  const byHand = member.grants.filter(isManual);
  const hasLasting = byHand.some(({ role, until }) => until === undefined && !elevations.has(role));
  const withheld = new Set(member.withheld);
  const isGiven = ({ role }: DirectoryGrant): boolean => !withheld.has(role);
  const behind = directoriesBehind(member, directories);
  const mapped = behind.flatMap(mappedRoles).filter(isGiven);
  const single = preset?.singleRole === true;
  const given = !single ? mapped : hasLasting ? [] : mapped.slice(0, 1);
  const defaults = defaultGrants(behind, preset?.defaultRole).filter(isGiven);
  const wanted = hasLasting || given.length > 0 ? given : single ? defaults.slice(0, 1) : defaults;
  const since = instant(ctx.clock.now());
  const isHeld = (one: DirectoryGrant): boolean =>
    member.grants.some((grant) => isSameGrant(grant, one));
  return [
    ...member.grants.filter(
      (grant) => isManual(grant) || wanted.some((one) => isSameGrant(grant, one)),
    ),
    ...wanted.filter((one) => !isHeld(one)).map((one): Grant => ({ ...one, since })),
  ];
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/** The connections' own default roles, else the preset's, by the oldest connection. */
function defaultGrants(
  directories: readonly Directory[],
  presetDefault: string | undefined,
): DirectoryGrant[] {
  const toGrant = ({ connection }: Directory, role: string): DirectoryGrant => {
    return { role, source: { kind: 'default', connectionId: connection.id } };
  };
  const own = directories.flatMap((directory) => {
    const { defaultRole } = directory.connection;
    return defaultRole === undefined ? [] : [toGrant(directory, defaultRole)];
  });
  const [oldest] = directories;
  if (own.length > 0 || !oldest || presetDefault === undefined) return own;
  return [toGrant(oldest, presetDefault)];
}

export function isSameGrant(a: DirectoryGrant, b: DirectoryGrant): boolean {
  return a.role === b.role && JSON.stringify(a.source) === JSON.stringify(b.source);
}
