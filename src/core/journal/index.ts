/**
 * Owns reading the journal: pages and exports, verification of its chain of hashes, retention. Never appends by itself except for
 * `journal.purged`. Entries are appended in `tenancy`, in the transaction of the change.
 */
export { createJournal } from './journal.js';
export type { JournalFilter } from './journal.js';
