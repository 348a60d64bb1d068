import { columnTypesOf, DECLARED, isTold, type Collection, type Stored } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row, SqlValue } from './driver.js';
import { facetsOfTexts, listFacets } from './facet-keys.js';
import { identifier, tableNamed, underscored } from './schema.js';

/** Rows that are written anew together. */
const BATCH_SIZE = 2_000;

/** Of the others, rows that change are written so one by one. */
const REWRITTEN = ['scim-users', 'members', 'group-members'] as const;

/**
 * Step 10: what columns say of a record, its text does not say again, nor what the record is found by what its lists begin with. SQLite
 * leaves a page half empty whose rows became shorter, so the largest tables are written anew, and their indexes after them. All records
 * list their facets by name.
 */
export function tellOnce(connection: SqliteConnection): void {
  for (const name of REWRITTEN) rewrite(connection, tableNamed(name).collection);
  const rewritten: readonly string[] = REWRITTEN;
  for (const { name, searchScope } of DECLARED) {
    if (searchScope === undefined || rewritten.includes(name)) continue;
    const table = underscored(name);
    const isThere = connection.get('SELECT 1 FROM sqlite_schema WHERE name = ?', [table]);
    if (isThere) listAnew(connection, identifier(table));
  }
}

function listAnew(connection: SqliteConnection, table: string): void {
  const select = `SELECT rowid AS "at", facets FROM ${table} WHERE rowid > ? AND facets IS NOT NULL
    ORDER BY rowid LIMIT ${String(BATCH_SIZE)}`;
  const update = `UPDATE ${table} SET facets = ? WHERE rowid = ?`;
  for (let at = 0; ;) {
    const rows = connection.all(select, [at]);
    for (const row of rows) connection.run(update, [listed(row), Number(row['at'])]);
    if (rows.length === 0) return;
    at = Number(rows.at(-1)?.['at']);
  }
}

function listed({ facets }: Row): SqlValue {
  if (typeof facets !== 'string') return null;
  return listFacets(facetsOfTexts(JSON.parse(facets) as string[]));
}

function rewrite(connection: SqliteConnection, collection: Collection<Stored>): void {
  const name = underscored(collection.name);
  const sqlOf = (type: string): string[] =>
    connection
      .all('SELECT sql FROM sqlite_schema WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL', [
        type,
        name,
      ])
      .map(({ sql }) => String(sql));
  const [definition] = sqlOf('table');
  if (definition === undefined) return;
  const indexes = sqlOf('index');
  const after = `${name}_after`;
  connection.exec(definition.replace(/^CREATE TABLE "?\w+"?/, `CREATE TABLE ${identifier(after)}`));
  move(connection, { from: identifier(name), to: identifier(after), collection });
  connection.exec(`DROP TABLE ${identifier(name)}`);
  connection.exec(`ALTER TABLE ${identifier(after)} RENAME TO ${identifier(name)}`);
  for (const sql of indexes) connection.exec(sql);
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly collection: Collection<Stored>;
}

/** Batch by batch: SQLite keeps in memory what one statement overwrites. A number that rows have is a column of theirs. */
function move(connection: SqliteConnection, { from, to, collection }: Move): void {
  const first = connection.get(`SELECT * FROM ${from} LIMIT 1`, []);
  const names = Object.keys(first ?? {});
  const marks = names.map(() => '?').join(', ');
  const insert = `INSERT INTO ${to} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${marks})`;
  const select = `SELECT rowid AS "at", * FROM ${from} ORDER BY rowid LIMIT ${String(BATCH_SIZE)}`;
  for (;;) {
    const rows = connection.all(select, []);
    for (const row of rows) {
      const values = withoutRepeats(collection, row);
      connection.run(
        insert,
        names.map((name) => values[name] as SqlValue),
      );
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    connection.run(`DELETE FROM ${from} WHERE rowid <= ?`, [Number(last['at'])]);
  }
}

function withoutRepeats(collection: Collection<Stored>, row: Row): Row {
  const doc = untold(collection, row);
  if (collection.searchScope === undefined) return { ...row, doc };
  const { search } = row;
  const found = typeof search === 'string' ? withoutFirsts(search) : null;
  return { ...row, doc, search: found, facets: listed(row) };
}

type Search = Readonly<Record<string, unknown>>;

/** What a user's lists are sorted by stands beside them where it is not their first; those of extensions stand one level deeper. */
function withoutFirsts(text: string): string {
  const { _first: firsts, ...search } = JSON.parse(text) as Search & { readonly _first?: Search };
  if (firsts === undefined) return text;
  const rest = differing(search, firsts);
  return JSON.stringify(rest ? { ...search, _first: rest } : search);
}

function differing(search: Search, firsts: Search): Search | undefined {
  const rest = Object.entries(firsts).flatMap(([name, first]): [string, unknown][] => {
    const values = search[name];
    if (Array.isArray(values)) {
      return JSON.stringify(values[0]) === JSON.stringify(first) ? [] : [[name, first]];
    }
    const inner = differing((values ?? {}) as Search, first as Search);
    return inner ? [[name, inner]] : [];
  });
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

/** The text of a row without what its columns say: those that the file has. */
function untold(collection: Collection<Stored>, row: Row): string {
  const types = columnTypesOf(collection);
  const record = JSON.parse(String(row['doc'])) as Record<string, unknown>;
  const rest = Object.entries(record).filter(([name, value]) => {
    const type = types.get(name);
    if (type === undefined || !isTold(type, value)) return true;
    const kept = typeof value === 'boolean' ? Number(value) : value;
    return row[name] !== kept;
  });
  return JSON.stringify(Object.fromEntries(rest));
}
