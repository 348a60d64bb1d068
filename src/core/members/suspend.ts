import { Fault, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { requireVersion, type CoreDeps, inOrganization } from '#core/tenancy/index.js';
import { requireUnmanaged } from './managed.js';
import { writeMember } from './lifecycle/change.js';
import { refuseSelf, requireMember, requireManageableMember } from './manageable.js';
import type { MemberTarget } from './update.js';

/**
 * Suspends or restores. Roles, seats and spaces are kept: a seat that was assigned is held, and assigned again where one is free.
 * Faults `member.missing`, `member.left`, `member.not_active`, `member.not_suspended`, `member.self`, `member.managed`,
 * `member.last_owner`, `member.last_admin`, `limit.members`, `permission.escalation`, `request.precondition`.
 */
export function setSuspended(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  suspended: boolean,
): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const { tx } = scope;
    const member = await requireMember(scope, memberId);
    requireVersion(member, expected);
    refuseSelf(ctx, member);
    requireStatus(member, suspended ? 'active' : 'suspended');
    await requireManageableMember(scope, member);
    await requireUnmanaged(ctx, tx, member);
    return writeMember(
      scope,
      member,
      suspended ? { status: 'suspended', suspendedBy: 'person' } : { status: 'active' },
    );
  });
}

function requireStatus({ id, status }: Member, required: 'active' | 'suspended'): void {
  if (status === required) return;
  if (status === 'left') throw new Fault('member.left', { id });
  throw new Fault(required === 'active' ? 'member.not_active' : 'member.not_suspended', {
    id,
    status,
  });
}
