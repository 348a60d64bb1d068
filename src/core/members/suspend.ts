import { Fault, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import {
  requireVersion,
  type CoreDeps,
  inOrganization,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { requireUnmanaged } from './managed.js';
import { writeMember } from './lifecycle/change.js';
import { refuseSelf, requireManageableMember } from './scopes.js';
import type { MemberTarget } from './update.js';

/**
 * Suspends or restores. Roles, seats and spaces are kept: a seat that was assigned is held, and assigned again where one is free.
 * Faults `member.missing`, `member.left`, `member.not_active`, `member.not_suspended`, `member.self`, `member.managed`,
 * `member.last_owner`, `member.last_admin`, `limit.members`, `permission.escalation`, `request.precondition`.
 */
export function setSuspended(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId: id, expected }: MemberTarget,
  suspended: boolean,
): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.require(id);
    requireVersion(member, expected);
    return setSuspendedIn(scope, member, suspended);
  });
}

/** The same inside of a transaction, with the same faults. */
export async function setSuspendedIn(
  scope: OrganizationScope,
  member: Member,
  suspended: boolean,
): Promise<Member> {
  const { id, status } = member;
  refuseSelf(scope.ctx, member);
  if (status === 'left') throw new Fault('member.left', { id });
  if (suspended && status !== 'active') throw new Fault('member.not_active', { id, status });
  if (!suspended && status !== 'suspended') throw new Fault('member.not_suspended', { id, status });
  await requireManageableMember(scope, member);
  await requireUnmanaged(scope, member);
  return writeMember(
    scope,
    member,
    suspended ? { status: 'suspended', suspendedBy: 'person' } : { status: 'active' },
  );
}
