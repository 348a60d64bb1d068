import { addressKey } from '#kernel/index.js';
import {
  all,
  equals,
  facet,
  type Invitation,
  type JournalEntry,
  type Member,
} from '#store/index.js';
import {
  findAll,
  nextVersion,
  type OrganizationScope,
  type JournalListener,
} from '#core/tenancy/index.js';
import { closeRequest } from '../join-requests/decisions.js';
import { giveInvited, hasProvedAddress, mayGiveInvited, withoutReservations } from './take.js';
import { endInvitation, expireIfDue, writeInvitation } from './write.js';

/**
 * A listener of the journal. When an address becomes a member's, what waits for it ends: the request to join, and the pending invitation,
 * whose gifts the member takes. When a member leaves, the invitations that they sent are revoked, where the policy says so; of one who
 * was merged the other one is the inviter.
 */
export const endInvitationsWithMembers: JournalListener = async (entry, { scope }) => {
  if (entry.family !== 'member' || scope === undefined) return;
  const { target, before, after } = entry;
  if (entry.type === 'member.merged') return passInvitationsOf(scope, target.id, after);
  if (after?.['status'] === 'left') return revokeInvitationsOf(scope, target.id);
  if (before?.['status'] !== 'left' && !isNewAddress(entry)) return;
  const member = await scope.members.get(target.id);
  if (member?.email === undefined || member.status === 'left') return;
  // a change of address proves nothing
  const isIn = entry.type === 'member.added' || before?.['status'] === 'left';
  const proved = isIn && (await hasProvedAddress(scope, member));
  if (!proved || member.source !== 'join_request') await closeJoinRequestOf(scope, member);
  await takeInvitationOf(scope, member, proved);
};

/** Whether an entry makes an address a member's: of a new one, or of one that changed it. */
function isNewAddress({ type, before, after }: JournalEntry): boolean {
  return type === 'member.added' || before?.['email'] !== after?.['email'];
}

/** The request that is being approved is ended by its approval. */
async function closeJoinRequestOf(
  scope: OrganizationScope,
  { id: memberId, email = '' }: Member,
): Promise<void> {
  const pending = await scope.tx.joinRequests.first(
    all(equals('organizationId', scope.organization.id), equals('pendingKey', addressKey(email))),
  );
  if (!pending) return;
  await closeRequest(scope, pending, { status: 'superseded', memberId });
}

/** The invitation that the member accepted is ended by its acceptance; one whose gifts cannot be given here waits for the mailbox. */
async function takeInvitationOf(
  scope: OrganizationScope,
  member: Member,
  proved: boolean,
): Promise<void> {
  const { id: memberId, email = '' } = member;
  const found = await scope.tx.invitations.first(
    all(equals('organizationId', scope.organization.id), equals('pendingKey', addressKey(email))),
  );
  if (!found || found.id === member.invitationId) return;
  const pending = await expireIfDue(scope, found);
  if (pending.status !== 'pending') return;
  if (!proved && !(await mayGiveInvited(scope, pending))) return;
  const invitee = { kind: 'invitee', name: pending.email } as const;
  await giveInvited(proved ? scope.actingAs(invitee) : scope, member, pending);
  const status = proved ? 'accepted' : 'superseded';
  await endInvitation(scope, withoutReservations(pending), status, { memberId }, { memberId });
}

function pendingInvitationsOf(
  { tx, organization }: OrganizationScope,
  memberId: string,
): Promise<readonly Invitation[]> {
  const isTheirs = all(
    equals('organizationId', organization.id),
    equals('status', 'pending'),
    facet(organization.id, 'inviter', memberId),
  );
  return findAll(tx.invitations, isTheirs);
}

/** The member who was merged is another one now, who is the inviter. */
async function passInvitationsOf(
  scope: OrganizationScope,
  memberId: string,
  after: JournalEntry['after'],
): Promise<void> {
  const id = String(after?.['mergedInto']);
  for (const invitation of await pendingInvitationsOf(scope, memberId)) {
    const inviter = { ...invitation.inviter, id };
    const passed = nextVersion<Invitation>(scope.ctx, invitation, { inviter });
    await writeInvitation(scope, invitation, passed);
  }
}

/** The inviter's name stays on what others see. */
async function revokeInvitationsOf(scope: OrganizationScope, memberId: string): Promise<void> {
  if (scope.organization.policies?.inviterGone !== 'revoke') return;
  for (const invitation of await pendingInvitationsOf(scope, memberId)) {
    const because = { notify: false, because: 'inviter.left' };
    await endInvitation(scope, invitation, 'revoked', {}, because);
  }
}
