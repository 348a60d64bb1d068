import { Fault, instant } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type AccessSource,
  type Member,
  type Seat,
  type Writers,
} from '#store/index.js';
import {
  hookObjectOf,
  type OrganizationScope,
  pagesOf,
  usersOfMember,
  whoIs,
} from '#core/tenancy/index.js';
import { insertSeat, moveSeat, reserveSeat, type Pool, type SeatStatus } from './statuses.js';
import { assignNextInQueue } from './queue.js';

/** What becomes of a seat when none is free: no, a request to an approver, or a place in the queue. */
export type WhenFull = 'refuse' | 'request' | 'queue';

const MANUAL_SOURCE: AccessSource = { kind: 'manual' };

/** The product of this organization. Fault `product.missing`. */
export async function requirePool(
  { products }: Pick<OrganizationScope, 'products'>,
  productId: string,
): Promise<Pool> {
  return { product: await products.require(productId) };
}

/** A member of this organization who is there. Faults `member.missing`, `member.left`, `member.not_active`. */
export async function requireActiveMember(
  { members }: Pick<OrganizationScope, 'members'>,
  memberId: string,
): Promise<Member> {
  const member = await members.require(memberId);
  if (member.status === 'left') throw new Fault('member.left', { id: memberId });
  if (member.status !== 'active') throw new Fault('member.not_active', { id: memberId });
  return member;
}

export function liveSeat(
  tx: Writers,
  productId: string,
  memberId: string,
): Promise<Seat | undefined> {
  return tx.seats.first(equals('liveKey', `${productId}:${memberId}`));
}

type HookedMember = Pick<Member, 'id' | 'name' | 'version' | 'createdAt'>;

/** The status of a request now: `held` for a suspended member, else a free seat or what `whenFull` says. */
export async function nextStatus(
  scope: OrganizationScope,
  pool: Pool,
  member: HookedMember & Pick<Member, 'status'>,
  whenFull: WhenFull,
): Promise<SeatStatus> {
  if (member.status === 'suspended') return 'held';
  askBeforeAllocating(scope, pool, member);
  if (await reserveSeat(scope, pool)) return 'assigned';
  if (whenFull === 'queue') return 'queued';
  if (whenFull === 'request') return 'requested';
  const { id, name, seats } = pool.product;
  throw new Fault('seat.none_free', { productId: id, product: name, seats, memberId: member.id });
}

/** Faults `hook.denied`, `hook.failed`, `hook.loop`. */
function askBeforeAllocating(
  { hooks }: OrganizationScope,
  { product }: Pool,
  member: HookedMember,
): void {
  if (!hooks.concern('before_seat_allocation')) return;
  hooks.ask({
    point: 'before_seat_allocation',
    ...hookObjectOf(hooks, member),
    proposed: { productId: product.id, product: product.key },
    context: { seats: product.seats },
  });
}

/**
 * Assigns a seat to a member. This grants a request that waits for approval or in the queue; `whenFull` says what to do when no seat is
 * free. Faults `seat.held`, `seat.requested`, `seat.none_free`, before anything is written.
 */
export async function assignSeat(
  scope: OrganizationScope,
  pool: Pool,
  member: Member,
  {
    whenFull = 'refuse',
    source = MANUAL_SOURCE,
    override = false,
  }: { whenFull?: WhenFull; source?: AccessSource; override?: boolean } = {},
): Promise<Seat> {
  const { ctx, tx } = scope;
  const current = await liveSeat(tx, pool.product.id, member.id);
  const details = { productId: pool.product.id, memberId: member.id, status: current?.status };
  // a held seat of an active member was given by a directory that has them inactive
  const isDormant = current?.status === 'held' && member.status === 'active';
  if (current && !isDormant && (current.status === 'assigned' || current.status === 'held')) {
    throw new Fault('seat.held', details);
  }
  const isWaiting =
    current && (current.status === 'queued' ? whenFull !== 'refuse' : whenFull === 'request');
  if (isWaiting && (await isFull(tx, pool))) throw new Fault('seat.requested', details);
  const status = await nextStatus(scope, pool, member, whenFull);
  const requestedBy = whoIs(ctx);
  const mark = override && status !== 'requested' ? ({ override: true } as const) : {};
  if (!current) return insertSeat(scope, pool, { member, status, source, requestedBy, ...mark });
  const decidedAt = instant(ctx.clock.now());
  const change = { source, decidedBy: requestedBy, decidedAt, ...mark };
  return moveSeat(scope, pool, { seat: current, member, to: status, change });
}

async function isFull(tx: Writers, { product }: Pool): Promise<boolean> {
  return (await tx.tallies.get(`seats:${product.id}`)) >= product.seats;
}

/**
 * Releases a seat, or removes a request, and assigns the free seat to the member who has waited longest. Fault `seat.mapped`: a group gives
 * it, and would give it again.
 */
export async function releaseSeat(
  scope: OrganizationScope,
  pool: Pool,
  seat: Seat,
  explanation: { readonly reason?: string; readonly because?: string } = {},
): Promise<Seat> {
  const { ctx, tx } = scope;
  const member = (await tx.members.get(seat.memberId)) ?? { id: seat.memberId, name: '' };
  const { reason, because } = explanation;
  const released = await moveSeat(scope, pool, {
    seat,
    member,
    to: 'released',
    change: {
      decidedBy: whoIs(ctx),
      decidedAt: instant(ctx.clock.now()),
      ...(reason !== undefined && { reason }),
    },
    ...(because !== undefined && { because }),
  });
  if (seat.status === 'assigned') await assignNextInQueue(scope, pool);
  return released;
}

export interface GrantingGroup {
  readonly groupId: string;
  readonly connectionId: string;
}

/** A group of any connection that gives the member this, by a mapping of today. */
export async function findGrantingGroup(
  { tx, organization }: Pick<OrganizationScope, 'tx' | 'organization'>,
  memberId: string,
  gives: string,
): Promise<GrantingGroup | undefined> {
  const given = all(equals('organizationId', organization.id), equals('gives', gives));
  for await (const mappings of pagesOf(tx.groupMappings, given)) {
    const users = await usersOfMember(tx, memberId);
    if (users.length === 0) return undefined;
    const ids = users.map(({ id }) => id);
    const groupIds = mappings.map(({ groupId }) => groupId);
    const row = await tx.groupMembers.first(
      all(oneOf('memberId', ids), oneOf('groupId', groupIds)),
    );
    const mapping = row && mappings.find(({ groupId }) => groupId === row.groupId);
    if (mapping) return { groupId: mapping.groupId, connectionId: mapping.connectionId };
  }
  return undefined;
}

/**
 * Seats that come with an invitation, a request to join, a domain or an import: of products that are still there and of which the
 * member has none. Where none is free the member waits in the queue. Returns what they have now.
 */
export async function assignPromisedSeats(
  scope: OrganizationScope,
  member: Member,
  productIds: readonly string[],
  source: AccessSource,
): Promise<Seat[]> {
  const seats: Seat[] = [];
  for (const productId of new Set(productIds)) {
    const product = await scope.products.get(productId);
    if (!product) continue;
    const current = await liveSeat(scope.tx, productId, member.id);
    if (
      current?.status === 'assigned' ||
      current?.status === 'held' ||
      current?.status === 'queued'
    ) {
      seats.push(current);
      continue;
    }
    seats.push(await assignSeat(scope, { product }, member, { whenFull: 'queue', source }));
  }
  return seats;
}
