import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What verifies: a shared secret, or the public key of the sender. */
export type VerifyingKey =
  | { readonly scheme: 'v1'; readonly secret: Buffer }
  | { readonly scheme: 'v1a'; readonly key: KeyObject };

/** What signs: a shared secret, or a private key. */
export type SigningKey =
  | { readonly scheme: 'v1'; readonly secret: Buffer }
  | { readonly scheme: 'v1a'; readonly key: KeyObject };

const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const KEY_BYTES = 32;

/** PKCS#8 and SubjectPublicKeyInfo of ed25519 (RFC 8410) are these bytes and the 32 of the key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

const EXPECTED =
  'expected whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32 bytes, as it was shown when the endpoint was made';

/** `whsec_…`, `v1,whsec_…`, bare base64, or `whpk_…`. @throws TypeError with the reason */
export function readVerifyingKey(text: string): VerifyingKey {
  const key = String(text).trim();
  if (key.startsWith('whsk_')) {
    throw new TypeError(
      'The key is a private one (whsk_…); a receiver needs the public one (whpk_…).',
    );
  }
  const publicText = /^(?:v1a,)?whpk_(.*)$/s.exec(key)?.[1];
  if (publicText === undefined) return { scheme: 'v1', secret: readSecret(key) };
  const bytes = readBase64(publicText);
  if (bytes?.length !== KEY_BYTES) {
    throw new TypeError(`The public key cannot be read: ${EXPECTED}.`);
  }
  const spki = Buffer.concat([SPKI, bytes]);
  return { scheme: 'v1a', key: createPublicKey({ key: spki, format: 'der', type: 'spki' }) };
}

/** `whsec_…`, `v1,whsec_…`, bare base64, or `whsk_…`. @throws TypeError with the reason */
export function readSigningKey(text: string): SigningKey {
  const key = String(text).trim();
  const privateText = /^(?:v1a,)?whsk_(.*)$/s.exec(key)?.[1];
  if (privateText === undefined) return { scheme: 'v1', secret: readSecret(key) };
  const bytes = readBase64(privateText);
  // some write the public key behind the seed
  if (bytes?.length !== KEY_BYTES && bytes?.length !== 2 * KEY_BYTES) {
    throw new TypeError('The private key cannot be read: expected whsk_ and base64 of 32 bytes.');
  }
  const pkcs8 = Buffer.concat([PKCS8, bytes.subarray(0, KEY_BYTES)]);
  return { scheme: 'v1a', key: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }) };
}

function readSecret(text: string): Buffer {
  const bytes = readBase64(text.replace(/^(?:v1,)?whsec_/, ''));
  if (!bytes) throw new TypeError(`The secret is no base64: ${EXPECTED}.`);
  if (bytes.length < MIN_SECRET_BYTES || bytes.length > MAX_SECRET_BYTES) {
    throw new TypeError(`The secret has ${bytes.length} bytes: ${EXPECTED}.`);
  }
  return bytes;
}

/** Undefined: it is no base64 (RFC 4648 section 4), with or without the padding. */
function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const again = bytes.toString('base64').replace(/=+$/, '');
  return again === text.replace(/=+$/, '') ? bytes : undefined;
}
