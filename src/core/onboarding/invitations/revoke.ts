import { Fault } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import { findRoles, type OrganizationScope, nextVersion } from '#core/tenancy/index.js';
import { requireManageable } from '#core/access/index.js';
import { requireInvitation } from './deps.js';
import { appendInvitationEntry, endInvitation, writeInvitation, expireIfDue } from './write.js';
import { requirePending, statusAt } from './statuses.js';

export interface Revocation {
  /** send a mail to the invitee */
  readonly notify?: boolean;
  /** in that mail */
  readonly note?: string;
}

/** Takes a pending invitation back. Faults `invitation.not_pending`, `permission.escalation`. */
export async function revokeInvitation(
  scope: OrganizationScope,
  id: string,
  { notify = false, note }: Revocation,
  expected?: number,
): Promise<Invitation> {
  const before = await requireInvitation(scope, id, expected);
  requirePending(before, scope.ctx.clock.now());
  await requireManageableInvitation(scope, before);
  const noteFields = note === undefined ? {} : { note };
  return endInvitation(scope, before, 'revoked', noteFields, { notify, ...noteFields });
}

/** Takes an ended invitation out of the lists; the journal keeps it, and a member stays. Fault `invitation.not_ended`. */
export async function removeInvitation(
  scope: OrganizationScope,
  id: string,
  expected?: number,
): Promise<void> {
  const { ctx } = scope;
  const found = await requireInvitation(scope, id, expected);
  const state = statusAt(found, ctx.clock.now());
  if (state === 'pending') throw new Fault('invitation.not_ended', { invitationId: id, state });
  await requireManageableInvitation(scope, found);
  const before = await expireIfDue(scope, found);
  await writeInvitation(scope, before, nextVersion<Invitation>(ctx, before, { hidden: true }));
  const { status } = before;
  await appendInvitationEntry(scope, 'invitation.deleted', before, { status });
}

/** Who may not change an administrator may not change their invitation either. Roles that are gone are ignored. */
export async function requireManageableInvitation(
  scope: OrganizationScope,
  { roles }: Invitation,
): Promise<void> {
  const { ctx, tx, presets, organization } = scope;
  requireManageable(ctx, (await findRoles(tx, presets, organization, roles)).values());
}
