import { createPublicKey, type AsymmetricKeyDetails } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { Fault, type Context } from '#kernel/index.js';
import type { PublicKey, Trust } from '#store/index.js';

/** How an assertion may be signed. With keys that only its issuer has: never `none`, never a shared secret. */
export const ASSERTION_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** How far the issuer's clock may be from ours, seconds. */
const CLOCK_SKEW_SECONDS = 60;

/** What is left of an assertion once it is believed. */
export interface Assertion {
  /** names it among all of its issuer; a second use is a replay */
  readonly id: string;
  /** from then on it is refused anyway, milliseconds */
  readonly expiresAtMs: number;
}

/** Who an assertion says it is from. Not checked: good for finding whom to check it with, and for nothing else. */
export function unverifiedClaimsOf(jwt: string): { issuer: string; subject: string } | undefined {
  try {
    const { iss, sub } = decodeJwt(jwt);
    return typeof iss === 'string' && typeof sub === 'string'
      ? { issuer: iss, subject: sub }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks signature and claims as RFC 7523 section 3 asks. Keys come from the trust alone: nothing is fetched. Fault `client.invalid`,
 * with a `reason` once the signature has shown that it is the issuer who is asking.
 */
export async function verifyAssertion(ctx: Context, jwt: string, trust: Trust): Promise<Assertion> {
  const payload = await verifyJwt(ctx, jwt, trust).catch((error: unknown) => {
    throw new Fault('client.invalid', reasonOf(error), { cause: error });
  });
  const { aud, iat, nbf, exp = 0 } = payload;
  const now = Math.floor(ctx.clock.now() / 1_000);
  // an assertion that is meant for others as well could be used here by one of those
  if (Array.isArray(aud) && aud.length !== 1)
    throw invalidAssertion('it names more than one audience');
  if (iat !== undefined && iat > now + CLOCK_SKEW_SECONDS)
    throw invalidAssertion('it was issued in the future');
  // without `iat` it is at least as old as now
  const issuedAt = Math.min(iat ?? nbf ?? now, now + CLOCK_SKEW_SECONDS);
  if (exp - issuedAt > trust.assertionSeconds) {
    throw invalidAssertion(`it lives longer than ${trust.assertionSeconds} seconds`);
  }
  // Entra names its tokens by `uti` instead of `jti`
  const jti = payload.jti ?? payload['uti'];
  if (typeof jti !== 'string' || jti === '' || jti.length > 500)
    throw invalidAssertion('it has no jti');
  return { id: jti, expiresAtMs: (exp + CLOCK_SKEW_SECONDS) * 1_000 };
}

async function verifyJwt(ctx: Context, jwt: string, trust: Trust): Promise<JWTPayload> {
  const options = {
    algorithms: [...ASSERTION_ALGORITHMS],
    issuer: trust.issuer,
    subject: trust.subject,
    audience: trust.audience,
    clockTolerance: CLOCK_SKEW_SECONDS,
    currentDate: new Date(ctx.clock.now()),
    requiredClaims: ['exp'],
  };
  // one that is refused today may have been taken by an earlier version
  const usable = trust.keys.filter((key) => problemOf(key) === undefined);
  const keys = createLocalJWKSet({ keys: usable.map((key) => ({ ...key })) });
  try {
    return (await jwtVerify(jwt, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // the assertion does not say by which of several keys: all of them may have a look
    for await (const key of error) {
      try {
        return (await jwtVerify(jwt, key, options)).payload;
      } catch (keyError) {
        if (!(keyError instanceof errors.JWSSignatureVerificationFailed)) throw keyError;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** jose looks at claims after the signature only. */
function reasonOf(error: unknown): { reason?: string } {
  if (error instanceof errors.JWTExpired) return { reason: 'The assertion has expired.' };
  if (!(error instanceof errors.JWTClaimValidationFailed)) return {};
  return { reason: `The claim ${error.claim} of the assertion is not what this client trusts.` };
}

function invalidAssertion(reason: string): Fault {
  return new Fault('client.invalid', { reason: `The assertion is refused: ${reason}.` });
}

/** Fault `request.invalid` naming the first key that none of the algorithms could use. */
export function requireUsableKeys(keys: readonly PublicKey[]): void {
  keys.forEach((key, index) => {
    const problem = problemOf(key);
    if (problem === undefined) return;
    const field = `trust.jwks.keys[${index}]`;
    throw new Fault('request.invalid', { errors: [{ field, problem }] });
  });
}

function problemOf(key: PublicKey): string | undefined {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails } = createPublicKey({
      key: { ...key },
      format: 'jwk',
    });
    if (type === 'rsa') return problemOfRsa(key, asymmetricKeyDetails ?? {});
    const isSupported = type === 'ed25519' || asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isSupported ? undefined : 'must be of the curve P-256 or Ed25519';
  } catch {
    return 'is not a public key as RFC 7517 writes it';
  }
}

/** RFC 8017 section 3.1: with an exponent of 1 everybody can sign, and an even number has no inverse. */
function problemOfRsa(
  { n = '' }: PublicKey,
  { modulusLength: bits = 0, publicExponent = 0n }: AsymmetricKeyDetails,
): string | undefined {
  if (bits < 2_048 || bits > 8_192) return 'must have 2048 to 8192 bits';
  const isOdd = ((Buffer.from(n, 'base64url').at(-1) ?? 0) & 1) === 1;
  if (!isOdd) return 'must have an odd modulus';
  const isUsable = publicExponent >= 3n && publicExponent < 2n ** 32n && publicExponent % 2n === 1n;
  return isUsable ? undefined : 'must have an odd exponent from 3 to 4294967295, such as 65537';
}
