import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Fault, isFault, type Log } from '#kernel/index.js';
import { WorkMemory, type SharedMemory } from '#store/index.js';
import {
  CACHE_KIB,
  CHECKPOINT_BYTES,
  MASS_CACHE_KIB,
  UNATTENDED_BYTES,
  type SqliteConnection,
} from './connections.js';
import { isBusy, toFault } from './faults.js';

export interface WriterLimits {
  /** works in one commit */
  readonly works: number;
  /** how long a commit may gather works while readers wait, milliseconds */
  readonly gatherMs: number;
  /** how long a work may await something else than its own reads and writes, milliseconds */
  readonly workMs: number;
  /** how long works may keep the thread before others get a turn of it, milliseconds */
  readonly sliceMs: number;
  /** how long another process may keep the lock before the waiting works are given up, milliseconds */
  readonly busyMs: number;
  /** rows of one commit with which moving them into the file is left to the thread */
  readonly threadRows: number;
}

export const WRITER_LIMITS: WriterLimits = {
  works: 64,
  gatherMs: 20,
  workMs: 5_000,
  sliceMs: 5,
  busyMs: 5_000,
  threadRows: 500,
};

/**
 * Rows of one work from which on moving them into the file is left to the thread, and their commit has a turn of the event loop to itself.
 * Changes of one thing write a dozen, and those that wait together are counted one by one: a part of an import or of a purge is what
 * writes so many.
 */
const SOME_ROWS = 100;

/**
 * Rows of one work from which on its pages are written while it runs. More than the exchange log writes and removes in one transaction,
 * which it has ten times a second: readers would lose the pages of the cache each time.
 */
const MANY_ROWS = 600;

/** The time during which a work may write. Once it is over, whatever it left running can touch nothing any more. */
export interface Turn {
  over: boolean;
  /** What the work must wait for before its next read or write, so that a long one does not keep everybody else waiting. */
  readonly pause: () => Promise<void> | undefined;
  /**
   * Why it cannot be committed, whatever the work makes of it. MongoDB gives a transaction up at a taken unique key, so a work
   * that swallows `record.exists` and goes on must not succeed here either.
   */
  lost?: Error;
  /** Counts the rows that the work writes. */
  readonly wrote: (rows: number) => void;
  /** what works of the same commit know */
  readonly memory: WorkMemory;
}

interface Job {
  readonly relaxed: boolean;
  readonly work: (turn: Turn) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a work may take that does not get on. */
interface Patience {
  readonly timer: NodeJS.Timeout;
  /** rejects then */
  readonly over: Promise<never>;
}

/**
 * The one writer of a database. Works that wait are run one after the other, each in a savepoint of its own, and committed
 * together, because making a commit durable costs more than a work does. One that throws is rolled back alone and rejected at
 * once; the others are resolved when they are on the disk. A work awaits nothing but its own reads and writes. These are done at
 * once, but after some milliseconds of them the event loop gets a turn: readers and requests are served in the middle of a long
 * work, which stays one transaction, and the other works wait for it as before.
 */
export class Writer {
  readonly #connection: SqliteConnection;
  readonly #log: Log;
  readonly #limits: WriterLimits;
  readonly #queue: Job[] = [];
  #draining: Promise<void> | undefined;
  #batch: Promise<void> | undefined;
  #committed = 0;
  /** since when works have kept the thread */
  #sliceStart = 0;
  #pause: Promise<void> | undefined;
  #isRested = false;
  /** of the running batch */
  #rows = 0;
  /** of the work of the running batch that wrote most, relaxed ones apart */
  #mostRows = 0;
  /** of the running batch: from its begin to its commit nobody else writes */
  #memory: SharedMemory = new Map();
  /** pages of the running batch go to the log while it runs: its cache is too small for them */
  #isSpilling = false;
  /** as the connection was told last; unknown at first */
  #synchronous: 'NORMAL' | 'FULL' | undefined;

  /** the thread moves the log into the file */
  #isMoving = false;
  /** there is more to move than when it began */
  #hasMoreToMove = false;
  /** of the log, at which a commit moves it by itself */
  #checkpointBytes = CHECKPOINT_BYTES;

