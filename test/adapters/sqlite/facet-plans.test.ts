import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { all, equals, type Member, type Store, type Term } from '#store/index.js';

// Facets that so many records have that a page is found by walking its order: the answer must not depend on the way.

const ORGANIZATION = '01990009-0000-7000-8000-000000000001';
const COUNT = 9_000;
let store: Store;

function idOf(n: number): string {
  return `01990002-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

function memberOf(n: number): Member {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
  const name = `name ${((n * 7_919) % COUNT).toString().padStart(5, '0')}`;
  return {
    id: idOf(n),
    version: 1,
    createdAt: at,
    updatedAt: at,
    organizationId: ORGANIZATION,
    status: 'active',
    source: 'manual',
    standing: 'none',
    name,
    nameKey: name,
    grants: [],
  };
}

beforeAll(async () => {
  store = await openSqliteStore({
    url: 'sqlite::memory:',
    clock: systemClock,
    log: silentLog,
    migrate: 'auto',
  });
  for (let from = 0; from < COUNT; from += 1_000) {
    await store.transaction(ORGANIZATION, async (tx) => {
      for (let n = from; n < from + 1_000; n += 1) {
        const facets: [string, string][] = [['word', n % 300 === 0 ? 'rare' : `often-${n % 7}`]];
        facets.push(['role', n % 3 === 0 ? 'few' : 'many']);
        await tx.members.insert(memberOf(n), { search: {}, facets });
      }
    });
  }
}, 120_000);
afterAll(() => store.close());

function facet(name: string, operator: 'eq' | 'sw', value: string): Term {
  return { kind: 'facet', scope: ORGANIZATION, name, operator, value };
}

async function pages(term: Term, column: string, descending: boolean): Promise<string[]> {
  const sort = [
    { field: { column }, descending },
    { field: { column: 'id' }, descending },
  ];
  const ids: string[] = [];
  let after: Parameters<Store['read']['members']['find']>[0]['after'];
  for (;;) {
    const found = await store.read.members.find({
      where: all(equals('organizationId', ORGANIZATION), term),
      sort,
      limit: 900,
      ...(after && { after }),
    });
    ids.push(...found.records.map(({ id }) => id));
    if (found.records.length < 900) return ids;
    after = found.last;
  }
}

const ROWS: readonly (readonly [string, Term, (n: number) => boolean])[] = [
  ['a key that many have', facet('role', 'eq', 'many'), (n) => n % 3 !== 0],
  ['a key that some have', facet('word', 'eq', 'often-3'), (n) => n % 7 === 3 && n % 300 !== 0],
  ['a beginning that nearly all have', facet('word', 'sw', 'often'), (n) => n % 300 !== 0],
  ['a beginning that few have', facet('word', 'sw', 'ra'), (n) => n % 300 === 0],
  [
    'either of two keys',
    { kind: 'any', terms: [facet('role', 'eq', 'few'), facet('word', 'eq', 'rare')] },
    (n) => n % 3 === 0 || n % 300 === 0,
  ],
  [
    'not a key that many have',
    { kind: 'not', term: facet('role', 'eq', 'many') },
    (n) => n % 3 === 0,
  ],
  [
    'a key that many have, and a beginning that few have',
    all(facet('role', 'eq', 'few'), facet('word', 'sw', 'rare')),
    (n) => n % 300 === 0,
  ],
];

test.each(ROWS)('%s: every record once, in order, both ways', async (_what, term, has) => {
  const wanted = Array.from({ length: COUNT }, (_, n) => n).filter(has);
  const byName = wanted
    .map((n) => [memberOf(n).nameKey, idOf(n)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, id]) => id);
  expect(await pages(term, 'nameKey', false)).toEqual(byName);
  expect(await pages(term, 'nameKey', true)).toEqual([...byName].reverse());
  expect(await pages(term, 'createdAt', true)).toEqual(wanted.map(idOf).reverse());
});
