import { all, equals, oneOf, type Member, type Seat } from '#store/index.js';
import {
  LIVE,
  moveSeat,
  nextStatus,
  passOn,
  type Pool,
  type SeatStatus,
} from '#core/entitlements/index.js';
import { append, type Ground } from '#core/tenancy/index.js';

/** Spaces that the line about a removal names; the count is of all of them. */
const NAMED = 100;

/** More products than anybody has seats of. */
const MANY = 1_000;

/**
 * What becomes of spaces and seats when a member's status changes, in the same transaction: suspended keeps them without counting,
 * restored takes them up again where there is room, left loses them. A seat that becomes free goes to whoever waits for it.
 */
export async function settleBelongings(
  ground: Ground,
  before: Member,
  after: Member,
): Promise<void> {
  if (before.status === after.status) return;
  if (after.status === 'left') await giveUpSpaces(ground, after);
  await settleSeats(ground, after);
}

/** The line names the spaces: what the host application keeps there for the member is without an owner from now on (seed 3.33). */
async function giveUpSpaces({ ctx, tx, organization }: Ground, member: Member): Promise<void> {
  const { records } = await tx.spaceMembers.find({
    where: equals('memberId', member.id),
    sort: [{ field: { column: 'spaceId' } }],
    limit: MANY,
  });
  if (records.length === 0) return;
  const removed = await tx.spaceMembers.removeWhere(equals('memberId', member.id));
  const ids = [...new Set(records.map(({ spaceId }) => spaceId))];
  const named = await tx.spaces.getMany(ids.slice(0, NAMED));
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'space.member_removed',
    target: { kind: 'member', id: member.id, name: member.name },
    after: {
      memberId: member.id,
      because: 'member.removed',
      assignments: removed.length,
      spaces: named.map(({ id, name }) => ({ id, name })),
    },
  });
}

async function settleSeats(ground: Ground, member: Member): Promise<void> {
  const { tx } = ground;
  const { records } = await tx.seats.find({
    where: all(equals('memberId', member.id), oneOf('status', LIVE)),
    limit: MANY,
  });
  for (const seat of records) {
    const product = await tx.products.get(seat.productId);
    if (!product) continue;
    const pool: Pool = { product };
    const to = await nextFor(ground, pool, member, seat);
    if (to === seat.status) continue;
    const because = `member.${member.status === 'active' ? 'restored' : member.status}`;
    await moveSeat(ground, pool, { seat, member, to, because });
    if (seat.status === 'assigned') await passOn(ground, pool);
  }
}

/** A wish in the queue waits with its member: a seat must not come free for somebody who cannot sit on it. */
async function nextFor(
  ground: Ground,
  pool: Pool,
  member: Member,
  { status }: Seat,
): Promise<SeatStatus> {
  if (member.status === 'left') return 'released';
  if (member.status === 'suspended') {
    return status === 'assigned' || status === 'queued' ? 'held' : status;
  }
  return status === 'held' ? nextStatus(ground, pool, member, 'queue') : status;
}
