import { Fault, instant, type Context } from '#kernel/index.js';
import type { Seat } from '#store/index.js';
import { type Ground, whoIs } from '#core/tenancy/index.js';
import { liveSeat, nextStatus, releaseSeat, requireActive, requirePool } from './assign.js';
import { insertSeat, moveSeat } from './statuses.js';

/** A wish of this organization that nobody has decided. Faults `seat.missing`, `seat.decided`. */
async function requireRequest({ tx, organization }: Ground, seatId: string): Promise<Seat> {
  const seat = await tx.seats.get(seatId);
  if (seat?.organizationId !== organization.id) throw new Fault('seat.missing', { id: seatId });
  if (seat.status !== 'requested') {
    throw new Fault('seat.decided', { id: seatId, status: seat.status });
  }
  return seat;
}

/** A member asks for a seat for themselves; an approver decides, even while seats are free. Faults `seat.held`, `seat.requested`. */
export async function requestSeat(
  ground: Ground,
  { productId, memberId, reason }: { productId: string; memberId: string; reason?: string },
): Promise<Seat> {
  const pool = await requirePool(ground, productId);
  const member = await requireActive(ground, memberId);
  const known = await liveSeat(ground.tx, productId, memberId);
  if (known) {
    const waits = known.status === 'requested' || known.status === 'queued';
    throw new Fault(waits ? 'seat.requested' : 'seat.held', { productId, memberId });
  }
  return insertSeat(ground, pool, {
    member,
    status: 'requested',
    source: { kind: 'request' },
    requestedBy: whoIs(ground.ctx),
    ...(reason !== undefined && { reason }),
  });
}

/** A seat at once where one is free, else a place in the queue. Faults `seat.missing`, `seat.decided`, `member.not_active`. */
export async function approveRequest(ground: Ground, seatId: string): Promise<Seat> {
  const seat = await requireRequest(ground, seatId);
  const pool = await requirePool(ground, seat.productId);
  const member = await requireActive(ground, seat.memberId);
  const to = await nextStatus(ground, pool, member, 'queue');
  return moveSeat(ground, pool, { seat, member, to, change: decidedBy(ground.ctx) });
}

/** Faults `seat.missing`, `seat.decided`. */
export async function denyRequest(ground: Ground, seatId: string, reason?: string): Promise<Seat> {
  const seat = await requireRequest(ground, seatId);
  const pool = await requirePool(ground, seat.productId);
  const member = (await ground.tx.members.get(seat.memberId)) ?? { id: seat.memberId, name: '' };
  const change = { ...decidedBy(ground.ctx), ...(reason !== undefined && { reason }) };
  return moveSeat(ground, pool, { seat, member, to: 'denied', change });
}

/** Somebody takes their own wish back, from the approver's list or the queue. Faults `seat.missing`, `seat.decided`. */
export async function withdrawRequest(ground: Ground, seatId: string): Promise<Seat> {
  const { ctx, tx, organization } = ground;
  const seat = await tx.seats.get(seatId);
  if (seat?.organizationId !== organization.id) throw new Fault('seat.missing', { id: seatId });
  if (seat.memberId !== ctx.authority.memberId) {
    throw new Fault('permission.missing', { permission: 'seats:write' });
  }
  if (seat.status !== 'requested' && seat.status !== 'queued') {
    throw new Fault('seat.decided', { id: seatId, status: seat.status });
  }
  return releaseSeat(ground, await requirePool(ground, seat.productId), seat, {
    because: 'withdrawn',
  });
}

function decidedBy(ctx: Context): Pick<Seat, 'decidedBy' | 'decidedAt'> {
  return { decidedBy: whoIs(ctx), decidedAt: instant(ctx.clock.now()) };
}
