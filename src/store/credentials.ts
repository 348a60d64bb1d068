import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

export type Scope = 'users:read' | 'users:write' | 'groups:read' | 'groups:write';

/** A bearer token of a connection. The token itself is shown once and kept nowhere. */
export interface Credential extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly kind: 'token';
  readonly name: string;
  /** the first characters, by which a person recognises it */
  readonly prefix: string;
  /** SHA-256 of the whole token, hex. Tokens are 256 random bits, so a slow hash would protect nothing more. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
}

export const credentials = collection<Credential>({
  name: 'credentials',
  columns: { connectionId: 'text', hash: 'text' },
  required: ['connectionId', 'hash'],
  unique: [{ name: 'hash', on: ['hash'] }],
  indexes: [{ name: 'connection', on: ['connectionId'] }],
});
