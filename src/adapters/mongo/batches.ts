import type { mongo } from 'mongoose';
import {
  CommitCallbacks,
  RememberedReads,
  lazyWriters,
  type CollectionName,
  type Readers,
  type Stored,
  type WritableTallies,
  type Writers,
} from '#store/index.js';
import { writeRows } from './batched-writes.js';
import { BufferedRows } from './buffered-rows.js';
import type { Table, Tables, TallyRow } from './collections.js';
import { Questions, type Togetherness } from './questions.js';
import type { Run } from './reading.js';
import { TransactionTallies, type KnownTallies } from './tallies.js';
import type { Attempt } from './transactions.js';
import { writing } from './writing.js';

/** Commands that one change may send while others wait for its end. */
const MAX_COMMAND_COUNT = 16;

/** What a store lends to each of its batches. */
export interface BatchMeans {
  readonly db: mongo.Db;
  readonly tables: Tables;
  readonly tallies: mongo.Collection<TallyRow>;
  readonly known: KnownTallies;
  readonly togetherness: Togetherness;
}

/** Thrown in a change that takes long, so that those before it are committed without it. */
class ChangeTakesLong extends Error {
  override readonly name = 'ChangeTakesLong';
}

/** Changes that are written by one attempt at a transaction, one after the other. What they write waits in memory until the commit. */
export class Batch {
  readonly tallies: TransactionTallies;
  readonly #rows = new Map<CollectionName, BufferedRows>();
  readonly #questions: Questions;
  #running: BatchedChange | undefined;

  constructor(
    private readonly attempt: Attempt,
    private readonly means: BatchMeans,
  ) {
    const { db, togetherness, tallies, known } = means;
    this.#questions = new Questions((operation) => this.#command(operation), db, togetherness);
    this.tallies = new TransactionTallies(tallies, (operation) => this.#run(operation), known);
  }

  /** What the changes find that have not begun. */
  get readers(): Readers {
    const nothing = { afterCommit: () => undefined, ahead: () => Promise.resolve() };
    return lazyWriters(
      (name) => {
        const table = this.tableOf(name);
        return table && this.rowsOf(name, table);
      },
      { ...nothing, tallies: this.tallies },
    );
  }

  /** Begins the next change. `mayTakeLong`: nobody waits for its end who would not have waited for it alone. */
  begin(mayTakeLong: boolean): BatchedChange {
    this.#running = new BatchedChange(this, mayTakeLong);
    return this.#running;
  }

  async flush(): Promise<void> {
    this.#running = undefined;
    for (const rows of this.#rows.values()) await rows.send();
    await this.tallies.flush();
  }

  tableOf(name: CollectionName): Table | undefined {
    return this.means.tables.get(name);
  }

  /** One collection as the changes so far have left it. */
  rowsOf(name: CollectionName, table: Table): BufferedRows {
    const known = this.#rows.get(name);
    if (known) return known;
    const { tables } = this.means;
    const inside: Run = (operation) =>
      this.#run((session) => operation({ table, tables, session }));
    const asking = { table, tables, ask: this.#questions.ask.bind(this.#questions) };
    const sent = new RememberedReads<Stored>(writing(inside, asking));
    const rows = new BufferedRows({
      table,
      reading: sent,
      known: (id) => sent.known(id),
      take: async (list) => {
        sent.forget();
        await inside((source) => writeRows(source, list));
        sent.forget();
      },
      before: () => undefined,
      leaving: () => undefined,
      sendOthers: (collections) => sendNamed(this.#rows, collections),
    });
    this.#rows.set(name, rows);
    return rows;
  }

  /** A write of the batch: what was asked before does not see it. */
  #run<T>(operation: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    this.#questions.send();
    return this.#command(operation);
  }

  #command<T>(operation: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    const refusal = this.#running?.countCommand();
    return refusal ? Promise.reject(refusal) : this.attempt.run(operation);
  }
}

async function sendNamed(
  rows: ReadonlyMap<CollectionName, BufferedRows>,
  collections: readonly string[],
): Promise<void> {
  for (const one of rows.values()) if (collections.includes(one.name)) await one.sendEarly();
}

/** One change of a batch. It writes into a buffer of its own, which is dropped when it is refused. */
export class BatchedChange {
  readonly writers: Writers;
  readonly callbacks = new CommitCallbacks();
  readonly #rows = new Map<CollectionName, BufferedRows>();
  readonly #tallies: ChangeTallies;
  #commandCount = 0;
  #isOver = false;
  #hasLeft = false;

  constructor(
    private readonly batch: Batch,
    private readonly mayTakeLong: boolean,
  ) {
    this.#tallies = new ChangeTallies(batch.tallies, () => {
      this.#requireOpen();
    });
    this.writers = lazyWriters((name) => this.#rowsOf(name), {
      tallies: this.#tallies,
      afterCommit: (callback) => {
        this.callbacks.add(callback);
      },
      ahead: async (reads) => {
        await Promise.all(reads());
      },
    });
  }

  /** Some of its writes can not be taken back any more but with all of the batch. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  get takesLong(): boolean {
    return this.#commandCount > MAX_COMMAND_COUNT;
  }

  /** Counts a command that is about to be sent for it; returns why it must not be. */
  countCommand(): Error | undefined {
    this.#commandCount += 1;
    return this.takesLong && !this.mayTakeLong ? new ChangeTakesLong() : undefined;
  }

  /** Takes no more calls. */
  end(): void {
    this.#isOver = true;
  }

  /** Leaves what it wrote to the batch. */
  async keep(): Promise<void> {
    for (const rows of this.#rows.values()) await rows.send();
    await this.#tallies.keep();
  }

  #rowsOf(name: CollectionName): BufferedRows | undefined {
    const table = this.batch.tableOf(name);
    if (!table) return undefined;
    const below = this.batch.rowsOf(name, table);
    const rows = new BufferedRows({
      table,
      reading: below,
      known: (id) => below.known(id),
      take: (list) => below.add(list),
      before: () => {
        this.#requireOpen();
      },
      leaving: () => {
        this.#hasLeft = true;
      },
      sendOthers: (collections) => sendNamed(this.#rows, collections),
    });
    this.#rows.set(name, rows);
    return rows;
  }

  #requireOpen(): void {
    if (!this.#isOver) return;
    throw new Error(
      'This transaction is over; await every call inside of the work that was handed to it.',
    );
  }
}

/** The tallies of one change of a batch: what it adds is the batch's when the change is kept. */
class ChangeTallies implements WritableTallies {
  readonly #added = new Map<string, number>();

  constructor(
    private readonly below: WritableTallies,
    private readonly before: () => void,
  ) {}

  async get(name: string): Promise<number> {
    this.before();
    const value = await this.below.get(name);
    return value + (this.#added.get(name) ?? 0);
  }

  async adjust(name: string, by: number): Promise<number> {
    this.before();
    // known from here on, and proved at the commit even where the change is refused for its sake
    const value = await this.below.adjust(name, 0);
    const added = (this.#added.get(name) ?? 0) + by;
    this.#added.set(name, added);
    return value + added;
  }

  async keep(): Promise<void> {
    for (const [name, by] of this.#added) await this.below.adjust(name, by);
  }
}
