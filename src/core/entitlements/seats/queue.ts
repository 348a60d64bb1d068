import type { Context } from '#kernel/index.js';
import { all, compare, equals } from '#store/index.js';
import {
  inOrganization,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';
import { moveSeat, reportSeatUsage, seatsTallyKey, reserveSeat, type Pool } from './statuses.js';

/** Seats given per transaction. */
const SEATS_PER_BATCH = 100;

/** Products looked at per sweep. */
const MAX_PRODUCTS_PER_SWEEP = 500;

/**
 * Assigns free seats to waiting members, the oldest request first, at most `max` of them. A suspended member does not hold up the others:
 * the request is held until the member is restored.
 */
export async function fillQueue(scope: OrganizationScope, pool: Pool, max = 1): Promise<number> {
  const { tx } = scope;
  const { id } = pool.product;
  if ((await tx.tallies.get(seatsTallyKey(id, 'queued'))) <= 0) return 0;
  let assigned = 0;
  for (let examined = 0; assigned < max && examined < max + SEATS_PER_BATCH; examined += 1) {
    if ((await tx.tallies.get(seatsTallyKey(id))) >= pool.product.seats) break;
    const seat = await tx.seats.first(all(equals('productId', id), equals('status', 'queued')));
    if (!seat) break;
    const member = await tx.members.get(seat.memberId);
    if (member?.status === 'active') {
      if (!(await reserveSeat(scope, pool))) break;
      await moveSeat(scope, pool, { seat, member, to: 'assigned', because: 'seat.free' });
      assigned += 1;
    } else {
      const to = member?.status === 'suspended' ? 'held' : 'released';
      await moveSeat(scope, pool, { seat, member: member ?? withoutName(seat.memberId), to });
    }
  }
  return assigned;
}

/**
 * After a seat was released: assigns it to the member who has waited longest. The pool stays as full as before, so that no notice is sent.
 */
export async function assignNextInQueue(scope: OrganizationScope, pool: Pool): Promise<void> {
  await fillQueue(scope, pool);
  await reportSeatUsage(scope, pool, await scope.tx.tallies.get(seatsTallyKey(pool.product.id)));
}

function withoutName(id: string): { id: string; name: string } {
  return { id, name: '' };
}

/** The same for one product, batch by batch, until no seat is free or no member waits. Returns the number of assigned seats. */
export async function fillWholeQueue(
  deps: CoreDeps,
  caller: Context,
  productId: string,
): Promise<number> {
  const ctx: Context = { ...caller, followsUp: true };
  const { read } = deps.store;
  const product = await read.products.get(productId);
  const used = await read.tallies.get(seatsTallyKey(productId));
  if (!product || used >= product.seats) return 0;
  const fillBatch = async (scope: OrganizationScope): Promise<number> => {
    const current = await scope.products.get(productId);
    if (scope.organization.status !== 'active' || !current) return 0;
    return fillQueue(scope, { product: current }, SEATS_PER_BATCH);
  };
  for (let total = 0; ;) {
    const assigned = await inOrganization(deps, ctx, product.organizationId, fillBatch, 'any');
    total += assigned;
    if (assigned < SEATS_PER_BATCH) return total;
  }
}

/**
 * Looks through every product for which a member waits. Released seats are assigned in the same transaction; this is for what a crash
 * between two batches left. `more` when there are products that this call did not get to.
 */
export async function fillQueues(deps: CoreDeps, ctx: Context): Promise<SweepResult> {
  let done = 0;
  let after = '';
  for (let examined = 0; examined < MAX_PRODUCTS_PER_SWEEP; examined += 1) {
    const { records } = await deps.store.read.seats.find({
      where: compare('queuedFor', 'gt', after),
      sort: [{ field: { column: 'queuedFor' } }],
      limit: 1,
    });
    const next = records[0]?.queuedFor;
    if (next === undefined) return { done, more: false };
    done += await fillWholeQueue(deps, ctx, next);
    after = next;
  }
  return { done, more: true };
}
