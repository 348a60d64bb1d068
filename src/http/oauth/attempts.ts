import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Fault } from '#kernel/index.js';

/** Token requests of one address in a second. A client needs one in an hour. */
const REQUESTS = 100;

/** Failures of one address for one client in a minute, after which nothing of theirs is looked at for the rest of it. */
const FAILURES = 20;

/** Who asks: counted by address, so that a stranger cannot lock out the client whose name they know. */
export interface Attempts {
  /** Fault `request.too_many` with details {retryAfter}, whole seconds. */
  begin(address: string): Promise<void>;
  /** The same, when too many have failed. */
  requireFewFailures(address: string, client: string): Promise<void>;
  failed(address: string, client: string): Promise<void>;
}

export function createAttempts(): Attempts {
  const requests = new RateLimiterMemory({ keyPrefix: 'oauth', points: REQUESTS, duration: 1 });
  const failures = new RateLimiterMemory({ keyPrefix: 'wrong', points: FAILURES, duration: 60 });
  return {
    async begin(address) {
      await requests.consume(address).catch(refuse);
    },
    async requireFewFailures(address, client) {
      const before = await failures.get(`${address} ${client}`);
      if (before && before.consumedPoints >= FAILURES) refuse(before);
    },
    async failed(address, client) {
      await failures.penalty(`${address} ${client}`);
    },
  };
}

function refuse(refusal: unknown): never {
  if (!(refusal instanceof RateLimiterRes)) throw refusal;
  const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
  throw new Fault('request.too_many', { retryAfter });
}
