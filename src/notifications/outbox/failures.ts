import { withoutTokens } from '#kernel/index.js';

/** What a failure to send means for the mail. */
export type Failure =
  /** the recipient's side will never take it */
  | { readonly kind: 'bounced'; readonly why: string }
  /** later, and only this mail is concerned */
  | { readonly kind: 'later'; readonly why: string }
  /** the mail server is away or refuses us: nothing can be sent now */
  | { readonly kind: 'away'; readonly why: string };

const MAX_REASON_LENGTH = 300;

/** Codes of nodemailer and node that speak of the way to the server, not of the mail. */
const CONNECTION_ERROR_CODES = new Set([
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
const MESSAGE_COMMANDS = /^(RCPT TO|DATA|BDAT)/;

export function classifyFailure(error: unknown): Failure {
  const { code, responseCode, command, response, message } = (error ?? {}) as {
    code?: string;
    responseCode?: number;
    command?: string;
    response?: string;
    message?: string;
  };
  const why = withoutTokens(response ?? message ?? 'no reason given').slice(0, MAX_REASON_LENGTH);
  const isAboutMessage = MESSAGE_COMMANDS.test(command ?? '') || code === 'EMESSAGE';
  if (responseCode !== undefined && isAboutMessage) {
    // 552 (mailbox full) is used as a passing trouble by many, RFC 5321 section 4.5.3.1.10
    return { kind: responseCode >= 500 && responseCode !== 552 ? 'bounced' : 'later', why };
  }
  // an address that cannot be written into an envelope reached no server at all
  if (code === 'EENVELOPE' && responseCode === undefined) return { kind: 'bounced', why };
  // 421: the server refuses every client
  if (responseCode !== undefined || CONNECTION_ERROR_CODES.has(code ?? ''))
    return { kind: 'away', why };
  return { kind: 'later', why };
}

/** What a mail server said, for the log: it likes to repeat the address it was given. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>"'()[\],;:=]+@[^\s<>"'()[\],;:=]+/g, '[address]');
}

const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 4 * 3_600_000;

/** 1 minute, 2, 4 … 4 hours, each up to a fifth more or less, so that a backlog does not come back as one wave. */
export function retryDelayMs(attempts: number, random: number): number {
  const base = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20), MAX_RETRY_MS);
  return Math.round(base * (0.8 + random * 0.4));
}
