import type { Records } from './records.js';
import type { ColumnQuery, ColumnValues, FewQuery, QueryResult, Query, Term } from './query.js';
import type { Kept, Part } from './kept.js';
import type { Searchable } from './record.js';

/** Reads. Outside of a transaction they see what is committed; inside they see the transaction's own writes. */
export interface Reading<R> {
  get(id: string): Promise<R | undefined>;
  /** at most 1,000 ids; in no particular order; missing ones are left out */
  getMany(ids: readonly string[]): Promise<R[]>;
  /** the first by id */
  first(where: Term): Promise<R | undefined>;
  find(query: Query): Promise<QueryResult<R>>;
  /** with `limit` never more than that, and not counted on */
  count(where: Term, limit?: number): Promise<number>;
  /** Values of columns in the order of ids, without the records: for what is read of many of them. */
  columns(query: ColumnQuery): Promise<ColumnValues[]>;
  /**
   * Values of one column of the records that match, in no order; absent ones are left out. Undefined when more than `limit` match: then
   * nothing is looked at any further. For what is mostly found in few records, by a walk along an index that nothing narrows.
   */
  few(query: FewQuery): Promise<string[] | undefined>;
  /** `get`, with text in place of what no column says: for answers that are made of parts of it. All columns without a `part`. */
  getKept(id: string, part?: Part): Promise<Kept<R> | undefined>;
  /** `find`, likewise. */
  findKept(query: Query, part?: Part): Promise<QueryResult<Kept<R>>>;
}

/** Writes, inside of a transaction only. Faults: `record.exists`, `record.missing`, `record.stale`. */
export interface Writing<R> extends Reading<R> {
  /** Fault `record.exists` with details {collection, key} naming the unique key. */
  insert(record: R, searchable?: Searchable): Promise<void>;
  /** Inserts those that no unique key forbids; returns the ids of the inserted ones. Any number: the adapter cuts it up. */
  insertMissing(records: readonly R[]): Promise<string[]>;
  /**
   * Writes `record` over the version before it: the kept one must have `record.version - 1`. Faults: `record.stale` when it
   * has another, `record.missing` when it is gone, `record.exists` when a unique key is taken.
   */
  update(record: R, searchable?: Searchable): Promise<void>;
  /** Fault `record.missing`, or `record.stale` when a version is given and the kept one has another. */
  remove(id: string, version?: number): Promise<void>;
  /** Returns the ids of the removed ones. */
  removeWhere(where: Term): Promise<string[]>;
  /** Sets one column on every match without touching version or updatedAt (display names on membership rows). Returns how many. */
  setWhere(where: Term, column: string, value: string | number | boolean): Promise<number>;
}

/**
 * Named numbers: limits, totals, sequences. A tally is a row that is updated, so two transactions that change the same one
 * collide in both databases instead of reading the same count.
 */
export interface Tallies {
  /** 0 when it was never adjusted */
  get(name: string): Promise<number>;
}

export interface WritableTallies extends Tallies {
  /** Adds (or takes away) and returns the new value. */
  adjust(name: string, by: number): Promise<number>;
}

export type Readers = { readonly [Name in keyof Records]: Reading<Records[Name]> } & {
  readonly tallies: Tallies;
};

export type Writers = { readonly [Name in keyof Records]: Writing<Records[Name]> } & {
  readonly tallies: WritableTallies;
  /**
   * Runs `callback` once the commit is durable, before `transaction` resolves. Dropped when the work throws or is repeated: only the
   * attempt that was committed is heard. For hints to this process (a job may be woken), never for a promise that has to be kept.
   */
  afterCommit(callback: () => void): void;
  /**
   * Begins reads that are known to be needed, at once, where that spares ways to the database; elsewhere none of them is made. It answers
   * nothing: whoever needs a record asks for it, and is answered from what the transaction remembers.
   */
  ahead(reads: () => readonly Promise<unknown>[]): Promise<void>;
};

export interface TransactionOptions {
  /**
   * `relaxed`: resolved when written, not when on the disk. A loss of power may take the last ones along, each as a whole; the end
   * of the process takes none. For logs only. An adapter may do more.
   */
  readonly durability?: 'full' | 'relaxed';
  /**
   * What the work is going to read, begun at once, where that spares ways to the database, and together with what other changes of the
   * lane are going to read; elsewhere none of it is read. It decides nothing: `Writers.ahead`, told before the work begins.
   */
  readonly ahead?: (read: Readers) => readonly Promise<unknown>[];
}

/** Counts of the store since start, for metrics and the bench. */
export interface StoreFigures {
  readonly transactions: number;
  /** whole transactions thought again after a conflict */
  readonly retries: number;
}

/**
 * The port. One open database.
 *
 * `transaction`: all or nothing. `lane` (an organization's id) says which transactions would collide anyway; those of one lane
 * run one after the other within this process, so that they wait instead of colliding, and those that wait may be committed together:
 * none may wait for what another one's commit makes visible outside of it. Across processes the database decides
 * and the whole `work` is run again, so it may run several times and must have no effect but its writes: no network, no
 * message, no state outside. It is resolved when the writes are durable. After too many conflicts: Fault `store.contention`.
 * A database that is away: Fault `store.unavailable`, from every call, until it is back; nothing needs to be restarted.
 */
export interface Store {
  readonly kind: 'sqlite' | 'mongodb';
  readonly read: Readers;
  transaction<T>(
    partition: string,
    work: (tx: Writers) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /**
   * Reads each of which sees at least what those before it saw, also when another server becomes the primary in between (MongoDB: causal
   * consistency). Two reads outside of it promise nothing of each other. Ask one after the other, and not after `work` has ended.
   */
  readInOrder<T>(work: (read: Readers) => Promise<T>): Promise<T>;
  /** Fault `store.unavailable` unless the database answers. */
  ping(): Promise<void>;
  figures(): StoreFigures;
  /** Takes what was removed or changed out of a log file beside the data, where the database lets the store do that. */
  truncateLog?(): Promise<void>;
  /** Waits for running transactions, then lets go. */
  close(): Promise<void>;
}

/** One step of the schema's way forward. Runs once per database; must be able to run again after a crash in its middle. */
export interface Migration<Handle> {
  /** 1, 2, 3 … without gaps */
  readonly version: number;
  readonly name: string;
  up(handle: Handle): Promise<void>;
}

export interface MigrationState {
  /** of the database; 0 when it is empty */
  readonly current: number;
  /** of this program */
  readonly target: number;
  readonly pending: readonly { readonly version: number; readonly name: string }[];
  /**
   * What this program declares and the database lacks, by name: tables, columns, indexes. Made after the pending steps. Empty while
   * the database is, because its first step makes nearly everything.
   */
  readonly missing: readonly string[];
}
