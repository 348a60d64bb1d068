/** The current time, in milliseconds since 1970, UTC. Tests pass a clock of their own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC with milliseconds, always 24 characters, so that text order is time order in both databases. */
export type Instant = string;

/** A change says a dozen times what time it is, mostly within one millisecond. */
let last = { milliseconds: 0, text: new Date(0).toISOString() };

export function instant(milliseconds: number): Instant {
  if (milliseconds !== last.milliseconds) {
    last = { milliseconds, text: new Date(milliseconds).toISOString() };
  }
  return last.text;
}
