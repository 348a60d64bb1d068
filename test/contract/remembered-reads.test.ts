import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { all, equals, RememberedReads, type Store, type Term, type Writing } from '#store/index.js';
import { sampleEntry, sampleGroupMember, sampleOrganization, sampleUser } from '../kit/samples.js';
import { contractTest, overStores, type OpenedStore } from '../kit/stores.js';

type Organization = ReturnType<typeof sampleOrganization>;

overStores('reads of one transaction', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  const write: <T>(work: Parameters<Store['transaction']>[1]) => Promise<T> = (work) =>
    opened.store.transaction('lane', work) as Promise<never>;

  contractTest(kind, 'each way to write is seen by each way to read', async () => {
    await write(async ({ organizations }) => {
      const record = sampleOrganization();
      const bySlug = equals('slug', record.slug ?? '');
      const names = async () => [
        (await organizations.get(record.id))?.name,
        (await organizations.getMany([record.id]))[0]?.name,
        (await organizations.first(bySlug))?.name,
        (await organizations.find({ where: bySlug, limit: 10 })).records[0]?.name,
      ];
      expect(new Set(await names())).toEqual(new Set([undefined]));
      await organizations.insert(record);
      expect(new Set(await names())).toEqual(new Set([record.name]));
      await organizations.update({ ...record, version: 2, name: 'Second' });
      expect(new Set(await names())).toEqual(new Set(['Second']));
      await organizations.remove(record.id);
      expect(new Set(await names())).toEqual(new Set([undefined]));
      await organizations.insertMissing([record]);
      expect(new Set(await names())).toEqual(new Set([record.name]));
      await organizations.removeWhere(bySlug);
      expect(new Set(await names())).toEqual(new Set([undefined]));
    });
  });

  contractTest(kind, 'a column that is set is seen', async () => {
    const row = sampleGroupMember({ groupId: newId() });
    await write(async ({ groupMembers }) => {
      await groupMembers.insert(row);
      const where = equals('groupId', row.groupId);
      await groupMembers.find({ where, limit: 10 });
      await groupMembers.setWhere(where, 'display', 'Other');
      const { records } = await groupMembers.find({ where, limit: 10 });
      expect(records.map(({ display }) => display)).toEqual(['Other']);
    });
  });

  contractTest(kind, 'what is linked is seen although another collection changed', async () => {
    const user = sampleUser();
    const groupId = newId();
    const where: Term = {
      kind: 'all',
      terms: [
        equals('connectionId', user.connectionId),
        {
          kind: 'linked',
          collection: 'group-members',
          foreign: 'memberId',
          local: 'id',
          where: equals('groupId', groupId),
        },
      ],
    };
    await write(async (tx) => {
      await tx.scimUsers.insert(user);
      expect(await tx.scimUsers.first(where)).toBeUndefined();
      await tx.groupMembers.insert(sampleGroupMember({ groupId, memberId: user.id }));
      expect((await tx.scimUsers.first(where))?.id).toBe(user.id);
      expect((await tx.scimUsers.find({ where, limit: 2 })).records).toHaveLength(1);
    });
  });

  contractTest(kind, 'the last one of a number is known as the database knows it', async () => {
    const organizationId = newId();
    const ofOrganization = equals('organizationId', organizationId);
    const sort = [{ field: { column: 'sequence' }, descending: true }];
    await write(async ({ journal }) => {
      let questions = 0;
      /** As another question, whose answer nobody knows. */
      const told = () => {
        questions += 1;
        const where = all(...Array<Term>(questions).fill(ofOrganization));
        return journal.find({ where, sort, limit: 1 });
      };
      const requireKnown = async (sequence: number | undefined) => {
        const known = await journal.find({ where: ofOrganization, sort, limit: 1 });
        expect(known).toEqual(await told());
        expect(known.records[0]?.sequence).toBe(sequence);
      };
      const entry = (sequence: number) => sampleEntry({ organizationId, sequence });
      await requireKnown(undefined);
      const third = entry(3);
      const steps: readonly (readonly [() => Promise<unknown>, number | undefined])[] = [
        [() => journal.insert(entry(1)), 1],
        [() => journal.insert(third), 3],
        [() => journal.insert(entry(2)), 3],
        [() => journal.insert(sampleEntry({ sequence: 9 })), 3],
        [() => journal.update({ ...third, version: 2, hash: 'other' }), 3],
        [() => journal.insert(entry(4)), 4],
        [() => journal.insertMissing([entry(5)]), 5],
        [() => journal.removeWhere(equals('sequence', 5)), 4],
        [() => journal.removeWhere(ofOrganization), undefined],
      ];
      for (const [step, sequence] of steps) {
        await step();
        await requireKnown(sequence);
      }
    });
  });

  contractTest(kind, 'what was asked before a write is answered as after it', async () => {
    const [groupId, other] = [newId(), newId()];
    const rows = Array.from({ length: 4 }, () => sampleGroupMember({ groupId }));
    await write((tx) => tx.groupMembers.insertMissing(rows));
    const where = equals('groupId', groupId);
    const queries = [
      { where, limit: 2 },
      { where, limit: 10 },
      { where, limit: 2, offset: 1 },
      { where, limit: 2, sort: [{ field: { column: 'display' } }] },
      { where: equals('groupId', other), limit: 10 },
      { where: { kind: 'not', term: where } as const, limit: 0 },
    ];
    const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await write(async ({ groupMembers }) => {
      const answers = async (): Promise<unknown[]> => {
        const found: unknown[] = [await groupMembers.first(where)];
        for (const query of queries) found.push((await groupMembers.find(query)).records);
        return found;
      };
      const changes = [{ display: 'Z' }, { groupId: other }, { display: 'A', groupId }];
      for (const [index, change] of changes.entries()) {
        await answers();
        const row = (await groupMembers.get(sorted[index % 2]?.id ?? ''))!;
        await groupMembers.update({ ...row, ...change, version: row.version + 1 });
        const remembered = await answers();
        // a write of many forgets all
        await groupMembers.setWhere(equals('groupId', newId()), 'display', 'None');
        expect(remembered).toEqual(await answers());
      }
    });
  });

  contractTest(kind, 'the next transaction asks anew', async () => {
    const record = sampleOrganization();
    await write(({ organizations }) => organizations.insert(record));
    await write(async ({ organizations }) => {
      expect(await organizations.get(record.id)).toEqual(record);
      await organizations.update({ ...record, version: 2 });
    });
    await write(async ({ organizations }) => {
      expect((await organizations.get(record.id))?.version).toBe(2);
    });
  });
});

