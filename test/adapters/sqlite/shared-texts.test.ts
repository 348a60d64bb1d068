import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import {
  compare,
  DECLARED,
  equals,
  oneOf,
  type Comparison,
  type Store,
  type Term,
} from '#store/index.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { sampleUser } from '../../kit/samples.js';

// A text that many records share is kept once; a number that a rollback took back is given to another text.

const FOLDER = mkdtempSync(join(tmpdir(), 'muster-shared-'));
const path = join(FOLDER, 'shared.db');
let store: Store;
beforeAll(async () => {
  store = await open();
});
afterAll(async () => {
  await store.close();
  rmSync(FOLDER, { recursive: true });
});

function open(declared = DECLARED): Promise<Store> {
  const url = `sqlite:${path}`;
  return openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto', declared });
}

const userOf = (id: string, connectionId: string) =>
  sampleUser({ id, connectionId, userNameKey: id, memberId: id, attributes: { userName: id } });

async function insert(id: string, connectionId: string): Promise<void> {
  const user = userOf(id, connectionId);
  await store.transaction('one', (tx) => tx.scimUsers.insert(user));
}

const idsOf = async (where: Term): Promise<string[]> =>
  (await store.read.scimUsers.find({ where, limit: 100 })).records.map(({ id }) => id);

test('the numbers of a work that failed are given to others, and each record says its own text', async () => {
  const failed = store.transaction('one', async (tx) => {
    await tx.scimUsers.insert(userOf('lost', 'lost-1'));
    await tx.scimUsers.insert(userOf('lost too', 'lost-2'));
    // the work itself reads what it wrote
    expect(await tx.scimUsers.get('lost too')).toMatchObject({ connectionId: 'lost-2' });
    throw new Error('given up');
  });
  // in one commit with the failed one, and in later ones
  const [, first] = await Promise.allSettled([failed, insert('a', 'kept-1')]);
  expect(first.status).toBe('fulfilled');
  await expect(failed).rejects.toThrow('given up');
  await insert('b', 'kept-2');
  await insert('c', 'lost-1');
  for (const [id, connectionId] of [
    ['a', 'kept-1'],
    ['b', 'kept-2'],
    ['c', 'lost-1'],
  ] as const) {
    expect(await store.read.scimUsers.get(id)).toEqual(userOf(id, connectionId));
    expect(await idsOf(equals('connectionId', connectionId))).toEqual([id]);
  }
  expect(await idsOf(equals('connectionId', 'lost-2'))).toEqual([]);
  await store.close();
  store = await open();
  expect(await store.read.scimUsers.get('c')).toEqual(userOf('c', 'lost-1'));
});

test('a text that nobody has yet may be asked for, and then be written', async () => {
  expect(await idsOf(equals('connectionId', 'later'))).toEqual([]);
  await insert('d', 'later');
  expect(await idsOf(equals('connectionId', 'later'))).toEqual(['d']);
});

test('the empty text and texts that no column hands back are what they were', async () => {
  const odd = 'half \ud800 and \0 nothing';
  await insert('empty', '');
  await insert('odd', odd);
  expect(await store.read.scimUsers.get('empty')).toEqual(userOf('empty', ''));
  expect(await store.read.scimUsers.get('odd')).toEqual(userOf('odd', odd));
  expect(await idsOf(equals('connectionId', ''))).toEqual(['empty']);
  const present: Term = { kind: 'present', field: { column: 'connectionId' } };
  expect(await idsOf(present)).toEqual(['a', 'b', 'c', 'd', 'odd']);
});

const asked: readonly (readonly [Comparison, string, readonly string[]])[] = [
  ['sw', 'kept-', ['a', 'b']],
  ['ew', '-1', ['a', 'c']],
  ['co', 'ept', ['a', 'b']],
  ['gt', 'kept-2', ['c', 'd']],
  ['ge', 'kept-2', ['b', 'c', 'd']],
  ['lt', 'kept-2', ['a', 'empty', 'odd']],
  ['ne', 'kept-2', ['a', 'c', 'd', 'empty', 'odd']],
  ['gt', '', ['a', 'b', 'c', 'd', 'odd']],
];
test.each(asked)('%s %p compares the texts, not their numbers', async (operator, value, ids) => {
  expect(await idsOf(compare('connectionId', operator, value))).toEqual(ids);
});

test('one of several, and the columns alone', async () => {
  const where = oneOf('connectionId', ['kept-2', 'later', 'nobody']);
  expect(await idsOf(where)).toEqual(['b', 'd']);
  const columns = ['connectionId', 'active', 'id'];
  const rows = await store.read.scimUsers.columns({ where, columns, limit: 10 });
  expect(rows).toEqual([
    ['kept-2', true, 'b'],
    ['later', true, 'd'],
  ]);
});

test('nothing is put in the order of shared texts', async () => {
  const sort = [{ field: { column: 'connectionId' } }];
  const { scimUsers } = store.read;
  await expect(scimUsers.find({ where: equals('id', 'a'), sort, limit: 1 })).rejects.toThrow(
    TypeError,
  );
  const few = scimUsers.few({ where: equals('id', 'a'), column: 'connectionId', limit: 1 });
  await expect(few).rejects.toThrow(TypeError);
});

test('each text is in the file once', async () => {
  await insert('e', 'later');
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: true });
  const select = `SELECT count(*) AS n FROM shared_texts WHERE text IN ('later', 'kept-1', 'lost-2')`;
  const numbers = `SELECT DISTINCT typeof(connectionId) AS t FROM scim_users`;
  expect(database.prepare(select).get()?.['n']).toBe(2);
  expect(
    database
      .prepare(numbers)
      .all()
      .map(({ t }) => t),
  ).toEqual(['integer']);
  database.close();
});

test('a column that a later release declares is filled with the numbers of what the records say', async () => {
  await store.close();
  const withKeys = DECLARED.map((one) =>
    one.name === 'scim-users'
      ? { ...one, columns: { ...one.columns, emailKey: 'shared' } as typeof one.columns }
      : one,
  );
  store = await open();
  const user = { ...userOf('f', 'later'), emailKey: 'f@x.example' };
  await store.transaction('one', (tx) => tx.scimUsers.insert(user));
  await store.close();
  store = await open(withKeys);
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: true });
  const joined = `SELECT u.id, t.text FROM scim_users AS u JOIN shared_texts AS t ON t.number = u.emailKey`;
  expect(
    database
      .prepare(joined)
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([{ id: 'f', text: 'f@x.example' }]);
  database.close();
});
