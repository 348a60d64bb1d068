import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '#adapters/sqlite/index.js';
import { newId, silentLog, systemClock } from '#kernel/index.js';
import { DECLARED, equals, type Exchange } from '#store/index.js';
import type { Row } from '../../../src/adapters/sqlite/driver.js';
import { rowsOf } from '../../kit/raw-records.js';

const AT = '2026-03-01T12:00:00.000Z';
const MANY = 'Brandt – 鈴木 – Ünal '.repeat(200);

function line(change: Partial<Exchange> = {}): Exchange {
  return {
    id: newId(),
    version: 1,
    createdAt: AT,
    updatedAt: AT,
    organizationId: 'o',
    connectionId: 'c',
    traceId: 't',
    method: 'POST',
    path: '/Users',
    operation: 'user.create',
    status: 201,
    outcome: 'ok',
    latencyMs: 1,
    request: MANY,
    trace: [],
    ...change,
  };
}

let folder: string;
let file: string;
let store: SqliteStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  file = join(folder, 'muster.db');
  store = await open();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function open(declared = DECLARED): Promise<SqliteStore> {
  const url = `sqlite:${file}`;
  return openSqliteStore({ url, clock: systemClock, log: silentLog, migrate: 'auto', declared });
}

const inFile = (sql: string): Promise<Row[]> => rowsOf(file, sql);

function insert(...lines: Exchange[]): Promise<string[]> {
  return store.transaction('c', (tx) => tx.exchanges.insertMissing(lines));
}

test('a long line of a change is kept in fewer bytes and read as it was written; reads and short ones are plain', async () => {
  const change = line();
  const refused = line({ method: 'GET', status: 404, outcome: 'refused' });
  const read = line({ method: 'GET', status: 200 });
  const short = line({ request: '{}' });
  await insert(change, refused, read, short);
  const rows = await inFile(
    `SELECT lower(hex(id)) AS id, typeof(doc) AS type, length(doc) AS size FROM exchanges`,
  );
  const kept = new Map(rows.map(({ id, type, size }) => [id, { type, size: Number(size) }]));
  expect(
    [change, refused, read, short].map(({ id }) => kept.get(id.replaceAll('-', ''))?.type),
  ).toEqual(['blob', 'blob', 'text', 'text']);
  expect(kept.get(change.id.replaceAll('-', ''))?.size).toBeLessThan(MANY.length / 4);
  const { exchanges } = store.read;
  for (const one of [change, refused, read, short]) {
    expect(await exchanges.get(one.id)).toEqual(one);
    const kept = await exchanges.getKept(one.id);
    expect(Object.assign({ ...kept?.fields }, JSON.parse(kept?.text ?? ''))).toEqual(one);
  }
  const where = equals('connectionId', 'c');
  expect((await exchanges.find({ where, limit: 10 })).records).toHaveLength(4);
  expect((await exchanges.findKept({ where, limit: 1 })).records[0]?.text).toContain(MANY);
  const again = { ...change, version: 2, count: 2 };
  await store.transaction('c', (tx) => tx.exchanges.update(again));
  expect(await exchanges.get(change.id)).toEqual(again);
});

test('a column is set and added beside a text that is kept in fewer bytes', async () => {
  const change = line({ memberId: 'm' });
  await insert(change);
  const { id } = change;
  await store.transaction('c', (tx) => tx.exchanges.setWhere(equals('id', id), 'address', 'a@b'));
  const set = { ...change, address: 'a@b' };
  expect(await store.read.exchanges.get(id)).toEqual(set);
  await insert(line(), line());
  await store.close();
  const more = DECLARED.map((one) =>
    one.name === 'exchanges' ? { ...one, columns: { ...one.columns, path: 'text' as const } } : one,
  );
  store = await open(more);
  expect(await inFile(`SELECT DISTINCT path FROM exchanges`)).toEqual([{ path: '/Users' }]);
  expect(await store.read.exchanges.get(id)).toEqual(set);
});

test('a text of another form, or a damaged one, is a database that cannot be read', async () => {
  const [later, damaged] = [line(), line()];
  await insert(later, damaged);
  await inFile(`UPDATE exchanges SET doc = x'03ff' WHERE id = x'${later.id.replaceAll('-', '')}'`);
  await inFile(
    `UPDATE exchanges SET doc = x'02ffffff' WHERE id = x'${damaged.id.replaceAll('-', '')}'`,
  );
  for (const { id } of [later, damaged]) {
    await expect(store.read.exchanges.get(id)).rejects.toMatchObject({ code: 'store.unavailable' });
  }
});
