import { Fault, foldCase } from '#kernel/index.js';
import { all, equals, oneOf } from '#store/index.js';
import { memberLimitOf, placesTallyKey, planOf, requireFeature } from '#core/access/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { expireIfDue } from './write.js';

/** Faults `plan.required`, `limit.members`: whether the organization invites at all. */
export async function requireRoom({ tx, presets, organization }: OrganizationScope): Promise<void> {
  requireFeature(presets, organization, 'members');
  const { kind, pendingCounts } = planOf(presets, organization).members;
  const limit = memberLimitOf(presets, organization);
  if (kind !== 'hard' || limit === undefined || pendingCounts) return;
  // the limit itself is kept where places are taken: this only spares people a link that could not be accepted today
  const used = await tx.tallies.get(placesTallyKey(organization.id));
  if (used >= limit) throw new Fault('limit.members', { limit, used });
}

/** Nobody is invited twice, or into where they are. Faults `member.exists`, `invitation.pending`, with the id of what is there. */
export async function requireUninvited(ground: OrganizationScope, email: string): Promise<void> {
  const { tx, organization } = ground;
  const here = equals('organizationId', organization.id);
  const key = foldCase(email);
  const member = await tx.members.first(
    all(here, equals('emailKey', key), oneOf('status', ['active', 'suspended'])),
  );
  if (member) throw new Fault('member.exists', { memberId: member.id, status: member.status });
  const known = await tx.invitations.first(all(here, equals('pendingKey', key)));
  const pending = known && (await expireIfDue(ground, known));
  if (pending?.status !== 'pending') return;
  throw new Fault('invitation.pending', { invitationId: pending.id, expiresAt: pending.expiresAt });
}
