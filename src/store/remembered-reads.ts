import type { ColumnQuery, ColumnValues, FewQuery, Query, QueryResult, Term } from './query.js';
import type { Kept } from './kept.js';
import { matches } from './matching.js';
import type { Searchable, Stored } from './record.js';
import type { Writing } from './store.js';

/** Answers kept per collection and transaction; then it begins anew. */
const MAX_ANSWER_COUNT = 200;
/** Longer pages are walked once and not asked again. */
const MAX_PAGE_LENGTH = 100;

/** What was asked, and its answer. */
interface Answered<R> {
  /** absent: a record that comes or goes before the page moves it, so that every write ends the answer */
  readonly where?: Term;
  readonly answer: unknown;
  readonly records: readonly R[];
  /** the answer with other records in the places of these; absent: a record may have another place once it is written */
  readonly withRecords?: (records: readonly R[]) => unknown;
}

/**
 * One collection in one transaction, where a question that was answered is not asked of the database again until a write concerns it. A
 * transaction sees its own writes and nobody else's, so an answer cannot grow old in between. Each function of the core reads what it
 * needs by itself, and the database hears each question once. What is known to be asked can be asked ahead, all at once.
 */
export class RememberedReads<R extends Stored> implements Writing<R> {
  readonly #inner: Writing<R>;
  /** by id; what was written here is known without a question */
  readonly #records = new Map<string, () => R | undefined>();
  readonly #answers = new Map<string, Answered<R>>();
  /** a read that a write overtook is not kept */
  #writeCount = 0;

  constructor(inner: Writing<R>) {
    this.#inner = inner;
  }

  /** The record where it was read or written, and nothing has changed it since. */
  known(id: string): R | undefined {
    return this.#records.get(id)?.();
  }

  async get(id: string): Promise<R | undefined> {
    const known = this.#records.get(id);
    if (known !== undefined) return known();
    const writes = this.#writeCount;
    const record = await this.#inner.get(id);
    if (writes === this.#writeCount) this.#keep(id, () => record);
    return record;
  }

  getMany(ids: readonly string[]): Promise<R[]> {
    const [id] = ids;
    if (id === undefined || ids.length > 1) return this.#inner.getMany(ids);
    return this.get(id).then((record) => (record === undefined ? [] : [record]));
  }

  first(where: Term): Promise<R | undefined> {
    if (!isAboutItself(where)) return this.#inner.first(where);
    return this.#remember(`first ${JSON.stringify(where)}`, async () => {
      const answer = await this.#inner.first(where);
      const records = answer ? [answer] : [];
      return { answer, records, where, withRecords: ([record]) => record };
    });
  }

  find(query: Query): Promise<QueryResult<R>> {
    const { where, offset = 0, sort } = query;
    if (!isAboutItself(where)) return this.#inner.find(query);
    return this.#remember(`find ${JSON.stringify(query)}`, async () => {
      const answer = await this.#inner.find(query);
      return {
        answer,
        records: answer.records,
        ...(offset === 0 && { where }),
        ...(!sort && { withRecords: (records) => ({ ...answer, records }) }),
      };
    });
  }

  count(where: Term, limit?: number): Promise<number> {
    return this.#inner.count(where, limit);
  }

  columns(query: ColumnQuery): Promise<ColumnValues[]> {
    return this.#inner.columns(query);
  }

  few(query: FewQuery): Promise<string[] | undefined> {
    return this.#inner.few(query);
  }

  getKept(id: string): Promise<Kept<R> | undefined> {
    return this.#inner.getKept(id);
  }

  findKept(query: Query): Promise<QueryResult<Kept<R>>> {
    return this.#inner.findKept(query);
  }

  insert(record: R, searchable?: Searchable): Promise<void> {
    return this.#writeOne(record, () => this.#inner.insert(record, searchable));
  }

  insertMissing(records: readonly R[]): Promise<string[]> {
    return this.#write(() => this.#inner.insertMissing(records));
  }

  update(record: R, searchable?: Searchable): Promise<void> {
    return this.#writeOne(record, () => this.#inner.update(record, searchable));
  }

  remove(id: string, version?: number): Promise<void> {
    return this.#write(() => this.#inner.remove(id, version));
  }

  removeWhere(where: Term): Promise<string[]> {
    return this.#write(() => this.#inner.removeWhere(where));
  }

  setWhere(where: Term, column: string, value: string | number | boolean): Promise<number> {
    return this.#write(() => this.#inner.setWhere(where, column, value));
  }

  async #remember<T>(
    question: string,
    ask: () => Promise<Answered<R> & { readonly answer: T }>,
  ): Promise<T> {
    const known = this.#answers.get(question);
    if (known !== undefined) return known.answer as T;
    const writes = this.#writeCount;
    const answered = await ask();
    const { answer, records } = answered;
    if (writes === this.#writeCount && records.length <= MAX_PAGE_LENGTH) {
      if (this.#answers.size >= MAX_ANSWER_COUNT) this.#answers.clear();
      this.#answers.set(question, answered);
      for (const record of records) {
        if (!this.#records.has(record.id)) this.#keep(record.id, () => record);
      }
    }
    return answer;
  }

  #keep(id: string, record: () => R | undefined): void {
    if (this.#records.size >= MAX_ANSWER_COUNT) this.#records.clear();
    this.#records.set(id, record);
  }

  /** The other records stay as they are, and so do the answers that the record is not in, and those that it stays in, in its place. */
  async #writeOne(record: R, work: () => Promise<void>): Promise<void> {
    const { id } = record;
    this.#writeCount += 1;
    this.#records.delete(id);
    const kept = this.#takeAnswersOf(record);
    try {
      await work();
    } finally {
      this.#writeCount += 1;
      this.#records.delete(id);
      this.#takeAnswersOf(record);
    }
    let written: R | undefined;
    // as a database answers it: a property that is undefined is not there
    const copy = (): R => (written ??= JSON.parse(JSON.stringify(record)) as R);
    this.#keep(id, copy);
    for (const [question, { withRecords, ...answered }] of kept) {
      const records = answered.records.map((one) => (one.id === id ? copy() : one));
      const answer = withRecords?.(records);
      this.#answers.set(question, {
        ...answered,
        records,
        answer,
        ...(withRecords && { withRecords }),
      });
    }
  }

  /** Forgets the answers that a write of the record may change. Returns those in which it only takes its own place. */
  #takeAnswersOf(record: R): [string, Answered<R>][] {
    const kept: [string, Answered<R>][] = [];
    for (const [question, answered] of this.#answers) {
      const { where, records, withRecords } = answered;
      const isIn = records.some(({ id }) => id === record.id);
      const isMatch = where && matches(where, record);
      if (!isIn && isMatch === false) continue;
      this.#answers.delete(question);
      if (isIn && isMatch === true && withRecords) kept.push([question, answered]);
    }
    return kept;
  }

  /** Forgets before and after: a read may begin while the write is under way. */
  async #write<T>(work: () => Promise<T>): Promise<T> {
    this.forget();
    try {
      return await work();
    } finally {
      this.forget();
    }
  }

  /** Before and after a write that goes another way. */
  forget(): void {
    this.#writeCount += 1;
    this.#answers.clear();
    this.#records.clear();
  }
}

/** Whether a term asks of its own collection alone: what is linked changes by writes elsewhere. */
function isAboutItself(term: Term): boolean {
  switch (term.kind) {
    case 'all':
    case 'any':
      return term.terms.every(isAboutItself);
    case 'not':
      return isAboutItself(term.term);
    case 'linked':
      return false;
    default:
      return true;
  }
}
