import { DECLARED, type ColumnType, type Stored } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row, SqlValue } from './driver.js';
import { facetsOf } from './facet-keys.js';
import { textFormOf } from './kept-texts.js';
import { rowOf } from './rows.js';
import { identifier, indexSql, NUMBER, tableOf, tableSql, type Table } from './schema.js';
import { SHARED_TEXTS } from './shared-texts.js';

/** Rows that are written anew together. */
const BATCH_SIZE = 1_000;

/**
 * Step 11: every table is written anew in the form in which the release declares it, its columns before the long texts, and its indexes
 * after it. What a column says that is no longer declared goes into the text of the record.
 */
export function shortenColumns(connection: SqliteConnection): void {
  connection.exec(SHARED_TEXTS);
  for (const declaration of DECLARED) rewrite(connection, tableOf(declaration));
}

function rewrite(connection: SqliteConnection, table: Table): void {
  const name = bare(table.name);
  const isThere = connection.get(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, [
    name,
  ]);
  if (!isThere) return;
  const indexes = [...indexSql(table).values()];
  if (connection.get(`SELECT 1 FROM ${table.name} LIMIT 1`, []) === undefined) {
    // SQLite reads its whole schema anew for a name that changes: a new file has none to change
    for (const sql of [`DROP TABLE ${table.name}`, tableSql(table), ...indexes])
      connection.exec(sql);
    return;
  }
  const before = identifier(`${name}_before`);
  connection.exec(`ALTER TABLE ${table.name} RENAME TO ${before}`);
  connection.exec(tableSql(table));
  move(connection, table, before);
  // its indexes, whose names are wanted, go with it
  connection.exec(`DROP TABLE ${before}`);
  for (const sql of indexes) connection.exec(sql);
}

/** Batch by batch: SQLite keeps in memory what one statement overwrites, and uses the pages of rows that are gone. */
function move(connection: SqliteConnection, table: Table, before: string): void {
  const isNumbered = table.facets !== undefined;
  const key = isNumbered ? NUMBER : 'id';
  const names = [...table.columns.keys()].map(identifier);
  const all = [...(isNumbered ? [NUMBER] : []), ...names, 'doc', 'search', 'facets'];
  const marks = all.map(() => '?').join(', ');
  const insert = `INSERT INTO ${table.name} (${all.join(', ')}) VALUES (${marks})`;
  const select = `SELECT * FROM ${before} ORDER BY ${key} LIMIT ${String(BATCH_SIZE)}`;
  for (;;) {
    const rows = connection.all(select, []);
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) connection.run(insert, rowAnew(connection, table, row));
    const end = last[bare(key)] as SqlValue;
    connection.run(`DELETE FROM ${before} WHERE ${key} <= ?`, [end]);
  }
}

function rowAnew({ sharedTexts }: SqliteConnection, table: Table, row: Row): SqlValue[] {
  const { row_number: number, doc, search, facets, ...kept } = row;
  const fields = said(table.columns, kept);
  const text = textFormOf(table.collection)?.read(doc as SqlValue, fields) ?? String(doc);
  const record = { ...fields, ...(JSON.parse(text) as Stored) };
  const [searched, found] = [String(search ?? '{}'), String(facets ?? '{}')];
  const searchable =
    search === null && facets === null
      ? undefined
      : { search: JSON.parse(searched) as Record<string, string>, facets: facetsOf(found) };
  const values = rowOf(table, record, searchable, sharedTexts);
  return table.facets === undefined ? values : [number as SqlValue, ...values];
}

/** What the columns of schema version 10 say; those of the file that are not declared any more as well. */
function said(columns: ReadonlyMap<string, ColumnType>, kept: Row): Record<string, unknown> {
  const fields = Object.entries(kept).flatMap(([name, value]): [string, unknown][] => {
    if (value === null) return [];
    return [[name, columns.get(name) === 'boolean' ? value === 1 : value]];
  });
  return Object.fromEntries(fields);
}

/** Without the quotation marks of SQL. */
function bare(identified: string): string {
  return identified.replaceAll('"', '');
}
