import { expect, test } from '@jest/globals';
import { startServer, type ScimClient } from '../kit/server.js';
import {
  bulkBody,
  expectError,
  expectNoContent,
  expectOk,
  find,
  items,
  makeGroup,
  makeUser,
  memberIds,
  patchBody,
  rawRequest,
  resources,
  searchBody,
  expectUnchanged,
  userBody,
  type RawAnswer,
} from './client.js';
import { overServers } from './servers.js';

const PUBLIC = 'https://members.example.com/muster';

/** A request as bytes, with the token and without anything that was not asked for. */
function raw(scim: ScimClient, start: string, head: string[] = [], body = ''): Promise<RawAnswer> {
  const [method = '', path = '', version = 'HTTP/1.1'] = start.split(' ');
  const { pathname, host } = new URL(scim.baseUrl);
  const lines = [
    `${method} ${pathname}${path} ${version}`,
    ...(version === 'HTTP/1.1' ? [`Host: ${host}`] : []),
    `Authorization: Bearer ${scim.token}`,
    ...head,
  ];
  return rawRequest(scim.baseUrl, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

overServers(
  'robustness',
  (suite) => {
    test('row 101: a body over the limit is 413, announced or not', async () => {
      const scim = await suite.scim();
      const large = JSON.stringify(userBody('user-1', { title: 'x'.repeat(70_000) }));
      for (const [method, path] of [
        ['POST', '/Users'],
        ['PUT', '/Users/x'],
        ['PATCH', '/Users/x'],
        ['POST', '/.search'],
      ] as const) {
        const reply = await scim.request(method, path, { body: large });
        expectError(reply, 413);
        expect(reply.body.detail).toContain('65536');
      }
      const chunk = 'x'.repeat(10_000);
      const chunks = `${(10_000).toString(16)}\r\n${chunk}\r\n`.repeat(10);
      const head = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
      const text = `${chunks}0\r\n\r\n`;
      const answer = await raw(scim, 'POST /Users', [...head, 'Connection: close'], text);
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('"status":"413"');
      expect(expectOk(await scim.get('/Users')).totalResults).toBe(0);
      const fits = JSON.stringify(userBody('user-2', { title: 'x'.repeat(8_000) }));
      expectOk(await scim.post('/Users', fits), 201);
    });

    test('row 101: nesting of 10,000 levels is 400, and the server lives', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1');
      const deep = [
        `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
        `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
        '['.repeat(10_000),
        `{"schemas":["x"],"userName":"a","name":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`,
      ];
      await expectUnchanged(scim, user.path, async () => {
        for (const body of deep) {
          expectError(await scim.post('/Users', body), 400, 'invalidSyntax');
          expectError(await scim.put(user.path, body), 400, 'invalidSyntax');
          expectError(await scim.patch(user.path, body), 400, 'invalidSyntax');
          expectError(await scim.post('/.search', body), 400, 'invalidSyntax');
        }
        expectError(await scim.post('/Bulk', deep[0]), 400, 'invalidSyntax');
      });
      // as deep as the limit, and still no resource
      const inside = `${'['.repeat(60)}${']'.repeat(60)}`;
      const body = JSON.stringify(userBody('user-2', { title: 0 })).replace(':0', `:${inside}`);
      expectError(await scim.post('/Users', body), 400, 'invalidValue');
    });

    test('row 101: more values than anybody has are refused, in time', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1');
      const many = Array.from({ length: 1_001 }, (_, index) => ({ value: `${index}` }));
      const start = performance.now();
      await expectUnchanged(scim, user.path, async () => {
        const body = userBody('user-2', { roles: many });
        expectError(await scim.post('/Users', body), 400, 'invalidValue');
        const add = { op: 'add', path: 'roles', value: many };
        expectError(await scim.patch(user.path, patchBody(add)), 400, 'invalidValue');
        const keys = Object.fromEntries(many.map(({ value }) => [`k${value}`, value]));
        expectOk(await scim.put(user.path, userBody('user-1', keys)));
        const tiny = { op: 'remove', path: 'title' };
        const operations = Array.from({ length: 1_001 }, () => tiny);
        expectError(await scim.patch(user.path, patchBody(...operations)), 413);
        const schemas = Array.from({ length: 101 }, (_, index) => `urn:example:${index}`);
        expectError(await scim.post('/Users', { userName: 'a', schemas }), 400, 'invalidSyntax');
        const text = { op: 'replace', path: 'title', value: 'x'.repeat(8_193) };
        expectError(await scim.patch(user.path, patchBody(text)), 400, 'invalidValue');
        for (const title of ['a\u0000b', '\ud800']) {
          expectError(await scim.post('/Users', userBody('b', { title })), 400, 'invalidValue');
        }
      });
      expect(performance.now() - start).toBeLessThan(5_000);
    });

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
      expect(await located(proxied)).toBe(`https://scim.example.org${base}`);
      const chain = forwarded('https, http', 'scim.example.org:8443, inner.example');
      expect(await located(chain)).toBe(`https://scim.example.org:8443${base}`);
      for (const odd of ['a b', 'evil.example/path', 'x"y', 'user@evil.example', '']) {
        expect(await located(forwarded('https', odd))).toBe(PUBLIC + base);
      }
      expect(await located(forwarded('javascript', 'scim.example.org'))).toBe(PUBLIC + base);

      const user = await scim.post('/Users', userBody('user-1'), proxied);
      const address = `https://scim.example.org${base}/Users/${user.body.id}`;
      expect(user.headers.get('location')).toBe(address);
      expect(expectOk(user, 201).meta?.location).toBe(address);
      const bulk = bulkBody([
        { method: 'POST', path: '/Users', bulkId: 'a', data: userBody('user-2') },
      ]);
      const [operation] = items((await scim.post('/Bulk', bulk, proxied)).body.Operations);
      expect(String(operation?.location).startsWith(`https://scim.example.org${base}/Users/`)).toBe(
        true,
      );
      const group = await makeGroup(scim, 'Group One', user.body.id);
      const [member] = items((await scim.get(group.path, proxied)).body.members);
      expect(member?.$ref).toBe(address);
    });

    test('row 109: no body, half a body, large headers and HTTP/1.0 are answered', async () => {
      const scim = await suite.scim();
      const json = 'Content-Type: application/scim+json';
      const empty = await raw(scim, 'POST /Users', [
        json,
        'Content-Length: 0',
        'Connection: close',
      ]);
      expect(empty.status).toBe(400);
      expect(empty.body).toContain('invalidSyntax');
      const large = await raw(scim, 'GET /Users', [`X-Large: ${'x'.repeat(20_000)}`]);
      expect([large.status, large.closed]).toEqual([431, true]);
      const many = Array.from({ length: 3_000 }, (_, index) => `X-${index}: y`);
      expect((await raw(scim, 'GET /Users', many)).status).toBe(431);
      const old = await raw(scim, 'GET /Users HTTP/1.0');
      expect([old.status, old.closed]).toEqual([200, true]);
      expect(old.body).toContain('"totalResults":0');
      const oldPost = await raw(scim, 'POST /Users HTTP/1.0', [json, 'Content-Length: 0']);
      expect([oldPost.status, oldPost.closed]).toEqual([400, true]);
      const hostless = await rawRequest(scim.baseUrl, 'GET /scim HTTP/1.1\r\n\r\n');
      expect([hostless.status, hostless.closed]).toEqual([400, true]);
      const both = ['Content-Length: 3', 'Transfer-Encoding: chunked'];
      expect((await raw(scim, 'POST /Users', [json, ...both], '0\r\n\r\n')).status).toBe(400);
      const noise = await rawRequest(scim.baseUrl, '\u0016\u0003\u0001 hello\r\n\r\n');
      expect([noise.status, noise.closed]).toEqual([400, true]);
      expectOk(await scim.get('/Users'));
    });

    test('row 109: who never ends a request is cut off', async () => {
      const scim = await suite.scim();
      const half = ['Content-Type: application/json', 'Content-Length: 100'];
      const [headless, bodiless] = await Promise.all([
        rawRequest(scim.baseUrl, 'GET /scim HTTP/1.1\r\nHost: x\r\n', 8_000),
        raw(scim, 'POST /Users', half, '{"schemas":'),
      ]);
      expect([headless?.closed, headless?.status]).toEqual([true, 408]);
      expect([bodiless?.closed, bodiless?.status]).toEqual([true, 408]);
      expectOk(await scim.get('/Users'));
    });

    test('row 110: E25b: HEAD and OPTIONS, double and trailing slashes', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1');
      for (const path of ['/Users', user.path, '/Schemas', '/ServiceProviderConfig']) {
        const reply = await scim.request('HEAD', path);
        expect([reply.status, reply.text]).toEqual([200, '']);
        const options = await scim.request('OPTIONS', path);
        expect([options.status, options.text]).toEqual([204, '']);
        expect(options.headers.get('allow')).toMatch(/^GET, HEAD, .*OPTIONS$/);
      }
      expect((await scim.request('HEAD', user.path)).headers.get('etag')).toBe('W/"1"');
      const missing = await scim.request('HEAD', '/Users/nobody');
      expect([missing.status, missing.text]).toEqual([404, '']);
      const bulk = await scim.request('OPTIONS', '/Bulk');
      expect(bulk.headers.get('allow')).toBe('POST, OPTIONS');
      const read = expectOk(await scim.get(user.path));
      for (const path of [`/${user.path}`, `${user.path}/`, `//Users//${user.id}//`]) {
        expect(expectOk(await scim.get(path))).toEqual(read);
      }
      for (const path of ['//Users', '/Users/', '//Users/?count=1']) {
        expect(resources(await scim.get(path))).toEqual([read]);
      }
      const second = await scim.post('//Users', userBody('user-2'));
      expectOk(second, 201);
      expect(String(second.headers.get('location'))).not.toContain('//Users');
      expectOk(await scim.post('//Users/.search/', searchBody()));
      expectOk(await scim.post('//Bulk/', bulkBody([{ method: 'DELETE', path: '//Users/x' }])));
    });
  },
  {
    settings: {
      http: {
        publicUrl: PUBLIC,
        trustProxy: true,
        bodyBytes: { scim: 65_536 },
        headerSeconds: 1,
        requestSeconds: 1,
      },
      scim: { bulk: { maxPayloadBytes: 32_768 }, rateLimit: { sustained: 25, burst: 20 } },
    },
  },
);

