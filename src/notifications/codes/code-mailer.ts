import { nearestLocale, type Locale } from '#kernel/index.js';
import { escapeHtml, htmlLink, htmlPage } from '../rendering/layout.js';
import { hostOfAddress } from '../rendering/messages.js';
import { toSingleLine } from '../rendering/render.js';
import type { MailSettings } from '../transports/mail-settings.js';
import { openTransport, type Message } from '../transports/transports.js';

/** What the mail with a code says in one language. */
export interface CodeMailTexts {
  readonly subject: string;
  readonly code: string;
  readonly good: string;
  readonly link: string;
  readonly ignore: string;
}

export interface CodeMailerOptions {
  readonly settings: MailSettings;
  readonly texts: Readonly<Record<Locale, CodeMailTexts>>;
  /** as people know the service that they sign in to */
  readonly application: string;
  /** the URL of this server for people, without a slash at its end */
  baseUrl(): string;
}

/** A code on its way to one mailbox. */
export interface OutgoingCode {
  readonly id: string;
  readonly to: string;
  readonly locale: string;
  readonly code: string;
  readonly flowId: string;
  readonly minutes: number;
  /** milliseconds */
  readonly at: number;
}

/**
 * Mails with sign-in codes. They belong to no organization: no template, no branding, no outbox, and connections of their own, so that
 * they wait behind no other mail.
 */
export interface SignInCodeMailer {
  /** Without a mail server codes are files of this machine: offered only where its people sit before it. */
  isOffered(): boolean;
  send(code: OutgoingCode): Promise<void>;
  close(): void;
}

export function createCodeMailer(options: CodeMailerOptions): SignInCodeMailer {
  const { settings, baseUrl } = options;
  const transport = openTransport(settings);
  return {
    isOffered: () => transport.kind === 'smtp' || isLoopback(baseUrl()),
    send: (code) => transport.send(messageOf(options, code)),
    close: () => transport.close(),
  };
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost')
  );
}

/** The code stands before the link: it can be typed in the browser where the person began, whatever opens the mail. */
function messageOf(
  { settings, texts, application, baseUrl }: CodeMailerOptions,
  { id, to, locale: tag, code, flowId, minutes, at }: OutgoingCode,
): Message {
  const locale = nearestLocale(tag);
  const words = texts[locale];
  const shown = `${code.slice(0, 4)} ${code.slice(4)}`;
  const values = { code: shown, application, minutes: String(minutes) };
  const fill = (text: string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name as 'code'] ?? '');
  const link = `${baseUrl()}/sign-in/code?${new URLSearchParams({ flow: flowId, code })}`;
  const [first, good, linkText, ignore] = [words.code, words.good, words.link, words.ignore].map(
    fill,
  );
  const subject = toSingleLine(fill(words.subject));
  const body = [
    `<p>${escapeHtml(first)}</p>`,
    `<p style="font-size:28px;letter-spacing:2px;font-weight:600">${shown}</p>`,
    `<p>${escapeHtml(good)}</p>`,
    `<p>${escapeHtml(linkText)}<br>${htmlLink(link)}</p>`,
  ].join('\n');
  return {
    id,
    from: settings.from,
    ...(settings.replyTo !== undefined && { replyTo: settings.replyTo }),
    to: { address: to, name: '' },
    subject,
    text: [first, shown, good, `${linkText}\n${link}`, ignore].join('\n\n') + '\n',
    html: htmlPage({ locale, title: subject, body, footer: [escapeHtml(ignore)] }),
    messageId: `<${id}@${hostOfAddress(settings.from)}>`,
    date: at,
    headers: { 'Content-Language': locale },
  };
}
