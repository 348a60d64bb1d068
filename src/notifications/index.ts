/**
 * Owns who is notified of what, and mail: rules (which journal entry makes which notification), recipients, preferences, the outbox,
 * templates, rendering and transports. It never knows why members, seats or invitations change, and no rule of the core calls it.
 *
 * A change: journal entry → `createNotificationListener`, in the entry's transaction → a mail in the outbox, or a pending notification
 * of members → job send-mail: recipients are looked up, due mails claimed, rendered and sent, outcomes written. A secret (the link of
 * an invitation, the code of a domain) is made when its mail is rendered, and is never stored.
 *
 * Next door: core, whose journal it hears of; settings, which reads the texts of config/locales/; jobs, which runs `sendDue` and
 * `sendDigests`.
 */
export { createNotifications, type Notifications } from './notifications.js';
export { createCodeMailer } from './codes/code-mailer.js';
export type { CodeMailTexts, SignInCodeMailer } from './codes/code-mailer.js';
export { createNotificationListener } from './rules/listener.js';
export { eraseMailsOfEntries, eraseMailsTo } from './outbox/erase.js';
export { eraseInbox, eraseNoticesOfEntries } from './recipients/erase.js';
export type { MailSettings } from './transports/mail-settings.js';
export { NOTICES } from './catalogue.js';
export { openTransport } from './transports/transports.js';
export { listMailbox, readMailbox } from './transports/mailboxes.js';
