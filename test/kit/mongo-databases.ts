import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/**
 * Databases of the MongoDB that tests may use. To make the collections and indexes of a new one takes a second or more of the
 * machine, so a run keeps those that are closed: the next file takes one, emptied, with its schema. Which are free is said by
 * files in a folder of the run (../start-databases.mjs), so that the processes of the run share them.
 */
export interface TestMongoDatabase {
  readonly url: string;
  /** `keep`: it has the schema that the store gave it, and nobody writes any more. */
  release(keep: boolean): Promise<void>;
}

export const mongoServer = process.env['MUSTER_TEST_MONGODB_URL'];
const folder = process.env['MUSTER_TEST_DATABASES'];

/** What a store needs to find its schema; everything else is emptied. */
const SCHEMA_COLLECTION = 'schema_version';

/** How long a database is waited for: the open transaction of a killed client holds it up to a minute. */
const PATIENCE_MS = 5_000;

/** One that nobody uses. With `fresh` nothing was ever in it. */
export async function takeMongoDatabase(fresh = false): Promise<TestMongoDatabase> {
  const free = fresh ? undefined : await takeFree();
  const name = free ?? `muster_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(mongoServer ?? '');
  url.pathname = `/${name}`;
  if (folder !== undefined && free === undefined) await writeFile(join(folder, 'made', name), '');
  return {
    url: url.href,
    async release(keep) {
      if (!keep || folder === undefined) {
        const isGone = await drop(url.href);
        if (isGone && folder !== undefined) await rm(join(folder, 'made', name), { force: true });
      } else if (await empty(url.href)) {
        await writeFile(join(folder, 'free', name), '');
      }
    },
  };
}

/** The process that removes the file has the database. */
async function takeFree(): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  for (const name of await readdir(join(folder, 'free'))) {
    try {
      await rm(join(folder, 'free', name));
      return name;
    } catch {
      // another process was faster
    }
  }
  return undefined;
}

function empty(url: string): Promise<boolean> {
  return inDatabase(url, async (db) => {
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections) {
      if (name !== SCHEMA_COLLECTION) await db.collection(name).deleteMany({});
    }
  });
}

function drop(url: string): Promise<boolean> {
  return inDatabase(url, (db) => db.dropDatabase());
}

type Database = NonNullable<import('mongoose').Connection['db']>;

/** Whether the work was done in time; its connection is closed in any case, so that nothing holds the process. */
async function inDatabase(url: string, work: (db: Database) => Promise<unknown>): Promise<boolean> {
  const { createConnection } = await import('mongoose');
  const connection = await createConnection(url).asPromise();
  const timeout = new AbortController();
  const patience = setTimeout(PATIENCE_MS, false, { signal: timeout.signal });
  const done = work(connection.db!).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, patience]);
  } finally {
    timeout.abort();
    await patience.catch(() => undefined);
    await connection.close(true);
  }
}
