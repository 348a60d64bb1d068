import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import type { Context } from '#kernel/index.js';
import type { OidcConnection, OidcProvider } from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import { ProviderRefusal } from '../refusals/index.js';
import { ALGORITHMS } from './discovery.js';
import { refetchKeys } from './refresh.js';

/** How far the two clocks may be apart, seconds. */
export const SKEW_SECONDS = 60;

export interface VerifiedToken {
  readonly claims: JWTPayload;
  /** with the keys by which it was verified */
  readonly connection: OidcConnection;
}

/**
 * Signature, issuer, audience and times of a token of the provider. A key that is not known, or does not fit, may be a new one: they are
 * fetched once and it is tried again. Refusals `token_…`.
 */
export async function verifyToken(
  deps: Pick<ProtocolDeps, 'core' | 'outgoing' | 'store'>,
  ctx: Context,
  connection: OidcConnection,
  { token, turn }: { readonly token: string; readonly turn: 'sign_in' | 'logout' },
): Promise<VerifiedToken> {
  try {
    return { claims: await verify(ctx, connection, token), connection };
  } catch (error) {
    const refusal = refusalOf(error, connection);
    if (refusal.code !== 'token_key') throw refusal;
    const fetched = await refetchKeys(deps, ctx, connection, turn);
    if (!fetched) throw refusal;
    try {
      return { claims: await verify(ctx, fetched, token), connection: fetched };
    } catch (again) {
      throw refusalOf(again, fetched);
    }
  }
}

async function verify(
  ctx: Context,
  { provider, clientId }: OidcConnection,
  token: string,
): Promise<JWTPayload> {
  if (!provider || clientId === undefined) throw new ProviderRefusal('connection_unusable');
  const keys = keysFor(provider, token);
  let failure: unknown = new errors.JWKSNoMatchingKey();
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [key] }), {
        issuer: provider.issuer,
        audience: clientId,
        algorithms: [...ALGORITHMS],
        requiredClaims: ['iat', 'exp'],
        currentDate: new Date(ctx.clock.now()),
        clockTolerance: SKEW_SECONDS,
      } satisfies JWTVerifyOptions);
      return payload;
    } catch (error) {
      failure = error;
      // another key may have made the signature; what a good signature says is final
      if (!isAboutKeys(error)) break;
    }
  }
  throw failure;
}

/** Those of the `kid` that the token names; all of its kind where it names none. */
function keysFor({ keys }: OidcProvider, token: string): OidcProvider['keys'] {
  const { kid } = decodeProtectedHeader(token);
  const named = keys.filter((key) => key.kid === kid);
  return kid === undefined ? keys : named;
}

function isAboutKeys(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWSSignatureVerificationFailed
  );
}

function refusalOf(error: unknown, { provider, clientId = '' }: OidcConnection): ProviderRefusal {
  if (error instanceof ProviderRefusal) return error;
  const options = { cause: error };
  if (isAboutKeys(error)) return new ProviderRefusal('token_key', {}, options);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return new ProviderRefusal('token_algorithm', {}, options);
  }
  if (error instanceof errors.JWTExpired) return new ProviderRefusal('token_expired', {}, options);
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload } = error;
    const received = String(payload[claim] ?? 'none').slice(0, 300);
    if (claim === 'iss') {
      const expected = provider?.issuer ?? '';
      return new ProviderRefusal('token_issuer', { expected, received }, options);
    }
    if (claim === 'aud') {
      return new ProviderRefusal('token_audience', { expected: clientId, received }, options);
    }
    if (claim === 'nbf') return new ProviderRefusal('token_expired', {}, options);
    return new ProviderRefusal('token_unreadable', { claim }, options);
  }
  if (error instanceof errors.JOSEError || error instanceof TypeError) {
    return new ProviderRefusal('token_unreadable', {}, options);
  }
  throw error;
}
