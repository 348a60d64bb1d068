import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';
import type { Scope } from './credentials.js';

/** A short-lived token that a client was given. Kept apart from credentials: it is never listed, named or revoked alone. */
export interface AccessToken extends Stored {
  readonly connectionId: string;
  /** the credential that it was given to */
  readonly clientId: string;
  /** SHA-256 of the whole token, hex */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Instant;
  /** SHA-256 of client and id of the assertion that it was given for: a second use meets this key */
  readonly assertion?: string;
  /** when the record may go: the token has expired, and so has the assertion */
  readonly keepUntil: Instant;
}

export const accessTokens = collection<AccessToken>({
  name: 'access-tokens',
  columns: {
    connectionId: 'shared',
    clientId: 'text',
    hash: 'text',
    assertion: 'text',
    keepUntil: 'text',
  },
  required: ['connectionId', 'clientId', 'hash', 'keepUntil'],
  unique: [
    { name: 'hash', on: ['hash'] },
    { name: 'assertion', on: ['assertion'], present: 'assertion' },
  ],
  indexes: [
    { name: 'client', on: ['clientId'] },
    { name: 'end', on: ['connectionId', 'keepUntil'] },
  ],
});
