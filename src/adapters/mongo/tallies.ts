import type { mongo } from 'mongoose';
import { Fault } from '#kernel/index.js';
import type { WritableTallies } from '#store/index.js';
import type { TallyRow } from './collections.js';
import { TransactionEnd, isDuplicateKey } from './faults.js';

type TallyField = mongo.Collection<TallyRow>;
type Run = <T>(operation: (session: mongo.ClientSession) => Promise<T>) => Promise<T>;

/** Tallies known at once; then all are forgotten. */
const MAX_KNOWN_COUNT = 10_000;
/** A tally that another process changed is asked of the database for so long, in milliseconds. */
const DISTRUST_MS = 30_000;

export async function readTally(
  rows: TallyField,
  session: mongo.ClientSession | undefined,
  name: string,
): Promise<number> {
  const row = await rows.findOne({ _id: { $eq: name } }, session === undefined ? {} : { session });
  return row?.value ?? 0;
}

/** What this process wrote last, while nobody else was seen to write it: an assumption, which each transaction that uses it proves. */
export class KnownTallies {
  readonly #values = new Map<string, number>();
  readonly #distrusted = new Map<string, number>();

  get(name: string): number | undefined {
    return this.#values.get(name);
  }

  keep(name: string, value: number): void {
    const until = this.#distrusted.get(name);
    if (until !== undefined) {
      if (performance.now() < until) return;
      this.#distrusted.delete(name);
    }
    if (this.#values.size >= MAX_KNOWN_COUNT) this.#values.clear();
    this.#values.set(name, value);
  }

  forget(name: string): void {
    this.#values.delete(name);
  }

  distrust(name: string): void {
    this.#values.delete(name);
    if (this.#distrusted.size >= MAX_KNOWN_COUNT) this.#distrusted.clear();
    this.#distrusted.set(name, performance.now() + DISTRUST_MS);
  }
}

interface Adjusted {
  value: number;
  /** as it must still be in the database; absent: this transaction has written the row, so that nobody else can */
  readonly base?: number;
  /** what the database has by this transaction */
  written?: number;
}

/**
 * The tallies of one attempt at a transaction. Each is asked of the database once, or not at all where this process wrote it last; all are
 * written by one command at the commit, on the condition that the values are still those that were assumed. Where one is not, another
 * process was earlier, and the transaction is thought again.
 */
export class TransactionTallies implements WritableTallies {
  readonly #adjusted = new Map<string, Adjusted>();
  readonly #assumed = new Set<string>();

  constructor(
    private readonly rows: TallyField,
    private readonly run: Run,
    private readonly known: KnownTallies | undefined,
  ) {}

  /** Whether anything was told to the work that is not proved yet. */
  get hasAssumed(): boolean {
    return this.#assumed.size > 0;
  }

  async get(name: string): Promise<number> {
    const adjusted = this.#adjusted.get(name);
    if (adjusted) return adjusted.value;
    return this.run((session) => readTally(this.rows, session, name));
  }

  async adjust(name: string, by: number): Promise<number> {
    const adjusted = this.#adjusted.get(name);
    if (adjusted) return (adjusted.value += by);
    const base = this.known?.get(name);
    if (base !== undefined) {
      this.#assumed.add(name);
      this.#adjusted.set(name, { base, value: base + by });
      return base + by;
    }
    const value = await this.run((session) => addTo(this.rows, session, name, by));
    // others may have been added meanwhile, if the work did not wait
    const later = this.#adjusted.get(name);
    if (later) return (later.value += by);
    this.#adjusted.set(name, { value, written: value });
    return value;
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    const due = [...this.#adjusted].filter(([, { value, written }]) => value !== written);
    if (due.length === 0) return;
    const operations = due.map(([name, { value, base }]) => ({
      updateOne: {
        filter: { _id: name, ...(base !== undefined && { value: base }) },
        update: { $set: { value } },
      },
    }));
    const { matchedCount } = await this.run((session) =>
      this.rows.bulkWrite(operations, { session, ordered: true }),
    );
    if (matchedCount === due.length) return;
    for (const name of this.#assumed) this.known?.distrust(name);
    throw contention();
  }

  /** The commit holds. */
  committed(): void {
    for (const [name, { value }] of this.#adjusted) this.known?.keep(name, value);
  }

  /** It does not: what was assumed may have been wrong. `isConflict`: another transaction was earlier. */
  failed(isConflict: boolean): void {
    for (const name of this.#assumed) {
      if (isConflict) this.known?.distrust(name);
      else this.known?.forget(name);
    }
  }
}

function contention(cause?: unknown): TransactionEnd {
  const fault = new Fault('store.contention', {}, cause === undefined ? {} : { cause });
  return new TransactionEnd({ kind: 'again', error: fault });
}

/** Adds inside of the transaction and returns the new value; makes the tally when it was never adjusted. */
async function addTo(
  rows: TallyField,
  session: mongo.ClientSession,
  name: string,
  by: number,
): Promise<number> {
  try {
    const row = await rows.findOneAndUpdate(
      { _id: { $eq: name } },
      { $inc: { value: by } },
      { session, upsert: true, returnDocument: 'after' },
    );
    return row?.value ?? by;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // two transactions made the same tally at once: the later one thinks again and finds it
    throw contention(error);
  }
}
