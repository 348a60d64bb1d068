import { instant } from '#kernel/index.js';
import {
  isAppliedActive,
  nextVersion,
  type OrganizationScope,
  type UserEvent,
} from '#core/index.js';
import { equals, type MassChange, type ScimUser } from '#store/index.js';
import type { ScimScope } from '../writing.js';
import { brakeOnUser } from './staging.js';
import { withdrawIfNothingHeld } from './withdrawals.js';

/** The user as it is to be written: with the mark of the brake where that holds a deactivation, without it where the user is active. */
export async function withBrake(
  scope: ScimScope,
  before: ScimUser,
  after: ScimUser,
): Promise<ScimUser> {
  const { held, ...rest } = after;
  if (after.active) return held ? rest : after;
  const batch = before.active ? await brakeOnUser(scope, before, 'deactivated') : undefined;
  return batch ? { ...after, held: { massChangeId: batch.id } } : after;
}

/** After the user was written: what the directory took back is not held any more. */
export async function afterBrake(
  scope: OrganizationScope,
  before: ScimUser,
  after: ScimUser,
): Promise<void> {
  if (!before.held || after.held) return;
  await withdrawIfNothingHeld(scope, before.held.massChangeId, before.memberId);
}

/** What a change of the user means for its member: by what is applied. */
export function eventOf(before: ScimUser, after: ScimUser): UserEvent {
  const [was, is] = [isAppliedActive(before), isAppliedActive(after)];
  if (was === is) return 'changed';
  return is ? 'activated' : 'deactivated';
}

/** The prefix of the key of a user that is hidden: its name is free for another one. */
const HIDDEN = 'deleted:';

/**
 * A user that its directory deletes, while the brake holds that: the provider does not see it any more, neither in groups, and it counts
 * for its member as before.
 */
export async function hideUser(
  { ctx, tx }: OrganizationScope,
  user: ScimUser,
  { id: massChangeId }: MassChange,
): Promise<void> {
  await tx.groupMembers.setWhere(equals('memberId', user.id), 'heldBy', massChangeId);
  const hidden = nextVersion<ScimUser>(ctx, user, {
    active: false,
    userNameKey: `${HIDDEN}${user.id}`,
    held: { massChangeId },
    deletedAt: instant(ctx.clock.now()),
  });
  // without what it is searched by
  await tx.scimUsers.update(hidden);
}
