import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import type { Log } from '#kernel/index.js';
import { createBaseUrl, listeningUrl } from '#http/base-url.js';
import { readAddress } from '#http/scim/addresses.js';
import { tokenOf } from '#http/scim/tokens.js';
import { createProxyTrust, networkOf, type TrustedProxies } from '#http/trusted-proxies.js';
import { startServer, type ScimClient, type TestServer } from '../kit/server.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const user = (userName: string): object => ({ schemas: [USER], userName });

describe('addresses', () => {
  test.each([
    ['/scim/c1/v2/Users/1?a=b', ['c1', 'v2', '/Users/1', 'a=b']],
    ['/scim/c1/v2', ['c1', 'v2', '', '']],
    ['/scim/c1/v2/', ['c1', 'v2', '/', '']],
    ['/scim/c1/v2//Users', ['c1', 'v2', '//Users', '']],
    ['/scim/c1/v2/Users?', ['c1', 'v2', '/Users', '']],
    ['/scim/c1/v2/Users?a=b?c=d', ['c1', 'v2', '/Users', 'a=b?c=d']],
    ['/scim/c1/v2?opt/Users/1?a=b', ['c1', 'v2', '/Users/1', 'a=b']],
    ['/scim/c1/v2?opt=1/Users', ['c1', 'v2', '/Users', '']],
    ['/scim/c1/v2?filter=a eq "/x"', ['c1', 'v2', '', 'filter=a eq "/x"']],
    ['/scim/c1', ['c1', '', '', '']],
    ['/scim', ['', '', '', '']],
    ['/scim/', ['', '', '', '']],
    ['http://h:1/scim/c1/v2/Users', ['c1', 'v2', '/Users', '']],
  ])('%s', (url, [connection, version, path, query]) => {
    expect(readAddress(url)).toEqual({ connection, version, path, query });
  });
});

describe('tokens and keys', () => {
  test('tokenOf', () => {
    expect(tokenOf('Bearer abc')).toBe('abc');
    expect(tokenOf('BEARER   abc ')).toBe('abc');
    expect(tokenOf('abc')).toBe('abc');
    for (const [header, code] of [
      [undefined, 'credential.missing'],
      ['', 'credential.missing'],
      ['Bearer ', 'credential.invalid'],
      ['Bearer a b', 'credential.invalid'],
      ['Basic abc', 'credential.invalid'],
      ['x'.repeat(1_001), 'credential.invalid'],
    ] as const) {
      // a bare word is a token, and so is the bare word Bearer: it opens nothing
      if (header === 'Bearer ') expect(tokenOf(header)).toBe('Bearer');
      else expect(() => tokenOf(header)).toThrow(expect.objectContaining({ code }));
    }
  });
});

