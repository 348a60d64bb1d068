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
  // by UTF-16 units, as texts compare
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const one = (value as Readonly<Record<string, unknown>>)[key];
    if (one === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${sortedJson(one)}`;
  }
  return `{${text}}`;
}
