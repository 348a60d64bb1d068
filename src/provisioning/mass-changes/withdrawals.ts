import {
  findAll,
  getAll,
  peopleOf,
  usersOfMember,
  writePersonState,
  type OrganizationScope,
} from '#core/index.js';
import { all, equals, isHeldRow, oneOf } from '#store/index.js';

/** The provider puts people back into a group out of which the brake did not let it take them: nothing is held of that any more. */
export async function releaseHeldRows(
  scope: OrganizationScope,
  groupId: string,
  scimUserIds: readonly string[],
): Promise<void> {
  const { tx } = scope;
  const held = all(equals('groupId', groupId), isHeldRow);
  // nearly always there are none, and one look says so
  if (!(await tx.groupMembers.first(held))) return;
  const where = all(held, oneOf('memberId', scimUserIds));
  const rows = await findAll(tx.groupMembers, where);
  if (rows.length === 0) return;
  await tx.groupMembers.setWhere(where, 'heldBy', '');
  const users = await getAll(
    tx.scimUsers,
    rows.map(({ memberId }) => memberId),
  );
  const batchOf = new Map(rows.map(({ memberId, heldBy = '' }) => [memberId, heldBy]));
  for (const { id, memberId } of users) {
    await withdrawIfNothingHeld(scope, batchOf.get(id) ?? '', memberId);
  }
}

/** The person is out of the batch once the directory took back all that is held. */
export async function withdrawIfNothingHeld(
  scope: OrganizationScope,
  massChangeId: string,
  memberId: string,
): Promise<void> {
  const person = (await peopleOf(scope, massChangeId, [memberId])).get(memberId);
  const isOpen = person?.state === 'held' || person?.state === 'kept';
  if (!person || !isOpen || (await isHeld(scope, massChangeId, memberId))) return;
  await writePersonState(scope, person, 'withdrawn');
}

async function isHeld(
  { tx }: OrganizationScope,
  massChangeId: string,
  memberId: string,
): Promise<boolean> {
  const users = await usersOfMember(tx, memberId);
  if (users.some(({ held }) => held?.massChangeId === massChangeId)) return true;
  const ids = users.map(({ id }) => id);
  const where = all(oneOf('memberId', ids), equals('heldBy', massChangeId));
  return ids.length > 0 && (await tx.groupMembers.first(where)) !== undefined;
}
