import { mongo } from 'mongoose';
import { readFileSync } from 'node:fs';
import { COLUMN_FORMS } from '../../src/adapters/sqlite/column-forms.js';
import {
  loadDriver,
  type Database,
  type Row,
  type SqlValue,
} from '../../src/adapters/sqlite/driver.js';
import { textFormOf } from '../../src/adapters/sqlite/kept-texts.js';
import { TABLES } from '../../src/adapters/sqlite/schema.js';
import type { SharedTexts } from '../../src/adapters/sqlite/shared-texts.js';

/** Every table or collection of a database with all of its rows as text: columns, search words and facets too. */
export async function rawRows(url: string): Promise<ReadonlyMap<string, readonly string[]>> {
  return url.startsWith('sqlite:') ? sqliteRows(url.slice('sqlite:'.length)) : mongoRows(url);
}

async function sqliteRows(path: string): Promise<Map<string, string[]>> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    const read = rowReader(database);
    return new Map(
      tables.map(({ name }) => [
        String(name),
        database
          .prepare(`SELECT * FROM "${String(name)}"`)
          .all()
          .map((row) => JSON.stringify(read(String(name), row))),
      ]),
    );
  } finally {
    database.close();
  }
}

type RawRow = Readonly<Record<string, unknown>>;

/**
 * Reads rows of a file: each column as its value, and as `doc` what the text was made of. In files of earlier releases columns hold their
 * values.
 */
export function rowReader(database: Database): (table: string, row: RawRow) => RawRow {
  const isThere = `SELECT 1 FROM sqlite_schema WHERE name = 'shared_texts'`;
  const hasShared = database.prepare(isThere).all().length > 0;
  const rows = hasShared ? database.prepare('SELECT number, text FROM shared_texts').all() : [];
  const shared = new Map(rows.map(({ number, text }) => [number, String(text)]));
  const texts = { textOf: (number: number) => shared.get(number) } as unknown as SharedTexts;
  return (table, { doc, ...row }) => {
    const known = TABLES.get(table.replaceAll('_', '-'));
    if (known === undefined) return doc === undefined ? row : { ...row, doc };
    const values = Object.entries(row).map(([name, kept]): [string, unknown] => {
      const { holds, decode } = COLUMN_FORMS[known.columns.get(name) ?? 'text'];
      if (holds !== 'text' || typeof kept === 'string' || kept === null) return [name, kept];
      return [name, decode?.(kept as SqlValue, texts)];
    });
    const fields = Object.fromEntries(values);
    const form = textFormOf(known.collection);
    return { ...fields, doc: form ? form.read(doc as SqlValue, fields) : doc };
  };
}

async function mongoRows(url: string): Promise<Map<string, string[]>> {
  const client = await mongo.MongoClient.connect(url);
  try {
    const found = new Map<string, string[]>();
    for (const { name } of await client.db().listCollections().toArray()) {
      const rows = await client.db().collection(name).find().toArray();
      found.set(
        name,
        rows.map((row) => JSON.stringify(row)),
      );
    }
    return found;
  } finally {
    await client.close();
  }
}

/** The files of a SQLite database as they lie on the disk, with its write-ahead log, as one text of single bytes. */
export function sqliteFiles(url: string): string {
  const path = url.slice('sqlite:'.length);
  return ['', '-wal'].map((end) => readIfThere(`${path}${end}`)).join('');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** What a statement answers in a file of SQLite, which may be open elsewhere. */
export async function rowsOf(path: string, sql: string): Promise<Row[]> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: false });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
