import { afterAll, beforeAll, expect } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals, oneOf, type Store, type Term, type Writers } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overStores, contractTest, type OpenedStore } from '../kit/stores.js';
import { sampleGroupMember, sampleOrganization, sampleUser, searchable } from '../kit/samples.js';

overStores('transactions', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  const write = <T>(work: (tx: Writers) => Promise<T>, partition = 'lane') =>
    opened.store.transaction(partition, work);

  contractTest(
    kind,
    'a work that throws leaves nothing, and its error is not touched',
    async () => {
      const [kept, tally] = [sampleUser({ connectionId: newId() }), newId()];
      const facet = (value: string): Term => ({
        kind: 'facet',
        scope: kept.connectionId,
        name: 'title',
        operator: 'eq',
        value,
      });
      await write(async (tx) => {
        await tx.scimUsers.insert(kept, searchable({ title: 'a' }, [['title', 'a']]));
        await tx.tallies.adjust(tally, 1);
      });
      const other = sampleUser({ connectionId: kept.connectionId });
      const error = new RangeError('of the work');
      const thrown = await write(async (tx) => {
        await tx.scimUsers.update({ ...kept, version: 2 }, searchable({}, [['title', 'b']]));
        await tx.scimUsers.insert(other, searchable({}, [['title', 'a']]));
        await tx.tallies.adjust(tally, 5);
        await tx.groupMembers.insertMissing([sampleGroupMember({ groupId: kept.id })]);
        throw error;
      }).catch((caught: unknown) => caught);
      expect(thrown).toBe(error);
      const { scimUsers, groupMembers, tallies } = opened.store.read;
      expect(await scimUsers.get(kept.id)).toEqual(kept);
      expect(await scimUsers.get(other.id)).toBeUndefined();
      expect(await scimUsers.count(facet('a'))).toBe(1);
      expect(await scimUsers.count(facet('b'))).toBe(0);
      expect(await groupMembers.count(equals('groupId', kept.id))).toBe(0);
      expect(await tallies.get(tally)).toBe(1);
    },
  );

  contractTest(kind, 'a work sees its own writes and its result is handed back', async () => {
    const record = sampleOrganization();
    const result = await write(async (tx) => {
      await tx.organizations.insert(record);
      const removed = sampleOrganization();
      await tx.organizations.insert(removed);
      await tx.organizations.remove(removed.id);
      return {
        one: await tx.organizations.get(record.id),
        none: await tx.organizations.get(removed.id),
        count: await tx.organizations.count(oneOf('id', [record.id, removed.id])),
        found: (await tx.organizations.find({ where: equals('slug', record.slug), limit: 2 }))
          .records,
      };
    });
    expect(result).toEqual({ one: record, none: undefined, count: 1, found: [record] });
  });

  contractTest(
    kind,
    'what is asked for after the commit runs once, after it, in order',
    async () => {
      const record = sampleOrganization();
      const heard: string[] = [];
      const result = await write(async (tx) => {
        tx.afterCommit(() => heard.push('first'));
        await tx.organizations.insert(record);
        tx.afterCommit(() => {
          heard.push('fails');
          throw new Error('of a callback');
        });
        tx.afterCommit(() => heard.push('last'));
        heard.push('work');
        return record.id;
      });
      expect(result).toBe(record.id);
      expect(heard).toEqual(['work', 'first', 'fails', 'last']);
      expect(await opened.store.read.organizations.get(record.id)).toEqual(record);
    },
  );

  contractTest(
    kind,
    'nothing runs after a work that threw or whose commit was refused',
    async () => {
      const heard: string[] = [];
      const refused = write(async (tx) => {
        tx.afterCommit(() => heard.push('refused'));
        throw new RangeError('of the work');
      });
      await expect(refused).rejects.toThrow(RangeError);
      const record = sampleOrganization();
      await write((tx) => tx.organizations.insert(record));
      const taken = write(async (tx) => {
        tx.afterCommit(() => heard.push('taken'));
        await tx.organizations.insert(record);
      });
      expect(await faultOf(taken)).toMatchObject({ code: 'record.exists' });
      expect(heard).toEqual([]);
    },
  );

  contractTest(
    kind,
    'an attempt that is repeated is not heard, the one that is kept is',
    async () => {
      if (!kind.durable) return;
      const other = await opened.openSecond();
      const tally = newId();
      const heard: number[] = [];
      const add = (store: Store) =>
        store.transaction(newId(), async (tx) => {
          const value = await tx.tallies.adjust(tally, 1);
          tx.afterCommit(() => heard.push(value));
        });
      const stores = [opened.store, other];
      await Promise.all(Array.from({ length: 20 }, (_, index) => add(stores[index % 2] ?? other)));
      await other.close();
      expect([...heard].sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, at) => at + 1),
      );
    },
  );

  contractTest(kind, 'nobody outside sees half of a transaction', async () => {
    const pairs = Array.from({ length: 30 }, () => newId());
    const seen = new Set<number>();
    let writing = true;
    const watch = async () => {
      while (writing) {
        for (const pair of pairs) {
          // one question, so that both halves are asked for at the same moment
          seen.add(await opened.store.read.groupMembers.count(equals('groupId', pair)));
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const watching = watch();
    for (const pair of pairs) {
      await write(async (tx) => {
        await tx.groupMembers.insertMissing([sampleGroupMember({ groupId: pair })]);
        await tx.groupMembers.count(equals('groupId', pair));
        await tx.groupMembers.insertMissing([sampleGroupMember({ groupId: pair })]);
      });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    writing = false;
    await watching;
    expect([...seen].filter((count) => count !== 0 && count !== 2)).toEqual([]);
  });

  contractTest(kind, 'what was acknowledged is seen by the next read', async () => {
    for (let round = 0; round < 20; round += 1) {
      const record = sampleOrganization();
      await write((tx) => tx.organizations.insert(record));
      expect(await opened.store.read.organizations.get(record.id)).toEqual(record);
    }
  });

  contractTest(kind, 'one that fails takes none of its neighbours with it', async () => {
    const records = Array.from({ length: 20 }, () => sampleOrganization());
    const results = await Promise.allSettled(
      records.map((record, at) =>
        write(async (tx) => {
          await tx.organizations.insert(record);
          if (at % 3 === 0) throw new Error(`number ${String(at)}`);
          return at;
        }, newId()),
      ),
    );
    const { organizations } = opened.store.read;
    for (const [at, result] of results.entries()) {
      const failed = at % 3 === 0;
      expect(result.status).toBe(failed ? 'rejected' : 'fulfilled');
      expect((await organizations.get(records[at]!.id)) === undefined).toBe(failed);
    }
  });

  contractTest(kind, 'a transaction that met a taken key is not committed', async () => {
    const [taken, fresh] = [sampleOrganization(), sampleOrganization()];
    await write((tx) => tx.organizations.insert(taken));
    const swallowing = write(async (tx) => {
      await tx.organizations.insert(fresh);
      await tx.organizations.insert({ ...taken, id: newId() }).catch(() => undefined);
    });
    expect(await faultOf(swallowing)).toMatchObject({ code: 'record.exists', key: 'slug' });
    expect(await opened.store.read.organizations.get(fresh.id)).toBeUndefined();
  });

  contractTest(
    kind,
    'a store that was closed takes nothing more, and waits for what runs',
    async () => {
      const other = await kind.open();
      const running = other.store.transaction('lane', (tx) => tx.tallies.adjust('x', 1));
      await other.store.close();
      expect(await running).toBe(1);
      const late = other.store.transaction('lane', (tx) => tx.tallies.adjust('x', 1));
      expect(await faultOf(late)).toMatchObject({ code: 'service.stopping' });
      expect(await faultOf(other.store.read.tallies.get('x'))).toMatchObject({
        code: 'service.stopping',
      });
      await other.close();
    },
  );
});
