import type { mongo } from 'mongoose';
import { searchableOfEntry, type JournalEntry } from '#store/index.js';
import { facetKey } from './collections.js';
import { rewriteRows, type StoredRow } from './rewriting.js';

/**
 * The members and addresses that entries of earlier releases name get their facets, and rows of sheets the address by which an erasure
 * finds them. Done again without harm.
 */
export async function indexSubjectsOfEntries(db: mongo.Db): Promise<void> {
  await db
    .collection('task_rows')
    .updateMany({ key: { $exists: true } }, [{ $set: { address: '$key' } }]);
  const rows = db.collection<StoredRow>('journal');
  const fields = ['organizationId', 'target', 'before', 'after'];
  await rewriteRows(rows, { where: { facets: { $exists: false } }, fields }, (row) => {
    const entry = row as unknown as JournalEntry;
    const searchable = searchableOfEntry(entry);
    if (!searchable) return undefined;
    const facets = searchable.facets.map(([name, value]) =>
      facetKey(entry.organizationId, name, value),
    );
    return { $set: { search: searchable.search, facets } };
  });
}
