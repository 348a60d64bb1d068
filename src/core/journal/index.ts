/**
 * Owns reading the journal: pages and exports, verification of its chain of hashes, retention, and taking a person out of entries. Never
 * appends by itself except for `journal.purged` and `journal.erased`. Entries are appended in `tenancy`, in the transaction of the change.
 */
export { eraseFromEntries } from './erase.js';
export { createJournal } from './journal.js';
export { firstSequenceSince } from './times.js';
export type { JournalFilter } from './journal.js';
