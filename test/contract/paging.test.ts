import { afterAll, beforeAll, expect } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals, type Position, type Query } from '#store/index.js';
import { overStores, contractTest, type OpenedStore } from '../kit/stores.js';
import { sampleUser } from '../kit/samples.js';

overStores('paging', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  const sorts: readonly [name: string, sort: NonNullable<Query['sort']>][] = [
    ['by id', []],
    ['by a name that some lack', [{ field: { column: 'displayNameKey' }, descending: true }]],
  ];
  for (const [name, sort] of sorts) {
    contractTest(kind, `a walk ${name} under writes gives what stays exactly once`, async () => {
      const connectionId = newId();
      const user = (at: number) =>
        sampleUser({
          connectionId,
          ...(at % 4 !== 0 && { displayNameKey: `name-${String(at % 7)}` }),
        });
      const staying = Array.from({ length: 60 }, (_, at) => user(at));
      const leaving = Array.from({ length: 30 }, (_, at) => user(at));
      await opened.store.transaction('lane', async (tx) => {
        await tx.scimUsers.insertMissing([...staying, ...leaving]);
      });
      const seen: string[] = [];
      const where = equals('connectionId', connectionId);
      let after: Position | undefined;
      do {
        const query: Query = { where, sort, limit: 7, ...(after !== undefined && { after }) };
        const { records, last } = await opened.store.read.scimUsers.find(query);
        seen.push(...records.map((record) => record.id));
        after = last;
        await opened.store.transaction('lane', async (tx) => {
          for (const gone of leaving.splice(0, 2)) await tx.scimUsers.remove(gone.id);
          await tx.scimUsers.insert(user(seen.length));
        });
      } while (after !== undefined && seen.length < 1_000);
      expect(new Set(seen).size).toBe(seen.length);
      const ids = new Set(seen);
      expect(staying.filter((record) => !ids.has(record.id))).toEqual([]);
    });
  }
});
