import { mongo } from 'mongoose';
import { Fault, newId, type Clock, type Log } from '#kernel/index.js';
import { DECLARED, VERSION_1 } from '#store/index.js';
import type { Collection, Migration, MigrationState, Stored } from '#store/index.js';
import { rekeyAddresses } from './address-keys.js';
import { connect } from './connection.js';
import { markDuplicateAddresses } from './duplicate-addresses.js';
import { guarded, isDuplicateKey } from './faults.js';
import { indexSubjectsOfEntries } from './journal-subjects.js';
import { createMissing, dropEndedIndexes, findMissing } from './missing.js';
import { respellKeys } from './spelling-keys.js';

/**
 * What a migration works with: the driver's database, with the durable write concern of the
 * connection.
 */
export type MongoHandle = mongo.Db;

/**
 * The way forward. A step must be able to run again after a crash in its middle; transactions are
 * its own choice.
 */
export const mongoMigrations: readonly Migration<MongoHandle>[] = [
  {
    version: 1,
    name: 'collections and indexes',
    up: async (db) => {
      await createMissing(db, VERSION_1);
    },
  },
  {
    version: 2,
    name: 'one key of an address',
    up: rekeyAddresses,
  },
  {
    version: 3,
    name: 'one key of a spelling',
    up: respellKeys,
  },
  {
    version: 4,
    name: 'members with one address',
    up: markDuplicateAddresses,
  },
  {
    version: 5,
    name: 'persons that journal entries name',
    up: indexSubjectsOfEntries,
  },
  {
    // no collection says which fields must be there, and the unique key is made anew as it is declared
    version: 6,
    name: 'accounts without an address',
    up: () => Promise.resolve(),
  },
  {
    version: 7,
    name: 'indexes that nothing asks',
    up: dropEndedIndexes,
  },
  {
    version: 8,
    name: 'records by number in facets',
    // tables of SQLite only
    up: () => Promise.resolve(),
  },
  {
    version: 9,
    name: 'times of the journal by its order',
    up: dropEndedIndexes,
  },
  {
    version: 10,
    name: 'records said once',
    // rows of SQLite only
    up: () => Promise.resolve(),
  },
  {
    version: 11,
    name: 'columns in fewer bytes',
    // rows of SQLite, and indexes of both
    up: dropEndedIndexes,
  },
];

export interface Migrating {
  readonly db: MongoHandle;
  readonly clock: Clock;
  readonly log: Log;
  readonly migrations: readonly Migration<MongoHandle>[];
  /** what must be there once the steps are done */
  readonly declared: readonly Collection<Stored>[];
}

/**
 * `schema`: how far the database is. `lock`: who is at it, and until when if nothing more is heard.
 */
interface StateRow {
  readonly _id: 'schema' | 'lock';
  readonly version?: number;
  readonly holder?: string;
  /** milliseconds since 1970 */
  readonly until?: number;
}

const LEASE_MS = 30_000;
const RENEWAL_MS = 5_000;
const WAIT_MS = 100;
const MAX_WAIT_MS = 2 * LEASE_MS;

function stateRows(db: MongoHandle): mongo.Collection<StateRow> {
  return db.collection<StateRow>('schema_version');
}

type Schema = Pick<Migrating, 'db' | 'migrations' | 'declared'>;

async function stateOf({ db, migrations, declared }: Schema): Promise<MigrationState> {
  const row = await stateRows(db).findOne({ _id: 'schema' });
  const current = row?.version ?? 0;
  const pending = migrations
    .filter(({ version }) => version > current)
    .map(({ version, name }) => ({ version, name }));
  const missing = current === 0 ? [] : await findMissing(db, declared);
  return { current, target: migrations.at(-1)?.version ?? 0, pending, missing };
}

function refuseNewer({ current, target }: MigrationState): void {
  if (current <= target) return;
  const reason =
    `The database has schema version ${current}, this release of Muster knows ${target}. ` +
    'Start the newer release, or restore a backup made before the upgrade.';
  throw new Fault('store.unsuitable', { reason, current, target });
}

