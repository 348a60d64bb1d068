import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { all, equals, facet, oneOf, type Member, type Store, type Term } from '#store/index.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';

// Facets name their record by its number, and an index leaves out what most records have: what is found must not depend on either.

const ORGANIZATION = 'one';
const AT = '2026-03-01T12:00:00.000Z';
const STANDINGS = ['none', 'none', 'admin', 'none', 'owner'] as const;
let folder: string;
let url: string;
let store: Store;

function open(): Promise<Store> {
  return openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto' });
}

function memberOf(standing: Member['standing'], n: number): Member {
  return {
    id: `member-${n}`,
    version: 1,
    createdAt: AT,
    updatedAt: AT,
    organizationId: ORGANIZATION,
    status: 'active',
    source: 'manual',
    standing,
    name: `Member ${n}`,
    nameKey: `member ${n}`,
    grants: [],
  };
}

async function idsOf(where: Term): Promise<string[]> {
  const inside = all(equals('organizationId', ORGANIZATION), where);
  const { records } = await store.read.members.find({ where: inside, limit: 10 });
  return records.map(({ id }) => id);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-numbers-'));
  url = `sqlite:${join(folder, 'numbers.db')}`;
  store = await open();
  await store.transaction(ORGANIZATION, async (tx) => {
    for (const [n, standing] of STANDINGS.entries()) {
      const facets = [['word', `w${n}`] as const, ['role', standing] as const];
      await tx.members.insert(memberOf(standing, n), { search: {}, facets });
    }
  });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('facets lead to their records after rows were removed and the file was written anew', async () => {
  await store.transaction(ORGANIZATION, (tx) => tx.members.remove('member-1'));
  await store.close();
  const { DatabaseSync } = await loadDriver();
  const database = new DatabaseSync(url.slice('sqlite:'.length), { readOnly: false });
  database.exec('VACUUM');
  database.close();
  store = await open();
  const found: string[][] = [];
  for (const n of STANDINGS.keys()) found.push(await idsOf(facet(ORGANIZATION, 'word', `w${n}`)));
  expect(found).toEqual([['member-0'], [], ['member-2'], ['member-3'], ['member-4']]);
  expect(await idsOf(facet(ORGANIZATION, 'role', 'n', 'sw'))).toEqual(['member-0', 'member-3']);
  expect(await idsOf(facet('two', 'word', 'w0'))).toEqual([]);
  expect(await idsOf(facet(ORGANIZATION, 'words', 'w0'))).toEqual([]);
});

test('a record is found by what an index leaves out', async () => {
  expect(await idsOf(equals('standing', 'none'))).toEqual(['member-0', 'member-3']);
  expect(await idsOf(oneOf('standing', ['none', 'owner']))).toEqual([
    'member-0',
    'member-3',
    'member-4',
  ]);
  expect(await idsOf(oneOf('standing', ['admin', 'owner']))).toEqual(['member-2', 'member-4']);
  expect(await idsOf(equals('standing', 'owner'))).toEqual(['member-4']);
});
