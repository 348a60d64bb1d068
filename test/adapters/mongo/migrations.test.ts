import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { COLLECTION_LIST, type Collection, type Stored } from '#store/index.js';
import { inspect, mongoMigrations, type MongoHandle } from '#adapters/mongo/index.js';
import { collectionName, indexPlans, schemaFor } from '../../../src/adapters/mongo/collections.js';
import { dropDatabase, freshUrl, inDatabase, open, replicaSet } from './databases.js';

const sample = {
  name: 'sample-things',
  columns: { owner: 'text', place: 'text' },
  required: ['place'],
  unique: [{ name: 'owner', on: ['owner', 'place'], present: 'owner' }],
  indexes: [{ name: 'place', on: ['place', 'updatedAt'] }],
  searchScope: 'place',
} as unknown as Collection<Stored>;

test('a Mongoose schema says the indexes of its declaration', () => {
  expect(schemaFor(sample).indexes()).toEqual([
    [
      { owner: 1, place: 1 },
      expect.objectContaining({
        name: 'unique_owner',
        unique: true,
        partialFilterExpression: { owner: { $exists: true } },
      }),
    ],
    [{ place: 1, updatedAt: 1, _id: 1 }, expect.objectContaining({ name: 'index_place' })],
    [{ facets: 1, _id: 1 }, expect.objectContaining({ name: 'index_facets' })],
  ]);
});

(replicaSet === undefined ? describe.skip : describe)('migrations on mongodb', () => {
  let url: string;
  beforeEach(() => {
    url = freshUrl();
  });
  afterEach(() => dropDatabase(url));

  test('makes every collection with its indexes exactly as declared, and again without harm', async () => {
    for (let time = 0; time < 2; time += 1) await (await open(url)).close();
    await inDatabase(url, async (db) => {
      for (const [, declaration] of COLLECTION_LIST) {
        const indexes = await db.collection(collectionName(declaration)).indexes();
        const seen = new Map(indexes.map(({ name, ...index }) => [name, index]));
        const plans = indexPlans(declaration);
        expect([...seen.keys()].sort()).toEqual(['_id_', ...plans.map(({ name }) => name)].sort());
        for (const { name, keys, unique } of plans) {
          expect(seen.get(name)?.key).toEqual(keys);
          expect(seen.get(name)?.unique ?? false).toBe(unique);
        }
      }
    });
  });

  test('an index that was dropped or is of an older release is made anew', async () => {
    await (await open(url)).close();
    await inDatabase(url, async (db) => {
      await db.collection('organizations').dropIndex('unique_slug');
      await db.collection('connections').dropIndex('index_organization');
      await db.collection('connections').createIndex({ name: 1 }, { name: 'index_organization' });
    });
    await (await open(url)).close();
    await inDatabase(url, async (db) => {
      expect(await db.collection('organizations').indexExists('unique_slug')).toBe(true);
      const indexes = await db.collection('connections').indexes();
      expect(indexes.find(({ name }) => name === 'index_organization')?.key).toEqual({
        organizationId: 1,
        _id: 1,
      });
    });
  });

  test('of several that start at once one runs each step', async () => {
    const ran: string[] = [];
    const step = {
      version: mongoMigrations.length + 1,
      name: 'slow',
      up: async (db: MongoHandle) => {
        ran.push('starts');
        await new Promise((resolve) => setTimeout(resolve, 150));
        await db.collection('organizations').countDocuments();
        ran.push('ends');
      },
    };
    const migrations = [...mongoMigrations, step];
    const stores = await Promise.all([1, 2, 3].map(() => open(url, { migrations })));
    await Promise.all(stores.map((store) => store.close()));
    expect(ran).toEqual(['starts', 'ends']);
    expect((await inspect(url, { migrations })).pending).toEqual([]);
    const state = await inDatabase(url, (db) => db.collection('schema_version').find().toArray());
    expect(state).toEqual([{ _id: 'schema', version: step.version }]);
  });

  test('the lock of a process that died runs out', async () => {
    await inDatabase(url, (db) =>
      db
        .collection<{ _id: string; holder: string; until: number }>('schema_version')
        .insertOne({ _id: 'lock', holder: 'dead', until: Date.now() + 300 }),
    );
    const before = Date.now();
    await (await open(url)).close();
    expect(Date.now() - before).toBeGreaterThanOrEqual(250);
  });
});
