import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openMongoJobBackend } from '#adapters/mongo/index.js';
import { openSqliteJobBackend } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { storeKinds, type OpenedStore } from '../../kit/stores.js';

const mongodb = storeKinds.find(({ name }) => name === 'mongodb');
const memory = storeKinds.find(({ name }) => name === 'sqlite-memory');

(mongodb?.available ? describe : describe.skip)('jobs in mongodb', () => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = (await mongodb?.open({ clock: systemClock, log: silentLog })) as OpenedStore;
  });
  afterAll(() => opened.close());

  test('the database itself refuses a second recurring job of a name, and of no other kind', async () => {
    const { connect } = await openMongoJobBackend(opened.store);
    await connect();
    const { default: mongoose } = await import('mongoose');
    const connection = await mongoose.createConnection(opened.url).asPromise();
    try {
      const jobs = connection.collection('agenda_jobs');
      await jobs.insertOne({ name: 'tick', type: 'single' });
      await expect(jobs.insertOne({ name: 'tick', type: 'single' })).rejects.toThrow(/E11000/);
      await jobs.insertMany([
        { name: 'tick', type: 'normal' },
        { name: 'tick', type: 'normal' },
      ]);
    } finally {
      await connection.close();
    }
  });

  test('a store of the other adapter is refused', async () => {
    await expect(openSqliteJobBackend(opened.store)).rejects.toThrow(/not kept in SQLite/);
    const other = (await memory?.open()) as OpenedStore;
    const { store }: { store: Store } = other;
    await expect(openMongoJobBackend(store)).rejects.toThrow(/not kept in MongoDB/);
    await other.close();
  });
});
