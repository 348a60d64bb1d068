/** The least store that scimmy needs: documents by id and by one name, in SQLite. */
import { randomUUID } from 'node:crypto';
import { loadDriver, type Database, type Row, type Statement } from '#adapters/sqlite/driver.js';

export interface Document {
  readonly id: string;
  readonly [attribute: string]: unknown;
}

export async function openDatabase(file: string): Promise<Database> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(file, { readOnly: false });
  database.exec('PRAGMA journal_mode = WAL');
  return database;
}

/** Documents of one kind, each with a name that no other has. */
export class Documents {
  readonly #statements: Readonly<Record<'one' | 'named' | 'page' | 'count' | 'put', Statement>>;

  constructor(database: Database, table: 'users' | 'groups') {
    database.exec(
      `CREATE TABLE ${table} (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, doc TEXT NOT NULL) WITHOUT ROWID`,
    );
    const prepare = (sql: string): Statement => database.prepare(sql);
    this.#statements = {
      one: prepare(`SELECT doc FROM ${table} WHERE id = ?`),
      named: prepare(`SELECT doc FROM ${table} WHERE name = ?`),
      page: prepare(`SELECT doc FROM ${table} ORDER BY id LIMIT ? OFFSET ?`),
      count: prepare(`SELECT count(*) AS count FROM ${table}`),
      put: prepare(
        `INSERT INTO ${table} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, doc = excluded.doc`,
      ),
    };
  }

  get(id: string): Document | undefined {
    return parsed(this.#statements.one.get(id));
  }

  named(name: string): Document | undefined {
    return parsed(this.#statements.named.get(name.toLowerCase()));
  }

  page(limit: number, offset: number): Document[] {
    return this.#statements.page.all(limit, offset).flatMap((row) => parsed(row) ?? []);
  }

  count(): number {
    return Number(this.#statements.count.get()?.['count'] ?? 0);
  }

  put(name: string, attributes: object, id: string = randomUUID()): Document {
    const document = { ...attributes, id };
    this.#statements.put.run(id, name.toLowerCase(), JSON.stringify(document));
    return document;
  }
}

function parsed(row: Row | undefined): Document | undefined {
  return row && (JSON.parse(String(row['doc'])) as Document);
}
