import { matches, type Searchable, type Stored, type Term, type Writing } from '#store/index.js';

interface Appended {
  readonly record: Stored;
  readonly searchable?: Searchable;
}

/**
 * A collection whose records are appended under keys of their own: those of a transaction go to the database as one list, at the commit or
 * before the first question that they could answer.
 */
export class AppendedRows implements Writing<Stored> {
  #waiting: Appended[] = [];

  constructor(
    private readonly inner: Writing<Stored>,
    private readonly insertAll: (list: readonly Appended[]) => Promise<void>,
  ) {}

  /** Writes what waits. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) await this.insertAll(waiting);
  }

  insert(record: Stored, searchable?: Searchable): Promise<void> {
    this.#waiting.push({ record, ...(searchable && { searchable }) });
    return Promise.resolve();
  }

  first(where: Term): Promise<Stored | undefined> {
    const isOut = this.#waiting.every(({ record }) => matches(where, record) === false);
    return isOut ? this.inner.first(where) : this.flush().then(() => this.inner.first(where));
  }

  get = this.#after('get');
  getMany = this.#after('getMany');
  find = this.#after('find');
  count = this.#after('count');
  columns = this.#after('columns');
  few = this.#after('few');
  getKept = this.#after('getKept');
  findKept = this.#after('findKept');
  insertMissing = this.#after('insertMissing');
  update = this.#after('update');
  remove = this.#after('remove');
  removeWhere = this.#after('removeWhere');
  setWhere = this.#after('setWhere');

  #after<Name extends Exclude<keyof Writing<Stored>, 'insert' | 'first'>>(
    name: Name,
  ): Writing<Stored>[Name] {
    const later = (...args: unknown[]): Promise<unknown> => {
      const asked = this.inner[name] as (...given: unknown[]) => Promise<unknown>;
      // at once where nothing waits: what is asked together with others goes with them
      return this.#waiting.length === 0 ? asked(...args) : this.flush().then(() => asked(...args));
    };
    return later as Writing<Stored>[Name];
  }
}
