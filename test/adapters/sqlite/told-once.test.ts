import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, sqliteMigrations } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { equals, facet, type GroupMember, type Store } from '#store/index.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { writeAsEarlier } from '../../kit/earlier-rows.js';
import { sampleGroupMember, sampleMember, sampleUser, searchable } from '../../kit/samples.js';

// What columns say of a record, its text does not say again; rows of schema version 9 say everything twice.

const AT = '2026-03-01T12:00:00.000Z';
/** more rows than are written anew together */
const ROW_COUNT = 2_500;
const FOLDER = mkdtempSync(join(tmpdir(), 'muster-told-'));
const url = `sqlite:${join(FOLDER, 'told.db')}`;
let store: Store;

function open(steps = sqliteMigrations.length): Promise<Store> {
  const migrations = sqliteMigrations.slice(0, steps);
  return openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto', migrations });
}

async function textOf(table: string, id: string, column = 'doc'): Promise<unknown> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(url.slice('sqlite:'.length), { readOnly: true });
  const row = database.prepare(`SELECT ${column} FROM ${table} WHERE id = ?`).get(id);
  database.close();
  return JSON.parse(String(row?.[column]));
}

const user = sampleUser({ externalId: 'one', emailKey: 'one@x.example', connectionId: 'c' });
const NUMBER = 'urn:ietf:params:scim:schemas:extension:enterprise:2_0:User:employeeNumber';
const [first, second] = [{ value: 'a@x.example' }, { value: 'b@x.example', primary: true }];
const inner = { zones: ['one', 'two'], doors: ['one', 'two'] };
const search = { emails: [first, second], phones: [first], urn: inner };
const firsts = { emails: second, phones: first, urn: { zones: 'one', doors: 'two' } };
const facets = [
  [NUMBER, '7'],
  ['emails.value', 'a@x.example'],
  ['emails.value', 'b'],
] as const;
const group = {
  id: 'i',
  version: 1,
  createdAt: AT,
  updatedAt: AT,
  connectionId: 'c',
  organizationId: 'one',
  displayName: 'G',
  displayNameKey: 'g',
  attributes: {},
  extensions: {},
};
const member = sampleMember({ id: 'm', organizationId: 'one', name: 'M', nameKey: 'm' });
const rows: readonly GroupMember[] = Array.from({ length: ROW_COUNT }, (_, at) =>
  sampleGroupMember({ id: `r-${at}`, groupId: 'g', memberId: `u-${at}` }),
);
/** What no column hands back as it was. */
const odd = sampleGroupMember({ id: 'odd', groupId: 'odd', display: 'half \ud800 and \0 nothing' });

beforeAll(async () => {
  store = await open(9);
  await store.transaction('one', async (tx) => {
    await tx.scimUsers.insert(user, searchable({ ...search, _first: firsts }, facets));
    await tx.scimGroups.insert(group, searchable({}, [[NUMBER, 'g']]));
    await tx.members.insert(member, { search: {}, facets: [['word', 'm']] });
    await tx.groupMembers.insertMissing([...rows, odd]);
  });
  await store.close();
  await writeAsEarlier(url);
});
afterAll(async () => {
  await store.close();
  rmSync(FOLDER, { recursive: true });
});

test('step 10 takes from texts what columns say, and leaves every record as it was', async () => {
  expect(await textOf('scim_users', user.id)).toEqual(user);
  store = await open();
  const { attributes, extensions } = user;
  expect(await textOf('scim_users', user.id)).toEqual({
    emailKey: 'one@x.example',
    attributes,
    extensions,
  });
  expect(await textOf('members', 'm')).toEqual({ name: 'M', grants: [] });
  expect(await textOf('group_members', 'r-7')).toEqual({});
  const { read } = store;
  expect(await read.scimUsers.get(user.id)).toEqual(user);
  expect(await read.members.first(facet('one', 'word', 'm'))).toEqual(member);
  const found = await read.groupMembers.find({ where: equals('memberId', 'u-7'), limit: 2 });
  expect(found.records).toEqual([rows[7]]);
  expect(await read.groupMembers.count(equals('groupId', 'g'))).toBe(ROW_COUNT);
  const ids = rows.slice(-1_000).map(({ id }) => id);
  expect(new Set(await read.groupMembers.getMany(ids))).toEqual(new Set(rows.slice(-1_000)));
});

test('step 10 lists facets by name, and of lists what they are sorted by where it is not their first', async () => {
  expect(await textOf('scim_users', user.id, 'search')).toEqual({
    ...search,
    _first: { emails: second, urn: { doors: 'two' } },
  });
  expect(await textOf('scim_users', user.id, 'facets')).toEqual({
    '+employeeNumber': ['7'],
    'emails.value': ['a@x.example', 'b'],
  });
  expect(await textOf('scim_groups', 'i', 'facets')).toEqual({ '+employeeNumber': ['g'] });
  const { scimUsers, scimGroups } = store.read;
  expect(await scimGroups.first(facet('c', NUMBER, 'g'))).toEqual(group);
  // what a record listed tells what a change takes away
  const next = { ...user, version: 2 };
  const kept = facets.slice(0, 2);
  await store.transaction('one', (tx) => tx.scimUsers.update(next, searchable({}, kept)));
  expect(await scimUsers.first(facet('c', 'emails.value', 'b'))).toBeUndefined();
  expect(await scimUsers.first(facet('c', NUMBER, '7'))).toEqual(next);
});

test('what a column cannot say stays in the text, also where it is set alone', async () => {
  const { groupMembers } = store.read;
  expect(await groupMembers.get('odd')).toEqual(odd);
  const set = (display: string): Promise<number> =>
    store.transaction('one', (tx) =>
      tx.groupMembers.setWhere(equals('id', 'odd'), 'display', display),
    );
  for (const display of ['plain', 'half \udfff', 'plain again']) {
    await set(display);
    expect(await groupMembers.get('odd')).toEqual({ ...odd, display });
  }
});

test('a column that is set alone is read from rows that say everything twice, and from new ones', async () => {
  await store.close();
  await writeAsEarlier(url);
  store = await open();
  const fresh = sampleGroupMember({ id: 'fresh', groupId: 'g', memberId: 'fresh', type: 'Group' });
  await store.transaction('one', async (tx) => {
    await tx.groupMembers.insert(fresh);
    await tx.groupMembers.setWhere(equals('groupId', 'g'), 'heldBy', 'change');
  });
  const { groupMembers } = store.read;
  expect(await groupMembers.get('fresh')).toEqual({ ...fresh, heldBy: 'change' });
  expect(await groupMembers.get('r-3')).toEqual({ ...rows[3], heldBy: 'change' });
  expect(await textOf('group_members', 'fresh')).toEqual({});
});