async function tryLock({ db, clock }: Migrating, holder: string): Promise<boolean> {
  const now = clock.now();
  try {
    await stateRows(db).updateOne(
      { _id: 'lock', until: { $lte: now } },
      { $set: { holder, until: now + LEASE_MS } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    // the lock is there and not run out: the upsert met its id
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function lock(migrating: Migrating, holder: string): Promise<void> {
  for (let waited = 0; waited <= MAX_WAIT_MS; waited += WAIT_MS) {
    if (await tryLock(migrating, holder)) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  const reason = 'Another process has been migrating this database for a minute; wait for it.';
  throw new Fault('store.contention', { reason });
}

/**
 * Runs `work` while no other process does the same; a process that dies holds the lock for half a
 * minute more.
 */
async function withMigrationLock(migrating: Migrating, work: () => Promise<void>): Promise<void> {
  const { db, clock, log } = migrating;
  const holder = newId();
  await lock(migrating, holder);
  const renewal = setInterval(() => {
    const until = clock.now() + LEASE_MS;
    stateRows(db)
      .updateOne({ _id: 'lock', holder }, { $set: { until } })
      .catch((error: unknown) => {
        log.warn({ error: String(error) }, 'The lock of the migration could not be renewed.');
      });
  }, RENEWAL_MS);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await stateRows(db)
      .deleteOne({ _id: 'lock', holder })
      .catch(() => undefined);
  }
}

async function bringUp(migrating: Migrating): Promise<void> {
  const { db, log, migrations, declared } = migrating;
  // looked up again: the process that held the lock before may have done it all
  const { current } = await stateOf(migrating);
  for (const { version, name, up } of migrations) {
    if (version <= current) continue;
    log.info({ version, name }, 'Migrating the database.');
    await up(db);
    await stateRows(db).updateOne({ _id: 'schema' }, { $set: { version } }, { upsert: true });
  }
  const made = await createMissing(db, declared);
  if (made.length > 0) log.info({ made }, 'Made collections and indexes that were missing.');
}

/**
 * Brings the database up to date: the steps first, then what is declared and not there. Or refuses:
 * data of a newer release always, anything to do under `refuse`.
 */
export async function prepare(migrating: Migrating, mode: 'auto' | 'refuse'): Promise<void> {
  const state = await stateOf(migrating);
  refuseNewer(state);
  const { current, target, pending, missing } = state;
  if (pending.length + missing.length === 0) return;
  if (mode === 'refuse') {
    const reason =
      'The database has pending migrations, and this process was told not to run them; ' +
      'make a backup and run `muster migrate`.';
    throw new Fault('store.unsuitable', { reason, current, target, pending, missing });
  }
  await withMigrationLock(migrating, () => bringUp(migrating));
}

async function withDatabase<T>(url: string, work: (db: MongoHandle) => Promise<T>): Promise<T> {
  const { connection, db } = await connect(url);
  try {
    return await guarded(() => work(db));
  } finally {
    await connection.destroy();
  }
}

type Replaced = Partial<Pick<Migrating, 'migrations' | 'declared'>>;

/** How far the database is; changes nothing. Faults as of `openMongoStore`. */
export function inspect(
  url: string,
  { migrations = mongoMigrations, declared = DECLARED }: Replaced = {},
): Promise<MigrationState> {
  return withDatabase(url, (db) => stateOf({ db, migrations, declared }));
}

/** Brings the database to the version of this program and returns where it stood before. */
export function migrate({
  url,
  clock,
  log,
  migrations = mongoMigrations,
  declared = DECLARED,
}: Pick<Migrating, 'clock' | 'log'> &
  Replaced & { readonly url: string }): Promise<MigrationState> {
  return withDatabase(url, async (db) => {
    const before = await stateOf({ db, migrations, declared });
    await prepare({ db, clock, log, migrations, declared }, 'auto');
    return before;
  });
}
