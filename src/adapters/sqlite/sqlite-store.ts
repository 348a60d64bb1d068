import { Fault, type Clock, type Log } from '#kernel/index.js';
import {
  COLLECTION_LIST,
  COLLECTIONS,
  CommitCallbacks,
  RememberedReads,
  lazyWriters,
  DECLARED,
  type Collection,
  type MigrationState,
  type Readers,
  type Store,
  type Stored,
  type StoreFigures,
  type TransactionOptions,
  type Writers,
} from '#store/index.js';
import { openConnection, type SqliteConnection } from './connections.js';
import { loadDriver } from './driver.js';
import { toFault } from './faults.js';
import { isThere, pathOf, prepare } from './files.js';
import {
  bringUp,
  sqliteMigrations,
  stateOf,
  type Schema,
  type SqliteMigration,
} from './migrations.js';
import { SqliteReading, SqliteTallies, withConnection, type Access } from './reading.js';
import { Scans, type ScanLimits } from './scans.js';
import { tableNamed } from './schema.js';
import { Writer, type Turn, type WriterLimits } from './writer.js';
import { SqliteWritableTallies, SqliteWriting } from './writing.js';

export interface SqliteOptions {
  /** `sqlite:<path>`, the path as the process sees it, or `sqlite::memory:` */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  /** what to do when the database is older than the program; one in memory is always made */
  readonly migrate: 'auto' | 'refuse';
  /** in place of Muster's own, for tests */
  readonly migrations?: readonly SqliteMigration[];
  /** in place of what is declared, for tests: what must be there */
  readonly declared?: readonly Collection<Stored>[];
  /** in place of the usual ones, for tests */
  readonly limits?: WriterLimits;
  readonly scanLimits?: ScanLimits;
}

export type SqliteStore = Store & {
  /** of the file; absent in memory */
  readonly path?: string;
};

/** The way to tables beside the store's own: reads as its readers do, writes that wait in line with its transactions. */
export interface ConnectionAccess {
  read<T>(work: (connection: SqliteConnection) => T): Promise<T>;
  /** `work` is one transaction and awaits nothing; it may be lost by a loss of power, not by the end of the process. */
  write<T>(work: (connection: SqliteConnection) => T): Promise<T>;
}

/** @throws TypeError for a store that another adapter keeps */
export function connectionAccessOf(store: Store): ConnectionAccess {
  if (store instanceof OpenSqlite) return store.connections;
  throw new TypeError('This store is not kept in SQLite.');
}

/**
 * The writer's own patience with another process: while SQLite waits the process stands still, so it waits little, and the
 * writer asks again later.
 */
const WRITER_BUSY_MS = 25;

/**
 * Opens the database, making the file and its folder when they are missing. Faults: `store.unavailable` when it cannot be
 * opened, `store.unsuitable` when it is newer than the program, older under `refuse`, or not Muster's.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<SqliteStore> {
  const path = pathOf(options.url);
  const driver = await loadDriver();
  if (path !== undefined) prepare(path);
  let writing: SqliteConnection | undefined;
  try {
    writing = openConnection(driver, path ?? ':memory:', 'write');
    const mode = path === undefined ? 'auto' : options.migrate;
    await bringUp(writing, schemaOf(options), mode, options);
    writing.exec(`PRAGMA busy_timeout = ${String(WRITER_BUSY_MS)}`);
    const reading = path === undefined ? writing : openConnection(driver, path, 'read');
    return new OpenSqlite(writing, reading, options, path);
  } catch (error) {
    writing?.close();
    throw toFault(error);
  }
}

function schemaOf({
  migrations,
  declared,
}: Pick<SqliteOptions, 'migrations' | 'declared'>): Schema {
  return { migrations: migrations ?? sqliteMigrations, declared: declared ?? DECLARED };
}

/** Where the database stands, without changing it; a file that is not there is at 0. */
export async function inspect(
  url: string,
  options: Pick<SqliteOptions, 'migrations' | 'declared'> = {},
): Promise<MigrationState> {
  const path = pathOf(url);
  const here = path !== undefined && isThere(path);
  let connection: SqliteConnection | undefined;
  try {
    const driver = await loadDriver();
    connection = openConnection(driver, here ? path : ':memory:', here ? 'inspect' : 'read');
    return stateOf(connection, schemaOf(options));
  } catch (error) {
    throw toFault(error);
  } finally {
    connection?.close();
  }
}

/** Brings the database to the version of this program and returns where it stood before. */
export async function migrate(
  options: Pick<SqliteOptions, 'url' | 'clock' | 'log' | 'migrations' | 'declared'>,
): Promise<MigrationState> {
  const before = await inspect(options.url, options);
  const store = await openSqliteStore({ ...options, migrate: 'auto' });
  await store.close();
  return before;
}

