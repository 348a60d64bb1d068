import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Fault } from '#kernel/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row, SqlValue } from './driver.js';
import type { Prepared } from './queries.js';
import { Watch } from './watches.js';

export interface ScanLimits {
  /** how long the server itself may stand still for one question, milliseconds */
  readonly inlineMs: number;
  /** share of the time that the server gives to such tries, from 0 to 1; beyond it they go to the thread at once */
  readonly share: number;
  /** how long a question may take in the thread beside it, milliseconds */
  readonly patienceMs: number;
  /** questions that wait for that thread */
  readonly waiting: number;
}

export const SCAN_LIMITS: ScanLimits = {
  inlineMs: 10,
  share: 0.2,
  patienceMs: 10_000,
  waiting: 32,
};

/** A server that had nothing of the kind for a while begins with so much. */
const MAX_CREDIT_MS = 100;

/** The database of the thread. */
export interface ScanData extends Pick<ScanLimits, 'patienceMs'> {
  readonly path: string;
  /** 1 once the question that runs is to be broken off */
  readonly stop: Int32Array;
}

/** One question to the thread. */
export interface ScanRequest {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

interface ScanResult {
  /** absent when time was up */
  readonly rows?: Row[];
  readonly failed?: { readonly message: string; readonly errcode?: unknown };
}

interface WaitingScan extends ScanRequest {
  readonly resolve: (rows: Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** The program of the thread. It is there once Muster is built; run from its sources, Muster asks in its own thread only. */
const FILE = new URL('./scan-worker.js', import.meta.url);

/**
 * Questions that no index answers. SQLite runs in the thread that asks, so such a question is tried for a moment and, when it is
 * not done by then, asked again in a thread beside the server, one after the other, each for a limited time. A database in
 * memory belongs to one connection: there the first try is the only one, and has the whole time.
 */
export class Scans {
  readonly #watch: Watch;
  /** absent where there can be no thread */
  readonly #path: string | undefined;
  readonly #queue: WaitingScan[] = [];
  /** milliseconds that may be spent on tries, as of `#countedAt` */
  #credit = MAX_CREDIT_MS;
  #countedAt = performance.now();
  readonly #stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #worker: Worker | undefined;
  #current: WaitingScan | undefined;
  #closed = false;

  constructor(
    private readonly connection: SqliteConnection,
    path: string | undefined,
    private readonly limits: ScanLimits = SCAN_LIMITS,
    private readonly program: URL = FILE,
  ) {
    this.#watch = new Watch(connection);
    this.#path = existsSync(program) ? path : undefined;
  }

  get hasThread(): boolean {
    return this.#path !== undefined;
  }

  /** Moves what is in the write-ahead log into the file. When it fails, a later commit of the writer does so by itself; never rejects. */
  async checkpoint(): Promise<void> {
    const work = { sql: 'PRAGMA wal_checkpoint(PASSIVE)', parameters: [] };
    await this.runInWorker(work).catch(() => undefined);
  }

  /** The rows, or undefined when that takes longer than a moment, or too much time went into such moments: then ask `beside`. */
  runInline({ sql, parameters }: Prepared): Row[] | undefined {
    const { inlineMs, share, patienceMs } = this.limits;
    const start = performance.now();
    const earned = (start - this.#countedAt) * share;
    this.#credit = Math.min(MAX_CREDIT_MS, this.#credit + earned);
    this.#countedAt = start;
    if (this.#path !== undefined && this.#credit <= 0) return undefined;
    const patience = this.#path === undefined ? patienceMs : inlineMs;
    const rows = this.#watch.within(patience, () => this.connection.all(sql, parameters));
    this.#credit -= performance.now() - start;
    return rows;
  }

  /** Faults `query.too_costly` (its time was up) and `service.busy` (too many wait). */
  runInWorker({ sql, parameters }: Prepared): Promise<Row[]> {
    const path = this.#path;
    if (path === undefined) return Promise.reject(new Fault('query.too_costly'));
    if (this.#closed) return Promise.reject(new Fault('service.stopping'));
    if (this.#queue.length >= this.limits.waiting) return Promise.reject(new Fault('service.busy'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ sql, parameters, resolve, reject });
      this.#next(path);
    });
  }

  /** What runs or waits is refused. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#fail(new Fault('service.stopping'));
    if (!worker) return;
    // asked to go, not terminated: a driver that is stopped in the middle of a call takes the process with it
    Atomics.store(this.#stop, 0, 1);
    worker.ref();
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('end');
    await gone;
  }

  #next(path: string): void {
    if (this.#current !== undefined) return;
    const request = this.#queue.shift();
    if (request === undefined) {
      // a thread without work keeps no process alive
      this.#worker?.unref();
      return;
    }
    this.#current = request;
    this.#worker ??= this.#start(path);
    this.#worker.ref();
    this.#worker.postMessage({
      sql: request.sql,
      parameters: request.parameters,
    } satisfies ScanRequest);
  }

  #start(path: string): Worker {
    const { patienceMs } = this.limits;
    const workerData: ScanData = { path, patienceMs, stop: this.#stop };
    const worker = new Worker(this.program, { workerData });
    worker.on('message', (answered: ScanResult) => {
      const request = this.#current;
      this.#current = undefined;
      if (request) settle(request, answered);
      this.#next(path);
    });
    // without an answer: the next question starts another one
    const gone = (cause: unknown): void => {
      if (this.#worker === worker) this.#fail(new Fault('store.unavailable', {}, { cause }));
    };
    worker.on('error', gone).on('exit', (code) => gone(new Error(`The thread ended: ${code}.`)));
    return worker;
  }

  #fail(error: Fault): void {
    this.#worker = undefined;
    const waiting = [...(this.#current ? [this.#current] : []), ...this.#queue.splice(0)];
    this.#current = undefined;
    for (const { reject } of waiting) reject(error);
  }
}

function settle({ resolve, reject }: WaitingScan, { rows, failed }: ScanResult): void {
  if (rows) resolve(rows);
  else if (failed) reject(Object.assign(new Error(failed.message), { errcode: failed.errcode }));
  else reject(new Fault('query.too_costly'));
}
