import { Fault, type Context } from '#kernel/index.js';
import type { Member, Store } from '#store/index.js';
import { openGround, type Presets, requireVersion } from '#core/tenancy/index.js';
import { requireUnmanaged } from './managed.js';
import { rewrite } from './lifecycle/change.js';
import { refuseSelf, requireMember, requireTouchable } from './manageable.js';
import type { MemberTarget } from './update.js';

/**
 * Suspends or restores. Roles, seats and spaces are kept: a seat that was assigned is held, and assigned again where one is free.
 * Faults `member.missing`, `member.left`, `member.not_active`, `member.not_suspended`, `member.self`, `member.managed`,
 * `member.last_owner`, `member.last_admin`, `limit.members`, `permission.escalation`, `request.precondition`.
 */
export function setSuspended(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  suspended: boolean,
): Promise<Member> {
  return store.transaction(organizationId, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    const member = await requireMember(ground, memberId);
    requireVersion(member, expected);
    refuseSelf(ctx, member);
    requireStatus(member, suspended ? 'active' : 'suspended');
    await requireTouchable(ground, member);
    await requireUnmanaged(ctx, tx, member);
    return rewrite(
      ground,
      member,
      suspended ? { status: 'suspended', suspendedBy: 'person' } : { status: 'active' },
    );
  });
}

function requireStatus({ id, status }: Member, wanted: 'active' | 'suspended'): void {
  if (status === wanted) return;
  if (status === 'left') throw new Fault('member.left', { id });
  throw new Fault(wanted === 'active' ? 'member.not_active' : 'member.not_suspended', {
    id,
    status,
  });
}
