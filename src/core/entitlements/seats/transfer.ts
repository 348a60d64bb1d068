import { instant } from '#kernel/index.js';
import type { Member, Seat } from '#store/index.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';
import { liveSeatsOf, moveSeat } from './statuses.js';

/** Of two seats of one product the later one here stays. */
const RANKS: readonly Seat['status'][] = ['requested', 'queued', 'held', 'assigned'];

/**
 * The seats and requests of a member go to another one as they are, without passing through the pool. Of a product of which both have
 * one, the better one is kept: what is not transferred ends with its member. What an override gave stays behind, too. Resolves to how
 * many are transferred that were given, and not asked for only.
 */
export async function transferSeats(
  scope: OrganizationScope,
  from: Member,
  to: Member,
): Promise<number> {
  const { tx, products } = scope;
  const liveSeats = ({ id }: Member): Promise<Seat[]> => findAll(tx.seats, liveSeatsOf(id));
  const held = new Map((await liveSeats(to)).map((seat) => [seat.productId, seat]));
  let given = 0;
  for (const seat of await liveSeats(from)) {
    const product = seat.override ? undefined : await products.get(seat.productId);
    const other = held.get(seat.productId);
    if (!product) continue;
    if (other && RANKS.indexOf(other.status) >= RANKS.indexOf(seat.status)) continue;
    const because = 'member.merged';
    if (other) {
      await moveSeat(scope, { product }, { seat: other, member: to, to: 'released', because });
    }
    await tx.seats.update({
      ...seat,
      memberId: to.id,
      liveKey: `${product.id}:${to.id}`,
      version: seat.version + 1,
      updatedAt: instant(scope.ctx.clock.now()),
    });
    const { id: seatId, status, source } = seat;
    if (status !== 'requested') given += 1;
    const named = { seatId, productId: product.id, product: product.name };
    await scope.journal.append({
      type: 'seat.transferred',
      target: { kind: 'member', id: to.id, name: to.name },
      before: { memberId: from.id },
      after: { ...named, memberId: to.id, status, source },
    });
  }
  return given;
}
