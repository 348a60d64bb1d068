/** Owns who is notified of what, and the outbox of mails. Hears of changes as a journal listener. */
export { noticeKindOf, NOTICES } from './catalogue.js';
export type { Channel } from './catalogue.js';
export { createNotices } from './notices.js';
export type { Notices } from './notices.js';
export { createMailTemplates } from './mail-templates.js';
export type { MailTemplates, TemplateContent } from './mail-templates.js';
export { createMails } from './mails.js';
export type { DeliveryReport, MailQuery, Mails, NoteDelivery } from './mails.js';
export type { Matrix, MatrixView } from './matrix.js';
export type { PreferenceView } from './preferences.js';
export { planNotifications } from './tell.js';
