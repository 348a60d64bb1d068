import {
  findAll,
  firstVersion,
  holdLosses,
  holdOrCount,
  nextStatus,
  usersOfMember,
  type PersonLoss,
} from '#core/index.js';
import {
  equals,
  seenRows,
  type DirectoryLoss,
  type GroupMember,
  type MassChange,
  type Member,
  type ScimUser,
} from '#store/index.js';
import { instant } from '#kernel/index.js';
import { note } from '../context.js';
import { displayOf } from '../displays.js';
import type { DirectoryScope, ScimScope } from '../writing.js';

/**
 * Asks the brake before a user is deactivated or deleted. The batch that holds it, or undefined: it is applied. Whoever is not here any
 * more loses nothing, and neither does a member whom another user keeps, with all roles.
 */
export async function brakeOnUser(
  scope: ScimScope,
  user: ScimUser,
  kind: 'deactivated' | 'deleted',
): Promise<MassChange | undefined> {
  const { memberId, id: scimUserId, connectionId } = user;
  if (memberId === '') return undefined;
  const earlier = await batchOf(scope, user);
  const loss = async (): Promise<PersonLoss> => {
    const base = { kind, connectionId, scimUserId };
    return { memberId, loss: kind === 'deleted' ? await withRecord(scope, base, user) : base };
  };
  if (earlier) {
    await holdLosses(scope, earlier, [await loss()]);
    return noteHeld(scope, earlier, memberId);
  }
  if (!(await takesFromMember(scope, user, kind))) return undefined;
  const batch = await holdOrCount(scope, scope.connection, [await loss()]);
  return batch && noteHeld(scope, batch, memberId);
}

function noteHeld({ ctx }: ScimScope, batch: MassChange, memberId: string): MassChange {
  const until = batch.status === 'held' ? `, until ${batch.appliesAt} unless decided` : '';
  const detail = `member ${memberId} stays as before: mass change ${batch.id} holds it${until}`;
  note(ctx.exchange, 'brake.held', detail);
  return batch;
}

/** The batch that the user is in: held by it, or kept by its rejection a short time ago. */
export async function batchOf(
  { ctx, tx }: DirectoryScope,
  { held, kept }: Pick<ScimUser, 'held' | 'kept'>,
): Promise<MassChange | undefined> {
  const isKept = kept !== undefined && kept.until > instant(ctx.clock.now());
  const id = held?.massChangeId ?? (isKept ? kept.massChangeId : undefined);
  return id === undefined ? undefined : tx.massChanges.get(id);
}

async function withRecord(
  { tx }: ScimScope,
  loss: DirectoryLoss,
  user: ScimUser,
): Promise<DirectoryLoss> {
  const rows = await findAll(tx.groupMembers, equals('memberId', user.id));
  return { ...loss, user, groupIds: seenRows(rows).map(({ groupId }) => groupId) };
}

async function takesFromMember(
  { tx }: ScimScope,
  user: ScimUser,
  event: 'deactivated' | 'deleted',
): Promise<boolean> {
  const member = await tx.members.get(user.memberId);
  if (member?.status !== 'active') return false;
  const others = (await usersOfMember(tx, member.id)).filter(({ id }) => id !== user.id);
  const left = event === 'deleted' ? others : [...others, { ...user, active: false }];
  if (nextStatus(member, left, event) !== 'active') return true;
  const { connectionId } = user;
  if (others.some((one) => one.connectionId === connectionId && one.active)) return false;
  return losesRole(member, (source) => source.connectionId === connectionId);
}

type Source = { readonly groupId?: string; readonly connectionId?: string };

/** Whether a role in force is given by these sources of directories, and by nothing else. */
export function losesRole({ grants }: Member, isOver: (source: Source) => boolean): boolean {
  const ends = ({ source }: Member['grants'][number]): boolean =>
    (source.kind === 'group' || source.kind === 'default') && isOver(source);
  const kept = new Set(grants.filter((grant) => !ends(grant)).map(({ role }) => role));
  return grants.some((grant) => ends(grant) && !kept.has(grant.role));
}

export interface Leaving {
  readonly user: ScimUser;
  readonly member: Member;
}

/**
 * Asks the brake before people lose the role of a mapped group that they left, all of one request together. The rows of those whom it
 * holds are written again, for nobody but us to see. Resolves to the ids of the users who are held.
 */
export async function brakeOnGroup(
  scope: ScimScope,
  groupId: string,
  leaving: readonly Leaving[],
): Promise<ReadonlySet<string>> {
  const losing = leaving.filter(
    ({ member }) =>
      member.status === 'active' && losesRole(member, (source) => source.groupId === groupId),
  );
  const heldIds = new Set<string>();
  if (losing.length === 0) return heldIds;
  const fresh: Leaving[] = [];
  const rows: GroupMember[] = [];
  const hold = (batch: MassChange, { user }: Leaving): void => {
    heldIds.add(user.id);
    const { connectionId } = user;
    const display = displayOf(user.attributes);
    rows.push(
      firstVersion<GroupMember>(scope.ctx, {
        connectionId,
        groupId,
        memberId: user.id,
        type: 'User',
        display,
        heldBy: batch.id,
      }),
    );
  };
  for (const one of losing) {
    const batch = await batchOf(scope, one.user);
    if (!batch) {
      fresh.push(one);
      continue;
    }
    await holdLosses(scope, batch, [lossOf(groupId, one)]);
    hold(batch, one);
  }
  const losses = fresh.map((one) => lossOf(groupId, one));
  const batch = await holdOrCount(scope, scope.connection, losses);
  if (batch) for (const one of fresh) hold(batch, one);
  if (rows.length > 0) await scope.tx.groupMembers.insertMissing(rows);
  if (batch) {
    const detail = `${fresh.length} people keep what the group gives: mass change ${batch.id} holds it`;
    note(scope.ctx.exchange, 'brake.held', detail);
  }
  return heldIds;
}

export function lossOf(groupId: string, { user, member }: Leaving): PersonLoss {
  const { id: scimUserId, connectionId } = user;
  return { memberId: member.id, loss: { kind: 'left_group', connectionId, scimUserId, groupId } };
}
