import type { Mail } from '#store/index.js';
import type { MailOptions } from './options.js';
import { toSingleLine, render, type OwnTemplate } from './render.js';
import type { Message } from './transports.js';
import type { Prepared } from './views.js';

/** Where somebody switches a notice off, without signing in (RFC 8058): POST does it, GET asks. */
export function unsubscribeUrl(
  { core, baseUrl }: Pick<MailOptions, 'core' | 'baseUrl'>,
  memberId: string,
  notice: string,
): string {
  const token = core.links.token('notices', memberId, notice);
  const query = new URLSearchParams({ memberId, notice, token });
  return `${baseUrl()}/api/v1/notices/unsubscribe?${query}`;
}

/** Puts everything together. Words of the organization's own win over the house's. */
export async function composeMessage(
  options: Pick<MailOptions, 'core' | 'baseUrl' | 'settings'>,
  mail: Mail,
  prepared: Extract<Prepared, { kind: 'ready' }>,
  now: number,
): Promise<Message> {
  const { core, settings } = options;
  const { template, locale, organization } = prepared;
  const own: OwnTemplate | undefined =
    organization && (await core.mailTemplates.find(organization.id, template, locale));
  const notice = typeof mail.data['notice'] === 'string' ? mail.data['notice'] : template;
  const unsubscribe =
    mail.optional && mail.memberId !== undefined
      ? unsubscribeUrl(options, mail.memberId, notice)
      : undefined;
  const branding = organization?.branding;
  const rendered = render({ ...prepared, own, branding, unsubscribe });
  return {
    id: mail.id,
    from: settings.from,
    ...rendered,
    date: now,
    ...(settings.replyTo !== undefined && { replyTo: settings.replyTo }),
    to: { address: mail.to, name: toSingleLine(mail.toName ?? '') },
    messageId: `<${mail.messageId}>`,
    headers: {
      'Content-Language': locale,
      ...(unsubscribe !== undefined && {
        'List-Unsubscribe': `<${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  };
}
