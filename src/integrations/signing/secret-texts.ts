import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { Fault } from '#kernel/index.js';

/** `v1`: HMAC-SHA256 by a secret that both sides have. `v1a`: ed25519, the receiver has the public key only. */
export type SignatureScheme = 'v1' | 'v1a';

/** What signs, as bytes: of `v1` 24 to 64 of a secret, of `v1a` the 32 of the seed of an ed25519 key (RFC 8032 section 5.1.5). */
export interface SigningSecret {
  readonly scheme: SignatureScheme;
  readonly bytes: Buffer;
}

/** What verifies `v1a`, 32 bytes. */
export interface VerifyingKey {
  readonly scheme: 'v1a-public';
  readonly bytes: Buffer;
}

const SECRET_PREFIX = 'whsec_';
const PRIVATE_PREFIX = 'whsk_';
const PUBLIC_PREFIX = 'whpk_';

/** Standard Webhooks 1.0: between 24 and 64 bytes. */
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const NEW_SECRET_BYTES = 32;

const SEED_BYTES = 32;

/** Some libraries write the public key behind the seed. */
const SEED_AND_PUBLIC_BYTES = 64;

/** PKCS#8 and SubjectPublicKeyInfo of ed25519 (RFC 8410) are these bytes and the 32 of the key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export function newSecret(scheme: SignatureScheme): SigningSecret {
  const length = scheme === 'v1' ? NEW_SECRET_BYTES : SEED_BYTES;
  return { scheme, bytes: randomBytes(length) };
}

/**
 * A secret of the caller's own: `whsec_` or `whsk_` and base64, or bare base64, which is taken for one of `v1`. Text that is no base64 is
 * refused: one side would take it for bytes and the other for text. Fault `endpoint_secret.invalid`.
 */
export function readSecret(text: string): SigningSecret {
  if (text.startsWith(PRIVATE_PREFIX)) return readSeed(text.slice(PRIVATE_PREFIX.length));
  const bytes = readBase64(text.startsWith(SECRET_PREFIX) ? text.slice(6) : text);
  if (!bytes || bytes.length < MIN_SECRET_BYTES || bytes.length > MAX_SECRET_BYTES) {
    throw new Fault('endpoint_secret.invalid');
  }
  return { scheme: 'v1', bytes };
}

function readSeed(text: string): SigningSecret {
  const bytes = readBase64(text);
  if (bytes?.length !== SEED_BYTES && bytes?.length !== SEED_AND_PUBLIC_BYTES) {
    throw new Fault('endpoint_secret.invalid');
  }
  const seed = bytes.subarray(0, SEED_BYTES);
  const rest = bytes.subarray(SEED_BYTES);
  if (rest.length > 0 && !rest.equals(publicBytesOf(seed))) {
    throw new Fault('endpoint_secret.invalid');
  }
  return { scheme: 'v1a', bytes: Buffer.from(seed) };
}

/** As the receiver is given it: of `v1` the secret, shown once; of `v1a` the public key. */
export function receiverText({ scheme, bytes }: SigningSecret): string {
  return scheme === 'v1'
    ? `${SECRET_PREFIX}${bytes.toString('base64')}`
    : `${PUBLIC_PREFIX}${publicBytesOf(bytes).toString('base64')}`;
}

/** `whpk_` and base64 of 32 bytes. Fault `endpoint_secret.invalid`. */
export function readPublicKey(text: string): VerifyingKey {
  const isPublic = text.startsWith(PUBLIC_PREFIX);
  const bytes = isPublic ? readBase64(text.slice(PUBLIC_PREFIX.length)) : undefined;
  if (bytes?.length !== SEED_BYTES) throw new Fault('endpoint_secret.invalid');
  return { scheme: 'v1a-public', bytes };
}

export function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

export function publicKeyOf(bytes: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
}

/** Of a seed, 32 bytes. */
export function publicBytesOf(seed: Buffer): Buffer {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return spki.subarray(SPKI.length);
}

/** Undefined: it is no base64 (RFC 4648 section 4), with or without the padding. */
function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const again = bytes.toString('base64').replace(/=+$/, '');
  return again === text.replace(/=+$/, '') ? bytes : undefined;
}
