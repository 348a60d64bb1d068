import type { mongo } from 'mongoose';
import { COLLECTIONS_WITH_ADDRESSES, rekeyed } from '#store/index.js';
import { UNIT_SEPARATOR } from './collections.js';
import { isDuplicateKey } from './faults.js';

/**
 * Step 2: keys of addresses have their domain as A-labels. A record whose new key another one has keeps its old one. Each record by
 * itself, found by its old key, so that a step that was interrupted goes on where it stood.
 */
export async function rekeyAddresses(db: mongo.Db): Promise<void> {
  for (const { name, columns, isSearched } of COLLECTIONS_WITH_ADDRESSES) {
    const rows = db.collection<mongo.Document & { _id: string }>(name.replaceAll('-', '_'));
    for await (const row of rows.find({ [columns[0]]: { $regex: '[^\\x00-\\x7f]' } })) {
      const change = rekeyed(row, columns);
      if (!change) continue;
      const scope = String(row['organizationId']);
      const facets = change.words.map((word) => [scope, 'word', word].join(UNIT_SEPARATOR));
      const email = change.keys['emailKey'];
      const search = isSearched && row['search'] !== undefined && email !== undefined;
      try {
        await rows.updateOne(
          { _id: row._id, version: row['version'] as number },
          {
            $set: { ...change.keys, ...(search && { 'search.email': email }) },
            ...(search && { $addToSet: { facets: { $each: facets } } }),
          },
        );
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }
}
