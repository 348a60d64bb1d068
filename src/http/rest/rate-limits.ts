import type { RequestHandler } from 'express';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { callContext } from './authorization.js';

/** Calls of one address to what needs no key: a person who follows a link needs a handful in a minute. */
const CALLS_WITHOUT_KEY = { sustained: 60, seconds: 60 };

/** Fault `request.too_many` with `retryAfter`. The operator is not limited. */
export function createRateLimits({ rest }: HttpDeps): {
  readonly byAddress: RequestHandler;
  readonly byApiKey: RequestHandler;
} {
  const limitAddress = createRateLimit(CALLS_WITHOUT_KEY);
  const limitKey = createRateLimit(rest.rateLimit);
  return {
    byAddress: async (request, _response, next) => {
      await limitAddress(networkOf(request.ip));
      next();
    },
    byApiKey: async (_request, response, next) => {
      const { actor } = callContext(response);
      if (actor.kind === 'api_key') await limitKey(actor.id);
      next();
    },
  };
}
