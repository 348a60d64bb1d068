import { hash } from 'node:crypto';
import type { JournalLine } from '#store/index.js';

/** Over the line as JSON with sorted keys, so that both databases and every version of Muster come to the same. */
export function hashOfEntry(line: Omit<JournalLine, 'hash'>): string {
  return hash('sha256', sorted(line), 'hex');
}

/** Whether a kept line is what it was when it was written. */
export function isIntact({ hash: kept, ...line }: JournalLine): boolean {
  return hashOfEntry(line) === kept;
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => sorted(one ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join(',')}}`;
}
