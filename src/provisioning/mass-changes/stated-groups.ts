import { holdLosses, holdOrCount, managedAmong } from '#core/index.js';
import {
  oneOf,
  type GroupMember,
  type MassChange,
  type Member,
  type ScimUser,
} from '#store/index.js';
import type { DirectoryScope } from '../writing.js';
import { batchOf, losesRole, lossOf } from './staging.js';
import { withdrawIfNothingHeld } from './withdrawals.js';

/** Rows of groups that a provider does not state any more at the sign-in of one person. */
export interface StayingRows {
  /** ids of those that stay, because a mass change holds them */
  readonly ids: ReadonlySet<string>;
  /** the mass change that took a row in now */
  readonly batch?: MassChange;
}

/**
 * Asks the brake before a person loses the roles of mapped groups that the provider of a sign-in does not state any more. What it holds
 * keeps its row, hidden like that of a group push. A person whom a directory manages loses nothing by a sign-in.
 */
export async function brakeOnStatedGroups(
  scope: DirectoryScope,
  user: ScimUser,
  unstated: readonly GroupMember[],
): Promise<StayingRows> {
  const { tx } = scope;
  if (unstated.length === 0 || user.memberId === '') return { ids: new Set() };
  const { staying, waiting } = await heldBefore(scope, user, unstated);
  const member = await tx.members.get(user.memberId);
  const giving = new Set(member?.grants.map(({ source }) => groupOf(source)));
  const leaving = unstated.filter(({ id, groupId }) => !staying.has(id) && giving.has(groupId));
  const groupIds = new Set(leaving.map(({ groupId }) => groupId));
  const isLost = ({ groupId }: { readonly groupId?: string }): boolean =>
    groupId !== undefined && groupIds.has(groupId);
  if (member?.status !== 'active' || !losesRole(member, isLost)) return { ids: staying };
  if ((await managedAmong(tx, [member.id])).size > 0) return { ids: staying };
  const losses = leaving.map(({ groupId }) => lossOf(groupId, { user, member }));
  const earlier = waiting ?? (await batchOf(scope, user));
  if (earlier) await holdLosses(scope, earlier, losses);
  const batch = earlier ?? (await holdOrCount(scope, scope.connection, losses));
  if (!batch) return { ids: staying };
  const ids = leaving.map(({ id }) => id);
  await tx.groupMembers.setWhere(oneOf('id', ids), 'heldBy', batch.id);
  return { ids: new Set([...staying, ...ids]), batch };
}

function groupOf(source: Member['grants'][number]['source']): string | undefined {
  return source.kind === 'group' ? source.groupId : undefined;
}

/**
 * The rows that a mass change holds already: while it waits, while its decision is carried out, and for a day after a rejection. What the
 * provider still does not state after that counts as new.
 */
async function heldBefore(
  scope: DirectoryScope,
  user: ScimUser,
  rows: readonly GroupMember[],
): Promise<{ readonly staying: ReadonlySet<string>; readonly waiting?: MassChange }> {
  const staying = new Set<string>();
  let waiting: MassChange | undefined;
  const known = new Map<string, MassChange | undefined>();
  for (const { id, heldBy = '' } of rows) {
    if (heldBy === '') continue;
    if (!known.has(heldBy)) known.set(heldBy, await scope.tx.massChanges.get(heldBy));
    const batch = known.get(heldBy);
    if (!batch) continue;
    const isOver = batch.status === 'rejected' && (await batchOf(scope, user))?.id !== batch.id;
    if (isOver) continue;
    staying.add(id);
    if (batch.status === 'held') waiting = batch;
  }
  return waiting ? { staying, waiting } : { staying };
}

/** The provider states groups again that it did not: nothing is held of them any more. Resolves to how many rows were held. */
export async function releaseStatedRows(
  scope: DirectoryScope,
  { memberId }: Pick<ScimUser, 'memberId'>,
  stated: readonly GroupMember[],
): Promise<number> {
  const held = stated.filter(({ heldBy = '' }) => heldBy !== '');
  if (held.length === 0) return 0;
  const ids = held.map(({ id }) => id);
  await scope.tx.groupMembers.setWhere(oneOf('id', ids), 'heldBy', '');
  for (const batchId of new Set(held.map(({ heldBy = '' }) => heldBy))) {
    await withdrawIfNothingHeld(scope, batchId, memberId);
  }
  return held.length;
}
