/** How a database of SQLite takes a million rows in minutes: commits wait for no disk, and most indexes are made when the rows are there. */
import { loadDriver, type Database } from '#adapters/sqlite/driver.js';
import type { Store } from '#store/index.js';

/** KiB of pages that a connection keeps while it fills. */
const CACHE_KIB = 500_000;

/** Opens a store, lets `fill` write into it and makes it what it was before. Nothing else may have it open. On MongoDB it only opens and closes. */
export async function fillQuickly(
  storeUrl: string,
  { open, fill }: { open(): Promise<Store>; fill(store: Store): Promise<void> },
): Promise<void> {
  const file = /^sqlite:(.+)$/.exec(storeUrl)?.[1];
  const connections = file === undefined ? undefined : await watchConnections();
  const store = await open();
  try {
    for (const one of connections?.made ?? []) {
      one.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}`);
    }
    const restore = file === undefined ? undefined : await withoutIndexes(file);
    await fill(store);
    restore?.();
  } finally {
    connections?.stop();
    await store.close();
  }
}

/** The connections that are opened from now on. */
async function watchConnections(): Promise<{ readonly made: Set<Database>; stop(): void }> {
  const { DatabaseSync } = await loadDriver();
  const prototype = DatabaseSync.prototype as Database;
  const made = new Set<Database>();
  const exec = Reflect.get(prototype, 'exec') as Database['exec'];
  // the driver of older Nodes lets nobody watch: there each commit waits for the disk
  if (Object.getOwnPropertyDescriptor(prototype, 'exec')?.writable !== true) {
    return { made, stop: () => undefined };
  }
  prototype.exec = function (this: Database, sql) {
    made.add(this);
    exec.call(this, sql);
  };
  return { made, stop: () => (prototype.exec = exec) };
}

/** Without those that are not unique: to sort all entries at the end is a fraction of finding the place of each. The answer makes them again. */
async function withoutIndexes(file: string): Promise<() => void> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(file, { readOnly: false });
  const indexes = database
    .prepare(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX %'",
    )
    .all();
  for (const { name } of indexes) database.exec(`DROP INDEX "${String(name)}"`);
  return () => {
    database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}`);
    for (const { sql } of indexes) database.exec(String(sql));
    database.close();
  };
}
