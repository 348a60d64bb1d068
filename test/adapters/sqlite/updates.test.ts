import { afterEach, expect, jest, test } from '@jest/globals';
import { SqliteConnection } from '#adapters/sqlite/connections.js';
import { equals } from '#store/index.js';
import { sampleUser, searchable } from '../../kit/samples.js';
import { storeKinds } from '../../kit/stores.js';

afterEach(() => {
  jest.restoreAllMocks();
});

// SQLite deletes and inserts the entry of each index that has a column which the statement names, whether its value changed or not.
test('an update names the columns that changed, those that came and those that went', async () => {
  const kind = storeKinds.find(({ name }) => name === 'sqlite-memory');
  if (!kind) throw new Error('There is no such kind of store.');
  const opened = await kind.open();
  try {
    const { store } = opened;
    const user = sampleUser({ active: true, externalId: 'one' });
    await store.transaction('lane', (tx) => tx.scimUsers.insert(user, searchable()));
    const run = jest.spyOn(SqliteConnection.prototype, 'run');
    const columnsSetBy = async (after: typeof user): Promise<string[]> => {
      run.mockClear();
      await store.transaction('lane', (tx) => tx.scimUsers.update(after, searchable()));
      const sql = run.mock.calls.map(([text]) => text).find((text) => text.startsWith('UPDATE'));
      return [...(sql?.split(' WHERE ')[0] ?? '').matchAll(/"(\w+)" = \?/g)].map(
        ([, name = '']) => name,
      );
    };
    const inactive = { ...user, version: 2, active: false };
    expect(await columnsSetBy(inactive)).toEqual(['version', 'active']);
    const { externalId: _, ...without } = inactive;
    expect(await columnsSetBy({ ...without, version: 3 })).toEqual(['version', 'externalId']);
    const ofConnection = equals('connectionId', user.connectionId);
    expect((await store.read.scimUsers.find({ where: ofConnection, limit: 2 })).records).toEqual([
      { ...without, version: 3 },
    ]);
    expect(await store.read.scimUsers.first(equals('externalId', 'one'))).toBeUndefined();
    const again = { ...inactive, version: 4, externalId: 'two' };
    expect(await columnsSetBy(again)).toEqual(['version', 'externalId']);
    expect(await store.read.scimUsers.first(equals('externalId', 'two'))).toEqual(again);
  } finally {
    await opened.close();
  }
});
