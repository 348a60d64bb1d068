import {
  all,
  compare,
  equals,
  type AccessSource,
  type GroupMapping,
  type Member,
  type Seat,
  type SpaceMember,
  type Term,
} from '#store/index.js';
import { assignSpace, removeAssignments } from './spaces/assign.js';
import { nextStatus, releaseSeat } from './seats/assign.js';
import { assignNextInQueue } from './seats/queue.js';
import { insertSeat, liveSeatsOf, moveSeat, type Pool, reattributeSeat } from './seats/statuses.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';

/** What one connection's groups give: its mappings out of which the person is in the groups. */
interface ConnectionAccess {
  readonly connectionId: string;
  readonly mappings: readonly Pick<GroupMapping, 'groupId' | 'space' | 'productId'>[];
}

export interface MappedAccess {
  /** of the connections that stand behind the member, the oldest first */
  readonly given: readonly ConnectionAccess[];
  /** of those that do not: a seat is kept for the member and used by others meanwhile */
  readonly dormant: readonly ConnectionAccess[];
  readonly whenFull: (connectionId: string) => 'queue' | 'refuse';
  readonly note?: (step: string, detail: string) => void;
}

type GroupSource = Extract<AccessSource, { kind: 'group' }>;

/**
 * Gives a member the spaces and seats that groups give, and takes back what they gave and give no more. Rows and seats of any other
 * source stay as they are. Fault `seat.none_free`, with `refuse`.
 */
export async function grantMappedAccess(
  scope: OrganizationScope,
  member: Member,
  access: MappedAccess,
): Promise<void> {
  await grantMappedSpaces(scope, member, access);
  await grantMappedSeats(scope, member, access);
}

function toSource(connectionId: string, groupId: string): GroupSource {
  return { kind: 'group', groupId, connectionId };
}

/** The places in spaces that groups of directories gave a member. */
export function mappedSpacesOf(memberId: string): Term {
  return all(equals('memberId', memberId), compare('sourceKey', 'sw', 'group:'));
}

async function grantMappedSpaces(
  scope: OrganizationScope,
  member: Member,
  { given, note }: MappedAccess,
): Promise<void> {
  const rows = await findAll(scope.tx.spaceMembers, mappedSpacesOf(member.id));
  const wanted = new Map<string, { spaceId: string; role: string; source: GroupSource }>();
  for (const { connectionId, mappings } of given) {
    for (const { groupId, space } of mappings) {
      if (!space) continue;
      const source = toSource(connectionId, groupId);
      wanted.set(`${space.spaceId} group:${groupId}`, { ...space, source });
    }
  }
  const keyOf = ({ spaceId, sourceKey }: SpaceMember): string => `${spaceId} ${sourceKey}`;
  const lost = rows.filter((row) => !wanted.has(keyOf(row)));
  const currentRoles = new Map(rows.map((row) => [keyOf(row), row.role]));
  const gained = [...wanted].filter(([key, { role }]) => currentRoles.get(key) !== role);
  if (lost.length + gained.length === 0) return;
  const ids = [...lost, ...gained.map(([, assignment]) => assignment)].map(
    ({ spaceId }) => spaceId,
  );
  const spaces = await scope.spaces.getMany(ids);
  const byId = new Map(spaces.map((space) => [space.id, space]));
  for (const row of lost) {
    const space = byId.get(row.spaceId) ?? { id: row.spaceId, name: '' };
    await removeAssignments(scope, { space, member, rows: [row] });
    note?.('space.member_removed', `member ${member.id}: space ${space.id}`);
  }
  for (const [, { spaceId, role, source }] of gained) {
    const space = byId.get(spaceId);
    if (!space) continue;
    await assignSpace(scope, { space, member, role, source });
    note?.('space.member_added', `member ${member.id}: space ${spaceId} as ${role}`);
  }
}

async function grantMappedSeats(
  scope: OrganizationScope,
  member: Member,
  access: MappedAccess,
): Promise<void> {
  const wanted = sourcesOfProducts(access.given);
  const dormant = sourcesOfProducts(access.dormant);
  const seats = await findAll(scope.tx.seats, liveSeatsOf(member.id));
  for (const seat of seats) {
    if (seat.source.kind !== 'group' || wanted.has(seat.productId)) continue;
    await withdrawMappedSeat(
      scope,
      { seat, member, isDormant: dormant.has(seat.productId) },
      access,
    );
  }
  for (const [productId, sources] of wanted) {
    const current = seats.find((seat) => seat.productId === productId);
    await grantMappedSeat(scope, member, { productId, sources, current }, access);
  }
}

/** The groups that give each product, in their order. */
function sourcesOfProducts(list: readonly ConnectionAccess[]): Map<string, GroupSource[]> {
  const sources = new Map<string, GroupSource[]>();
  for (const { connectionId, mappings } of list) {
    for (const { productId, groupId } of mappings) {
      if (productId === undefined) continue;
      const known = sources.get(productId) ?? [];
      sources.set(productId, [...known, toSource(connectionId, groupId)]);
    }
  }
  return sources;
}

interface LostSeat {
  readonly seat: Seat;
  readonly member: Member;
  /** a connection gives it that does not stand behind the member for now */
  readonly isDormant: boolean;
}

async function withdrawMappedSeat(
  scope: OrganizationScope,
  { seat, member, isDormant }: LostSeat,
  { note }: MappedAccess,
): Promise<void> {
  const product = await scope.tx.products.get(seat.productId);
  if (!product) return;
  const pool: Pool = { product };
  const because = isDormant ? 'directory' : 'group';
  if (isDormant && seat.status === 'held') return;
  if (isDormant) await moveSeat(scope, pool, { seat, member, to: 'held', because });
  else await releaseSeat(scope, pool, seat, { because });
  if (isDormant && seat.status === 'assigned') await assignNextInQueue(scope, pool);
  note?.(isDormant ? 'seat.held' : 'seat.released', `member ${member.id}: product ${product.id}`);
}

interface MappedSeat {
  readonly productId: string;
  readonly sources: readonly GroupSource[];
  readonly current: Seat | undefined;
}

/**
 * A seat from another source keeps that source; a request that waits for approval is granted by the group. A held seat of an active
 * member was given by a directory that did not stand behind the member until now, or still does not.
 */
async function grantMappedSeat(
  scope: OrganizationScope,
  member: Member,
  { productId, sources, current }: MappedSeat,
  { whenFull, note }: MappedAccess,
): Promise<void> {
  const product = await scope.tx.products.get(productId);
  const key = JSON.stringify(current?.source);
  const source = sources.find((one) => JSON.stringify(one) === key) ?? sources[0];
  if (!product || !source) return;
  const pool: Pool = { product };
  const isWaiting =
    current?.status === 'requested' || (current?.status === 'held' && member.status === 'active');
  if (current && !isWaiting) {
    const isOther = current.source.kind === 'group' && JSON.stringify(source) !== key;
    if (isOther) await reattributeSeat(scope, pool, { seat: current, member, source });
    return;
  }
  const status = await nextStatus(scope, pool, member, whenFull(source.connectionId));
  if (current)
    await moveSeat(scope, pool, { seat: current, member, to: status, change: { source } });
  else await insertSeat(scope, pool, { member, status, source });
  const queueNote = status === 'queued' ? `; none of ${product.seats} is free, so it waits` : '';
  note?.(`seat.${status}`, `member ${member.id}: product ${product.key}${queueNote}`);
}
