import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  all,
  compare,
  equals,
  MAX_LISTED_COUNT,
  oneOf,
  type Kept,
  type Listed,
  type ListedQuery,
  type Part,
  type ScimUser,
} from '#store/index.js';
import { contractTest, overStores, type OpenedStore } from '../kit/stores.js';
import { sampleGroup, sampleGroupMember, sampleUser, searchable } from '../kit/samples.js';

const GROUPS: ListedQuery = {
  collection: 'group-members',
  foreign: 'memberId',
  column: 'groupId',
  named: { collection: 'scim-groups', column: 'displayName' },
  unless: 'heldBy',
};
const PART: Part = { columns: ['userNameKey'], listed: GROUPS };

/** Whatever a list in a text could be cut at. */
const NAMES = [
  'Größe "1"',
  '","',
  'null',
  '[null,"',
  '\\',
  '\n\r\t\u0001\u007f',
  '\u2028 😀 漢字',
  '\u{10ffff}',
  '[]',
  '',
];
const groups = NAMES.map((displayName, n) =>
  sampleGroup({ id: `g${n}`, displayName, displayNameKey: `group ${n}` }),
);
const [named, twin, outside, busy] = ['named', 'twin', 'outside', 'busy'].map((userNameKey) =>
  sampleUser({ id: `u-${userNameKey}`, userNameKey }),
) as [ScimUser, ScimUser, ScimUser, ScimUser];

/** In the order of the groups' ids, whatever the order of their writing. */
const LIST: readonly Listed[] = [
  ...NAMES.map((name, n): Listed => [`g${n}`, name]),
  ['gone "," \\', null],
];

overStores('What is listed with records', (kind) => {
  let opened: OpenedStore;

  const row = (groupId: string, { id: memberId }: ScimUser, heldBy?: string) =>
    sampleGroupMember({ groupId, memberId, ...(heldBy !== undefined && { heldBy }) });

  beforeAll(async () => {
    opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      for (const group of groups) await tx.scimGroups.insert(group, searchable());
      for (const user of [named, twin, outside, busy]) {
        await tx.scimUsers.insert(user, searchable());
      }
      const ids = LIST.map(([id]) => id).reverse();
      await tx.groupMembers.insertMissing([
        ...ids.flatMap((id) => [row(id, named), row(id, twin, '')]),
        row('h-held', named, 'mass-change-1'),
        ...Array.from({ length: MAX_LISTED_COUNT + 1 }, (_, n) => row(`many-${n}`, busy)),
      ]);
    });
  });
  afterAll(() => opened.close());

  contractTest(
    kind,
    'comes with the record of an id, in its order, with names of any text',
    async () => {
      const { scimUsers } = opened.store.read;
      const kept = await scimUsers.getKept(named.id, PART);
      expect(kept?.listed).toEqual(LIST);
      // a value that is empty is none
      expect((await scimUsers.getKept(twin.id, PART))?.listed).toEqual(LIST);
      expect((await scimUsers.getKept(outside.id, PART))?.listed).toEqual([]);
      expect(await scimUsers.getKept('nobody', PART)).toBeUndefined();
      const { id, version, createdAt, updatedAt, userNameKey } = named;
      expect(kept?.fields).toMatchObject({ id, version, createdAt, updatedAt, userNameKey });
      expect(kept?.text).toBe((await scimUsers.getKept(named.id))?.text);
      expect((await scimUsers.getKept(named.id))?.listed).toBeUndefined();
      const some = await scimUsers.getKept(named.id, { columns: ['active'] });
      expect(some?.fields.active).toBe(true);
      expect(some?.listed).toBeUndefined();
    },
  );

  contractTest(kind, 'more than are listed are not said, and never a part of them', async () => {
    const { scimUsers } = opened.store.read;
    const kept = await scimUsers.getKept(busy.id, PART);
    expect(kept?.fields.userNameKey).toBe('busy');
    expect(kept?.listed).toBeUndefined();
  });

  contractTest(kind, 'comes with the records of a page, whichever way they are found', async () => {
    const { scimUsers } = opened.store.read;
    const known: Record<string, unknown> = { named: LIST, twin: LIST, outside: [] };
    const listedOf = ({ fields, listed }: Kept<ScimUser>) => [fields.userNameKey, listed];
    const sort = [{ field: { column: 'userNameKey' }, descending: true }] as const;
    const ids = [named, twin, outside].map(({ id }) => id);
    for (const where of [
      oneOf('id', ids),
      equals('id', twin.id),
      all(equals('connectionId', named.connectionId), equals('userNameKey', 'named')),
      // no index leads to these
      compare('userNameKey', 'co', 'n'),
      all(compare('userNameKey', 'co', 'e'), oneOf('id', ids)),
    ]) {
      for (const order of [{}, { sort }]) {
        const query = { where, limit: 10, ...order };
        const { records, ...rest } = await scimUsers.findKept(query, PART);
        const found = await scimUsers.find(query);
        expect(records.length).toBeGreaterThan(0);
        expect(records.map(listedOf)).toEqual(
          found.records.map(({ userNameKey }) => [userNameKey, known[userNameKey]]),
        );
        expect(rest).toEqual({ last: found.last });
      }
    }
    // somebody with more stands in the page, after whom others may be left out as well
    const { records } = await scimUsers.findKept({ where: all(), limit: 10 }, PART);
    expect(records).toHaveLength(4);
    for (const { fields, listed } of records) {
      if (listed !== undefined) expect(listed).toEqual(known[fields.userNameKey ?? '']);
    }
    expect(records.find(({ fields }) => fields.id === busy.id)?.listed).toBeUndefined();
  });

  contractTest(kind, 'a transaction is told what it wrote, or nothing', async () => {
    const own = sampleUser();
    await opened.store.transaction('lane', async (tx) => {
      await tx.scimUsers.insert(own, searchable());
      await tx.groupMembers.insertMissing([row('g0', own)]);
      const group = await tx.scimGroups.get('g0');
      if (!group) throw new Error('The group is gone.');
      await tx.scimGroups.update({ ...group, version: 2, displayName: 'Renamed' }, searchable());
      const { records } = await tx.scimUsers.findKept(
        { where: equals('id', own.id), limit: 1 },
        PART,
      );
      for (const one of [records[0], await tx.scimUsers.getKept(own.id, PART)]) {
        expect(one?.fields.id).toBe(own.id);
        if (one?.listed !== undefined) expect(one.listed).toEqual([['g0', 'Renamed']]);
      }
    });
    const kept = await opened.store.read.scimUsers.getKept(own.id, PART);
    expect(kept?.listed).toEqual([['g0', 'Renamed']]);
  });

  contractTest(kind, 'a column that is not declared is a mistake', async () => {
    const { scimUsers } = opened.store.read;
    for (const change of [
      { column: 'trace' },
      { foreign: 'trace' },
      { unless: 'trace' },
      { named: { ...GROUPS.named, column: 'trace' } },
      { collection: 'nowhere' },
    ]) {
      const part = { columns: [], listed: { ...GROUPS, ...change } };
      await expect(async () => scimUsers.getKept(named.id, part)).rejects.toThrow(TypeError);
    }
  });
});
