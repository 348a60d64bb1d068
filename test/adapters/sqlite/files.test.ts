import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inspect, migrate, openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import {
  DECLARED,
  everything,
  SCHEMA_VERSION,
  type Collection,
  type Stored,
} from '#store/index.js';
import { openConnection } from '../../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { faultOf } from '../../kit/faults.js';
import { sampleOrganization } from '../../kit/samples.js';

const rest = { clock: systemClock, log: silentLog };

describe('the file of the embedded store', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-files-'));
    path = join(folder, 'deep', 'er', 'muster.db');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is made with its folder, for its owner only, and once closed can be copied alone', async () => {
    const url = `sqlite:${path}`;
    const store = await openSqliteStore({ url, migrate: 'auto', ...rest });
    expect(store.path).toBe(path);
    await store.transaction('lane', (tx) => tx.organizations.insert(sampleOrganization()));
    for (const name of await readdir(join(folder, 'deep', 'er'))) {
      expect((await stat(join(folder, 'deep', 'er', name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(join(folder, 'deep'))).mode & 0o777).toBe(0o700);
    await store.close();
    await store.close();
    await copyFile(path, join(folder, 'copy.db'));
    const copy = `sqlite:${join(folder, 'copy.db')}`;
    const again = await openSqliteStore({ url: copy, migrate: 'refuse', ...rest });
    expect(await again.read.organizations.count(everything)).toBe(1);
    await again.close();
  });

  test('may be named as the process sees it', async () => {
    const url = `sqlite:${relative(process.cwd(), path)}`;
    const store = await openSqliteStore({ url, migrate: 'auto', ...rest });
    expect(store.path).toBe(path);
    await store.close();
    const memory = await openSqliteStore({ url: 'sqlite::memory:', migrate: 'refuse', ...rest });
    expect(memory.path).toBeUndefined();
    await memory.close();
  });

  test('is not made by looking at it, and is brought up by migrate', async () => {
    const url = `sqlite:${path}`;
    expect((await inspect(url)).current).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    expect((await migrate({ url, ...rest })).pending[0]).toEqual({
      version: 1,
      name: 'first tables',
    });
    expect(await inspect(url)).toEqual({
      current: SCHEMA_VERSION,
      target: SCHEMA_VERSION,
      pending: [],
      missing: [],
    });
  });

  test('does not get a column that every record must have and some lack', async () => {
    const url = `sqlite:${path}`;
    const store = await openSqliteStore({ url, migrate: 'auto', ...rest });
    await store.transaction('lane', (tx) => tx.organizations.insert(sampleOrganization()));
    await store.close();
    const declared = DECLARED.map((one) =>
      one.name === 'organizations'
        ? { ...one, columns: { ...one.columns, color: 'text' }, required: ['color'] }
        : one,
    ) as unknown as readonly Collection<Stored>[];
    const opening = openSqliteStore({ url, migrate: 'auto', declared, ...rest });
    await expect(opening).rejects.toThrow('organizations.color is required, and 1 records lack it');
    expect((await inspect(url, { declared })).missing).toContain('column organizations.color');
  });

  test('is refused when it is something else', async () => {
    path = join(folder, 'other.db');
    const other = openConnection(await loadDriver(), path, 'write');
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    const url = `sqlite:${path}`;
    expect(await faultOf(openSqliteStore({ url, migrate: 'auto', ...rest }))).toMatchObject({
      code: 'store.unsuitable',
      reason: expect.stringContaining('not those of Muster'),
    });
    await writeFile(path, 'this is a letter, not a database; '.repeat(200));
    expect(await faultOf(openSqliteStore({ url, migrate: 'auto', ...rest }))).toMatchObject({
      code: 'store.unavailable',
    });
    expect(await faultOf(inspect(url))).toMatchObject({ code: 'store.unavailable' });
  });

  test('is refused when it cannot be made or its URL names none', async () => {
    await writeFile(join(folder, 'deep'), 'in the way');
    const options = { migrate: 'auto', ...rest } as const;
    expect(await faultOf(openSqliteStore({ url: `sqlite:${path}`, ...options }))).toMatchObject({
      code: 'store.unavailable',
    });
    for (const url of ['sqlite:', 'mongodb://x/y', '']) {
      expect(await faultOf(openSqliteStore({ url, ...options }))).toMatchObject({
        code: 'store.unsuitable',
      });
    }
  });

  test('is refused when it is damaged', async () => {
    const url = `sqlite:${path}`;
    const store = await openSqliteStore({ url, migrate: 'auto', ...rest });
    await store.close();
    await writeFile(path, Buffer.alloc(8_192, 7), { flag: 'r+' });
    expect(await faultOf(openSqliteStore({ url, migrate: 'auto', ...rest }))).toMatchObject({
      code: 'store.unavailable',
    });
  });
});
