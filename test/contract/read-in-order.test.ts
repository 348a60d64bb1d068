import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { sampleUser, searchable } from '../kit/samples.js';
import { overStores, contractTest, type OpenedStore } from '../kit/stores.js';

overStores('reads in order', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  contractTest(kind, 'see what was written before, and each other’s past', async () => {
    const { store } = opened;
    const user = sampleUser({ connectionId: newId() });
    const tally = newId();
    const write = (by: number) =>
      store.transaction('partition', async (tx) => {
        if (by === 1) await tx.scimUsers.insert(user, searchable({}, []));
        await tx.tallies.adjust(tally, by);
      });
    await write(1);
    const seen = await store.readInOrder(async (read) => {
      const first = await read.tallies.get(tally);
      await write(2);
      const { records } = await read.scimUsers.find({
        where: equals('connectionId', user.connectionId),
        limit: 2,
      });
      return { first, ids: records.map(({ id }) => id), second: await read.tallies.get(tally) };
    });
    // it is no snapshot: what is committed meanwhile is seen
    expect(seen).toEqual({ first: 1, ids: [user.id], second: 3 });
  });

  contractTest(kind, 'an error of the work is not touched', async () => {
    const error = new RangeError('of the work');
    const failed = opened.store.readInOrder(() => Promise.reject(error));
    await expect(failed).rejects.toBe(error);
  });
});

overStores('reads in order after the end', (kind) => {
  test('are refused', async () => {
    const { store, close } = await kind.open();
    await store.close();
    const read = faultOf(store.readInOrder((reading) => reading.tallies.get('none')));
    expect(await read).toMatchObject({ code: 'service.stopping' });
    await close();
  });
});
