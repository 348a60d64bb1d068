import { instant } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type AccessSource,
  type Member,
  type Product,
  type Seat,
  type Term,
} from '#store/index.js';
import { firstVersion, type OrganizationScope } from '#core/tenancy/index.js';

export type SeatStatus = Seat['status'];

/** Seats that are neither denied nor released. */
export const LIVE_STATUSES: readonly SeatStatus[] = ['assigned', 'held', 'requested', 'queued'];

/** The seats of a member that are neither denied nor released; one of each product. */
export function liveSeatsOf(memberId: string): Term {
  return all(equals('memberId', memberId), oneOf('status', LIVE_STATUSES));
}

/** Per cent of use at which members are notified. */
const ALERT_PERCENTS = [100, 80] as const;

/** A product inside of a transaction, as the transaction has left it so far. */
export interface Pool {
  product: Product;
}

/** Where the seats of a product in this state are counted: `seats:{product}` is what is in use. */
export function seatsTallyKey(productId: string, status: SeatStatus = 'assigned'): string {
  return status === 'assigned' ? `seats:${productId}` : `seats:${productId}:${status}`;
}

/** Those of the seats in use that are kept for people who are invited. */
export function reservedTallyKey(productId: string): string {
  return `seats:${productId}:reserved`;
}

/**
 * Takes a seat out of the pool, if one is free. The tally is a row, so two who want the last one collide. Says so at 80 and 100 per
 * cent, once for each crossing.
 */
export async function reserveSeat(scope: OrganizationScope, pool: Pool): Promise<boolean> {
  const { tx } = scope;
  const { id, seats } = pool.product;
  const used = await tx.tallies.adjust(seatsTallyKey(id), 1);
  if (used <= seats) {
    await reportSeatUsage(scope, pool, used);
    return true;
  }
  await tx.tallies.adjust(seatsTallyKey(id), -1);
  await reportSeatUsage(scope, pool, used - 1);
  return false;
}

/** Journals a crossing upwards; on the way down only remembers it. */
export async function reportSeatUsage(
  scope: OrganizationScope,
  pool: Pool,
  used: number,
): Promise<void> {
  const { tx } = scope;
  const { id, name, seats, alerted = 0 } = pool.product;
  const percent = ALERT_PERCENTS.find((threshold) => used * 100 >= seats * threshold) ?? 0;
  if (percent === alerted) return;
  await tx.products.setWhere(equals('id', id), 'alerted', percent);
  pool.product = { ...pool.product, alerted: percent };
  if (percent < alerted) return;
  await scope.journal.append({
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
  readonly override?: true;
}

/** Writes a new seat; for `assigned` it was taken before. One live seat of a product a member: look before. */
export async function insertSeat(
  scope: OrganizationScope,
  pool: Pool,
  input: NewSeat,
): Promise<Seat> {
  const { ctx, tx, organization } = scope;
  const { member, status, source, requestedBy, reason, override } = input;
  const productId = pool.product.id;
  const seat = firstVersion<Seat>(ctx, {
    organizationId: organization.id,
    productId,
    memberId: member.id,
    status,
    source,
    ...(requestedBy !== undefined && { requestedBy }),
    ...(reason !== undefined && { reason }),
    ...(override && { override }),
    ...indexKeysOf(status, productId, member.id),
  });
  await tx.seats.insert(seat);
  if (status !== 'assigned') await tx.tallies.adjust(seatsTallyKey(productId, status), 1);
  await appendSeatEntry(scope, pool, { seat, member });
  return seat;
}

export type SeatChange = Partial<
  Pick<Seat, 'source' | 'decidedBy' | 'decidedAt' | 'reason' | 'requestedBy' | 'override'>
>;

export interface SeatMove {
  readonly seat: Seat;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly to: SeatStatus;
  readonly change?: SeatChange;
  /** beside what every line of a seat says */
  readonly because?: string;
}

/**
 * The one place where a seat's state changes. For `assigned` it was taken before; leaving it gives it back to the pool, and
 * `assignNextInQueue` (queue.ts) assigns it to a waiting member.
 */
export async function moveSeat(
  scope: OrganizationScope,
  pool: Pool,
  move: SeatMove,
): Promise<Seat> {
  const { ctx, tx } = scope;
  const { seat: before, member, to, change = {} } = move;
  const { liveKey: _live, queuedFor: _queued, ...rest } = before;
  const seat: Seat = {
    ...rest,
    ...change,
    status: to,
    version: before.version + 1,
    updatedAt: instant(ctx.clock.now()),
    ...indexKeysOf(to, before.productId, before.memberId),
  };
  await tx.seats.update(seat);
  if (before.status !== to) {
    if (isCounted(before.status)) {
      await tx.tallies.adjust(seatsTallyKey(before.productId, before.status), -1);
    }
    if (isCounted(to) && to !== 'assigned') {
      await tx.tallies.adjust(seatsTallyKey(before.productId, to), 1);
    }
  }
  await appendSeatEntry(scope, pool, { seat, member, before, because: move.because });
  return seat;
}

function isCounted(status: SeatStatus): boolean {
  return LIVE_STATUSES.includes(status);
}

function indexKeysOf(
  status: SeatStatus,
  productId: string,
  memberId: string,
): Pick<Seat, 'liveKey' | 'queuedFor'> {
  return {
    ...(LIVE_STATUSES.includes(status) && { liveKey: `${productId}:${memberId}` }),
    ...(status === 'queued' && { queuedFor: productId }),
  };
}

interface SeatEntry {
  readonly seat: Seat;
  readonly member: Pick<Member, 'id' | 'name'>;
  readonly before?: Seat;
  readonly because?: string | undefined;
}

async function appendSeatEntry(
  { journal }: OrganizationScope,
  { product }: Pool,
  { seat, member, before, because }: SeatEntry,
): Promise<void> {
  const { status, source, reason, requestedBy } = seat;
  const hadSeat = before?.status === 'assigned' || before?.status === 'held';
  // a request that ends takes no seat away: the member is not notified
  const type = status === 'released' && before && !hadSeat ? 'seat.withdrawn' : `seat.${status}`;
  await journal.append({
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
  { ctx, tx, journal }: OrganizationScope,
  { product }: Pool,
  {
    seat,
    member,
    source,
  }: { seat: Seat; member: Pick<Member, 'id' | 'name'>; source: AccessSource },
): Promise<void> {
  const updatedAt = instant(ctx.clock.now());
  await tx.seats.update({ ...seat, source, version: seat.version + 1, updatedAt });
  await journal.append({
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
