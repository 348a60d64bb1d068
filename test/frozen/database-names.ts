import { mongo } from 'mongoose';
import { loadDriver, type Database } from '../../src/adapters/sqlite/driver.js';

/** Tables, columns and indexes of a SQLite file. */
export async function sqliteNames(path: string): Promise<string[]> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return namesOf(database);
  } finally {
    database.close();
  }
}

function namesOf(database: Database): string[] {
  const lines: string[] = [];
  const select = `SELECT name, tbl_name, type, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'`;
  for (const { name, tbl_name: table, type, sql } of database.prepare(select).all()) {
    if (type === 'index') {
      const columns = database.prepare(`PRAGMA index_info("${String(name)}")`).all();
      const unique = /^CREATE UNIQUE/.test(String(sql)) ? ' unique' : '';
      const where = / WHERE (.*)$/s.exec(String(sql))?.[1];
      const on = columns.map(({ name: column }) => String(column ?? 'an expression')).join(', ');
      const partial = where === undefined ? '' : ` where ${where}`;
      lines.push(`table ${String(table)} index ${String(name)} on ${on}${unique}${partial}`);
      continue;
    }
    for (const column of database.prepare(`PRAGMA table_info("${String(name)}")`).all()) {
      const required = column['notnull'] === 1 ? ' not null' : '';
      const key = Number(column['pk']) > 0 ? ` key ${String(column['pk'])}` : '';
      const text = `${String(column['name'])} ${String(column['type'])}${required}${key}`;
      lines.push(`table ${String(name)} column ${text}`);
    }
  }
  return lines;
}

/** Collections and indexes of a MongoDB database. */
export async function mongoNames(url: string): Promise<string[]> {
  const client = await mongo.MongoClient.connect(url);
  try {
    const lines: string[] = [];
    const db = client.db();
    for (const { name: collection } of await db.listCollections().toArray()) {
      if (collection.startsWith('system.')) continue;
      lines.push(`collection ${collection}`);
      for (const index of await db.collection(collection).indexes()) {
        const { name = '', key, unique, partialFilterExpression: partial } = index;
        const where = partial === undefined ? '' : ` where ${JSON.stringify(partial)}`;
        const kind = unique === true ? ' unique' : '';
        lines.push(`collection ${collection} index ${name} ${JSON.stringify(key)}${kind}${where}`);
      }
    }
    return lines;
  } finally {
    await client.close();
  }
}
