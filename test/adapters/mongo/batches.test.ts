import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { Fault, newId } from '#kernel/index.js';
import { equals, oneOf, type Organization, type Store, type Writers } from '#store/index.js';
import { databaseOf } from '../../../src/adapters/mongo/stores.js';
import { sampleGroupMember, sampleOrganization, sampleUser } from '../../kit/samples.js';
import { dropDatabase, freshUrl, open, openWatched, replicaSet } from './databases.js';

type Work = (tx: Writers) => Promise<unknown>;

/** What a fault says, or what was answered. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => (error instanceof Fault ? error.code : String(error)));
}

(replicaSet === undefined ? describe.skip : describe)('changes of one lane on mongodb', () => {
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

  /** Asked for at once, so that they wait together; at most eight. */
  const atOnce = (works: readonly Work[]) =>
    Promise.all(works.map((work) => outcomeOf(store.transaction('lane', work))));
  const commits = () => sent.filter((name) => name === 'commitTransaction').length;
  const bySlug = (tx: Pick<Writers, 'organizations'>, slug: string) =>
    tx.organizations.first(equals('slug', slug));
  const nameOf = async (id: string) => (await store.read.organizations.get(id))?.name;
  /** As a rule says that a key is taken: it looks, then writes. */
  const found =
    (slug: string): Work =>
    async (tx) => {
      if (await bySlug(tx, slug)) throw new Fault('organization.slug_taken', { slug });
      await tx.organizations.insert(sampleOrganization({ slug }));
      return 'founded';
    };

  test('eight that wait together are one transaction, with a number each in their order', async () => {
    const tally = newId();
    const works = Array.from({ length: 8 }, () => async (tx: Writers) => {
      await tx.organizations.insert(sampleOrganization());
      return tx.tallies.adjust(tally, 1);
    });
    expect(await atOnce(works)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    sent.length = 0;
    const before = store.figures();
    expect(await atOnce(works)).toEqual([9, 10, 11, 12, 13, 14, 15, 16]);
    expect(sent).toEqual(['insert organizations', 'update tallies', 'commitTransaction']);
    expect(store.figures()).toEqual({ ...before, transactions: before.transactions + 8 });
    expect(await other.read.tallies.get(tally)).toBe(16);
  });

  test('what all of them are going to read is asked once, and each question once', async () => {
    const record = sampleOrganization();
    await store.transaction('lane', (tx) => tx.organizations.insert(record));
    sent.length = 0;
    const slugs = [newId(), newId(), newId()];
    const answers = slugs.map((slug) =>
      store.transaction(
        'lane',
        async (tx) => [await tx.organizations.get(record.id), await bySlug(tx, slug)],
        { ahead: (read) => [read.organizations.get(record.id), bySlug(read as Writers, slug)] },
      ),
    );
    expect(await Promise.all(answers)).toEqual(slugs.map(() => [record, undefined]));
    expect(sent).toEqual(['aggregate schema_version', 'commitTransaction']);
  });

  test('of those that exclude each other one wins, the others are refused by their rule', async () => {
    const slug = newId();
    const together = await atOnce([found(slug), found(slug), found(slug)]);
    expect(together).toEqual(['founded', 'organization.slug_taken', 'organization.slug_taken']);
    expect(commits()).toBe(1);
    const next = newId();
    const works = Array.from({ length: 12 }, () => found(next));
    const overTwo = await atOnce(works);
    expect(overTwo.filter((one) => one === 'founded')).toHaveLength(1);
    expect(overTwo.filter((one) => one === 'organization.slug_taken')).toHaveLength(11);
    expect(await store.read.organizations.count(oneOf('slug', [slug, next]))).toBe(2);
  });

  test('a refusal in the middle leaves nothing, and only what is kept is heard, in order', async () => {
    const [first, second, third] = [0, 1, 2].map(() => sampleOrganization());
    const heard: string[] = [];
    const tally = newId();
    const writing =
      (record: Organization | undefined, isRefused = false): Work =>
      async (tx) => {
        tx.afterCommit(() => heard.push(record?.id ?? ''));
        await tx.organizations.insert(record!);
        const number = await tx.tallies.adjust(tally, 1);
        if (isRefused) throw new Fault('role.unknown');
        return number;
      };
    const works = [writing(first), writing(second, true), writing(third)];
    expect(await atOnce(works)).toEqual([1, 'role.unknown', 2]);
    expect(heard).toEqual([first?.id, third?.id]);
    expect(await store.read.organizations.get(second!.id)).toBeUndefined();
    expect(await store.read.tallies.get(tally)).toBe(2);
    expect(commits()).toBe(1);
  });

  test('a key that is taken refuses the change that takes it, and no other', async () => {
    const taken = sampleOrganization();
    await store.transaction('lane', (tx) => tx.organizations.insert(taken));
    const heard: string[] = [];
    const records = [newId(), taken.slug, newId()].map((slug) =>
      sampleOrganization(slug === undefined ? {} : { slug }),
    );
    const works = records.map((record): Work => (tx) => {
      tx.afterCommit(() => heard.push(record.id));
      return tx.organizations.insert(record).then(() => 'kept');
    });
    expect(await atOnce(works)).toEqual(['kept', 'record.exists', 'kept']);
    expect(heard).toEqual([records[0]?.id, records[2]?.id]);
  });

  test('a refused change of which something was sent leaves nothing either', async () => {
    const user = sampleUser();
    const row = sampleGroupMember({ groupId: newId(), memberId: user.id, display: 'Before' });
    await store.transaction('lane', (tx) => tx.groupMembers.insert(row));
    const record = sampleOrganization();
    const works: Work[] = [
      (tx) => tx.organizations.insert(record).then(() => 'kept'),
      async (tx) => {
        await tx.groupMembers.setWhere(equals('groupId', row.groupId), 'display', 'After');
        throw new Fault('role.unknown');
      },
      (tx) => tx.groupMembers.get(row.id),
    ];
    expect(await atOnce(works)).toEqual(['kept', 'role.unknown', row]);
    expect(await store.read.groupMembers.get(row.id)).toEqual(row);
    expect(await nameOf(record.id)).toBe('One');
  });

  test('each reads what those before it wrote, in every way to ask', async () => {
    const record = sampleOrganization();
    const user = sampleUser({ connectionId: newId() });
    const row = sampleGroupMember({ groupId: newId(), memberId: user.id });
    const asked = async ({ organizations, scimUsers }: Writers) => {
      const where = equals('slug', record.slug ?? '');
      const linked = { collection: 'group-members', foreign: 'memberId', local: 'id' } as const;
      const kept = (await organizations.findKept({ where, limit: 9 })).records;
      const member = await scimUsers.first({
        kind: 'linked',
        ...linked,
        where: equals('groupId', row.groupId),
      });
      return [
        (await organizations.get(record.id))?.name,
        (await organizations.getMany([newId(), record.id]))[0]?.name,
        (await organizations.first(where))?.name,
        (await organizations.find({ where, limit: 9 })).records.map(({ name }) => name).join(),
        (await organizations.few({ where, column: 'slug', limit: 3 }))?.length,
        (await organizations.columns({ where, columns: ['slug'], limit: 3 })).length,
        await organizations.count(where),
        kept.map(({ text }) => (JSON.parse(text) as Organization).name).join(),
        JSON.parse((await organizations.getKept(record.id))?.text ?? '{}').name,
        member?.id,
      ];
    };
    const named = (name: string, count: number) => {
      const there = count > 0 ? name : undefined;
      const list = there ?? '';
      return [there, there, there, list, count, count, count, list, there, user.id];
    };
    const works: Work[] = [
      (tx) => tx.organizations.insert(record),
      (tx) => tx.scimUsers.insert(user),
      (tx) => tx.groupMembers.insertMissing([row, row]),
      asked,
      (tx) => tx.organizations.update({ ...record, version: 2, name: 'Two' }),
      asked,
      (tx) => tx.organizations.removeWhere(equals('slug', record.slug ?? '')),
      asked,
    ];
    const answers = await atOnce(works);
    expect(answers[2]).toEqual([row.id]);
    expect(answers[3]).toEqual(named('One', 1));
    expect(answers[5]).toEqual(named('Two', 1));
    expect(answers[6]).toEqual([record.id]);
    expect(answers[7]).toEqual(named('', 0));
    expect(commits()).toBe(1);
  });

  test('after another process was earlier each has its number, and none is given twice', async () => {
    const tally = newId();
    const add: Work = (tx) => tx.tallies.adjust(tally, 1);
    await atOnce([add, add]);
    expect(await other.transaction('lane', add)).toBe(3);
    const { retries } = store.figures();
    expect(await atOnce([add, add, add, add, add])).toEqual([4, 5, 6, 7, 8]);
    expect(store.figures().retries).toBeGreaterThan(retries);
    const both = [...Array(24).keys()].map((i) => (i % 2 ? store : other).transaction('lane', add));
    const numbers = (await Promise.all(both)) as number[];
    expect(numbers.toSorted((a, b) => a - b)).toEqual([...Array(24).keys()].map((i) => i + 9));
  });

  test('nothing is refused for the sake of a number that is not true any more', async () => {
    const tally = newId();
    const takePlace: Work = async (tx) => {
      const taken = await tx.tallies.adjust(tally, 1);
      if (taken > 2) throw new Fault('limit.members');
      return taken;
    };
    expect(await atOnce([takePlace, takePlace, takePlace])).toEqual([1, 2, 'limit.members']);
    await other.transaction('lane', (tx) => tx.tallies.adjust(tally, -1));
    expect(await atOnce([takePlace, takePlace])).toEqual([2, 'limit.members']);
    expect(await other.read.tallies.get(tally)).toBe(2);
  });

  test('one that takes long is not waited for by those before it', async () => {
    const settled: string[] = [];
    const [first, last] = [sampleOrganization(), sampleOrganization()];
    const runs = { count: 0 };
    const long: Work = async (tx) => {
      runs.count += 1;
      for (let i = 0; i < 20; i += 1) await bySlug(tx, newId());
      return 'long';
    };
    const works: Work[] = [
      (tx) => tx.organizations.insert(first),
      long,
      (tx) => tx.organizations.insert(last),
    ];
    const all = works.map((work, index) =>
      store.transaction('lane', work).then(() => settled.push(String(index))),
    );
    await Promise.all(all);
    expect(settled).toEqual(['0', '1', '2']);
    // broken off once, then by itself
    expect([runs.count, commits()]).toEqual([2, 3]);
    expect(await store.read.organizations.getMany([first.id, last.id])).toHaveLength(2);
  });

  test('a commit of which nobody knows is unknown to each change in it', async () => {
    const { client } = databaseOf(store);
    const startSession = Reflect.get(client, 'startSession').bind(
      client,
    ) as () => mongo.ClientSession;
    const lost = new mongo.MongoNetworkError('lost');
    lost.addErrorLabel(mongo.MongoErrorLabel.UnknownTransactionCommitResult);
    client.startSession = () => {
      const session = startSession();
      session.commitTransaction = () => Promise.reject(lost);
      return session;
    };
    const heard: string[] = [];
    const details = { outcome: 'unknown' };
    try {
      const asked = [0, 1, 2].map(() =>
        store.transaction('lane', async (tx) => {
          tx.afterCommit(() => heard.push('kept'));
          await tx.organizations.insert(sampleOrganization());
        }),
      );
      for (const one of asked) {
        await expect(one).rejects.toMatchObject({ code: 'store.unavailable', details });
      }
    } finally {
      client.startSession = startSession;
    }
    expect(heard).toEqual([]);
    expect(await store.transaction('lane', () => Promise.resolve('on'))).toBe('on');
  });

  test('a call after the end of its change is refused while others go on', async () => {
    let kept: Writers | undefined;
    const late: unknown[] = [];
    const works: Work[] = [
      async (tx) => {
        kept = tx;
        await tx.organizations.get('x');
      },
      async (tx) => {
        await kept?.organizations.insert(sampleOrganization()).catch((e: unknown) => late.push(e));
        return tx.tallies.get('x');
      },
    ];
    expect(await atOnce(works)).toEqual([undefined, 0]);
    expect(late).toEqual([expect.objectContaining({ message: expect.stringContaining('over') })]);
  });
});
