/**
 * What the bare limit of reads is made of: documents as commit 24911f6 kept them, in a table of its own with the indexes of its time,
 * parsed and written again. So the limit moves neither with our format nor with our way of asking. Nothing here follows the sources.
 */
import mongoose from 'mongoose';
import { loadDriver } from '#adapters/sqlite/driver.js';
import { idOf, userBody, userName, type Tenant } from './seed.js';

export interface FrozenUsers {
  get(id: string): Promise<unknown>;
  byName(connectionId: string, userName: string): Promise<unknown[]>;
  /** a hundred, by id */
  page(connectionId: string, offset: number): Promise<unknown[]>;
}

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const NOW = '2026-01-01T00:00:00.000Z';
const PAGE_SIZE = 100;
const BATCH_SIZE = 1_000;

function documentOf({ organizationId, connectionId }: Tenant, n: number) {
  const { schemas: _, externalId, [ENTERPRISE_USER]: enterprise, ...attributes } = userBody(n);
  return {
    id: idOf(1, n),
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    organizationId,
    connectionId,
    memberId: idOf(2, n),
    active: true,
    userNameKey: userName(n),
    displayNameKey: `user ${n}`,
    externalId: String(externalId),
    attributes,
    extensions: { 'urn:ietf:params:scim:schemas:extension:enterprise:2_0:User': enterprise },
  };
}

export async function seedFrozenUsers(url: string, tenant: Tenant, count: number): Promise<void> {
  const table = isMongo(url) ? await mongoTable(url) : await sqliteTable(url);
  for (let from = 0; from < count; from += BATCH_SIZE) {
    const numbers = Array.from({ length: Math.min(BATCH_SIZE, count - from) }, (_, n) => from + n);
    await table.insert(numbers.map((n) => documentOf(tenant, n)));
  }
  await table.close();
}

export async function openFrozenUsers(url: string): Promise<FrozenUsers> {
  return isMongo(url) ? mongoTable(url) : sqliteTable(url);
}

type Table = FrozenUsers & {
  insert(documents: readonly ReturnType<typeof documentOf>[]): Promise<void>;
  close(): Promise<void>;
};

function isMongo(url: string): boolean {
  return url.startsWith('mongodb');
}

/** Beside the file of the store. */
async function sqliteTable(url: string): Promise<Table> {
  const { DatabaseSync } = await loadDriver();
  const path = `${url.slice('sqlite:'.length)}.frozen`;
  const database = new DatabaseSync(path, { readOnly: false });
  database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA cache_size = -16000');
  database.exec(
    'CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, connectionId TEXT, userNameKey TEXT, doc TEXT);' +
      'CREATE UNIQUE INDEX IF NOT EXISTS names ON users (connectionId, userNameKey);' +
      'CREATE INDEX IF NOT EXISTS pages ON users (connectionId, id)',
  );
  const add = database.prepare('INSERT INTO users VALUES (?, ?, ?, ?)');
  const one = database.prepare('SELECT doc FROM users WHERE id = ?');
  const named = database.prepare(
    'SELECT doc FROM users WHERE connectionId = ? AND userNameKey = ?',
  );
  const some = database.prepare(
    `SELECT doc FROM users WHERE connectionId = ? ORDER BY id LIMIT ${PAGE_SIZE} OFFSET ?`,
  );
  const read = (row: { readonly doc?: unknown } | undefined): unknown =>
    row && JSON.parse(String(row.doc));
  return {
    get: async (id) => read(one.get(id)),
    byName: async (connectionId, name) => named.all(connectionId, name).map(read),
    page: async (connectionId, offset) => some.all(connectionId, offset).map(read),
    async insert(documents) {
      database.exec('BEGIN');
      for (const document of documents) {
        const { id, connectionId, userNameKey } = document;
        add.run(id, connectionId, userNameKey, JSON.stringify(document));
      }
      database.exec('COMMIT');
    },
    close: async () => database.close(),
  };
}

async function mongoTable(url: string): Promise<Table> {
  const connection = await mongoose.createConnection(url).asPromise();
  const table = connection.collection<{ _id: string }>('frozen_users');
  await table.createIndexes([
    { key: { connectionId: 1, userNameKey: 1 }, unique: true },
    { key: { connectionId: 1, _id: 1 } },
  ]);
  return {
    get: (id) => table.findOne({ _id: id }),
    byName: (connectionId, userNameKey) => table.find({ connectionId, userNameKey }).toArray(),
    page: (connectionId, offset) =>
      table.find({ connectionId }).sort({ _id: 1 }).skip(offset).limit(PAGE_SIZE).toArray(),
    async insert(documents) {
      await table.insertMany(documents.map(({ id, ...rest }) => ({ _id: id, ...rest })));
    },
    close: () => connection.close(),
  };
}
