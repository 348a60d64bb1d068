import { instant } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type Grant,
  type GrantSource,
  type GroupMapping,
  type Member,
  type Writers,
} from '#store/index.js';
import { rewrite, type Ground } from './rewrite.js';

/** The mappings of a connection in their order. At most 1,000 (group-mappings.ts refuses more). */
export async function mappingsOf(tx: Writers, connectionId: string): Promise<GroupMapping[]> {
  const { records } = await tx.groupMappings.find({
    where: equals('connectionId', connectionId),
    sort: [{ field: { column: 'position' } }],
    limit: 1_000,
  });
  return [...records];
}

export interface Regrant {
  readonly connection: Connection;
  readonly mappings: readonly GroupMapping[];
  readonly scimUserId: string;
  readonly member: Member;
}

/**
 * Works out anew which roles the connection's groups give the person. Grants by hand and those of other connections are not
 * touched; a grant that stays keeps its date. Call it after the membership rows were written.
 */
export async function regrant(
  ground: Ground,
  { connection, mappings, scimUserId, member }: Regrant,
): Promise<Member> {
  const groups = mappings.length ? await groupsOf(ground.tx, scimUserId) : new Set<string>();
  const hits = mappings.filter(({ groupId, role }) => role !== undefined && groups.has(groupId));
  const deciding = connection.mappingMode === 'first' ? hits.slice(0, 1) : hits;
  const connectionId = connection.id;
  const wanted: { role: string; source: GrantSource }[] = deciding.flatMap(({ role, groupId }) =>
    role === undefined ? [] : [{ role, source: { kind: 'group', groupId, connectionId } }],
  );
  if (wanted.length === 0 && connection.defaultRole) {
    wanted.push({ role: connection.defaultRole, source: { kind: 'default', connectionId } });
  }
  const since = instant(ground.ctx.clock.now());
  const ours = member.grants.filter((grant) => comesFrom(grant, connectionId));
  const kept = member.grants.filter((grant) => !comesFrom(grant, connectionId));
  const grants = wanted.map(
    (wish): Grant => ours.find((grant) => isSame(grant, wish)) ?? { ...wish, since },
  );
  return rewrite(ground, member, { grants: [...kept, ...grants] });
}

async function groupsOf(tx: Writers, scimUserId: string): Promise<Set<string>> {
  const groups = new Set<string>();
  let after: string | undefined;
  do {
    const { records, last } = await tx.groupMembers.find({
      where: equals('memberId', scimUserId),
      limit: 1_000,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    for (const { groupId } of records) groups.add(groupId);
    after = records.length === 1_000 ? last?.id : undefined;
  } while (after !== undefined);
  return groups;
}

function comesFrom({ source }: Grant, connectionId: string): boolean {
  return 'connectionId' in source && source.connectionId === connectionId;
}

function isSame(a: Pick<Grant, 'role' | 'source'>, b: Pick<Grant, 'role' | 'source'>): boolean {
  if (a.role !== b.role || a.source.kind !== b.source.kind) return false;
  if (a.source.kind !== 'group' || b.source.kind !== 'group') return true;
  return a.source.groupId === b.source.groupId;
}
