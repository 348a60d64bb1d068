import { expect, test } from '@jest/globals';
import { type Json, type Reply, type ScimClient } from '../kit/server.js';
import {
  BULK_REQUEST,
  BULK_RESPONSE,
  bulkBody,
  ENTERPRISE,
  ERROR,
  expectError,
  expectNoContent,
  expectOk,
  find,
  groupBody,
  items,
  type CreatedResource,
  makeGroup,
  makeUser,
  memberIds,
  ownVersion,
  patchBody,
  resources,
  expectUnchanged,
  userBody,
} from './client.js';
import { overServers } from './servers.js';

overServers('delete and versions', (suite) => {
  test('row 93: what is deleted is gone everywhere, and its name is free at once', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1@example.com', { externalId: 'ext-1' });
    const stays = await makeUser(scim, 'user-2@example.com');
    const group = await makeGroup(scim, 'Group One', user.id, stays.id);
    const reply = await scim.delete(user.path);
    expectNoContent(reply);
    expectError(await scim.get(user.path), 404);
    expectError(await scim.put(user.path, userBody('user-1@example.com')), 404);
    const change = patchBody({ op: 'replace', path: 'active', value: true });
    expectError(await scim.patch(user.path, change), 404);
    expectError(await scim.delete(user.path), 404);
    expect(resources(await scim.get('/Users')).map(({ id }) => String(id))).toEqual([stays.id]);
    expect((await scim.get('/Users?count=0')).body.totalResults).toBe(1);
    for (const filter of ['userName sw "user-1"', 'externalId eq "ext-1"', `id eq "${user.id}"`]) {
      expect(await find(scim, filter)).toEqual([]);
    }
    expect(await memberIds(scim, group)).toEqual([stays.id]);
    expect(await find(scim, `members.value eq "${user.id}"`, '/Groups')).toEqual([]);
    const after = expectOk(await scim.get(group.path));
    expect(String(after.meta?.lastModified) > String(group.body.meta?.lastModified)).toBe(true);
    const again = await makeUser(scim, 'USER-1@example.com', { externalId: 'ext-1' });
    expect(again.id).not.toBe(user.id);
    expect(again.body).not.toHaveProperty('groups');
  });

  test('row 93: E18: who is deactivated stays to be read, found and a member', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1@example.com', { title: 'Engineer' });
    const group = await makeGroup(scim, 'Group One', user.id);
    const off = patchBody({ op: 'replace', path: 'active', value: false });
    expect(expectOk(await scim.patch(user.path, off)).active).toBe(false);
    expect(expectOk(await scim.get(user.path))).toMatchObject({ active: false, title: 'Engineer' });
    expect(await find(scim, 'userName eq "user-1@example.com"')).toHaveLength(1);
    expect(await find(scim, 'active eq false')).toHaveLength(1);
    expect(await memberIds(scim, group)).toEqual([user.id]);
    expectError(await scim.post('/Users', userBody('user-1@example.com')), 409, 'uniqueness');
    const title = patchBody({ op: 'replace', path: 'title', value: 'Manager' });
    expect(expectOk(await scim.patch(user.path, title))).toMatchObject({ active: false });
    const on = patchBody({ op: 'replace', path: 'active', value: true });
    expect(expectOk(await scim.patch(user.path, on))).toMatchObject({
      active: true,
      title: 'Manager',
      groups: [{ value: group.id }],
    });
    const members = await suite.server.rest('GET', `/organizations/${scim.organizationId}/members`);
    expect(items(members.body.items)).toMatchObject([{ status: 'active' }]);
  });

  test('row 94: a group that is deleted leaves its members and the groups around it', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const inner = await makeGroup(scim, 'Inner', user.id);
    const outer = await makeGroup(scim, 'Outer', user.id, inner.id);
    expectNoContent(await scim.delete(inner.path));
    for (const ask of [() => scim.get(inner.path), () => scim.delete(inner.path)]) {
      expectError(await ask(), 404);
    }
    const { groups } = expectOk(await scim.get(user.path));
    expect(items(groups).map(({ value }) => value)).toEqual([outer.id]);
    expect(await memberIds(scim, outer)).toEqual([user.id]);
    expect(await find(scim, `groups.value eq "${inner.id}"`)).toEqual([]);
    expectNoContent(await scim.delete(outer.path));
    expect(expectOk(await scim.get(user.path))).not.toHaveProperty('groups');
    expect(await find(scim, 'groups pr')).toEqual([]);
    await makeGroup(scim, 'INNER');
  });

  test('row 95: the ETag is meta.version, weak, and goes with every change', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One');
    for (const { path, body, reply } of [user, group]) {
      const tag = String(body.meta?.version);
      expect(tag).toMatch(/^W\/"[^"]+"$/);
      expect(reply.headers.get('etag')).toBe(tag);
      expect((await scim.get(path)).headers.get('etag')).toBe(tag);
      for (const known of [tag, tag.slice(2), `"x", ${tag}`, '*']) {
        const fresh = await scim.get(path, { 'if-none-match': known });
        expect([fresh.status, fresh.text]).toEqual([304, '']);
        expect(fresh.headers.get('etag')).toBe(tag);
      }
      expectOk(await scim.get(path, { 'if-none-match': 'W/"0"' }));
    }
    const title = (value: string): unknown => patchBody({ op: 'replace', path: 'title', value });
    const first = String(user.body.meta?.version);
    const changed = await scim.patch(user.path, title('a'), { 'if-match': first });
    const second = String(expectOk(changed).meta?.version);
    expect(second).not.toBe(first);
    expectOk(await scim.get(user.path, { 'if-none-match': first }));
    await expectUnchanged(scim, user.path, async () => {
      const stale = { 'if-match': first };
      expectError(await scim.put(user.path, userBody('user-2'), stale), 412);
      expectError(await scim.patch(user.path, title('b'), stale), 412);
      expectError(await scim.delete(user.path, stale), 412);
    });
    expectOk(await scim.put(user.path, userBody('user-1'), { 'if-match': `W/"0", ${second}` }));
    expectOk(await scim.patch(user.path, title('c'), { 'if-match': '*' }));
    await expectUnchanged(scim, group.path, async () => {
      const stale = { 'if-match': 'W/"77"' };
      const rename = patchBody({ op: 'replace', path: 'displayName', value: 'Group 1' });
      expectError(await scim.patch(group.path, rename, stale), 412);
      expectError(await scim.put(group.path, groupBody('Group 1'), stale), 412);
      expectError(await scim.delete(group.path, stale), 412);
    });
    const members = patchBody({ op: 'add', path: 'members', value: [{ value: user.id }] });
    const added = await scim.patch(group.path, members);
    expect(added.headers.get('etag')).not.toBe(group.body.meta?.version);
    expectNoContent(
      await scim.delete(group.path, { 'if-match': String(added.headers.get('etag')) }),
    );
    expectError(await scim.delete(group.path, { 'if-match': '*' }), 404);
  });

  test('row 95: of two changes of one version at once only one is made', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const tag = { 'if-match': String(user.body.meta?.version) };
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        scim.patch(user.path, patchBody({ op: 'replace', path: 'title', value: `t${index}` }), tag),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const reply of replies.filter(({ status }) => status !== 200)) expectError(reply, 412);
  });
});

