import {
  ENDED_INDEXES,
  type Collection,
  type ColumnType,
  type Scalar,
  type Stored,
} from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { SqlValue } from './driver.js';
import { hasOldEstimates, writeEstimates } from './estimates.js';
import { COLUMN_FORMS, keptValue, valueOf } from './column-forms.js';
import { textFormOf, type TextForm } from './kept-texts.js';
import { facetsSql, identifier, indexSql, tableOf, tableSql, type Table } from './schema.js';
import { numberSql, SHARED_TEXTS } from './shared-texts.js';

/** One thing that is declared and not in the file. */
interface Lack {
  /** `table products`, `column members.locale`, `index members_by_name` */
  readonly name: string;
  make(connection: SqliteConnection): void;
}

/** What the file lacks of the declarations, by name. Changes nothing. */
export function findMissing(
  connection: SqliteConnection,
  declared: readonly Collection<Stored>[],
): string[] {
  return lacksOf(connection, declared.map(tableOf)).map(({ name }) => name);
}

/**
 * Makes what the file lacks, in one transaction, and returns the names. What is there and no longer declared stays: a process of the
 * release before may still use it.
 */
export function createMissing(
  connection: SqliteConnection,
  declared: readonly Collection<Stored>[],
): string[] {
  const tables = declared.map(tableOf);
  const isWhole = findMissing(connection, declared).length === 0;
  if (isWhole && !hasOldEstimates(connection, tables)) return [];
  connection.exec('BEGIN IMMEDIATE');
  try {
    // looked up again: another process may have made it while this one waited for the lock
    const lacks = lacksOf(connection, tables);
    for (const lack of lacks) lack.make(connection);
    for (const statement of writeEstimates(tables)) connection.exec(statement);
    connection.exec('COMMIT');
    return lacks.map(({ name }) => name);
  } catch (error) {
    if (connection.database.isTransaction) connection.exec('ROLLBACK');
    connection.sharedTexts.forgetUncommitted();
    throw error;
  }
}

/** Steps 7 and 9: indexes that earlier releases declared are no longer written. */
export function dropEndedIndexes(connection: SqliteConnection): void {
  for (const [collection, names] of Object.entries(ENDED_INDEXES)) {
    const table = collection.replaceAll('-', '_');
    for (const name of names) {
      connection.exec(`DROP INDEX IF EXISTS ${identifier(`${table}_by_${name}`)}`);
    }
  }
}

/** In the order in which they can be made. */
function lacksOf(connection: SqliteConnection, tables: readonly Table[]): Lack[] {
  const columns = columnsOf(connection);
  const indexes = indexesOf(connection);
  const texts = columns.has('shared_texts') ? [] : [newTable('shared_texts', SHARED_TEXTS)];
  const lacks = tables.flatMap((table) => {
    const known = columns.get(bare(table.name));
    const { name, facets = name } = table;
    const sql = columns.has(bare(facets)) ? undefined : facetsSql(table);
    return [
      ...(known ? newColumns(table, known) : [newTable(name, tableSql(table))]),
      ...(sql === undefined ? [] : [newTable(facets, sql)]),
      ...newIndexes(table, indexes),
    ];
  });
  return [...texts, ...lacks];
}

function newColumns(table: Table, known: ReadonlySet<string>): Lack[] {
  return [...table.columns.keys()]
    .filter((column) => !known.has(column))
    .map((column) => ({
      name: `column ${bare(table.name)}.${column}`,
      make: (connection) => addColumn(connection, table, column),
    }));
}

/** An index of another shape under its name, of another release, is made anew. */
function newIndexes(table: Table, indexes: ReadonlyMap<string, string>): Lack[] {
  return [...indexSql(table)]
    .filter(([name, sql]) => indexes.get(name) !== sql)
    .map(([name, sql]) => ({
      name: `index ${name}`,
      make: (connection) => {
        connection.exec(`DROP INDEX IF EXISTS ${identifier(name)}`);
        connection.exec(sql);
      },
    }));
}

function newTable(name: string, sql: string): Lack {
  return { name: `table ${bare(name)}`, make: (connection) => connection.exec(sql) };
}

