import { columnTypesOf, isTold, type Collection, type Stored } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row, SqlValue } from './driver.js';
import { unpacked } from './packed-texts.js';
import { identifier, tableNamed, underscored } from './schema.js';

/** Rows that are written anew together. */
const BATCH_SIZE = 2_000;

/** Of the others, rows that change are written so one by one. */
const REWRITTEN = ['scim-users', 'members', 'group-members'] as const;

/**
 * Step 10: what columns say of a record, its text does not say again. SQLite leaves a page half empty whose rows became shorter, so the
 * largest tables are written anew, and their indexes after them.
 */
export function tellOnce(connection: SqliteConnection): void {
  for (const name of REWRITTEN) rewrite(connection, tableNamed(name).collection);
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
      const values = { ...row, doc: untold(collection, row) };
      connection.run(
        insert,
        names.map((name) => values[name as 'doc'] as SqlValue),
      );
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    connection.run(`DELETE FROM ${from} WHERE rowid <= ?`, [Number(last['at'])]);
  }
}

/** The text of a row without what its columns say: those that the file has. */
function untold(collection: Collection<Stored>, row: Row): string {
  const types = columnTypesOf(collection);
  const record = JSON.parse(unpacked(row['doc'])) as Record<string, unknown>;
  const rest = Object.entries(record).filter(([name, value]) => {
    const type = types.get(name);
    if (type === undefined || !isTold(type, value)) return true;
    const kept = typeof value === 'boolean' ? Number(value) : value;
    return row[name] !== kept;
  });
  return JSON.stringify(Object.fromEntries(rest));
}
