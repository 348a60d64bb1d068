import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * A journal entry of which members are still to be notified, written in its transaction. The recipients are found afterwards
 * (notifications/recipients): holders of a role can be many, and a seat that is given must not wait for them.
 */
export interface PendingNotification extends Stored {
  readonly organizationId: string;
  /** name in the catalogue of notices, or one of the host application's own */
  readonly notice: string;
  /** the journal entry that it is about */
  readonly journalId: string;
  /** absent: the members whose roles receive the notice */
  readonly memberIds?: readonly string[];
  /** true: the members whom the matrix names are notified, too */
  readonly alsoRoles?: boolean;
  /** values of the placeholders; plain ones, never a secret */
  readonly data: Readonly<Record<string, unknown>>;
  readonly dueAt: Instant;
  readonly attempts: number;
  /** one record for each key; entries with the same key are notified together, or once */
  readonly onceKey: string;
  /** kept for a while after the notice, so that the next entry with its key is not notified */
  readonly lasting?: boolean;
}

export const tellings = collection<PendingNotification>({
  name: 'tellings',
  columns: { organizationId: 'shared', dueAt: 'text', onceKey: 'text', journalId: 'text' },
  required: ['organizationId', 'dueAt', 'onceKey'],
  unique: [{ name: 'once', on: ['onceKey'] }],
  indexes: [
    { name: 'due', on: ['dueAt'] },
    // finds what a clock wrote that was set back since
    { name: 'written', on: ['updatedAt'] },
    { name: 'organization', on: ['organizationId'] },
    { name: 'journal', on: ['journalId'] },
  ],
});
