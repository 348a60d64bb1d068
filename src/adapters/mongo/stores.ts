import type { Connection, mongo } from 'mongoose';
import { Fault, isFault, type Clock, type Log } from '#kernel/index.js';
import {
  CommitCallbacks,
  RememberedReads,
  lazyWriters,
  DECLARED,
  type Collection,
  type CollectionName,
  type Migration,
  type Readers,
  type Store,
  type Stored,
  type StoreFigures,
  type TransactionOptions,
  type Writers,
} from '#store/index.js';
import { AppendedRows } from './appended-rows.js';
import { Batch } from './batches.js';
import { openTables, type Table, type Tables, type TallyRow } from './collections.js';
import { connect } from './connection.js';
import { failureOf, guarded } from './faults.js';
import { Lanes, readAhead, type Change } from './lanes.js';
import { mongoMigrations, prepare, type MongoHandle } from './migrations.js';
import { Questions, type Togetherness } from './questions.js';
import { reading, type Run } from './reading.js';
import { settle, type SettlingMeans } from './settling.js';
import { KnownTallies, readTally, TransactionTallies } from './tallies.js';
import { withRetries, type Attempt } from './transactions.js';
import { insertAll, writing } from './writing.js';

export interface MongoStoreOptions {
  /** `mongodb://…` or `mongodb+srv://…`; without a database in its path: `muster` */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  /** `auto` brings an older database up to date at start, `refuse` only looks */
  readonly migrate: 'auto' | 'refuse';
  /** instead of the adapter's own; for tests */
  readonly migrations?: readonly Migration<MongoHandle>[];
  /** instead of what is declared; for tests */
  readonly declared?: readonly Collection<Stored>[];
}

/** One attempt at a transaction: what it may write, and what is still to be written at its commit. */
interface UnitOfWork {
  readonly writers: Writers;
  readonly tallies: TransactionTallies;
  readonly callbacks: CommitCallbacks;
  flush(): Promise<void>;
}

/** By what an attempt may save commands. */
interface Means {
  /** whether tallies that this process wrote last are taken for what they are */
  readonly isTrusting: boolean;
  readonly togetherness: Togetherness;
}

class MongoStore implements Store {
  readonly kind = 'mongodb';
  readonly read: Readers;
  readonly #tables: Tables;
  readonly #tallies: mongo.Collection<TallyRow>;
  readonly #lanes = new Lanes((changes) => settle(this.#reaching(changes), this.#settling));
  readonly #knownTallies = new KnownTallies();
  /**
   * transactions asked for so far, and how many of them had been when the database was last found
   * away
   */
  #operationCount = 0;
  #lost = 0;
  #transactions = 0;
  #retries = 0;
  #closing: Promise<void> | undefined;

  constructor(
    readonly connection: Connection,
    readonly db: mongo.Db,
    private readonly log: Log,
  ) {
    this.#tables = openTables(connection);
    this.#tallies = db.collection<TallyRow>('tallies');
    this.#logOutages();
    this.read = this.#readers(undefined);
  }

  #readers(session: mongo.ClientSession | undefined): Readers {
    const outside = (table: Table): Run => {
      const source = { table, tables: this.#tables, session };
      return (operation) => this.#open(() => operation(source));
    };
    return {
      ...this.#perCollection((table) => reading(outside(table))),
      tallies: {
        get: (name: string) => this.#open(() => readTally(this.#tallies, session, name)),
      },
    } as unknown as Readers;
  }

  /** Its own end is no outage. */
  #logOutages(): void {
    const fields = { store: this.kind };
    this.connection.on('disconnected', () => {
      if (this.#closing !== undefined) return;
      this.log.warn(fields, 'The database does not answer; calls fail until it is back.');
    });
    this.connection.on('reconnected', () => {
      this.log.info(fields, 'The database answers again.');
    });
  }

