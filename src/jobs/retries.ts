import { isFault, withoutTokens } from '#kernel/index.js';

const FIRST_RETRY_MS = 1_000;
export const MAX_RETRY_MS = 300_000;

/** How long after the n-th failure in a row a job is run again, milliseconds: 1 s, 2 s, 4 s … 5 minutes, without an end. */
export function retryAfter(attempt: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), MAX_RETRY_MS);
}

const MAX_ERROR_LENGTH = 500;

/** What is kept of an error: name or code, and message. */
export function describeError(error: unknown): string {
  if (isFault(error)) return truncate(`${error.code}: ${error.message}`);
  if (error instanceof Error) return truncate(`${error.name}: ${error.message}`);
  return 'Something that is no error was thrown.';
}

function truncate(text: string): string {
  return withoutTokens(text).slice(0, MAX_ERROR_LENGTH);
}
