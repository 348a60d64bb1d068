import { expect, jest, test } from '@jest/globals';
import { Fault } from '#kernel/index.js';
import { type ScimClient, requests } from '../kit/server.js';
import {
  bulkBody,
  bulkPost,
  bulkStatuses,
  expectError,
  expectOk,
  items,
  makeGroup,
  userBody,
} from './client.js';
import { overServers } from './servers.js';

const EVERYWHERE: readonly (readonly [string, string])[] = [
  ['GET', '/Users'],
  ['POST', '/Users'],
  ['GET', '/Users/1'],
  ['PUT', '/Users/1'],
  ['PATCH', '/Users/1'],
  ['DELETE', '/Users/1'],
  ['GET', '/Groups'],
  ['POST', '/Groups'],
  ['PATCH', '/Groups/1'],
  ['POST', '/.search'],
  ['POST', '/Users/.search'],
  ['POST', '/Bulk'],
  ['GET', '/Me'],
  ['GET', '/ServiceProviderConfig'],
  ['GET', '/Schemas'],
  ['GET', '/ResourceTypes'],
  ['GET', '/Foos'],
];

/** An address behind a proxy. */
const PUBLIC = 'https://members.example.com/muster';

// What asks nothing of a store: tokens, headers, limits, and what is said when the server fails.
overServers(
  'HTTP',
  (suite) => {
    test('row 1: without Authorization every endpoint answers 401 and WWW-Authenticate', async () => {
      const { baseUrl } = await suite.scim();
      const stranger = requests(baseUrl);
      for (const [method, path] of EVERYWHERE) {
        const reply = await stranger(method, path);
        expectError(reply, 401);
        expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
      }
      const empty = await stranger('GET', '/Users', { headers: { authorization: 'Bearer ' } });
      expectError(empty, 401);
    });

    test('row 2: E31: a token that opens nothing is 401 in SCIM, no redirect and no page', async () => {
      const scim = await suite.scim();
      const stranger = await suite.scim();
      const sibling = await suite.scim({ organizationId: scim.organizationId });
      const attempts = [
        'Bearer garbage',
        'Bearer muster_scim_0000000000000000000000000000000000000000000',
        `Bearer ${scim.token}x`,
        `Bearer ${scim.token.slice(0, -1)}`,
        `Bearer ${scim.token.toUpperCase()}`,
        `Bearer ${'a'.repeat(4_000)}`,
        `Basic ${Buffer.from('user:password').toString('base64')}`,
        `Bearer ${stranger.token}`,
        `Bearer ${sibling.token}`,
        `Bearer ${suite.server.operatorKey}`,
      ];
      for (const authorization of attempts) {
        const reply = await requests(scim.baseUrl, { authorization })('GET', '/Users');
        expectError(reply, 401);
        expect(reply.headers.get('location')).toBeNull();
        expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
        const write = requests(scim.baseUrl, { authorization });
        expectError(await write('POST', '/Users', { body: userBody('intruder') }), 401);
      }
      expect((await scim.get('/Users')).body.totalResults).toBe(0);
    });

    test('row 2: O13: the scheme in any case, and the bare token without its scheme', async () => {
      const { baseUrl, token } = await suite.scim();
      for (const authorization of [
        `Bearer ${token}`,
        `bearer ${token}`,
        `BEARER  ${token}`,
        token,
      ]) {
        expectOk(await requests(baseUrl, { authorization })('GET', '/Users'));
      }
    });

    test('row 9: O15: the base URL holds no underscore', async () => {
      expect(new URL((await suite.scim()).baseUrl).pathname).not.toContain('_');
    });

    test('row 15: 500 tells a trace id and nothing of the cause', async () => {
      const scim = await suite.scim();
      const { scimUsers } = suite.server.store.read;
      const broken = jest.spyOn(scimUsers, 'getKept').mockImplementation(() => {
        throw new Error('inner secret of the database');
      });
      const reply = await scim.get('/Users/x');
      broken.mockRestore();
      expectError(reply, 500);
      expect(reply.text).not.toContain('inner secret');
      expect(reply.headers.get('x-trace-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(reply.body.detail).toContain(reply.headers.get('x-trace-id'));
      expectError(await scim.get('/Users/x'), 404);
    });

    test('row 15: 503 while the database is away says when to come again', async () => {
      const scim = await suite.scim();
      const { scimUsers } = suite.server.store.read;
      const away = jest
        .spyOn(scimUsers, 'getKept')
        .mockRejectedValue(new Fault('store.unavailable'));
      const reply = await scim.get('/Users/x');
      away.mockRestore();
      expectError(reply, 503);
      expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
    });

    test('row 99: beyond maxOperations or maxPayloadSize is 413 and names the limit', async () => {
      const scim = await suite.scim();
      const { bulk } = expectOk(await scim.get('/ServiceProviderConfig'));
      expect(bulk).toEqual({ supported: true, maxOperations: 5, maxPayloadSize: 4_096 });
      const six = Array.from({ length: 6 }, (_, index) => bulkPost(`b${index}`, `user-${index}`));
      const many = await scim.post('/Bulk', bulkBody(six));
      expectError(many, 413);
      expect(many.body.detail).toMatch(/\b5\b/);
      const large = await scim.post('/Bulk', bulkBody([bulkPost('a', 'x'.repeat(4_096))]));
      expectError(large, 413);
      expect(large.body.detail).toContain('4096');
      expect((await scim.get('/Users')).body.totalResults).toBe(0);
      await expectFits(scim, six.slice(1));
    });

    async function expectFits(scim: ScimClient, job: unknown[]): Promise<void> {
      expect(bulkStatuses(await scim.post('/Bulk', bulkBody(job)))).toEqual(job.map(() => '201'));
    }
    test('row 102: E20: O14: 25 requests pass, a flood is told to wait whole seconds', async () => {
      const scim = await suite.scim();
      const calm = await suite.scim();
      for (let index = 0; index < 25; index += 1) expectOk(await scim.get('/Users?count=0'));
      const flood = await Promise.all(
        Array.from({ length: 200 }, () => scim.get('/Users?count=0')),
      );
      const refused = flood.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(flood.every(({ status }) => status === 200 || status === 429)).toBe(true);
      for (const reply of refused) {
        expectError(reply, 429);
        expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
      }
      expectOk(await calm.get('/Users?count=0'));
      const patience = Number(refused.at(-1)?.headers.get('retry-after'));
      expect(patience).toBeLessThanOrEqual(2);
      await new Promise((resolve) => setTimeout(resolve, patience * 1_000));
      for (let index = 0; index < 25; index += 1) expectOk(await scim.get('/Users?count=0'));
    });

    test('row 103: addresses are those under which the caller knows us', async () => {
      const scim = await suite.scim();
      const base = `/scim/${scim.connectionId}/v2`;
      // a proxy names the host; the path is that of the setting
      const below = (origin: string): string => origin + new URL(PUBLIC).pathname + base;
      const located = async (headers: Record<string, string>): Promise<string> => {
        const [config, types] = await Promise.all(
          ['/ServiceProviderConfig', '/ResourceTypes'].map((path) => scim.get(path, headers)),
        );
        const location = String(config?.body.meta?.location);
        expect(String(items(types?.body.Resources)[0]?.meta?.location)).toBe(
          location.replace('ServiceProviderConfig', 'ResourceTypes/User'),
        );
        return location.replace('/ServiceProviderConfig', '');
      };
      const forwarded = (proto: string, host: string): Record<string, string> => ({
        'x-forwarded-proto': proto,
        'x-forwarded-host': host,
      });
      expect(await located({})).toBe(PUBLIC + base);
      const proxied = forwarded('https', 'scim.example.org');
      expect(await located(proxied)).toBe(below('https://scim.example.org'));
      const chain = forwarded('https, http', 'scim.example.org:8443, inner.example');
      expect(await located(chain)).toBe(below('https://scim.example.org:8443'));
      for (const odd of ['a b', 'evil.example/path', 'x"y', 'user@evil.example', '']) {
        expect(await located(forwarded('https', odd))).toBe(PUBLIC + base);
      }
      expect(await located(forwarded('javascript', 'scim.example.org'))).toBe(PUBLIC + base);

      const user = await scim.post('/Users', userBody('user-1'), proxied);
      const address = `${below('https://scim.example.org')}/Users/${user.body.id}`;
      expect(user.headers.get('location')).toBe(address);
      expect(expectOk(user, 201).meta?.location).toBe(address);
      const bulk = bulkBody([
        { method: 'POST', path: '/Users', bulkId: 'a', data: userBody('user-2') },
      ]);
      const [operation] = items((await scim.post('/Bulk', bulk, proxied)).body.Operations);
      expect(
        String(operation?.location).startsWith(`${below('https://scim.example.org')}/Users/`),
      ).toBe(true);
      const group = await makeGroup(scim, 'Group One', user.body.id);
      const [member] = items((await scim.get(group.path, proxied)).body.members);
      expect(member?.$ref).toBe(address);
    });
  },
  {
    databases: ['sqlite'],
    settings: {
      http: { publicUrl: PUBLIC, trustProxy: true },
      scim: {
        bulk: { maxOperations: 5, maxPayloadBytes: 4_096 },
        rateLimit: { sustained: 25, burst: 20 },
      },
    },
  },
);
