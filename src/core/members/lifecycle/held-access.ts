import { all, equals, oneOf, type Member, type Seat } from '#store/index.js';
import {
  LIVE_STATUSES,
  moveSeat,
  nextStatus,
  assignNextInQueue,
  removeFromAllSpaces,
  type Pool,
  type SeatStatus,
} from '#core/entitlements/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

/** Seats of one member. */
const MAX_HELD_ROWS = 1_000;

/**
 * Changes a member's spaces and seats with the member's status, in the same transaction: a suspended member keeps them, without using
 * a seat; a restored one has them again where there is room; a former one loses them. A free seat goes to the next in the queue.
 */
export async function releaseOrRestoreAccess(
  scope: OrganizationScope,
  before: Member,
  after: Member,
): Promise<void> {
  if (before.status === after.status) return;
  if (after.status === 'left') await removeFromAllSpaces(scope, after);
  await releaseOrRestoreSeats(scope, after);
}

async function releaseOrRestoreSeats(scope: OrganizationScope, member: Member): Promise<void> {
  const { tx } = scope;
  const { records } = await tx.seats.find({
    where: all(equals('memberId', member.id), oneOf('status', LIVE_STATUSES)),
    limit: MAX_HELD_ROWS,
  });
  for (const seat of records) {
    const product = await tx.products.get(seat.productId);
    if (!product) continue;
    const pool: Pool = { product };
    const to = await nextSeatStatus(scope, pool, member, seat);
    if (to === seat.status) continue;
    const because = `member.${member.status === 'active' ? 'restored' : member.status}`;
    await moveSeat(scope, pool, { seat, member, to, because });
    if (seat.status === 'assigned') await assignNextInQueue(scope, pool);
  }
}

/** A place in the queue is suspended with its member: a seat must not be given to a member who cannot use it. */
async function nextSeatStatus(
  scope: OrganizationScope,
  pool: Pool,
  member: Member,
  { status }: Seat,
): Promise<SeatStatus> {
  if (member.status === 'left') return 'released';
  if (member.status === 'suspended') {
    return status === 'assigned' || status === 'queued' ? 'held' : status;
  }
  return status === 'held' ? nextStatus(scope, pool, member, 'queue') : status;
}
