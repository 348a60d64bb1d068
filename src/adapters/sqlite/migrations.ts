import { Fault, instant, type Clock, type Log } from '#kernel/index.js';
import type { Migration, MigrationState } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import { createSchema } from './schema.js';

export type SqliteMigration = Migration<SqliteConnection>;

/**
 * Steps from an empty database to the present one. Each runs in one transaction with the line that records it, so that a crash
 * in its middle leaves nothing of it.
 */
export const sqliteMigrations: readonly SqliteMigration[] = [
  {
    version: 1,
    name: 'first tables',
    up: async (connection) => {
      for (const statement of createSchema()) connection.exec(statement);
    },
  },
];

/** Where a database stands. Fault `store.unsuitable` when it is a database of something else. Changes nothing. */
export function stateOf(
  connection: SqliteConnection,
  migrations: readonly SqliteMigration[],
): MigrationState {
  const current = currentOf(connection);
  const pending = migrations.filter((migration) => migration.version > current);
  return {
    current,
    target: migrations.at(-1)?.version ?? 0,
    pending: pending.map(({ version, name }) => ({ version, name })),
  };
}

function currentOf(connection: SqliteConnection): number {
  const names = connection
    .all(`SELECT name FROM sqlite_schema WHERE type = 'table'`, [])
    .map((row) => row['name']);
  if (names.includes('schema_version')) {
    const row = connection.get('SELECT max(version) AS version FROM schema_version', []);
    return Number(row?.['version'] ?? 0);
  }
  if (names.length === 0) return 0;
  throw new Fault('store.unsuitable', {
    reason: 'The file holds tables, but not those of Muster; name another file.',
  });
}

/**
 * Brings the database to the version of this program. Faults `store.unsuitable`: it is newer than the program, or there are
 * steps to do and `mode` is `refuse`.
 */
export async function bringUp(
  connection: SqliteConnection,
  migrations: readonly SqliteMigration[],
  mode: 'auto' | 'refuse',
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const { current, target, pending } = stateOf(connection, migrations);
  if (current > target) {
    throw new Fault('store.unsuitable', {
      reason: 'The database was written by a newer Muster; start that one or restore a backup.',
      current,
      target,
    });
  }
  if (pending.length > 0 && mode === 'refuse') {
    throw new Fault('store.unsuitable', {
      reason: 'The database is older than this program; make a backup and run `muster migrate`.',
      current,
      target,
      pending,
    });
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    await step(connection, migration, clock);
    log.info({ version: migration.version, name: migration.name }, 'database migrated');
  }
}

async function step(
  connection: SqliteConnection,
  migration: SqliteMigration,
  clock: Clock,
): Promise<void> {
  connection.exec('BEGIN IMMEDIATE');
  try {
    // another process may have done it while this one waited for the lock
    if (currentOf(connection) < migration.version) {
      connection.exec(
        `CREATE TABLE IF NOT EXISTS schema_version
          (version INTEGER PRIMARY KEY, name TEXT NOT NULL, appliedAt TEXT NOT NULL)`,
      );
      await migration.up(connection);
      connection.run('INSERT INTO schema_version (version, name, appliedAt) VALUES (?, ?, ?)', [
        migration.version,
        migration.name,
        instant(clock.now()),
      ]);
    }
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.database.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}
