import type { Writers } from '#store/index.js';
import { TransactionJournal } from './journal.js';
import type { JournalListener } from './organization-scope.js';

/* Deleted once every rule opens its transactions by `inOrganization` and appends by `scope.journal`. */

export const listeners: JournalListener[] = [];
const chains = new WeakMap<Writers, Map<string, TransactionJournal>>();

export function setListeners(heard: readonly JournalListener[]): void {
  listeners.splice(0, listeners.length, ...heard);
}

export function chainOf(tx: Writers, organizationId: string): TransactionJournal {
  const known = chains.get(tx) ?? new Map<string, TransactionJournal>();
  chains.set(tx, known);
  const chain = known.get(organizationId) ?? new TransactionJournal(tx, organizationId, listeners);
  known.set(organizationId, chain);
  return chain;
}
