import { loadDriver } from '#adapters/sqlite/driver.js';

/** Bytes of a database of SQLite. */
export interface Disk {
  readonly all: number;
  /** of them the tables and indexes of journal, feed and exchanges */
  readonly logs: number;
}

const LOGS = /^(?:sqlite_autoindex_)?(?:journal|exchange|feed)/;

/** Pages in use, counted by table and index: what a page has free is in it, what the file has free is not. */
export async function diskOf(file: string): Promise<Disk> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database
    .prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name')
    .all()
    .map((row) => ({ name: String(row['name']), bytes: Number(row['bytes']) }));
  database.close();
  const sum = (some: typeof rows): number => some.reduce((total, { bytes }) => total + bytes, 0);
  return { all: sum(rows), logs: sum(rows.filter(({ name }) => LOGS.test(name))) };
}
