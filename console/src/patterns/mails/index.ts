/** Owns the mails of the outbox as two pages show them: statuses, tones, words of a template. Never knows what is done with one. */
export { mayCancel, mayRetry, STATUSES, TONES, type Mail, type MailStatus } from './mail.js';
export { useTemplateWords } from './words.js';
