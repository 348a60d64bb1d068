import type {
  ColumnQuery,
  ColumnValues,
  FewQuery,
  Kept,
  Part,
  QueryResult,
  Query,
  Reading,
  Stored,
  Tallies,
  Term,
} from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import { COLUMN_FORMS, listOf, valueOf, type ColumnForm } from './column-forms.js';
import type { Row, RowValues, SqlValue } from './driver.js';
import { broadFacets } from './facet-plans.js';
import { toFault } from './faults.js';
import {
  columnsOf,
  countOf,
  decodersOf,
  fewOf,
  firstOf,
  pageOf,
  positionOf,
  type Prepared,
} from './queries.js';
import { listedIn, listsIn, type ReadListed } from './listed.js';
import {
  formOf,
  keptRowOf,
  listedTextOf,
  partFormOf,
  recordOf,
  type RowForm,
} from './row-forms.js';
import type { Scans } from './scans.js';
import type { Table } from './schema.js';
import type { SharedTexts } from './shared-texts.js';
import { asksForOne, isQuick } from './watches.js';

/** How a reader comes to its connection. */
export interface Access {
  readonly connection: SqliteConnection;
  /** What must be waited for first; it is asked again afterwards. Throws when there is nothing more to be read. */
  before(): Promise<void> | undefined;
  /** absent inside of a transaction, where only the server's own queries run */
  readonly scans?: Scans;
}

/** Largest number of rows in an answer and of ids in a question. */
export const MAX_RECORD_COUNT = 1_000;

/** Runs `work` once the connection may be used, in the same turn as the check, and translates SQLite's errors. */
export async function withConnection<T>(
  access: Access,
  work: (connection: SqliteConnection) => T,
  translate: (error: unknown) => unknown = toFault,
): Promise<T> {
  for (let wait = access.before(); wait !== undefined; wait = access.before()) await wait;
  try {
    return work(access.connection);
  } catch (error) {
    throw translate(error);
  }
}

/** Rows of one answer, in what form they are asked for and how they are read. They came over the connection. */
interface Reader<T> {
  readonly form: RowForm;
  /** `isOfOne`: they were selected as `form.alone` */
  read(rows: readonly RowValues[], connection: SqliteConnection, isOfOne?: boolean): T[];
}

export class SqliteReading<R extends Stored> implements Reading<R> {
  protected readonly form: RowForm;
  readonly #records: Reader<R>;

