import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { COLLECTIONS, type Store } from '#store/index.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { sampleUser, searchable } from '../../kit/samples.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'muster-order-'));
const path = join(FOLDER, 'order.db');
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function open(): Promise<Store> {
  const url = `sqlite:${path}`;
  return openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto' });
}

test('what pages are read for comes first in a row, and a file with another order is read and written as before', async () => {
  const user = sampleUser({ externalId: 'external', displayNameKey: 'display' });
  let store = await open();
  await store.transaction('one', (tx) => tx.scimUsers.insert(user, searchable()));
  await store.close();

  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(path, { readOnly: false });
  const names = database.prepare('SELECT name FROM pragma_table_info(?)').all('scim_users');
  const order = names.map(({ name }) => String(name));
  const first = [
    'version',
    'createdAt',
    'updatedAt',
    ...(COLLECTIONS.scimUsers.readFirst ?? []),
    'id',
  ];
  expect(order.slice(0, first.length + 1)).toEqual(['row_number', ...first]);
  expect(order.slice(-3)).toEqual(['doc', 'search', 'facets']);
  // as a file of an earlier release has it
  const moved = `ALTER TABLE scim_users ADD COLUMN moved TEXT; UPDATE scim_users SET moved = externalId`;
  const index = 'scim_users_by_external_id';
  database.exec(`DROP INDEX ${index}; ${moved}; ALTER TABLE scim_users DROP COLUMN externalId`);
  database.exec('ALTER TABLE scim_users RENAME COLUMN moved TO externalId');
  database.close();

  store = await open();
  try {
    const { read } = store;
    expect(await read.scimUsers.get(user.id)).toEqual(user);
    const changed = { ...user, version: 2, externalId: 'other' };
    const added = sampleUser({ externalId: 'second' });
    await store.transaction('one', async (tx) => {
      await tx.scimUsers.update(changed, searchable());
      await tx.scimUsers.insert(added, searchable());
    });
    expect(await read.scimUsers.getMany([user.id, added.id])).toEqual([changed, added]);
    const part = { columns: ['externalId'] };
    expect((await read.scimUsers.getKept(user.id, part))?.fields.externalId).toBe('other');
  } finally {
    await store.close();
  }
});
