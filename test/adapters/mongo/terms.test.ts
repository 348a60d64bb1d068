import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COLLECTIONS, all, any, equals, everything, type Store, type Term } from '#store/index.js';
import { translate, type Scheme } from '../../../src/adapters/mongo/terms.js';
import { sampleGroup, sampleGroupMember, sampleUser, searchable } from '../../kit/samples.js';
import { dropDatabase, freshUrl, open, replicaSet } from './databases.js';

const scheme: Scheme = {
  declaration: COLLECTIONS.scimUsers as never,
  others: () => COLLECTIONS.groupMembers as never,
};
const filterOf = (term: Term) => translate(term, scheme, new Map()).filter;
const on = (path: string[], operator: 'eq' | 'sw' | 'co', value: string): Term => ({
  kind: 'compare',
  field: { search: path },
  operator,
  value,
});

describe('terms as filters', () => {
  test('a value is data wherever it stands', () => {
    expect(filterOf(equals('externalId', '$ne'))).toEqual({ externalId: { $eq: '$ne' } });
    const text = JSON.stringify(filterOf(on(['nickName'], 'eq', '$search.other')));
    expect(text).toContain('{"$literal":"$search.other"}');
  });

  test('names that MongoDB would take apart are refused, as are columns that nobody declared', () => {
    for (const name of ['', '$where', 'a.b', 'a\0b']) {
      expect(() => filterOf(on([name], 'eq', 'x'))).toThrow(TypeError);
    }
    expect(() => filterOf(equals('search.nickName', 'x'))).toThrow(/declares no column/);
    expect(() => filterOf(equals('$where', 'x'))).toThrow(/declares no column/);
    expect(() => filterOf(equals('constructor', 'x'))).toThrow(/declares no column/);
  });

  test('a prefix on a column and on facets is a range of an index', () => {
    const sw: Term = {
      kind: 'compare',
      field: { column: 'userNameKey' },
      operator: 'sw',
      value: 'ab',
    };
    expect(filterOf(sw)).toEqual({ userNameKey: { $gte: 'ab', $lt: 'ac' } });
    const facet = { kind: 'facet', scope: 's', name: 'n', operator: 'sw', value: 'v' } as const;
    expect(filterOf(facet)).toEqual({
      facets: { $elemMatch: { $gte: 's\u001fn\u001fv', $lt: 's\u001fn\u001fw' } },
    });
    // the scope of a facet says the tenant already
    expect(filterOf(all(equals('connectionId', 's'), facet))).toEqual(filterOf(facet));
    expect(filterOf(all(equals('connectionId', 'other'), facet))).toHaveProperty('$and');
    expect(filterOf(any(equals('connectionId', 's'), facet))).toHaveProperty('$or');
  });

  test('lists in lists stay as flat as MongoDB wants them', () => {
    let deep: Term = equals('externalId', '0');
    for (let level = 1; level < 500; level += 1) deep = all(equals('externalId', `${level}`), deep);
    expect((filterOf(deep) as { $and: unknown[] }).$and).toHaveLength(500);
  });
});

(replicaSet === undefined ? describe.skip : describe)('terms on mongodb', () => {
  const LINKS = 5_200;
  const connectionId = 'connection-linked';
  const groups = Array.from({ length: 3 }, () => sampleGroup({ connectionId }));
  const members = Array.from({ length: LINKS }, (_, index) =>
    sampleGroupMember({ connectionId, groupId: 'large', memberId: `member-${index}` }),
  );
  const odd = [
    sampleUser({ connectionId: 'odd' }),
    sampleUser({ connectionId: 'odd' }),
    sampleUser({ connectionId: 'odd' }),
  ];
  let url: string;
  let store: Store;
  beforeAll(async () => {
    url = freshUrl();
    store = await open(url);
    await store.transaction('a', async (tx) => {
      await tx.groupMembers.insertMissing(members);
      const inside = { connectionId, groupId: groups[0]!.id, memberId: groups[1]!.id } as const;
      await tx.groupMembers.insert(sampleGroupMember({ ...inside, type: 'Group' }));
      for (const group of groups) await tx.scimGroups.insert(group, searchable());
      await tx.scimUsers.insert(odd[0]!, searchable({ emails: [{ value: 'one' }], name: 'text' }));
      await tx.scimUsers.insert(odd[1]!, searchable({ emails: { value: 'one' } }));
      await tx.scimUsers.insert(odd[2]!, searchable({ emails: { value: ['one'] } }));
    });
  });
  afterAll(async () => {
    await store.close();
    await dropDatabase(url);
  });

  const idsOf = async (where: Term) => {
    const { records } = await store.read.scimGroups.find({ where, limit: 1_000 });
    return records.map(({ id }) => id);
  };

  test('links that are too many to be carried are joined: found, negated, counted, paged, set', async () => {
    const inSome = (where: Term): Term => ({
      kind: 'linked',
      collection: 'group-members',
      foreign: 'memberId',
      local: 'id',
      where,
    });
    // every row of group-members: more than is carried
    const wide = inSome(equals('connectionId', connectionId));
    const rest = groups.map(({ id }) => id).filter((id) => id !== groups[1]!.id);
    expect(await idsOf(wide)).toEqual([groups[1]!.id]);
    expect((await idsOf({ kind: 'not', term: wide })).sort()).toEqual(rest.sort());
    const narrow = inSome(equals('groupId', groups[0]!.id));
    expect(await idsOf(all(wide, narrow))).toEqual([groups[1]!.id]);
    expect(await idsOf(any({ kind: 'not', term: wide }, narrow))).toHaveLength(3);
    expect(await store.read.scimGroups.count({ kind: 'not', term: wide })).toBe(2);
    const page = { where: { kind: 'not', term: wide }, limit: 1 } as const;
    const first = await store.read.scimGroups.find(page);
    const second = await store.read.scimGroups.find({ ...page, after: first.last! });
    expect([...first.records, ...second.records].map(({ id }) => id).sort()).toEqual(rest);
    expect(Object.keys(first.records[0]!)).toEqual(Object.keys(groups[0]!));
    const set = await store.transaction('a', (tx) =>
      tx.scimGroups.setWhere(wide, 'externalId', 'linked'),
    );
    expect(set).toBe(1);
    expect((await store.read.scimGroups.get(groups[1]!.id))?.externalId).toBe('linked');
  });

  test('a path never walks into an array by itself', async () => {
    const found = async (term: Term) => {
      const where = all(equals('connectionId', 'odd'), term);
      const { records } = await store.read.scimUsers.find({ where, limit: 10 });
      return records.map(({ id }) => odd.findIndex((one) => one.id === id));
    };
    const path = ['emails', 'value'];
    expect(await found(on(path, 'eq', 'one'))).toEqual([1]);
    expect(await found(on(path, 'sw', 'o'))).toEqual([1]);
    expect(await found({ kind: 'present', field: { search: path } })).toEqual([1, 2]);
    const value = on(['value'], 'eq', 'one');
    expect(await found({ kind: 'element', path: ['emails'], where: value })).toEqual([0]);
    expect(await found({ kind: 'element', path, where: on([], 'co', 'n') })).toEqual([2]);
    expect(await found({ kind: 'element', path: ['name'], where: everything })).toEqual([]);
  });
});
