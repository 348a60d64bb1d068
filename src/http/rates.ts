import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Fault } from '#kernel/index.js';

const BURST_SECONDS = 10;

/**
 * Lets `sustained` requests a second of one caller pass, and `burst` more within ten seconds. Fault `request.too_many` with
 * details {retryAfter}, whole seconds, because Okta reads nothing else (O14).
 */
export function createRateLimit(limit: {
  readonly sustained: number;
  readonly burst: number;
}): (caller: string) => Promise<void> {
  const steady = new RateLimiterMemory({
    keyPrefix: 'steady',
    points: limit.sustained,
    duration: 1,
  });
  const burst = new RateLimiterMemory({
    keyPrefix: 'burst',
    points: limit.burst,
    duration: BURST_SECONDS,
  });
  const limiter = new BurstyRateLimiter(steady, burst);
  return async (caller) => {
    try {
      await limiter.consume(caller);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new Fault('request.too_many', { retryAfter });
    }
  };
}
