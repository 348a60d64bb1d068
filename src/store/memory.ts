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

  /** Another one that knows the same. */
  copy(): Memory<R> {
    const copy = new Memory<R>();
    for (const [id, record] of this.#records) copy.keepRecord(id, record);
    for (const [question, answered] of this.#answers) copy.keepAnswer(question, answered);
    return copy;
  }
}

/** What nearly every change reads and hardly any writes: the organization, what let the caller in, what its groups give. */
const SHARED: ReadonlySet<CollectionName> = new Set([
  'organizations',
  'connections',
  'credentials',
  'apiKeys',
  'groupMappings',
]);

/**
 * What works have read that run one after the other in one transaction of the database, in which nobody else writes. The first write of a
 * work into a collection ends what is known of it: what that work reads afterwards is its own, whether it is kept or rolled back.
 */
export class SharedMemory {
  readonly #memories = new Map<CollectionName, Memory<Stored>>();

  /** Undefined: each work reads the collection by itself. */
  of<R extends Stored>(name: CollectionName): Memory<R> | undefined {
    if (!SHARED.has(name)) return undefined;
    let memory = this.#memories.get(name);
    if (memory === undefined) this.#memories.set(name, (memory = new Memory()));
    return memory as unknown as Memory<R>;
  }

  /** After what may have written by itself. */
  forget(): void {
    for (const memory of this.#memories.values()) memory.forget();
  }
}
