import { Fault, isFault } from '#kernel/index.js';
import {
  isTold,
  type Searchable,
  type Stored,
  type Term,
  type WritableTallies,
  type Writing,
} from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { RowValues, SqlValue } from './driver.js';
import { toWriteFault } from './faults.js';
import { keptValue, valueOf } from './column-forms.js';
import { textFormOf, type TextForm } from './kept-texts.js';
import { SqliteReading, SqliteTallies, withConnection, type Access } from './reading.js';
import { facetKey, facetsOf } from './facet-keys.js';
import { rowOf } from './rows.js';
import { identifier, NUMBER, type Table } from './schema.js';
import { jsonPath } from './term-texts.js';
import { TermWriter } from './terms.js';
import type { Turn } from './writer.js';

/** The statements of a table whose text never changes. */
interface Statements {
  readonly columns: readonly string[];
  readonly insert: string;
  readonly insertMissing: string;
  /** before the question in brackets whose answer keeps it from being inserted */
  readonly insertUnless: string;
  /** what `update` compares with: the columns, and the facets behind them */
  readonly kept: string;
  /** the same of the version alone */
  readonly version: string;
  /** where the version stands among the columns */
  readonly versionAt: number;
  readonly remove: string;
  /** what is to be known of a removed one */
  readonly removed: string;
  /** texts of updates, by the places of the columns that they set */
  readonly updates: Map<string, string>;
}

/** Rows that are inserted or removed in one go: what a caller asks for at once may be a hundred thousand. */
const PIECE_SIZE = 100;
/** Of those with facets, each of which is a row to remove as well. */
const SMALL_PIECE_SIZE = 20;

/** What an update always sets. */
const UNINDEXED = ['doc', 'search', 'facets'] as const;

/** Texts of updates of one table; then they are made anew. */
const MAX_UPDATE_COUNT = 200;

const written = new WeakMap<Table, Statements>();

function statementsOf(table: Table): Statements {
  const known = written.get(table);
  if (known !== undefined) return known;
  const columns = [...table.columns.keys()];
  const all = [...columns.map(identifier), 'doc', 'search', 'facets'];
  const marks = all.map(() => '?').join(', ');
  const insert = `INSERT INTO ${table.name} (${all.join(', ')}) VALUES (${marks})`;
  const found = foundOf(table);
  const kept = [...columns.map(identifier), ...found];
  const statements: Statements = {
    columns,
    insert,
    insertMissing: `${insert} ON CONFLICT DO NOTHING`,
    insertUnless: `INSERT INTO ${table.name} (${all.join(', ')}) SELECT ${marks} WHERE NOT EXISTS`,
    kept: `SELECT ${kept.join(', ')} FROM ${table.name} WHERE id = ?`,
    version: `SELECT ${['version', ...found].join(', ')} FROM ${table.name} WHERE id = ?`,
    versionAt: columns.indexOf('version'),
    remove: `DELETE FROM ${table.name} WHERE id = ?`,
    removed: ['id', ...found].join(', '),
    updates: new Map(),
  };
  written.set(table, statements);
  return statements;
}

/** What tells of a record's facets: their texts, the number that they name it by, and the scope that they are kept under. */
function foundOf({ facets, columns, collection: { searchScope } }: Table): readonly string[] {
  if (facets === undefined || searchScope === undefined) return [];
  const isColumn = columns.has(searchScope);
  const scope = isColumn ? identifier(searchScope) : `json_extract(doc, '$."${searchScope}"')`;
  return ['facets', NUMBER, `${scope} AS scope`];
}

/** Writes of one transaction. Several statements of one call are one step, because nothing waits between them. */
export class SqliteWriting<R extends Stored> extends SqliteReading<R> implements Writing<R> {
  readonly #statements: Statements;
  readonly #texts: TextForm | undefined;

  constructor(
    table: Table,
    access: Access,
    private readonly turn: Turn,
  ) {
    super(table, access);
    this.#statements = statementsOf(table);
    this.#texts = textFormOf(table.collection);
  }

