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
  inOrganization,
  listPage,
  type ListQuery,
  rowByRow,
  type RowResult,
  type SweepResult,
  tenantReaders,
  viewOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { requireOwn, requirePermission } from '#core/access/index.js';
import {
  assignSeat,
  liveSeat,
  requireUnmappedSeat,
  releaseSeat,
  requireActiveMember,
  requirePool,
  type WhenFull,
} from './assign.js';
import { LIVE_STATUSES, type SeatStatus } from './statuses.js';
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

export interface SeatInput {
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
  assign(ctx: Context, organizationId: string, input: SeatInput): Promise<SeatView>;
  /** Releases a seat or removes a request, in any state. Faults `seat.missing`, `seat.mapped`. */
  release(ctx: Context, organizationId: string, seatId: string): Promise<void>;
  /** One product, up to 1,000 members; a result for each. Fault `product.missing`. */
  bulk(ctx: Context, organizationId: string, bulk: BulkSeats): Promise<RowResult[]>;
  /** For the acting member. Faults as `assign`, but for the free seat. */
  request(
    ctx: Context,
    organizationId: string,
    input: { readonly productId: string; readonly reason?: string },
  ): Promise<SeatView>;
  /** Faults `seat.missing`, `seat.decided`, `member.left`, `member.not_active`. */
  approve(ctx: Context, organizationId: string, seatId: string): Promise<SeatView>;
  /** Faults `seat.missing`, `seat.decided`. */
  deny(ctx: Context, organizationId: string, seatId: string, reason?: string): Promise<SeatView>;
  /** The acting member's own. Faults `seat.missing`, `seat.decided`, `permission.missing`. */
  withdraw(ctx: Context, organizationId: string, seatId: string): Promise<void>;
  /** For the clock: what a crash between two batches left waiting. */
  fillQueues(ctx: Context): Promise<SweepResult>;
}

export function createSeats(deps: CoreDeps): Seats {
  const { store } = deps;
  const toView = async (seat: Seat): Promise<SeatView> => {
    const [view] = await withNames(store, [seat]);
    return view ?? { ...seat, productName: '', memberName: '' };
  };

  return {
    list: (ctx, organizationId, query) => listSeats(deps, ctx, organizationId, query),
    async ofMember(ctx, organizationId, memberId, query) {
      await tenantReaders(store.read, organizationId).members.require(memberId);
      requireOwn(ctx, 'seats:read', memberId);
      const where = all(equals('memberId', memberId), oneOf('status', LIVE_STATUSES));
      return withNamesOnPage(store, await listPage(store.read.seats, where, query));
    },
    assign: async (ctx, organizationId, { productId, memberId, whenFull = 'refuse' }) =>
      toView(
        await inOrganization(deps, ctx, organizationId, async (scope) => {
          const pool = await requirePool(scope, productId);
          const member = await requireActiveMember(scope, memberId);
          return assignSeat(scope, pool, member, { whenFull });
        }),
      ),
    release: (ctx, organizationId, seatId) =>
      inOrganization(deps, ctx, organizationId, async (scope) => {
        const seat = await scope.seats.require(seatId);
        if (!LIVE_STATUSES.includes(seat.status)) throw new Fault('seat.missing', { id: seatId });
        await requireUnmappedSeat(scope, seat);
        await releaseSeat(scope, await requirePool(scope, seat.productId), seat);
      }),
    bulk: (ctx, organizationId, bulk) => bulkSeats(deps, ctx, { organizationId, bulk }),
    request: async (ctx, organizationId, { productId, reason }) =>
      toView(
        await inOrganization(deps, ctx, organizationId, (scope) => {
          const { memberId } = ctx.authority;
          if (memberId === undefined) throw new Fault('acting.unknown');
          const input = { productId, memberId, ...(reason !== undefined && { reason }) };
          return requestSeat(scope, input);
        }),
      ),
    approve: async (ctx, organizationId, seatId) =>
      toView(
        await inOrganization(deps, ctx, organizationId, (scope) => approveRequest(scope, seatId)),
      ),
    deny: async (ctx, organizationId, seatId, reason) =>
      toView(
        await inOrganization(deps, ctx, organizationId, (scope) =>
          denyRequest(scope, seatId, reason),
        ),
      ),
    async withdraw(ctx, organizationId, seatId) {
      await inOrganization(deps, ctx, organizationId, (scope) => withdrawRequest(scope, seatId));
    },
    fillQueues: (ctx) => fillQueues(deps, ctx),
  };
}

async function listSeats(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  { status = 'assigned', productId, memberId, ...page }: SeatQuery,
): Promise<Page<SeatView>> {
  const { store } = deps;
  const { products, members } = await viewOrganization(deps, organizationId);
  const ownOnly = requirePermission(ctx, 'seats:read', true) === 'own';
  const ownerId = ownOnly ? (ctx.authority.memberId ?? '') : memberId;
  const terms = [equals('organizationId', organizationId), equals('status', status)];
  if (productId !== undefined) {
    await products.require(productId);
    terms.push(equals('productId', productId));
  }
  if (memberId !== undefined) {
    await members.require(memberId);
    requireOwn(ctx, 'seats:read', memberId);
  }
  if (ownerId !== undefined) terms.push(equals('memberId', ownerId));
  return withNamesOnPage(store, await listPage(store.read.seats, all(...terms), page));
}

async function withNamesOnPage(store: Store, page: Page<Seat>): Promise<Page<SeatView>> {
  return { ...page, items: await withNames(store, page.items) };
}

async function withNames(store: Store, seats: readonly Seat[]): Promise<SeatView[]> {
  if (seats.length === 0) return [];
  const products = await store.read.products.getMany([
    ...new Set(seats.map((seat) => seat.productId)),
  ]);
  const members = await store.read.members.getMany([
    ...new Set(seats.map((seat) => seat.memberId)),
  ]);
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

/** A row without a change is reported as such and does not fail, so that a list can be sent again. */
function bulkSeats(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, bulk }: { organizationId: string; bulk: BulkSeats },
): Promise<RowResult[]> {
  const { action, productId, memberIds: ids, whenFull = 'refuse' } = bulk;
  return rowByRow(deps, ctx, { organizationId, ids }, async (scope) => {
    const pool = await requirePool(scope, productId);
    return async (memberId) => {
      if (action === 'assign') {
        const member = await requireActiveMember(scope, memberId);
        try {
          return (await assignSeat(scope, pool, member, { whenFull })).status;
        } catch (error) {
          if (isFault(error, 'seat.held', 'seat.requested')) return 'unchanged';
          throw error;
        }
      }
      await scope.members.require(memberId);
      const seat = await liveSeat(scope.tx, productId, memberId);
      if (!seat) return 'unchanged';
      await requireUnmappedSeat(scope, seat);
      return (await releaseSeat(scope, pool, seat)).status;
    };
  });
}
