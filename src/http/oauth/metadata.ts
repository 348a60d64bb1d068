import type { RequestHandler } from 'express';
import { ALL_SCOPES, ASSERTION_ALGORITHMS } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { issuerOf, tokenUrlOf } from './addresses.js';
import { answersMethod, sendJson } from './answers.js';

/**
 * Authorization server metadata (RFC 8414). The same for every connection, also for one that does not exist, so that strangers cannot learn
 * which ones do.
 */
export function createMetadataEndpoint(deps: HttpDeps): RequestHandler {
  return (request, response) => {
    if (!answersMethod(deps, 'GET', request, response)) return;
    const connectionId = String(request.params['connectionId']);
    const base = deps.baseUrlOf(request);
    sendJson(deps, response, {
      issuer: issuerOf(base, connectionId),
      token_endpoint: tokenUrlOf(base, connectionId),
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: ALL_SCOPES,
      token_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    });
  };
}
