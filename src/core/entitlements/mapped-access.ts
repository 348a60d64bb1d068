import {
  all,
  equals,
  oneOf,
  type AccessSource,
  type GroupMapping,
  type Member,
  type Seat,
  type SpaceMember,
  type Term,
} from '#store/index.js';
import { assignSpace, dropRows } from './spaces/assign.js';
import { groupThatGives, nextStatus, releaseSeat } from './seats/assign.js';
import { insertSeat, LIVE, moveSeat, type Pool, reattributeSeat } from './seats/statuses.js';
import type { Ground } from '#core/tenancy/index.js';

/** Rows read at once. */
const PAGE = 1_000;

export interface Endowment {
  readonly connectionId: string;
  /** mappings of the connection out of which the person is in the groups */
  readonly hits: readonly Pick<GroupMapping, 'groupId' | 'space' | 'productId'>[];
  readonly whenFull: 'queue' | 'refuse';
  readonly note?: (step: string, detail: string) => void;
}

/**
 * Gives a member the spaces and seats that groups of one connection give, and takes back what they gave and give no more. Rows and
 * seats of any other source stay as they are. Fault `seat.none_free`, with `refuse`.
 */
export async function endow(ground: Ground, member: Member, wish: Endowment): Promise<void> {
  await endowSpaces(ground, member, wish);
  await endowSeats(ground, member, wish);
}

async function endowSpaces(ground: Ground, member: Member, wish: Endowment): Promise<void> {
  const { connectionId, hits, note } = wish;
  const rows = (await groupRows(ground, member.id)).filter(({ source }) =>
    isOf(source, connectionId),
  );
  const wanted = new Map<string, { spaceId: string; role: string; groupId: string }>();
  for (const { groupId, space } of hits) {
    if (space) wanted.set(`${space.spaceId} group:${groupId}`, { ...space, groupId });
  }
  const keyOf = ({ spaceId, sourceKey }: SpaceMember): string => `${spaceId} ${sourceKey}`;
  const lost = rows.filter((row) => !wanted.has(keyOf(row)));
  const known = new Map(rows.map((row) => [keyOf(row), row.role]));
  const gained = [...wanted].filter(([key, { role }]) => known.get(key) !== role);
  if (lost.length + gained.length === 0) return;
  const ids = [...lost, ...gained.map(([, one]) => one)].map(({ spaceId }) => spaceId);
  const spaces = await ground.tx.spaces.getMany([...new Set(ids)]);
  const byId = new Map(spaces.map((space) => [space.id, space]));
  for (const row of lost) {
    const space = byId.get(row.spaceId) ?? { id: row.spaceId, name: '' };
    await dropRows(ground, { space, member, rows: [row] });
    note?.('space.member_removed', `member ${member.id}: space ${space.id}`);
  }
  for (const [, { spaceId, role, groupId }] of gained) {
    const space = byId.get(spaceId);
    if (!space) continue;
    const source: AccessSource = { kind: 'group', groupId, connectionId };
    await assignSpace(ground, { space, member, role, source });
    note?.('space.member_added', `member ${member.id}: space ${spaceId} as ${role}`);
  }
}

async function groupRows({ tx }: Ground, memberId: string): Promise<SpaceMember[]> {
  const rows: SpaceMember[] = [];
  const group: Term = {
    kind: 'compare',
    field: { column: 'sourceKey' },
    operator: 'sw',
    value: 'group:',
  };
  for (let after: string | undefined; ;) {
    const { records, last } = await tx.spaceMembers.find({
      where: all(equals('memberId', memberId), group),
      limit: PAGE,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    rows.push(...records);
    if (records.length < PAGE) return rows;
    after = last?.id;
  }
}

async function endowSeats(ground: Ground, member: Member, wish: Endowment): Promise<void> {
  const { connectionId, hits } = wish;
  const wanted = new Map<string, string>();
  for (const { productId, groupId } of hits) {
    if (productId !== undefined && !wanted.has(productId)) wanted.set(productId, groupId);
  }
  const { records: seats } = await ground.tx.seats.find({
    where: all(equals('memberId', member.id), oneOf('status', LIVE)),
    limit: PAGE,
  });
  for (const seat of seats) {
    if (wanted.has(seat.productId) || !isOf(seat.source, connectionId)) continue;
    await takeBack(ground, member, seat, wish);
  }
  for (const [productId, groupId] of wanted) {
    const source: AccessSource = { kind: 'group', groupId, connectionId };
    const known = seats.find((seat) => seat.productId === productId);
    await giveSeat(ground, member, { productId, source, known }, wish);
  }
}

/** Another connection's group may give the same seat: then it stays, and it is that one's from now on. */
async function takeBack(
  ground: Ground,
  member: Member,
  seat: Seat,
  { note }: Endowment,
): Promise<void> {
  const product = await ground.tx.products.get(seat.productId);
  if (!product) return;
  const giver = await groupThatGives(ground, member.id, `product:${seat.productId}`);
  if (giver) {
    await reattributeSeat(ground, { product }, { seat, member, source: groupSource(giver) });
    return;
  }
  await releaseSeat(ground, { product }, seat, { because: 'group' });
  note?.('seat.released', `member ${member.id}: product ${seat.productId}`);
}

interface Given {
  readonly productId: string;
  readonly source: AccessSource;
  readonly known: Seat | undefined;
}

/** A seat that is there by other means stays that; a wish that waits for an approver is granted by the group. */
async function giveSeat(
  ground: Ground,
  member: Member,
  { productId, source, known }: Given,
  { whenFull, note }: Endowment,
): Promise<void> {
  const product = await ground.tx.products.get(productId);
  if (!product) return;
  const pool: Pool = { product };
  if (known && known.status !== 'requested') {
    const same = JSON.stringify(known.source) === JSON.stringify(source);
    const ours = 'connectionId' in source && isOf(known.source, source.connectionId);
    if (ours && !same) await reattributeSeat(ground, pool, { seat: known, member, source });
    return;
  }
  const status = await nextStatus(ground, pool, member, whenFull);
  if (known) await moveSeat(ground, pool, { seat: known, member, to: status, change: { source } });
  else await insertSeat(ground, pool, { member, status, source });
  const waits = status === 'queued' ? `; none of ${product.seats} is free, so it waits` : '';
  note?.(`seat.${status}`, `member ${member.id}: product ${product.key}${waits}`);
}

function groupSource(giver: { groupId: string; connectionId: string }): AccessSource {
  return { kind: 'group', groupId: giver.groupId, connectionId: giver.connectionId };
}

function isOf(source: AccessSource, connectionId: string): boolean {
  return 'connectionId' in source && source.connectionId === connectionId;
}
