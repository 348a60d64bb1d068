import { readFile, rm, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { mongo } from 'mongoose';

const { EJSON } = mongo.BSON;

const FOLDER = new URL('./kept/', import.meta.url);

export type Kind = 'sqlite' | 'mongodb';

export async function keep(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(new URL(`${name}.gz`, FOLDER), gzipSync(content, { level: 9 }));
}

export async function kept(name: string): Promise<Buffer> {
  return gunzipSync(await readFile(new URL(`${name}.gz`, FOLDER)));
}

interface Collection {
  readonly name: string;
  readonly indexes: readonly mongo.IndexDescriptionInfo[];
  readonly documents: readonly mongo.Document[];
}

async function inDatabase<T>(url: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = await mongo.MongoClient.connect(url);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

/** Everything in a MongoDB database, with its indexes, as extended JSON. */
export function dump(url: string): Promise<string> {
  return inDatabase(url, async (db) => {
    const collections: Collection[] = [];
    const names = (await db.listCollections().toArray()).map(({ name }) => name);
    for (const name of names.filter((one) => !one.startsWith('system.')).sort()) {
      const indexes = await db.collection(name).indexes();
      const documents = await db.collection(name).find().sort({ _id: 1 }).toArray();
      collections.push({ name, indexes, documents });
    }
    return EJSON.stringify(collections, { relaxed: false });
  });
}

/** The same in an empty database. */
function restore(url: string, text: string): Promise<void> {
  return inDatabase(url, async (db) => {
    for (const { name, indexes, documents } of EJSON.parse(text) as readonly Collection[]) {
      await db.createCollection(name);
      if (documents.length > 0) await db.collection(name).insertMany([...documents]);
      for (const { v: _version, key, ...options } of indexes) {
        if (options.name !== '_id_') await db.collection(name).createIndex(key, options);
      }
    }
  });
}

/** The stand-in for MongoDB may not see a collection for a moment that was made anew under its old name: tried again, then. */
async function replace(url: string, text: string): Promise<void> {
  for (let triesLeft = 2; ; triesLeft -= 1) {
    await inDatabase(url, (db) => db.dropDatabase());
    try {
      await restore(url, text);
      return;
    } catch (error) {
      const isUnseen =
        error instanceof mongo.MongoServerError && /Unable to create/.test(error.message);
      if (!isUnseen || triesLeft === 0) throw error;
    }
  }
}

/** Makes the database at this URL the kept one, whatever was there. */
export async function bringBack(kind: Kind, url: string): Promise<void> {
  if (kind === 'mongodb') {
    await replace(url, (await kept('mongodb.json')).toString('utf8'));
    return;
  }
  const path = url.replace('sqlite:', '');
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
  await writeFile(path, await kept('sqlite.db'));
}
