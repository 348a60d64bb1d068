import type { Instant } from '#kernel/index.js';
import type { Ceiling } from './ceilings.js';
import { collection, type Stored } from './record.js';

/** What a host application shows to be let in. The key itself is shown once; only its hash is kept. */
export interface ApiKey extends Stored {
  readonly organizationId: string;
  readonly name: string;
  /** SHA-256 of the key, hex */
  readonly hash: string;
  /** the first characters, by which people recognize the key */
  readonly prefix: string;
  /** permissions (`members:read`), never more than its maker held */
  readonly scopes: readonly string[];
  /** roles that the maker could give and manage; absent: all that the scopes cover */
  readonly ceiling?: Pick<Ceiling, 'grants' | 'manages'>;
  readonly expiresAt?: Instant;
  readonly revoked: boolean;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
  readonly createdBy: { readonly kind: string; readonly id?: string; readonly name: string };
  /** when its organization is to be notified that it expires; absent: notified already, or revoked */
  readonly noticeAt?: Instant;
}

export const apiKeys = collection<ApiKey>({
  name: 'api-keys',
  columns: {
    organizationId: 'shared',
    hash: 'text',
    revoked: 'boolean',
    expiresAt: 'text',
    noticeAt: 'text',
  },
  required: ['organizationId', 'hash', 'revoked'],
  unique: [{ name: 'hash', on: ['hash'] }],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'live', on: ['organizationId', 'revoked', 'expiresAt'] },
    { name: 'notice', on: ['noticeAt'], present: 'noticeAt' },
  ],
});
