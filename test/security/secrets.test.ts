import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { errorChainOf, randomText, withoutTokens, type Clock } from '#kernel/index.js';
import { redacted, redactedQuery } from '#provisioning/redaction.js';
import { startServer, type ScimClient, type TestServer } from '../kit/server.js';
import {
  createServerFolder,
  createProcessConnection,
  OPERATOR_KEY,
  type ServerFolder,
} from './processes.js';

/** Tokens, passwords and the operator's key: where they may be, and all the places in which they must not turn up. */
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const PASSWORD = 'correct-horse-battery';

describe('what a process writes', () => {
  let folder: ServerFolder;
  afterEach(() => folder.remove());

  test('holds no token, wherever a client put it, and no line that a client made', async () => {
    folder = createServerFolder();
    const { url, child, ended, output } = await folder.start();
    const { connectionId, token, scim } = await createProcessConnection(url);
    const wrong = `muster_scim_${'w'.repeat(43)}`;
    const paths = [
      `/scim/${token}/v2/Users`,
      `/scim/${connectionId}/v2/Users/${token}?access_token=${token}`,
      `/scim/${connectionId}/v2/Users?filter=userName%20eq%20%22${token}%22`,
      `/api/v1/organizations/${OPERATOR_KEY}`,
      `/${token}`,
      `/api/v1/%0d%0a%7b%22level%22:%22error%22%7d`,
    ];
    for (const authorization of [`Bearer ${token}`, `Bearer ${wrong}`, `Basic ${token}`, token]) {
      for (const path of paths) {
        await fetch(url + path, {
          headers: { authorization, 'user-agent': token, referer: token },
        });
      }
    }
    const body = { schemas: [USER], userName: token, password: PASSWORD, nickName: OPERATOR_KEY };
    await scim(url)('POST', '/Users', { body });
    await scim(url)('POST', '/Users', { body });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    for (const secret of [token, wrong, OPERATOR_KEY, PASSWORD]) {
      expect(output().includes(secret)).toBe(false);
    }
    expect(output()).toContain('muster_scim_[redacted]');
    const lines = output().split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(20);
    const foreign = lines.filter((line) => !Object.hasOwn(JSON.parse(line) as object, 'msg'));
    expect(foreign).toEqual([]);
  });
});

describe('the provisioning log', () => {
  let server: TestServer;
  let scimConnection: ScimClient;

  beforeAll(async () => {
    server = await startServer();
    scimConnection = await server.scim();
  });
  afterAll(() => server.close());

  async function logged(): Promise<string> {
    const path = `/organizations/${scimConnection.organizationId}/connections/${scimConnection.connectionId}/exchanges`;
    return (await server.rest('GET', `${path}?limit=200`)).text;
  }

  test('holds no token and no password, whatever a client does with them', async () => {
    const { token } = scimConnection;
    const filters = [
      `password eq "${PASSWORD}"`,
      `password "${PASSWORD}"`,
      `password eq "a" "${PASSWORD}"`,
      `not (urn:ietf:params:scim:schemas:core:2.0:User:password ${PASSWORD})`,
    ];
    for (const filter of filters) {
      await scimConnection.get(`/Users?filter=${encodeURIComponent(filter)}`);
      await scimConnection.post('/Users/.search', { schemas: [SEARCH], filter });
      await scimConnection.post('/.search', { schemas: [SEARCH], filter });
    }
    const bodies = [
      { schemas: [USER], userName: 'one', password: PASSWORD },
      { schemas: [USER], userName: 'two', password: [PASSWORD] },
      { schemas: [USER], userName: 'three', pASSWORD: PASSWORD, client_secret: PASSWORD },
    ];
    for (const body of bodies) await scimConnection.post('/Users', body);
    await scimConnection.request('POST', '/Users', { body: `{"password":"${PASSWORD}",` });
    await scimConnection.get(`/Users?access_token=${token}&count=1`, {
      'user-agent': `agent ${token}`,
    });
    await scimConnection.get(`/Users/${token}`);
    await scimConnection.post('/Users', { schemas: [USER], userName: `user of ${token}` });
    const text = await logged();
    expect(text.length).toBeGreaterThan(5_000);
    expect(text.includes(PASSWORD)).toBe(false);
    expect(text.includes(token)).toBe(false);
  });

  test('of what is too long to be searched it keeps nothing, and of a cut text no half of a token', () => {
    const { token } = scimConnection;
    const long = JSON.stringify({ password: PASSWORD, junk: 'x'.repeat(1_100_000) });
    expect(redacted(long, 8_192)).toMatch(/^\[\d+ characters that may hold a secret\]$/);
    const cut = redacted(JSON.stringify({ junk: 'x'.repeat(70), value: token }), 100);
    expect(cut).not.toContain(token.slice(0, 24));
    expect(redactedQuery(`token=${PASSWORD}`)).toBe('[redacted]');
  });

  test('and large bodies do not wait in memory for a database that is away', async () => {
    const large = { schemas: [USER], userName: 'large', junk: 'x'.repeat(9_000_000) };
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    let away = true;
    const { transaction } = server.store;
    server.store.transaction = (partition, work, options) =>
      away && partition === 'exchanges'
        ? Promise.reject(new Error('away'))
        : (transaction.call(server.store, partition, work, options) as ReturnType<typeof work>);
    try {
      for (let at = 0; at < 40; at += 1)
        await scimConnection.post('/Users', { ...large, userName: `l${at}` });
    } finally {
      away = false;
      server.store.transaction = transaction;
    }
    expect(server.provisioning.exchanges.figures().waiting).toBeGreaterThanOrEqual(40);
    globalThis.gc?.();
    // 40 bodies of 9 MB would be 360 MB; garbage that is not yet collected is allowed for
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
    await server.provisioning.exchanges.flush();
    expect(await logged()).toContain('"operation":"user.create"');
  }, 180_000);
});

