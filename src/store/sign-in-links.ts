import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A link that the operator made with `muster sign-in`: one use, ten minutes. */
export interface SignInLink extends Stored {
  /** SHA-256 of the link's token, hex */
  readonly hash: string;
  readonly email: string;
  readonly emailKey: string;
  /** the organization whose owner the person becomes */
  readonly ownerOf?: string;
  readonly expiresAt: Instant;
  readonly usedAt?: Instant;
}

export const signInLinks = collection<SignInLink>({
  name: 'sign-in-links',
  columns: { hash: 'text', expiresAt: 'text' },
  required: ['hash', 'expiresAt'],
  unique: [{ name: 'hash', on: ['hash'] }],
  indexes: [{ name: 'end', on: ['expiresAt'] }],
});
