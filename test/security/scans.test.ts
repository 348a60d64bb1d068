import { transformFileSync } from '@swc/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { all, equals, type Query, type Term } from '#store/index.js';
import { openConnection, type SqliteConnection } from '../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../src/adapters/sqlite/driver.js';
import { SCAN_LIMITS, Scans, type ScanLimits } from '../../src/adapters/sqlite/scans.js';
import { tableNamed } from '../../src/adapters/sqlite/schema.js';
import { isQuick, WATCHED } from '../../src/adapters/sqlite/watches.js';
import { expectSoon } from '../kit/soon.js';

/** Questions without an index must not keep everybody waiting: SQLite runs in the thread that asks. */
let folder: string;
let built: string;
let path: string;
let program: URL;
let connection: SqliteConnection;
const open: Scans[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-scans-'));
  // the thread's program as the build makes it, where its driver is found
  await mkdir('node_modules/.cache', { recursive: true });
  built = await mkdtemp(join('node_modules', '.cache', 'muster-scans-'));
  await writeFile(join(built, 'package.json'), '{"type":"module"}');
  for (const name of ['scan-worker', 'connections', 'shared-texts', 'driver', 'watches']) {
    const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } } as const;
    const { code } = transformFileSync(`src/adapters/sqlite/${name}.ts`, options);
    await writeFile(join(built, `${name}.js`), code);
  }
  program = pathToFileURL(join(built, 'scan-worker.js'));
  path = join(folder, 'test.db');
  const driver = await loadDriver();
  const writer = openConnection(driver, path, 'write');
  writer.exec('CREATE TABLE t (n INTEGER, text TEXT)');
  const rows = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000)';
  writer.exec(`INSERT INTO t ${rows} SELECT n, hex(zeroblob(500)) FROM c`);
  writer.close();
  connection = openConnection(driver, path, 'read');
});

afterAll(async () => {
  for (const scans of open) await scans.close();
  connection.close();
  await rm(folder, { recursive: true });
  await rm(built, { recursive: true });
});

function scansWith(limits: Partial<ScanLimits>, file: string | undefined = path): Scans {
  const scans = new Scans(connection, file, { ...SCAN_LIMITS, ...limits }, program);
  open.push(scans);
  return scans;
}

const counting = (condition: string) => ({
  sql: `SELECT count(*) AS n FROM t AS r WHERE ${WATCHED}(${condition})`,
  parameters: [],
});
const ONE = { sql: 'SELECT 1 AS n', parameters: [] };
const CHEAP = counting('r.n <= 10');
/** never true, and slow on every row */
const SLOW = counting(
  [390, 395, 400, 405, 410, 415]
    .map((zeros) => `instr(r.text, '${'0'.repeat(zeros)}1${'0'.repeat(zeros)}') > 0`)
    .join(' OR '),
);
const VERY_SLOW = counting(
  `(SELECT count(*) FROM t AS o WHERE instr(o.text, '${'0'.repeat(400)}1') > r.n) > 0`,
);

