/** When a failed delivery is tried again. Pure: the time and the randomness are handed in. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** After the n-th failure the next attempt lies within the n-th step (Standard Webhooks 1.0); the first attempt is at once. */
export const RETRY_STEPS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** With the first one. */
export const MAX_ATTEMPTS = RETRY_STEPS_MS.length + 1;

/** However long a receiver asks for, it is asked again within this time. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

/**
 * How long after the n-th failure (1, 2, 3 …) the next attempt is made. Full jitter: anywhere within the step, so that what failed in one
 * moment does not come back in one. Never earlier than the receiver asked. Past the last step it stays at that.
 */
export function retryDelayMs(attempt: number, random: number, retryAfterMs = 0): number {
  const step = RETRY_STEPS_MS[Math.min(attempt, RETRY_STEPS_MS.length) - 1] ?? 0;
  return Math.round(retryAfterMs + random * step);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const IMF = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC_850 = /^[A-Z][a-z]+, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * The header Retry-After (RFC 9110 section 10.2.3) in milliseconds from now: seconds or one of the three forms of a date. At most a day.
 * Undefined for what is neither, and for what has passed: then the schedule decides alone.
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const delay = /^\d{1,12}$/.test(text) ? Number(text) * SECOND_MS : readDate(text, now) - now;
  return delay > 0 ? Math.min(delay, MAX_RETRY_AFTER_MS) : undefined;
}

/** NaN for what is no date of HTTP. */
function readDate(text: string, now: number): number {
  const imf = IMF.exec(text);
  if (imf) return toTime(imf[3], imf[2], imf[1], imf.slice(4));
  const rfc850 = RFC_850.exec(text);
  if (rfc850) return toTime(fullYear(rfc850[3], now), rfc850[2], rfc850[1], rfc850.slice(4));
  const asctime = ASCTIME.exec(text);
  if (asctime) return toTime(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6));
  return NaN;
}

/** Two digits more than 50 years ahead mean the century before (RFC 9110 section 5.6.7). */
function fullYear(digits: string | undefined, now: number): string {
  const thisYear = new Date(now).getUTCFullYear();
  const year = Math.floor(thisYear / 100) * 100 + Number(digits);
  return String(year > thisYear + 50 ? year - 100 : year);
}

function toTime(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly string[],
): number {
  const index = MONTHS.indexOf(month ?? '');
  const [hours, minutes, seconds] = clock.map(Number);
  if (index < 0) return NaN;
  return Date.UTC(Number(year), index, Number(day), hours, minutes, seconds);
}
