import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { statSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openSqliteStore, type SqliteStore } from '#adapters/sqlite/index.js';
import { newId, silentLog, systemClock } from '#kernel/index.js';
import { equals, everything, type Writers } from '#store/index.js';
import { openConnection, type SqliteConnection } from '../../../src/adapters/sqlite/connections.js';
import { loadDriver } from '../../../src/adapters/sqlite/driver.js';
import { Writer } from '../../../src/adapters/sqlite/writer.js';
import { faultOf } from '../../kit/faults.js';
import { sampleGroupMember, sampleOrganization, sampleUser } from '../../kit/samples.js';

const LIMITS = { works: 64, gatherMs: 20, workMs: 100, sliceMs: 8, busyMs: 150, threadRows: 500 };

describe('the writer', () => {
  let folder: string;
  let url: string;
  let store: SqliteStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-writer-'));
    url = `sqlite:${join(folder, 'muster.db')}`;
    const rest = { clock: systemClock, log: silentLog, migrate: 'auto', limits: LIMITS } as const;
    store = await openSqliteStore({ url, ...rest });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const insert = (tx: Writers) => tx.organizations.insert(sampleOrganization());
  const elsewhere = async (use: 'write' | 'read' = 'write'): Promise<SqliteConnection> =>
    openConnection(await loadDriver(), join(folder, 'muster.db'), use);

  test('a work that waits for something else is given up and can write no more', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let wake = (): void => undefined;
    const sleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const waiting = store.transaction('lane', async (tx) => {
      await insert(tx);
      late = sleep.then(() => insert(tx));
      await late;
    });
    const neighbour = store.transaction('lane', insert);
    await expect(waiting).rejects.toThrow(/did not end within 100 ms/);
    await neighbour;
    wake();
    await expect(late).rejects.toThrow(/is over/);
    expect(await store.read.organizations.count(everything)).toBe(1);
  });

  test('a write that nobody waits for cannot come after the end', async () => {
    let kept: Writers | undefined;
    await store.transaction('lane', async (tx) => {
      kept = tx;
      await insert(tx);
    });
    await expect(kept?.organizations.count(everything)).rejects.toThrow(/is over/);
    await expect(kept?.tallies.adjust('x', 1)).rejects.toThrow(/is over/);
  });

  test('a lock of another process is waited for, then faulted, then forgotten', async () => {
    const other = await elsewhere();
    other.exec('BEGIN IMMEDIATE');
    expect(await faultOf(store.transaction('lane', insert))).toMatchObject({
      code: 'store.contention',
    });
    expect(await store.read.organizations.count(everything)).toBe(0);
    const patient = store.transaction('lane', insert);
    setTimeout(() => {
      other.exec('ROLLBACK');
    }, 40);
    await patient;
    other.close();
    expect(await store.read.organizations.count(everything)).toBe(1);
  });

  test('readers of the file do not see a batch that is running', async () => {
    const seen: number[] = [];
    await store.transaction('lane', async (tx) => {
      await insert(tx);
      seen.push(await store.read.organizations.count(everything));
      seen.push(await tx.organizations.count(everything));
    });
    expect(seen).toEqual([0, 1]);
  });

  test('a long work gives others turns, who see what was before it; works that wait stay behind it', async () => {
    await store.close();
    const rest = { clock: systemClock, log: silentLog, migrate: 'auto' } as const;
    store = await openSqliteStore({ url, ...rest, limits: { ...LIMITS, sliceMs: 0 } });
    const members = Array.from({ length: 500 }, (_, n) =>
      sampleGroupMember({ groupId: 'large', memberId: `m${String(n)}` }),
    );
    const order: string[] = [];
    let isOver = false;
    const long = store.transaction('lane', async (tx) => {
      expect(await tx.groupMembers.insertMissing(members)).toHaveLength(500);
      expect(await tx.groupMembers.count(equals('groupId', 'large'))).toBe(500);
      expect(await tx.groupMembers.removeWhere(equals('groupId', 'large'))).toHaveLength(500);
      await tx.groupMembers.insertMissing(members);
      order.push('long');
    });
    const short = store.transaction('lane', async (tx) => {
      await insert(tx);
      order.push('short');
    });
    const seen: number[] = [];
    const reader = async (): Promise<void> => {
      while (!isOver) {
        seen.push(await store.read.groupMembers.count(equals('groupId', 'large')));
        await nextTurn();
      }
    };
    const reading = reader();
    await Promise.all([long, short]);
    isOver = true;
    await reading;
    expect(order).toEqual(['long', 'short']);
    expect(seen.filter((count) => count === 0).length).toBeGreaterThan(3);
    expect(seen.every((count) => count === 0 || count === 500)).toBe(true);
    expect(await store.read.groupMembers.count(equals('groupId', 'large'))).toBe(500);
  });

  test('records with facets are removed a few at a time', async () => {
    await store.close();
    const rest = { clock: systemClock, log: silentLog, migrate: 'auto' } as const;
    store = await openSqliteStore({ url, ...rest, limits: { ...LIMITS, sliceMs: 0 } });
    const users = Array.from({ length: 45 }, () => sampleUser({ connectionId: 'large' }));
    await store.transaction('lane', async (tx) => {
      for (const user of users)
        await tx.scimUsers.insert(user, { search: {}, facets: [['a', 'x']] });
    });
    let turns = 0;
    const removed = await store.transaction('lane', async (tx) => {
      const removing = tx.scimUsers.removeWhere(equals('connectionId', 'large'));
      let isOver = false;
      void removing.finally(() => (isOver = true));
      for (; !isOver; turns += 1) await nextTurn();
      return removing;
    });
    expect(removed).toHaveLength(45);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  test('works that wait together share a commit; a failing commit fails them all', async () => {
    const said: string[] = [];
    const connection = await elsewhere();
    const recording = Object.assign(Object.create(connection) as SqliteConnection, {
      run(sql: string) {
        said.push(sql);
        if (sql === 'COMMIT' && failing) {
          throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
        }
        connection.exec(sql);
        return 0;
      },
      database: connection.database,
    });
    let failing = false;
    // however slow the machine, they are one commit
    const writer = new Writer(recording, silentLog, { ...LIMITS, gatherMs: 60_000 });
    const results = await Promise.all([1, 2, 3].map((at) => writer.submit(async () => at)));
    expect(results).toEqual([1, 2, 3]);
    expect(said.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
    expect(writer.committed).toBe(3);
    failing = true;
    for (const work of [1, 2].map((at) => writer.submit(async () => at))) {
      expect(await faultOf(work)).toMatchObject({ code: 'store.unavailable' });
    }
    failing = false;
    expect(await writer.submit(async () => 4)).toBe(4);
    expect(writer.committed).toBe(4);
    connection.close();
  });

  test('many rows are moved into the file by the thread, and few by their commit, however long it took', async () => {
    const connection = await elsewhere();
    const moves: (() => void)[] = [];
    const checkpoint = (): Promise<void> => new Promise((resolve) => moves.push(resolve));
    const writer = new Writer(
      connection,
      silentLog,
      { ...LIMITS, sliceMs: 0, threadRows: 3 },
      checkpoint,
    );
    const write = (name: string) =>
      connection.run('INSERT INTO tallies (name, value) VALUES (?, 1)', [name]);
    const writeSlowly = (...names: readonly string[]) =>
      writer.submit(async (turn) => {
        // who has rested once goes on without a rest
        await turn.pause();
        await turn.pause();
        names.forEach(write);
        turn.wrote(names.length);
      });
    const writeMuch = (name: string) => writeSlowly(...[1, 2, 3].map((at) => `${name} ${at}`));
    const movedAt = () =>
      Number(connection.get('PRAGMA wal_autocheckpoint', [])?.['wal_autocheckpoint']) *
      connection.pageBytes;
    await writer.submit(async () => write('short'));
    await writeSlowly('few, at leisure');
    expect([moves.length, movedAt()]).toEqual([0, 8_192_000]);
    await writeMuch('many');
    await writer.submit(async () => write('small, while the thread moves'));
    expect([moves.length, movedAt()]).toEqual([1, 81_920_000]);
    // what comes meanwhile is moved once more, and not at the same time
    await writeMuch('more');
    expect([moves.length, movedAt()]).toEqual([1, 81_920_000]);
    for (let at = 0; at < 2; at += 1) {
      moves[at]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([moves.length, movedAt()]).toEqual([2, 8_192_000]);
    expect(connection.get('SELECT count(*) AS n FROM tallies', [])?.['n']).toBe(9);
    connection.close();
  });

  test('one work of a hundred rows leaves them to the thread, several that wait together and lines of logs do not', async () => {
    const connection = await elsewhere();
    let moves = 0;
    const checkpoint = async () => {
      moves += 1;
    };
    const writer = new Writer(connection, silentLog, LIMITS, checkpoint);
    const write = (rows: number, relaxed = false) =>
      writer.submit(async (turn) => {
        connection.run('INSERT INTO tallies (name, value) VALUES (?, 1)', [newId()]);
        turn.wrote(rows);
      }, relaxed);
    await Promise.all([write(60), write(60), write(60)]);
    await write(250, true);
    expect(moves).toBe(0);
    await write(100);
    expect(moves).toBe(1);
    connection.close();
  });

  test('the commit of many rows has a turn to itself, and one of few waits for none', async () => {
    const connection = await elsewhere();
    let order: string[] = [];
    const aTurn = (): void => void setImmediate(() => order.push('others'));
    const recording = Object.assign(Object.create(connection) as SqliteConnection, {
      run(sql: string) {
        connection.exec(sql);
        if (sql !== 'COMMIT') return 0;
        order.push(sql);
        aTurn();
        return 0;
      },
    });
    const writer = new Writer(recording, silentLog, LIMITS);
    const orderOf = async (rows: number): Promise<readonly string[]> => {
      order = [];
      await writer.submit(async (turn) => {
        turn.wrote(rows);
        order.push('work');
        aTurn();
      });
      return [...order, 'answer'];
    };
    expect(await orderOf(100)).toEqual(['work', 'others', 'COMMIT', 'others', 'answer']);
    expect(await orderOf(99)).toEqual(['work', 'COMMIT', 'answer']);
    connection.close();
  });

  test('of many rows most pages are in the log before the commit, and none of few', async () => {
    const log = join(folder, 'muster.db-wal');
    const size = async () => (await stat(log)).size;
    const displays = (count: number) =>
      Array.from({ length: count }, () => sampleGroupMember({ display: 'x'.repeat(1_000) }));
    /** bytes before the commit, and with it */
    const growth = async (work: (tx: Writers) => Promise<unknown>): Promise<[number, number]> => {
      const before = await size();
      const meanwhile = await store.transaction('lane', async (tx) => {
        await work(tx);
        return statSync(log).size;
      });
      return [meanwhile - before, (await size()) - before];
    };
    const [ofFew] = await growth((tx) => tx.groupMembers.insertMissing(displays(10)));
    expect(ofFew).toBe(0);
    const [inserted, all] = await growth((tx) => tx.groupMembers.insertMissing(displays(3_000)));
    expect(inserted).toBeGreaterThan(all / 2);
    const lost = store.transaction('lane', async (tx) => {
      await tx.groupMembers.removeWhere(everything);
      throw new Error('given up');
    });
    await expect(lost).rejects.toThrow('given up');
    expect(await store.read.groupMembers.count(everything)).toBe(3_010);
  });

  test('a full disk fails what cannot be written and nothing else, until there is room', async () => {
    await store.transaction('lane', insert);
    await store.close();
    const connection = await elsewhere();
    const writer = new Writer(connection, silentLog, LIMITS);
    const pages = Number(connection.get('PRAGMA page_count', [])?.['page_count']);
    connection.exec(`PRAGMA max_page_count = ${String(pages + 2)}`);
    const big = JSON.stringify({ note: 'x'.repeat(100_000) });
    const write = () =>
      writer.submit(async () => {
        connection.run(
          `INSERT INTO organizations (id, version, createdAt, updatedAt, slug, nameKey, status, doc)
           VALUES (?, 1, '', '', ?, '', 'active', ?)`,
          [newId(), newId(), big],
        );
      });
    expect(await faultOf(write())).toMatchObject({ code: 'store.unavailable' });
    connection.exec('PRAGMA max_page_count = 1000000');
    await write();
    expect(connection.get('SELECT count(*) AS n FROM organizations', [])?.['n']).toBe(2);
    connection.close();
  });

  test('a read-only connection is a database that is away', async () => {
    const connection = await elsewhere('read');
    const writer = new Writer(connection, silentLog, LIMITS);
    const work = writer.submit(async () => {
      connection.run('INSERT INTO tallies (name, value) VALUES (?, 1)', ['x']);
    });
    expect(await faultOf(work)).toMatchObject({ code: 'store.unavailable' });
    connection.close();
  });

  test('sorting passes over the rows of an offset once each, whatever matches inside them', async () => {
    const ids = ['a', 'b', 'c'];
    await store.transaction('lane', async (tx) => {
      for (const [at, id] of ids.entries()) {
        const list = Array.from({ length: 3 - at }, () => 'x');
        await tx.scimUsers.insert(sampleUser({ id }), { search: { list }, facets: [] });
      }
    });
    const where = { kind: 'element', path: ['list'], where: everything } as const;
    const { records } = await store.read.scimUsers.find({ where, limit: 10, offset: 2 });
    expect(records.map((record) => record.id)).toEqual(['c']);
    expect(await store.read.scimUsers.count(equals('id', 'a'))).toBe(1);
  });
});
