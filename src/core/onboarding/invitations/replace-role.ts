import type { Invitation } from '#store/index.js';
import { pendingInvitationsWithRole } from '#core/members/index.js';
import { nextVersion, type OrganizationScope } from '#core/tenancy/index.js';
import { writeInvitation } from './write.js';

/** Promises another role in the next `limit` pending invitations that promise a deleted one. Resolves to how many there were. */
export async function replaceRoleInInvitations(
  scope: OrganizationScope,
  { role, to }: { readonly role: string; readonly to: string },
  limit: number,
): Promise<number> {
  const where = pendingInvitationsWithRole(scope.organization.id, role);
  const { records } = await scope.tx.invitations.find({ where, limit });
  for (const invitation of records) {
    const roles = [...new Set(invitation.roles.map((one) => (one === role ? to : one)))];
    await writeInvitation(
      scope,
      invitation,
      nextVersion<Invitation>(scope.ctx, invitation, { roles }),
    );
  }
  return records.length;
}
