import { Fault, isFault, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Member, type Product, type Readers, type Seat } from '#store/index.js';
import {
  listPage,
  type ListQuery,
  rowByRow,
  rulesOf,
  type RowResult,
  tenantReaders,
  viewOrganization,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { requireOwn, requirePermission } from '#core/access/index.js';
import { assignSeat, liveSeat, requireActiveMember, requirePool, type WhenFull } from './assign.js';
import { LIVE_STATUSES, liveSeatsOf, type SeatStatus } from './statuses.js';
import { isOverridden, type EntitlementDeps } from '../overrides.js';
import { fillQueues } from './queue.js';
import { approveRequest, denyRequest, requestSeat, withdrawRequest } from './requests.js';
import { takeSeat } from './take.js';
import { createSeatTrends } from './trends.js';

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

export function createSeats(deps: EntitlementDeps) {
  const { store, withholdAccess } = deps;
  const { read } = store;
  const rule = rulesOf(deps);
  return {
    trends: createSeatTrends(deps),
    /** In the order of their making; with `own` reach the caller's only. Faults `product.missing`, `member.missing`. */
    list: (ctx: Context, organizationId: string, query: SeatQuery): Promise<Page<SeatView>> =>
      listSeats(deps, ctx, organizationId, query),
    /** What a member has, is waiting for, or has asked for. Fault `member.missing`. */
    async ofMember(
      ctx: Context,
      organizationId: string,
      memberId: string,
      query: ListQuery,
    ): Promise<Page<SeatView>> {
      await tenantReaders(read, organizationId).members.require(memberId);
      requireOwn(ctx, 'seats:read', memberId);
      const where = liveSeatsOf(memberId);
      return withNamesOnPage(read, await listPage(read.seats, where, query));
    },
    /** What the acting member asked for, the newest first, with what became of it; a page may be short. */
    ownRequests: (
      ctx: Context,
      organizationId: string,
      query: ListQuery,
    ): Promise<Page<SeatView>> => listOwnRequests(deps, ctx, organizationId, query),
    /** Faults `product.missing`, `member.missing`, `member.left`, `member.not_active`, `seat.held`, `seat.requested`, `seat.none_free`. */
    assign: rule(async (scope, { productId, memberId, whenFull = 'refuse' }: SeatInput) => {
      const pool = await requirePool(scope, productId);
      const member = await requireActiveMember(scope, memberId);
      const override = await isOverridden(scope, member);
      return toView(scope, await assignSeat(scope, pool, member, { whenFull, override }));
    }),
    /** Takes a seat or a wish away, whatever its state. Faults `seat.missing`, `seat.mapped`. */
    release: rule(async (scope, seatId: string) => {
      const seat = await scope.seats.require(seatId);
      if (!LIVE_STATUSES.includes(seat.status)) throw new Fault('seat.missing', { id: seatId });
      await takeSeat(scope, await requirePool(scope, seat.productId), seat, withholdAccess);
    }),
    /** One product, up to 1,000 members; a result for each. Fault `product.missing`. */
    bulk: (ctx: Context, organizationId: string, bulk: BulkSeats): Promise<RowResult[]> =>
      bulkSeats(deps, ctx, { organizationId, bulk }),
    /** For the acting member. Faults as `assign`, but for the free seat. */
    request: rule(
      async (scope, input: { readonly productId: string; readonly reason?: string }) => {
        const { memberId } = scope.ctx.authority;
        if (memberId === undefined) throw new Fault('acting.unknown');
        return toView(scope, await requestSeat(scope, { ...input, memberId }));
      },
    ),
    /** Faults `seat.missing`, `seat.decided`, `member.left`, `member.not_active`. */
    approve: rule(async (scope, id: string) => toView(scope, await approveRequest(scope, id))),
    /** Faults `seat.missing`, `seat.decided`. */
    deny: rule(async (scope, id: string, reason?: string) =>
      toView(scope, await denyRequest(scope, id, reason)),
    ),
    /** The acting member's own. Faults `seat.missing`, `seat.decided`, `permission.missing`. */
    withdraw: rule(async (scope, id: string) => {
      await withdrawRequest(scope, id);
    }),
    /** For the clock: what a crash between two batches left waiting. */
    fillQueues: (ctx: Context) => fillQueues(deps, ctx),
  };
}

async function toView({ tx }: OrganizationScope, seat: Seat): Promise<SeatView> {
  const [view] = await withNames(tx, [seat]);
  return view ?? { ...seat, productName: '', memberName: '' };
}

async function listSeats(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  { status = 'assigned', productId, memberId, ...page }: SeatQuery,
): Promise<Page<SeatView>> {
  const { read } = deps.store;
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
  return withNamesOnPage(read, await listPage(read.seats, all(...terms), page));
}

async function listOwnRequests(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  query: ListQuery,
): Promise<Page<SeatView>> {
  const { read } = deps.store;
  const { memberId } = ctx.authority;
  if (memberId === undefined) throw new Fault('acting.unknown');
  await viewOrganization(deps, organizationId);
  const where = all(equals('organizationId', organizationId), equals('memberId', memberId));
  const page = await listPage(read.seats, where, { ...query, order: 'desc' });
  const items = page.items.filter(({ source }) => source.kind === 'request');
  return withNamesOnPage(read, { ...page, items });
}

async function withNamesOnPage(reading: Readers, page: Page<Seat>): Promise<Page<SeatView>> {
  return { ...page, items: await withNames(reading, page.items) };
}

async function withNames(
  reading: Pick<Readers, 'products' | 'members'>,
  seats: readonly Seat[],
): Promise<SeatView[]> {
  if (seats.length === 0) return [];
  const products = await reading.products.getMany([
    ...new Set(seats.map((seat) => seat.productId)),
  ]);
  const members = await reading.members.getMany([...new Set(seats.map((seat) => seat.memberId))]);
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
  deps: EntitlementDeps,
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
          const override = await isOverridden(scope, member);
          return (await assignSeat(scope, pool, member, { whenFull, override })).status;
        } catch (error) {
          if (isFault(error, 'seat.held', 'seat.requested')) return 'unchanged';
          throw error;
        }
      }
      await scope.members.require(memberId);
      const seat = await liveSeat(scope.tx, productId, memberId);
      if (!seat) return 'unchanged';
      return (await takeSeat(scope, pool, seat, deps.withholdAccess)).status;
    };
  });
}
