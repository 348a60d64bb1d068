import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { createHttpClient } from '#outgoing/index.js';
import { startMisbehaving } from '../kit/misbehaving-receivers.js';
import type { Receiver } from '../kit/receivers.js';
import { watchCalls } from '../kit/open-transactions.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';

// hooks D10: no call leaves while a transaction is open. Suites with servers watch for it; here it is shown that they would see it.

let receivers: Receiver;
beforeAll(async () => {
  receivers = await startMisbehaving();
});
afterAll(() => receivers.stop());

overStores(
  'calls while a transaction is open',
  (kind) => {
    test('hooks D10: a planted call is seen, one before or after it is not', async () => {
      const opened = await kind.open();
      const calls = watchCalls(opened.store);
      const client = createHttpClient({ allow: [receivers.host] });
      const call = () =>
        client.request(receivers.url('/fine'), { method: 'GET', headers: {}, maxBytes: 1 });
      await call();
      let later: Promise<unknown> = Promise.resolve();
      await opened.store.transaction(newId(), async (tx) => {
        tx.afterCommit(() => void (later = call()));
      });
      await later;
      expect(calls.whileOpen).toEqual([]);
      await opened.store.transaction(newId(), async () => void (await call()));
      expect(calls.whileOpen).toEqual([receivers.host]);
      expect(() => calls.expectNone()).toThrow();
      calls.stop();
      await opened.store.transaction(newId(), async () => void (await call()));
      expect(calls.whileOpen).toHaveLength(1);
      await opened.close();
    });
  },
  oneKindPerDatabase,
);
