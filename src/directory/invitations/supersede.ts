import { all, equals, type Member } from '#store/index.js';
import type { Ground } from '../members/ground.js';
import { endInvitation } from './keep.js';

/**
 * Somebody of that address is a member now, by whatever door: what was pending for them is superseded in the same transaction, and
 * gives nothing, because the door they came by decides what they may. The invitation that they accepted is the exception.
 */
export async function supersedeInvitation(
  ground: Ground,
  { id, emailKey, invitationId }: Pick<Member, 'id' | 'emailKey' | 'invitationId'>,
): Promise<void> {
  if (emailKey === undefined) return;
  const pending = await ground.tx.invitations.first(
    all(equals('organizationId', ground.organization.id), equals('pendingKey', emailKey)),
  );
  if (!pending || pending.id === invitationId) return;
  await endInvitation(ground, pending, 'superseded', { memberId: id }, { memberId: id });
}

/** One member's invitations that end when they leave; nobody has ever sent more. */
const MOST = 1_000;

/** Where the organization wants it so, what somebody invited goes with them. Their name stays on what others see. */
export async function inviterLeft(ground: Ground, member: Pick<Member, 'id'>): Promise<void> {
  const { tx, organization } = ground;
  if (organization.policies?.inviterGone !== 'revoke') return;
  const { records } = await tx.invitations.find({
    where: all(equals('organizationId', organization.id), equals('status', 'pending'), {
      kind: 'facet',
      scope: organization.id,
      name: 'inviter',
      operator: 'eq',
      value: member.id,
    }),
    limit: MOST,
  });
  for (const invitation of records) {
    const because = { notify: false, because: 'inviter.left' };
    await endInvitation(ground, invitation, 'revoked', {}, because);
  }
}
