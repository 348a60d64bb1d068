import type { Member, Seat } from '#store/index.js';
import {
  endOverriddenAccess,
  grantMappedAccess,
  liveSeatsOf,
  moveSeat,
  nextStatus,
  assignNextInQueue,
  removeFromAllSpaces,
  withholdableOf,
  type Pool,
  type SeatStatus,
} from '#core/entitlements/index.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';
import { directoriesBehind, type Directory } from './directories.js';

export interface MappedAccessOptions {
  /** when a mapped seat is not free; absent: as the acting connection is set, and `queue` where none acts */
  readonly whenFull?: 'queue' | 'refuse';
  /** called with what happened to spaces and seats, for the exchange log */
  readonly note?: (step: string, detail: string) => void;
}

interface AccessChange {
  readonly before: Member;
  readonly after: Member;
  /** absent: what they give is as before */
  readonly directories: readonly Directory[] | undefined;
  readonly options: MappedAccessOptions;
}

/**
 * Changes a member's spaces and seats with the member's status and directories, in the same transaction: a suspended member keeps them,
 * without using a seat; a restored one has them again where there is room; a former one loses them. What a directory gives is in force
 * while the directory stands behind the member. A free seat goes to the next in the queue.
 */
export async function releaseOrRestoreAccess(
  scope: OrganizationScope,
  { before, after, directories, options }: AccessChange,
): Promise<void> {
  const isStatusChange = before.status !== after.status;
  if (isStatusChange && after.status === 'left') await removeFromAllSpaces(scope, after);
  if (isStatusChange) await releaseOrRestoreSeats(scope, after, directories ?? []);
  const isOverrideOver = before.unlockedUntil !== undefined && after.unlockedUntil === undefined;
  if (isOverrideOver && after.status !== 'left') await endOverriddenAccess(scope, after);
  if (!directories || !(await givesSpacesOrSeats(scope, directories, isStatusChange))) return;
  const toMappedAccess = createMappedAccess(after);
  await grantMappedAccess(scope, after, {
    given: directoriesBehind(after, directories).map(toMappedAccess),
    dormant: directories.filter(({ isBehind }) => !isBehind).map(toMappedAccess),
    whenFull: (connectionId) => options.whenFull ?? whenFullOf(scope, directories, connectionId),
    ...(options.note && { note: options.note }),
  });
}

/** What a directory gives a member, without what people took away under an override. */
function createMappedAccess({ withheldAccess = [] }: Member) {
  return ({ connection, mappings }: Directory) => ({
    connectionId: connection.id,
    mappings: mappings.filter((mapping) => !withheldAccess.includes(withholdableOf(mapping))),
  });
}

/** A request of the connection itself can be refused; all else waits in the queue. */
function whenFullOf(
  { ctx: { actor } }: OrganizationScope,
  directories: readonly Directory[],
  connectionId: string,
): 'queue' | 'refuse' {
  if (actor.kind !== 'connection' || actor.id !== connectionId) return 'queue';
  const own = directories.find(({ connection }) => connection.id === connectionId);
  return own?.connection.overSeatLimit ?? 'queue';
}

/** Connections whose mappings give roles only cost no look. The acting one may just have lost its last user for the member. */
async function givesSpacesOrSeats(
  { ctx: { actor }, connections }: OrganizationScope,
  directories: readonly Directory[],
  isStatusChange: boolean,
): Promise<boolean> {
  const gives = directories.some(({ connection }) => connection.givesBelongings);
  if (gives || (isStatusChange && directories.length > 0)) return true;
  if (actor.kind !== 'connection') return false;
  if (directories.some(({ connection }) => connection.id === actor.id)) return false;
  return (await connections.get(actor.id))?.givesBelongings === true;
}

/** Brings a member's seats to what the status of the member allows. */
export async function releaseOrRestoreSeats(
  scope: OrganizationScope,
  member: Member,
  directories: readonly Directory[],
): Promise<void> {
  const { tx } = scope;
  for (const seat of await findAll(tx.seats, liveSeatsOf(member.id))) {
    // what groups give an active member is settled with all their directories
    const isMapped = seat.source.kind === 'group' && directories.length > 0;
    if (isMapped && member.status === 'active') continue;
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

/** A place in the queue is suspended with its member: a seat must not be given to a member who cannot use it. */
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
