import { Fault, instant, type Context } from '#kernel/index.js';
import type { Seat } from '#store/index.js';
import { type OrganizationScope, whoIs } from '#core/tenancy/index.js';
import { liveSeat, nextStatus, releaseSeat, requireActiveMember, requirePool } from './assign.js';
import { insertSeat, moveSeat } from './statuses.js';

/** An open request of this organization. Faults `seat.missing`, `seat.decided`. */
async function requireRequest({ seats }: OrganizationScope, seatId: string): Promise<Seat> {
  const seat = await seats.require(seatId);
  if (seat.status !== 'requested') {
    throw new Fault('seat.decided', { id: seatId, status: seat.status });
  }
  return seat;
}

/** A member asks for a seat for themselves; an approver decides, even while seats are free. Faults `seat.held`, `seat.requested`. */
export async function requestSeat(
  scope: OrganizationScope,
  { productId, memberId, reason }: { productId: string; memberId: string; reason?: string },
): Promise<Seat> {
  const pool = await requirePool(scope, productId);
  const member = await requireActiveMember(scope, memberId);
  const current = await liveSeat(scope.tx, productId, memberId);
  if (current) {
    const isWaiting = current.status === 'requested' || current.status === 'queued';
    throw new Fault(isWaiting ? 'seat.requested' : 'seat.held', { productId, memberId });
  }
  return insertSeat(scope, pool, {
    member,
    status: 'requested',
    source: { kind: 'request' },
    requestedBy: whoIs(scope.ctx),
    ...(reason !== undefined && { reason }),
  });
}

/** A seat at once where one is free, else a place in the queue. Faults `seat.missing`, `seat.decided`, `member.not_active`. */
export async function approveRequest(scope: OrganizationScope, seatId: string): Promise<Seat> {
  const seat = await requireRequest(scope, seatId);
  const pool = await requirePool(scope, seat.productId);
  const member = await requireActiveMember(scope, seat.memberId);
  const to = await nextStatus(scope, pool, member, 'queue');
  return moveSeat(scope, pool, { seat, member, to, change: decisionOf(scope.ctx) });
}

/** The words of who denies take the place of the asker's, who reads them. Faults `seat.missing`, `seat.decided`. */
export async function denyRequest(
  scope: OrganizationScope,
  seatId: string,
  reason?: string,
): Promise<Seat> {
  const { reason: _asked, ...seat } = await requireRequest(scope, seatId);
  const pool = await requirePool(scope, seat.productId);
  const member = (await scope.tx.members.get(seat.memberId)) ?? { id: seat.memberId, name: '' };
  const change = { ...decisionOf(scope.ctx), ...(reason !== undefined && { reason }) };
  return moveSeat(scope, pool, { seat, member, to: 'denied', change });
}

/** A member withdraws their own request, from the approver's list or the queue. Faults `seat.missing`, `seat.decided`. */
export async function withdrawRequest(scope: OrganizationScope, seatId: string): Promise<Seat> {
  const seat = await scope.seats.require(seatId);
  if (seat.memberId !== scope.ctx.authority.memberId) {
    throw new Fault('permission.missing', { permission: 'seats:write' });
  }
  if (seat.status !== 'requested' && seat.status !== 'queued') {
    throw new Fault('seat.decided', { id: seatId, status: seat.status });
  }
  return releaseSeat(scope, await requirePool(scope, seat.productId), seat, {
    because: 'withdrawn',
  });
}

function decisionOf(ctx: Context): Pick<Seat, 'decidedBy' | 'decidedAt'> {
  return { decidedBy: whoIs(ctx), decidedAt: instant(ctx.clock.now()) };
}
