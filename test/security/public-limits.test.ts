import { describe, expect, test } from '@jest/globals';
import { requests, startServer, type Reply, type TestServer } from '../kit/server.js';
import { statusAndCode } from './test-tenants.js';

/** Whoever has no key is limited by address, and does not choose the address. */
async function flood(
  server: TestServer,
  count: number,
  forwarded: (at: number) => string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const call = requests(`${server.url}/api/v1`);
  for (let at = 0; at < count; at += 1) {
    const reply = await call('POST', '/invitations/lookup', {
      body: { token: 'x' },
      headers: { 'x-forwarded-for': forwarded(at) },
    });
    if (reply.status === 429) {
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    counts.set(statusAndCode(reply), (counts.get(statusAndCode(reply)) ?? 0) + 1);
  }
  return counts;
}

describe('X-Forwarded-For', () => {
  test('is not believed without a proxy', async () => {
    const server = await startServer();
    try {
      const counts = await flood(server, 70, (at) => `10.0.0.${at}`);
      expect(Object.fromEntries(counts)).toEqual({
        '404 link.invalid': 60,
        '429 request.too_many': 10,
      });
    } finally {
      await server.close();
    }
  });

  test('with one, only what the proxy itself wrote, which is its last part', async () => {
    const server = await startServer({ settings: { http: { trustProxy: true } } });
    try {
      const counts = await flood(server, 70, (at) => `10.0.0.${at}, 192.0.2.7`);
      expect(counts.get('429 request.too_many')).toBe(10);
      const others = await flood(server, 5, (at) => `192.0.2.${at + 10}`);
      expect(others.get('404 link.invalid')).toBe(5);
    } finally {
      await server.close();
    }
  });

  test('with two in a row, what the outer one wrote', async () => {
    const server = await startServer({ settings: { http: { trustProxy: 2 } } });
    try {
      const counts = await flood(server, 70, (at) => `10.0.0.${at}, 192.0.2.7, 192.0.2.${at}`);
      expect(counts.get('429 request.too_many')).toBe(10);
      const others = await flood(server, 5, (at) => `192.0.2.${at + 10}, 192.0.2.200`);
      expect(others.get('404 link.invalid')).toBe(5);
    } finally {
      await server.close();
    }
  });

  test.each([
    ['of this address', ['127.0.0.0/8', '192.0.2.0/24'], undefined],
    ['of another address', ['10.0.0.0/8'], 10],
  ])('from a proxy %s', async (_name, trustProxy, refused) => {
    const server = await startServer({ settings: { http: { trustProxy } } });
    try {
      // the last one that is no trusted proxy is the client
      const counts = await flood(server, 70, (at) => `10.9.0.1, 10.0.0.${at}, 192.0.2.7`);
      expect(counts.get('429 request.too_many')).toBe(refused);
    } finally {
      await server.close();
    }
  });

  test('one network of an IPv6 customer counts as one', async () => {
    const server = await startServer({ settings: { http: { trustProxy: true } } });
    try {
      const counts = await flood(server, 70, (at) => `2001:db8:1:2:${at.toString(16)}::1`);
      expect(counts.get('429 request.too_many')).toBe(10);
      const next = await flood(server, 1, () => '2001:db8:1:3::1');
      expect(next.get('404 link.invalid')).toBe(1);
    } finally {
      await server.close();
    }
  });
});

test('failures at the token endpoint count for the address that the proxy tells', async () => {
  const server = await startServer({ settings: { http: { trustProxy: true } } });
  try {
    const scim = await server.scim();
    const url = scim.baseUrl.replace(/v2$/, 'oauth/token');
    const ask = async (from: string): Promise<number> => {
      const reply = await requests(url)('POST', '', {
        body: 'grant_type=client_credentials&client_id=x&client_secret=y',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': `203.0.113.1, ${from}`,
        },
      });
      return reply.status;
    };
    for (let at = 0; at < 20; at += 1) expect(await ask(`2001:db8:1:2:${at}::1`)).toBe(401);
    expect(await ask('2001:db8:1:2:ffff::1')).toBe(429);
    expect(await ask('2001:db8:1:3::1')).toBe(401);
    expect(await ask('192.0.2.1')).toBe(401);
  } finally {
    await server.close();
  }
});

test('a key that asks too often is told when to come again; another key and the operator are not held up', async () => {
  const server = await startServer({
    settings: { rest: { rateLimit: { sustained: 3, burst: 2 } } },
  });
  try {
    const { body } = await server.rest('POST', '/organizations', { body: { name: 'Busy' } });
    const place = `/organizations/${String(body['id'])}`;
    const keyed = async () => {
      const made = await server.rest('POST', `${place}/api-keys`, {
        body: { name: 'Host', scopes: ['members:read'] },
      });
      const headers = { authorization: `Bearer ${String(made.body['key'])}` };
      return (): Promise<Reply> =>
        requests(`${server.url}/api/v1`, headers)('GET', `${place}/members`);
    };
    const [ask, other] = [await keyed(), await keyed()];
    const replies = await Promise.all(Array.from({ length: 12 }, ask));
    const refused = replies.filter(({ status }) => status === 429);
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    for (const { headers, body: problem } of refused) {
      expect(problem['code']).toBe('request.too_many');
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect((await other()).status).toBe(200);
    const asOperator = await Promise.all(
      Array.from({ length: 12 }, () => server.rest('GET', `${place}/members`)),
    );
    expect(asOperator.map(({ status }) => status)).toEqual(Array(12).fill(200));
  } finally {
    await server.close();
  }
});
