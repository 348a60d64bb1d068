import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openSqliteStore } from '#adapters/sqlite/index.js';
import { silentLog, systemClock } from '#kernel/index.js';
import { everything } from '#store/index.js';
import { openConnection, PAGE_BYTES } from '../../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { blocksOf } from '../../kit/guide-pages.js';
import { sampleOrganization } from '../../kit/samples.js';

const EARLIER_PAGE_BYTES = 4_096;
const TALLY_COUNT = 40_000;

const options = { migrate: 'auto', clock: systemClock, log: silentLog } as const;

describe('pages of the file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-pages-'));
    path = join(folder, 'data', 'muster.db');
    mkdirSync(join(folder, 'data'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('are small in a new one, stay as they are in an earlier one, and the log of both has its end at the same bytes', async () => {
    await (await openSqliteStore({ url: `sqlite:${path}`, ...options })).close();
    expect(await readPages()).toEqual({ pageBytes: PAGE_BYTES, movedAt: 8_192_000 });
    await rm(path);
    await makeEarlierFile();
    expect(await readPages()).toEqual({ pageBytes: EARLIER_PAGE_BYTES, movedAt: 8_192_000 });
  });

  test('become small by what the guide says, and a kill in its middle leaves the earlier file', async () => {
    await makeEarlierFile();
    for (const bytes of [0, 1_000_000]) {
      await endStatements();
      const child = convert();
      const ended = once(child, 'exit');
      while (child.exitCode === null && (await journalBytes()) <= bytes) await pause(1);
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(await journalBytes()).toBeGreaterThan(bytes);
      expect(await readPages()).toMatchObject({ pageBytes: EARLIER_PAGE_BYTES });
      await expectWhole();
    }
    await endStatements();
    expect(await once(convert(), 'exit')).toEqual([0, null]);
    expect(await readPages()).toMatchObject({ pageBytes: PAGE_BYTES });
    await expectWhole();
  }, 60_000);

  test('stay as they are while a process has the file open', async () => {
    await makeEarlierFile();
    const store = await openSqliteStore({ url: `sqlite:${path}`, ...options });
    try {
      expect(await once(convert(), 'exit')).toEqual([1, null]);
    } finally {
      await store.close();
    }
    expect(await readPages()).toMatchObject({ pageBytes: EARLIER_PAGE_BYTES });
  });

  // what the kernel says of locks is there on Linux only
  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('are asked for without giving up the locks of the process', async () => {
    const store = await openSqliteStore({ url: `sqlite:${path}`, ...options });
    try {
      const before = await locksOfThisProcess();
      expect(before).toBeGreaterThan(0);
      openConnection(await loadDriver(), path, 'read').close();
      expect(await locksOfThisProcess()).toBe(before);
    } finally {
      await store.close();
    }
  });

  /** On the file: SQLite has one as long as a connection is open, so that nobody takes the log away. */
  async function locksOfThisProcess(): Promise<number> {
    const { ino } = await stat(path);
    const lines = readFileSync('/proc/locks', 'utf8').split('\n');
    return lines.filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `))
      .length;
  }

  async function makeEarlierFile(): Promise<void> {
    const { DatabaseSync } = await loadDriver();
    const database = new DatabaseSync(path, { readOnly: false });
    database.exec(`PRAGMA page_size = ${EARLIER_PAGE_BYTES}; PRAGMA journal_mode = WAL`);
    database.close();
    const store = await openSqliteStore({ url: `sqlite:${path}`, ...options });
    await store.transaction('lane', (tx) => tx.organizations.insert(sampleOrganization()));
    await store.close();
    const connection = openConnection(await loadDriver(), path, 'write');
    connection.exec(`INSERT INTO tallies (name, value)
      WITH RECURSIVE count (n) AS
        (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${TALLY_COUNT})
      SELECT printf('a tally of the release before, number %d', n), n FROM count`);
    connection.close();
  }

  async function readPages(): Promise<{ pageBytes: number; movedAt: number }> {
    const connection = openConnection(await loadDriver(), path, 'write');
    const pages = connection.get('PRAGMA wal_autocheckpoint', [])?.['wal_autocheckpoint'];
    const { pageBytes } = connection;
    connection.close();
    return { pageBytes, movedAt: Number(pages) * pageBytes };
  }

  async function expectWhole(): Promise<void> {
    const connection = openConnection(await loadDriver(), path, 'write');
    expect(connection.get('PRAGMA integrity_check', [])).toMatchObject({ integrity_check: 'ok' });
    expect(connection.get('SELECT count(*) AS n FROM tallies', [])?.['n']).toBe(TALLY_COUNT);
    connection.close();
    const store = await openSqliteStore({ url: `sqlite:${path}`, ...options, migrate: 'refuse' });
    expect(await store.read.organizations.count(everything)).toBe(1);
    await store.close();
  }

  /** The rollback journal is there while pages of the file are written anew. */
  async function journalBytes(): Promise<number> {
    const found = await stat(`${path}-journal`).catch(() => undefined);
    return found?.size ?? -1;
  }

  /** The driver of older versions of node holds a closed file until the statements of its database are collected. */
  async function endStatements(): Promise<void> {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    await pause(10);
  }

  function convert() {
    const page = readFileSync('docs/guides/upgrade.md', 'utf8');
    const block = blocksOf(page).find(({ text }) => text.includes('PRAGMA page_size'));
    return spawn('sh', ['-c', `exec ${programOf(block?.text ?? '')}`], {
      cwd: folder,
      env: { ...process.env, NODE_PATH: resolve('node_modules') },
      stdio: 'ignore',
    });
  }

  /** Without its remark and the variable of the shell, so that who is killed is the program. */
  function programOf(text: string): string {
    return text.slice(text.indexOf('node -e'));
  }
});
