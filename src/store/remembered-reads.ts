import type { ColumnQuery, ColumnValues, FewQuery, Query, QueryResult, Term } from './query.js';
import type { Searchable, Stored } from './record.js';
import type { Writing } from './store.js';

/** Answers kept per collection and transaction; then it begins anew. */
const MAX_ANSWER_COUNT = 200;
/** Longer pages are walked once and not asked again. */
const MAX_PAGE_LENGTH = 100;

/**
 * One collection in one transaction, where a question that was answered is not asked of the database again until the collection is
 * written. A transaction sees its own writes and nobody else's, so an answer cannot grow old in between. Each function of the core reads
 * what it needs by itself, and the database hears each question once.
 */
export class RememberedReads<R extends Stored> implements Writing<R> {
  readonly #inner: Writing<R>;
  /** by id; what was written here is known without a question */
  readonly #records = new Map<string, () => R | undefined>();
  readonly #answers = new Map<string, unknown>();
  /** a read that a write overtook is not kept */
  #writeCount = 0;

  constructor(inner: Writing<R>) {
    this.#inner = inner;
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
    return this.#remember(`first ${JSON.stringify(where)}`, () => this.#inner.first(where));
  }

  find(query: Query): Promise<QueryResult<R>> {
    if (!isAboutItself(query.where)) return this.#inner.find(query);
    return this.#remember(
      `find ${JSON.stringify(query)}`,
      () => this.#inner.find(query),
      ({ records }) => records.length <= MAX_PAGE_LENGTH,
    );
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

  getText(id: string): Promise<string | undefined> {
    return this.#inner.getText(id);
  }

  findTexts(query: Query): Promise<QueryResult<string>> {
    return this.#inner.findTexts(query);
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
    ask: () => Promise<T>,
    isKept: (answer: T) => boolean = () => true,
  ): Promise<T> {
    if (this.#answers.has(question)) return this.#answers.get(question) as T;
    const writes = this.#writeCount;
    const answer = await ask();
    if (writes === this.#writeCount && isKept(answer)) {
      if (this.#answers.size >= MAX_ANSWER_COUNT) this.#answers.clear();
      this.#answers.set(question, answer);
    }
    return answer;
  }

  #keep(id: string, record: () => R | undefined): void {
    if (this.#records.size >= MAX_ANSWER_COUNT) this.#records.clear();
    this.#records.set(id, record);
  }

  /** The other records stay as they are. */
  async #writeOne(record: R, work: () => Promise<void>): Promise<void> {
    this.#forget(record.id);
    try {
      await work();
    } finally {
      this.#forget(record.id);
    }
    let written: R | undefined;
    // as a database answers it: a property that is undefined is not there
    this.#keep(record.id, () => (written ??= JSON.parse(JSON.stringify(record)) as R));
  }

  /** Forgets before and after: a read may begin while the write is under way. */
  async #write<T>(work: () => Promise<T>): Promise<T> {
    this.#forget();
    try {
      return await work();
    } finally {
      this.#forget();
    }
  }

  /** All that was answered, of records by their ids that one alone, if it is given. */
  #forget(id?: string): void {
    this.#writeCount += 1;
    this.#answers.clear();
    if (id === undefined) this.#records.clear();
    else this.#records.delete(id);
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
