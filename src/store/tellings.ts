import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * A fact of which members are still to be told, written in its transaction. Who they are is looked up afterwards
 * (directory/notices/spread): holders of a role can be many, and a seat that is given must not wait for them.
 */
export interface PendingNotification extends Stored {
  readonly organizationId: string;
  /** name in the catalogue of notices, or one of the host application's own */
  readonly notice: string;
  /** the journal line it tells of */
  readonly journalId: string;
  /** absent: whoever has a role that is told */
  readonly memberIds?: readonly string[];
  /** beside those: who a matrix names is told, too */
  readonly alsoRoles?: boolean;
  /** what the words are filled with; plain values, never a secret */
  readonly data: Readonly<Record<string, unknown>>;
  readonly dueAt: Instant;
  readonly attempts: number;
  /** one telling for one fact; several facts of one key that comes twice are told together, or once */
  readonly onceKey: string;
  /** stays for a while when it was told, so that the next fact of its key is not */
  readonly lasting?: boolean;
}

export const tellings = collection<PendingNotification>({
  name: 'tellings',
  columns: { organizationId: 'text', dueAt: 'text', onceKey: 'text' },
  required: ['organizationId', 'dueAt', 'onceKey'],
  unique: [{ name: 'once', on: ['onceKey'] }],
  indexes: [
    { name: 'due', on: ['dueAt'] },
    { name: 'organization', on: ['organizationId'] },
  ],
});
