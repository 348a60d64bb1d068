import { DECLARED } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { SqlValue } from './driver.js';
import { earlierKey, keyOfText } from './facet-keys.js';
import { facetsSql, identifier, NUMBER, tableOf, type Table } from './schema.js';

/** Records that are written anew together. */
const BATCH_SIZE = 5_000;

/**
 * Step 8: facets name their record by its number, and tell scope and name by a digest. SQLite cannot add a primary key, so the tables
 * of records that have facets are written anew, and their indexes after them. The earlier steps that touch facets do this first, so
 * that there is one form of them; a table that has it already is left alone.
 */
export function numberFacets(connection: SqliteConnection): void {
  const tables = DECLARED.map(tableOf).filter(({ facets }) => facets !== undefined);
  let hasFunctions = false;
  for (const table of tables) {
    const columns = connection.all('SELECT * FROM pragma_table_info(?)', [bare(table.name)]);
    if (columns.length === 0 || columns.some(({ name }) => name === bare(NUMBER))) continue;
    if (!hasFunctions) addFunctions(connection);
    hasFunctions = true;
    numberTable(connection, table, columns.map(definitionOf));
  }
}

interface Column {
  readonly name: string;
  /** as `CREATE TABLE` has it */
  readonly sql: string;
}

function definitionOf({ name, type, pk, notnull }: Readonly<Record<string, unknown>>): Column {
  const key = pk === 1 ? ' UNIQUE' : '';
  const filled = notnull === 1 || pk === 1 ? ' NOT NULL' : '';
  const column = identifier(String(name));
  return { name: column, sql: `${column} ${String(type)}${key}${filled}` };
}

function numberTable(connection: SqliteConnection, table: Table, columns: readonly Column[]): void {
  const { name, facets = '' } = table;
  const before = identifier(`${bare(name)}_before`);
  const definitions = [`${NUMBER} INTEGER PRIMARY KEY`, ...columns.map(({ sql }) => sql)];
  const indexes = connection.all(
    `SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
    [bare(name)],
  );
  connection.exec(`ALTER TABLE ${name} RENAME TO ${before}`);
  connection.exec(`CREATE TABLE ${name} (${definitions.join(', ')})`);
  connection.exec(`DROP TABLE IF EXISTS ${facets}`);
  connection.exec(facetsSql(table) ?? '');
  const last = connection.get(`SELECT max(rowid) AS n FROM ${before}`, []);
  for (let from = 0; from <= Number(last?.['n'] ?? -1); from += BATCH_SIZE) {
    moveBatch(connection, { name, facets, before, columns, from });
  }
  connection.exec(`DROP TABLE ${before}`);
  for (const { sql } of indexes) connection.exec(String(sql));
}

interface Batch {
  readonly name: string;
  readonly facets: string;
  readonly before: string;
  readonly columns: readonly Column[];
  readonly from: number;
}

/** SQLite keeps in memory what one statement overwrites, so that each has a part of the rows, also to remove them. */
function moveBatch(
  connection: SqliteConnection,
  { name, facets, before, columns, from }: Batch,
): void {
  const names = columns.map((column) => column.name);
  const values = names.map((column) => (column === '"facets"' ? `${TEXTS}(facets)` : column));
  const range = [from, from + BATCH_SIZE];
  connection.run(
    `INSERT INTO ${name} (${[NUMBER, ...names].join(', ')}) SELECT ${['rowid', ...values].join(', ')}
     FROM ${before} WHERE rowid >= ? AND rowid < ? ORDER BY rowid`,
    range,
  );
  // in the order of keys: most of those that are written together then stand together
  connection.run(
    `INSERT OR IGNORE INTO ${facets} (key, owner)
     SELECT ${KEY}(one.value), old.rowid FROM ${before} AS old, json_each(old.facets) AS one
     WHERE old.rowid >= ? AND old.rowid < ? ORDER BY 1, 2`,
    range,
  );
  connection.run(`DELETE FROM ${before} WHERE rowid >= ? AND rowid < ?`, range);
}

/** Names in SQL of functions that the step brings along: of the column `facets`, and of one key. */
const TEXTS = 'muster_facet_texts';
const KEY = 'muster_facet_key';

function addFunctions({ database }: SqliteConnection): void {
  database.function(TEXTS, {}, (facets): SqlValue => {
    if (facets === null) return null;
    const keys = JSON.parse(String(facets)) as string[];
    return JSON.stringify(keys.map((key) => earlierKey(key).text));
  });
  database.function(KEY, {}, (key): SqlValue => {
    const { scope, text } = earlierKey(String(key));
    return keyOfText(scope, text);
  });
}

/** Without the quotation marks of SQL. */
function bare(identified: string): string {
  return identified.replaceAll('"', '');
}