  /** Runs a read; after `close` there is nothing more to be read. */
  async #open<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new Fault('service.stopping');
    return guarded(operation);
  }

  /**
   * The tables share their code and differ in their records, which only the port's types distinguish.
   */
  #perCollection<T>(make: (table: Table) => T): Partial<Record<CollectionName, T>> {
    return Object.fromEntries([...this.#tables].map(([name, table]) => [name, make(table)]));
  }

  #unitOfWork(attempt: Attempt, { isTrusting, togetherness }: Means): UnitOfWork {
    const tables = this.#tables;
    const questions = new Questions((operation) => attempt.run(operation), this.db, togetherness);
    const run: typeof attempt.run = (operation) => {
      // what was asked before a write does not see it
      questions.send();
      return attempt.run(operation);
    };
    const known = isTrusting ? this.#knownTallies : undefined;
    const tallies = new TransactionTallies(this.#tallies, run, known);
    const callbacks = new CommitCallbacks();
    const appended: AppendedRows[] = [];
    const writingOf = (table: Table) => {
      const inside: Run = (operation) => run((session) => operation({ table, tables, session }));
      const asking = { table, tables, ask: questions.ask.bind(questions) };
      const own = writing(inside, asking);
      if (!table.declaration.isAppended) return own;
      const rows = new AppendedRows(own, (list) => inside((source) => insertAll(source, list)));
      appended.push(rows);
      return rows;
    };
    const writers = lazyWriters(
      (name) => {
        const table = this.#tables.get(name);
        return table && new RememberedReads(writingOf(table));
      },
      {
        tallies,
        afterCommit: (callback) => {
          callbacks.add(callback);
        },
        ahead: async (reads) => {
          await Promise.all(reads());
        },
      },
    );
    const flush = async (): Promise<void> => {
      await tallies.flush();
      for (const rows of appended) await rows.flush();
    };
    return { writers, tallies, callbacks, flush };
  }

  /** How the changes of a lane are settled that wait together. */
  get #settling(): SettlingMeans {
    const togetherness = { isTogether: true };
    const known = this.#knownTallies;
    const means = {
      db: this.db,
      tables: this.#tables,
      tallies: this.#tallies,
      known,
      togetherness,
    };
    return {
      log: this.log,
      startSession: () => this.connection.getClient().startSession(),
      openBatch: (attempt) => new Batch(attempt, means),
      settleAlone: (change) => this.#settleAlone(change),
      onCommitted: () => {
        this.#transactions += 1;
      },
      onAway: () => {
        this.#foundAway();
      },
      onRetry: () => {
        this.#retries += 1;
      },
    };
  }

  /**
   * Those that were waiting in a lane when the database was found away fail with the one that found
   * it: each looking for itself, one after the other, would keep the last one waiting for minutes.
   */
  #reaching(changes: readonly Change[]): Change[] {
    const late = changes.filter(({ turn }) => turn <= this.#lost);
    for (const { reject } of late) reject(new Fault('store.unavailable'));
    return changes.filter(({ turn }) => turn > this.#lost);
  }

  #foundAway(): void {
    this.#lost = this.#operationCount;
  }

  async #settleAlone({ work, ahead, turn, resolve, reject }: Change): Promise<void> {
    try {
      if (turn <= this.#lost) throw new Fault('store.unavailable');
      const value = await this.#attempts(async (tx) => {
        await readAhead([{ ahead }], tx);
        return work(tx);
      });
      this.#transactions += 1;
      resolve(value);
    } catch (error) {
      if (isFault(error, 'store.unavailable')) this.#foundAway();
      reject(error);
    }
  }

  /**
   * One transaction, repeated until a commit holds. What the work made of an assumption that no commit proved is no answer: it is asked
   * again without any.
   */
  async #attempts<T>(work: (tx: Writers) => Promise<T>, isTrusting = true): Promise<T> {
    const means = { isTrusting, togetherness: { isTogether: true } };
    let unit: UnitOfWork | undefined;
    let isRefused = false;
    const repeating = {
      startSession: () => this.connection.getClient().startSession(),
      onRetry: () => {
        this.#retries += 1;
        unit?.tallies.failed(true);
      },
    };
    try {
      const value = await withRetries(repeating, async (attempt) => {
        isRefused = true;
        unit = this.#unitOfWork(attempt, means);
        const result = await work(unit.writers);
        await unit.flush();
        isRefused = false;
        return result;
      });
      unit?.tallies.committed();
      unit?.callbacks.run(this.log);
      return value;
    } catch (error) {
      unit?.tallies.failed(false);
      if (!isRefused || !unit?.tallies.hasAssumed || isFault(error, 'store.unavailable')) {
        throw error;
      }
      return this.#attempts(work, false);
    }
  }

  async transaction<T>(
    partition: string,
    work: (tx: Writers) => Promise<T>,
    { ahead }: TransactionOptions = {},
  ): Promise<T> {
    if (this.#closing !== undefined) throw new Fault('service.stopping');
    this.#operationCount += 1;
    return this.#lanes.submit(partition, { work, ahead, turn: this.#operationCount });
  }

  /** With `majority` alone, a server that has just become the primary may answer with less than the one before it did. */
  async readInOrder<T>(work: (read: Readers) => Promise<T>): Promise<T> {
    const client = this.connection.getClient();
    const session = await this.#open(() =>
      Promise.resolve(client.startSession({ causalConsistency: true })),
    );
    try {
      return await work(this.#readers(session));
    } finally {
      await session.endSession();
    }
  }

  async ping(): Promise<void> {
    if (this.#closing !== undefined) throw new Fault('service.stopping');
    try {
      await this.db.command({ ping: 1 });
    } catch (error) {
      throw new Fault('store.unavailable', {}, { cause: failureOf(error).error });
    }
  }

  figures(): StoreFigures {
    return { transactions: this.#transactions, retries: this.#retries };
  }

  close(): Promise<void> {
    this.#closing ??= this.#lanes.idle().then(() => this.connection.destroy());
    return this.#closing;
  }
}

/**
 * The database of an open store, for collections beside its own.
 * @throws TypeError for a store that another adapter keeps
 */
export function databaseOf(store: Store): mongo.Db {
  if (store instanceof MongoStore) return store.db;
  throw new TypeError('This store is not kept in MongoDB.');
}

/**
 * Opens the database and brings it up to date. Faults: `store.unavailable` when no server answers;
 * `store.unsuitable`, with a `reason`, for a standalone or too old server, refused credentials,
 * data of a newer release, or pending migrations under `migrate: 'refuse'`.
 */
export async function openMongoStore(options: MongoStoreOptions): Promise<Store> {
  const { url, clock, log, migrate, migrations = mongoMigrations, declared = DECLARED } = options;
  const { connection, db } = await connect(url);
  try {
    await guarded(() => prepare({ db, clock, log, migrations, declared }, migrate));
  } catch (error) {
    await connection.destroy();
    throw error;
  }
  return new MongoStore(connection, db, log);
}
