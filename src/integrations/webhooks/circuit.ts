/** How an endpoint that fails is spared. Pure: what is stored of it in, what is to be stored out. */
import { instant } from '#kernel/index.js';
import type { WebhookCursor } from '#store/index.js';

export type Circuit = Pick<
  WebhookCursor,
  'failures' | 'failingSince' | 'noticedAt' | 'openings' | 'pausedUntil'
>;

/** So many failures in a row open the circuit. */
export const FAILURES_TO_OPEN = 5;

const FIRST_OPEN_MS = 30_000;
const MAX_OPEN_MS = 30 * 60_000;

/** Answers that ask for less: 429, 502 and 504 (Standard Webhooks 1.0), and 503 where it says for how long. */
const THROTTLE_MS = 30_000;

export const HEALTHY: Circuit = { failures: 0, openings: 0 };

export interface FailedAttempt {
  /** milliseconds since 1970 */
  readonly now: number;
  /** 0 to 1 */
  readonly random: number;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** it was the one delivery that was tried while the circuit was open: its own pause does not count */
  readonly isTry?: boolean;
}

/**
 * After a failure. The circuit opens at the fifth in a row, for 30 seconds, then for twice as long each time a try fails, up to half an
 * hour; the pause is jittered by half. A receiver that asks for less is paused at once, at least as long as it asked for.
 */
export function afterFailure(circuit: Circuit, failed: FailedAttempt): Circuit {
  const { now, random, status, retryAfterMs, isTry = false } = failed;
  const failures = circuit.failures + 1;
  const failingSince = circuit.failingSince ?? instant(now);
  const { noticedAt } = circuit;
  const pausedBefore = isTry ? undefined : pausedUntil(circuit, now);
  const opens = failures >= FAILURES_TO_OPEN && pausedBefore === undefined;
  const throttles = [429, 502, 504].includes(status ?? 0) || retryAfterMs !== undefined;
  const openings =
    opens || (throttles && circuit.openings === 0) ? circuit.openings + 1 : circuit.openings;
  const pauses = [
    pausedBefore ?? 0,
    opens ? now + openMs(openings, random) : 0,
    throttles ? now + (retryAfterMs ?? jittered(THROTTLE_MS, random)) : 0,
  ];
  const until = Math.max(...pauses);
  return {
    failures,
    failingSince,
    openings,
    ...(noticedAt !== undefined && { noticedAt }),
    ...(until > now && { pausedUntil: instant(until) }),
  };
}

function openMs(openings: number, random: number): number {
  return jittered(Math.min(FIRST_OPEN_MS * 2 ** Math.min(openings - 1, 20), MAX_OPEN_MS), random);
}

/** Between a half and the whole. */
function jittered(ms: number, random: number): number {
  return ms * (0.5 + random / 2);
}

/** Until then nothing is sent; undefined: now. */
export function pausedUntil(circuit: Circuit, now: number): number | undefined {
  const until = Date.parse(circuit.pausedUntil ?? '');
  return until > now ? until : undefined;
}
