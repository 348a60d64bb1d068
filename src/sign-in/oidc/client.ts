import { X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, importPKCS8, type JWK } from 'jose';
import * as openid from 'openid-client';
import { systemClock, type Context } from '#kernel/index.js';
import type { HttpClient } from '#outgoing/index.js';
import type { OidcConnection, OidcProvider } from '#store/index.js';
import type { ClientSecrets, SamlKeys } from '../keys/index.js';
import { ProviderRefusal } from '../refusals/index.js';
import { SKEW_SECONDS } from './tokens.js';

/** Answers of the token endpoint and of UserInfo. */
const MAX_ANSWER_BYTES = 512 * 1_024;

export interface ClientDeps {
  readonly outgoing: HttpClient;
  readonly keys: SamlKeys;
  readonly clientSecrets: ClientSecrets;
}

/** A connection with which a request can be made. */
export interface ReadyConnection {
  readonly provider: OidcProvider;
  readonly clientId: string;
}

/** Refusal `connection_unusable`: it is not set up. */
export function requireReady({ provider, clientId }: OidcConnection): ReadyConnection {
  if (!provider) throw new ProviderRefusal('connection_unusable', { reason: 'no provider' });
  if (clientId === undefined) {
    throw new ProviderRefusal('connection_unusable', { reason: 'no client ID' });
  }
  return { provider, clientId };
}

/** What openid-client needs of one connection. It fetches by our guarded client alone, and nothing by itself. */
export async function clientFor(
  deps: ClientDeps,
  ctx: Context,
  connection: OidcConnection,
): Promise<openid.Configuration> {
  const { provider, clientId } = requireReady(connection);
  const config = new openid.Configuration(
    metadataOf(provider),
    clientId,
    {
      [openid.clockSkew]: Math.round((ctx.clock.now() - systemClock.now()) / 1_000),
      [openid.clockTolerance]: SKEW_SECONDS,
    },
    await authenticationOf(deps, ctx, connection),
  );
  config[openid.customFetch] = guardedFetch(deps.outgoing);
  // the guarded client decides which places are spoken to by http
  openid.allowInsecureRequests(config);
  return config;
}

function metadataOf(provider: OidcProvider): openid.ServerMetadata {
  const { userinfoEndpoint, endSessionEndpoint, algorithms } = provider;
  return {
    issuer: provider.issuer,
    authorization_endpoint: provider.authorizationEndpoint,
    token_endpoint: provider.tokenEndpoint,
    ...(userinfoEndpoint !== undefined && { userinfo_endpoint: userinfoEndpoint }),
    ...(endSessionEndpoint !== undefined && { end_session_endpoint: endSessionEndpoint }),
    id_token_signing_alg_values_supported: [...algorithms],
    authorization_response_iss_parameter_supported: provider.namesItself,
  };
}

/** By the secret as the provider prefers it, or by a signature of our key. Refusal `client_refused`: there is no secret. */
async function authenticationOf(
  { keys, clientSecrets }: ClientDeps,
  ctx: Context,
  connection: OidcConnection,
): Promise<openid.ClientAuth> {
  if (connection.clientAuthentication === 'private_key_jwt') {
    const { signing, certificate } = await keys.open(ctx, connection);
    const { kid } = await publicKeyOf(certificate);
    const key = await importPKCS8(signing, 'RS256');
    return openid.PrivateKeyJwt({ key: key as CryptoKey, ...(kid !== undefined && { kid }) });
  }
  const secret = await clientSecrets.open(connection);
  if (secret === undefined) throw new ProviderRefusal('client_refused', { reason: 'no secret' });
  const methods = connection.provider?.clientAuthentications ?? [];
  return methods.includes('client_secret_basic') || !methods.includes('client_secret_post')
    ? openid.ClientSecretBasic(secret)
    : openid.ClientSecretPost(secret);
}

/** A public key of ours as providers read it. */
export async function publicKeyOf(certificate: string): Promise<JWK> {
  const jwk = new X509Certificate(certificate).publicKey.export({ format: 'jwk' }) as JWK;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'RS256' };
}

function guardedFetch(outgoing: HttpClient): openid.CustomFetch {
  return async (url, { method, headers, body }) => {
    const answer = await outgoing.request(url, {
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...textOf(body),
      maxBytes: MAX_ANSWER_BYTES,
    });
    const isEmpty = answer.status === 204 || answer.status === 304;
    return new Response(isEmpty ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

function textOf(body: openid.FetchBody): { readonly body?: string } {
  if (body instanceof URLSearchParams) return { body: body.toString() };
  return typeof body === 'string' ? { body } : {};
}
