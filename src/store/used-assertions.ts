import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** An assertion, or a logout request, that was taken once: every process refuses it from then on. */
export interface UsedAssertion extends Stored {
  readonly connectionId: string;
  /** SHA-256 of connection and the assertion's ID, hex */
  readonly key: string;
  /** its NotOnOrAfter and the skew that is allowed */
  readonly keepUntil: Instant;
}

export const usedAssertions = collection<UsedAssertion>({
  name: 'used-assertions',
  columns: { connectionId: 'shared', key: 'text', keepUntil: 'text' },
  required: ['connectionId', 'key', 'keepUntil'],
  unique: [{ name: 'assertion', on: ['key'] }],
  indexes: [
    { name: 'end', on: ['keepUntil'] },
    { name: 'connection', on: ['connectionId'] },
  ],
});
