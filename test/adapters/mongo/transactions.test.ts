import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fault } from '#kernel/index.js';
import { everything, type Store, type Writers } from '#store/index.js';
import { sampleGroupMember, sampleOrganization } from '../../kit/samples.js';
import { dropDatabase, freshUrl, inDatabase, open, replicaSet } from './databases.js';

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(caught).toBeInstanceOf(Fault);
  return caught as Fault;
}

(replicaSet === undefined ? describe.skip : describe)('transactions on mongodb', () => {
  let url: string;
  let store: Store;
  beforeAll(async () => {
    url = freshUrl();
    store = await open(url);
  });
  afterAll(async () => {
    await store.close();
    await dropDatabase(url);
  });

  test('a taken key is named, and nothing of its transaction is kept', async () => {
    const one = sampleOrganization();
    const other = sampleOrganization();
    await store.transaction('a', (tx) => tx.organizations.insert(one));
    const fault = await faultOf(
      store.transaction('a', async (tx) => {
        await tx.organizations.insert(other);
        await tx.organizations.insert(sampleOrganization({ slug: one.slug }));
      }),
    );
    expect([fault.code, fault.details]).toEqual([
      'record.exists',
      { collection: 'organizations', key: 'slug' },
    ]);
    expect(await store.read.organizations.get(other.id)).toBeUndefined();
    const again = store.transaction('a', (tx) => tx.organizations.insert({ ...one, slug: 'x' }));
    expect((await faultOf(again)).details).toEqual({ collection: 'organizations', key: 'id' });
  });

  test('a work that swallows a taken key can neither go on nor commit', async () => {
    const one = sampleOrganization();
    const other = sampleOrganization();
    await store.transaction('a', (tx) => tx.organizations.insert(one));
    const later: unknown[] = [];
    const whole = store.transaction('a', async (tx) => {
      await tx.organizations.insert(other);
      await tx.organizations.insert({ ...sampleOrganization(), slug: one.slug }).catch(() => 0);
      await tx.organizations.get(one.id).catch((error: unknown) => later.push(error));
      return 'all well';
    });
    expect((await faultOf(whole)).code).toBe('record.exists');
    expect(later).toEqual([expect.objectContaining({ code: 'record.exists' })]);
    expect(await store.read.organizations.get(other.id)).toBeUndefined();
  });

  test('a fault of the work is passed on as it is, also in place of a taken key', async () => {
    const one = sampleOrganization();
    await store.transaction('a', (tx) => tx.organizations.insert(one));
    const own = new Fault('organization.slug_taken', { slug: one.slug });
    const whole = store.transaction('a', (tx) =>
      tx.organizations.insert({ ...sampleOrganization(), slug: one.slug }).catch(() => {
        throw own;
      }),
    );
    expect(await faultOf(whole)).toBe(own);
  });

  test('of two updates of one version in two lanes one is stale', async () => {
    const one = sampleOrganization();
    await store.transaction('a', (tx) => tx.organizations.insert(one));
    const rename = (partition: string) =>
      store.transaction(partition, (tx) =>
        tx.organizations.update({ ...one, name: partition, version: one.version + 1 }),
      );
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map(rename));
    const reasons = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(reasons.map((reason: Fault) => reason.code)).toEqual(Array(3).fill('record.stale'));
  });

  test('contended tallies of many lanes are exact, also while they are made', async () => {
    const partitions = Array.from({ length: 30 }, (_, index) => `lane ${index}`);
    const before = store.figures();
    const values = await Promise.all(
      partitions.map((partition) =>
        store.transaction(partition, (tx) => tx.tallies.adjust('contended', 2)),
      ),
    );
    expect(values.sort((a, b) => a - b)).toEqual(partitions.map((_, index) => 2 * (index + 1)));
    expect(await store.read.tallies.get('contended')).toBe(60);
    expect(store.figures().transactions - before.transactions).toBe(30);
  });

  test('a conflict that the work hides in a fault of its own is thought again all the same', async () => {
    let runs = 0;
    await store.transaction('a', (tx) => tx.tallies.adjust('hidden', 1));
    await store.transaction('a', async (tx) => {
      runs += 1;
      await tx.tallies.get('hidden');
      if (runs === 1) await store.transaction('b', (other) => other.tallies.adjust('hidden', 1));
      await tx.tallies.adjust('hidden', 1).catch(() => {
        throw new Fault('role.unknown');
      });
    });
    expect(runs).toBe(2);
    expect(await store.read.tallies.get('hidden')).toBe(3);
  });

  test('missing ones are inserted, others are left out, whatever key forbids them', async () => {
    const groupId = 'group-missing';
    const rows = Array.from({ length: 2_300 }, () => sampleGroupMember({ groupId }));
    await store.transaction('a', (tx) => tx.groupMembers.insertMissing(rows.slice(0, 1_200)));
    const twin = sampleGroupMember({ groupId, memberId: rows[2_000]!.memberId });
    const sameId = { ...sampleGroupMember({ groupId }), id: rows[5]!.id };
    const asked = [...rows, twin, sameId];
    const inserted = await store.transaction('a', (tx) => tx.groupMembers.insertMissing(asked));
    expect(inserted).toEqual(rows.slice(1_200).map(({ id }) => id));
    const where = { kind: 'compare', field: { column: 'groupId' }, operator: 'eq' } as const;
    const count = await store.read.groupMembers.count({ ...where, value: groupId });
    expect(count).toBe(rows.length);
  });

  test('two processes that insert the same rows at once keep each of them once', async () => {
    const rows = Array.from({ length: 50 }, () => sampleGroupMember({ groupId: 'group-race' }));
    const add = (partition: string) =>
      store.transaction(partition, (tx) =>
        tx.groupMembers.insertMissing(
          rows.map((row) => ({ ...row, id: `${partition} ${row.memberId}` })),
        ),
      );
    const inserted = (await Promise.all(['a', 'b', 'c'].map(add))).flat();
    const members = inserted.map((id) => id.slice(2)).sort();
    expect(members).toEqual(rows.map(({ memberId }) => memberId).sort());
  });

  test('operations started together go one after the other', async () => {
    const rows = Array.from({ length: 20 }, () => sampleOrganization({ preset: 'together' }));
    await store.transaction('a', async (tx) => {
      await Promise.all(rows.map((row) => tx.organizations.insert(row)));
    });
    const found = await store.read.organizations.getMany(rows.map(({ id }) => id));
    expect(found).toHaveLength(20);
  });

  test('a transaction is over when its work is', async () => {
    let kept: Writers | undefined;
    await store.transaction('a', async (tx) => {
      kept = tx;
      await tx.tallies.get('x');
    });
    await expect(kept!.organizations.count(everything)).rejects.toThrow('transaction is over');
  });

  test('close waits for what runs and refuses what comes after', async () => {
    const one = await open(url);
    const record = sampleOrganization();
    const running = one.transaction('a', async (tx) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await tx.organizations.insert(record);
    });
    await one.close();
    await running;
    expect(await store.read.organizations.get(record.id)).toEqual(record);
    const code = 'service.stopping';
    expect((await faultOf(one.transaction('a', async () => 0))).code).toBe(code);
    expect((await faultOf(one.read.organizations.get(record.id))).code).toBe(code);
    expect((await faultOf(one.ping())).code).toBe(code);
  });

  test('absent fields are absent in the database, never null', async () => {
    const record = { ...sampleGroupMember(), display: undefined };
    await store.transaction('a', (tx) => tx.groupMembers.insert(record as never));
    const row = await inDatabase(url, (db) =>
      db.collection<{ _id: string }>('group_members').findOne({ _id: record.id }),
    );
    expect(Object.keys(row ?? {})).not.toContain('display');
  });
});
