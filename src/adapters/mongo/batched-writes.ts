import { Fault } from '#kernel/index.js';
import { TransactionEnd } from './faults.js';
import { toRow } from './collections.js';
import type { Source } from './links.js';
import type { PendingRow } from './pending-rows.js';
import { sessionOf } from './reading.js';
import { insertAll, type NewRecord } from './writing.js';

/**
 * Writes rows of one collection as one command for each kind. What frees a key comes after what takes one: in another order than that of
 * the changes a key may seem taken and never free, so that no change is kept that should have been refused. A row that is not as it was
 * read ends the transaction with `record.stale`.
 */
export async function writeRows(source: Source, rows: readonly PendingRow[]): Promise<void> {
  const { declaration, rows: collection } = source.table;
  const inserted = rows.filter(({ kind }) => kind === 'insert').flatMap(newRecord);
  if (inserted.length > 0) await insertAll(source, inserted);
  const updates = rows.flatMap(({ id, kind, base, record, searchable }) => {
    if (kind !== 'update' || !record || base === undefined) return [];
    const replacement = toRow(declaration, record, searchable);
    return [{ replaceOne: { filter: { _id: id, version: base }, replacement } }];
  });
  if (updates.length > 0) {
    const { matchedCount } = await collection.bulkWrite(updates, sessionOf(source));
    requireAll(matchedCount, updates.length, declaration.name);
  }
  const removals = rows.flatMap(({ id, kind, base }) => {
    const filter = { _id: id, ...(base !== undefined && { version: base }) };
    return kind === 'remove' ? [{ deleteOne: { filter } }] : [];
  });
  if (removals.length > 0) {
    const { deletedCount } = await collection.bulkWrite(removals, sessionOf(source));
    requireAll(deletedCount, removals.length, declaration.name);
  }
}

function newRecord({ record, searchable }: PendingRow): NewRecord[] {
  return record ? [{ record, ...(searchable && { searchable }) }] : [];
}

function requireAll(met: number, asked: number, collection: string): void {
  if (met === asked) return;
  throw new TransactionEnd({ kind: 'other', error: new Fault('record.stale', { collection }) });
}
