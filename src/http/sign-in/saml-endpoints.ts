import type { RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import type { Received } from '#sign-in/index.js';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import { createRateLimit } from '../rate-limits.js';
import { networkOf } from '../trusted-proxies.js';
import { beginPath } from './addresses.js';
import {
  ANSWERS,
  contextOf,
  formOf,
  goTo,
  goToFinish,
  idOf,
  samlOf,
  targetOf,
} from './saml-requests.js';

/** A path of this server that a browser may be sent to; nothing else of what a provider names is used as an address. */
const OWN_PATH = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1999}$/;

/**
 * Where providers post their answers (assertion consumer service). It needs no cookie and signs nobody in: it keeps what was checked and
 * sends the browser on, to the page that knows which browser began. Refusals too are told there, in words.
 */
export function createAcsEndpoint(deps: HttpDeps): RequestHandler {
  const limitRate = createRateLimit(ANSWERS);
  return async (request, response) => {
    const connectionId = idOf(request);
    await limitRate(`${networkOf(request.ip)} ${connectionId}`);
    const form = await formOf(deps, request, response);
    if (typeof form === 'string') return goToFinish(deps, response, { refusal: form });
    const { saml } = deps.signIn;
    const connection = await samlOf(deps, connectionId);
    if (!connection) return goToFinish(deps, response, { refusal: 'connection_unusable' });
    const received = await saml.receive(contextOf(deps, response), connection, form);
    if (received.outcome === 'begin') goTo(deps, response, beginAgain(connectionId, received));
    else goToFinish(deps, response, targetOf(received));
  };
}

/** What began at the provider begins anew here: of its RelayState only a path of ours is kept. */
function beginAgain(
  connectionId: string,
  { relayState = '' }: Extract<Received, { outcome: 'begin' }>,
): string {
  const path = beginPath(connectionId);
  return OWN_PATH.test(relayState)
    ? `${path}?${new URLSearchParams({ return: relayState }).toString()}`
    : path;
}

/** Our metadata, for the provider of one connection. */
export function createSamlMetadataEndpoint(deps: HttpDeps): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Fault('route.method', { allow: 'GET, HEAD' });
    }
    const { saml } = deps.signIn;
    const connection = await samlOf(deps, idOf(request));
    if (!connection) throw new Fault('connection.missing');
    const body = await saml.metadataOf(contextOf(deps, response), connection);
    const headers = {
      'content-type': 'application/samlmetadata+xml',
      'content-disposition': 'inline; filename="metadata.xml"',
    };
    sendAnswer(deps, response, { status: 200, headers, body });
  };
}
