import mongoose from 'mongoose';
import { collectionName, toRow } from '#adapters/mongo/collections.js';
import { COLLECTIONS, type Collection, type Searchable, type Stored } from '#store/index.js';
import type { InsertMembers } from './rest-rows.js';
import type { BulkInsert } from './seed.js';

/** MongoDB takes a thousand documents in one message; SQLite needs no such help. */
export async function bulkInsert(storeUrl: string): Promise<
  | {
      insert: BulkInsert;
      insertMembers: InsertMembers;
      close(): Promise<void>;
    }
  | undefined
> {
  if (!storeUrl.startsWith('mongodb')) return undefined;
  const connection = await mongoose.createConnection(storeUrl).asPromise();
  const into = async (
    name: 'scimUsers' | 'members',
    rows: readonly { readonly record: Stored; readonly searchable: Searchable }[],
  ): Promise<void> => {
    const declaration = COLLECTIONS[name] as unknown as Collection<Stored>;
    const documents = rows.map(({ record, searchable }) => toRow(declaration, record, searchable));
    const table = connection.collection(collectionName(declaration));
    await table.insertMany(documents as never[], { ordered: false });
  };
  return {
    insert: (rows) =>
      into(
        'scimUsers',
        rows.map(({ user, searchable }) => ({ record: user, searchable })),
      ),
    insertMembers: (rows) => into('members', rows),
    close: () => connection.close(),
  };
}
