/** Codes that are mailed to prove a mailbox: asked for, sent, guessed at, used once. Never knows who the mailbox's owner is to whom. */
export { CODE_MINUTES, createCodes, isOpenForCodes, type Codes } from './codes.js';
export { readableCode } from './derived-codes.js';
export { KNOWN_BROWSER_DAYS } from './known-browsers.js';
export type { CodeMail, CodeMailer } from './deps.js';
