import { Fault } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import { append, findRoles, type Ground, nextVersion } from '#core/tenancy/index.js';
import { requireManageable } from '#core/access/index.js';
import { requireInvitation } from './deps.js';
import { endInvitation, keepInvitation, settled } from './write.js';
import { requirePending, statusAt } from './statuses.js';

export interface Revocation {
  /** tell the invitee */
  readonly notify?: boolean;
  /** in that mail */
  readonly note?: string;
}

/** Takes a pending invitation back. Faults `invitation.not_pending`, `permission.escalation`. */
export async function revokeInvitation(
  ground: Ground,
  id: string,
  { notify = false, note }: Revocation,
  expected?: number,
): Promise<Invitation> {
  const { ctx, tx, organization } = ground;
  const before = await requireInvitation(tx, organization.id, id, expected);
  requirePending(before, ctx.clock.now());
  await requireTouchable(ground, before);
  const said = note === undefined ? {} : { note };
  return endInvitation(ground, before, 'revoked', said, { notify, ...said });
}

/** Takes an ended invitation out of the lists; the journal keeps it, and a member stays. Fault `invitation.not_ended`. */
export async function removeInvitation(
  ground: Ground,
  id: string,
  expected?: number,
): Promise<void> {
  const { ctx, tx, organization } = ground;
  const found = await requireInvitation(tx, organization.id, id, expected);
  const state = statusAt(found, ctx.clock.now());
  if (state === 'pending') throw new Fault('invitation.not_ended', { invitationId: id, state });
  await requireTouchable(ground, found);
  const before = await settled(ground, found);
  await keepInvitation(ground, before, nextVersion<Invitation>(ctx, before, { hidden: true }));
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'invitation.deleted',
    target: { kind: 'invitation', id, name: before.email },
    after: { email: before.email, status: before.status },
  });
}

/** Who may not touch an administrator may not touch their invitation either. Roles that are gone bar nobody. */
async function requireTouchable(ground: Ground, { roles }: Invitation): Promise<void> {
  const { ctx, tx, presets, organization } = ground;
  requireManageable(ctx, (await findRoles(tx, presets, organization, roles)).values());
}
