import { addressKey } from '#kernel/index.js';
import { all, equals, facet, type JournalEntry } from '#store/index.js';
import type { OrganizationScope, JournalListener } from '#core/tenancy/index.js';
import { endInvitation } from './write.js';

/** Pending invitations of one member that end when the member leaves. */
const MAX_INVITATIONS_OF_INVITER = 1_000;

/**
 * A listener of the journal. When an address becomes a member's, the invitation pending for it ends: the way by which the person came
 * in decides what they may do. When a member leaves, the invitations that they sent are revoked, where the policy says so.
 */
export const endInvitationsWithMembers: JournalListener = async (entry, { scope }) => {
  if (entry.family !== 'member' || scope === undefined) return;
  const { target, before, after } = entry;
  if (after?.['status'] === 'left') await revokeInvitationsOf(scope, target.id);
  else if (before?.['status'] === 'left') await supersedeOf(scope, target.id);
  else if (isNewAddress(entry)) await supersedeInvitation(scope, target.id, after?.['email']);
};

/** Whether an entry makes an address a member's: of a new one, or of one that changed it. */
function isNewAddress({ type, before, after }: JournalEntry): boolean {
  return type === 'member.added' || before?.['email'] !== after?.['email'];
}

/** Of a member who came back with the address that the member had. */
async function supersedeOf(scope: OrganizationScope, memberId: string): Promise<void> {
  const member = await scope.members.get(memberId);
  await supersedeInvitation(scope, memberId, member?.email);
}

/** The invitation that the member accepted is ended by its acceptance. */
async function supersedeInvitation(
  scope: OrganizationScope,
  memberId: string,
  email: unknown,
): Promise<void> {
  if (typeof email !== 'string') return;
  const pending = await scope.tx.invitations.first(
    all(equals('organizationId', scope.organization.id), equals('pendingKey', addressKey(email))),
  );
  if (!pending) return;
  const member = await scope.members.get(memberId);
  if (pending.id === member?.invitationId) return;
  await endInvitation(scope, pending, 'superseded', { memberId }, { memberId });
}

/** The inviter's name stays on what others see. */
async function revokeInvitationsOf(scope: OrganizationScope, memberId: string): Promise<void> {
  const { tx, organization } = scope;
  if (organization.policies?.inviterGone !== 'revoke') return;
  const { records } = await tx.invitations.find({
    where: all(
      equals('organizationId', organization.id),
      equals('status', 'pending'),
      facet(organization.id, 'inviter', memberId),
    ),
    limit: MAX_INVITATIONS_OF_INVITER,
  });
  for (const invitation of records) {
    const because = { notify: false, because: 'inviter.left' };
    await endInvitation(scope, invitation, 'revoked', {}, because);
  }
}
