import { equals, type Mail, type Member, type Organization } from '#store/index.js';
import { noticeKindOf, type Channel } from '../catalogue.js';
import type { NotificationDeps } from '../deps.js';
import { channelFor } from './channels.js';
import { mayBeNotified } from './recipients.js';

/** The recipient as it is when the mail is sent, or why there is no mail to it any more. */
export type RecheckedRecipient =
  | {
      readonly kind: 'recipient';
      readonly member: Member & { readonly email: string };
      /** how the member gets the notice now; `off` for a notice that is not mailed to the member any more */
      channelOf(notice: string, byRole: boolean): Channel;
    }
  | { readonly kind: 'gone'; readonly why: string };

/**
 * Looks at a member again to whom a mail was queued: the mail may have waited for days, and tells what only some may know. A member who
 * left, is suspended, lost the role or switched the notice off meanwhile gets none.
 */
export async function recheckRecipient(
  { store, presets }: NotificationDeps,
  { memberId = '', data, template }: Pick<Mail, 'memberId' | 'data' | 'template'>,
  organization: Organization,
  now: number,
): Promise<RecheckedRecipient> {
  const member = await store.read.members.get(memberId);
  if (member?.organizationId !== organization.id) return gone('the member is gone');
  const { email } = member;
  if (email === undefined) return gone('the member has no address any more');
  const notice = typeof data['notice'] === 'string' ? data['notice'] : template;
  if (!mayBeNotified(member, notice, data)) return gone(`the member is ${member.status}`);
  const preference = await store.read.noticePreferences.first(equals('memberId', memberId));
  const channelOf = (name: string, byRole: boolean): Channel => {
    // mails of earlier versions do not say how their recipient was found
    const isNamed = !byRole && noticeKindOf(name).person !== undefined;
    return channelFor({ presets, organization, member, notice: name, preference, now, isNamed });
  };
  return { kind: 'recipient', member: { ...member, email }, channelOf };
}

function gone(why: string): RecheckedRecipient {
  return { kind: 'gone', why };
}