  constructor(
    protected readonly table: Table,
    protected readonly access: Access,
  ) {
    const form = formOf(table);
    this.form = form;
    this.#records = {
      form,
      read: (rows, { sharedTexts }) => rows.map((row) => recordOf<R>(form, row, sharedTexts)),
    };
  }

  protected decode(row: RowValues, texts: SharedTexts): R {
    return recordOf<R>(this.form, row, texts);
  }

  #formOf(part: Part | undefined): RowForm {
    return part === undefined ? this.form : partFormOf(this.table, part);
  }

  /** What is kept of an id. */
  protected idOf(id: string): SqlValue {
    return COLUMN_FORMS[this.form.idType].encode(id);
  }

  get(id: string): Promise<R | undefined> {
    return withConnection(this.access, (connection) => {
      const row = connection.list(this.form.get, [this.idOf(id)]);
      return row && this.decode(row, connection.sharedTexts);
    });
  }

  getKept(id: string, part?: Part): Promise<Kept<R> | undefined> {
    const form = this.#formOf(part);
    return withConnection(this.access, (connection) => {
      const row = connection.list(form.get, [this.idOf(id)]);
      return row && keptRowOf<R>(form, row, connection.sharedTexts, form.listed && listedIn);
    });
  }

  async getMany(ids: readonly string[]): Promise<R[]> {
    const [first] = ids;
    // one is looked up without the list that SQLite would make of it
    if (first !== undefined && ids.length === 1) {
      const record = await this.get(first);
      return record === undefined ? [] : [record];
    }
    return this.#getRows(ids, this.#records);
  }

  #getRows<T>(ids: readonly string[], { form, read }: Reader<T>): Promise<T[]> {
    if (ids.length > MAX_RECORD_COUNT)
      throw new TypeError('At most 1,000 ids can be asked for at once.');
    return withConnection(this.access, (connection) => {
      const rows = connection.lists(form.getMany, [listOf(form.idType, ids).parameter]);
      return read(rows, connection);
    });
  }

  first(where: Term): Promise<R | undefined> {
    return withConnection(this.access, (connection) => {
      const { sql, parameters } = firstOf(this.table, where);
      const row = connection.list(sql, parameters);
      return row && this.decode(row, connection.sharedTexts);
    });
  }

  find(query: Query): Promise<QueryResult<R>> {
    return this.#find(query, this.#records);
  }

  findKept(query: Query, part?: Part): Promise<QueryResult<Kept<R>>> {
    const form = this.#formOf(part);
    return this.#find(query, {
      form,
      read: (rows, connection, isOfOne) => keptRows(form, rows, connection, isOfOne),
    });
  }

  async #find<T>(query: Query, reader: Reader<T>): Promise<QueryResult<T>> {
    if (query.limit > MAX_RECORD_COUNT) {
      throw new TypeError('At most 1,000 records can be asked for at once.');
    }
    if (query.limit === 0) return { records: [] };
    const scans = isQuick(this.table, query) ? undefined : this.access.scans;
    if (scans) return this.#search(scans, query, reader);
    const { form } = reader;
    return withConnection(this.access, (connection) => {
      const broad = broadFacets(this.table, query, connection);
      const isOfOne = asksForOne(this.table, query.where);
      const selected = isOfOne ? form.alone : form.aliased;
      const { sql, parameters } = pageOf(this.table, query, false, broad, selected);
      const rows = connection.lists(sql, parameters);
      const records = reader.read(rows, connection, isOfOne);
      const last = rows.at(-1);
      if (last === undefined) return { records };
      const sorted = last.slice(form.width);
      const place = { id: last[0], sorted };
      return { records, last: positionOf(this.table, query, place, connection.sharedTexts) };
    });
  }

  columns(query: ColumnQuery): Promise<ColumnValues[]> {
    return withConnection(this.access, (connection) => {
      const { sql, parameters } = columnsOf(this.table, query);
      const rows = connection.lists(sql, parameters) as unknown as ColumnValues[];
      const decoders = decodersOf(this.table, query);
      if (decoders.every((decode) => decode === undefined)) return rows;
      return rows.map((row) => decoded(row, decoders, connection.sharedTexts));
    });
  }

  async count(where: Term, limit?: number): Promise<number> {
    const rows = await this.#rows(where, (watched) =>
      countOf(this.table, where, { limit, watched }),
    );
    return Number(rows[0]?.['n'] ?? 0);
  }

  async few(query: FewQuery): Promise<string[] | undefined> {
    const rows = await this.#rows(query.where, (watched) => fewOf(this.table, query, watched));
    if (rows.length > query.limit) return undefined;
    const type = this.table.columns.get(query.column) ?? 'text';
    return rows.flatMap(({ value }) => {
      const text = valueOf(type, value as SqlValue, this.access.connection.sharedTexts);
      return typeof text === 'string' ? text : [];
    });
  }

  /** Of a question without order, which is watched unless an index leads to its answer. */
  async #rows(where: Term, prepare: (watched: boolean) => Prepared): Promise<Row[]> {
    const scans = isQuick(this.table, { where }) ? undefined : this.access.scans;
    if (scans) return this.#scan(scans, prepare(true));
    return withConnection(this.access, (connection) => {
      const { sql, parameters } = prepare(false);
      return connection.all(sql, parameters);
    });
  }

  async #scan(scans: Scans, prepared: Prepared): Promise<Row[]> {
    const rows = await withConnection(this.access, () => scans.runInline(prepared));
    return (
      rows ?? scans.runInWorker(prepared).catch((error: unknown) => Promise.reject(toFault(error)))
    );
  }

  async #search<T>(scans: Scans, query: Query, { form, read }: Reader<T>): Promise<QueryResult<T>> {
    const broad = await withConnection(this.access, (connection) =>
      broadFacets(this.table, query, connection),
    );
    const rows = await this.#scan(scans, pageOf(this.table, query, true, broad));
    const { sharedTexts } = this.access.connection;
    const idOf = (kept: unknown): string =>
      String(valueOf(this.form.idType, kept as SqlValue, sharedTexts));
    const ids = rows.map((row) => idOf(row['id']));
    const found = await this.#getRows(ids, {
      form,
      read: (some, connection) =>
        read(some, connection).map((record, at) => [idOf(some[at]?.[0]), record] as const),
    });
    const byId = new Map(found);
    // what was removed in between is not there any more
    const records = ids.flatMap((id): readonly T[] => {
      const record = byId.get(id);
      return record === undefined ? [] : [record];
    });
    const last = rows.at(-1);
    if (last === undefined) return { records };
    const sorted = (query.sort ?? []).map((_, at) => last[`sort_${String(at)}`]);
    return {
      records,
      last: positionOf(this.table, query, { id: last['id'], sorted }, sharedTexts),
    };
  }
}

export class SqliteTallies implements Tallies {
  constructor(protected readonly access: Access) {}

  get(name: string): Promise<number> {
    return withConnection(this.access, (connection) =>
      Number(connection.get('SELECT value FROM tallies WHERE name = ?', [name])?.['value'] ?? 0),
    );
  }
}

function keptRows<R>(
  form: RowForm,
  rows: readonly RowValues[],
  connection: SqliteConnection,
  isOfOne = false,
): Kept<R>[] {
  const { listed } = form;
  let lists: ReadListed | undefined;
  if (listed !== undefined) {
    const texts = rows.map((row) => listedTextOf(form, row));
    lists = isOfOne ? listedIn : listsIn(texts, listed, connection);
  }
  return rows.map((row) => keptRowOf<R>(form, row, connection.sharedTexts, lists));
}

/** A row of `columnsOf`. */
function decoded(
  row: ColumnValues,
  decoders: readonly ColumnForm['decode'][],
  texts: SharedTexts,
): ColumnValues {
  return row.map((value, at) =>
    value === null ? null : (decoders[at]?.(value as SqlValue, texts) ?? value),
  );
}
