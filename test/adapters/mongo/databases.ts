import { randomBytes } from 'node:crypto';
import { createConnection, type mongo } from 'mongoose';
import { silentLog, systemClock } from '#kernel/index.js';
import { openMongoStore, type MongoStoreOptions } from '#adapters/mongo/index.js';
import { databaseOf } from '../../../src/adapters/mongo/stores.js';
import type { Store } from '#store/index.js';

/** The replica set that tests may use; undefined when there is none. */
export const replicaSet = process.env['MUSTER_TEST_MONGODB_URL'];

/** The URL of a database that nobody else uses. */
export function freshUrl(server = replicaSet ?? ''): string {
  const url = new URL(server);
  url.pathname = `/muster_test_${randomBytes(6).toString('hex')}`;
  return url.href;
}

export function open(url: string, change: Partial<MongoStoreOptions> = {}): Promise<Store> {
  return openMongoStore({ url, clock: systemClock, log: silentLog, migrate: 'auto', ...change });
}

/** A store, and the commands that it has sent since `sent` was emptied last: `find organizations`, `commitTransaction`. */
export async function openWatched(url: string): Promise<{ store: Store; sent: string[] }> {
  const sent: string[] = [];
  const store = await open(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`);
  databaseOf(store).client.on('commandStarted', ({ command }: { command: mongo.BSON.Document }) => {
    const [name, collection] = Object.entries(command)[0] ?? [];
    sent.push(typeof collection === 'string' ? `${name} ${collection}` : String(name));
  });
  return { store, sent };
}

/** Looks at the database past the adapter. */
export async function inDatabase<T>(url: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const connection = await createConnection(url).asPromise();
  try {
    return await work(connection.db!);
  } finally {
    await connection.destroy();
  }
}

export async function dropDatabase(url: string): Promise<void> {
  await inDatabase(url, (db) => db.dropDatabase());
}
