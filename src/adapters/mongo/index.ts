/**
 * Owns how the port is kept in a MongoDB replica set, through Mongoose; never knows what the
 * records are for.
 */
import type { Store } from '#store/index.js';
import type { MongoJobBackend } from './agenda-backend/index.js';

export { openMongoStore, type MongoStoreOptions } from './stores.js';
export { inspect, migrate, mongoMigrations, type MongoHandle } from './migrations.js';
export type { MongoJobBackend } from './agenda-backend/index.js';

/**
 * Agenda's backend over the connection of an open store of this adapter. Loaded only where jobs
 * run. @throws TypeError for a store that another adapter keeps
 */
export async function openMongoJobBackend(store: Store): Promise<MongoJobBackend> {
  const { createMongoJobBackend } = await import('./agenda-backend/index.js');
  return createMongoJobBackend(store);
}