  insert(record: R, searchable?: Searchable): Promise<void> {
    return this.#write((connection) => {
      const { firstOf } = this.table.collection;
      if (firstOf !== undefined) return this.#insertFirst(connection, record, firstOf);
      const keys = this.#keysOf(record, searchable);
      const row = rowOf(this.table, record, searchable, connection.sharedTexts);
      const number = connection.insert(this.#statements.insert, row);
      this.#facets(connection, { number, keys: [] }, keys);
    });
  }

  /** Unless one alike is there: then no page is written. */
  #insertFirst(connection: SqliteConnection, record: R, firstOf: string): void {
    const { name } = this.table;
    const alike = `SELECT 1 FROM ${name} WHERE ${identifier(firstOf)} = ?`;
    const sql = `${this.#statements.insertUnless} (${alike})`;
    const row = rowOf(this.table, record, undefined, connection.sharedTexts);
    connection.run(sql, [...row, row[this.#statements.columns.indexOf(firstOf)] ?? null]);
  }

  async insertMissing(records: readonly R[]): Promise<string[]> {
    const inserted: string[] = [];
    for (let from = 0; from < records.length; from += PIECE_SIZE) {
      const piece = records.slice(from, from + PIECE_SIZE);
      const fresh = await this.#write(
        (connection) =>
          piece.filter((record) => {
            const row = rowOf(this.table, record, undefined, connection.sharedTexts);
            return connection.run(this.#statements.insertMissing, row) === 1;
          }),
        piece.length,
      );
      inserted.push(...fresh.map(({ id }) => id));
    }
    return inserted;
  }

  update(record: R, searchable?: Searchable): Promise<void> {
    return this.#write((connection) => {
      const { id, version } = record;
      const { kept, versionAt, columns } = this.#statements;
      const before = this.#require(connection, kept, { id, version: version - 1, at: versionAt });
      const keys = this.#keysOf(record, searchable);
      const row = rowOf(this.table, record, searchable, connection.sharedTexts);
      this.#set(connection, id, before, row);
      this.#facets(connection, this.#facetsAt(connection, before, columns.length), keys);
    });
  }

  remove(id: string, version?: number): Promise<void> {
    return this.#write((connection) => {
      const { version: select, remove } = this.#statements;
      const before = this.#require(connection, select, { id, version, at: 0 });
      connection.run(remove, [this.idOf(id)]);
      this.#facets(connection, this.#facetsAt(connection, before, 1), []);
    });
  }

  async removeWhere(where: Term): Promise<string[]> {
    const removed: string[] = [];
    const size = this.table.facets === undefined ? PIECE_SIZE : SMALL_PIECE_SIZE;
    for (;;) {
      const piece = await this.#write(
        (connection) => this.#removePiece(connection, where, size),
        0,
      );
      for (const id of piece) removed.push(id);
      this.turn.wrote(piece.length);
      if (piece.length < size) return removed;
    }
  }

  /** The ids of the removed ones: so few that others do not wait long. */
  #removePiece(connection: SqliteConnection, where: Term, size: number): string[] {
    const terms = new TermWriter(this.table);
    const { name } = this.table;
    const some = `SELECT r.id FROM ${name} AS r WHERE ${terms.where(where)} LIMIT ${String(size)}`;
    const sql = `DELETE FROM ${name} WHERE id IN (${some}) RETURNING ${this.#statements.removed}`;
    const rows = connection.lists(sql, terms.parameters);
    for (const row of rows) this.#facets(connection, this.#facetsAt(connection, row, 1), []);
    const type = this.table.columns.get('id') ?? 'text';
    return rows.map(([id = null]) => String(valueOf(type, id, connection.sharedTexts)));
  }

  setWhere(where: Term, column: string, value: string | number | boolean): Promise<number> {
    return this.#write((connection) => {
      const type = this.table.columns.get(column);
      if (type === undefined || !Object.hasOwn(this.table.collection.columns, column)) {
        const { name } = this.table.collection;
        throw new TypeError(`"${column}" is not a declared column of the collection "${name}".`);
      }
      const terms = new TermWriter(this.table);
      const condition = terms.where(where);
      if (this.#texts !== undefined) {
        return this.#setEach(connection, { condition, parameters: terms.parameters }, (record) => ({
          ...record,
          [column]: value,
        }));
      }
      // a text says it where the column cannot, and in rows of earlier releases
      const says = isTold(type, value) ? `json_type(doc, ?2) IS NOT NULL` : '1';
      const sql =
        `UPDATE ${this.table.name} AS r SET ${identifier(column)} = ?1,` +
        ` doc = iif(${says}, json_set(doc, ?2, json(?3)), doc) WHERE ${condition}`;
      const kept = keptValue(type, value, connection.sharedTexts);
      const values = [kept, jsonPath([column]), JSON.stringify(value)];
      return connection.run(sql, [...values, ...terms.parameters]);
    });
  }

  /** SQL cannot look into these texts, and what a text is kept with changes together with it. */
  #setEach(
    connection: SqliteConnection,
    { condition, parameters }: Asked,
    change: Change<R>,
  ): number {
    const { name } = this.table;
    const places = this.#statements.columns.map((_, at) => at);
    const sql = `SELECT ${this.form.aliased} FROM ${name} AS r WHERE ${condition}`;
    const rows = connection.lists(sql, parameters);
    for (const row of rows) {
      const record = change(this.decode(row, connection.sharedTexts));
      // what it is found by stays
      const values = rowOf(this.table, record, undefined, connection.sharedTexts).slice(0, -2);
      connection.run(this.#updateOf(places, ['doc']), [...values, this.idOf(record.id)]);
    }
    return rows.length;
  }

  /** `rows`: that it is about to write */
  #write<T>(work: (connection: SqliteConnection) => T, rows = 1): Promise<T> {
    const counted = (connection: SqliteConnection): T => {
      this.turn.wrote(rows);
      return work(connection);
    };
    return withConnection(this.access, counted, (error) => {
      const fault = toWriteFault(error, this.table);
      if (isFault(fault, 'record.exists')) this.turn.lost ??= fault;
      return fault;
    });
  }

  /** What `select` answers of the kept record, which has its version at the place `at`; faults unless it is there in that version. */
  #require(connection: SqliteConnection, select: string, { id, version, at }: Required): RowValues {
    const row = connection.list(select, [this.idOf(id)]);
    const { name: collection } = this.table.collection;
    if (row === undefined) throw new Fault('record.missing', { collection, id });
    if (version !== undefined && row[at] !== version) {
      throw new Fault('record.stale', { collection, id, version: row[at] });
    }
    return row;
  }

  /**
   * Sets the columns that changed, and what is not indexed: SQLite writes each index anew that has one of the columns that a statement
   * names, whether its value changes or not.
   */
  #set(connection: SqliteConnection, id: string, before: RowValues, row: RowValues): void {
    const { length } = this.#statements.columns;
    const changed: number[] = [];
    const values: SqlValue[] = [];
    for (let at = 0; at < length; at += 1) {
      const value = row[at] ?? null;
      if (isSameValue(before[at], value)) continue;
      changed.push(at);
      values.push(value);
    }
    for (let at = length; at < row.length; at += 1) values.push(row[at] ?? null);
    values.push(this.idOf(id));
    connection.run(this.#updateOf(changed), values);
  }

  #updateOf(changed: readonly number[], others: readonly string[] = UNINDEXED): string {
    const { columns, updates } = this.#statements;
    const places = [...changed, ...others].join();
    const known = updates.get(places);
    if (known !== undefined) return known;
    const names = changed.map((at) => identifier(columns[at] ?? ''));
    const set = [...names, ...others].map((name) => `${name} = ?`).join(', ');
    const sql = `UPDATE ${this.table.name} SET ${set} WHERE id = ?`;
    if (updates.size >= MAX_UPDATE_COUNT) updates.clear();
    updates.set(places, sql);
    return sql;
  }

  /** As `foundOf` asks for it, behind the first `width` values of a row; nothing where the table has no facets. */
  #facetsAt({ sharedTexts }: SqliteConnection, row: RowValues, width: number): KeptFacets {
    const [facets, number, kept = null] = row.slice(width);
    if (typeof facets !== 'string') return { number: Number(number), keys: [] };
    const type = this.table.columns.get(this.table.collection.searchScope ?? '') ?? 'text';
    const scope = String(valueOf(type, kept, sharedTexts));
    const keys = facetsOf(facets).map(([name, value]) => facetKey(scope, name, value));
    return { number: Number(number), keys };
  }

  #keysOf(record: R, searchable: Searchable | undefined): string[] {
    if (searchable === undefined) return [];
    const { searchScope, name } = this.table.collection;
    if (searchScope === undefined)
      throw new TypeError(`The collection "${name}" cannot be searched.`);
    const scope = String(record[searchScope]);
    return [...new Set(searchable.facets.map(([one, value]) => facetKey(scope, one, value)))];
  }

  /** Takes the record's facets from what they were to what they are. */
  #facets(
    connection: SqliteConnection,
    { number, keys: before }: KeptFacets,
    after: readonly string[],
  ): void {
    const { facets } = this.table;
    if (facets === undefined || isSame(before, after)) return;
    const [had, has] = [new Set(before), new Set(after)];
    const gone = before.filter((key) => !has.has(key));
    const fresh = after.filter((key) => !had.has(key));
    if (gone.length > 0) {
      const sql = `DELETE FROM ${facets} WHERE owner = ? AND key IN (SELECT value FROM json_each(?))`;
      connection.run(sql, [number, JSON.stringify(gone)]);
    }
    if (fresh.length > 0) {
      const sql = `INSERT OR IGNORE INTO ${facets} (key, owner) SELECT value, ? FROM json_each(?)`;
      connection.run(sql, [number, JSON.stringify(fresh)]);
    }
  }
}

