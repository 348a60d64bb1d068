import type { JournalEntry } from '#store/index.js';
import { text } from './entry-data.js';
import type { NotificationRule } from './notification-rule.js';

/** To the address that is invited, as long as the invitation is sent at all. */
export function toInvitee(template: string): NotificationRule {
  return async ({ target, after }, tx) => {
    const invitation = await tx.invitations.get(target.id);
    if (!invitation?.send) return undefined;
    const { id, email, name, locale, generation } = invitation;
    return {
      template,
      to: email,
      data: { note: text(after, 'note') },
      ...(name !== undefined && { toName: name }),
      ...(locale !== undefined && { locale }),
      subject: { kind: 'invitation', id, generation },
    };
  };
}

export const invitationRevoked: NotificationRule = (entry, tx) =>
  entry.after?.['notify'] === true ? toInvitee('invitation-revoked')(entry, tx) : undefined;

/** To the member who invited, also by a key that speaks for the member. */
function toInviter(
  notice: string,
  data: (entry: JournalEntry) => object,
  { isGrouped }: { readonly isGrouped: boolean },
): NotificationRule {
  return async (entry, tx) => {
    const { target, after, organizationId } = entry;
    const id = (await tx.invitations.get(target.id))?.inviter.id;
    const inviter = id === undefined ? undefined : await tx.members.get(id);
    if (inviter?.organizationId !== organizationId) return undefined;
    // hundreds of invitations that were sent together expire together
    const grouping = { key: `${notice}:${inviter.id}`, item: text(after, 'email') };
    const notification = { notice, memberIds: [inviter.id], data: { ...data(entry) } };
    return { ...notification, ...(isGrouped && { grouping }) };
  };
}

export const invitationAccepted = toInviter(
  'invitation-accepted',
  ({ target, after }) => {
    const email = text(after, 'email');
    // the name that the person gave, not the address that was invited
    return { person: text(after, 'name') || (target.name ?? email), email };
  },
  { isGrouped: false },
);

export const invitationDeclined = toInviter(
  'invitation-declined',
  ({ after }) => ({
    email: text(after, 'email'),
    ...(after?.['reported'] === true && { reported: 'yes' }),
  }),
  { isGrouped: false },
);

export const invitationExpired = toInviter('invitation-expired', () => ({}), { isGrouped: true });

export const invitationBounced = toInviter('invitation-bounced', () => ({}), { isGrouped: true });

/** To who asked to join. */
export function toApplicant(template: string): NotificationRule {
  return async ({ target, after }, tx) => {
    const request = await tx.joinRequests.get(target.id);
    if (!request) return undefined;
    const reason = text(after, 'reason') || (request.reason ?? '');
    const { id, email, name } = request;
    const subject = { kind: 'join-request', id };
    return { template, to: email, toName: name, data: { person: name, reason }, subject };
  };
}
