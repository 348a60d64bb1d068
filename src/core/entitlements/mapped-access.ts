import {
  all,
  compare,
  equals,
  oneOf,
  type AccessSource,
  type GroupMapping,
  type Member,
  type Seat,
  type SpaceMember,
} from '#store/index.js';
import { assignSpace, removeAssignments } from './spaces/assign.js';
import { findGrantingGroup, nextStatus, releaseSeat } from './seats/assign.js';
import {
  insertSeat,
  LIVE_STATUSES,
  moveSeat,
  type Pool,
  reattributeSeat,
} from './seats/statuses.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';

/** Rows read at once. */
const MAX_ROWS_PER_READ = 1_000;

export interface MappedAccess {
  readonly connectionId: string;
  /** mappings of the connection out of which the person is in the groups */
  readonly mappings: readonly Pick<GroupMapping, 'groupId' | 'space' | 'productId'>[];
  readonly whenFull: 'queue' | 'refuse';
  readonly note?: (step: string, detail: string) => void;
}

/**
 * Gives a member the spaces and seats that groups of one connection give, and takes back what they gave and give no more. Rows and
 * seats of any other source stay as they are. Fault `seat.none_free`, with `refuse`.
 */
export async function grantPromisedAccess(
  scope: OrganizationScope,
  member: Member,
  access: MappedAccess,
): Promise<void> {
  await grantMappedSpaces(scope, member, access);
  await grantMappedSeats(scope, member, access);
}

async function grantMappedSpaces(
  scope: OrganizationScope,
  member: Member,
  access: MappedAccess,
): Promise<void> {
  const { connectionId, mappings, note } = access;
  const fromGroups = all(equals('memberId', member.id), compare('sourceKey', 'sw', 'group:'));
  const rowsFromGroups = await findAll(scope.tx.spaceMembers, fromGroups);
  const rows = rowsFromGroups.filter(({ source }) => isFromConnection(source, connectionId));
  const wanted = new Map<string, { spaceId: string; role: string; groupId: string }>();
  for (const { groupId, space } of mappings) {
    if (space) wanted.set(`${space.spaceId} group:${groupId}`, { ...space, groupId });
  }
  const keyOf = ({ spaceId, sourceKey }: SpaceMember): string => `${spaceId} ${sourceKey}`;
  const lost = rows.filter((row) => !wanted.has(keyOf(row)));
  const currentRoles = new Map(rows.map((row) => [keyOf(row), row.role]));
  const gained = [...wanted].filter(([key, { role }]) => currentRoles.get(key) !== role);
  if (lost.length + gained.length === 0) return;
  const ids = [...lost, ...gained.map(([, assignment]) => assignment)].map(
    ({ spaceId }) => spaceId,
  );
  const spaces = await scope.tx.spaces.getMany([...new Set(ids)]);
  const byId = new Map(spaces.map((space) => [space.id, space]));
  for (const row of lost) {
    const space = byId.get(row.spaceId) ?? { id: row.spaceId, name: '' };
    await removeAssignments(scope, { space, member, rows: [row] });
    note?.('space.member_removed', `member ${member.id}: space ${space.id}`);
  }
  for (const [, { spaceId, role, groupId }] of gained) {
    const space = byId.get(spaceId);
    if (!space) continue;
    const source: AccessSource = { kind: 'group', groupId, connectionId };
    await assignSpace(scope, { space, member, role, source });
    note?.('space.member_added', `member ${member.id}: space ${spaceId} as ${role}`);
  }
}

async function grantMappedSeats(
  scope: OrganizationScope,
  member: Member,
  access: MappedAccess,
): Promise<void> {
  const { connectionId, mappings } = access;
  const wanted = new Map<string, string>();
  for (const { productId, groupId } of mappings) {
    if (productId !== undefined && !wanted.has(productId)) wanted.set(productId, groupId);
  }
  const { records: seats } = await scope.tx.seats.find({
    where: all(equals('memberId', member.id), oneOf('status', LIVE_STATUSES)),
    limit: MAX_ROWS_PER_READ,
  });
  for (const seat of seats) {
    if (wanted.has(seat.productId) || !isFromConnection(seat.source, connectionId)) continue;
    await withdrawMappedSeat(scope, member, seat, access);
  }
  for (const [productId, groupId] of wanted) {
    const source: AccessSource = { kind: 'group', groupId, connectionId };
    const current = seats.find((seat) => seat.productId === productId);
    await grantMappedSeat(scope, member, { productId, source, current }, access);
  }
}

/** Another connection's group may give the same seat: then it stays, and it is that one's from now on. */
async function withdrawMappedSeat(
  scope: OrganizationScope,
  member: Member,
  seat: Seat,
  { note }: MappedAccess,
): Promise<void> {
  const product = await scope.tx.products.get(seat.productId);
  if (!product) return;
  const grantingGroup = await findGrantingGroup(scope, member.id, `product:${seat.productId}`);
  if (grantingGroup) {
    const source: AccessSource = { kind: 'group', ...grantingGroup };
    return reattributeSeat(scope, { product }, { seat, member, source });
  }
  await releaseSeat(scope, { product }, seat, { because: 'group' });
  note?.('seat.released', `member ${member.id}: product ${seat.productId}`);
}

interface MappedSeat {
  readonly productId: string;
  readonly source: AccessSource;
  readonly current: Seat | undefined;
}

/** A seat from another source keeps that source; a request that waits for approval is granted by the group. */
async function grantMappedSeat(
  scope: OrganizationScope,
  member: Member,
  { productId, source, current }: MappedSeat,
  { whenFull, note }: MappedAccess,
): Promise<void> {
  const product = await scope.tx.products.get(productId);
  if (!product) return;
  const pool: Pool = { product };
  if (current && current.status !== 'requested') {
    const isSameSource = JSON.stringify(current.source) === JSON.stringify(source);
    const isOfConnection =
      'connectionId' in source && isFromConnection(current.source, source.connectionId);
    if (isOfConnection && !isSameSource)
      await reattributeSeat(scope, pool, { seat: current, member, source });
    return;
  }
  const status = await nextStatus(scope, pool, member, whenFull);
  if (current)
    await moveSeat(scope, pool, { seat: current, member, to: status, change: { source } });
  else await insertSeat(scope, pool, { member, status, source });
  const queueNote = status === 'queued' ? `; none of ${product.seats} is free, so it waits` : '';
  note?.(`seat.${status}`, `member ${member.id}: product ${product.key}${queueNote}`);
}

function isFromConnection(source: AccessSource, connectionId: string): boolean {
  return 'connectionId' in source && source.connectionId === connectionId;
}
