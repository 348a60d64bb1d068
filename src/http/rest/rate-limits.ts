import type { Request, RequestHandler, Response } from 'express';
import { isFault } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { callContext, type Authorization } from './authorization.js';

/** Calls of one address to what needs no key: a person who follows a link needs a handful in a minute. */
const CALLS_WITHOUT_KEY = { sustained: 60, seconds: 60 };

/** Fault `request.too_many` with `retryAfter`. The operator is not limited. */
export function createRateLimits(
  { rest }: HttpDeps,
  { authenticate }: Pick<Authorization, 'authenticate'>,
): {
  /** of operations that need no key: a backend that shows a valid one is not counted among the people of its address */
  readonly publicCaller: RequestHandler;
  readonly byApiKey: RequestHandler;
} {
  const limitAddress = createRateLimit(CALLS_WITHOUT_KEY);
  const limitKey = createRateLimit(rest.rateLimit);
  const byApiKey: RequestHandler = async (_request, response, next) => {
    const { actor } = callContext(response);
    if (actor.kind === 'api_key' || actor.kind === 'person') await limitKey(actor.id);
    next();
  };
  const hasValidKey = async (request: Request, response: Response): Promise<boolean> => {
    if (request.headers.authorization === undefined) return false;
    try {
      await authenticate(request, response, () => undefined);
      return true;
    } catch (error) {
      if (isFault(error) && error.code.startsWith('credential.')) return false;
      throw error;
    }
  };
  return {
    publicCaller: async (request, response, next) => {
      if (await hasValidKey(request, response)) return byApiKey(request, response, next);
      await limitAddress(networkOf(request.ip));
      next();
    },
    byApiKey,
  };
}