/** A condition in SQL. */
interface Asked {
  readonly condition: string;
  readonly parameters: readonly SqlValue[];
}

type Change<R> = (record: R) => R;

/** A record that must be there, and in which version; any when undefined. */
interface Required {
  readonly id: string;
  readonly version: number | undefined;
  /** where the version stands in the answer */
  readonly at: number;
}

/** What a kept record has in the table of facets. */
interface KeptFacets {
  readonly number: number;
  readonly keys: readonly string[];
}

function isSameValue(before: SqlValue | undefined, after: SqlValue): boolean {
  if (!(before instanceof Uint8Array && after instanceof Uint8Array)) return before === after;
  return Buffer.compare(before, after) === 0;
}

function isSame(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((key, at) => key === after[at]);
}

const ADJUST = 'UPDATE tallies SET value = value + ? WHERE name = ?';
const BEGIN = 'INSERT INTO tallies (name, value) VALUES (?, ?)';
const VALUE = 'SELECT t.value FROM tallies AS t WHERE t.name = ?';

export class SqliteWritableTallies extends SqliteTallies implements WritableTallies {
  adjust(name: string, by: number): Promise<number> {
    return withConnection(this.access, (connection) => {
      // not by RETURNING, for which SQLite makes a table of its own each time
      if (connection.run(ADJUST, [by, name]) === 0) connection.run(BEGIN, [name, by]);
      return Number(connection.list(VALUE, [name])?.[0]);
    });
  }
}
