import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A request that was named by its caller, and the answer it got, for 24 hours. */
export interface IdempotencyKey extends Stored {
  /** SHA-256 of caller, operation and key, hex */
  readonly key: string;
  /** SHA-256 of path, query and body: another request under the same key is refused */
  readonly fingerprint: string;
  readonly status: 'running' | 'done';
  readonly answer?: {
    readonly status: number;
    /** JSON text; what is shown once only (a key, a link) is shown once only, and is left out here */
    readonly body?: string;
    readonly location?: string;
    readonly etag?: string;
    /** it told of a person who was erased since */
    readonly erased?: true;
  };
  readonly expiresAt: Instant;
}

export const idempotencyKeys = collection<IdempotencyKey>({
  name: 'idempotency-keys',
  columns: { key: 'text', expiresAt: 'text' },
  required: ['key', 'expiresAt'],
  unique: [{ name: 'key', on: ['key'] }],
  indexes: [{ name: 'end', on: ['expiresAt'] }],
  // ids of what the answer tells of
  searchScope: 'status',
});
