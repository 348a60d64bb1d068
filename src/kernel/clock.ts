/** The current time, in milliseconds since 1970, UTC. Tests pass a clock of their own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC with milliseconds, always 24 characters, so that text order is time order in both databases. */
export type Instant = string;

export function instant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString();
}