/**
 * `lane` says nothing here: there is one writer, so all transactions run one after the other. Readers of a file see what is
 * committed: while a transaction is open they have a connection of their own, else the writer's. In memory there is one connection,
 * and readers wait for the running batch.
 */
class OpenSqlite implements Store {
  readonly kind = 'sqlite';
  readonly read: Readers;
  readonly path?: string;
  readonly connections: ConnectionAccess = {
    read: (work) => withConnection(this.#access, work),
    write: async (work) => {
      if (this.#closed !== undefined) throw new Fault('service.stopping');
      return this.#writer.submit(async ({ memory }) => {
        memory.forget();
        return work(this.#writing);
      }, true);
    },
  };
  readonly #writing: SqliteConnection;
  readonly #reading: SqliteConnection;
  readonly #writer: Writer;
  readonly #access: Access;
  readonly #scans: Scans;
  readonly #log: Log;
  #closed: Promise<void> | undefined;

  constructor(
    writing: SqliteConnection,
    reading: SqliteConnection,
    options: SqliteOptions,
    path: string | undefined,
  ) {
    this.#log = options.log;
    this.#writing = writing;
    this.#reading = reading;
    this.#scans = new Scans(reading, path, options.scanLimits);
    const { hasThread } = this.#scans;
    const checkpoint = hasThread ? () => this.#scans.checkpoint() : undefined;
    this.#writer = new Writer(writing, options.log, options.limits, checkpoint);
    this.#access = {
      // its pages stay with it over its own commits, while each of them empties the cache of the other
      get connection() {
        return writing.database.isTransaction ? reading : writing;
      },
      scans: this.#scans,
      before: () => {
        if (this.#closed !== undefined) throw new Fault('service.stopping');
        return path === undefined ? this.#writer.batch() : undefined;
      },
    };
    this.read = readersOver(this.#access);
    if (path !== undefined) this.path = path;
  }

  async transaction<T>(
    _partition: string,
    work: (tx: Writers) => Promise<T>,
    { durability }: TransactionOptions = {},
  ): Promise<T> {
    if (this.#closed !== undefined) throw new Fault('service.stopping');
    const relaxed = durability === 'relaxed';
    const callbacks = new CommitCallbacks();
    const result = await this.#writer.submit(
      (turn) => work(writersOver(this.#writing, turn, callbacks)),
      relaxed,
    );
    callbacks.run(this.#log);
    return result;
  }

  async ping(): Promise<void> {
    await withConnection(this.#access, (connection) => {
      connection.get('SELECT max(version) FROM schema_version', []);
    });
  }

  /** There is one file, and one connection that reads it. */
  readInOrder<T>(work: (read: Readers) => Promise<T>): Promise<T> {
    return work(this.read);
  }

  figures(): StoreFigures {
    // the write lock is taken before a work begins, so no work is ever thought again
    return { transactions: this.#writer.committed, retries: 0 };
  }

  /** Between two batches. While another process reads or writes, the log stays until the next time. */
  async truncateLog(): Promise<void> {
    await this.#writer.idle();
    if (this.#closed === undefined) this.#writing.all('PRAGMA wal_checkpoint(TRUNCATE)', []);
  }

  close(): Promise<void> {
    this.#closed ??= this.#release();
    return this.#closed;
  }

  async #release(): Promise<void> {
    await this.#writer.idle();
    await this.#scans.close();
    try {
      if (this.#reading !== this.#writing) {
        this.#reading.close();
        // all is in the one file now, which can be copied as it is; the driver of older Nodes leaves an empty log beside it
        this.#writing.all('PRAGMA wal_checkpoint(TRUNCATE)', []);
      }
      this.#writing.close();
    } catch (error) {
      throw toFault(error);
    }
  }
}

function readersOver(access: Access): Readers {
  const entries = COLLECTION_LIST.map(([name, { name: collection }]) => [
    name,
    new SqliteReading(tableNamed(collection), access),
  ]);
  return { ...Object.fromEntries(entries), tallies: new SqliteTallies(access) } as Readers;
}

function writersOver(
  connection: SqliteConnection,
  turn: Turn,
  callbacks: CommitCallbacks,
): Writers {
  const access: Access = {
    connection,
    before: () => {
      if (turn.lost !== undefined) throw turn.lost;
      if (!turn.over) return turn.pause();
      throw new Error('This transaction is over: every read and write in it must be awaited.');
    },
  };
  return lazyWriters(
    (name) => {
      const table = tableNamed(COLLECTIONS[name].name);
      return new RememberedReads(new SqliteWriting(table, access, turn), turn.memory.of(name));
    },
    {
      tallies: new SqliteWritableTallies(access),
      // a look costs the same whenever it is made
      ahead: () => Promise.resolve(),
      afterCommit: (callback) => {
        callbacks.add(callback);
      },
    },
  );
}
