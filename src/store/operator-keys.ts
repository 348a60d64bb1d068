import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A key of an operator, beside those of the settings. The key itself is shown once; only its hash is kept. */
export interface OperatorKey extends Stored {
  readonly name: string;
  /** SHA-256 of the key, hex */
  readonly hash: string;
  /** the first characters, by which people recognize the key */
  readonly prefix: string;
  /** the name while it is valid: no two valid keys have the same */
  readonly liveName?: string;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
}

export const operatorKeys = collection<OperatorKey>({
  name: 'operator-keys',
  columns: { hash: 'text', liveName: 'text' },
  required: ['hash'],
  unique: [
    { name: 'hash', on: ['hash'] },
    { name: 'live', on: ['liveName'], present: 'liveName' },
  ],
  indexes: [],
});