test('row 102: the limit cannot be set below what Entra needs', async () => {
  const settings = { scim: { rateLimit: { sustained: 24 } } };
  await expect(startServer({ settings })).rejects.toThrow(/sustained/);
});

overServers('large groups', (suite) => {
  test('row 104: E8: E30: ten thousand members cost only those who ask for them', async () => {
    const scim = await suite.scim();
    const [one, two] = [await makeUser(scim, 'user-1'), await makeUser(scim, 'user-2')];
    const large = await makeGroup(scim, 'Large');
    const small = await makeGroup(scim, 'Small');
    await fill(scim, large.id, 10_000);
    await fill(scim, small.id, 10);

    const found: number[] = [];
    const { groupMembers } = suite.server.store.read;
    const original = groupMembers.find.bind(groupMembers);
    groupMembers.find = async (query) => {
      const result = await original(query);
      found.push(result.records.length);
      return result;
    };
    expectOk(await scim.get(`${large.path}?excludedAttributes=members`));
    expectOk(await scim.get('/Groups?excludedAttributes=members'));
    expectOk(await scim.get('/Groups?attributes=displayName'));
    const add = (id: string): unknown =>
      patchBody({ op: 'add', path: 'members', value: [{ value: id }] });
    expectNoContent(await scim.patch(large.path, add(one.id)));
    expect(found).toEqual([]);
    groupMembers.find = original;

    const timed = async (path: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const start = performance.now();
        expectNoContent(await scim.patch(path, add(two.id)));
        const remove = { op: 'remove', path: `members[value eq "${two.id}"]` };
        expectNoContent(await scim.patch(path, patchBody(remove)));
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const little = await timed(small.path);
    expect(await timed(large.path)).toBeLessThan(little * 4 + 20);
    expect(await memberIds(scim, large)).toHaveLength(10_001);
    expect(await find(scim, `members.value eq "${one.id}"`, '/Groups')).toEqual(['Large']);
    expectNoContent(await scim.patch(large.path, patchBody({ op: 'remove', path: 'members' })));
    expect(await memberIds(scim, large)).toEqual([]);
  }, 60_000);

  /** Rows as the adapters keep them, past the thousand requests that would make them. */
  async function fill(scim: ScimClient, groupId: string, count: number): Promise<void> {
    const { store } = suite.server;
    const now = new Date(suite.clock.now()).toISOString();
    const rows = Array.from({ length: count }, (_, index) => ({
      id: `${groupId}-${String(index).padStart(6, '0')}`,
      version: 1,
      createdAt: now,
      updatedAt: now,
      connectionId: scim.connectionId,
      groupId,
      memberId: `member-${index}`,
      type: 'User' as const,
      display: `Member ${index}`,
    }));
    await store.transaction(scim.organizationId, async (tx) => {
      await tx.groupMembers.insertMissing(rows);
    });
  }
});
