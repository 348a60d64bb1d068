import { all, equals, oneOf, type Member, type Seat } from '#store/index.js';
import {
  LIVE_STATUSES,
  moveSeat,
  nextStatus,
  assignNextInQueue,
  type Pool,
  type SeatStatus,
} from '#core/entitlements/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

/** Spaces that the line about a removal names; the count is of all of them. */
const MAX_NAMED_SPACES = 100;

/** More products than anybody has seats of. */
const MAX_HELD_ROWS = 1_000;

/**
 * What becomes of spaces and seats when a member's status changes, in the same transaction: suspended keeps them without counting,
 * restored takes them up again where there is room, left loses them. A seat that becomes free goes to whoever waits for it.
 */
export async function releaseOrRestoreAccess(
  scope: OrganizationScope,
  before: Member,
  after: Member,
): Promise<void> {
  if (before.status === after.status) return;
  if (after.status === 'left') await removeFromSpaces(scope, after);
  await releaseOrRestoreSeats(scope, after);
}

/** The line names the spaces: what the host application keeps there for the member is without an owner from now on (seed 3.33). */
async function removeFromSpaces({ tx, journal }: OrganizationScope, member: Member): Promise<void> {
  const { records } = await tx.spaceMembers.find({
    where: equals('memberId', member.id),
    sort: [{ field: { column: 'spaceId' } }],
    limit: MAX_HELD_ROWS,
  });
  if (records.length === 0) return;
  const removed = await tx.spaceMembers.removeWhere(equals('memberId', member.id));
  const ids = [...new Set(records.map(({ spaceId }) => spaceId))];
  const named = await tx.spaces.getMany(ids.slice(0, MAX_NAMED_SPACES));
  await journal.append({
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

async function releaseOrRestoreSeats(scope: OrganizationScope, member: Member): Promise<void> {
  const { tx } = scope;
  const { records } = await tx.seats.find({
    where: all(equals('memberId', member.id), oneOf('status', LIVE_STATUSES)),
    limit: MAX_HELD_ROWS,
  });
  for (const seat of records) {
    const product = await tx.products.get(seat.productId);
    if (!product) continue;
    const pool: Pool = { product };
    const to = await nextSeatStatus(scope, pool, member, seat);
    if (to === seat.status) continue;
    const because = `member.${member.status === 'active' ? 'restored' : member.status}`;
    await moveSeat(scope, pool, { seat, member, to, because });
    if (seat.status === 'assigned') await assignNextInQueue(scope, pool);
  }
}

/** A wish in the queue waits with its member: a seat must not come free for somebody who cannot sit on it. */
async function nextSeatStatus(
  scope: OrganizationScope,
  pool: Pool,
  member: Member,
  { status }: Seat,
): Promise<SeatStatus> {
  if (member.status === 'left') return 'released';
  if (member.status === 'suspended') {
    return status === 'assigned' || status === 'queued' ? 'held' : status;
  }
  return status === 'held' ? nextStatus(scope, pool, member, 'queue') : status;
}
