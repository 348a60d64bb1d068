import type { Term } from './query.js';
import type { Stored } from './record.js';
import type { CollectionName } from './records.js';

/** Answers kept per collection; then it begins anew. */
const MAX_ANSWER_COUNT = 200;

/** What was asked, and its answer. */
export interface Answered<R> {
  /** absent: a record that comes or goes before the page moves it, so that every write ends the answer */
  readonly where?: Term;
  readonly answer: unknown;
  readonly records: readonly R[];
  /** of the one greatest record: the answer with the one that was just written, where that is greater */
  readonly withGreatest?: (record: R) => Answered<R> | undefined;
  /** the answer with other records in the places of these; absent: a record may have another place once it is written */
  readonly withRecords?: (records: readonly R[]) => unknown;
}

/** What is known of one collection: records by their ids, answers by their questions. */
export class Memory<R extends Stored> {
  /** Undefined as the answer: there is no such record. */
  readonly #records = new Map<string, () => R | undefined>();
  readonly #answers = new Map<string, Answered<R>>();
  /** a read that a write overtook is not kept */
  writeCount = 0;

  get records(): ReadonlyMap<string, () => R | undefined> {
    return this.#records;
  }

  get answers(): ReadonlyMap<string, Answered<R>> {
    return this.#answers;
  }

  keepRecord(id: string, record: () => R | undefined): void {
    if (this.#records.size >= MAX_ANSWER_COUNT) this.#records.clear();
    this.#records.set(id, record);
  }

  keepAnswer(question: string, answered: Answered<R>): void {
    if (this.#answers.size >= MAX_ANSWER_COUNT) this.#answers.clear();
    this.#answers.set(question, answered);
  }

  forgetRecord(id: string): void {
    this.writeCount += 1;
    this.#records.delete(id);
  }

  forgetAnswer(question: string): void {
    this.#answers.delete(question);
  }

  forget(): void {
    this.writeCount += 1;
    this.#answers.clear();
    this.#records.clear();
  }
}

/** What nearly every change reads: the organization, what let the caller in, what its groups give, the last entry of the journal. */
const SHARED: ReadonlySet<CollectionName> = new Set([
  'organizations',
  'connections',
  'credentials',
  'apiKeys',
  'groupMappings',
  'journal',
]);

/** A collection of which works know together. */
export interface SharedReads<R extends Stored> {
  readonly memory: Memory<R>;
  /** Before the first write of a work: from now on `memory` is its own. */
  take(): void;
}

/** What works know together that run one after the other in one transaction of the database, in which nobody else writes. */
export type SharedMemory = Map<CollectionName, Memory<Stored>>;

/**
 * The same for one work. What it knows of a collection that it writes is its own until it is kept: a work that is rolled back takes it
 * along, and the next one asks the database.
 */
export class WorkMemory {
  readonly #own: SharedMemory = new Map();

  constructor(private readonly shared: SharedMemory) {}

  /** Undefined: each work reads the collection by itself. */
  of<R extends Stored>(name: CollectionName): SharedReads<R> | undefined {
    if (!SHARED.has(name)) return undefined;
    const known = this.shared.get(name) ?? new Memory();
    this.shared.set(name, known);
    const take = (): void => {
      this.shared.delete(name);
      this.#own.set(name, known);
    };
    return { memory: known as unknown as Memory<R>, take };
  }

  /** The work is part of the transaction: what it knows, the next one knows. */
  keep(): void {
    for (const [name, memory] of this.#own) this.shared.set(name, memory);
  }

  /** Before what writes by itself. */
  forget(): void {
    this.shared.clear();
  }
}
