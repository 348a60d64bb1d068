import type { ResourceType } from '@muster/scim';
import {
  connectionTallyKey,
  firstVersion,
  getAll,
  nextVersion,
  recomputeGroupGrants,
  syncWithDirectoryUsers,
  usersOfMember,
  writePersonState,
  type OrganizationScope,
  type UserEvent,
} from '#core/index.js';
import { foldCase, instant, isFault } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type DirectoryLoss,
  type GroupMember,
  type MassChange,
  type MassChangePerson,
  type Member,
  type ScimUser,
} from '#store/index.js';
import { displayOf } from '../displays.js';
import { chunksOf } from '../memberships.js';
import { textOf, toResource } from '../resources.js';
import { toSearchable } from '../searchables.js';

/** How long a directory's word that was rejected, or undone, stays in its batch when it is said again. */
const KEPT_MS = 86_400_000;

/** The types of the resources that are written. */
export interface Types {
  readonly user: ResourceType;
}

interface PersonOfBatch {
  readonly batch: MassChange;
  readonly person: MassChangePerson;
}

/** Applies what is held of one person. Resolves to the state of the person from now on. */
export async function letThrough(
  scope: OrganizationScope,
  { user: type }: Types,
  { batch, person }: PersonOfBatch,
): Promise<MassChangePerson['state']> {
  const { tx } = scope;
  let event: UserEvent = 'changed';
  let heldRows = 0;
  const users = await usersOfLosses(scope, person);
  for (const user of users) {
    const own = all(equals('memberId', user.id), equals('heldBy', batch.id));
    heldRows += (await tx.groupMembers.removeWhere(own)).length;
    if (user.held?.massChangeId !== batch.id) continue;
    if (user.deletedAt !== undefined) {
      await tx.scimUsers.remove(user.id, user.version);
      event = 'deleted';
    } else {
      const { held: _held, kept: _kept, ...rest } = user;
      await writeUserRecord(scope, type, nextVersion<ScimUser>(scope.ctx, rest, {}));
      if (event === 'changed') event = 'deactivated';
    }
  }
  if (event === 'changed' && heldRows === 0) return setState(scope, person, 'withdrawn');
  const member = await memberOf(scope, person, users);
  if (member) await follow(scope, person, member, event);
  return setState(scope, person, 'let_through');
}

/** Of one person nothing that is held is applied; the directory reads what is in force. */
export async function keepPerson(
  scope: OrganizationScope,
  { user: type }: Types,
  { batch, person }: PersonOfBatch,
): Promise<MassChangePerson['state']> {
  const users = await usersOfLosses(scope, person);
  let kept = 0;
  for (const user of users) {
    const own = all(equals('memberId', user.id), equals('heldBy', batch.id));
    const rows = await scope.tx.groupMembers.setWhere(own, 'heldBy', '');
    const isHeld = user.held?.massChangeId === batch.id;
    if (!isHeld && rows === 0) continue;
    kept += 1;
    if (user.deletedAt === undefined) {
      await writeUserRecord(scope, type, asBefore(scope, user, batch));
    } else if (await isReplaced(scope, user)) {
      await scope.tx.groupMembers.removeWhere(equals('memberId', user.id));
      await scope.tx.scimUsers.remove(user.id, user.version);
    } else {
      await showAgain(scope, type, user, batch);
    }
  }
  return setState(scope, person, kept === 0 ? 'withdrawn' : 'kept');
}

/** Gives one person back what was applied before the brake tripped. */
export async function restorePerson(
  scope: OrganizationScope,
  { user: type }: Types,
  { batch, person }: PersonOfBatch,
): Promise<MassChangePerson['state']> {
  let event: UserEvent = 'changed';
  for (const loss of person.losses) {
    const user = await scope.tx.scimUsers.get(loss.scimUserId);
    if (loss.kind === 'left_group') {
      if (user) await enterGroups(scope, user, [loss.groupId ?? '']);
      if (user && !user.kept) await writeUserRecord(scope, type, asBefore(scope, user, batch));
    } else if (loss.kind === 'deactivated' && user && !user.active) {
      await writeUserRecord(scope, type, asBefore(scope, user, batch));
      event = 'activated';
    } else if (loss.kind === 'deleted' && !user && (await bringBack(scope, type, loss, batch))) {
      event = 'created';
    }
  }
  const member = await memberOf(scope, person, await usersOfLosses(scope, person));
  if (member) await follow(scope, person, member, event);
  return setState(scope, person, 'restored');
}

async function setState(
  scope: OrganizationScope,
  person: MassChangePerson,
  state: MassChangePerson['state'],
): Promise<MassChangePerson['state']> {
  await writePersonState(scope, person, state);
  return state;
}

