import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * What a key signs, and nothing else: links and codes in mails, links that switch a notice off, cursors of SCIM lists, codes by which
 * people sign in and the browsers that are known.
 */
export type KeyPurpose = 'links' | 'unsubscribe' | 'cursors' | 'codes';

/** One generation of a key, wrapped by the secrets key, which is in no database. */
export interface SigningKey extends Stored {
  readonly purpose: KeyPurpose;
  /** 1, 2, 3 …; the newest that has begun signs */
  readonly generation: number;
  /** AES-256-GCM: nonce, tag and key, base64url */
  readonly wrapped: string;
  /** fingerprint of the secrets key */
  readonly wrappedBy: string;
  /** before it every process has read it */
  readonly signsFrom: Instant;
  /** until then it verifies; absent: as long as it is kept */
  readonly endsAt?: Instant;
  /** derived from an operator key, as all keys were before there were generations */
  readonly imported?: boolean;
}

export const signingKeys = collection<SigningKey>({
  name: 'signing-keys',
  columns: { purpose: 'text', generation: 'integer' },
  required: ['purpose', 'generation'],
  unique: [{ name: 'generation', on: ['purpose', 'generation'] }],
  indexes: [],
});
