import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Connection,
  type Grant,
  type GrantSource,
  type GroupMapping,
  type Member,
  type Readers,
  type ScimUser,
} from '#store/index.js';
import { grantPromisedAccess } from '#core/entitlements/index.js';
import { writeMember } from '../lifecycle/change.js';
import { type OrganizationScope, pagesOf } from '#core/tenancy/index.js';

export interface GroupGrantInput {
  readonly connection: Connection;
  readonly mappings: readonly GroupMapping[];
  readonly scimUserId: string;
  readonly member: Member;
  /** when a mapped seat is not free; absent: as the connection is set. A recomputation queues: it has no caller to refuse. */
  readonly whenFull?: 'queue' | 'refuse';
  /** called with what happened to spaces and seats, for the exchange log */
  readonly note?: (step: string, detail: string) => void;
}

/**
 * Works out anew which roles, spaces and seats the connection's groups give the person. What people or other connections gave is not
 * touched; a grant that stays keeps its date. Call it after the membership rows were written. Where the connection's mappings give
 * roles only, spaces and seats are not read. Faults of `writeMember`, and `seat.none_free` where the connection refuses.
 */
export async function recomputeGroupGrants(
  scope: OrganizationScope,
  input: GroupGrantInput,
): Promise<Member> {
  const { connection, scimUserId, member } = input;
  const groupIds = input.mappings.length
    ? await groupIdsOf(scope.tx, scimUserId)
    : new Set<string>();
  const mappings = input.mappings.filter(({ groupId }) => groupIds.has(groupId));
  const grants = grantsFromMappings(scope.ctx, connection, mappings, member);
  const after = await writeMember(scope, member, { grants });
  if (connection.givesBelongings && after.status !== 'left') {
    const { note, whenFull = connection.overSeatLimit ?? 'queue' } = input;
    await grantPromisedAccess(scope, after, {
      connectionId: connection.id,
      mappings,
      whenFull,
      ...(note && { note }),
    });
  }
  return after;
}

/**
 * A member's grants by these mappings, of groups in which the person is. The mode `first` is about roles only: spaces and seats are
 * given by every group.
 */
export function grantsFromMappings(
  ctx: Pick<Context, 'clock'>,
  connection: Pick<Connection, 'id' | 'mappingMode' | 'defaultRole'>,
  matching: readonly Pick<GroupMapping, 'groupId' | 'role'>[],
  member: Pick<Member, 'grants'>,
): Grant[] {
  const roles = matching.filter(({ role }) => role !== undefined);
  const deciding = connection.mappingMode === 'first' ? roles.slice(0, 1) : roles;
  const connectionId = connection.id;
  const wantedGrants: { role: string; source: GrantSource }[] = deciding.flatMap(
    ({ role, groupId }) =>
      role === undefined ? [] : [{ role, source: { kind: 'group', groupId, connectionId } }],
  );
  if (wantedGrants.length === 0 && connection.defaultRole) {
    wantedGrants.push({ role: connection.defaultRole, source: { kind: 'default', connectionId } });
  }
  const since = instant(ctx.clock.now());
  const previous = member.grants.filter((grant) => isFromConnection(grant, connectionId));
  const others = member.grants.filter((grant) => !isFromConnection(grant, connectionId));
  const grants = wantedGrants.map(
    (wantedGrant): Grant =>
      previous.find((grant) => isSameGrant(grant, wantedGrant)) ?? { ...wantedGrant, since },
  );
  return [...others, ...grants];
}

/** The groups that a user is in, of one connection. */
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

export interface AffectedUsers {
  readonly connectionId: string;
  /** at most 1,000; absent: all users of the connection */
  readonly groupIds: readonly string[] | undefined;
}

/**
 * A page of the users whom a change of mappings affects. Of groups the rows are walked, so a user may be on two pages. `rows`: how
 * many records the page has; `last`: where the next one begins.
 */
export async function nextUsers(
  tx: Pick<Readers, 'scimUsers' | 'groupMembers'>,
  { connectionId, groupIds }: AffectedUsers,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<{ users: readonly ScimUser[]; rows: number; last: string | undefined }> {
  const page = { limit, ...(after !== undefined && { after: { values: [], id: after } }) };
  if (!groupIds) {
    const where = equals('connectionId', connectionId);
    const { records, last } = await tx.scimUsers.find({ where, ...page });
    return { users: records, rows: records.length, last: last?.id };
  }
  const where = all(oneOf('groupId', groupIds), equals('type', 'User'));
  const { records, last } = await tx.groupMembers.find({ where, ...page });
  const users = await tx.scimUsers.getMany([...new Set(records.map((row) => row.memberId))]);
  return { users, rows: records.length, last: last?.id };
}

function isFromConnection({ source }: Grant, connectionId: string): boolean {
  return 'connectionId' in source && source.connectionId === connectionId;
}

function isSameGrant(
  a: Pick<Grant, 'role' | 'source'>,
  b: Pick<Grant, 'role' | 'source'>,
): boolean {
  if (a.role !== b.role || a.source.kind !== b.source.kind) return false;
  if (a.source.kind !== 'group' || b.source.kind !== 'group') return true;
  return a.source.groupId === b.source.groupId;
}
