import { Fault } from '#kernel/index.js';
import type { Seat } from '#store/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { isOverridden, withholdableOf, type WithholdAccess } from '../overrides.js';
import { findGrantingGroup, releaseSeat } from './assign.js';
import { LIVE_STATUSES, type Pool } from './statuses.js';

/**
 * A person takes a seat away. What a group gives is taken while a person has unlocked the member, until that ends. Fault `seat.mapped`.
 */
export async function takeSeat(
  scope: OrganizationScope,
  pool: Pool,
  seat: Seat,
  withholdAccess: WithholdAccess,
): Promise<Seat> {
  const { productId, memberId } = seat;
  const group = await findGrantingGroup(scope, memberId, `product:${productId}`);
  if (!group) return releaseSeat(scope, pool, seat);
  const member = await scope.members.require(memberId);
  if (!(await isOverridden(scope, member))) {
    const { groupId, connectionId } = group;
    throw new Fault('seat.mapped', { seatId: seat.id, groupId, connectionId });
  }
  await withholdAccess(scope, member, withholdableOf({ productId }));
  const after = (await scope.tx.seats.get(seat.id)) ?? seat;
  return LIVE_STATUSES.includes(after.status) ? releaseSeat(scope, pool, after) : after;
}
