import { afterAll, beforeAll, expect } from '@jest/globals';
import { all, compare, equals, facet } from '#store/index.js';
import { contractTest, overStores, type OpenedStore } from '../kit/stores.js';
import { sampleUser, searchable } from '../kit/samples.js';

/** Signs that mean something in a pattern mean themselves in a text. */
const NAMES = [
  'ada.brandt',
  'adaxbrandt',
  'a+b (c)',
  'größe [x]',
  'back\\slash',
  'dollar$',
  '^hat|',
];

overStores('few', (kind) => {
  let opened: OpenedStore;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      for (const displayNameKey of NAMES) {
        const user = sampleUser({ organizationId: 'o1', connectionId: 'c1', displayNameKey });
        ids.set(displayNameKey, user.id);
        await tx.scimUsers.insert(user, searchable({}, [['word', displayNameKey]]));
      }
      const other = sampleUser({ organizationId: 'o2', displayNameKey: NAMES[0] ?? '' });
      await tx.scimUsers.insert(other, searchable());
    });
  });
  afterAll(() => opened.close());

  const found = async (text: string, limit = 10): Promise<string[] | undefined> => {
    const where = all(equals('organizationId', 'o1'), compare('displayNameKey', 'co', text));
    const values = await opened.store.read.scimUsers.few({
      where,
      column: 'displayNameKey',
      limit,
    });
    return values?.sort();
  };

  contractTest(
    kind,
    'what a text contains is found letter by letter, whatever its signs',
    async () => {
      expect(await found('ada.b')).toEqual(['ada.brandt']);
      expect(await found('ada')).toEqual(['ada.brandt', 'adaxbrandt']);
      for (const name of NAMES) expect(await found(name)).toEqual([name]);
      expect(await found('+b (')).toEqual(['a+b (c)']);
      expect(await found('.*')).toEqual([]);
      expect(await found('ö')).toEqual(['größe [x]']);
      expect(await found('x'.repeat(2_000))).toEqual([]);
    },
  );

  contractTest(kind, 'more than the limit are not told, and exactly so many are', async () => {
    expect(await found('a', 1)).toBeUndefined();
    expect(await found('ada', 2)).toEqual(['ada.brandt', 'adaxbrandt']);
    expect(await found('ada', 1)).toBeUndefined();
  });

  contractTest(kind, 'other columns, facets, and columns that a record lacks', async () => {
    const { scimUsers } = opened.store.read;
    const where = facet('c1', 'word', 'ada', 'sw');
    const some = await scimUsers.few({ where, column: 'id', limit: 10 });
    expect(some?.sort()).toEqual([ids.get('ada.brandt'), ids.get('adaxbrandt')].sort());
    const lacks = { where: equals('organizationId', 'o2'), column: 'externalId', limit: 5 };
    expect(await scimUsers.few(lacks)).toEqual([]);
  });
});
