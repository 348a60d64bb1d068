import type { Mail } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { findOwnTemplate } from '../templates/own-templates.js';
import type { Message } from '../transports/transports.js';
import type { Prepared } from './mail-views.js';
import { toSingleLine, render } from './render.js';

/** Where a member switches a notice off, without signing in (RFC 8058): POST does it, GET asks. */
export function unsubscribeUrl(
  { core, baseUrl }: NotificationDeps,
  memberId: string,
  notice: string,
): string {
  const token = core.links.token('notices', memberId, notice);
  const query = new URLSearchParams({ memberId, notice, token });
  return `${baseUrl()}/api/v1/notices/unsubscribe?${query}`;
}

/** The host of `Muster <muster@example.com>`, for Message-IDs. */
export function hostOfAddress(from: string): string {
  return /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}

/** The mail as it goes out, by the organization's own template where there is one. */
export async function composeMessage(
  deps: NotificationDeps,
  mail: Mail,
  prepared: Extract<Prepared, { kind: 'ready' }>,
  now: number,
): Promise<Message> {
  const { settings } = deps;
  const { template, locale, organization, to } = prepared;
  const own =
    organization &&
    (await findOwnTemplate(deps, { organizationId: organization.id, template, locale }));
  const notice = typeof mail.data['notice'] === 'string' ? mail.data['notice'] : template;
  const unsubscribe =
    mail.optional && mail.memberId !== undefined
      ? unsubscribeUrl(deps, mail.memberId, notice)
      : undefined;
  const branding = organization?.branding;
  const rendered = render({ ...prepared, own, branding, unsubscribe });
  return {
    id: mail.id,
    from: settings.from,
    ...rendered,
    date: now,
    ...(settings.replyTo !== undefined && { replyTo: settings.replyTo }),
    to: { address: to.to, name: toSingleLine(to.toName ?? '') },
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
