import type { Context } from '#kernel/index.js';
import { all, equals, type Store } from '#store/index.js';
import { type Ground, type Presets, groundFor } from '#core/tenancy/index.js';
import { moveSeat, sayHowFull, seatsTally, takeSeat, type Pool } from './statuses.js';

/** Seats given per transaction. */
const BATCH = 100;

/** Products looked at per sweep. */
const PRODUCTS = 500;

/**
 * Gives free seats to those who wait, the oldest wish first, at most `most` of them. Somebody suspended does not hold up the others:
 * the wish is held until they are back.
 */
export async function fillQueue(ground: Ground, pool: Pool, most = 1): Promise<number> {
  const { tx } = ground;
  const { id } = pool.product;
  if ((await tx.tallies.get(seatsTally(id, 'queued'))) <= 0) return 0;
  let given = 0;
  for (let looked = 0; given < most && looked < most + BATCH; looked += 1) {
    if ((await tx.tallies.get(seatsTally(id))) >= pool.product.seats) break;
    const seat = await tx.seats.first(all(equals('productId', id), equals('status', 'queued')));
    if (!seat) break;
    const member = await tx.members.get(seat.memberId);
    if (member?.status === 'active') {
      if (!(await takeSeat(ground, pool))) break;
      await moveSeat(ground, pool, { seat, member, to: 'assigned', because: 'seat.free' });
      given += 1;
    } else {
      const to = member?.status === 'suspended' ? 'held' : 'released';
      await moveSeat(ground, pool, { seat, member: member ?? gone(seat.memberId), to });
    }
  }
  return given;
}

/** After a seat came free: to whoever waits longest. With a queue the pool is as full as before, and nobody is told anew. */
export async function passOn(ground: Ground, pool: Pool): Promise<void> {
  await fillQueue(ground, pool);
  await sayHowFull(ground, pool, await ground.tx.tallies.get(seatsTally(pool.product.id)));
}

function gone(id: string): { id: string; name: string } {
  return { id, name: '' };
}

/** The same for one product, batch by batch, until no seat is free or nobody waits. Returns how many were given. */
export async function fillWholeQueue(
  store: Store,
  presets: Presets,
  ctx: Context,
  productId: string,
): Promise<number> {
  let total = 0;
  const product = await store.read.products.get(productId);
  const used = await store.read.tallies.get(seatsTally(productId));
  if (!product || used >= product.seats) return 0;
  for (;;) {
    const given = await store.transaction(product.organizationId, async (tx) => {
      const organization = await tx.organizations.get(product.organizationId);
      const current = await tx.products.get(productId);
      if (organization?.status !== 'active' || !current) return 0;
      return fillQueue(groundFor(ctx, tx, presets, organization), { product: current }, BATCH);
    });
    total += given;
    if (given < BATCH) return total;
  }
}

/**
 * Looks through every product for which somebody waits. Seats are given where they become free; this is for what a crash between two
 * batches left. `more` when there are products that this call did not get to.
 */
export async function fillQueues(
  store: Store,
  presets: Presets,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  let done = 0;
  let after = '';
  for (let looked = 0; looked < PRODUCTS; looked += 1) {
    const { records } = await store.read.seats.find({
      where: { kind: 'compare', field: { column: 'queuedFor' }, operator: 'gt', value: after },
      sort: [{ field: { column: 'queuedFor' } }],
      limit: 1,
    });
    const next = records[0]?.queuedFor;
    if (next === undefined) return { done, more: false };
    done += await fillWholeQueue(store, presets, ctx, next);
    after = next;
  }
  return { done, more: true };
}
