import type {
  ColumnQuery,
  ColumnValues,
  FewQuery,
  Kept,
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
import { formOf, keptRowOf, recordOf, type RowForm } from './row-forms.js';
import type { Scans } from './scans.js';
import type { Table } from './schema.js';
import type { SharedTexts } from './shared-texts.js';
import { isQuick } from './watches.js';

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

/** Reads a row in the form of its table, which came over the connection of the texts. */
type Decode<T> = (row: RowValues, texts: SharedTexts) => T;

export class SqliteReading<R extends Stored> implements Reading<R> {
  protected readonly form: RowForm;
  protected readonly decode: Decode<R> = (row, texts) => recordOf<R>(this.form, row, texts);
  readonly #keep: Decode<Kept<R>> = (row, texts) => keptRowOf<R>(this.form, row, texts);

  constructor(
    protected readonly table: Table,
    protected readonly access: Access,
  ) {
    this.form = formOf(table);
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

  getKept(id: string): Promise<Kept<R> | undefined> {
    return withConnection(this.access, (connection) => {
      const row = connection.list(this.form.get, [this.idOf(id)]);
      return row && this.#keep(row, connection.sharedTexts);
    });
  }

  async getMany(ids: readonly string[]): Promise<R[]> {
    const [first] = ids;
    // one is looked up without the list that SQLite would make of it
    if (first !== undefined && ids.length === 1) {
      const record = await this.get(first);
      return record === undefined ? [] : [record];
    }
    return this.#getRows(ids, this.decode);
  }

  #getRows<T>(ids: readonly string[], read: Decode<T>): Promise<T[]> {
    if (ids.length > MAX_RECORD_COUNT)
      throw new TypeError('At most 1,000 ids can be asked for at once.');
    return withConnection(this.access, (connection) =>
      connection
        .lists(this.form.getMany, [listOf(this.form.idType, ids).parameter])
        .map((row) => read(row, connection.sharedTexts)),
    );
  }

  first(where: Term): Promise<R | undefined> {
    return withConnection(this.access, (connection) => {
      const { sql, parameters } = firstOf(this.table, where);
      const row = connection.list(sql, parameters);
      return row && this.decode(row, connection.sharedTexts);
    });
  }

  find(query: Query): Promise<QueryResult<R>> {
    return this.#find(query, this.decode);
  }

  findKept(query: Query): Promise<QueryResult<Kept<R>>> {
    return this.#find(query, this.#keep);
  }

  async #find<T>(query: Query, read: Decode<T>): Promise<QueryResult<T>> {
    if (query.limit > MAX_RECORD_COUNT) {
      throw new TypeError('At most 1,000 records can be asked for at once.');
    }
    if (query.limit === 0) return { records: [] };
    const scans = isQuick(this.table, query) ? undefined : this.access.scans;
    if (scans) return this.#search(scans, query, read);
    return withConnection(this.access, (connection) => {
      const broad = broadFacets(this.table, query, connection);
      const { sql, parameters } = pageOf(this.table, query, false, broad);
      const rows = connection.lists(sql, parameters);
      const records = rows.map((row) => read(row, connection.sharedTexts));
      const last = rows.at(-1);
      if (last === undefined) return { records };
      const sorted = last.slice(this.form.width);
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

  async #search<T>(scans: Scans, query: Query, read: Decode<T>): Promise<QueryResult<T>> {
    const broad = await withConnection(this.access, (connection) =>
      broadFacets(this.table, query, connection),
    );
    const rows = await this.#scan(scans, pageOf(this.table, query, true, broad));
    const { sharedTexts } = this.access.connection;
    const idOf = (kept: unknown): string =>
      String(valueOf(this.form.idType, kept as SqlValue, sharedTexts));
    const ids = rows.map((row) => idOf(row['id']));
    const found = await this.#getRows(
      ids,
      (row, texts) => [idOf(row[0]), read(row, texts)] as const,
    );
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