/**
 * The records that are there hold the field already, where they hold it: the column is filled from them. SQLite cannot add a column
 * that must not be empty, so that the declaration's `required` is held by looking.
 */
function addColumn(connection: SqliteConnection, table: Table, column: string): void {
  const type = table.columns.get(column) ?? 'text';
  const { sql } = COLUMN_FORMS[type];
  connection.exec(`ALTER TABLE ${table.name} ADD COLUMN ${identifier(column)} ${sql}`);
  fill(connection, table, column);
  if (!table.required.has(column)) return;
  const without = `SELECT count(*) AS count FROM ${table.name} WHERE ${identifier(column)} IS NULL`;
  const count = Number(connection.get(without, [])?.['count'] ?? 0);
  if (count === 0) return;
  const where = `${bare(table.name)}.${column}`;
  throw new TypeError(
    `${where} is required, and ${String(count)} records lack it: a step must fill it.`,
  );
}

function fill(connection: SqliteConnection, table: Table, column: string): void {
  const texts = textFormOf(table.collection);
  if (texts !== undefined) return fillFromTexts(connection, { table, column, texts });
  const path = `'$."${column}"'`;
  const extracted = `json_extract(doc, ${path})`;
  const isThere = `json_type(doc, ${path}) IS NOT NULL`;
  const type = table.columns.get(column) ?? 'text';
  const isShared = type === 'shared';
  if (isShared) {
    connection.exec(
      `INSERT OR IGNORE INTO shared_texts (text) SELECT ${extracted} FROM ${table.name} WHERE ${isThere}`,
    );
  }
  const value = isShared ? numberSql(extracted) : encodedSql(connection, type, extracted);
  connection.exec(`UPDATE ${table.name} SET ${identifier(column)} = ${value} WHERE ${isThere}`);
}

/** Rows that are looked at together. */
const BATCH_SIZE = 1_000;

interface Filling {
  readonly table: Table;
  readonly column: string;
  readonly texts: TextForm;
}

/** SQL cannot look into these texts. */
function fillFromTexts(connection: SqliteConnection, { table, column, texts }: Filling): void {
  const { sharedTexts } = connection;
  const select = `SELECT rowid AS "at", * FROM ${table.name} WHERE rowid > ? ORDER BY rowid LIMIT ?`;
  const update = `UPDATE ${table.name} SET ${identifier(column)} = ? WHERE rowid = ?`;
  const columns = [...table.columns].filter(([name]) => name !== column);
  const type = table.columns.get(column) ?? 'text';
  for (let at = 0; ;) {
    const rows = connection.all(select, [at, BATCH_SIZE]);
    for (const row of rows) {
      const fields = columns.map(([name, one]) => {
        const kept = (row[name] ?? null) as SqlValue;
        return [name, valueOf(one, kept, sharedTexts) ?? undefined];
      });
      const text = texts.read(row['doc'] as SqlValue, Object.fromEntries(fields));
      const { [column]: value } = JSON.parse(text) as Record<string, Scalar | undefined>;
      if (value === undefined) continue;
      connection.run(update, [keptValue(type, value, sharedTexts), Number(row['at'])]);
    }
    if (rows.length < BATCH_SIZE) return;
    at = Number(rows.at(-1)?.['at']);
  }
}
/** SQL of what is kept of a value. */
function encodedSql(connection: SqliteConnection, type: ColumnType, value: string): string {
  if (type !== 'uuid') return value;
  const { encode } = COLUMN_FORMS[type];
  connection.database.function(ENCODED, {}, (text) => encode(String(text)));
  return `${ENCODED}(${value})`;
}

const ENCODED = 'muster_encoded';

function columnsOf(connection: SqliteConnection): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const sql = `SELECT m.name AS "table", c.name AS "column"
    FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'`;
  for (const { table, column } of connection.all(sql, [])) {
    const columns = found.get(String(table)) ?? new Set();
    found.set(String(table), columns.add(String(column)));
  }
  return found;
}

function indexesOf(connection: SqliteConnection): Map<string, string> {
  const sql = `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`;
  return new Map(connection.all(sql, []).map((row) => [String(row['name']), String(row['sql'])]));
}

/** Without the quotation marks of SQL. */
function bare(identified: string): string {
  return identified.replaceAll('"', '');
}
