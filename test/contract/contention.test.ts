import { afterAll, beforeAll, expect } from '@jest/globals';
import { isFault, newId } from '#kernel/index.js';
import { equals, type Store, type Writers } from '#store/index.js';
import { overStores, contractTest, type OpenedStore } from '../kit/stores.js';
import { sampleGroupMember, sampleOrganization } from '../kit/samples.js';

overStores('contention', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  function times<T>(count: number, one: (at: number) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: count }, (_, at) => one(at)));
  }

  contractTest(kind, 'two hundred adjustments at once count exactly', async () => {
    const name = newId();
    const values = await times(200, () =>
      opened.store.transaction('lane', (tx) => tx.tallies.adjust(name, 1)),
    );
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    expect(await opened.store.read.tallies.get(name)).toBe(200);
  });

  contractTest(kind, 'a limit that is a tally is never passed', async () => {
    const name = newId();
    const results = await times(40, () =>
      opened.store
        .transaction('lane', async (tx) => {
          if ((await tx.tallies.adjust(name, 1)) > 10) throw new Error('full');
          await tx.organizations.insert(sampleOrganization({ name }));
        })
        .then(
          () => 1,
          () => 0,
        ),
    );
    expect(results.reduce<number>((sum, one) => sum + one, 0)).toBe(10);
    expect(await opened.store.read.tallies.get(name)).toBe(10);
  });

  contractTest(kind, 'of two updates of one version one is stale', async () => {
    for (let round = 0; round < 5; round += 1) {
      const record = sampleOrganization();
      await opened.store.transaction('lane', (tx) => tx.organizations.insert(record));
      const results = await Promise.allSettled(
        ['a', 'b'].map((name) =>
          opened.store.transaction(name, (tx) =>
            tx.organizations.update({ ...record, version: 2, name }),
          ),
        ),
      );
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused.map((one) => isFault(one.reason) && one.reason.code)).toEqual([
        'record.stale',
      ]);
      expect((await opened.store.read.organizations.get(record.id))?.version).toBe(2);
    }
  });

  contractTest(kind, 'many that read and write one record lose no change', async () => {
    const record = sampleOrganization({ name: '0' });
    await opened.store.transaction('lane', (tx) => tx.organizations.insert(record));
    const rise = (partition: string) =>
      opened.store.transaction(partition, async (tx) => {
        const kept = await tx.organizations.get(record.id);
        if (kept === undefined) throw new Error('gone');
        const name = String(Number(kept.name) + 1);
        await tx.organizations.update({ ...kept, version: kept.version + 1, name });
      });
    await times(30, () => rise('one-lane'));
    expect((await opened.store.read.organizations.get(record.id))?.name).toBe('30');
  });

  contractTest(kind, 'the same members added by many at once are added once', async () => {
    const groupId = newId();
    const memberIds = Array.from({ length: 50 }, () => newId());
    const added = await times(8, () => {
      const records = memberIds.map((memberId) => sampleGroupMember({ groupId, memberId }));
      return opened.store.transaction('lane', (tx) => tx.groupMembers.insertMissing(records));
    });
    expect(added.flat()).toHaveLength(50);
    expect(await opened.store.read.groupMembers.count(equals('groupId', groupId))).toBe(50);
  });

  contractTest(kind, 'a key is given to one of many', async () => {
    const slug = newId();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) =>
        opened.store.transaction(String(at), (tx) =>
          tx.organizations.insert(sampleOrganization({ slug })),
        ),
      ),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'record.exists' });
    expect(await opened.store.read.organizations.count(equals('slug', slug))).toBe(1);
  });

  contractTest(kind, 'works of one lane run one after the other', async () => {
    let running = 0;
    let most = 0;
    await times(20, () =>
      opened.store.transaction('narrow', async (tx) => {
        running += 1;
        most = Math.max(most, running);
        await tx.tallies.adjust('narrow', 1);
        await tx.tallies.get('narrow');
        running -= 1;
      }),
    );
    expect(most).toBe(1);
  });

  contractTest(kind, 'works of many lanes all get through', async () => {
    const names = Array.from({ length: 20 }, () => newId());
    await times(100, (at) =>
      opened.store.transaction(`lane-${String(at % 20)}`, (tx) =>
        tx.tallies.adjust(names[at % 20]!, 1),
      ),
    );
    for (const name of names) expect(await opened.store.read.tallies.get(name)).toBe(5);
  });

  if (kind.durable) {
    contractTest(kind, 'two processes that change the same things lose nothing', async () => {
      const name = newId();
      const second = await opened.openSecond();
      const work = async (tx: Writers) => {
        await tx.tallies.adjust(name, 1);
        await tx.organizations.insert(sampleOrganization({ name }));
      };
      const from = async (store: Store) => {
        for (let round = 0; round < 25; round += 1) await store.transaction('lane', work);
      };
      await Promise.all([from(opened.store), from(second)]);
      expect(await second.read.tallies.get(name)).toBe(50);
      expect(await opened.store.read.tallies.get(name)).toBe(50);
      await second.close();
    });
  }
});
