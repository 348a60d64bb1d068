import { withoutTokens } from '#kernel/index.js';

/** What a failure to send means for the mail. */
export type Failure =
  /** the recipient's side will never take it */
  | { readonly kind: 'bounced'; readonly why: string }
  /** later, and only this mail is concerned */
  | { readonly kind: 'later'; readonly why: string }
  /** the mail server is away or refuses us: nothing can be sent now */
  | { readonly kind: 'away'; readonly why: string };

const LONGEST_TEXT = 300;

/** Codes of nodemailer and node that speak of the way to the server, not of the mail. */
const ABOUT_THE_WAY = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'EAUTH',
  'ETLS',
  'EPROTOCOL',
  'ENOAUTH',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOSPC',
  'EACCES',
  'EROFS',
]);

/** The stages of RFC 5321 at which a server speaks of this one recipient or content. */
const ABOUT_THE_MAIL = /^(RCPT TO|DATA|BDAT)/;

export function readFailure(error: unknown): Failure {
  const { code, responseCode, command, response, message } = (error ?? {}) as {
    code?: string;
    responseCode?: number;
    command?: string;
    response?: string;
    message?: string;
  };
  const why = withoutTokens(response ?? message ?? 'no reason given').slice(0, LONGEST_TEXT);
  const isAboutMail = ABOUT_THE_MAIL.test(command ?? '') || code === 'EMESSAGE';
  if (responseCode !== undefined && isAboutMail) {
    // 552 (mailbox full) is used as a passing trouble by many, RFC 5321 section 4.5.3.1.10
    return { kind: responseCode >= 500 && responseCode !== 552 ? 'bounced' : 'later', why };
  }
  // an address that cannot be written into an envelope reached no server at all
  if (code === 'EENVELOPE' && responseCode === undefined) return { kind: 'bounced', why };
  // 421: the server closes its door to everybody
  if (responseCode !== undefined || ABOUT_THE_WAY.has(code ?? '')) return { kind: 'away', why };
  return { kind: 'later', why };
}

const FIRST_MS = 60_000;
const LONGEST_MS = 4 * 3_600_000;

/** 1 minute, 2, 4 … 4 hours, each up to a fifth more or less, so that a backlog does not come back as one wave. */
export function waitAfter(attempts: number, chance: number): number {
  const base = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_MS);
  return Math.round(base * (0.8 + chance * 0.4));
}
