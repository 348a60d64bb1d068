import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from '../../../src/adapters/mongo/connection.js';
import { freshUrl, open, replicaSet } from './databases.js';
import { greetingServer } from './standalone-server.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function greeting(change: Record<string, unknown>): Promise<string> {
  const server = await greetingServer(change);
  closing.push(server.close);
  return server.url;
}

describe('what is refused at start', () => {
  test('a standalone server, with the way out', async () => {
    await expect(open(await greeting({}))).rejects.toMatchObject({
      code: 'store.unsuitable',
      details: { reason: expect.stringContaining('--replSet') },
    });
  });

  test('a server older than 4.4', async () => {
    const old = await greeting({ maxWireVersion: 7 });
    await expect(open(old)).rejects.toMatchObject({
      code: 'store.unsuitable',
      details: { reason: expect.stringContaining('older than 4.4') },
    });
  });

  test('a URL that is none, without repeating the password in it', async () => {
    for (const url of [
      'mongodb://user:secret@',
      'mongodb://user:secret@host:99999999/x',
      'mongodb://user:secret@host/x?nonsense=1',
      'http://user:secret@host/',
    ]) {
      const fault: unknown = await open(url).catch((error: unknown) => error);
      expect(fault).toMatchObject({ code: 'store.unsuitable' });
      expect(JSON.stringify(fault) + String((fault as Error).cause)).not.toContain('secret');
    }
  });

  test('nobody there: unavailable, within seconds', async () => {
    const { url, close } = await greetingServer();
    close();
    const before = performance.now();
    await expect(open(url)).rejects.toMatchObject({ code: 'store.unavailable' });
    // three, where the driver by itself waits for thirty
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});

(replicaSet === undefined ? describe.skip : describe)('a connection', () => {
  test('is durable whatever the URL says, and as large as the URL says', async () => {
    const url = new URL(freshUrl());
    for (const [key, value] of [
      ['w', '1'],
      ['journal', 'false'],
      ['retryWrites', 'false'],
      ['readPreference', 'secondary'],
      ['maxPoolSize', '7'],
    ] as const) {
      url.searchParams.set(key, value);
    }
    const { connection, db } = await connect(url.href);
    closing.push(() => connection.destroy());
    const { options } = connection.getClient();
    expect(options.writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(options.retryWrites).toBe(true);
    expect(options.readPreference.mode).toBe('primary');
    expect(options.readConcern?.level).toBe('majority');
    expect(options.maxPoolSize).toBe(7);
    expect(options.serverSelectionTimeoutMS).toBe(3_000);
    expect(db.databaseName).toBe(url.pathname.slice(1));
  });

  test('goes to the database muster when the URL names none', async () => {
    const { connection, db } = await connect(replicaSet ?? '');
    closing.push(() => connection.destroy());
    expect(db.databaseName).toBe('muster');
  });
});
