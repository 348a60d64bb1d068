import { ProviderRefusal } from '../../refusals/index.js';

/** How far the two clocks may be apart. */
export const SKEW_MS = 60_000;

/** An assertion is taken for so long after it was issued, whatever it says itself. */
export const FRESH_MS = 5 * 60_000;

/** Milliseconds since 1970; undefined when it is absent. Refusal `conditions_missing` when it cannot be read. */
export function timeOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new ProviderRefusal('conditions_missing', { element: name });
  return time;
}

function figures(what: string, time: number, now: number) {
  return {
    what,
    providerSays: new Date(time).toISOString(),
    ownClock: new Date(now).toISOString(),
    bySeconds: Math.round(Math.abs(now - time) / 1_000),
    allowedSeconds: SKEW_MS / 1_000,
  };
}

/** Refusal `not_yet_valid`. */
export function requireBegun(time: number | undefined, what: string, now: number): void {
  if (time === undefined || now + SKEW_MS >= time) return;
  throw new ProviderRefusal('not_yet_valid', {
    ...figures(what, time, now),
    clock: 'the provider’s clock is ahead of ours, or ours is behind',
  });
}

/** Refusal `expired`. */
export function requireNotOver(time: number | undefined, what: string, now: number): void {
  if (time === undefined || now - SKEW_MS < time) return;
  throw new ProviderRefusal('expired', {
    ...figures(what, time, now),
    clock: 'the answer took long, the provider’s clock is behind ours, or ours is ahead',
  });
}

/** Refusals `not_yet_valid`, `too_old`. */
export function requireFresh(issued: number, now: number): void {
  requireBegun(issued, 'IssueInstant', now);
  if (now - SKEW_MS < issued + FRESH_MS) return;
  throw new ProviderRefusal('too_old', {
    ...figures('IssueInstant', issued, now),
    clock: 'the answer took long, the provider’s clock is behind ours, or ours is ahead',
  });
}
