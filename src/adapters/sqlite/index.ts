/** Owns how records are kept in a SQLite file; never knows what they mean. */
import type { Store } from '#store/index.js';
import type { SqliteJobBackend } from './agenda-backend/index.js';

export { inspect, migrate, openSqliteStore } from './sqlite-store.js';
export type { SqliteOptions, SqliteStore } from './sqlite-store.js';
export { sqliteMigrations, type SqliteMigration } from './migrations.js';
export type { SqliteConnection } from './connections.js';
export type { WriterLimits } from './writer.js';
export type { SqliteJobBackend } from './agenda-backend/index.js';

/**
 * Agenda's backend over an open store of this adapter. Loaded only where jobs run: Agenda costs a start as much as the rest of
 * the adapter. @throws TypeError for a store that another adapter keeps
 */
export async function openSqliteJobBackend(store: Store): Promise<SqliteJobBackend> {
  const { createSqliteJobBackend } = await import('./agenda-backend/index.js');
  return createSqliteJobBackend(store);
}
