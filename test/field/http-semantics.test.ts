import { describe, expect, test } from '@jest/globals';
import {
  expectError,
  expectOk,
  expectUnchanged,
  groupBody,
  makeGroup,
  makeUser,
  makeUsers,
  patchBody,
  rawRequest,
  resources,
  searchBody,
  userBody,
} from '../conformance/client.js';
import { overServers } from '../conformance/servers.js';
import { operationList } from '#api/index.js';

overServers('Parameters, charsets, conditions and addresses of requests', (suite) => {
  const addressOf = (baseUrl: string): { host: string; path: string } => {
    const { host, pathname } = new URL(baseUrl);
    return { host, path: pathname };
  };

  test('S20 attributes that are given several times add up', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { displayName: 'User One', title: 'Boss' });
    for (const path of [user.path, '/Users', '']) {
      const answer = await scim.get(`${path}?attributes=userName&attributes=title`);
      const [found] = path === user.path ? [answer.body] : resources(answer);
      expect(found).toMatchObject({ userName: 'user-1', title: 'Boss' });
      expect(found).not.toHaveProperty('displayName');
      const without = 'excludedAttributes=title,active&excludedAttributes=displayName';
      const rest = await scim.get(`${path}?${without}`);
      const [shown] = path === user.path ? [rest.body] : resources(rest);
      expect(shown).toHaveProperty('userName', 'user-1');
      for (const name of ['title', 'active', 'displayName']) expect(shown).not.toHaveProperty(name);
    }
    const put = await scim.put(
      `${user.path}?attributes=userName&attributes=title`,
      userBody('user-1', { title: 'Chief', displayName: 'User One' }),
    );
    expect(put.body).toMatchObject({ userName: 'user-1', title: 'Chief' });
    expect(put.body).not.toHaveProperty('displayName');
  });

  test('S20 a filter, count or order that is given twice is refused, not taken for one', async () => {
    const scim = await suite.scim();
    await makeUsers(scim, 2);
    for (const [query, scimType] of [
      ['filter=userName%20eq%20%22a%22&filter=userName%20pr', 'invalidFilter'],
      ['count=1&count=2', 'invalidValue'],
      ['startIndex=1&startIndex=2', 'invalidValue'],
      ['sortBy=userName&sortBy=title', 'invalidValue'],
      ['cursor&cursor', 'invalidCursor'],
    ]) {
      expectError(await scim.get(`/Users?${query}`), 400, scimType);
    }
    expect(resources(await scim.get('/Users?count=1&count=1'))).toHaveLength(1);
  });

  test.each([
    ['utf8', 'utf8'],
    ['UTF-8', 'utf8'],
    ['unicode-1-1-utf-8', 'utf8'],
    ['us-ascii', 'latin1'],
    ['ISO-8859-1', 'latin1'],
    ['"latin1"', 'latin1'],
    ['windows-1252', 'latin1'],
    ['utf-16le', 'utf16le'],
  ] as const)('S20 a body in charset %s is read', async (charset, encoding) => {
    const scim = await suite.scim();
    const displayName = 'Zo\u00eb M\u00fcller';
    const made = await fetch(`${scim.baseUrl}/Users`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${scim.token}`,
        'content-type': `application/scim+json; charset=${charset}`,
      },
      body: Buffer.from(JSON.stringify(userBody('user-1', { displayName })), encoding),
    });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ displayName });
  });

  test('S20 an unknown charset is 415 and named; the wrong media type is named itself', async () => {
    const scim = await suite.scim();
    const post = async (type: string): Promise<unknown> =>
      expectError(await scim.post('/Users', userBody('user-1'), { 'content-type': type }), 415);
    await post('application/scim+json; charset=klingon');
    const reply = await scim.post('/Users', userBody('user-1'), {
      'content-type': 'application/scim+json; charset=klingon',
    });
    expect(reply.body['detail']).toContain('klingon');
    const xml = await scim.post('/Users', userBody('user-1'), { 'content-type': 'text/xml' });
    expect(xml.body['detail']).toContain('application/scim+json');
    expect((await scim.get('/Users')).body['totalResults']).toBe(0);
    const rest = await suite.server.rest('POST', '/organizations', {
      body: '{}',
      headers: { 'content-type': 'application/json; charset=klingon' },
    });
    expect([rest.status, rest.body['code']]).toEqual([415, 'request.charset']);
  });

  test('S22 If-None-Match: * on PUT, PATCH and DELETE of what exists is 412', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One', user.id);
    const change = patchBody({ op: 'replace', path: 'externalId', value: 'changed' });
    for (const { path, reply } of [user, group]) {
      const body = path === user.path ? userBody('renamed') : groupBody('renamed');
      const etag = String(reply.headers.get('etag'));
      for (const condition of ['*', ' * ', etag, etag.replace('W/', ''), `W/"0", ${etag}`]) {
        const headers = { 'if-none-match': condition };
        await expectUnchanged(scim, path, async () => {
          expectError(await scim.put(path, body, headers), 412);
          expectError(await scim.patch(path, change, headers), 412);
          expectError(await scim.delete(path, headers), 412);
        });
      }
    }
    const headers = { 'if-none-match': '*' };
    expectError(await scim.put('/Users/nobody', userBody('x'), headers), 404);
    expectError(await scim.patch('/Groups/nobody', change, headers), 404);
    expectError(await scim.delete('/Users/nobody', headers), 404);
    expectOk(await scim.patch(user.path, change, { 'if-none-match': 'W/"999"' }));
    expectError(await scim.delete(user.path, { 'if-match': '*', 'if-none-match': '*' }), 412);
  });

  test('S22 REST refuses If-None-Match on a change, which it does not read', async () => {
    const scim = await suite.scim();
    const path = `/organizations/${scim.organizationId}`;
    const before = await suite.server.rest('GET', path);
    for (const condition of ['*', 'W/"1"', 'nonsense']) {
      const headers = { 'if-none-match': condition };
      for (const [method, to] of [
        ['PATCH', path],
        ['DELETE', path],
        ['POST', `${path}/disable`],
        ['POST', '/organizations'],
      ] as const) {
        const body = { name: 'Changed' };
        const sent =
          method === 'DELETE' || to.endsWith('disable') ? { headers } : { headers, body };
        const { status, body: answer } = await suite.server.rest(method, to, sent);
        expect([status, answer['errors']?.[0]]).toEqual([
          400,
          expect.objectContaining({ field: 'If-None-Match' }),
        ]);
      }
    }
    expect((await suite.server.rest('GET', path)).body).toEqual(before.body);
  });

  test('S22 Content-Location names the resource that an answer holds', async () => {
    const scim = await suite.scim();
    const made = await scim.post('/Users', userBody('user-1'));
    const { location } = made.body['meta']!;
    const path = String(location).slice(scim.baseUrl.length);
    const change = patchBody({ op: 'replace', path: 'title', value: 'Boss' });
    for (const reply of [
      made,
      await scim.get(path),
      await scim.get(`${path}?attributes=userName`),
      await scim.get(path, { 'if-none-match': String(made.headers.get('etag')) }),
      await scim.patch(path, change),
      await scim.put(path, userBody('user-2')),
    ]) {
      expect(reply.headers.get('content-location')).toBe(location);
    }
    const group = await makeGroup(scim, 'Group One');
    expect(group.reply.headers.get('content-location')).toBe(group.body['meta']!['location']);
    for (const document of ['/ServiceProviderConfig', '/ResourceTypes/User']) {
      const reply = await scim.get(document);
      expect(reply.headers.get('content-location')).toBe(reply.body['meta']!['location']);
    }
    for (const reply of [await scim.get('/Users'), await scim.delete(path), await scim.get(path)]) {
      expect(reply.headers.get('content-location')).toBeNull();
    }
  });

  test('S22 a request with two Host headers is 400 everywhere, in the words of the part asked', async () => {
    const scim = await suite.scim();
    const { host, path } = addressOf(scim.baseUrl);
    const ask = (target: string, ...headers: string[]): ReturnType<typeof rawRequest> => {
      const lines = [`GET ${target} HTTP/1.1`, 'connection: close', ...headers];
      return rawRequest(suite.server.url, `${lines.join('\r\n')}\r\n\r\n`);
    };
    const token = `authorization: Bearer ${scim.token}`;
    const [one, two] = [`host: ${host}`, 'Host: evil.example'];
    expect((await ask(`${path}/Users`, one, token)).status).toBe(200);
    for (const target of [`${path}/Users`, '/api/v1/organizations', '/healthz', '/oauth/x']) {
      for (const hosts of [
        [one, two],
        [two, one],
        [one, one],
      ]) {
        const { status, body } = await ask(target, ...hosts, token);
        if (target === '/oauth/x') expect(status).toBe(404);
        else expect([status, body]).toEqual([400, expect.stringMatching(/host/)]);
      }
    }
    const twice = await ask(`${path}/Users`, one, 'authorization: Bearer x', token);
    expect(twice.status).toBe(400);
    expect(twice.body).toContain('urn:ietf:params:scim:api:messages:2.0:Error');
    expect((await scim.get('/Users')).body['totalResults']).toBe(0);
  });

  test('S25 GET of the base searches all types, with filter, paging and attributes', async () => {
    const scim = await suite.scim();
    const users = await makeUsers(scim, 3);
    const group = await makeGroup(scim, 'Group One', users[0]!.id);
    for (const path of ['', '/', '?', '/?startIndex=1']) {
      const reply = await scim.get(path);
      expect(expectOk(reply)).toMatchObject({ totalResults: 4, itemsPerPage: 4, startIndex: 1 });
      expect(resources(reply).map(({ id }) => id)).toEqual(
        expect.arrayContaining([...users.map(({ id }) => id), group.id]),
      );
    }
    const same = await scim.post('/.search', searchBody());
    expect(resources(await scim.get(''))).toEqual(resources(same));

    const asked = async (query: string): Promise<unknown[]> =>
      resources(await scim.get(`?${query}`)).map(({ id }) => id);
    const quoted = encodeURIComponent;
    expect(await asked(`filter=${quoted('displayName eq "group one"')}`)).toEqual([group.id]);
    expect(await asked(`filter=${quoted('userName sw "user-"')}`)).toHaveLength(3);
    expect(await asked(`filter=${quoted('meta.resourceType eq "Group"')}`)).toEqual([group.id]);
    expect(await asked('startIndex=4&count=5')).toEqual([group.id]);
    expect(await asked('startIndex=2&count=2')).toEqual(users.slice(1).map(({ id }) => id));
    const [first] = resources(await scim.get('/?attributes=userName&count=1'));
    expect(Object.keys(first!).sort()).toEqual(['id', 'schemas', 'userName']);
    expect((await scim.get('?count=0')).body).toMatchObject({ totalResults: 4, itemsPerPage: 0 });

    expectError(await scim.get(`?filter=${quoted('userName zz')}`), 400, 'invalidFilter');
    expectError(await scim.get('?cursor='), 400, 'invalidCursor');
    expectError(await scim.get('?attributes=id&excludedAttributes=meta'), 400, 'invalidValue');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await scim.request(method, '', { body: userBody('user-9') });
      expectError(reply, 405);
      expect(reply.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    }
    expect((await scim.request('HEAD', '')).status).toBe(200);
    expect((await scim.request('OPTIONS', '')).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    const { organizationId } = scim;
    const usersOnly = await suite.scim({ organizationId, scopes: ['users:read'] });
    expectError(await usersOnly.get(''), 403);
    expectOk(await usersOnly.get(`?filter=${quoted('meta.resourceType eq "User"')}`));
    expect(resources(await usersOnly.get('?filter=userName%20pr')).length).toBe(0);
  });
});

overServers(
  'Allow of REST',
  (suite) => {
    describe.each([...new Set(operationList.map(({ path }) => path))].sort())('%s', (path) => {
      const methods = operationList.filter((one) => one.path === path).map((one) => one.method);
      const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
      const ofReply = (reply: { headers: Headers }): string[] =>
        (reply.headers.get('allow') ?? '').split(', ').sort();

      test('S22 Allow names the methods of the contract, and the others are 405', async () => {
        const address = path.replace(/\{\w+\}/g, '01900000-0000-7000-8000-000000000000');
        expect(ofReply(await suite.server.rest('OPTIONS', address))).toEqual(allow);
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
          if (allow.includes(method)) continue;
          const reply = await suite.server.rest(method, address);
          expect([reply.status, reply.body['code']]).toEqual([405, 'route.method']);
          expect(ofReply(reply)).toEqual(allow);
        }
      });
    });
  },
  { databases: ['sqlite'] },
);
