/** The only teller of time: tests hand in their own. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC with milliseconds, always 24 characters, so that text order is time order in both databases. */
export type Instant = string;

export function instant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString();
}
