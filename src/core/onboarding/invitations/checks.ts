import { addressKey, Fault } from '#kernel/index.js';
import { all, equals } from '#store/index.js';
import { memberLimitOf, placesTallyKey, planOf, requireFeature } from '#core/access/index.js';
import { formerMember } from '#core/members/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { expireIfDue } from './write.js';

/** Faults `plan.required`, `limit.members`: whether the organization invites at all. */
export async function requireRoom({ tx, presets, organization }: OrganizationScope): Promise<void> {
  requireFeature(presets, organization, 'members');
  const { kind, pendingCounts } = planOf(presets, organization).members;
  const limit = memberLimitOf(presets, organization);
  if (kind !== 'hard' || limit === undefined || pendingCounts) return;
  // the limit is enforced where places are taken; without this check people would get links that they could not accept today
  const used = await tx.tallies.get(placesTallyKey(organization.id));
  if (used >= limit) throw new Fault('limit.members', { limit, used });
}

/** Neither members nor invitees are invited. Faults `member.exists`, `invitation.pending`, with the id of what is there. */
export async function requireUninvited(scope: OrganizationScope, email: string): Promise<void> {
  const { tx, organization } = scope;
  await formerMember(scope, email);
  const known = await tx.invitations.first(
    all(equals('organizationId', organization.id), equals('pendingKey', addressKey(email))),
  );
  const pending = known && (await expireIfDue(scope, known));
  if (pending?.status !== 'pending') return;
  throw new Fault('invitation.pending', { invitationId: pending.id, expiresAt: pending.expiresAt });
}
