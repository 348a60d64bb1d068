import { hash } from 'node:crypto';
import type { JournalEntry } from '#store/index.js';

/** Over the line as JSON with sorted keys, so that both databases and every version of Muster come to the same. */
export function hashOfEntry(line: Omit<JournalEntry, 'hash'>): string {
  return hash('sha256', sortedJson(line), 'hex');
}

/** Whether a kept line is what it was when it was written. */
export function isIntact({ hash: storedHash, ...entry }: JournalEntry): boolean {
  return hashOfEntry(entry) === storedHash;
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => sortedJson(one ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sortedJson(one)}`).join(',')}}`;
}
