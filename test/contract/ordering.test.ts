import { afterAll, beforeAll, expect } from '@jest/globals';
import { compare, everything, type Query, type SearchValue, type Sort } from '#store/index.js';
import { overStores, contractTest, type OpenedStore } from '../kit/stores.js';
import { sampleUser, searchable } from '../kit/samples.js';

/** id, displayNameKey and `age` of the search document, in the order of ids */
const ROWS: readonly [id: string, name?: string, age?: number][] = [
  ['1', 'b', 2],
  ['2'],
  ['3', 'a', 10],
  ['4', 'b', -1],
  ['5', 'A', 1.5],
  ['6', 'ä'],
  ['7', '\u{1F600}', 0],
  ['8', '\uffee', 2],
  ['9', '', 100],
];

overStores('order', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      for (const [id, displayNameKey, age] of [...ROWS].reverse()) {
        const record = sampleUser({
          id,
          ...(displayNameKey !== undefined && { displayNameKey }),
          active: Number(id) % 2 === 0,
        });
        await tx.scimUsers.insert(record, searchable(age === undefined ? {} : { age }));
      }
    });
  });
  afterAll(() => opened.close());

  async function order(sort: Sort[], rest: Partial<Query> = {}): Promise<string> {
    const query: Query = { where: everything, sort, limit: 100, ...rest };
    const { records } = await opened.store.read.scimUsers.find(query);
    return records.map((record) => record.id).join('');
  }

  contractTest(kind, 'without a sort the id decides', async () => {
    expect(await order([])).toBe('123456789');
  });

  contractTest(
    kind,
    'text follows code points; absent ones come last, equal ones follow the id',
    async () => {
      expect(await order([{ field: { column: 'displayNameKey' } }])).toBe('953146872');
    },
  );

  contractTest(
    kind,
    'descending turns it round, with absent ones first and equal ones by id',
    async () => {
      expect(await order([{ field: { column: 'displayNameKey' }, descending: true }])).toBe(
        '278614359',
      );
    },
  );

  contractTest(kind, 'numbers of the search document follow their size', async () => {
    expect(await order([{ field: { search: ['age'] } }])).toBe('475183926');
    expect(await order([{ field: { search: ['age'] }, descending: true }])).toBe('269318574');
  });

  contractTest(kind, 'false comes before true, and a second key decides among equals', async () => {
    const sort: Sort[] = [
      { field: { column: 'active' } },
      { field: { search: ['age'] }, descending: true },
    ];
    expect(await order(sort)).toBe('931572684');
  });

  contractTest(kind, 'the first of a list decides, unless another is named beside', async () => {
    const lists: Readonly<Record<string, Readonly<Record<string, SearchValue>>>> = {
      a: { mails: [{ value: 'c' }, { value: 'a' }], tags: ['z', 'a'] },
      b: { mails: [{ value: 'd' }, { value: 'b' }], _first: { mails: { value: 'b' } } },
      c: { mails: [{ value: 'a' }, { kind: 'x' }], _first: { mails: { kind: 'x' } } },
      d: { mails: [], tags: ['y'] },
      e: { mails: [{ kind: 'x' }, { value: 'a' }] },
      f: { mails: [{ value: 'a' }], tags: ['x'], _first: { tags: 'zz' } },
    };
    await opened.store.transaction('lane', async (tx) => {
      for (const [id, search] of Object.entries(lists)) {
        await tx.scimUsers.insert(sampleUser({ id, displayNameKey: 'list' }), searchable(search));
      }
    });
    const by = (list: string, search: readonly string[], descending = false): Sort => {
      const unless = ['_first', list];
      const field = { search: [...unless, ...search] };
      return { field, firstOf: { unless, list: [list], search }, descending };
    };
    const where = compare('displayNameKey', 'eq', 'list');
    expect(await order([by('mails', ['value'])], { where })).toBe('fbacde');
    expect(await order([by('mails', ['value'], true)], { where })).toBe('cdeabf');
    expect(await order([by('tags', [])], { where })).toBe('dafbce');
    const after = { values: ['b'], id: 'b' };
    expect(await order([by('mails', ['value'])], { where, after })).toBe('acde');
    await opened.store.transaction('lane', (tx) => tx.scimUsers.removeWhere(where));
  });

  contractTest(kind, 'a page starts after a position or an offset', async () => {
    const sort: Sort[] = [{ field: { column: 'displayNameKey' } }];
    expect(await order(sort, { limit: 3 })).toBe('953');
    expect(await order(sort, { limit: 3, offset: 3 })).toBe('146');
    expect(await order(sort, { limit: 3, after: { values: ['b'], id: '1' } })).toBe('468');
    expect(await order(sort, { after: { values: [null], id: '2' } })).toBe('');
    expect(await order([], { after: { values: [], id: '7' } })).toBe('89');
    const { last } = await opened.store.read.scimUsers.find({ where: everything, sort, limit: 9 });
    expect(last).toEqual({ values: [null], id: '2' });
  });
});
