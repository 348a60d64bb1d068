import { Fault } from '#kernel/index.js';
import { all, equals, type Member, type Space } from '#store/index.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';
import { isOverridden, withholdableOf, type WithholdAccess } from '../overrides.js';
import { findInheritingRole, MANUAL_SOURCE_KEY, removeAssignments } from './assign.js';

/**
 * Takes away what people gave, if they gave anything; while a person has unlocked the member, what groups give, too, until that ends.
 * Faults `space.mapped` (only a group gives it, and would give it again), `space.inherited` (only a role gives it).
 */
export async function withdrawSpace(
  scope: OrganizationScope,
  {
    space,
    member,
    withholdAccess,
  }: {
    readonly space: Space;
    readonly member: Member;
    readonly withholdAccess: WithholdAccess;
  },
): Promise<'removed' | 'unchanged'> {
  const where = all(equals('spaceId', space.id), equals('memberId', member.id));
  const records = await findAll(scope.tx.spaceMembers, where);
  const rows = records.filter(({ sourceKey }) => sourceKey === MANUAL_SOURCE_KEY);
  const mapped = records.find(({ source }) => source.kind === 'group');
  const isWithheld = mapped !== undefined && (await isOverridden(scope, member));
  if (rows.length > 0) await removeAssignments(scope, { space, member, rows });
  if (isWithheld) {
    const { id: spaceId } = space;
    await withholdAccess(scope, member, withholdableOf({ space: { spaceId, role: mapped.role } }));
  }
  if (rows.length > 0 || isWithheld) return 'removed';
  const details = { spaceId: space.id, memberId: member.id };
  if (mapped) throw new Fault('space.mapped', { ...details, source: mapped.source });
  const role = await findInheritingRole(scope, member);
  if (role) throw new Fault('space.inherited', { ...details, role: role.name });
  return 'unchanged';
}
