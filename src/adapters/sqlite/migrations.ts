import { Fault, instant, type Clock, type Log } from '#kernel/index.js';
import type { Collection, Migration, MigrationState, Stored } from '#store/index.js';
import { rekeyAddresses } from './address-keys.js';
import type { SqliteConnection } from './connections.js';
import { letAddressesBeAbsent } from './absent-addresses.js';
import { markDuplicateAddresses } from './duplicate-addresses.js';
import { numberFacets } from './facet-numbers.js';
import { indexSubjectsOfEntries } from './journal-subjects.js';
import { createMissing, dropEndedIndexes, findMissing } from './missing.js';
import { createSchema } from './first-schema.js';
import { shortenColumns } from './short-columns.js';
import { respellKeys } from './spelling-keys.js';
import { tellOnce } from './told-once.js';

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
  {
    version: 2,
    name: 'one key of an address',
    up: async (connection) => {
      rekeyAddresses(connection);
    },
  },
  {
    version: 3,
    name: 'one key of a spelling',
    up: async (connection) => respellKeys(connection),
  },
  {
    version: 4,
    name: 'members with one address',
    up: async (connection) => markDuplicateAddresses(connection),
  },
  {
    version: 5,
    name: 'persons that journal entries name',
    up: async (connection) => indexSubjectsOfEntries(connection),
  },
  {
    version: 6,
    name: 'accounts without an address',
    up: async (connection) => letAddressesBeAbsent(connection),
  },
  {
    version: 7,
    name: 'indexes that nothing asks',
    up: async (connection) => dropEndedIndexes(connection),
  },
  {
    version: 8,
    name: 'records by number in facets',
    up: async (connection) => numberFacets(connection),
  },
  {
    version: 9,
    name: 'times of the journal by its order',
    up: async (connection) => dropEndedIndexes(connection),
  },
  {
    version: 10,
    name: 'records said once',
    up: async (connection) => tellOnce(connection),
  },
  {
    version: 11,
    name: 'columns in fewer bytes',
    up: async (connection) => shortenColumns(connection),
  },
];

/** What the data of this program looks like: steps that change it, and what is declared. */
export interface Schema {
  readonly migrations: readonly SqliteMigration[];
  readonly declared: readonly Collection<Stored>[];
}

/** Where a database stands. Fault `store.unsuitable` when it is a database of something else. Changes nothing. */
export function stateOf(
  connection: SqliteConnection,
  { migrations, declared }: Schema,
): MigrationState {
  const current = currentOf(connection);
  const pending = migrations.filter((migration) => migration.version > current);
  return {
    current,
    target: migrations.at(-1)?.version ?? 0,
    pending: pending.map(({ version, name }) => ({ version, name })),
    missing: current === 0 ? [] : findMissing(connection, declared),
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
 * Brings the database to the version of this program: the steps first, then what is declared and not there. Faults
 * `store.unsuitable`: it is newer than the program, or there is something to do and `mode` is `refuse`.
 */
export async function bringUp(
  connection: SqliteConnection,
  schema: Schema,
  mode: 'auto' | 'refuse',
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const { current, target, pending, missing } = stateOf(connection, schema);
  if (current > target) {
    throw new Fault('store.unsuitable', {
      reason: 'The database was written by a newer Muster; start that one or restore a backup.',
      current,
      target,
    });
  }
  if (pending.length + missing.length > 0 && mode === 'refuse') {
    throw new Fault('store.unsuitable', {
      reason: 'The database is older than this program; make a backup and run `muster migrate`.',
      current,
      target,
      pending,
      missing,
    });
  }
  for (const migration of schema.migrations) {
    if (migration.version <= current) continue;
    await step(connection, migration, clock);
    log.info({ version: migration.version, name: migration.name }, 'database migrated');
  }
  const made = createMissing(connection, schema.declared);
  if (made.length > 0) log.info({ made }, 'tables, columns and indexes made');
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
    connection.sharedTexts.forgetUncommitted();
    throw error;
  }
}
