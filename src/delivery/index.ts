/** Owns mails on their way out; never knows why something is told, nor by whom. */
export { createMail, type MailService } from './mail/index.js';
export type { TemplateService, TemplateView } from './mail/desks.js';
export { listMailbox, readMailbox, type MailboxEntry } from './mail/mailboxes.js';
export { mailSettingsOf } from './mail/options.js';
export type { MailOptions, MailSettings, SmtpSettings } from './mail/options.js';
export { openTransport, type Transport } from './mail/transports.js';
