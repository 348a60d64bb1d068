import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#kernel/index.js';
import { createSigner } from '../kit/assertions.js';
import {
  type Json,
  requests,
  type ScimClient,
  startServer,
  type TestServer,
} from '../kit/server.js';
import {
  bulkBody,
  expectError,
  expectNoContent,
  expectOk,
  filtered,
  items,
  makeGroup,
  makeUser,
  makeUsers,
  memberIds,
  patchBody,
  resources,
  searchBody,
  snapshot,
  userBody,
} from './client.js';
import { takeDatabase, overServers, type TestDatabase, createMonotonicClock } from './servers.js';

const lines: string[] = [];
const collectLines =
  (level: string) =>
  (fields: object, message: string): void => {
    const text = JSON.stringify(fields, (_name, value: unknown) =>
      value instanceof Error
        ? { message: value.message, stack: value.stack, cause: value.cause }
        : value,
    );
    lines.push(`${level} ${message} ${text}`);
  };
const keepingLog: Log = {
  debug: collectLines('debug'),
  info: collectLines('info'),
  warn: collectLines('warn'),
  error: collectLines('error'),
};

overServers(
  'operations',
  (suite) => {
    const connectionOf = ({ organizationId, connectionId }: ScimClient): string =>
      `/organizations/${organizationId}/connections/${connectionId}`;

    async function exchangesOf(scim: ScimClient): Promise<Json[]> {
      const reply = await suite.server.rest(
        'GET',
        `${connectionOf(scim)}/exchanges?limit=200&order=asc`,
      );
      expect(reply.status).toBe(200);
      return items(reply.body.items);
    }

    test('row 106: no log and no error shows a token or a password', async () => {
      lines.length = 0;
      const scim = await suite.scim();
      const secret = 'correct-horse-battery-staple';
      const user = await makeUser(scim, 'user-1', { password: secret });
      const urn = 'urn:ietf:params:scim:schemas:core:2.0:User';
      const op = (operation: object): Promise<unknown> =>
        scim.patch(user.path, patchBody(operation));
      const answers = await Promise.all([
        scim.post('/Users', userBody('user-1', { password: secret })),
        scim.post('/Users', `{"password":"${secret}",`),
        scim.post('/Users', userBody('user-2', { PassWord: secret, active: 'maybe' })),
        scim.post('/Users', userBody('user-3', { password: [secret] })),
        scim.put(user.path, userBody('user-1', { password: secret })),
        op({ op: 'replace', path: 'password', value: secret }),
        op({ op: 'replace', path: `${urn}:password`, value: secret }),
        op({ op: 'add', value: { password: secret } }),
        op({ op: 'add', value: { [`${urn}:password`]: secret } }),
        op({ OP: 'Replace', PATH: 'PASSWORD', VALUE: secret }),
        scim.get(`/Users${filtered(`password eq "${secret}"`)}`),
        scim.post('/Users/.search', searchBody({ filter: `password eq "${secret}"` })),
        scim.post(
          '/Bulk',
          bulkBody([
            {
              method: 'POST',
              path: '/Users',
              bulkId: 'a',
              data: userBody('u', { password: secret }),
            },
          ]),
        ),
        requests(scim.baseUrl, { authorization: `Bearer ${scim.token}x` })('GET', '/Users'),
        scim.get('/Users', { cookie: scim.token, 'x-api-key': secret }),
      ]);
      const fail = (): never => {
        throw new Error('the database is broken', { cause: new Error('deeper') });
      };
      const { scimUsers } = suite.server.store.read;
      const broken = jest.spyOn(scimUsers, 'get').mockImplementation(fail);
      const brokenText = jest.spyOn(scimUsers, 'getKept').mockImplementation(fail);
      expectError(await scim.get(user.path), 500);
      broken.mockRestore();
      brokenText.mockRestore();
      const exchanges = await exchangesOf(scim);
      expect(exchanges.length).toBeGreaterThan(10);
      expect(lines.some((line) => line.startsWith('error'))).toBe(true);
      const said = [...lines, JSON.stringify(answers), JSON.stringify(exchanges)].join('\n');
      expect(said).not.toContain(secret);
      expect(said).not.toContain(scim.token);
    });

    test('row 107: two tokens live side by side, and a revoked one is dead at once', async () => {
      const scim = await suite.scim();
      const credentials = `${connectionOf(scim)}/credentials`;
      const made = await suite.server.rest('POST', credentials, { body: { kind: 'token' } });
      expect(made.status).toBe(201);
      const token = String(made.body.token);
      expect(token.length).toBeLessThan(256);
      const second = requests(scim.baseUrl, { authorization: `Bearer ${token}` });
      expectOk(await second('GET', '/Users'));
      expectOk(await scim.get('/Users'));
      const revoked = await suite.server.rest('DELETE', `${credentials}/${scim.credentialId}`);
      expect(revoked.status).toBe(204);
      expectError(await scim.get('/Users'), 401);
      expectError(await scim.post('/Users', userBody('user-1')), 401);
      expectOk(await second('GET', '/Users'));
      const list = await suite.server.rest('GET', credentials);
      expect(list.text).not.toContain(token);
      expect(list.text).not.toContain(scim.token);
    });

    test('row 107: E28: a token ends at its date; a connection that is off refuses', async () => {
      const scim = await suite.scim();
      const expiresAt = new Date(suite.clock.now() + 3_600_000).toISOString();
      const body = { kind: 'token', expiresAt };
      const made = await suite.server.rest('POST', `${connectionOf(scim)}/credentials`, { body });
      const brief = requests(scim.baseUrl, { authorization: `Bearer ${String(made.body.token)}` });
      expectOk(await brief('GET', '/Users'));
      suite.clock.advance(3_600_001);
      expectError(await brief('GET', '/Users'), 401);
      expectOk(await scim.get('/Users'));
      const off = await suite.server.rest('PATCH', connectionOf(scim), {
        body: { status: 'disabled' },
      });
      expect(off.status).toBe(200);
      const refused = await scim.get('/Users');
      expectError(refused, 403);
      await suite.server.rest('PATCH', connectionOf(scim), { body: { status: 'active' } });
      expectOk(await scim.get('/Users'));
    });

    test('row 107: E19: forty minutes between two cycles change nothing', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1');
      const tag = String(user.body.meta?.version);
      suite.clock.advance(40 * 60_000);
      expect((await scim.get(user.path, { 'if-none-match': tag })).status).toBe(304);
      expect(expectOk(await scim.get(user.path))).toEqual(user.body);
      const title = patchBody({ op: 'replace', path: 'title', value: 'x' });
      expectOk(await scim.patch(user.path, title, { 'if-match': tag }));
    });

    async function askToken(scim: ScimClient, form: Record<string, string>): Promise<Json> {
      const url = scim.baseUrl.replace(/v2$/, 'oauth/token');
      const body = new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const reply = await requests(url)('POST', '', { headers, body });
      expect(reply.status).toBe(200);
      expect(reply.body.token_type).toBe('Bearer');
      expect(Number(reply.body.expires_in)).toBeGreaterThanOrEqual(3_600);
      expect(Number(reply.body.expires_in)).toBeLessThanOrEqual(21_600);
      const authorization = `Bearer ${String(reply.body.access_token)}`;
      expectOk(await requests(scim.baseUrl, { authorization })('GET', '/Users'));
      return reply.body;
    }

    test('row 108: E26: a client changes its secret for tokens, two secrets live side by side', async () => {
      const scim = await suite.scim();
      const config = expectOk(await scim.get('/ServiceProviderConfig'));
      const types = items(config.authenticationSchemes).map(({ type }) => type);
      expect(types).toEqual(['oauthbearertoken', 'oauth2']);
      for (let count = 0; count < 2; count += 1) {
        const credentials = `${connectionOf(scim)}/credentials`;
        const made = await suite.server.rest('POST', credentials, { body: { kind: 'client' } });
        await askToken(scim, {
          client_id: String(made.body.clientId),
          client_secret: String(made.body.clientSecret),
        });
      }
    });

    test('row 108: E27: an assertion of the tenant that the client trusts is changed for a token', async () => {
      const scim = await suite.scim();
      const signer = await createSigner('RS256', 'key-1');
      const claims = {
        iss: 'https://login.microsoftonline.com/6b1ad1d5-8d2c-4d5e-9d43-2f2d7a9f8f1e/v2.0',
        aud: 'api://8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
        sub: '0f1d1c0a-4f7e-4a43-9a1b-6f8f0a6b2d11',
      };
      const made = await suite.server.rest('POST', `${connectionOf(scim)}/credentials`, {
        body: {
          kind: 'client',
          trust: {
            issuer: claims.iss,
            audience: claims.aud,
            subject: claims.sub,
            jwks: { keys: [signer.publicKey] },
          },
        },
      });
      expect(made.status).toBe(201);
      await askToken(scim, {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await signer.sign(suite.clock.now(), claims),
      });
    });
  },
  { databases: ['sqlite'], log: keepingLog },
);

