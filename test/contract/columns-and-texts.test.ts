import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  all,
  compare,
  equals,
  oneOf,
  type GroupMember,
  type Kept,
  type ScimUser,
} from '#store/index.js';
import { contractTest, overStores, type OpenedStore } from '../kit/stores.js';
import { sampleGroup, sampleGroupMember, sampleUser, searchable } from '../kit/samples.js';

const JOINED = { collection: 'scim-groups', local: 'groupId', column: 'displayName' } as const;
const [first, second] = [
  sampleGroup({ id: 'g1', displayName: 'Größe "1"', displayNameKey: 'größe "1"' }),
  sampleGroup({ id: 'g2', displayName: 'Second', displayNameKey: 'second' }),
];
const users = [sampleUser(), sampleUser({ active: false }), sampleUser()];

function row(id: string, groupId: string, memberId: string): GroupMember {
  return sampleGroupMember({ id, groupId, memberId });
}

overStores('columns and texts', (kind) => {
  let opened: OpenedStore;

  beforeAll(async () => {
    opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      await tx.scimGroups.insert(first);
      await tx.scimGroups.insert(second);
      await tx.groupMembers.insertMissing([
        row('r1', 'g1', 'ann'),
        row('r2', 'g2', 'bob'),
        row('r3', 'g2', 'ann'),
        row('r4', 'gone', 'ann'),
      ]);
      for (const user of users) await tx.scimUsers.insert(user, searchable());
    });
  });
  afterAll(() => opened.close());

  contractTest(
    kind,
    'columns come in the order that was asked, by id, and null where absent',
    async () => {
      const { groupMembers, scimUsers } = opened.store.read;
      const asked = {
        where: all(),
        columns: ['memberId', 'id', 'display', 'version'],
        limit: 1_000,
      };
      expect(await groupMembers.columns(asked)).toEqual([
        ['ann', 'r1', null, 1],
        ['bob', 'r2', null, 1],
        ['ann', 'r3', null, 1],
        ['ann', 'r4', null, 1],
      ]);
      const active = await scimUsers.columns({ where: all(), columns: ['active'], limit: 9 });
      expect(active).toEqual([[true], [false], [true]]);
      await expect(
        groupMembers.columns({ where: all(), columns: ['trace'], limit: 1 }),
      ).rejects.toThrow(TypeError);
    },
  );

  contractTest(kind, 'a joined column is that of the other record as it is now', async () => {
    const { groupMembers } = opened.store.read;
    const asked = {
      where: equals('memberId', 'ann'),
      columns: ['groupId'],
      joined: JOINED,
      limit: 10,
    };
    const before = [
      ['g1', 'Größe "1"'],
      ['g2', 'Second'],
      ['gone', null],
    ];
    expect(await groupMembers.columns(asked)).toEqual(before);
    const during = await opened.store.transaction('lane', async (tx) => {
      await tx.scimGroups.update({ ...second, displayName: 'Renamed', version: 2 });
      return tx.groupMembers.columns(asked);
    });
    const after = [before[0], ['g2', 'Renamed'], before[2]];
    expect(during).toEqual(after);
    expect(await groupMembers.columns(asked)).toEqual(after);
  });

  contractTest(kind, 'columns are walked by id', async () => {
    const where = all(oneOf('memberId', ['ann', 'bob']), compare('id', 'ge', 'r1'));
    const found: unknown[] = [];
    for (let after: readonly string[] | undefined; ;) {
      const page = { where, columns: ['id'], joined: JOINED, limit: 3, ...(after && { after }) };
      const rows = await opened.store.read.groupMembers.columns(page);
      if (rows.length === 0) break;
      found.push(...rows.map(([id]) => id));
      after = [String(rows.at(-1)?.[0])];
    }
    expect(found).toEqual(['r1', 'r2', 'r3', 'r4']);
  });

  contractTest(kind, 'and by a column, then by id', async () => {
    const where = oneOf('memberId', ['bob', 'ann', 'cy']);
    for (const limit of [1, 2, 3, 4]) {
      const found: unknown[] = [];
      for (let after: readonly string[] | undefined; ;) {
        const asked = { where, columns: ['id', 'memberId'], sort: ['memberId'], limit };
        const rows = await opened.store.read.groupMembers.columns({
          ...asked,
          joined: JOINED,
          ...(after && { after }),
        });
        const [id, value] = rows.at(-1) ?? [];
        if (id === undefined) break;
        found.push(...rows.map((row) => row[0]));
        after = [String(value), String(id)];
      }
      expect(found).toEqual(['r1', 'r3', 'r4', 'r2']);
    }
  });

  contractTest(kind, 'and by the columns of a unique key, which need no id', async () => {
    const where = oneOf('memberId', ['bob', 'ann', 'cy']);
    for (const limit of [1, 2, 3, 4]) {
      const found: unknown[] = [];
      for (let after: readonly string[] | undefined; ;) {
        const sort = ['groupId', 'memberId'];
        const rows = await opened.store.read.groupMembers.columns({
          where,
          columns: [...sort, 'id'],
          sort,
          limit,
          ...(after && { after }),
        });
        const last = rows.at(-1);
        if (last === undefined) break;
        found.push(...rows.map((row) => row[2]));
        after = last.slice(0, 2).map(String);
      }
      expect(found).toEqual(['r1', 'r3', 'r2', 'r4']);
    }
  });

  contractTest(kind, 'columns and texts are those of the same records', async () => {
    const whole = ({ fields, text }: Kept<ScimUser>): unknown =>
      Object.assign({ ...fields }, JSON.parse(text));
    const { scimUsers } = opened.store.read;
    const id = users[1]?.id ?? '';
    const one = await scimUsers.getKept(id);
    expect(one && whole(one)).toEqual(await scimUsers.get(id));
    expect(one?.text).toMatch(/^\{"attributes":/);
    expect(await scimUsers.getKept('nobody')).toBeUndefined();
    const sort = [{ field: { column: 'userNameKey' }, descending: true }] as const;
    for (const query of [
      { where: all(), limit: 2, sort },
      { where: all(), limit: 2, offset: 1 },
      { where: compare('userNameKey', 'co', 'e'), limit: 10, sort },
      { where: all(), limit: 0 },
    ]) {
      const { records, ...rest } = await scimUsers.findKept(query);
      expect({ records: records.map(whole), ...rest }).toEqual(await scimUsers.find(query));
    }
  });
});
