import type { RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { ANSWERS, contextOf, formOf, idOf } from './saml-requests.js';

/** Our public keys, for the provider of one connection; none where it proves itself by a secret. */
export function createOidcKeysEndpoint(deps: HttpDeps): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Fault('route.method', { allow: 'GET, HEAD' });
    }
    const connection = await oidcOf(deps, idOf(request));
    if (!connection) throw new Fault('connection.missing');
    const keys = await deps.signIn.oidc.publicKeysOf(contextOf(deps, response), connection);
    const headers = { 'content-type': 'application/jwk-set+json' };
    sendAnswer(deps, response, { status: 200, headers, body: JSON.stringify({ keys }) });
  };
}

/**
 * Where providers post logout tokens (OpenID Connect Back-Channel Logout 1.0). No browser is there and no cookie: sessions are found in the
 * store, and are over on every process before the answer leaves.
 */
export function createBackChannelLogoutEndpoint(deps: HttpDeps): RequestHandler {
  const limitRate = createRateLimit(ANSWERS);
  return async (request, response) => {
    const connectionId = idOf(request);
    await limitRate(`${networkOf(request.ip)} ${connectionId}`);
    if (request.method !== 'POST') throw new Fault('route.method', { allow: 'POST' });
    const form = await formOf(deps, request, response);
    const connection = await oidcOf(deps, connectionId);
    const token = typeof form === 'string' ? undefined : form['logout_token'];
    const received = connection
      ? await deps.signIn.oidc.receiveBackChannelLogout(
          contextOf(deps, response),
          connection,
          token,
        )
      : ({ outcome: 'refused', code: 'connection_unusable' } as const);
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    if (received.outcome === 'ended') {
      return sendAnswer(deps, response, { status: 200, headers, body: '{}' });
    }
    const problem = { error: 'invalid_request', error_description: received.code };
    sendAnswer(deps, response, { status: 400, headers, body: JSON.stringify(problem) });
  };
}

async function oidcOf({ signIn }: HttpDeps, connectionId: string) {
  const connection = await signIn.protocols.find(connectionId);
  return connection?.kind === 'oidc' ? connection : undefined;
}
