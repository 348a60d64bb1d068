import mongoose from 'mongoose';
import { toRow } from '#adapters/mongo/collections.js';
import { COLLECTIONS, type Collection, type Stored } from '#store/index.js';
import type { BulkInsert } from './seed.js';

/** MongoDB takes a thousand documents in one message; SQLite needs no such help. */
export async function bulkInsert(
  storeUrl: string,
): Promise<{ insert: BulkInsert; close(): Promise<void> } | undefined> {
  if (!storeUrl.startsWith('mongodb')) return undefined;
  const connection = await mongoose.createConnection(storeUrl).asPromise();
  const users = connection.collection('scim_users');
  const declaration = COLLECTIONS.scimUsers as unknown as Collection<Stored>;
  return {
    async insert(rows) {
      const documents = rows.map(({ user, searchable }) => toRow(declaration, user, searchable));
      await users.insertMany(documents as never[], { ordered: false });
    },
    close: () => connection.close(),
  };
}
