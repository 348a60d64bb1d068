import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

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
        await within(PATIENCE_MS, drop(url.href));
      } else if (await within(PATIENCE_MS, empty(url.href))) {
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

async function empty(url: string): Promise<void> {
  await inDatabase(url, async (db) => {
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections) {
      if (name !== SCHEMA_COLLECTION) await db.collection(name).deleteMany({});
    }
  });
}

function drop(url: string): Promise<unknown> {
  return inDatabase(url, (db) => db.dropDatabase());
}

type Database = NonNullable<import('mongoose').Connection['db']>;

async function inDatabase(url: string, work: (db: Database) => Promise<unknown>): Promise<void> {
  const { createConnection } = await import('mongoose');
  const connection = await createConnection(url).asPromise();
  try {
    await work(connection.db!);
  } finally {
    await connection.close(true);
  }
}

/** Whether the work was done in that time; what fails is not done. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const finished = await Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    timeout,
  ]);
  clearTimeout(timer);
  return finished;
}
