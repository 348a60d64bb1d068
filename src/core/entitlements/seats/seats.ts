import { Fault, isFault, type Context, type Page } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Member,
  type Product,
  type Seat,
  type Store,
} from '#store/index.js';
import {
  listPage,
  type ListQuery,
  openGround,
  type Presets,
  requireOpenOrganization,
  rowByRow,
  type RowResult,
} from '#core/tenancy/index.js';
import { requireOwn, requirePermission } from '#core/access/index.js';
import {
  assignSeat,
  liveSeat,
  refuseMapped,
  releaseSeat,
  requireActive,
  requirePool,
  type WhenFull,
} from './assign.js';
import { LIVE, type SeatStatus } from './statuses.js';
import { fillQueues } from './queue.js';
import { approveRequest, denyRequest, requestSeat, withdrawRequest } from './requests.js';

/** A seat with the names that people know it by. */
export interface SeatView extends Seat {
  readonly productName: string;
  readonly memberName: string;
  readonly memberEmail?: string;
}

export interface SeatQuery extends ListQuery {
  /** `assigned` when absent */
  readonly status?: SeatStatus;
  readonly productId?: string;
  readonly memberId?: string;
}

export interface SeatWish {
  readonly productId: string;
  readonly memberId: string;
  /** `refuse` when absent */
  readonly whenFull?: WhenFull;
}

export interface BulkSeats {
  readonly action: 'assign' | 'release';
  readonly productId: string;
  readonly memberIds: readonly string[];
  readonly whenFull?: WhenFull;
}

export interface Seats {
  /** In the order of their making; with `own` reach the caller's only. Faults `product.missing`, `member.missing`. */
  list(ctx: Context, organizationId: string, query: SeatQuery): Promise<Page<SeatView>>;
  /** What a member has, is waiting for, or has asked for. Fault `member.missing`. */
  ofMember(
    ctx: Context,
    organizationId: string,
    memberId: string,
    query: ListQuery,
  ): Promise<Page<SeatView>>;
  /** Faults `product.missing`, `member.missing`, `member.left`, `member.not_active`, `seat.held`, `seat.requested`, `seat.none_free`. */
  assign(ctx: Context, organizationId: string, wish: SeatWish): Promise<SeatView>;
  /** Takes a seat or a wish away, whatever its state. Faults `seat.missing`, `seat.mapped`. */
  release(ctx: Context, organizationId: string, seatId: string): Promise<void>;
  /** One product, up to 1,000 members; a result for each. Fault `product.missing`. */
  bulk(ctx: Context, organizationId: string, bulk: BulkSeats): Promise<RowResult[]>;
  /** For the acting member. Faults as `assign`, but for the free seat. */
  request(
    ctx: Context,
    organizationId: string,
    wish: { readonly productId: string; readonly reason?: string },
  ): Promise<SeatView>;
  /** Faults `seat.missing`, `seat.decided`, `member.left`, `member.not_active`. */
  approve(ctx: Context, organizationId: string, seatId: string): Promise<SeatView>;
  /** Faults `seat.missing`, `seat.decided`. */
  deny(ctx: Context, organizationId: string, seatId: string, reason?: string): Promise<SeatView>;
  /** The acting member's own. Faults `seat.missing`, `seat.decided`, `permission.missing`. */
  withdraw(ctx: Context, organizationId: string, seatId: string): Promise<void>;
  /** For the clock: what a crash between two batches left waiting. */
  fillQueues(ctx: Context): Promise<{ done: number; more: boolean }>;
}

