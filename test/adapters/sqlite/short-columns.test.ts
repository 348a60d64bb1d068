import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, sqliteMigrations } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { all, equals, facet, type Store } from '#store/index.js';
import { loadDriver, type Database } from '../../../src/adapters/sqlite/driver.js';
import { writeAsEarlier } from '../../kit/earlier-rows.js';
import { sampleGroupMember, sampleMember, sampleUser, searchable } from '../../kit/samples.js';

// Step 11 writes every table anew in the form in which it is declared: of schema version 10, where columns hold their values.

/** more rows than are written anew together */
const ROW_COUNT = 2_500;
const FOLDER = mkdtempSync(join(tmpdir(), 'muster-short-'));
const path = join(FOLDER, 'short.db');
const url = `sqlite:${path}`;
let store: Store;

function open(steps = sqliteMigrations.length): Promise<Store> {
  const migrations = sqliteMigrations.slice(0, steps);
  return openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto', migrations });
}

async function inFile<T>(work: (database: Database) => T): Promise<T> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const users = ['b', 'a', 'c'].map((id) => sampleUser({ id, userNameKey: id, memberId: `m-${id}` }));
const rows = Array.from({ length: ROW_COUNT }, (_, at) =>
  sampleGroupMember({ id: `r-${at}`, groupId: 'g', memberId: `u-${at}` }),
);
/** Whose text says what they are searched by. */
const told = ['d', 'e'].map((id) =>
  sampleUser({ id, userNameKey: id, memberId: `m-${id}`, attributes: { title: `T ${id}` } }),
);
const member = sampleMember({ id: 'm', organizationId: 'one', name: 'M', nameKey: 'm' });

beforeAll(async () => {
  store = await open(10);
  await store.transaction('one', async (tx) => {
    for (const user of users) {
      const { id } = user;
      await tx.scimUsers.insert(user, searchable({ title: `T ${id}` }, [['number', id]]));
    }
    for (const user of told) {
      const { id } = user;
      await tx.scimUsers.insert(user, searchable({ title: `t ${id}` }, [['number', id]]));
    }
    await tx.members.insert(member, { search: {}, facets: [] });
    await tx.groupMembers.insertMissing(rows);
    // the numbers of rows have a gap
    await tx.scimUsers.remove('b');
  });
  await store.close();
  await writeAsEarlier(url);
  await inFile((database) => {
    // as an earlier release declared it, behind the texts
    database.exec(`ALTER TABLE members ADD COLUMN "shoeSize" TEXT`);
    database.exec(`UPDATE members SET "shoeSize" = '43'`);
    // as the release before kept it
    const search = '{"schemas":["urn:x"],"title":"t e"}';
    database.exec(`UPDATE scim_users SET search = '${search}' WHERE id = 'e'`);
  });
  store = await open();
});
afterAll(async () => {
  await store.close();
  rmSync(FOLDER, { recursive: true });
});

test('every record is what it was, and found as it was', async () => {
  const { scimUsers, groupMembers } = store.read;
  expect(await scimUsers.get('a')).toEqual(users[1]);
  expect(await scimUsers.get('b')).toBeUndefined();
  for (const id of ['a', 'c']) {
    const where = facet('connection-1', 'number', id);
    expect(await scimUsers.first(where)).toMatchObject({ id });
  }
  const title = { kind: 'compare', field: { search: ['title'] }, operator: 'eq' } as const;
  const here = equals('connectionId', 'connection-1');
  expect(await scimUsers.first(all(here, { ...title, value: 'T c' }))).toEqual(users[2]);
  expect(await groupMembers.count(equals('groupId', 'g'))).toBe(ROW_COUNT);
  const ids = rows.slice(-1_000).map(({ id }) => id);
  expect(new Set(await groupMembers.getMany(ids))).toEqual(new Set(rows.slice(-1_000)));
});

test('what the text of a user says stands in no search document, and is found', async () => {
  const title = { kind: 'compare', field: { search: ['title'] }, operator: 'eq' } as const;
  for (const user of told) {
    const { id } = user;
    expect(await store.read.scimUsers.first({ ...title, value: `t ${id}` })).toEqual(user);
    expect(await store.read.scimUsers.first(facet('connection-1', 'number', id))).toEqual(user);
  }
  const kept = await inFile((database) =>
    database.prepare('SELECT id FROM scim_users WHERE search IS NOT NULL ORDER BY id').all(),
  );
  expect(kept.map(({ id }) => id)).toEqual(['a', 'c']);
});

test('a change takes away the facets that the record had', async () => {
  const [, user = sampleUser()] = users;
  const next = { ...user, version: 2 };
  await store.transaction('one', (tx) => tx.scimUsers.update(next, searchable({}, [])));
  expect(await store.read.scimUsers.first(facet('connection-1', 'number', 'a'))).toBeUndefined();
});

test('what a column says that is not declared any more is in the text', async () => {
  expect(await store.read.members.get('m')).toEqual({ ...member, shoeSize: '43' });
  const names = await inFile((database) =>
    database.prepare(`SELECT name FROM pragma_table_info('members')`).all(),
  );
  expect(names.map(({ name }) => name)).not.toContain('shoeSize');
});

test('the long texts stand behind all columns, and the file has the indexes that are declared', async () => {
  const tables = ['scim_users', 'members', 'group_members', 'journal', 'exchanges'];
  await inFile((database) => {
    for (const table of tables) {
      const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
      const last = columns.slice(-3).map(({ name }) => name);
      expect([table, last]).toEqual([table, ['doc', 'search', 'facets']]);
    }
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const form = 'SELECT DISTINCT typeof("connectionId") AS t FROM group_members';
    expect(database.prepare(form).all()).toEqual([{ t: 'integer' }]);
    const left = `SELECT name FROM sqlite_schema WHERE name LIKE '%before%'`;
    expect(database.prepare(left).all()).toEqual([]);
  });
  const indexes = await inFile((database) =>
    database.prepare(`SELECT name FROM sqlite_schema WHERE tbl_name = 'scim_users'`).all(),
  );
  expect(indexes.map(({ name }) => name)).toContain('scim_users_by_display_name');
});
