import type { Kept, Part } from './kept.js';
import { matches } from './matching.js';
import { Memory, type Answered, type SharedReads } from './memory.js';
import { withoutUndefined } from './present.js';
import type { ColumnQuery, ColumnValues, FewQuery, Query, QueryResult, Term } from './query.js';
import type { Searchable, Stored } from './record.js';
import type { Writing } from './store.js';

/** Longer pages are walked once and not asked again. */
const MAX_PAGE_LENGTH = 100;

/**
 * One collection in one transaction, where a question that was answered is not asked of the database again until a write concerns it. A
 * transaction sees its own writes and nobody else's, so an answer cannot grow old in between. Each function of the core reads what it
 * needs by itself, and the database hears each question once. What is known to be asked can be asked ahead, all at once.
 */
export class RememberedReads<R extends Stored> implements Writing<R> {
  readonly #inner: Writing<R>;
  /** what was written here is known without a question */
  readonly #memory: Memory<R>;
  /** until the first write, where what is known is shared with the works before and after */
  #shared: SharedReads<R> | undefined;

  constructor(inner: Writing<R>, shared?: SharedReads<R>) {
    this.#inner = inner;
    this.#shared = shared;
    this.#memory = shared?.memory ?? new Memory();
  }

  /** The record where it was read or written, and nothing has changed it since. */
  known(id: string): R | undefined {
    return this.#memory.records.get(id)?.();
  }

  async get(id: string): Promise<R | undefined> {
    const memory = this.#memory;
    const known = memory.records.get(id);
    if (known !== undefined) return known();
    const writes = memory.writeCount;
    const record = await this.#inner.get(id);
    if (writes === memory.writeCount) memory.keepRecord(id, () => record);
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
        ...greatestOf(query, answer.records),
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

  getKept(id: string, part?: Part): Promise<Kept<R> | undefined> {
    return this.#inner.getKept(id, part);
  }

  findKept(query: Query, part?: Part): Promise<QueryResult<Kept<R>>> {
    return this.#inner.findKept(query, part);
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
    const memory = this.#memory;
    const known = memory.answers.get(question);
    if (known !== undefined) return known.answer as T;
    const writes = memory.writeCount;
    const answered = await ask();
    const { answer, records } = answered;
    if (writes === memory.writeCount && records.length <= MAX_PAGE_LENGTH) {
      memory.keepAnswer(question, answered);
      for (const record of records) {
        if (!memory.records.has(record.id)) memory.keepRecord(record.id, () => record);
      }
    }
    return answer;
  }

  /** What other works of the commit know as well ends for them with the first write, and is known here as before. */
  #own(): Memory<R> {
    this.#shared?.take();
    this.#shared = undefined;
    return this.#memory;
  }

  /** The other records stay as they are, and so do the answers that the record is not in, and those that it stays in, in its place. */
  async #writeOne(record: R, work: () => Promise<void>): Promise<void> {
    const { id } = record;
    const memory = this.#own();
    memory.forgetRecord(id);
    const kept = takeAnswersOf(memory, record);
    try {
      await work();
    } finally {
      memory.forgetRecord(id);
      takeAnswersOf(memory, record);
    }
    let written: R | undefined;
    // as a database answers it
    const copy = (): R => (written ??= withoutUndefined(record));
    memory.keepRecord(id, copy);
    for (const [question, answered] of kept) {
      const now = withWritten(answered, copy());
      if (now) memory.keepAnswer(question, now);
    }
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
    this.#own().forget();
  }
}

/** Questions for the one record with the greatest number in a column. */
function greatestOf<R extends Stored>(
  query: Query,
  [greatest]: readonly R[],
): Pick<Answered<R>, 'withGreatest'> {
  const { sort = [], limit, offset = 0, after } = query;
  const [order, ...others] = sort;
  const isOfOne = limit === 1 && offset === 0 && after === undefined && others.length === 0;
  if (!isOfOne || !order?.descending || !('column' in order.field)) return {};
  const { column } = order.field;
  const withGreatest = (record: R): Answered<R> | undefined => {
    const value: unknown = Reflect.get(record, column);
    const known: unknown = greatest && Reflect.get(greatest, column);
    const isGreater = typeof value === 'number' && typeof known === 'number' && value > known;
    if (!isGreater) return undefined;
    const answer: QueryResult<R> = { records: [record], last: { values: [value], id: record.id } };
    return { where: query.where, answer, records: answer.records, ...greatestOf(query, [record]) };
  };
  return { withGreatest };
}

/** The answer once the record is written, which is in it, or the greatest one now. Undefined: the database has to say. */
function withWritten<R extends Stored>(answered: Answered<R>, record: R): Answered<R> | undefined {
  const { records: before, withRecords, withGreatest } = answered;
  if (!before.some(({ id }) => id === record.id)) return withGreatest?.(record);
  if (!withRecords) return undefined;
  const records = before.map((one) => (one.id === record.id ? record : one));
  return { ...answered, records, answer: withRecords(records) };
}

/** Forgets the answers that a write of the record may change. Returns those that it may leave known, once it is done. */
function takeAnswersOf<R extends Stored>(
  memory: Memory<R>,
  record: R,
): readonly [string, Answered<R>][] {
  if (memory.answers.size === 0) return [];
  const kept: [string, Answered<R>][] = [];
  for (const [question, answered] of memory.answers) {
    const { where, records } = answered;
    const isIn = records.some(({ id }) => id === record.id);
    const isMatch = where && matches(where, record);
    if (!isIn && isMatch === false) continue;
    memory.forgetAnswer(question);
    if (isMatch === true) kept.push([question, answered]);
  }
  return kept;
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
