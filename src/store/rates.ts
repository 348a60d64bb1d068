import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** How often something was done in a stretch of time. Of no use once that is over, and swept away then. */
export interface Rate extends Stored {
  /** what is counted, for whom; addresses as hashes */
  readonly key: string;
  readonly count: number;
  readonly resetsAt: Instant;
}

export const rates = collection<Rate>({
  name: 'rates',
  columns: { key: 'text', resetsAt: 'text' },
  required: ['key', 'resetsAt'],
  unique: [{ name: 'key', on: ['key'] }],
  indexes: [{ name: 'end', on: ['resetsAt'] }],
});