  /** `checkpoint`: moves the write-ahead log into the file in another thread, and never rejects; absent where there is none */
  constructor(
    connection: SqliteConnection,
    log: Log,
    limits: WriterLimits = WRITER_LIMITS,
    private readonly checkpoint?: () => Promise<void>,
  ) {
    this.#connection = connection;
    this.#log = log;
    this.#limits = limits;
  }

  /** works that were committed */
  get committed(): number {
    return this.#committed;
  }

  /** Settles when the batch that is running now is over; undefined when there is none. */
  batch(): Promise<void> | undefined {
    return this.#batch;
  }

  submit<T>(work: (turn: Turn) => Promise<T>, relaxed = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, relaxed, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Settles when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      // what comes in during this turn shares the commit, and readers get a turn between two batches
      await nextTurn();
      // relaxed works ride along with durable ones; alone they do without the wait for the disk
      const relaxed = this.#queue.every((job) => job.relaxed);
      if (await this.#begin(relaxed)) {
        this.#batch = this.#run(relaxed);
        await this.#batch;
        this.#batch = undefined;
      }
    }
    this.#draining = undefined;
  }

  /** SQLite prepares a PRAGMA anew each time, so it is only told of a change. */
  #setSynchronous(level: 'NORMAL' | 'FULL'): void {
    if (this.#synchronous === level) return;
    this.#connection.run(`PRAGMA synchronous = ${level}`, []);
    this.#synchronous = level;
  }

