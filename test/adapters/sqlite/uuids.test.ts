import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { lowestIdAt, newIdAt, silentLog, systemClock } from '#kernel/index.js';
import {
  all,
  compare,
  DECLARED,
  equals,
  oneOf,
  type Exchange,
  type Store,
  type Term,
} from '#store/index.js';

// UUIDs are kept as their bytes: what is asked and answered are their texts, and a text that is none is kept as it is.

const TIMES = [0, 1, 2, 3].map((n) => Date.UTC(2026, 2, 1, 12, n));
const IDS = TIMES.map((at) => newIdAt(at));
const [first = '', second = '', third = '', last = ''] = IDS;
const odd = 'no uuid at all';
let store: Store;

const AT = '2026-03-01T12:00:00.000Z';
const exchangeOf = (id: string): Exchange => ({
  id,
  version: 1,
  createdAt: AT,
  updatedAt: AT,
  organizationId: 'one',
  connectionId: 'c',
  traceId: id,
  subjectId: `subject of ${id}`,
  method: 'GET',
  path: '/Users',
  operation: 'user.read',
  status: 200,
  outcome: 'ok',
  latencyMs: 1,
  trace: [],
});

beforeAll(async () => {
  const options = { url: 'sqlite::memory:', clock: systemClock, log: silentLog } as const;
  store = await openSqliteStore({ ...options, migrate: 'auto', declared: DECLARED });
  await store.transaction('one', async (tx) => {
    await tx.exchanges.insertMissing([...IDS, odd, first.toUpperCase()].map(exchangeOf));
  });
});
afterAll(() => store.close());

async function idsOf(where: Term, descending = false): Promise<string[]> {
  const sort = descending ? { sort: [{ field: { column: 'id' }, descending }] } : {};
  const { records } = await store.read.exchanges.find({ where, limit: 100, ...sort });
  return records.map(({ id }) => id);
}

test('records are read by one id and by several, whatever the ids are', async () => {
  const { exchanges } = store.read;
  for (const id of [first, odd, first.toUpperCase()]) {
    expect(await exchanges.get(id)).toEqual(exchangeOf(id));
    expect(await exchanges.first(equals('traceId', id))).toEqual(exchangeOf(id));
  }
  const some = [odd, third, 'nobody', first];
  expect(new Set((await exchanges.getMany(some)).map(({ id }) => id))).toEqual(
    new Set([odd, third, first]),
  );
  expect(new Set(await idsOf(oneOf('traceId', some)))).toEqual(new Set([odd, third, first]));
  expect(await exchanges.get(`${first} `)).toBeUndefined();
});

test('they stand in the order of the texts, and pages go on behind the last', async () => {
  const from = compare('id', 'ge', lowestIdAt(TIMES[1] ?? 0));
  const here = equals('connectionId', 'c');
  expect(await idsOf(all(here, from))).toEqual([second, third, last]);
  expect(await idsOf(all(here, from), true)).toEqual([last, third, second]);
  expect(await idsOf(all(here, from, compare('id', 'lt', last)))).toEqual([second, third]);
  const { exchanges } = store.read;
  const query = { where: all(here, from), limit: 1 };
  const page = await exchanges.find(query);
  expect(page.last).toEqual({ values: [], id: second });
  const next = await exchanges.find({ ...query, ...(page.last && { after: page.last }) });
  expect(next.records).toEqual([exchangeOf(third)]);
  const columns = ['id', 'traceId'];
  const rows = await exchanges.columns({ where: here, columns, limit: 9, after: [second] });
  expect(rows).toEqual([
    [third, third],
    [last, last],
  ]);
  const few = await exchanges.few({ where: all(here, from), column: 'traceId', limit: 9 });
  expect(few).toEqual([second, third, last]);
});

test('no part of one is asked for', async () => {
  await expect(idsOf(compare('traceId', 'sw', 'a'))).rejects.toThrow(TypeError);
});

test('they are changed and removed by their texts', async () => {
  const { exchanges } = store.read;
  await store.transaction('one', async (tx) => {
    await tx.exchanges.update({ ...exchangeOf(last), version: 2, status: 204 });
    const removed = await tx.exchanges.removeWhere(oneOf('id', [second, odd]));
    expect(new Set(removed)).toEqual(new Set([odd, second]));
    await tx.exchanges.remove(third, 1);
  });
  expect(await exchanges.get(last)).toMatchObject({ id: last, version: 2, status: 204 });
  expect(await exchanges.getMany([second, third, odd])).toEqual([]);
});
