import { all, compare, equals, type AccessSource, type Member } from '#store/index.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';
import { releaseSeat } from './seats/assign.js';
import { liveSeatsOf, reattributeSeat } from './seats/statuses.js';
import { assignSpace, MANUAL_SOURCE_KEY, removeAssignments } from './spaces/assign.js';

const BY_HAND: AccessSource = { kind: 'manual' };
const BECAUSE = 'connection.deleted';

/** How the spaces and seats of one connection end for a member. */
export interface AccessEnd {
  readonly connectionId: string;
  /** what is in force is given by hand from now on */
  readonly keepsSpaces: boolean;
  readonly keepsSeats: boolean;
  /** ids of products that groups of other connections give: `grantMappedAccess` moves their seats */
  readonly givenByOthers: ReadonlySet<string>;
}

/** What became of it; what the member has for another reason as well is in neither. */
export interface EndedAccess {
  readonly spaces: Ended<{ readonly spaceId: string; readonly role: string }>;
  /** ids */
  readonly products: Ended<string>;
}

export interface Ended<T> {
  readonly handGiven: readonly T[];
  readonly ended: readonly T[];
}

/** Ends what the groups of a connection gave a member, or makes it hand-given. */
export async function endAccessOfConnection(
  scope: OrganizationScope,
  member: Member,
  end: AccessEnd,
): Promise<EndedAccess> {
  return {
    spaces: await endSpaces(scope, member, end),
    products: await endSeats(scope, member, end),
  };
}

async function endSpaces(
  scope: OrganizationScope,
  member: Member,
  { connectionId, keepsSpaces }: AccessEnd,
): Promise<EndedAccess['spaces']> {
  const { tx } = scope;
  const rows = await findAll(
    tx.spaceMembers,
    all(equals('memberId', member.id), compare('sourceKey', 'sw', 'group:')),
  );
  const handGiven: { spaceId: string; role: string }[] = [];
  const ended: { spaceId: string; role: string }[] = [];
  for (const row of rows.filter(({ source }) => isOfConnection(source, connectionId))) {
    const { spaceId, role } = row;
    const known = await scope.spaces.get(spaceId);
    const space = known ?? { id: spaceId, name: '' };
    const others = await findAll(
      tx.spaceMembers,
      all(equals('memberId', member.id), equals('spaceId', spaceId)),
    );
    const hasRole = others.some((one) => one.id !== row.id && one.role === role);
    const isDecided = others.some(({ sourceKey }) => sourceKey === MANUAL_SOURCE_KEY);
    if (!hasRole && known && keepsSpaces && !isDecided) {
      await assignSpace(scope, { space: known, member, role, source: BY_HAND });
      handGiven.push({ spaceId, role });
    } else if (!hasRole) ended.push({ spaceId, role });
    await removeAssignments(scope, { space, member, rows: [row] }, BECAUSE);
  }
  return { handGiven, ended };
}

async function endSeats(
  scope: OrganizationScope,
  member: Member,
  { connectionId, keepsSeats, givenByOthers }: AccessEnd,
): Promise<EndedAccess['products']> {
  const seats = await findAll(scope.tx.seats, liveSeatsOf(member.id));
  const handGiven: string[] = [];
  const ended: string[] = [];
  for (const seat of seats.filter(({ source }) => isOfConnection(source, connectionId))) {
    const product = await scope.products.get(seat.productId);
    if (!product || givenByOthers.has(product.id)) continue;
    // a held seat of an active member was given by a directory that has them inactive
    const isInForce = seat.status !== 'held' || member.status === 'suspended';
    if (keepsSeats && isInForce) {
      await reattributeSeat(scope, { product }, { seat, member, source: BY_HAND });
      handGiven.push(product.id);
    } else {
      await releaseSeat(scope, { product }, seat, { because: BECAUSE });
      ended.push(product.id);
    }
  }
  return { handGiven, ended };
}

function isOfConnection(source: AccessSource, connectionId: string): boolean {
  return source.kind === 'group' && source.connectionId === connectionId;
}