describe('a question without an index', () => {
  test('is answered here when it takes a moment', () => {
    expect(scansWith({ inlineMs: 5_000 }).runInline(CHEAP)).toEqual([{ n: 10 }]);
  });

  test('is broken off here when it takes longer, and the connection is none the worse', () => {
    const scans = scansWith({ inlineMs: 20 });
    expect(scans.runInline(SLOW)).toBeUndefined();
    expect(connection.get('SELECT count(*) AS n FROM t', [])).toEqual({ n: 20_000 });
    expect(scansWith({ inlineMs: 5_000 }).runInline(CHEAP)).toEqual([{ n: 10 }]);
  });

  test('goes to the thread at once when such tries have had their share of the time', async () => {
    const scans = scansWith({ inlineMs: 30, share: 0.05 });
    const tries: number[] = [];
    for (let at = 0; at < 40; at += 1) {
      // of the processor: another process may have it meanwhile
      const start = process.cpuUsage();
      expect(scans.runInline(SLOW)).toBeUndefined();
      const { user, system } = process.cpuUsage(start);
      tries.push((user + system) / 1_000);
    }
    expect(tries.filter((took) => took > 10).length).toBeLessThan(10);
    expect(tries.at(-1)).toBeLessThan(10);
    // once enough time has gone by that such tries have a share of
    await expectSoon(() => scans.runInline(ONE), [{ n: 1 }]);
  });

  test('is answered beside the server, whose thread goes on meanwhile', async () => {
    const scans = scansWith({});
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    const rows = await scans.runInWorker(SLOW);
    clearInterval(timer);
    expect(rows).toEqual([{ n: 0 }]);
    expect(ticks).toBeGreaterThan(2);
    expect(await Promise.all([scans.runInWorker(CHEAP), scans.runInWorker(CHEAP)])).toEqual([
      [{ n: 10 }],
      [{ n: 10 }],
    ]);
  });

  test('that takes too long is given up, and the next one is answered', async () => {
    const scans = scansWith({ patienceMs: 40 });
    await expect(scans.runInWorker(SLOW)).rejects.toMatchObject({ code: 'query.too_costly' });
    expect(await scans.runInWorker(ONE)).toEqual([{ n: 1 }]);
  });

  test('is refused when too many wait already, and when the database closes', async () => {
    const scans = scansWith({ waiting: 2, patienceMs: 60_000 });
    const asked = [1, 2, 3].map(() => scans.runInWorker(VERY_SLOW));
    const outcomes = Promise.allSettled(asked);
    await expect(scans.runInWorker(CHEAP)).rejects.toMatchObject({ code: 'service.busy' });
    // by now the first one runs: a driver must not be stopped in the middle of a call, which would end this process too
    await new Promise((resolve) => setTimeout(resolve, 500));
    await scans.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'service.stopping' } });
    }
    await expect(scans.runInWorker(CHEAP)).rejects.toMatchObject({ code: 'service.stopping' });
  });

  test('that SQLite refuses fails with its code, and a database that is away is unavailable', async () => {
    await expect(
      scansWith({}).runInWorker({ sql: 'SELECT x', parameters: [] }),
    ).rejects.toMatchObject({
      errcode: 1,
    });
    const away = scansWith({}, join(folder, 'none', 'test.db'));
    await expect(away.runInWorker(CHEAP)).rejects.toMatchObject({ code: 'store.unavailable' });
    await expect(away.runInWorker(CHEAP)).rejects.toMatchObject({ code: 'store.unavailable' });
  });

  test('has one try where there can be no thread', async () => {
    const memory = new Scans(connection, undefined, { ...SCAN_LIMITS, patienceMs: 20 }, program);
    expect(memory.runInline(SLOW)).toBeUndefined();
    await expect(memory.runInWorker(SLOW)).rejects.toMatchObject({ code: 'query.too_costly' });
  });
});

describe('which questions an index answers', () => {
  const here = equals('connectionId', 'c');
  const search: Term = {
    kind: 'compare',
    field: { search: ['title'] },
    operator: 'eq',
    value: 'x',
  };
  const facet: Term = { kind: 'facet', scope: 'c', name: 'n', operator: 'eq', value: 'v' };
  const groups: Term = {
    kind: 'linked',
    collection: 'group-members',
    foreign: 'memberId',
    local: 'id',
    where: equals('groupId', 'g'),
  };
  const starting: Term = { ...facet, operator: 'sw' };
  const containing: Term = {
    kind: 'compare',
    field: { column: 'displayNameKey' },
    operator: 'co',
    value: 'x',
  };
  const ROWS: readonly [string, Partial<Query> & { where: Term }, boolean][] = [
    ['a page', { where: here }, true],
    ['a page by name', { where: here, sort: [{ field: { column: 'userNameKey' } }] }, true],
    ['by name', { where: all(here, equals('userNameKey', 'a')) }, true],
    ['by id and whatever else', { where: all(here, all(equals('id', 'a'), search)) }, true],
    ['by a facet', { where: all(here, facet) }, true],
    ['by an indexed column', { where: all(here, equals('externalId', 'a')) }, true],
    ['by a facet and something else', { where: all(here, facet, search) }, false],
    ['by what is nowhere indexed', { where: all(here, search) }, false],
    ['by a column without index', { where: all(here, equals('active', true)) }, false],
    ['by a part of a name', { where: all(here, containing) }, false],
    ['by the start of a facet', { where: all(here, starting) }, false],
    ['by group', { where: all(here, groups) }, false],
    [
      'one of two',
      { where: all(here, { kind: 'any', terms: [equals('id', 'a'), search] }) },
      false,
    ],
    ['by what it is not', { where: all(here, { kind: 'not', term: equals('id', 'a') }) }, false],
    ['sorted by what has no index', { where: here, sort: [{ field: { search: ['a'] } }] }, false],
    ['a page far behind', { where: here, offset: 100_000 }, false],
  ];
  test.each(ROWS)('%s', (_name, query, quick) => {
    expect(isQuick(tableNamed('scim-users'), query)).toBe(quick);
  });

  test('queries of the server itself are not watched', () => {
    expect(isQuick(tableNamed('journal'), { where: all() })).toBe(true);
  });
});
