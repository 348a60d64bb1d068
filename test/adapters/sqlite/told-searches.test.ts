import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRegistry, type Resource } from '@muster/scim';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { toResource, toStoredResource } from '#provisioning/resources.js';
import { toSearchable } from '#provisioning/searchables.js';
import type { ScimUser, Store, Term } from '#store/index.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { sampleUser, searchable } from '../../kit/samples.js';

// Where the text of a user says what it is searched by, the row keeps no search document. Both forms must be asked alike.

const FOLDER = mkdtempSync(join(tmpdir(), 'muster-told-searches-'));
const url = `sqlite:${join(FOLDER, 'told.db')}`;
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ALIAS = ENTERPRISE.replaceAll('.', '_');
let store: Store;

beforeAll(async () => {
  store = await openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto' });
});
afterAll(async () => {
  await store.close();
  rmSync(FOLDER, { recursive: true });
});

async function keptSearch(id: string): Promise<unknown> {
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(url.slice('sqlite:'.length), { readOnly: true });
  const row = database.prepare('SELECT search FROM scim_users WHERE id = ?').get(id);
  database.close();
  const search = row?.['search'];
  return typeof search === 'string' ? (JSON.parse(search) as unknown) : search;
}

const type = createRegistry().type('User');

async function write(user: ScimUser, change: Partial<Resource>): Promise<ScimUser> {
  if (!type) throw new Error('There is no type User.');
  const made = { ...user, ...toStoredResource(type, { schemas: [], ...change }) };
  const beside = toSearchable(type, toResource(type, made));
  await store.transaction('one', (tx) =>
    user.version === 1 ? tx.scimUsers.insert(made, beside) : tx.scimUsers.update(made, beside),
  );
  return made;
}

async function isFound(id: string, where: Term): Promise<boolean> {
  const own: Term = { kind: 'compare', field: { column: 'id' }, operator: 'eq', value: id };
  return (await store.read.scimUsers.count({ kind: 'all', terms: [own, where] })) === 1;
}

const eq = (search: readonly string[], value: string): Term => ({
  kind: 'compare',
  field: { search },
  operator: 'eq',
  value,
});

const plain = {
  userName: 'Ann@Example.com',
  title: 'Engineer II',
  name: { givenName: 'Ann', familyName: "O'Hara" },
  emails: [{ value: 'Ann@Example.com', type: 'work', primary: true }],
  addresses: [{ type: 'work', postalCode: 'EH1 1AA', streetAddress: '1 "High" Street\\A' }],
  [ENTERPRISE]: { employeeNumber: 'E7', manager: { value: '0199-ab', displayName: 'Bo' } },
};

test('a user whose text says the same but for capital letters has no search document, and is found', async () => {
  const { id } = await write(sampleUser(), plain);
  expect(await keptSearch(id)).toBeNull();
  const within = (where: Term): Term => ({ kind: 'element', path: ['addresses'], where });
  expect(await isFound(id, eq(['title'], 'engineer ii'))).toBe(true);
  expect(await isFound(id, eq(['title'], 'Engineer II'))).toBe(false);
  expect(await isFound(id, eq(['name', 'familyName'], "o'hara"))).toBe(true);
  expect(await isFound(id, eq([ALIAS, 'employeeNumber'], 'e7'))).toBe(true);
  expect(await isFound(id, within(eq(['postalCode'], 'eh1 1aa')))).toBe(true);
  expect(await isFound(id, within(eq(['streetAddress'], '1 "high" street\\a')))).toBe(true);
  expect(await isFound(id, { kind: 'present', field: { search: [ALIAS] } })).toBe(true);
  expect(await isFound(id, { kind: 'present', field: { search: ['nickName'] } })).toBe(false);
});

test.each<[string, Partial<Resource>]>([
  ['capital letters beyond ASCII', { title: 'Ärztin' }],
  ['letters that fold to others', { title: 'Straße ς' }],
  ['a sign that JavaScript lowers to ASCII', { title: '\u212a' }],
  ['an identifier whose letter case counts', { [ENTERPRISE]: { manager: { value: 'M1' } } }],
  ['an address of a picture', { photos: [{ value: 'https://x.example/A.png', type: 'photo' }] }],
  [
    'a second value that is sorted by',
    { emails: [{ value: 'a@x.example' }, { value: 'b@x.example', primary: true }] },
  ],
])('it keeps one for %s, and as long as that is so', async (_name, change) => {
  const user = await write(sampleUser(), { ...plain, ...change });
  expect(await keptSearch(user.id)).not.toBeNull();
  expect(await isFound(user.id, eq(['name', 'familyName'], "o'hara"))).toBe(true);
  const next = await write({ ...user, version: 2 }, plain);
  expect(await keptSearch(user.id)).toBeNull();
  await write({ ...next, version: 3 }, { ...plain, ...change });
  expect(await keptSearch(user.id)).not.toBeNull();
});

test.each<[string, Partial<ScimUser>]>([
  ['a part that nothing is asked of', { attributes: { name: { other: 'x' } } }],
  ['a list with more values', { attributes: { name: ['a', null] } }],
  ['nothing', { attributes: {} }],
])('it keeps one where the text says %s', async (_name, said) => {
  const user = sampleUser(said);
  const search = { name: Array.isArray(user.attributes['name']) ? ['a'] : {} };
  await store.transaction('one', (tx) => tx.scimUsers.insert(user, searchable(search)));
  expect(await keptSearch(user.id)).toEqual(search);
});

test('a record that is written without one is not found by its text', async () => {
  const user = sampleUser({ attributes: { title: 'a' } });
  await store.transaction('one', (tx) => tx.scimUsers.insert(user));
  expect(await isFound(user.id, eq(['title'], 'a'))).toBe(false);
});

test('what earlier releases said, and nobody asks for, is left out', async () => {
  const user = sampleUser({ attributes: { title: 'A' } });
  const earlier = { schemas: ['urn:x'], title: 'a' };
  await store.transaction('one', (tx) => tx.scimUsers.insert(user, searchable(earlier)));
  expect(await keptSearch(user.id)).toBeNull();
});