describe('row 103: the base of addresses', () => {
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'm.example.com' };

  const here = 'http://here:1';
  const baseUrl = (
    trustProxy: TrustedProxies,
    headers: Record<string, string>,
    from = '192.0.2.1',
  ): string => {
    const socket = { remoteAddress: from } as Socket;
    return createBaseUrl(createProxyTrust(trustProxy), () => here)({ headers, socket });
  };

  test('forwarded headers count behind a trusted proxy only, and only when well-formed', () => {
    expect(baseUrl(false, proxied)).toBe(here);
    expect(baseUrl(true, proxied)).toBe('https://m.example.com');
    expect(baseUrl(2, proxied)).toBe('https://m.example.com');
    expect(baseUrl(true, { ...proxied, 'x-forwarded-host': 'a.example:8443, proxy' })).toBe(
      'https://a.example:8443',
    );
    expect(baseUrl(true, { ...proxied, 'x-forwarded-host': '[::1]:80' })).toBe('https://[::1]:80');
    expect(baseUrl(true, { 'x-forwarded-proto': 'https' })).toBe(here);
    for (const host of ['a/b', 'a b', 'a@b', '<x>', 'a:b', '', 'a?b']) {
      expect(baseUrl(true, { ...proxied, 'x-forwarded-host': host })).toBe(here);
    }
    expect(baseUrl(true, { ...proxied, 'x-forwarded-proto': 'javascript' })).toBe(here);
  });

  test('a proxy that is named by its address is believed, others are not', () => {
    const inside = ['10.0.0.0/8', 'fd00::/8'];
    for (const from of ['10.1.2.3', '::ffff:10.1.2.3', 'fd00::1']) {
      expect(baseUrl(inside, proxied, from)).toBe('https://m.example.com');
    }
    for (const from of ['11.1.2.3', '::ffff:11.1.2.3', 'fe00::1', 'nonsense', '']) {
      expect(baseUrl(inside, proxied, from)).toBe(here);
    }
    expect(baseUrl('192.0.2.1', proxied)).toBe('https://m.example.com');
    expect(baseUrl('192.0.2.2', proxied)).toBe(here);
    expect(baseUrl('::1', proxied, '::1')).toBe('https://m.example.com');
  });

  test('addresses of no place are told as localhost', () => {
    expect(listeningUrl('0.0.0.0', 80)).toBe('http://localhost:80');
    expect(listeningUrl('::', 80)).toBe('http://localhost:80');
    expect(listeningUrl('::1', 80)).toBe('http://[::1]:80');
  });

  test('the Host header never counts; publicUrl does, in REST and SCIM', async () => {
    const publicUrl = 'https://muster.example.com/base';
    const server = await startServer({ settings: { http: { publicUrl } } });
    try {
      const organization = await server.rest('POST', '/organizations', {
        body: { name: 'One' },
        headers: { ...proxied, host: 'evil.example' },
      });
      const place = `/api/v1/organizations/${organization.body['id']}`;
      expect(organization.headers.get('location')).toBe(publicUrl + place);
      const scim = await server.scim();
      const made = await scim.post('/Users', user('a@example.com'), proxied);
      const address = `${publicUrl}/scim/${scim.connectionId}/v2/Users/${made.body['id']}`;
      expect(made.headers.get('location')).toBe(address);
      expect(made.body['meta']?.['location']).toBe(address);
    } finally {
      await server.close();
    }
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:4711', '192.0.2.1'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::1]:4711', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
  [undefined, ''],
])('a limit by address counts %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe('row 102, E20, O14: the rate limit', () => {
  test('25 a second pass; beyond the burst it is 429 with whole seconds, per connection', async () => {
    const server = await startServer({
      settings: { scim: { rateLimit: { sustained: 25, burst: 10 } } },
    });
    try {
      const scim = await server.scim();
      const calm = await server.scim();
      const replies = await Promise.all(
        Array.from({ length: 300 }, () => scim.get('/Users?count=0')),
      );
      const refused = replies.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThanOrEqual(1);
      expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(35);
      for (const reply of refused) {
        expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
        expect(reply.body).toMatchObject({ status: '429' });
        expect(reply.headers.get('content-type')).toContain('application/scim+json');
      }
      expect((await calm.get('/Users?count=0')).status).toBe(200);
      const seconds = Number(refused[0]?.headers.get('retry-after'));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      expect((await scim.get('/Users?count=0')).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});

describe('row 106: what is written down', () => {
  const lines: string[] = [];
  let server: TestServer;
  let scim: ScimClient;

  beforeAll(async () => {
    const write = (fields: object, message: string): void => {
      lines.push(JSON.stringify({ ...fields, message }));
    };
    const log: Log = { debug: write, info: write, warn: write, error: write };
    server = await startServer({ log });
    scim = await server.scim();
  });
  afterAll(() => server.close());

  test('one line per request, with the trace id that the caller got and without the query', async () => {
    const reply = await scim.get('/Users?filter=userName eq "someone@example.com"');
    const traceId = reply.headers.get('x-trace-id');
    const line = lines.map((text) => JSON.parse(text)).filter((l) => l.traceId === traceId);
    expect(line).toEqual([
      {
        message: 'request',
        door: 'scim',
        method: 'GET',
        status: 200,
        traceId,
        path: `/scim/${scim.connectionId}/v2/Users`,
        connection: scim.connectionId,
        ms: expect.any(Number),
      },
    ]);
  });

  test('no token, no password, no key in the log, the exchanges, the journal or an error', async () => {
    const password = 'correct-horse-battery';
    await scim.post('/Users', { ...user('a@example.com'), password });
    await scim.post('/Users', { ...user('a@example.com'), password });
    await scim.post('/Users', `{"userName":"x","password":"${password}",,}`);
    await scim.get(`/Users?password=${password}`, { authorization: `Bearer ${scim.token}x` });
    await scim.get(`/Users?filter=password eq "${password}"`);
    const place = `/organizations/${scim.organizationId}`;
    const connection = `${place}/connections/${scim.connectionId}`;
    const kept = await Promise.all(
      [`${connection}/exchanges?limit=200`, `${place}/journal`, `${connection}/credentials`].map(
        (path) => server.rest('GET', path),
      ),
    );
    const all = [...lines, ...kept.map(({ text }) => text)].join('\n');
    expect(all).toContain('a@example.com');
    expect(all.includes(scim.token)).toBe(false);
    expect(all.includes(server.operatorKey)).toBe(false);
    expect(all.includes(password)).toBe(false);
  });

  test('every request is in the exchange log, refused ones too', async () => {
    const one = await server.scim();
    await one.get('/Users?count=1');
    await one.get('/Foos');
    await one.post('/Users', '{');
    await one.post('/Users', {}, { 'content-type': 'text/xml' });
    await one.get('/Users', { authorization: 'Bearer nonsense' });
    const path = `/organizations/${one.organizationId}/connections/${one.connectionId}/exchanges`;
    const { body } = await server.rest('GET', `${path}?order=asc`);
    const items = body['items'] as unknown as { method: string; path: string; status: number }[];
    expect(items.map((item) => [item.method, item.path, item.status])).toEqual([
      ['GET', '/Users?count=1', 200],
      ['GET', '/Foos', 404],
      ['POST', '/Users', 400],
      ['POST', '/Users', 415],
      // the token was wrong
      ['GET', '/Users', 401],
    ]);
  });
});

describe('what nobody foresaw', () => {
  test('is 500 with a trace id in SCIM and REST, logged once with its chain, and tells nothing', async () => {
    const failures: { traceId?: string; error?: { message: string }[] }[] = [];
    const quiet = (): void => undefined;
    const log: Log = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (fields) => failures.push(fields),
    };
    const server = await startServer({ log });
    try {
      const scim = await server.scim();
      const secret = new Error('inner secret');
      const broken = (): never => {
        throw new Error('outer secret', { cause: secret });
      };
      Object.assign(server.provisioning.provider, { handle: async () => broken() });
      Object.assign(server.core.organizations, { get: async () => broken() });
      const one = await scim.get('/Users');
      const two = await server.rest('GET', '/organizations/x');
      for (const reply of [one, two]) {
        expect(reply.status).toBe(500);
        expect(reply.text).not.toContain('secret');
        expect(reply.text).toContain(String(reply.headers.get('x-trace-id')));
      }
      expect(one.body['status']).toBe('500');
      expect(two.body['code']).toBe('service.failed');
      expect(failures.map(({ traceId }) => traceId)).toEqual(
        [one, two].map(({ headers }) => headers.get('x-trace-id')),
      );
      for (const { error } of failures) {
        expect(error?.map(({ message }) => message)).toEqual(['outer secret', 'inner secret']);
      }
    } finally {
      await server.close();
    }
  });
});

describe('machines that look after this one', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  test('healthz, readyz and the page of errors are open', async () => {
    const open = request(server.url);
    await open.get('/healthz').expect(200, { status: 'alive' });
    await open.get('/readyz').expect(200, {
      status: 'ready',
      signingKeys: { links: 1, unsubscribe: 1, cursors: 1, codes: 1 },
    });
    await open.get('/docs/errors').expect(200, /organization\.missing/);
    await open.head('/healthz').expect(200);
    await open.post('/healthz').send({}).expect(405).expect('allow', /GET/);
  });

  test('the metrics count requests by door and status, and the store', async () => {
    const scim = await server.scim();
    await scim.get('/Users');
    await scim.get('/Foos');
    const { text } = await request(server.url)
      .get('/metrics')
      .auth(server.operatorKey, { type: 'bearer' })
      .expect(200);
    expect(text).toMatch(/^muster_requests_total\{door="scim",status="200"\} 1$/m);
    expect(text).toMatch(/^muster_requests_total\{door="scim",status="404"\} 1$/m);
    expect(text).toMatch(/^muster_request_seconds_count\{door="scim"\} 2$/m);
    expect(text).toMatch(/^muster_store_transactions [1-9]/m);
    expect(text).toMatch(/^muster_exchanges_waiting \d/m);
    expect(text).toMatch(/^muster_process_resident_memory_bytes /m);
  });

  test('the metrics are for the operator only', async () => {
    await request(server.url).get('/metrics').expect(401);
    await request(server.url).get('/metrics').auth('wrong', { type: 'bearer' }).expect(401);
  });

  test('REST carries the headers of helmet and no name of the framework', async () => {
    const { headers } = await server.rest('GET', '/organizations');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    // RFC 6797 section 7.2: not over plain HTTP
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
