import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** What a host application shows to be let in. The key itself is shown once; only its hash is kept. */
export interface ApiKey extends Stored {
  readonly organizationId: string;
  readonly name: string;
  /** SHA-256 of the key, hex */
  readonly hash: string;
  /** the first characters, by which people tell keys apart */
  readonly prefix: string;
  /** permissions (`members:read`), never more than its maker held */
  readonly scopes: readonly string[];
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
  readonly createdBy: { readonly kind: string; readonly id?: string; readonly name: string };
  /** days before the end for which a notice went out */
  readonly noticed?: readonly number[];
}

export const apiKeys = collection<ApiKey>({
  name: 'api-keys',
  columns: { organizationId: 'text', hash: 'text', expiresAt: 'text' },
  required: ['organizationId', 'hash'],
  unique: [{ name: 'hash', on: ['hash'] }],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'end', on: ['expiresAt'], present: 'expiresAt' },
  ],
});
