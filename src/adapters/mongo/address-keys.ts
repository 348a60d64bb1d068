import type { mongo } from 'mongoose';
import { COLLECTIONS_WITH_ADDRESSES, rekeyed } from '#store/index.js';
import { UNIT_SEPARATOR } from './collections.js';
import { rewriteRows, type StoredRow } from './rewriting.js';

/**
 * Step 2: keys of addresses have their domain as A-labels. A record whose new key another one has keeps its old one. Records are found
 * by their old key, so that a step that was interrupted goes on where it stood.
 */
export async function rekeyAddresses(db: mongo.Db): Promise<void> {
  for (const { name, columns, isSearched } of COLLECTIONS_WITH_ADDRESSES) {
    const rows = db.collection<StoredRow>(name.replaceAll('-', '_'));
    const where = { [columns[0]]: { $regex: '[^\\x00-\\x7f]' } };
    const fields = [...columns, 'organizationId', 'search.email'];
    await rewriteRows(rows, { where, fields }, (row) => {
      const change = rekeyed(row, columns);
      if (!change) return undefined;
      const scope = String(row['organizationId']);
      const facets = change.words.map((word) => [scope, 'word', word].join(UNIT_SEPARATOR));
      const email = change.keys['emailKey'];
      const search = isSearched && row['search'] !== undefined && email !== undefined;
      return {
        $set: { ...change.keys, ...(search && { 'search.email': email }) },
        ...(search && { $addToSet: { facets: { $each: facets } } }),
      };
    });
  }
}
