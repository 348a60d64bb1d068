import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { equals, type Organization, type Writers } from '#store/index.js';
import { connectionAccessOf } from '../../../src/adapters/sqlite/sqlite-store.js';
import { openConnection, SqliteConnection } from '../../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { sampleEntry, sampleOrganization } from '../../kit/samples.js';

let folder: string;
let store: SqliteStore;
let record: Organization;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-shared-'));
  const url = `sqlite:${join(folder, 'muster.db')}`;
  store = await openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto' });
  record = { ...sampleOrganization(), name: 'First' };
  await store.transaction('lane', (tx) => tx.organizations.insert(record));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Submitted in one turn, so that one commit is theirs. */
function together(
  ...works: readonly ((tx: Writers) => Promise<unknown>)[]
): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(works.map((work) => store.transaction('lane', work)));
}

const values = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'));

const nameOf = async ({ organizations }: Writers) => (await organizations.get(record.id))?.name;

const nameBySlug = async ({ organizations }: Writers) => {
  const where = equals('slug', record.slug ?? '');
  const { records } = await organizations.find({ where, limit: 2 });
  return records.map(({ name }) => name).join();
};

const rename =
  (name: string, version = 2) =>
  ({ organizations }: Writers) =>
    organizations.update({ ...record, name, version });

test('works of one commit ask once, and those of the next one ask again', async () => {
  const list = jest.spyOn(SqliteConnection.prototype, 'list');
  const asked = (): number =>
    list.mock.calls.filter(([sql]) => sql.includes('FROM "organizations" AS r WHERE r.id')).length;
  expect(values(await together(nameOf, nameOf, nameOf))).toEqual(['First', 'First', 'First']);
  expect(asked()).toBe(1);
  await together(nameOf, nameOf);
  expect(asked()).toBe(2);
});

test('what a work wrote is what the next one reads, by id and by questions', async () => {
  const both = async (tx: Writers) => [await nameOf(tx), await nameBySlug(tx)];
  const results = await together(both, rename('Second'), both, rename('Third', 3), both);
  expect(values(results)).toEqual([
    ['First', 'First'],
    undefined,
    ['Second', 'Second'],
    undefined,
    ['Third', 'Third'],
  ]);
});

test('what a work wrote, read and did not keep is unknown to the others', async () => {
  const both = async (tx: Writers) => [await nameOf(tx), await nameBySlug(tx)];
  const seen: unknown[] = [];
  const failing = async (tx: Writers): Promise<never> => {
    seen.push(await both(tx));
    await rename('Lost')(tx);
    seen.push(await both(tx));
    throw new Error('given up');
  };
  const results = await together(both, failing, both);
  expect(seen).toEqual([
    ['First', 'First'],
    ['Lost', 'Lost'],
  ]);
  expect(values(results)).toEqual([['First', 'First'], 'failed', ['First', 'First']]);
});

const lastSequence = async ({ journal }: Writers) => {
  const sort = [{ field: { column: 'sequence' }, descending: true }];
  const where = equals('organizationId', record.id);
  return (await journal.find({ where, sort, limit: 1 })).records[0]?.sequence;
};

test('the last entry of the journal is asked for once in a commit, and is not that of a work that failed', async () => {
  const lists = jest.spyOn(SqliteConnection.prototype, 'lists');
  const asked = (): number =>
    lists.mock.calls.filter(([sql]) => sql.includes('FROM "journal"')).length;
  const append = async (tx: Writers) => {
    const sequence = ((await lastSequence(tx)) ?? 0) + 1;
    await tx.journal.insert(sampleEntry({ organizationId: record.id, sequence }));
    return sequence;
  };
  const failing = async (tx: Writers): Promise<never> => {
    await append(tx);
    throw new Error('given up');
  };
  await together(append);
  lists.mockClear();
  expect(values(await together(append, append, append))).toEqual([2, 3, 4]);
  expect(asked()).toBe(1);
  expect(values(await together(append, failing, append))).toEqual([5, 'failed', 6]);
  expect(asked()).toBe(3);
});

test.each([
  ['remove', ({ organizations }: Writers) => organizations.remove(record.id)],
  [
    'removeWhere',
    ({ organizations }: Writers) => organizations.removeWhere(equals('id', record.id)),
  ],
])('a record that a work removed is not there for the next one: %s', async (_, remove) => {
  const results = await together(nameOf, remove, nameOf);
  expect(values(results).at(-1)).toBeUndefined();
});

test('a column that a work set, and a record that it added, are seen by the next one', async () => {
  const other = { ...sampleOrganization(), name: 'Other' };
  const otherName = async ({ organizations }: Writers) => (await organizations.get(other.id))?.name;
  const results = await together(
    otherName,
    ({ organizations }) => organizations.insertMissing([other]),
    otherName,
    ({ organizations }) => organizations.setWhere(equals('id', other.id), 'status', 'disabled'),
    async ({ organizations }) => (await organizations.get(other.id))?.status,
  );
  expect(values(results)).toEqual([undefined, [other.id], 'Other', 1, 'disabled']);
});

test('what another process wrote between two commits is seen', async () => {
  await together(nameOf, nameOf);
  const other = openConnection(await loadDriver(), join(folder, 'muster.db'), 'write');
  other.run(`UPDATE organizations SET doc = json_set(doc, '$.name', 'Elsewhere') WHERE id = ?`, [
    record.id,
  ]);
  other.close();
  expect(values(await together(nameOf, nameOf))).toEqual(['Elsewhere', 'Elsewhere']);
});

test('what writes beside the collections ends what is known', async () => {
  const results = await Promise.all([
    store.transaction('lane', nameOf),
    connectionAccessOf(store).write((connection) =>
      connection.run(`UPDATE organizations SET doc = json_set(doc, '$.name', 'Raw')`, []),
    ),
    store.transaction('lane', nameOf),
  ]);
  expect(results).toEqual(['First', 1, 'Raw']);
});
