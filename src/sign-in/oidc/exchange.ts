import * as openid from 'openid-client';
import type { Context } from '#kernel/index.js';
import { OutgoingError } from '#outgoing/index.js';
import type { OidcConnection } from '#store/index.js';
import { ProviderRefusal, type RefusalCode } from '../refusals/index.js';
import { addressesOf } from './addresses.js';
import type { Claims } from './claims.js';
import { clientFor, type ClientDeps } from './client.js';
import type { FlowValues } from './flow-values.js';
import { isWithPkce } from './requests.js';

export interface Exchanged {
  readonly idToken: string;
  readonly accessToken: string;
  readonly config: openid.Configuration;
}

/** The code for tokens, in one request. `state`, `iss`, nonce and PKCE are checked on the way. Refusals in words, whatever went wrong. */
export async function exchangeCode(
  deps: ClientDeps,
  ctx: Context,
  connection: OidcConnection,
  { query, values }: { readonly query: string; readonly values: FlowValues },
): Promise<Exchanged> {
  const config = await clientFor(deps, ctx, connection);
  const { redirect } = addressesOf(connection, connection.issuedFor);
  try {
    const tokens = await openid.authorizationCodeGrant(config, new URL(`${redirect}?${query}`), {
      expectedState: values.state,
      expectedNonce: values.nonce,
      idTokenExpected: true,
      ...(isWithPkce(ctx, connection) && { pkceCodeVerifier: values.verifier }),
    });
    return { idToken: tokens.id_token ?? '', accessToken: tokens.access_token, config };
  } catch (error) {
    throw exchangeRefusal(error, connection);
  }
}

/** Claims of UserInfo, of the same person. Refusal `userinfo_failed`. */
export async function readUserinfo(
  { config, accessToken }: Exchanged,
  subject: string,
): Promise<Claims> {
  try {
    return await openid.fetchUserInfo(config, accessToken, subject);
  } catch (error) {
    const { reason, message } = describe(error);
    throw new ProviderRefusal('userinfo_failed', { reason, message }, { cause: error });
  }
}

const BY_CLAIM: Readonly<Record<string, RefusalCode>> = {
  iss: 'token_issuer',
  aud: 'token_audience',
  azp: 'token_audience',
  nonce: 'token_nonce',
  exp: 'token_expired',
  nbf: 'token_expired',
  iat: 'token_expired',
  auth_time: 'authn_stale',
};

/** The words for what openid-client refused. */
function exchangeRefusal(error: unknown, { provider }: OidcConnection): ProviderRefusal {
  if (error instanceof ProviderRefusal) return error;
  const options = { cause: error };
  if (error instanceof openid.AuthorizationResponseError) {
    const details = { error: short(error.error), description: short(error.error_description) };
    // OpenID Connect Core, error code of Unmet Authentication Requirements 1.0
    const isContext = error.error === 'unmet_authentication_requirements';
    const code = isContext ? 'authn_context_refused' : 'answer_error';
    return new ProviderRefusal(code, details, options);
  }
  if (error instanceof openid.ResponseBodyError) {
    const isClient = error.error === 'invalid_client' || error.error === 'unauthorized_client';
    const details = { error: short(error.error), description: short(error.error_description) };
    return new ProviderRefusal(isClient ? 'client_refused' : 'code_refused', details, options);
  }
  const { reason, message, claim, said, isOutside } = describe(error);
  if (isOutside) return new ProviderRefusal('provider_unreachable', { reason, message }, options);
  if (claim !== undefined) {
    const expected = claim === 'iss' ? { expected: provider?.issuer ?? '' } : {};
    return new ProviderRefusal(
      BY_CLAIM[claim] ?? 'token_unreadable',
      { claim, ...expected },
      options,
    );
  }
  if (/response parameter "iss"|"iss" \(issuer\) response parameter/.test(said))
    return new ProviderRefusal('answer_issuer', {}, options);
  if (/id_token/.test(said)) return new ProviderRefusal('token_missing', {}, options);
  if (/JWT "alg"/.test(said)) return new ProviderRefusal('token_algorithm', {}, options);
  return new ProviderRefusal('answer_unreadable', { reason, message }, options);
}

interface Described {
  readonly reason: string;
  readonly message: string;
  /** the claim that did not fit */
  readonly claim?: string;
  /** the sentence of the innermost error, which names what is wrong */
  readonly said: string;
  /** nothing came, or nothing of the protocol */
  readonly isOutside: boolean;
}

const OUTSIDE = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];
const NO_JSON = ['OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR'];

function describe(error: unknown): Described {
  const chain: { code?: unknown; claim?: unknown; message?: unknown; cause?: unknown }[] = [];
  for (let at: unknown = error; typeof at === 'object' && at !== null && chain.length < 6;) {
    chain.push(at);
    at = (at as { cause?: unknown }).cause;
  }
  const outgoing = chain.find((one) => one instanceof OutgoingError);
  const code = chain.flatMap((one) => (typeof one.code === 'string' ? one.code : []))[0] ?? '';
  const said = chain
    .flatMap((one) => (typeof one.message === 'string' ? one.message : []))
    .join(' ');
  const named = chain.flatMap((one) => (typeof one.claim === 'string' ? one.claim : []))[0];
  const claim = named ?? /(?:JWT|ID Token) "(\w+)" \(/.exec(said)?.[1];
  const isKnown = error instanceof Error && code.startsWith('OAUTH_');
  if (!outgoing && !isKnown) throw error;
  return {
    reason: outgoing ? outgoing.reason : code.replace(/^OAUTH_/, '').toLowerCase(),
    message: short(outgoing?.message ?? (error as Error).message),
    ...(claim !== undefined && { claim }),
    said,
    isOutside: outgoing !== undefined || [...OUTSIDE, ...NO_JSON].includes(code),
  };
}

function short(text: unknown): string {
  return typeof text === 'string' ? text.slice(0, 300) : 'none';
}