describe('the store', () => {
  test('has hashes only', async () => {
    const server = await startServer();
    try {
      const { token, organizationId } = await server.scim();
      const everything = await Promise.all([
        server.store.read.credentials.find({ where: { kind: 'all', terms: [] }, limit: 100 }),
        server.store.read.journal.find({ where: { kind: 'all', terms: [] }, limit: 100 }),
      ]);
      const text = JSON.stringify(everything);
      expect(text).toContain(organizationId);
      expect(text).toContain(token.slice(0, 18));
      expect(text).not.toContain(token.slice(0, 24));
    } finally {
      await server.close();
    }
  });
});

describe('errors in the log', () => {
  test('are their names, messages and stacks: what a driver hangs on them stays behind', () => {
    const cause = Object.assign(new Error('E11000 duplicate key'), {
      code: 11_000,
      writeErrors: [{ op: { hash: 'the hash' } }],
      result: { document: PASSWORD },
    });
    const error = new Error('The write failed.', { cause });
    const text = JSON.stringify(errorChainOf(error));
    expect(text).toContain('E11000');
    expect(text).toContain('11000');
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain('the hash');
    const round: { cause?: unknown } & Error = new Error('round');
    round.cause = round;
    expect(errorChainOf(round)).toHaveLength(8);
    expect(errorChainOf('text')).toEqual([{ name: 'string', message: '' }]);
  });

  test('prefixes, by which people recognise a token, may be shown', () => {
    expect(withoutTokens('muster_scim_AbCdEf')).toBe('muster_scim_AbCdEf');
    const token = `muster_scim_${'A1'.repeat(21)}x`;
    expect(withoutTokens(`a ${token} b ${token}`)).toBe(
      'a muster_scim_[redacted] b muster_scim_[redacted]',
    );
  });
});

