import { afterAll, beforeAll, expect } from '@jest/globals';
import { newId } from '#kernel/index.js';
import {
  all,
  equals,
  everything,
  oneOf,
  type ScimUser,
  type Term,
  type Writers,
} from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overStores, contractTest, type OpenedStore } from '../kit/stores.js';
import { sampleGroupMember, sampleOrganization, sampleUser, searchable } from '../kit/samples.js';

overStores('records', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
  });
  afterAll(() => opened.close());

  function write<T>(work: (tx: Writers) => Promise<T>): Promise<T> {
    return opened.store.transaction('lane', work);
  }

  const users = () => opened.store.read.scimUsers;

  contractTest(kind, 'a record that was inserted is read back as it was', async () => {
    const record = sampleUser({
      externalId: 'Ünï "quoted" \u{1F600} \\ \u2028',
      attributes: {
        empty: '',
        none: [],
        nothing: {},
        deep: [{ a: [{ b: [1, 1.5, -0.25, 1e15, true, false, null] }] }],
        ...(JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}') as object),
      },
      extensions: { 'urn:ietf:params:scim:schemas:extension:enterprise:2:0:User': { x: '1' } },
    });
    await write((tx) => tx.scimUsers.insert(record, searchable()));
    const read = await users().get(record.id);
    expect(read).toEqual(record);
    // fields may come in another order, what is inside of them may not
    for (const name of Object.keys(record) as (keyof ScimUser)[]) {
      expect(JSON.stringify(read?.[name])).toBe(JSON.stringify(record[name]));
    }
    expect(Object.hasOwn(read?.attributes ?? {}, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await users().first(equals('id', record.id))).toEqual(record);
    expect(await users().get('missing')).toBeUndefined();
    expect(await users().first(equals('id', 'missing'))).toBeUndefined();
  });

  contractTest(kind, 'getMany leaves out what is missing, and takes a thousand ids', async () => {
    const some = [sampleUser(), sampleUser()];
    await write(async (tx) => {
      for (const record of some) await tx.scimUsers.insert(record, searchable());
    });
    const asked = Array.from({ length: 998 }, () => newId());
    const read = await users().getMany([...asked, ...some.map((record) => record.id)]);
    expect(read.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(some);
    expect(await users().getMany([])).toEqual([]);
  });

  contractTest(kind, 'a taken key is named', async () => {
    const record = sampleUser();
    await write((tx) => tx.scimUsers.insert(record, searchable()));
    const collection = 'scim-users';
    expect(
      await faultOf(write((tx) => tx.scimUsers.insert({ ...record, userNameKey: 'other' }))),
    ).toMatchObject({ code: 'record.exists', collection, key: 'id' });
    expect(
      await faultOf(write((tx) => tx.scimUsers.insert({ ...record, id: newId() }))),
    ).toMatchObject({ code: 'record.exists', collection, key: 'user-name' });
    const second = sampleUser();
    await write((tx) => tx.scimUsers.insert(second));
    const taking = { ...second, version: 2, userNameKey: record.userNameKey };
    expect(await faultOf(write((tx) => tx.scimUsers.update(taking)))).toMatchObject({
      code: 'record.exists',
      collection,
      key: 'user-name',
    });
    expect(await users().get(second.id)).toEqual(second);
  });

  contractTest(kind, 'the same key in another connection is free', async () => {
    const record = sampleUser();
    await write(async (tx) => {
      await tx.scimUsers.insert(record);
      await tx.scimUsers.insert({ ...record, id: newId(), connectionId: newId() });
    });
    expect(await users().count(equals('userNameKey', record.userNameKey))).toBe(2);
  });

  contractTest(kind, 'an update needs the version before it', async () => {
    const record = sampleUser();
    await write((tx) => tx.scimUsers.insert(record));
    const second = { ...record, version: 2, externalId: 'x' };
    await write((tx) => tx.scimUsers.update(second));
    expect(await users().get(record.id)).toEqual(second);
    expect(await users().count(all(equals('id', record.id), equals('externalId', 'x')))).toBe(1);
    expect(await faultOf(write((tx) => tx.scimUsers.update(second)))).toMatchObject({
      code: 'record.stale',
    });
    expect(
      await faultOf(write((tx) => tx.scimUsers.update({ ...record, version: 4 }))),
    ).toMatchObject({ code: 'record.stale' });
    const missing = sampleUser({ version: 2 });
    expect(await faultOf(write((tx) => tx.scimUsers.update(missing)))).toMatchObject({
      code: 'record.missing',
    });
    const { externalId: _, ...without } = { ...second, version: 3 };
    await write((tx) => tx.scimUsers.update(without as ScimUser));
    expect(await users().get(record.id)).toEqual(without);
    expect(await users().count(all(equals('id', record.id), equals('externalId', 'x')))).toBe(0);
  });

  contractTest(kind, 'what a record was found by is replaced with it', async () => {
    const record = sampleUser({ connectionId: newId() });
    const by = (value: string): Term => ({
      kind: 'facet',
      scope: record.connectionId,
      name: 'title',
      operator: 'eq',
      value,
    });
    const titled = (value: string): Term => ({
      kind: 'compare',
      field: { search: ['title'] },
      operator: 'eq',
      value,
    });
    const found = async (value: string) => [
      await users().count(by(value)),
      await users().count(all(equals('id', record.id), titled(value))),
    ];
    const beside = (...values: string[]) =>
      searchable(
        { title: values[0] ?? '' },
        values.map((value) => ['title', value] as const),
      );
    await write((tx) => tx.scimUsers.insert(record, beside('one', 'two', 'two')));
    expect([await found('one'), await found('two'), await found('three')]).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
    await write((tx) => tx.scimUsers.update({ ...record, version: 2 }, beside('three', 'two')));
    expect([await found('one'), await found('two'), await found('three')]).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
    // written without, it is found by its columns alone
    await write((tx) => tx.scimUsers.update({ ...record, version: 3 }));
    expect([await found('two'), await found('three')]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    await write((tx) => tx.scimUsers.update({ ...record, version: 4 }, beside('four')));
    expect(await found('four')).toEqual([1, 1]);
    await write((tx) => tx.scimUsers.remove(record.id));
    await write((tx) => tx.scimUsers.insert({ ...record, version: 1 }));
    expect(await found('four')).toEqual([0, 0]);
  });

  contractTest(kind, 'a record is removed in the version that was named', async () => {
    const record = sampleOrganization();
    await write((tx) => tx.organizations.insert(record));
    expect(await faultOf(write((tx) => tx.organizations.remove(record.id, 2)))).toMatchObject({
      code: 'record.stale',
    });
    await write((tx) => tx.organizations.remove(record.id, 1));
    expect(await opened.store.read.organizations.get(record.id)).toBeUndefined();
    for (const version of [undefined, 1]) {
      expect(
        await faultOf(write((tx) => tx.organizations.remove(record.id, version))),
      ).toMatchObject({ code: 'record.missing' });
    }
  });

  contractTest(kind, 'insertMissing passes over taken keys, for thousands at once', async () => {
    const groupId = newId();
    const records = Array.from({ length: 2_500 }, () => sampleGroupMember({ groupId }));
    const first = await write((tx) => tx.groupMembers.insertMissing(records.slice(0, 100)));
    expect(first.sort()).toEqual(records.slice(0, 100).map((record) => record.id));
    const again = records.map((record) => ({ ...record, id: newId() }));
    const second = await write((tx) => tx.groupMembers.insertMissing(again));
    expect(second.sort()).toEqual(again.slice(100).map((record) => record.id));
    expect(await opened.store.read.groupMembers.count(equals('groupId', groupId))).toBe(2_500);
    expect(await write((tx) => tx.groupMembers.insertMissing([]))).toEqual([]);
    // twice in one call: the first of them wins
    const twin = sampleGroupMember({ groupId });
    const twins = [twin, { ...twin, id: newId() }];
    expect(await write((tx) => tx.groupMembers.insertMissing(twins))).toEqual([twin.id]);
  });

  contractTest(kind, 'removeWhere says what it removed, with their facets', async () => {
    const connectionId = newId();
    const records = Array.from({ length: 3 }, () => sampleUser({ connectionId }));
    await write(async (tx) => {
      for (const record of records) {
        await tx.scimUsers.insert(record, searchable({}, [['title', 'x']]));
      }
    });
    const [first, ...others] = records.map((record) => record.id);
    const removed = await write((tx) =>
      tx.scimUsers.removeWhere(all(equals('connectionId', connectionId), oneOf('id', others))),
    );
    expect(removed.sort()).toEqual(others);
    const where = (name: string): Term => ({
      kind: 'facet',
      scope: connectionId,
      name,
      operator: 'eq',
      value: 'x',
    });
    expect(await users().count(where('title'))).toBe(1);
    await write((tx) => tx.scimUsers.insert(records[1]!));
    expect((await users().find({ where: where('title'), limit: 9 })).records[0]?.id).toBe(first);
    expect(await write((tx) => tx.scimUsers.removeWhere(equals('id', 'missing')))).toEqual([]);
  });

  contractTest(kind, 'setWhere changes one column and nothing else', async () => {
    const memberId = newId();
    const records = [1, 2, 3].map(() => sampleGroupMember({ memberId, groupId: newId() }));
    await write((tx) => tx.groupMembers.insertMissing(records));
    const some = oneOf(
      'id',
      records.slice(0, 2).map((record) => record.id),
    );
    expect(await write((tx) => tx.groupMembers.setWhere(some, 'display', 'Näme "1"'))).toBe(2);
    const { records: read } = await opened.store.read.groupMembers.find({
      where: equals('memberId', memberId),
      limit: 10,
    });
    expect(read).toEqual(
      records.map((record, at) => (at < 2 ? { ...record, display: 'Näme "1"' } : record)),
    );
    expect(await opened.store.read.groupMembers.count(equals('display', 'Näme "1"'))).toBe(2);
    const user = sampleUser();
    await write((tx) => tx.scimUsers.insert(user));
    await write((tx) => tx.scimUsers.setWhere(equals('id', user.id), 'active', false));
    expect(await users().get(user.id)).toEqual({ ...user, active: false });
    expect(await users().count(all(equals('id', user.id), equals('active', false)))).toBe(1);
    expect(await write((tx) => tx.scimUsers.setWhere(equals('id', 'no'), 'active', true))).toBe(0);
  });

  contractTest(kind, 'a tally starts at 0 and gives its new value', async () => {
    const name = newId();
    expect(await opened.store.read.tallies.get(name)).toBe(0);
    const steps = await write(async (tx) => [
      await tx.tallies.get(name),
      await tx.tallies.adjust(name, 3),
      await tx.tallies.adjust(name, -5),
      await tx.tallies.get(name),
    ]);
    expect(steps).toEqual([0, 3, -2, -2]);
    expect(await opened.store.read.tallies.get(name)).toBe(-2);
  });

  contractTest(kind, 'it answers a ping and counts its transactions', async () => {
    const before = opened.store.figures().transactions;
    await write((tx) => tx.organizations.insert(sampleOrganization()));
    expect(opened.store.figures().transactions).toBe(before + 1);
    await expect(opened.store.ping()).resolves.toBeUndefined();
    expect(await opened.store.read.organizations.count(everything)).toBeGreaterThan(0);
  });
});
