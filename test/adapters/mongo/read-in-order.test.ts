import { describe, expect, test } from '@jest/globals';
import type { mongo } from 'mongoose';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { databaseOf } from '../../../src/adapters/mongo/stores.js';
import { dropDatabase, freshUrl, open, replicaSet } from './databases.js';

(replicaSet === undefined ? describe.skip : describe)('reads in order on mongodb', () => {
  test('are one session, at majority, which the driver keeps causally consistent', async () => {
    const url = freshUrl();
    const store = await open(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`);
    try {
      const sent: mongo.BSON.Document[] = [];
      databaseOf(store).client.on('commandStarted', ({ command }) => sent.push(command));
      const where = equals('connectionId', newId());
      // at once: without a session of their own the driver would take one for each
      await store.readInOrder((read) =>
        Promise.all([
          read.tallies.get('none'),
          read.scimUsers.find({ where, limit: 1 }),
          read.scimUsers.count(where),
        ]),
      );
      const asked = sent.filter(({ find, aggregate }) => Boolean(find ?? aggregate));
      expect(asked).toHaveLength(3);
      const sessions = asked.map(({ lsid }) => String((lsid as { id: unknown }).id));
      expect(new Set(sessions).size).toBe(1);
      for (const { readConcern } of asked) expect(readConcern).toMatchObject({ level: 'majority' });
    } finally {
      await store.close();
      await dropDatabase(url);
    }
  });
});
