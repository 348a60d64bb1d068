import type { RequestHandler } from 'express';
import { isFault, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import { readText } from '../bodies.js';
import type { HttpDeps } from '../deps.js';
import { requestInfo } from '../request-info.js';
import { createFailureLimit, createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { answersMethod, sendJson } from './answers.js';
import { readForm } from './forms.js';

/** An assertion with its certificate chain stays below this size; nothing else in a form is long. */
const FORM = { mediaTypes: ['application/x-www-form-urlencoded'], limit: 16_384 };

/** Token requests of one address in a second. A client needs one in an hour. */
const REQUESTS = { sustained: 100 };

/** Failures of one address for one client in a minute. Counted by address, so that a stranger who knows a client cannot lock it out. */
const FAILURES = { failures: 20, seconds: 60 };

/**
 * Where a client of a connection gets its access tokens (RFC 6749 section 4.4, RFC 7523 section 2.2). No part of a form is ever logged
 * or kept.
 */
export function createTokenEndpoint(deps: HttpDeps): RequestHandler {
  const limitRate = createRateLimit(REQUESTS);
  const failureLimit = createFailureLimit(FAILURES);
  return async (request, response) => {
    if (!answersMethod(deps, 'POST', request, response)) return;
    const address = networkOf(request.ip);
    await limitRate(address);
    const text = await readText(deps, request, response, FORM);
    const { proof, ...wanted } = readForm(text ?? '', request.headers.authorization);
    const connectionId = String(request.params['connectionId']);
    const client = `${address} ${connectionId} ${proof.clientId ?? ''}`;
    await failureLimit.requireFew(client);
    const ctx = contextOf(deps, requestInfo(response).traceId);
    try {
      const { credentials } = deps.core;
      const issued = await credentials.issue(ctx, { connectionId, proof, ...wanted });
      sendJson(deps, response, {
        access_token: issued.token,
        token_type: 'Bearer',
        expires_in: issued.expiresIn,
        scope: issued.scopes.join(' '),
      });
    } catch (error) {
      if (isFault(error, 'client.invalid')) await failureLimit.count(client);
      throw error;
    }
  };
}

function contextOf({ clock, log }: HttpDeps, traceId: string): Context {
  const actor = { kind: 'system', name: 'oauth' } as const;
  return { actor, authority: FULL_AUTHORITY, traceId, clock, log };
}