describe('after a restart', () => {
  async function filePlace(): Promise<TestDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-restart-'));
    return {
      url: `sqlite:${join(folder, 'muster.db')}`,
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const hasMongo = process.env['MUSTER_TEST_MONGODB_URL'] !== undefined;
  const places: [string, () => Promise<TestDatabase>][] = [
    ['a sqlite file', filePlace],
    ...(hasMongo ? ([['mongodb', takeDatabase]] as [string, () => Promise<TestDatabase>][]) : []),
  ];
  for (const [kind, createDatabase] of places) {
    test(`row 105: E25b: everything is there again, ids are new for ever, on ${kind}`, async () => {
      const database = await createDatabase();
      const clock = createMonotonicClock();
      const first = await startServer({ storeUrl: database.url, clock });
      const scim = await first.scim();
      const ids: string[] = [];
      for (let index = 1; index <= 6; index += 1) {
        ids.push((await makeUser(scim, `user-${index}`, { externalId: `ext-${index}` })).id);
      }
      const group = await makeGroup(scim, 'Group One', ids[0], ids[1]);
      await scim.delete(`/Users/${ids[5]}`);
      const bulk = await scim.post(
        '/Bulk',
        bulkBody([{ method: 'POST', path: '/Users', bulkId: 'b', data: userBody('user-7') }]),
      );
      const location = String(items(bulk.body.Operations)[0]?.location);
      ids.push(location.slice(location.lastIndexOf('/') + 1));
      const page = expectOk(await scim.get('/Users?cursor=&count=2&attributes=id'));
      const before = await snapshot(scim, '/Users?attributes=userName,externalId,meta.version');
      const members = expectOk(await scim.get(`${group.path}?attributes=members.value`));
      await first.close();

      const second = await startServer({ storeUrl: database.url, clock });
      const base = `${second.url}/scim/${scim.connectionId}/v2`;
      const request = requests(base, { authorization: `Bearer ${scim.token}` });
      const again: ScimClient = {
        ...scim,
        baseUrl: base,
        request,
        get: (path) => request('GET', path),
        post: (path, body) => request('POST', path, { body }),
      };
      try {
        expect(await snapshot(again, '/Users?attributes=userName,externalId,meta.version')).toBe(
          before,
        );
        const kept = expectOk(await again.get(`${group.path}?attributes=members.value`));
        expect(kept).toEqual(members);
        const next = `/Users?cursor=${String(page.nextCursor)}&count=2&attributes=id`;
        expect(resources(await again.get(next))).toHaveLength(2);
        expectError(await again.get(`/Users/${ids[5]}`), 404);
        const reborn = await makeUser(again, 'user-6', { externalId: 'ext-6' });
        ids.push(reborn.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) {
          expect(id).not.toMatch(/bulkId/i);
          expect(id).not.toContain('_');
        }
        const log = await second.rest(
          'GET',
          `/organizations/${scim.organizationId}/journal?limit=200`,
        );
        expect(items(log.body.items).map(({ type }) => type)).toContain('scim.user.deleted');
      } finally {
        await second.close();
        await database.remove();
      }
    });
  }
});

const available = process.env['MUSTER_TEST_MONGODB_URL'] !== undefined;

/** What one process settles in its own memory, two must settle in the database. */
(available ? describe : describe.skip)('two servers over one MongoDB', () => {
  let database: TestDatabase;
  let servers: TestServer[];

  beforeAll(async () => {
    database = await takeDatabase();
    const first = await startServer({ storeUrl: database.url });
    servers = [first, await startServer({ storeUrl: database.url })];
  });

  afterAll(async () => {
    for (const server of servers) await server.close();
    await database.remove();
  });

  /** One connection, as each of the servers shows it. */
  async function sides(): Promise<[ScimClient, ScimClient]> {
    const [first, second] = servers;
    if (!first || !second) throw new Error('two servers are running from the first test on');
    const scim = await first.scim();
    const baseUrl = scim.baseUrl.replace(first.url, second.url);
    const request = requests(baseUrl, { authorization: `Bearer ${scim.token}` });
    const send =
      (method: string) =>
      (path: string, body: unknown, headers: Record<string, string> = {}) =>
        request(method, path, { body, headers });
    const other: ScimClient = {
      ...scim,
      baseUrl,
      request,
      get: (path, headers = {}) => request('GET', path, { headers }),
      post: send('POST'),
      put: send('PUT'),
      patch: send('PATCH'),
      delete: (path, headers = {}) => request('DELETE', path, { headers }),
    };
    return [scim, other];
  }

  test('row 91: E16: members added and removed through both at once are all there', async () => {
    const both = await sides();
    const [scim] = both;
    const ids = (await makeUsers(scim, 20)).map(({ id }) => id);
    const [staying, leaving] = [ids.slice(0, 10), ids.slice(10)];
    const group = await makeGroup(scim, 'Group One', ...leaving);
    const replies = await Promise.all([
      ...staying.map((id, index) => {
        const operation = { op: 'add', path: 'members', value: [{ value: id }] };
        return both[index % 2 === 0 ? 0 : 1].patch(group.path, patchBody(operation));
      }),
      ...leaving.map((id, index) => {
        const operation = { op: 'remove', path: `members[value eq "${id}"]` };
        return both[index % 2 === 0 ? 0 : 1].patch(group.path, patchBody(operation));
      }),
    ]);
    for (const reply of replies) expectNoContent(reply);
    expect((await memberIds(scim, group)).sort()).toEqual([...staying].sort());
    const { meta } = expectOk(await both[1].get(group.path));
    expect(meta?.version).toMatch(/^W\/"21[."]/);
  });

  test('row 29: one userName through both at once is made once', async () => {
    const both = await sides();
    for (const round of [1, 2, 3]) {
      const replies = await Promise.all(
        both.flatMap((scimConnection) => [
          scimConnection.post('/Users', userBody(`user-${round}`)),
          scimConnection.post('/Users', userBody(`USER-${round}`)),
        ]),
      );
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
      for (const reply of replies.filter(({ status }) => status !== 201)) {
        expectError(reply, 409, 'uniqueness');
      }
    }
    for (const scimConnection of both) {
      const reply = await scimConnection.get('/Users');
      expect(reply.body.totalResults).toBe(3);
      expect(resources(reply)).toHaveLength(3);
    }
  });

  test('row 95: one version changed through both at once is changed once', async () => {
    const both = await sides();
    const [user] = await makeUsers(both[0], 1);
    const tag = { 'if-match': String(user?.body.meta?.version) };
    const replies = await Promise.all(
      both.map((scimConnection, index) =>
        scimConnection.patch(
          user?.path ?? '',
          patchBody({ op: 'replace', path: 'title', value: `t${index}` }),
          tag,
        ),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('row 54: a cursor of one server is good at the other', async () => {
    const [scim, other] = await sides();
    await makeUsers(scim, 3);
    const first = expectOk(await scim.get('/Users?cursor=&count=2'));
    const rest = await other.get(`/Users?cursor=${String(first.nextCursor)}&count=2`);
    expect(resources(rest)).toHaveLength(1);
    expect(rest.body).not.toHaveProperty('nextCursor');
    const ids = [...items(first.Resources), ...resources(rest)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });
});