describe('credentials and the clock', () => {
  let server: TestServer;
  let now = Date.parse('2026-06-01T12:00:00.000Z');
  const clock: Clock = { now: () => now };

  beforeAll(async () => {
    server = await startServer({ clock });
  });
  afterAll(() => server.close());

  test('a token ends in the millisecond that it names', async () => {
    const scimConnection = await server.scim();
    const path = `/organizations/${scimConnection.organizationId}/connections/${scimConnection.connectionId}/credentials`;
    const expiresAt = new Date(now + 10_000).toISOString();
    const made = await server.rest('POST', path, { body: { kind: 'token', expiresAt } });
    const headers = { authorization: `Bearer ${made.body.token}` };
    const status = async () =>
      (await fetch(`${scimConnection.baseUrl}/Users?count=0`, { headers })).status;
    expect(await status()).toBe(200);
    now += 9_999;
    expect(await status()).toBe(200);
    now += 1;
    expect(await status()).toBe(401);
  });

  test('a clock that is set back does not make a look-up last longer', async () => {
    const scimConnection = await server.scim();
    expect((await scimConnection.get('/Users?count=0')).status).toBe(200);
    // as another process does it, of which this one is told by nobody
    await server.store.transaction(scimConnection.organizationId, async (tx) => {
      const credential = await tx.credentials.get(scimConnection.credentialId);
      if (!credential) throw new Error('The credential is gone.');
      const { version } = credential;
      await tx.credentials.update({ ...credential, version: version + 1, revokedAt: '2026-06-01' });
    });
    now -= 3_600_000;
    expect((await scimConnection.get('/Users?count=0')).status).toBe(401);
  });

  test('a disabled connection opens nothing, at once', async () => {
    const scimConnection = await server.scim();
    expect((await scimConnection.get('/Users?count=0')).status).toBe(200);
    const path = `/organizations/${scimConnection.organizationId}/connections/${scimConnection.connectionId}`;
    await server.rest('PATCH', path, { body: { status: 'disabled' } });
    expect((await scimConnection.get('/Users?count=0')).status).toBe(403);
    expect((await scimConnection.post('/Users', { schemas: [USER], userName: 'x' })).status).toBe(
      403,
    );
    await server.rest('PATCH', path, { body: { status: 'active' } });
    expect((await scimConnection.get('/Users?count=0')).status).toBe(200);
  });

  test('tokens are even draws of 256 bits', async () => {
    const drawn = new Set<string>();
    for (let at = 0; at < 10; at += 1) {
      const { token } = await server.scim();
      expect(token).toMatch(/^muster_scim_[0-9A-Za-z]{43}$/);
      drawn.add(token);
    }
    expect(drawn.size).toBe(10);
    const counts = new Map<string, number>();
    for (const letter of randomText(62_000)) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    // a thousand each; five standard deviations are 160
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(160);
  });
});

describe("the operator's key", () => {
  test('that could be guessed over the network is called weak at every start', async () => {
    const folder = createServerFolder();
    try {
      const { output } = await folder.start({ env: { MUSTER_OPERATOR__KEY: 'short-key-of-15' } });
      const { output: strong } = await folder.start();
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(output()).toContain('can be guessed');
      expect(output()).not.toContain('short-key-of-15');
      expect(strong()).not.toContain('can be guessed');
    } finally {
      folder.remove();
    }
  });

  test('opens nothing but what it is for, and only in the header', async () => {
    const server = await startServer();
    try {
      const { connectionId, token } = await server.scim();
      const key = server.operatorKey;
      const ask = async (path: string, authorization?: string): Promise<number> => {
        const headers: Record<string, string> = authorization ? { authorization } : {};
        return (await fetch(server.url + path, { headers })).status;
      };
      expect(await ask(`/scim/${connectionId}/v2/Users`, `Bearer ${key}`)).toBe(401);
      expect(await ask('/api/v1/organizations', `Bearer ${token}`)).toBe(401);
      expect(await ask('/metrics', `Bearer ${token}`)).toBe(401);
      expect(await ask('/metrics')).toBe(401);
      expect(await ask(`/api/v1/organizations?access_token=${key}`)).toBe(401);
      expect(await ask(`/api/v1/organizations?operator_key=${key}`)).toBe(401);
      const { port } = new URL(server.url);
      const twice = await new Promise<string>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.once('data', (data) => {
          resolve(data.toString());
          socket.destroy();
        });
        const header = `Authorization: Bearer wrong\r\nAuthorization: Bearer ${key}\r\n`;
        socket.write(`GET /api/v1/organizations HTTP/1.1\r\nHost: x\r\n${header}\r\n`);
      });
      expect(twice).toMatch(/^HTTP\/1\.1 400 /);
    } finally {
      await server.close();
    }
  });
});
