/** Owns what leaves the house: mails, questions to DNS; never knows why something is told or asked, nor by whom. */
export { createTxtResolver, type TxtResolver } from './resolvers.js';
export { createMail, type MailService } from './mail/index.js';
export type { TemplateService, TemplateView } from './mail/desks.js';
export { listMailbox, readMailbox, type MailboxEntry } from './mail/mailboxes.js';
export { mailSettingsOf } from './mail/options.js';
export type { MailOptions, MailSettings, SmtpSettings } from './mail/options.js';
export { openTransport, type Transport } from './mail/transports.js';
