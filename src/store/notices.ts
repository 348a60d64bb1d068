import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A notice inside the product: what the matrix sends `in_app`, and everything that was mailed, too. */
export interface Notice extends Stored {
  readonly organizationId: string;
  readonly memberId: string;
  /** name in the notice matrix */
  readonly notice: string;
  /** the journal entry that it is about */
  readonly journalId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly readAt?: Instant;
}

export const notices = collection<Notice>({
  name: 'notices',
  columns: {
    organizationId: 'shared',
    memberId: 'text',
    notice: 'shared',
    journalId: 'text',
    readAt: 'text',
  },
  required: ['organizationId', 'memberId', 'notice', 'journalId'],
  unique: [{ name: 'once', on: ['memberId', 'journalId', 'notice'] }],
  indexes: [
    { name: 'member', on: ['memberId'] },
    { name: 'made', on: ['createdAt'] },
    { name: 'journal', on: ['journalId'] },
    { name: 'organization', on: ['organizationId'] },
  ],
});
