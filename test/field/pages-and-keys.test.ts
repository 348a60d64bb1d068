import { beforeAll, describe, expect, test } from '@jest/globals';
import { operationList } from '#api/index.js';
import { loadSettings } from '#settings/index.js';
import { requests, type Reply, type RequestOptions } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

// M19: a landing page of the host application looks up invitations in the browser; a backend does with its key.

const ORIGIN = 'https://app.example.com';
const publicOperations = operationList.filter(({ scope }) => scope === 'public');
const forPages = operationList.filter(({ fromPages }) => fromPages);

test('M19 pages may call three operations, which are public and say nothing of who asks', () => {
  expect(forPages.map(({ path }) => path).sort()).toEqual([
    '/invitations/ask-again',
    '/invitations/decline',
    '/invitations/lookup',
  ]);
  for (const { scope, method } of forPages) expect([scope, method]).toEqual(['public', 'POST']);
});

describe('M19 http.allowedOrigins', () => {
  const read = (origin: string) =>
    loadSettings({ env: {}, overrides: { http: { allowedOrigins: [origin] } } }).http;
  test.each(['https://app.example.com', 'http://localhost:3000', 'https://[::1]:8443'])(
    'M19 %s is one',
    (origin) => expect(read(origin).allowedOrigins).toEqual([origin]),
  );
  test.each([
    '*',
    'null',
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/join',
    'https://*.example.com',
    'https://app.example.com:443',
    'https://user@app.example.com',
    'HTTPS://app.example.com',
    'file:///etc',
  ])('M19 %s is refused', (origin) => {
    expect(() => read(origin)).toThrow('http.allowedOrigins');
  });
});

overServers(
  'pages and keys',
  (server) => {
    let place: string;
    let token: string;
    let apiKey: string;
    beforeAll(async () => {
      const { body } = await server().rest('POST', '/organizations', { body: { name: 'Example' } });
      place = `/organizations/${String(body['id'])}`;
      const invited = await server().rest('POST', `${place}/invitations`, {
        body: { email: 'user-1@example.com', roles: ['member'], send: false },
      });
      token = String(invited.body['token']);
      const made = await server().rest('POST', `${place}/api-keys`, {
        body: { name: 'Host', scopes: ['members:read'] },
      });
      apiKey = String(made.body['key']);
    });

    // each caller has an address of its own: the proxy in front says so
    let network = 0;
    const call = (method: string, path: string, options: RequestOptions = {}): Promise<Reply> => {
      network += 1;
      const headers = { 'x-forwarded-for': `192.0.2.${network % 250}`, ...options.headers };
      return requests(`${server().url}/api/v1`)(method, path, { ...options, headers });
    };
    const cors = ({ headers }: Reply): Record<string, string> =>
      Object.fromEntries([...headers].filter(([name]) => /^(access-control|vary)/.test(name)));
    const preflight = (path: string, origin: string, more: Record<string, string> = {}) =>
      call('OPTIONS', path, {
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
          ...more,
        },
      });

    test('M19 a preflight from an allowed origin is answered, without credentials', async () => {
      for (const { path } of forPages) {
        const reply = await preflight(path, ORIGIN);
        expect(reply.status).toBe(204);
        expect(cors(reply)).toEqual({
          'access-control-allow-origin': ORIGIN,
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': 'Content-Type',
          'access-control-max-age': '600',
          vary: 'Origin',
        });
      }
    });

    test('M19 other origins are told nothing, and neither is any for other operations', async () => {
      const strangers = ['https://app.example.com.evil.example', 'http://app.example.com', 'null'];
      for (const origin of strangers) {
        expect(cors(await preflight('/invitations/lookup', origin))).toEqual({ vary: 'Origin' });
        const asked = await call('POST', '/invitations/lookup', {
          headers: { origin },
          body: { token },
        });
        expect([asked.status, cors(asked)]).toEqual([200, { vary: 'Origin' }]);
      }
      for (const path of ['/invitations/accept', place, '/organizations', '/notices/unsubscribe']) {
        expect(cors(await preflight(path, ORIGIN))).toEqual({});
        const read = await call('GET', path, {
          headers: { origin: ORIGIN, authorization: `Bearer ${apiKey}` },
        });
        expect(cors(read)).toEqual({});
      }
    });

    test('M19 a page reads what it is answered, refusals too', async () => {
      const asked = (body: unknown, type = 'application/json'): Promise<Reply> =>
        call('POST', '/invitations/lookup', {
          headers: { origin: ORIGIN, 'content-type': type },
          body: JSON.stringify(body),
        });
      const replies = [
        await asked({ token }),
        await asked({ token: 'x' }),
        await asked({ other: 1 }),
        await asked({ token }, 'text/plain'),
      ];
      expect(replies.map(({ status }) => status)).toEqual([200, 404, 400, 415]);
      for (const reply of replies) {
        expect(cors(reply)).toEqual({
          'access-control-allow-origin': ORIGIN,
          'access-control-expose-headers': 'Retry-After, X-Trace-Id',
          vary: 'Origin',
        });
      }
    });

    const BUSY = '198.51.100.1';
    const lookUp = async (authorization?: string): Promise<number> => {
      const headers = { 'x-forwarded-for': BUSY, ...(authorization && { authorization }) };
      const body = { token: 'x' };
      return (await call('POST', '/invitations/lookup', { headers, body })).status;
    };

    test('M19 90 lookups of a backend with its key are answered, and do not count for its address', async () => {
      for (let at = 0; at < 90; at += 1) expect(await lookUp(`Bearer ${apiKey}`)).toBe(404);
      for (let at = 0; at < 60; at += 1) expect(await lookUp()).toBe(404);
      expect(await lookUp()).toBe(429);
      expect(await lookUp(`Bearer ${apiKey}`)).toBe(404);
    });

    test('M19 where an address has asked too often, each public operation takes a valid key only', async () => {
      const made = await server().rest('POST', `${place}/api-keys`, {
        body: { name: 'Gone', scopes: ['members:read'] },
      });
      await server().rest('DELETE', `${place}/api-keys/${String(made.body['id'])}`);
      const valid = [server().operatorKey, apiKey].map((key) => `Bearer ${key}`);
      const others = ['Bearer wrong', `Bearer ${apiKey}x`, 'Basic eDp5', 'x'];
      others.push(`Bearer ${String(made.body['key'])}`);
      expect(publicOperations).toHaveLength(8);
      for (const { method, path } of publicOperations) {
        const ask = async (authorization: string): Promise<boolean> => {
          const headers = { 'x-forwarded-for': BUSY, authorization };
          const body = method === 'POST' && { body: { token: 'x' } };
          const { status } = await call(method, path, { headers, ...body });
          return status !== 429;
        };
        const answered = await Promise.all([...valid, ...others].map(ask));
        expect([path, answered]).toEqual([path, [true, true, ...others.map(() => false)]]);
      }
    });
  },
  {
    settings: {
      http: { trustProxy: true, allowedOrigins: [ORIGIN] },
      rest: { rateLimit: { sustained: 500, burst: 500 } },
    },
  },
);
