import { firstVersion } from '#core/index.js';
import { addressKey, instant, newId, type Context } from '#kernel/index.js';
import type { Mail } from '#store/index.js';

type NewMail = Pick<Mail, 'template' | 'to' | 'data'> &
  Partial<Pick<Mail, 'toName' | 'locale' | 'subject' | 'optional' | 'memberId' | 'byRole'>> & {
    /** absent: it is about the account, whatever organizations the person is in */
    readonly organizationId?: string;
    /** of the entry that is the reason: one mail for each entry, recipient and template */
    readonly journalId: string;
  };

/** A mail that is due at once. */
export function newMail(ctx: Context, { journalId, ...mail }: NewMail): Mail {
  const toKey = addressKey(mail.to);
  return firstVersion<Mail>(ctx, {
    optional: false,
    ...mail,
    toKey,
    status: 'queued',
    attempts: 0,
    dueAt: instant(ctx.clock.now()),
    messageId: newId(),
    onceKey: `${journalId}:${toKey}:${mail.template}`,
  });
}
