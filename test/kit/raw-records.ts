import { mongo } from 'mongoose';
import { readFileSync } from 'node:fs';
import { loadDriver } from '../../src/adapters/sqlite/driver.js';
import { unpacked } from '../../src/adapters/sqlite/packed-texts.js';

/** Every table or collection of a database with all of its rows as text: columns, search words and facets too. */
export async function rawRows(url: string): Promise<ReadonlyMap<string, readonly string[]>> {
  return url.startsWith('sqlite:') ? sqliteRows(url.slice('sqlite:'.length)) : mongoRows(url);
}

async function sqliteRows(path: string): Promise<Map<string, string[]>> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    return new Map(
      tables.map(({ name }) => [
        String(name),
        database
          .prepare(`SELECT * FROM "${String(name)}"`)
          .all()
          .map((row) => textOf(row)),
      ]),
    );
  } finally {
    database.close();
  }
}

/** A packed text says what it was made of. */
function textOf(row: Readonly<Record<string, unknown>>): string {
  const { doc } = row;
  return JSON.stringify(doc instanceof Uint8Array ? { ...row, doc: unpacked(doc) } : row);
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
