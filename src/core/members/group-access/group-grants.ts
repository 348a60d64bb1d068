import { all, equals, oneOf, type Member, type Readers, type ScimUser } from '#store/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { writeMember, type MemberWriteOptions } from '../lifecycle/change.js';

/**
 * Works out anew which roles, spaces and seats the directories give the person. What people gave is not touched; a grant that stays keeps
 * its date. Call it after the membership rows were written. Faults of `writeMember`.
 */
export function recomputeGroupGrants(
  scope: OrganizationScope,
  member: Member,
  options: Omit<MemberWriteOptions, 'recompute'> = {},
): Promise<Member> {
  return writeMember(scope, member, {}, { ...options, recompute: true });
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
