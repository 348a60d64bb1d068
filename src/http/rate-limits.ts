import {
  BurstyRateLimiter,
  RateLimiterMemory,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import { Fault } from '#kernel/index.js';

const BURST_SECONDS = 10;

export interface RateLimitOptions {
  /** points in each period */
  readonly sustained: number;
  /** further points within ten seconds */
  readonly burst?: number;
  /** the period; 1 when absent */
  readonly seconds?: number;
}

/**
 * Counts the requests of one caller: a credential, or the network of `request.ip` (trusted-proxies.ts). Fault `request.too_many` with
 * details {retryAfter}, whole seconds, because Okta reads nothing else (O14).
 */
export type RateLimit = (caller: string) => Promise<void>;

/** @example createRateLimit({ sustained: 25, burst: 50 }) lets 25 requests a second pass, and 50 more within ten seconds. */
export function createRateLimit({ sustained, burst, seconds = 1 }: RateLimitOptions): RateLimit {
  const steady = new RateLimiterMemory({
    keyPrefix: 'steady',
    points: sustained,
    duration: seconds,
  });
  const limiter =
    burst === undefined
      ? steady
      : new BurstyRateLimiter(
          steady,
          new RateLimiterMemory({ keyPrefix: 'burst', points: burst, duration: BURST_SECONDS }),
        );
  const longest = burst === undefined ? seconds : Math.max(seconds, BURST_SECONDS);
  return (caller) => consume(limiter, caller, longest);
}

async function consume(
  limiter: Pick<RateLimiterAbstract, 'consume'>,
  caller: string,
  longest: number,
): Promise<void> {
  try {
    await limiter.consume(caller);
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? tooMany(refusal, longest) : refusal;
  }
}

/** Counts end by a timer; the time that is left is computed of a clock, which may have been set back. */
function tooMany({ msBeforeNext }: RateLimiterRes, longest: number): Fault {
  const seconds = Math.min(Math.ceil(msBeforeNext / 1_000), longest);
  return new Fault('request.too_many', { retryAfter: Math.max(1, seconds) });
}

/** Counts failures instead of requests: who failed too often is refused before the next try is looked at. */
export interface FailureLimit {
  /** Fault `request.too_many`, as above. */
  requireFew(caller: string): Promise<void>;
  count(caller: string): Promise<void>;
}

export function createFailureLimit(limit: {
  readonly failures: number;
  readonly seconds: number;
}): FailureLimit {
  const failures = new RateLimiterMemory({
    keyPrefix: 'failures',
    points: limit.failures,
    duration: limit.seconds,
  });
  return {
    async requireFew(caller) {
      const before = await failures.get(caller);
      if (before && before.consumedPoints >= limit.failures) throw tooMany(before, limit.seconds);
    },
    async count(caller) {
      await failures.penalty(caller);
    },
  };
}