/** Fault `member.last_owner` and its like refuse the one person; the caller says so in the batch. */
async function follow(
  scope: OrganizationScope,
  { losses }: MassChangePerson,
  member: Member,
  event: UserEvent,
): Promise<void> {
  const id = losses.at(-1)?.connectionId ?? '';
  const name = (await scope.tx.connections.get(id))?.name ?? '';
  const change = { event, connection: { id, name } };
  const { member: after } = await syncWithDirectoryUsers(scope, member, change);
  if (event === 'changed') await recomputeGroupGrants(scope, after);
}

export function isLastOne(error: unknown): boolean {
  return isFault(error, 'member.last_owner', 'member.last_admin', 'member.last_break_glass');
}

async function usersOfLosses(
  { tx }: OrganizationScope,
  { losses }: MassChangePerson,
): Promise<readonly ScimUser[]> {
  return tx.scimUsers.getMany([...new Set(losses.map(({ scimUserId }) => scimUserId))]);
}

/** The member for whom the users stand today: it may have been merged since. */
async function memberOf(
  { members }: OrganizationScope,
  { memberId }: MassChangePerson,
  users: readonly ScimUser[],
): Promise<Member | undefined> {
  const today = users.find((user) => user.memberId !== '')?.memberId ?? memberId;
  return members.get(today);
}

/** The user as the provider reads it from now on: active, and kept in the batch should it say the same again. */
function asBefore({ ctx }: OrganizationScope, user: ScimUser, { id }: MassChange): ScimUser {
  const { held: _held, deletedAt: _deleted, ...rest } = user;
  const until = instant(ctx.clock.now() + KEPT_MS);
  return nextVersion<ScimUser>(ctx, rest, {
    active: true,
    attributes: { ...rest.attributes, active: true },
    kept: { massChangeId: id, until },
  });
}

async function writeUserRecord(
  { tx }: OrganizationScope,
  type: ResourceType,
  user: ScimUser,
): Promise<void> {
  await tx.scimUsers.update(user, toSearchable(type, toResource(type, user)));
}

/** Meanwhile the directory made another user of the name, or for the person: then there is nothing to bring back. */
async function isReplaced({ tx }: OrganizationScope, user: ScimUser): Promise<boolean> {
  const { connectionId, memberId, id } = user;
  const own = equals('connectionId', connectionId);
  const name = nameKeyOf(user);
  const named = await tx.scimUsers.first(all(own, equals('userNameKey', name)));
  if (named !== undefined && named.id !== id) return true;
  const others = await usersOfMember(tx, memberId);
  return others.some((one) => one.id !== id && one.connectionId === connectionId && one.active);
}

function nameKeyOf({ attributes, userNameKey }: ScimUser): string {
  return foldCase(textOf(attributes, 'userName') ?? userNameKey);
}

async function showAgain(
  scope: OrganizationScope,
  type: ResourceType,
  user: ScimUser,
  batch: MassChange,
): Promise<void> {
  const shown = { ...asBefore(scope, user, batch), userNameKey: nameKeyOf(user) };
  await writeUserRecord(scope, type, shown);
  await noteCreated(scope, shown);
}

/** A user that was deleted at once, with its places in the groups that are still there. False: another one took its place. */
async function bringBack(
  scope: OrganizationScope,
  type: ResourceType,
  { user, groupIds = [] }: DirectoryLoss,
  batch: MassChange,
): Promise<boolean> {
  if (!user || (await isReplaced(scope, user))) return false;
  const back = asBefore(scope, user, batch);
  await scope.tx.scimUsers.insert(back, toSearchable(type, toResource(type, back)));
  await noteCreated(scope, back);
  await enterGroups(scope, back, groupIds);
  return true;
}

async function noteCreated({ tx, journal }: OrganizationScope, user: ScimUser): Promise<void> {
  const { id, connectionId, memberId, active, attributes } = user;
  await tx.tallies.adjust(connectionTallyKey('users', connectionId), 1);
  await journal.append({
    type: 'scim.user.created',
    target: { kind: 'scim-user', id, name: textOf(attributes, 'userName') ?? id },
    after: { connectionId, memberId: memberId === '' ? undefined : memberId, active },
  });
}

async function enterGroups(
  { ctx, tx }: OrganizationScope,
  user: ScimUser,
  groupIds: readonly string[],
): Promise<void> {
  const groups = await getAll(
    tx.scimGroups,
    groupIds.filter((id) => id !== ''),
  );
  const { connectionId, id: memberId, attributes } = user;
  const rows = groups
    .filter((group) => group.connectionId === connectionId)
    .map(({ id: groupId }) =>
      firstVersion<GroupMember>(ctx, {
        connectionId,
        groupId,
        memberId,
        type: 'User',
        display: displayOf(attributes),
      }),
    );
  if (rows.length === 0) return;
  for (const some of chunksOf(rows.map(({ groupId }) => groupId))) {
    const own = all(equals('memberId', memberId), oneOf('groupId', some));
    await tx.groupMembers.setWhere(own, 'heldBy', '');
  }
  await tx.groupMembers.insertMissing(rows);
}
