import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault, newId } from '#kernel/index.js';
import { equals, oneOf, type JournalEntry, type Store, type Writers } from '#store/index.js';
import { databaseOf } from '../../../src/adapters/mongo/stores.js';
import { sampleGroupMember, sampleOrganization, sampleUser } from '../../kit/samples.js';
import { dropDatabase, freshUrl, open, openWatched, replicaSet } from './databases.js';

function entry(organizationId: string, sequence: number): JournalEntry {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    id: newId(),
    version: 1,
    createdAt: at,
    updatedAt: at,
    organizationId,
    sequence,
    type: 'org.updated',
    family: 'org',
    actor: { kind: 'operator', name: 'operator' },
    actorKey: 'operator:',
    target: { kind: 'organization', id: organizationId },
    targetKey: `organization:${organizationId}`,
    traceId: 'trace',
    previous: '',
    hash: String(sequence),
  };
}

(replicaSet === undefined ? describe.skip : describe)('commands to mongodb', () => {
  let url: string;
  let store: Store;
  /** another process, as far as the database can tell */
  let other: Store;
  let sent: string[];
  beforeAll(async () => {
    url = freshUrl();
    ({ store, sent } = await openWatched(url));
    other = await open(url);
  });
  beforeEach(() => {
    sent.length = 0;
  });
  afterAll(async () => {
    await store.close();
    await other.close();
    await dropDatabase(url);
  });
  const adjust = (by: Store, name: string) =>
    by.transaction('lane', (tx) => tx.tallies.adjust(name, 1));

  test('reads that are asked at once are one command, and answer what each alone answers', async () => {
    const users = [sampleUser({ connectionId: newId() }), sampleUser()];
    const rows = users.map(({ id }) => sampleGroupMember({ groupId: newId(), memberId: id }));
    const [one, two] = users as [(typeof users)[0], (typeof users)[0]];
    await store.transaction('lane', async (tx) => {
      for (const user of users) await tx.scimUsers.insert(user);
      await tx.groupMembers.insertMissing(rows);
    });
    const where = equals('connectionId', one.connectionId);
    const memberships = { where: oneOf('memberId', [one.id]), columns: ['groupId'], limit: 9 };
    const ask = (tx: Writers) =>
      [
        () => tx.scimUsers.get(two.id),
        () => tx.scimUsers.first(where),
        () => tx.scimUsers.find({ where, limit: 5 }),
        () => tx.scimUsers.getMany([newId()]),
        () => tx.groupMembers.columns(memberships),
        () => tx.organizations.get(newId()),
      ] as const;
    sent.length = 0;
    const together = await store.transaction('lane', (tx) =>
      Promise.all(ask(tx).map((one) => one())),
    );
    expect(sent).toEqual(['aggregate schema_version', 'commitTransaction']);
    const alone = await store.transaction('lane', async (tx) => {
      const answers: unknown[] = [];
      for (const one of ask(tx)) answers.push(await one());
      return answers;
    });
    expect(together).toEqual(alone);
    expect(together.slice(0, 2)).toEqual([two, one]);
    expect(together[4]).toEqual([[rows[0]?.groupId]]);
  });

  test('a read that was asked for before a write does not see it', async () => {
    const record = sampleOrganization();
    const found = await store.transaction('lane', async (tx) => {
      const before = Promise.all([tx.organizations.get(record.id), tx.scimUsers.get(record.id)]);
      await tx.organizations.insert(record);
      return before;
    });
    expect(found).toEqual([undefined, undefined]);
  });

  test('entries of one transaction are one insert, and a question that they answer sees them', async () => {
    const organizationId = newId();
    const append = async (tx: Writers, from: number) => {
      for (let i = from; i < from + 3; i += 1) await tx.journal.insert(entry(organizationId, i));
    };
    await store.transaction('lane', (tx) => append(tx, 1));
    expect(sent).toEqual(['insert journal', 'commitTransaction']);
    const where = equals('organizationId', organizationId);
    const counts = await store.transaction('lane', async (tx) => {
      await append(tx, 4);
      const counted = await tx.journal.count(where);
      await append(tx, 7);
      return [counted, (await tx.journal.find({ where, limit: 100 })).records.length];
    });
    expect(counts).toEqual([6, 9]);
    expect(await store.read.journal.count(where)).toBe(9);
  });

  test('tallies are one command, and none is asked for that this process wrote last', async () => {
    const [first, second] = [newId(), newId()];
    const both = (by: number) =>
      store.transaction('lane', async (tx) => [
        await tx.tallies.adjust(first, by),
        await tx.tallies.adjust(second, 2 * by),
        await tx.tallies.adjust(first, by),
        await tx.tallies.get(second),
      ]);
    expect(await both(1)).toEqual([1, 2, 2, 2]);
    sent.length = 0;
    expect(await both(10)).toEqual([12, 22, 22, 22]);
    expect(sent).toEqual(['update tallies', 'commitTransaction']);
    expect(await other.read.tallies.get(first)).toBe(22);
  });

  test('what another process counted in between is counted, and its number is given to nobody else', async () => {
    const name = newId();
    const numbers: number[] = [];
    for (const by of [store, store, other, store, other, other, store]) {
      numbers.push(await adjust(by, name));
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const atOnce = await Promise.all(
      [...Array(6).keys()].map((i) => adjust(i % 2 ? store : other, name)),
    );
    expect(atOnce.toSorted((a, b) => a - b)).toEqual([8, 9, 10, 11, 12, 13]);
  });

  test('nothing is refused for the sake of a number that is not true any more', async () => {
    const name = newId();
    const takePlace = () =>
      store.transaction('lane', async (tx) => {
        if ((await tx.tallies.adjust(name, 1)) > 2) throw new Fault('limit.members');
      });
    await takePlace();
    await takePlace();
    await expect(takePlace()).rejects.toMatchObject({ code: 'limit.members' });
    await takePlace().catch(() => undefined);
    await other.transaction('lane', (tx) => tx.tallies.adjust(name, -1));
    await takePlace();
    expect(await store.read.tallies.get(name)).toBe(2);
    await expect(takePlace()).rejects.toMatchObject({ code: 'limit.members' });
  });

  test('a tally that is gone begins anew', async () => {
    const name = newId();
    await adjust(store, name);
    await databaseOf(store).collection<{ _id: string }>('tallies').deleteOne({ _id: name });
    expect(await adjust(store, name)).toBe(1);
  });
});
