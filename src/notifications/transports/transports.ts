import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import type StreamTransport from 'nodemailer/lib/stream-transport/index.js';
import type { MailSettings, SmtpSettings } from './mail-settings.js';

/** A mail as it goes out. Nothing in it needs escaping any more. */
export interface Message {
  readonly id: string;
  readonly from: string;
  readonly replyTo?: string;
  readonly to: { readonly address: string; readonly name: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** with `<>` */
  readonly messageId: string;
  /** milliseconds */
  readonly date: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** How mails leave. */
export interface Transport {
  readonly kind: 'smtp' | 'folder';
  /** for people: `smtp://mail.example.com:587`, `data/mail` */
  readonly destination: string;
  /** @throws what nodemailer or the file system throws (failures.ts reads it) */
  send(message: Message): Promise<void>;
  /** Whether it could send now. Throws when not. */
  check(): Promise<void>;
  close(): void;
}

export function openTransport(settings: Pick<MailSettings, 'smtp' | 'folder'>): Transport {
  const { smtp, folder } = settings;
  return smtp?.host === undefined ? folderTransport(folder) : smtpTransport(smtp.host, smtp);
}

function smtpTransport(host: string, smtp: SmtpSettings): Transport {
  const { port, secure, requireTls, user, password, connections, timeoutSeconds } = smtp;
  const ms = timeoutSeconds * 1_000;
  const options: SMTPPool.Options = {
    pool: true,
    host,
    port,
    secure,
    maxConnections: connections,
    maxMessages: 100,
    // STARTTLS is taken where it is offered, and its absence is an error where that was asked for
    requireTLS: requireTls && !secure,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: ms,
    dnsTimeout: ms,
    tls: { minVersion: 'TLSv1.2' },
    // a template can name no file and no address to be fetched
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transporter = onFirstUse(async () => (await library()).createTransport(options));
  return {
    kind: 'smtp',
    destination: `${secure ? 'smtps' : 'smtp'}://${host}:${port}`,
    async send(message) {
      await (await transporter.get()).sendMail(toNodemailer(message));
    },
    async check() {
      await (await transporter.get()).verify();
    },
    close: () => transporter.whenUsed((used) => used.close()),
  };
}

/** The development mailbox: one file for each mail, readable for this user alone. */
function folderTransport(folder: string): Transport {
  const options: StreamTransport.Options = { streamTransport: true, buffer: true, newline: 'unix' };
  const writer = onFirstUse<Transporter<StreamTransport.SentMessageInfo>>(async () =>
    (await library()).createTransport(options),
  );
  const ensureFolder = (): Promise<unknown> => mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    kind: 'folder',
    destination: folder,
    async send(message) {
      const { message: bytes } = await (await writer.get()).sendMail(toNodemailer(message));
      await ensureFolder();
      const file = join(folder, `${message.id}.eml`);
      // under another name first, so that a reader never finds half a mail
      await writeFile(`${file}.part`, bytes as Buffer, { mode: 0o600 });
      await rename(`${file}.part`, file);
    },
    async check() {
      await ensureFolder();
    },
    close: () => writer.whenUsed((used) => used.close()),
  };
}

/** Parts of the library, each before those that import it. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('nodemailer/lib/fetch'),
  () => import('nodemailer/lib/shared'),
  () => import('nodemailer/lib/mime-funcs'),
  () => import('nodemailer/lib/addressparser'),
  () => import('nodemailer/lib/mime-node'),
  () => import('nodemailer/lib/mail-composer'),
  () => import('nodemailer/lib/dkim'),
  () => import('nodemailer/lib/mailer'),
  () => import('nodemailer/lib/smtp-connection'),
  () => import('nodemailer/lib/smtp-pool'),
];

/**
 * Loaded with the first mail: until then its half a megabyte of source is not in memory. Part by part, because all of it at once
 * keeps the thread for longer than others should wait.
 */
async function library(): Promise<typeof import('nodemailer')> {
  for (const load of PARTS) {
    await load();
    await nextTurn();
  }
  return import('nodemailer');
}

interface FirstUse<T> {
  get(): Promise<T>;
  /** what is never used is not made for this */
  whenUsed(work: (made: T) => void): void;
}

function onFirstUse<T>(make: () => Promise<T>): FirstUse<T> {
  let made: Promise<T> | undefined;
  return {
    get: () => (made ??= make()),
    whenUsed: (work) => void made?.then(work, () => undefined),
  };
}

function toNodemailer(message: Message): Parameters<Transporter['sendMail']>[0] {
  const { from, replyTo, to, subject, text, html, messageId, date, headers } = message;
  return {
    from,
    to,
    subject,
    text,
    html,
    messageId,
    date: new Date(date),
    ...(replyTo !== undefined && { replyTo }),
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
