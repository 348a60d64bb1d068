import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** The key that wraps the others. It comes from the settings or from a file, and is never in the database. */
export interface SecretsKey {
  /** by which two secrets keys are told apart; says nothing of the key itself */
  readonly fingerprint: string;
  /** `place` is bound to the result, so that a wrapped key cannot be put in the place of another one */
  wrap(place: string, key: Buffer): string;
  /** @throws Error when it was wrapped by another secrets key, for another place, or was damaged */
  unwrap(place: string, wrapped: string): Buffer;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSecretsKey(text: string): SecretsKey {
  const derive = (purpose: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', text, '', purpose, bytes));
  const wrappingKey = derive('muster wrapping', 32);
  return {
    fingerprint: derive('muster fingerprint', 8).toString('hex'),
    wrap(place, key) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, wrappingKey, nonce).setAAD(Buffer.from(place));
      const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), wrapped]).toString('base64url');
    },
    unwrap(place, text) {
      const bytes = Buffer.from(text, 'base64url');
      const tagEnd = NONCE_BYTES + TAG_BYTES;
      const options = { authTagLength: TAG_BYTES };
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, wrappingKey, nonce, options)
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(NONCE_BYTES, tagEnd));
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]);
    },
  };
}