export function createSeats(store: Store, presets: Presets): Seats {
  const inside = async <T>(
    ctx: Context,
    organizationId: string,
    work: (ground: Awaited<ReturnType<typeof openGround>>) => Promise<T>,
  ): Promise<T> =>
    store.transaction(organizationId, async (tx) =>
      work(await openGround(ctx, tx, presets, organizationId)),
    );
  const one = async (seat: Seat): Promise<SeatView> => {
    const [view] = await withNames(store, [seat]);
    return view ?? { ...seat, productName: '', memberName: '' };
  };

  return {
    list: (ctx, organizationId, query) => listSeats(store, ctx, organizationId, query),
    async ofMember(ctx, organizationId, memberId, query) {
      await requireMember(store, organizationId, memberId);
      requireOwn(ctx, 'seats:read', memberId);
      const where = all(equals('memberId', memberId), oneOf('status', LIVE));
      return named(store, await listPage(store.read.seats, where, query));
    },
    assign: async (ctx, organizationId, { productId, memberId, whenFull = 'refuse' }) =>
      one(
        await inside(ctx, organizationId, async (ground) => {
          const pool = await requirePool(ground, productId);
          const member = await requireActive(ground, memberId);
          return assignSeat(ground, pool, member, { whenFull });
        }),
      ),
    release: (ctx, organizationId, seatId) =>
      inside(ctx, organizationId, async (ground) => {
        const seat = await ground.tx.seats.get(seatId);
        const there = seat?.organizationId === organizationId && LIVE.includes(seat.status);
        if (!there) throw new Fault('seat.missing', { id: seatId });
        await refuseMapped(ground, seat);
        await releaseSeat(ground, await requirePool(ground, seat.productId), seat);
      }),
    bulk: (ctx, organizationId, bulk) => bulkSeats(store, presets, ctx, { organizationId, bulk }),
    request: async (ctx, organizationId, { productId, reason }) =>
      one(
        await inside(ctx, organizationId, (ground) => {
          const { memberId } = ctx.authority;
          if (memberId === undefined) throw new Fault('acting.unknown');
          const wish = { productId, memberId, ...(reason !== undefined && { reason }) };
          return requestSeat(ground, wish);
        }),
      ),
    approve: async (ctx, organizationId, seatId) =>
      one(await inside(ctx, organizationId, (ground) => approveRequest(ground, seatId))),
    deny: async (ctx, organizationId, seatId, reason) =>
      one(await inside(ctx, organizationId, (ground) => denyRequest(ground, seatId, reason))),
    async withdraw(ctx, organizationId, seatId) {
      await inside(ctx, organizationId, (ground) => withdrawRequest(ground, seatId));
    },
    fillQueues: (ctx) => fillQueues(store, presets, ctx),
  };
}

async function requireMember(store: Store, organizationId: string, id: string): Promise<Member> {
  const member = await store.read.members.get(id);
  if (member?.organizationId !== organizationId) throw new Fault('member.missing', { id });
  return member;
}

async function listSeats(
  store: Store,
  ctx: Context,
  organizationId: string,
  { status = 'assigned', productId, memberId, ...page }: SeatQuery,
): Promise<Page<SeatView>> {
  await requireOpenOrganization(store.read, organizationId);
  const own = requirePermission(ctx, 'seats:read', true) === 'own';
  const whose = own ? (ctx.authority.memberId ?? '') : memberId;
  const terms = [equals('organizationId', organizationId), equals('status', status)];
  if (productId !== undefined) {
    const product = await store.read.products.get(productId);
    if (product?.organizationId !== organizationId) {
      throw new Fault('product.missing', { id: productId });
    }
    terms.push(equals('productId', productId));
  }
  if (memberId !== undefined) {
    await requireMember(store, organizationId, memberId);
    requireOwn(ctx, 'seats:read', memberId);
  }
  if (whose !== undefined) terms.push(equals('memberId', whose));
  return named(store, await listPage(store.read.seats, all(...terms), page));
}

async function named(store: Store, page: Page<Seat>): Promise<Page<SeatView>> {
  return { ...page, items: await withNames(store, page.items) };
}

async function withNames(store: Store, seats: readonly Seat[]): Promise<SeatView[]> {
  if (seats.length === 0) return [];
  const products = await store.read.products.getMany([...new Set(seats.map((s) => s.productId))]);
  const members = await store.read.members.getMany([...new Set(seats.map((s) => s.memberId))]);
  const productOf = new Map(products.map((product): [string, Product] => [product.id, product]));
  const memberOf = new Map(members.map((member): [string, Member] => [member.id, member]));
  return seats.map((seat) => {
    const member = memberOf.get(seat.memberId);
    return {
      ...seat,
      productName: productOf.get(seat.productId)?.name ?? '',
      memberName: member?.name ?? '',
      ...(member?.email !== undefined && { memberEmail: member.email }),
    };
  });
}

/** Nothing to do is said so and fails nothing: somebody who sends the same list again gets the same seats. */
function bulkSeats(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, bulk }: { organizationId: string; bulk: BulkSeats },
): Promise<RowResult[]> {
  const { action, productId, memberIds, whenFull = 'refuse' } = bulk;
  return rowByRow(store, organizationId, memberIds, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    const pool = await requirePool(ground, productId);
    return async (memberId) => {
      if (action === 'assign') {
        const member = await requireActive(ground, memberId);
        try {
          return (await assignSeat(ground, pool, member, { whenFull })).status;
        } catch (error) {
          if (isFault(error, 'seat.held', 'seat.requested')) return 'unchanged';
          throw error;
        }
      }
      const member = await tx.members.get(memberId);
      if (member?.organizationId !== organizationId) {
        throw new Fault('member.missing', { id: memberId });
      }
      const seat = await liveSeat(tx, productId, memberId);
      if (!seat) return 'unchanged';
      await refuseMapped(ground, seat);
      return (await releaseSeat(ground, pool, seat)).status;
    };
  });
}