/** A collection whose answers are given by hand and whose questions are counted. */
function collection(get: () => Promise<Organization | undefined>) {
  const questions = { count: 0 };
  const ask = () => {
    questions.count += 1;
    return get();
  };
  const inner = {
    get: ask,
    first: ask,
    update: ({ version }: Organization) =>
      version === 1 ? Promise.reject(new Error('stale')) : Promise.resolve(),
    setWhere: () => Promise.resolve(1),
  } as unknown as Writing<Organization>;
  return { questions, reads: new RememberedReads(inner) };
}

test('the same question is asked once, and once more after a write of many', async () => {
  const record = sampleOrganization();
  const { questions, reads } = collection(() => Promise.resolve(record));
  expect(await reads.get('a')).toBe(record);
  expect(await reads.getMany(['a'])).toEqual([record]);
  expect(questions.count).toBe(1);
  await reads.setWhere(equals('slug', 'x'), 'name', 'Other');
  await reads.get('a');
  expect(questions.count).toBe(2);
});

test('a record that was written is known, and the others stay known', async () => {
  const record = sampleOrganization();
  const next = { ...record, version: 2, name: 'Second', slug: undefined };
  const { questions, reads } = collection(() => Promise.resolve(record));
  await reads.get('another');
  await reads.get(record.id);
  await reads.first(equals('slug', 'x'));
  await reads.update(next as unknown as Organization);
  questions.count = 0;
  const { slug: _slug, ...stored } = next;
  expect(await reads.get(record.id)).toStrictEqual(stored);
  expect(await reads.get('another')).toBe(record);
  expect(questions.count).toBe(0);
  await reads.first(equals('slug', 'x'));
  expect(questions.count).toBe(1);
});

test('what was written is read as a database answers it, at every depth', async () => {
  const record = sampleOrganization();
  const policies = { of: undefined, list: [1, undefined, { of: undefined, is: [] }], is: null };
  const next = { ...record, version: 2, policies } as unknown as Organization;
  const { reads } = collection(() => Promise.resolve(record));
  await reads.update(next);
  expect(await reads.get(record.id)).toStrictEqual(JSON.parse(JSON.stringify(next)));
  expect(policies.list).toHaveLength(3);
  const plain = { ...record, version: 2 };
  await reads.update(plain);
  expect(await reads.get(record.id)).toBe(plain);
});

test('a record whose write failed is asked for anew', async () => {
  const record = sampleOrganization();
  const { questions, reads } = collection(() => Promise.resolve(record));
  await reads.get(record.id);
  await expect(reads.update({ ...record, version: 1 })).rejects.toThrow('stale');
  expect(await reads.get(record.id)).toBe(record);
  expect(questions.count).toBe(2);
});

test('an answer that a write overtook is not kept', async () => {
  const before = sampleOrganization();
  const written = { ...before, version: 2 };
  let answer: (record: Organization | undefined) => void = () => undefined;
  const { reads } = collection(() => new Promise((resolve) => (answer = resolve)));
  const early = reads.get(before.id);
  await reads.update(written);
  answer(before);
  expect(await early).toBe(before);
  expect(await reads.get(before.id)).toEqual(written);
});
