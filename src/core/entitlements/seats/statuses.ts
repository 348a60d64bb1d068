import { instant, newId } from '#kernel/index.js';
import { equals, type AccessSource, type Member, type Product, type Seat } from '#store/index.js';
import { append, type Ground } from '#core/tenancy/index.js';

export type SeatStatus = Seat['status'];

/** Seats that are neither denied nor released. */
export const LIVE: readonly SeatStatus[] = ['assigned', 'held', 'requested', 'queued'];

/** Per cent of use at which people are told. */
const ALERTS = [100, 80] as const;

/** A product inside of a transaction, as the transaction has left it so far. */
export interface Pool {
  product: Product;
}

/** Where the seats of a product in this state are counted: `seats:{product}` is what is in use. */
export function seatsTally(productId: string, status: SeatStatus = 'assigned'): string {
  return status === 'assigned' ? `seats:${productId}` : `seats:${productId}:${status}`;
}

/**
 * Takes a seat out of the pool, if one is free. The tally is a row, so two who want the last one collide. Says so at 80 and 100 per
 * cent, once for each crossing.
 */
export async function takeSeat(ground: Ground, pool: Pool): Promise<boolean> {
  const { tx } = ground;
  const { id, seats } = pool.product;
  const used = await tx.tallies.adjust(seatsTally(id), 1);
  if (used <= seats) {
    await sayHowFull(ground, pool, used);
    return true;
  }
  await tx.tallies.adjust(seatsTally(id), -1);
  await sayHowFull(ground, pool, used - 1);
  return false;
}

/** Journals a crossing upwards; on the way down only remembers it. */
export async function sayHowFull(ground: Ground, pool: Pool, used: number): Promise<void> {
  const { ctx, tx, organization } = ground;
  const { id, name, seats, alerted = 0 } = pool.product;
  const percent = ALERTS.find((one) => used * 100 >= seats * one) ?? 0;
  if (percent === alerted) return;
  await tx.products.setWhere(equals('id', id), 'alerted', percent);
  pool.product = { ...pool.product, alerted: percent };
  if (percent < alerted) return;
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'seat.limit_reached',
    target: { kind: 'product', id, name },
    after: { productId: id, product: name, used, seats, percent },
  });
}

export interface NewSeat {
  readonly member: Member;
  readonly status: SeatStatus;
  readonly source: AccessSource;
  readonly requestedBy?: string;
  readonly reason?: string;
}

/** Writes a new seat; for `assigned` it was taken before. One live seat of a product a member: look before. */
export async function insertSeat(ground: Ground, pool: Pool, wish: NewSeat): Promise<Seat> {
  const { ctx, tx, organization } = ground;
  const { member, status, source, requestedBy, reason } = wish;
  const now = instant(ctx.clock.now());
  const productId = pool.product.id;
  const seat: Seat = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: organization.id,
    productId,
    memberId: member.id,
    status,
    source,
    ...(requestedBy !== undefined && { requestedBy }),
    ...(reason !== undefined && { reason }),
    ...keysOf(status, productId, member.id),
  };
  await tx.seats.insert(seat);
  if (status !== 'assigned') await tx.tallies.adjust(seatsTally(productId, status), 1);
  await tell(ground, pool, { seat, member });
  return seat;
}

export type SeatChange = Partial<
  Pick<Seat, 'source' | 'decidedBy' | 'decidedAt' | 'reason' | 'requestedBy'>
>;

export interface Move {
  readonly seat: Seat;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly to: SeatStatus;
  readonly change?: SeatChange;
  /** beside what every line of a seat says */
  readonly because?: string;
}

/**
 * The one place where a seat's state changes. For `assigned` it was taken before; leaving it gives it back to the pool, and
 * `passOn` (queue.ts) gives it to whoever waits.
 */
export async function moveSeat(ground: Ground, pool: Pool, move: Move): Promise<Seat> {
  const { ctx, tx } = ground;
  const { seat: before, member, to, change = {} } = move;
  const { liveKey: _live, queuedFor: _queued, ...rest } = before;
  const seat: Seat = {
    ...rest,
    ...change,
    status: to,
    version: before.version + 1,
    updatedAt: instant(ctx.clock.now()),
    ...keysOf(to, before.productId, before.memberId),
  };
  await tx.seats.update(seat);
  if (before.status !== to) {
    if (isCounted(before.status)) {
      await tx.tallies.adjust(seatsTally(before.productId, before.status), -1);
    }
    if (isCounted(to) && to !== 'assigned') {
      await tx.tallies.adjust(seatsTally(before.productId, to), 1);
    }
  }
  await tell(ground, pool, { seat, member, before, because: move.because });
  return seat;
}

function isCounted(status: SeatStatus): boolean {
  return LIVE.includes(status);
}

function keysOf(
  status: SeatStatus,
  productId: string,
  memberId: string,
): Pick<Seat, 'liveKey' | 'queuedFor'> {
  return {
    ...(LIVE.includes(status) && { liveKey: `${productId}:${memberId}` }),
    ...(status === 'queued' && { queuedFor: productId }),
  };
}

interface Told {
  readonly seat: Seat;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly before?: Seat;
  readonly because?: string | undefined;
}

async function tell(
  { ctx, tx, organization }: Ground,
  { product }: Pool,
  { seat, member, before, because }: Told,
): Promise<void> {
  const { status, source, reason, requestedBy } = seat;
  const had = before?.status === 'assigned' || before?.status === 'held';
  // a wish that ends is nothing taken away: nobody is told of a seat they never had
  const type = status === 'released' && before && !had ? 'seat.withdrawn' : `seat.${status}`;
  await append(ctx, tx, {
    organizationId: organization.id,
    type,
    target: { kind: 'member', id: member.id, name: member.name },
    ...(before && { before: { status: before.status, source: before.source } }),
    after: {
      seatId: seat.id,
      productId: product.id,
      product: product.name,
      memberId: member.id,
      status,
      source,
      ...(reason !== undefined && { reason }),
      ...(requestedBy !== undefined && { requestedBy }),
      ...(because !== undefined && { because }),
    },
  });
}

/** The seat stays, for another reason. */
export async function reattributeSeat(
  { ctx, tx, organization }: Ground,
  { product }: Pool,
  {
    seat,
    member,
    source,
  }: { seat: Seat; member: Pick<Member, 'id' | 'name'>; source: AccessSource },
): Promise<void> {
  const updatedAt = instant(ctx.clock.now());
  await tx.seats.update({ ...seat, source, version: seat.version + 1, updatedAt });
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'seat.reattributed',
    target: { kind: 'member', id: member.id, name: member.name },
    before: { source: seat.source },
    after: {
      seatId: seat.id,
      productId: product.id,
      product: product.name,
      memberId: member.id,
      status: seat.status,
      source,
    },
  });
}
