import { describe, expect, jest, test } from '@jest/globals';
import { Fault } from '#kernel/index.js';
import { requests, type Reply } from '../kit/server.js';
import {
  expectError,
  expectOk,
  filtered,
  find,
  groupBody,
  items,
  makeGroup,
  makeUser,
  patchBody,
  rawRequest,
  resources,
  searchBody,
  snapshot,
  expectUnchanged,
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

overServers('HTTP and authentication', (suite) => {
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
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`, token]) {
      expectOk(await requests(baseUrl, { authorization })('GET', '/Users'));
    }
  });

  test('row 3: a token without the scope is 403, reads go on, nothing is written', async () => {
    const full = await suite.scim();
    const user = await makeUser(full, 'user-1');
    const group = await makeGroup(full, 'Group One');
    const { token } = await credentialOf(full, ['users:read', 'groups:read']);
    const reader = requests(full.baseUrl, { authorization: `Bearer ${token}` });
    expectOk(await reader('GET', user.path));
    expectOk(await reader('GET', '/Groups'));
    const writes: [string, string, unknown][] = [
      ['POST', '/Users', userBody('user-2')],
      ['PUT', user.path, userBody('user-3')],
      ['PATCH', user.path, patchBody({ op: 'replace', path: 'active', value: false })],
      ['DELETE', user.path, undefined],
      ['POST', '/Groups', groupBody('Group Two')],
      ['PATCH', group.path, patchBody({ op: 'add', path: 'members', value: [{ value: user.id }] })],
      ['DELETE', group.path, undefined],
    ];
    await expectUnchanged(full, user.path, async () => {
      await expectUnchanged(full, group.path, async () => {
        for (const [method, path, body] of writes) {
          expectError(await reader(method, path, { body }), 403);
        }
      });
    });
    const users = await credentialOf(full, ['users:read', 'users:write']);
    const userKeeper = requests(full.baseUrl, { authorization: `Bearer ${users.token}` });
    expectError(await userKeeper('GET', '/Groups'), 403);
    expectError(await userKeeper('POST', '/.search', { body: searchBody() }), 403);
    expectOk(await userKeeper('GET', '/Users'));
    expect((await full.get('/Users')).body.totalResults).toBe(1);
  });

  async function credentialOf(
    { organizationId, connectionId }: { organizationId: string; connectionId: string },
    scopes: string[],
  ): Promise<{ token: string }> {
    const path = `/organizations/${organizationId}/connections/${connectionId}/credentials`;
    const reply = await suite.server.rest('POST', path, { body: { kind: 'token', scopes } });
    expect(reply.status).toBe(201);
    return { token: String(reply.body.token) };
  }

  test('row 4: what belongs to another connection is not there, by whatever way', async () => {
    const mine = await suite.scim();
    const user = await makeUser(mine, 'user-1@example.com', { externalId: 'Ext-1' });
    const group = await makeGroup(mine, 'Group One', user.id);
    const sibling = await suite.scim({ organizationId: mine.organizationId });
    for (const other of [await suite.scim(), sibling]) {
      await expectUnchanged(mine, user.path, async () => {
        await expectUnchanged(mine, group.path, async () => {
          for (const { path } of [user, group]) {
            expectError(await other.get(path), 404);
            expectError(await other.delete(path), 404);
            const change = { op: 'add', path: 'externalId', value: 'stolen' };
            expectError(await other.patch(path, patchBody(change)), 404);
          }
          expectError(await other.put(user.path, userBody('stolen')), 404);
          expectError(await other.put(group.path, groupBody('stolen')), 404);
        });
      });
      expect(resources(await other.get('/Users'))).toEqual([]);
      for (const filter of [`id eq "${user.id}"`, 'userName pr', `groups.value eq "${group.id}"`]) {
        expect(await find(other, filter)).toEqual([]);
      }
      expect(await find(other, `members.value eq "${user.id}"`, '/Groups')).toEqual([]);

      const twin = await makeUser(other, 'user-1@example.com', { externalId: 'Ext-1' });
      expect(twin.id).not.toBe(user.id);
      const named = await makeGroup(other, 'Group One', user.id, twin.id, group.id);
      const { members } = expectOk(await other.get(named.path));
      expect(items(members).map(({ value }) => value)).toEqual([twin.id]);
      const add = { op: 'add', path: 'members', value: [{ value: user.id }] };
      expect((await other.patch(named.path, patchBody(add))).status).toBe(204);
      expect(items((await other.get(named.path)).body.members)).toHaveLength(1);
    }
    expect(items((await mine.get(user.path)).body.groups)).toHaveLength(1);
  });

  test('row 4: a manager of another connection is an id and nothing more', async () => {
    const mine = await suite.scim();
    const user = await makeUser(mine, 'user-1', { displayName: 'User One' });
    const other = await suite.scim();
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const led = await makeUser(other, 'user-2', { [urn]: { manager: { value: user.id } } });
    const { manager } = led.body[urn]!;
    expect(manager).toEqual({ value: user.id });
    expectError(await other.get(`/Users/${user.id}`), 404);
  });

  test('row 5: an address that nobody knows is 404 in SCIM', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const nowhere = ['/Foos', '/Foos/1', `${user.path}/emails`, '/Users/a/b/c', '/Users/%zz'];
    for (const path of [...nowhere, '/Userss', '/ServiceProviderConfig/x', '/Bulk/1']) {
      expectError(await scim.get(path), 404);
      expectError(await scim.post(path, userBody('user-2')), 404);
    }
    expect((await scim.get('/Users')).body.totalResults).toBe(1);
  });

  test('row 6: an id that nobody has is 404 for every method, and PUT makes nothing', async () => {
    const scim = await suite.scim();
    const ids = [
      '01900000-0000-7000-8000-000000000000',
      'x',
      '__proto__',
      'constructor',
      "'%20OR%201=1--",
      '%F0%9F%98%80',
      'a'.repeat(3_000),
    ];
    for (const id of ids) {
      for (const [endpoint, body] of [
        ['/Users', userBody('user-1')],
        ['/Groups', groupBody('Group One')],
      ] as const) {
        const path = `${endpoint}/${id}`;
        expectError(await scim.get(path), 404);
        expectError(await scim.put(path, body), 404);
        const change = { op: 'replace', path: 'externalId', value: 'x' };
        expectError(await scim.patch(path, patchBody(change)), 404);
        expectError(await scim.delete(path), 404);
      }
    }
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
    expect((await scim.get('/Groups')).body.totalResults).toBe(0);
  });

  test('row 7: what is no JSON object is 400 invalidSyntax wherever a body is read', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One');
    const places: [string, string][] = [
      ['POST', '/Users'],
      ['POST', '/Groups'],
      ['PUT', user.path],
      ['PATCH', user.path],
      ['PUT', group.path],
      ['PATCH', group.path],
      ['POST', '/.search'],
      ['POST', '/Users/.search'],
      ['POST', '/Bulk'],
    ];
    const bodies = [
      '{',
      '{"schemas":}',
      '[]',
      '[{}]',
      '"text"',
      'null',
      'true',
      '7',
      '',
      ' ',
      '\u0000',
    ];
    await expectUnchanged(scim, user.path, async () => {
      for (const [method, path] of places) {
        for (const body of bodies) {
          const headers = { 'content-type': 'application/scim+json' };
          const reply = await scim.request(method, path, { body, headers });
          expectError(reply, 400, 'invalidSyntax');
        }
        expectError(await scim.request(method, path), 400, 'invalidSyntax');
      }
    });
    expect((await scim.get('/Users')).body.totalResults).toBe(1);
  });

  test('row 7: a name twice in one object is refused: which of the two would count?', async () => {
    const scim = await suite.scim();
    const text = JSON.stringify(userBody('user-1')).replace('{', '{"userName":"user-2",');
    expectError(await scim.post('/Users', text), 400, 'invalidSyntax');
    const cases = userBody('user-1', { USERNAME: 'user-2' });
    expectError(await scim.post('/Users', cases), 400, 'invalidSyntax');
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
  });

  test('row 8: E24: SCIM and plain JSON are read, with their charset; other types are 415', async () => {
    const scim = await suite.scim();
    const readable = [
      'application/scim+json',
      'application/scim+json; charset=utf-8',
      'application/scim+json;charset=UTF-8',
      'APPLICATION/SCIM+JSON',
      'application/json',
      'application/json; charset="utf-8"',
    ];
    for (const [index, type] of readable.entries()) {
      const reply = await scim.post('/Users', userBody(`user-${index}`), { 'content-type': type });
      expectOk(reply, 201);
    }
    const foreign = [
      'text/xml',
      'application/xml',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/scim+xml',
      'application/jsonx',
      'application/scim+json; charset=klingon',
    ];
    for (const type of foreign) {
      expectError(await scim.post('/Users', userBody('other'), { 'content-type': type }), 415);
    }
    const packed = { 'content-encoding': 'gzip' };
    expectError(await scim.post('/Users', userBody('other'), packed), 415);
    expect((await scim.get('/Users')).body.totalResults).toBe(readable.length);
  });

  test('row 8: a body without a media type is read as JSON', async () => {
    const scim = await suite.scim();
    const body = JSON.stringify(userBody('user-1'));
    const { pathname, host } = new URL(scim.baseUrl);
    const answer = await rawRequest(
      scim.baseUrl,
      [
        `POST ${pathname}/Users HTTP/1.1`,
        `Host: ${host}`,
        `Authorization: Bearer ${scim.token}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    expect(answer.status).toBe(201);
    expect(await find(scim, 'userName eq "user-1"')).toEqual(['user-1']);
  });

  test('row 9: whatever is accepted, the answer is SCIM', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const inputs = ['application/scim+json', 'application/json', '*/*', 'text/html, */*;q=0.1'];
    for (const accept of inputs) {
      expectOk(await scim.get(user.path, { accept }));
      expectOk(await scim.get('/Users', { accept }));
      const reply = await scim.post('/Users', userBody(`user ${accept}`), { accept });
      expectOk(reply, 201);
    }
    const { pathname, host } = new URL(scim.baseUrl + user.path);
    const head = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${scim.token}`;
    const answer = await rawRequest(scim.baseUrl, `${head}\r\nConnection: close\r\n\r\n`);
    expect(answer.status).toBe(200);
    expect(answer.head).toMatch(/\r\ncontent-type: application\/scim\+json/i);
  });

  test('row 9: O15: Okta’s headers are fine, and the base URL holds no underscore', async () => {
    const scim = await suite.scim();
    expect(new URL(scim.baseUrl).pathname).not.toContain('_');
    const user = await makeUser(scim, 'user-1');
    const headers = {
      'user-agent': 'Okta SCIM Client 1.0.0',
      'accept-charset': 'utf-8',
      accept: 'application/scim+json, application/json',
    };
    expectOk(await scim.put(user.path, userBody('user-1', { title: 'x' }), headers));
    expectOk(await scim.get('/Users?count=1&startIndex=1', headers));
  });

  test('row 10: letters of all scripts come back as they went in, and are found', async () => {
    const scim = await suite.scim();
    const texts = [
      '山田太郎',
      'e\u0301cole 😀',
      'Ωμέγα',
      'naïve é',
      '\u200Fעברית',
      '𝔘𝔫𝔦',
      'a\tb\nc',
      'ﬁ',
    ];
    for (const [index, text] of texts.entries()) {
      const user = await makeUser(scim, `${text}-${index}`, {
        displayName: text,
        externalId: text,
        name: { familyName: text },
      });
      const read = expectOk(await scim.get(user.path));
      expect(read).toMatchObject({
        userName: `${text}-${index}`,
        displayName: text,
        externalId: text,
        name: { familyName: text },
      });
      const literal = JSON.stringify(text);
      expect(await find(scim, `externalId eq ${literal}`)).toEqual([`${text}-${index}`]);
      expect(await find(scim, `displayName eq ${literal}`)).toEqual([`${text}-${index}`]);
      expect(await find(scim, `name.familyName sw ${literal}`)).toEqual([`${text}-${index}`]);
    }
  });

  test('row 11: E10: query parameters that nobody knows change nothing', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const plain = await snapshot(scim, '/Users');
    for (const query of [
      'foo=1',
      'aadOptscim062020',
      'aadOptscim062020=true',
      'a[b]=c&&',
      '%',
      '=',
    ]) {
      expect(await snapshot(scim, `/Users?${query}`)).toBe(plain);
      expect(expectOk(await scim.get(`${user.path}?${query}`))).toEqual(user.body);
    }
    expectOk(await scim.post('/Users?aadOptscim062020', userBody('user-2')), 201);
    const glued = requests(`${scim.baseUrl}?aadOptscim062020`, {
      authorization: `Bearer ${scim.token}`,
    });
    const found = await glued('GET', `/Users${filtered('userName eq "user-1"')}`);
    expect(resources(found).map(({ id }) => id)).toEqual([user.id]);
  });

  test('row 12: a method that is not offered is 405 with Allow', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const refused: [string, string, string][] = [
      ['PUT', '/Users', 'GET, HEAD, POST, OPTIONS'],
      ['PATCH', '/Users', 'GET, HEAD, POST, OPTIONS'],
      ['DELETE', '/Users', 'GET, HEAD, POST, OPTIONS'],
      ['DELETE', '/Groups', 'GET, HEAD, POST, OPTIONS'],
      ['POST', user.path, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
      ['PROPFIND', user.path, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
      ['GET', '/Bulk', 'POST, OPTIONS'],
      ['GET', '/.search', 'POST, OPTIONS'],
      ['GET', '/Users/.search', 'POST, OPTIONS'],
      ['DELETE', '/Schemas', 'GET, HEAD, OPTIONS'],
    ];
    await expectUnchanged(scim, user.path, async () => {
      for (const [method, path, allow] of refused) {
        const body = method === 'GET' ? undefined : userBody('user-2');
        const reply = await scim.request(method, path, { body });
        expectError(reply, 405);
        expect(reply.headers.get('allow')).toBe(allow);
      }
    });
  });

  test('row 13: /Me is not offered and says so with 501', async () => {
    const scim = await suite.scim();
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const body = method === 'GET' ? undefined : userBody('user-1');
      expectError(await scim.request(method, '/Me', { body }), 501);
    }
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
  });

  test('row 14: the version stands right before the endpoint, and another one is 404', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    expect(String(user.body.meta?.location)).toMatch(/\/v2\/Users\/[^/]+$/);
    const root = scim.baseUrl.replace(/\/v2$/, '');
    const ask = requests(root, { authorization: `Bearer ${scim.token}` });
    expectOk(await ask('GET', '/v2/Users'));
    for (const path of ['/v3/Users', '/v1/Users', '/v20/Users', '/Users', '/v2x', '']) {
      expectError(await ask('GET', path), 404);
    }
    expectError(await ask('POST', '/v3/Users', { body: userBody('user-2') }), 404);
    expect((await scim.get('/Users')).body.totalResults).toBe(1);
  });
});

overServers(
  'errors',
  (suite) => {
    test('row 15: every error is SCIM, with its status as a string', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1');
      const body = userBody('user-2');
      const stranger = requests(scim.baseUrl);
      const replies: [number, () => Promise<Reply>][] = [
        [400, () => scim.post('/Users', {})],
        [401, () => stranger('GET', '/Users')],
        [403, () => scim.get(`/Schemas${filtered('id pr')}`)],
        [404, () => scim.get('/Users/x')],
        [405, () => scim.put('/Users', body)],
        [409, () => scim.post('/Users', userBody('user-1'))],
        [412, () => scim.delete(user.path, { 'if-match': 'W/"99"' })],
        [413, () => scim.post('/Users', userBody('x'.repeat(70_000)))],
        [415, () => scim.post('/Users', body, { 'content-type': 'text/xml' })],
        [501, () => scim.get('/Me')],
      ];
      for (const [status, ask] of replies) {
        const reply = await ask();
        expect([status, reply.body?.status]).toEqual([status, String(status)]);
        expectError(reply, status, String(reply.body.scimType ?? '') || undefined);
      }
      const flood = await Promise.all(Array.from({ length: 150 }, () => scim.get('/Users/x')));
      const slowed = flood.filter(({ status }) => status === 429);
      expect(slowed.length).toBeGreaterThan(0);
      for (const reply of slowed) expectError(reply, 429);
    });

    describe('when the server itself fails', () => {
      test('row 15: 500 tells a trace id and nothing of the cause', async () => {
        const scim = await suite.scim();
        const { scimUsers } = suite.server.store.read;
        const broken = jest.spyOn(scimUsers, 'get').mockImplementation(() => {
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
        const away = jest.spyOn(scimUsers, 'get').mockRejectedValue(new Fault('store.unavailable'));
        const reply = await scim.get('/Users/x');
        away.mockRestore();
        expectError(reply, 503);
        expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
      });
    });
  },
  {
    settings: {
      http: { bodyBytes: { scim: 65_536 } },
      scim: { bulk: { maxPayloadBytes: 32_768 }, rateLimit: { sustained: 25, burst: 10 } },
    },
  },
);
