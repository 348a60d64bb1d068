import { instant, type Context } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type Grant,
  type GrantSource,
  type GroupMapping,
  type Member,
  type Reading,
  type GroupMember,
  type Writers,
} from '#store/index.js';
import { grantPromisedAccess } from '#core/entitlements/index.js';
import { writeMember } from '../lifecycle/change.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

/** The mappings of a connection in their order. At most 1,000 (group-mappings refuses more). */
export async function mappingsOfConnection(
  tx: { readonly groupMappings: Pick<Writers['groupMappings'], 'find'> },
  connectionId: string,
): Promise<GroupMapping[]> {
  const { records } = await tx.groupMappings.find({
    where: equals('connectionId', connectionId),
    sort: [{ field: { column: 'position' } }],
    limit: 1_000,
  });
  return [...records];
}

export interface GroupGrantInput {
  readonly connection: Connection;
  readonly mappings: readonly GroupMapping[];
  readonly scimUserId: string;
  readonly member: Member;
  /** when a mapped seat is not free; absent: what the connection says. A recomputation queues: nobody is there to be told no. */
  readonly whenFull?: 'queue' | 'refuse';
  /** told what happened to spaces and seats, for the exchange log */
  readonly note?: (step: string, detail: string) => void;
}

/**
 * Works out anew which roles, spaces and seats the connection's groups give the person. What came by hand and what other connections
 * give is not touched; a grant that stays keeps its date. Call it after the membership rows were written. A connection whose mappings
 * give roles only costs no look at spaces and seats. Faults of `rewrite`, and `seat.none_free` where the connection refuses.
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
 * A member's grants as these mappings, out of which the person is in the groups, make them. The mode `first` is about roles only: a
 * group's spaces and seats are given whatever stands before it.
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
  tx: { readonly groupMembers: Pick<Reading<GroupMember>, 'find'> },
  scimUserId: string,
): Promise<Set<string>> {
  const groupIds = new Set<string>();
  let after: string | undefined;
  do {
    const { records, last } = await tx.groupMembers.find({
      where: equals('memberId', scimUserId),
      limit: 1_000,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    for (const { groupId } of records) groupIds.add(groupId);
    after = records.length === 1_000 ? last?.id : undefined;
  } while (after !== undefined);
  return groupIds;
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
