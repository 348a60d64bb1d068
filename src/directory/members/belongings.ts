import { all, equals, oneOf, type Member } from '#store/index.js';
import { append } from '../journal.js';
import type { Ground } from './rewrite.js';

/**
 * What becomes of spaces and seats when a member's status changes, in the same transaction: suspended keeps them without counting,
 * restored takes them up again where there is room, left loses them.
 */
export async function settleBelongings(
  ground: Ground,
  before: Member,
  after: Member,
): Promise<void> {
  if (before.status === after.status) return;
  if (after.status === 'left') await giveUpSpaces(ground, after);
  await settleSeats(ground, after);
}

async function giveUpSpaces({ ctx, tx, organization }: Ground, member: Member): Promise<void> {
  const removed = await tx.spaceMembers.removeWhere(equals('memberId', member.id));
  if (removed.length === 0) return;
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'space.member_removed',
    target: { kind: 'member', id: member.id, name: member.name },
    after: { spaces: removed.length, because: 'member.removed' },
  });
}

async function settleSeats(ground: Ground, member: Member): Promise<void> {
  const { ctx, tx, organization } = ground;
  const { records } = await tx.seats.find({
    where: all(
      equals('memberId', member.id),
      oneOf('status', ['assigned', 'held', 'requested', 'queued']),
    ),
    limit: 1_000,
  });
  for (const seat of records) {
    const product = await tx.products.get(seat.productId);
    const wish = await nextStatus(ground, member, seat.status, seat.productId, product?.seats ?? 0);
    if (wish === seat.status) continue;
    const { liveKey, ...rest } = seat;
    await tx.seats.update({
      ...rest,
      ...(wish !== 'released' && liveKey !== undefined && { liveKey }),
      ...{ status: wish, version: seat.version + 1, updatedAt: member.updatedAt },
    });
    await append(ctx, tx, {
      organizationId: organization.id,
      type: wish === 'assigned' ? 'seat.assigned' : `seat.${wish}`,
      target: { kind: 'member', id: member.id, name: member.name },
      before: { status: seat.status },
      after: { status: wish, productId: seat.productId, product: product?.name ?? '' },
    });
  }
}

type SeatStatus = 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';

async function nextStatus(
  { tx }: Ground,
  member: Member,
  status: SeatStatus,
  productId: string,
  pool: number,
): Promise<SeatStatus> {
  const tally = `seats:${productId}`;
  if (member.status === 'left') {
    if (status === 'assigned') await tx.tallies.adjust(tally, -1);
    return 'released';
  }
  if (member.status === 'suspended' && status === 'assigned') {
    await tx.tallies.adjust(tally, -1);
    return 'held';
  }
  if (member.status === 'active' && status === 'held') {
    if ((await tx.tallies.adjust(tally, 1)) <= pool) return 'assigned';
    await tx.tallies.adjust(tally, -1);
    return 'queued';
  }
  return status;
}
