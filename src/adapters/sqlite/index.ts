/** Owns how records are kept in a SQLite file; never knows what they mean. */
export { inspect, migrate, openSqliteStore } from './sqlite-store.js';
export type { SqliteOptions, SqliteStore } from './sqlite-store.js';
export { sqliteMigrations, type SqliteMigration } from './migrations.js';
export type { SqliteConnection } from './connections.js';
export type { WriterLimits } from './writer.js';