  /** Takes the write lock; what waits is rejected when it cannot be had. */
  async #begin(relaxed: boolean): Promise<boolean> {
    const start = performance.now();
    // NORMAL writes the log without forcing it to the disk; the next durable commit forces these pages too
    this.#setSynchronous(relaxed ? 'NORMAL' : 'FULL');
    for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
      try {
        this.#connection.run('BEGIN IMMEDIATE', []);
        return true;
      } catch (error) {
        if (!isBusy(error) || performance.now() - start > this.#limits.busyMs) {
          for (const job of this.#queue.splice(0)) job.reject(toFault(error));
          return false;
        }
        this.#log.debug({ wait }, 'another process is writing to the database');
        await pause(wait);
      }
    }
  }

  async #run(relaxed: boolean): Promise<void> {
    const start = performance.now();
    this.#sliceStart = start;
    this.#rows = 0;
    this.#mostRows = 0;
    this.#memory = new Map();
    const done: (() => void)[] = [];
    const jobs: Job[] = [];
    try {
      do {
        if (relaxed && this.#queue[0]?.relaxed === false) break;
        const job = this.#queue.shift();
        if (job === undefined) break;
        jobs.push(job);
        const resolve = await this.#attempt(job);
        if (resolve !== undefined) done.push(resolve);
      } while (
        jobs.length < this.#limits.works &&
        performance.now() - start < this.#limits.gatherMs
      );
      await this.#commit();
      this.#committed += done.length;
      for (const resolve of done) resolve();
    } catch (error) {
      // rejecting those that are settled already changes nothing
      for (const job of jobs) job.reject(toFault(error));
      this.#log.error({ err: error, works: jobs.length }, 'a batch of writes was rolled back');
      this.#rollBack();
    }
    this.#endSpilling();
  }

  /**
   * Moving many rows from the log into the file is left to the thread: they are durable without it. It counts rows and not time, because
   * each move writes what all changes have in common: works that took long on a busy machine were half a dozen rows each. To commit them
   * takes long as well: others have a turn between it and the last of what the work did, and before what its caller goes on with.
   */
  async #commit(): Promise<void> {
    const { checkpoint } = this;
    const isLong = this.#mostRows >= SOME_ROWS;
    if (isLong) await nextTurn();
    if (checkpoint && (isLong || this.#rows >= this.#limits.threadRows)) {
      this.#setCheckpoint(UNATTENDED_BYTES);
      this.#hasMoreToMove = true;
    }
    this.#connection.run('COMMIT', []);
    if (isLong) await nextTurn();
    if (checkpoint && this.#hasMoreToMove && !this.#isMoving) void this.#moveLog(checkpoint);
  }

  /** Until the thread has answered, no commit moves what the thread is asked to move, however small the commit is. */
  async #moveLog(checkpoint: () => Promise<void>): Promise<void> {
    this.#isMoving = true;
    while (this.#hasMoreToMove) {
      this.#hasMoreToMove = false;
      await checkpoint();
    }
    this.#isMoving = false;
    if (this.#connection.database.isOpen) this.#setCheckpoint(CHECKPOINT_BYTES);
  }

  #setCheckpoint(bytes: number): void {
    if (this.#checkpointBytes === bytes) return;
    this.#connection.moveLogAt(bytes);
    this.#checkpointBytes = bytes;
  }

  /**
   * A commit writes all changed pages that the cache still has in one call, during which nobody else has a turn. With a small cache
   * most of them are in the log by then: SQLite makes room by writing one at a time.
   */
  #beginSpilling(): void {
    if (this.#isSpilling) return;
    this.#isSpilling = true;
    this.#connection.exec(`PRAGMA cache_size = -${String(MASS_CACHE_KIB)}`);
  }

  #endSpilling(): void {
    if (!this.#isSpilling) return;
    this.#isSpilling = false;
    this.#connection.exec(`PRAGMA cache_size = -${String(CACHE_KIB)}`);
  }

  /** Runs one work; returns what resolves it after the commit, undefined when it failed and left nothing. */
  async #attempt(job: Job): Promise<(() => void) | undefined> {
    const patience = this.#startPatience();
    let rows = 0;
    const turn: Turn = {
      over: false,
      memory: new WorkMemory(this.#memory),
      pause: () => this.#pauseFor(patience),
      wrote: (count) => {
        rows += count;
        this.#rows += count;
        // lines of logs are many rows ten times a second, and few pages: readers keep theirs
        if (job.relaxed) return;
        this.#mostRows = Math.max(this.#mostRows, rows);
        if (rows >= MANY_ROWS) this.#beginSpilling();
      },
    };
    this.#connection.run('SAVEPOINT work', []);
    try {
      const value = await Promise.race([job.work(turn), patience.over]);
      turn.over = true;
      if (turn.lost !== undefined) throw turn.lost;
      this.#connection.run('RELEASE work', []);
      turn.memory.keep();
      return () => {
        job.resolve(value);
      };
    } catch (error) {
      turn.over = true;
      // a full disk makes SQLite roll back everything by itself: then the batch is lost, not this work alone
      if (!this.#connection.database.isTransaction) {
        throw isFault(error) ? error : new Fault('store.unavailable', {}, { cause: error });
      }
      this.#connection.run('ROLLBACK TO work', []);
      this.#connection.run('RELEASE work', []);
      job.reject(toFault(error));
      return undefined;
    } finally {
      clearTimeout(patience.timer);
    }
  }

  #pauseFor({ timer }: Patience): Promise<void> | undefined {
    // who has waited goes on, however little time there is
    const goesOn = this.#isRested || performance.now() - this.#sliceStart < this.#limits.sliceMs;
    this.#isRested = false;
    if (goesOn) return undefined;
    // those who ask in one turn wait for the same one and go on in their order
    this.#pause ??= nextTurn().then(() => {
      this.#pause = undefined;
      this.#isRested = true;
      this.#sliceStart = performance.now();
    });
    // a work that reads and writes is not stuck
    timer.refresh();
    return this.#pause;
  }

  #startPatience(): Patience {
    const { workMs } = this.#limits;
    let refuse: (error: Error) => void;
    const over = new Promise<never>((_, reject) => {
      refuse = reject;
    });
    const timer = setTimeout(() => {
      refuse(
        new Error(
          `A transaction did not end within ${String(workMs)} ms. It may await nothing but its ` +
            'own reads and writes: no network, no file, no timer, no read outside of it.',
        ),
      );
    }, workMs);
    return { timer, over };
  }

  #rollBack(): void {
    try {
      if (this.#connection.database.isTransaction) this.#connection.run('ROLLBACK', []);
    } catch (error) {
      this.#log.error({ err: error }, 'the database refused to roll back');
    }
  }
}
