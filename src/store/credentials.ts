import type { Instant } from '#kernel/index.js';
import type { Ceiling } from './ceilings.js';
import { collection, type Stored } from './record.js';

export type Scope = 'users:read' | 'users:write' | 'groups:read' | 'groups:write';

/** A public key as RFC 7517 writes it, without everything that is not needed to check a signature. */
export interface PublicKey {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid?: string;
  readonly alg?: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

/** Whose signed assertions stand for a client (RFC 7523 section 3). All three claims are compared as they are. */
export interface Trust {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly keys: readonly PublicKey[];
  /** longest life of an assertion, seconds */
  readonly assertionSeconds: number;
}

/**
 * What opens a connection: a bearer token, or a client that is given access tokens for its secret or for assertions of whom it
 * trusts. Token and secret are shown once and kept nowhere.
 */
export interface Credential extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly kind: 'token' | 'client';
  readonly name: string;
  /** the first characters of token or secret, by which a person recognises it; a client with a trust has none */
  readonly prefix?: string;
  /**
   * SHA-256 of the whole token or secret, hex. They are 256 random bits, so a slow hash would protect nothing more. A client with
   * a trust has none.
   */
  readonly hash?: string;
  /** of a client without a secret */
  readonly trust?: Trust;
  readonly scopes: readonly Scope[];
  /** of the maker; absent: the operator's, or made before ceilings were kept, which is no limit */
  readonly ceiling?: Ceiling;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
  /** when its organization is to be notified that it expires; absent: no notice is left */
  readonly noticeAt?: Instant;
}

export const credentials = collection<Credential>({
  name: 'credentials',
  columns: { connectionId: 'shared', hash: 'text', noticeAt: 'text' },
  required: ['connectionId'],
  unique: [{ name: 'hash', on: ['hash'], present: 'hash' }],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'notice', on: ['noticeAt'], present: 'noticeAt' },
  ],
});