function post(bulkId: string, userName: string, more: Record<string, unknown> = {}): unknown {
  return { method: 'POST', path: '/Users', bulkId, data: userBody(userName, more) };
}

function postGroup(bulkId: string, displayName: string, ...members: string[]): unknown {
  return { method: 'POST', path: '/Groups', bulkId, data: groupBody(displayName, ...members) };
}

/** The results of a bulk job, each with a status that is a string. */
function results(reply: Reply): Json[] {
  const body = expectOk(reply);
  expect(body.schemas).toEqual([BULK_RESPONSE]);
  const operations = items(body.Operations);
  for (const { status } of operations) expect(String(status)).toMatch(/^\d{3}$/);
  for (const { status } of operations) expect(typeof status).toBe('string');
  return operations;
}

function statuses(reply: Reply): string[] {
  return results(reply).map(({ status }) => String(status));
}

function idOf(result: Json | undefined): string {
  const location = String(result?.location);
  return location.slice(location.lastIndexOf('/') + 1);
}

overServers('bulk', (suite) => {
  test('row 96: each operation answers for itself', async () => {
    const scim = await suite.scim();
    const one = await makeUser(scim, 'user-1');
    const two = await makeUser(scim, 'user-2');
    const title = patchBody({ op: 'replace', path: 'title', value: 'x' });
    const reply = await scim.post(
      '/Bulk',
      bulkBody([
        post('a', 'user-3'),
        { method: 'PUT', path: one.path, data: userBody('user-1', { title: 'y' }) },
        { method: 'patch', path: two.path, data: title, version: two.body.meta?.version },
        post('b', 'USER-1'),
        { method: 'PATCH', path: two.path, data: title, version: 'W/"77"' },
        { method: 'DELETE', path: one.path },
        { method: 'DELETE', path: '/Users/nobody', bulkId: 'c' },
      ]),
    );
    const [created, put, patched, taken, stale, gone, missing] = results(reply);
    const location = (made: CreatedResource): string => scim.baseUrl + made.path;
    expect(created).toEqual({
      method: 'POST',
      bulkId: 'a',
      status: '201',
      version: 'W/"1"',
      location: `${scim.baseUrl}/Users/${idOf(created)}`,
    });
    expect(put).toEqual({
      method: 'PUT',
      status: '200',
      version: 'W/"2"',
      location: location(one),
    });
    expect(patched).toMatchObject({ method: 'PATCH', status: '200', location: location(two) });
    expect(taken).toMatchObject({
      method: 'POST',
      bulkId: 'b',
      status: '409',
      response: { schemas: [ERROR], status: '409', scimType: 'uniqueness' },
    });
    expect(taken).not.toHaveProperty('location');
    expect(stale).toMatchObject({ status: '412', response: { status: '412' } });
    expect(gone).toEqual({ method: 'DELETE', status: '204', location: location(one) });
    expect(missing).toMatchObject({ bulkId: 'c', status: '404', response: { status: '404' } });
    expect(await find(scim, 'userName pr')).toEqual(['user-2', 'user-3']);
    expectOk(await scim.get(`/Users/${idOf(created)}`));
  });

  test('row 97: a bulkId stands for what its POST made, before and after it', async () => {
    const scim = await suite.scim();
    const reply = await scim.post(
      '/Bulk',
      bulkBody([
        postGroup('g', 'Group One', 'bulkId:later', 'bulkId:u'),
        post('u', 'user-1', { [ENTERPRISE]: { manager: { value: 'bulkId:later' } } }),
        post('later', 'user-2'),
        {
          method: 'PATCH',
          path: '/Users/bulkId:u',
          data: patchBody({ op: 'add', path: 'title', value: 'x' }),
        },
      ]),
    );
    expect(statuses(reply)).toEqual(['201', '201', '201', '200']);
    const [group, user, later, patched] = results(reply);
    const members = await memberIds(scim, { path: `/Groups/${idOf(group)}` } as CreatedResource);
    expect(members.sort()).toEqual([idOf(user), idOf(later)].sort());
    const read = expectOk(await scim.get(`/Users/${idOf(user)}`));
    expect(read[ENTERPRISE]?.manager?.value).toBe(idOf(later));
    expect(read.title).toBe('x');
    expect(idOf(patched)).toBe(idOf(user));
  });

  test('row 97: two groups that have each other are both made', async () => {
    const scim = await suite.scim();
    const job = bulkBody([
      postGroup('a', 'Group A', 'bulkId:b'),
      postGroup('b', 'Group B', 'bulkId:a'),
    ]);
    const reply = await scim.post('/Bulk', job);
    expect(statuses(reply)).toEqual(['201', '201']);
    const [a, b] = results(reply).map(idOf);
    const members = (id: string | undefined): Promise<string[]> =>
      memberIds(scim, { path: `/Groups/${id}` } as CreatedResource);
    expect([await members(a), await members(b)]).toEqual([[b], [a]]);
    for (const result of results(reply)) {
      const { meta } = expectOk(await scim.get(`/Groups/${idOf(result)}`));
      expect(ownVersion(result.version)).toBe(ownVersion(meta?.version));
    }
  });

  test('row 97: a bulkId that stands for nothing fails its operation', async () => {
    const scim = await suite.scim();
    await makeUser(scim, 'user-1');
    const reply = await scim.post(
      '/Bulk',
      bulkBody([
        postGroup('g', 'Group One', 'bulkId:nothing'),
        { method: 'DELETE', path: '/Users/bulkId:nothing' },
        post('taken', 'user-1'),
        postGroup('h', 'Group Two', 'bulkId:taken'),
        post('fine', 'user-2'),
      ]),
    );
    expect(statuses(reply)).toEqual(['409', '409', '409', '409', '201']);
    expect((await scim.get('/Groups')).body.totalResults).toBe(0);
    expect(await find(scim, 'userName pr')).toEqual(['user-1', 'user-2']);
  });

  test('row 98: failOnErrors ends the job at so many errors; without it the job goes on', async () => {
    const scim = await suite.scim();
    await makeUser(scim, 'user-1');
    const job = [
      post('a', 'user-2'),
      post('b', 'user-1'),
      post('c', 'user-1'),
      post('d', 'user-3'),
    ];
    const stopped = await scim.post('/Bulk', bulkBody(job, { failOnErrors: 1 }));
    expect(statuses(stopped)).toEqual(['201', '409']);
    expect(await find(scim, 'userName pr')).toEqual(['user-1', 'user-2']);
    const second = await scim.post('/Bulk', bulkBody(job.slice(1), { failOnErrors: 2 }));
    expect(statuses(second)).toEqual(['409', '409']);
    const whole = await scim.post('/Bulk', bulkBody(job.slice(1)));
    expect(statuses(whole)).toEqual(['409', '409', '201']);
    for (const failOnErrors of [0, -1, 1.5, '1', {}]) {
      const reply = await scim.post('/Bulk', bulkBody([post('x', 'user-9')], { failOnErrors }));
      expectError(reply, 400, 'invalidValue');
    }
    expect(await find(scim, 'userName eq "user-9"')).toEqual([]);
  });

  test('row 99: what is no bulk request is refused as a whole', async () => {
    const scim = await suite.scim();
    const fine = post('a', 'user-1');
    const bad: unknown[] = [
      { Operations: [fine] },
      { schemas: ['urn:x'], Operations: [fine] },
      ...[[], {}, null, 'x'].map((Operations) => ({ schemas: [BULK_REQUEST], Operations })),
      { schemas: [BULK_REQUEST] },
      bulkBody([fine, post('a', 'user-2')]),
    ];
    for (const body of bad) expectError(await scim.post('/Bulk', body), 400, 'invalidSyntax');
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
  });

  test('row 99: an operation that is wrong by itself fails by itself', async () => {
    const scim = await suite.scim();
    const data = userBody('user-x');
    const wrong: unknown[] = [
      { path: '/Users', bulkId: 'a', data },
      { method: 'GET', path: '/Users' },
      { method: 'POST', bulkId: 'b', data },
      { method: 'POST', path: '/Users', data },
      { method: 'POST', path: '/Bulk', bulkId: 'c', data },
      { method: 'POST', path: '/Users/.search', bulkId: 'd', data },
      { method: 'DELETE', path: '/Users' },
      { method: 'POST', path: '/Users?x=1', bulkId: 'e', data },
      { method: 'POST', path: '/Schemas', bulkId: 'f', data },
      { method: 'POST', path: '/Users', bulkId: 'g' },
      { method: 'POST', path: '/Users', bulkId: 'h', data: [data] },
      'x',
      null,
    ];
    const reply = await scim.post('/Bulk', bulkBody([...wrong, post('z', 'user-1')]));
    const found = statuses(reply);
    expect(found.at(-1)).toBe('201');
    for (const [index, status] of found.slice(0, -1).entries()) {
      expect([index, status]).toEqual([index, expect.stringMatching(/^40[045]$/)]);
    }
    expect(await find(scim, 'userName pr')).toEqual(['user-1']);
  });

  test('row 100: a bulk operation may do what a single request may, and no more', async () => {
    const mine = await suite.scim();
    const foreign = await suite.scim();
    const theirs = await makeUser(foreign, 'user-1');
    const user = await makeUser(mine, 'user-1');
    const group = await makeGroup(mine, 'Group One', user.id);
    await expectUnchanged(foreign, theirs.path, async () => {
      const reply = await mine.post(
        '/Bulk',
        bulkBody([
          { method: 'DELETE', path: theirs.path },
          { method: 'PUT', path: theirs.path, data: userBody('stolen') },
          { method: 'PATCH', path: theirs.path, data: patchBody({ op: 'remove', path: 'title' }) },
          {
            method: 'PATCH',
            path: user.path,
            data: patchBody({ op: 'replace', path: 'id', value: 'x' }),
          },
          { method: 'PATCH', path: user.path, data: patchBody({ op: 'remove', path: 'userName' }) },
          post('a', 'USER-1'),
          { method: 'POST', path: '/Groups', bulkId: 'b', data: groupBody('group one') },
          { method: 'POST', path: '/Users', bulkId: 'c', data: { schemas: ['x'], userName: 'x' } },
          postGroup('d', 'Group Two', theirs.id, user.id),
        ]),
      );
      const expected = ['404', '404', '404', '400', '400', '409', '409', '400', '201'];
      expect(statuses(reply)).toEqual(expected);
      const made = { path: `/Groups/${idOf(results(reply).at(-1))}` } as CreatedResource;
      expect(await memberIds(mine, made)).toEqual([user.id]);
    });
    expect(await memberIds(mine, group)).toEqual([user.id]);
    expectNoContent(await mine.delete(group.path));
  });

  test('row 100: a token that may only read may only read in bulk, too', async () => {
    const reader = await suite.scim({ scopes: ['users:read', 'groups:read'] });
    const job = bulkBody([post('a', 'user-1'), postGroup('b', 'Group One')]);
    expect(statuses(await reader.post('/Bulk', job))).toEqual(['403', '403']);
    expect((await reader.get('/Users')).body.totalResults).toBe(0);
  });
});

overServers(
  'bulk with small limits',
  (suite) => {
    test('row 99: beyond maxOperations or maxPayloadSize is 413 and names the limit', async () => {
      const scim = await suite.scim();
      const { bulk } = expectOk(await scim.get('/ServiceProviderConfig'));
      expect(bulk).toEqual({ supported: true, maxOperations: 5, maxPayloadSize: 4_096 });
      const six = Array.from({ length: 6 }, (_, index) => post(`b${index}`, `user-${index}`));
      const many = await scim.post('/Bulk', bulkBody(six));
      expectError(many, 413);
      expect(many.body.detail).toMatch(/\b5\b/);
      const large = await scim.post('/Bulk', bulkBody([post('a', 'x'.repeat(4_096))]));
      expectError(large, 413);
      expect(large.body.detail).toContain('4096');
      expect((await scim.get('/Users')).body.totalResults).toBe(0);
      await expectFits(scim, six.slice(1));
    });

    async function expectFits(scim: ScimClient, job: unknown[]): Promise<void> {
      expect(statuses(await scim.post('/Bulk', bulkBody(job)))).toEqual(job.map(() => '201'));
    }
  },
  { settings: { scim: { bulk: { maxOperations: 5, maxPayloadBytes: 4_096 } } } },
);
