import { describe, expect, test } from '@jest/globals';
import { bodyText, errorResponse } from '../src/responses.js';
import { ScimError } from '../src/error.js';
import {
  BASE,
  ENTERPRISE,
  ERROR,
  GROUP,
  PATCH_OP,
  USER,
  createTestEngine,
  type Answer,
} from './test-engine.js';

const NEW_USER = { schemas: [USER], userName: 'user-1@example.com' };
const UNKNOWN = '/Users/nobody';

function expectError(answer: Answer, status: number, scimType?: string): void {
  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({
    schemas: [ERROR],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail: expect.stringMatching(/\w/),
  });
}

describe('routes', () => {
  test.each([
    '/Foos',
    '/Users/a/b',
    '/Users/%',
    '/Users/%00',
    '/Users/a%01b',
    '/Users/\u0001',
    '/Bulk/x',
    '/.search/x',
  ])('row 5: %s is an Error 404', async (path) => {
    const { send } = createTestEngine();
    expectError(await send('GET', path), 404);
  });

  test.each(['//Users', '/Users/'])('row 110: strict takes %s to the letter', async (path) => {
    expectError(await createTestEngine({ compatibility: 'strict' }).send('GET', path), 404);
    expect((await createTestEngine().send('GET', path)).status).toBe(200);
  });

  test('row 6: GET, PUT, PATCH and DELETE of an unknown id are 404, and PUT creates nothing', async () => {
    const { send, patch, users } = createTestEngine();
    expectError(await send('GET', UNKNOWN), 404);
    expectError(await send('PUT', UNKNOWN, NEW_USER), 404);
    expectError(await patch(UNKNOWN, { op: 'replace', path: 'active', value: false }), 404);
    expectError(await send('DELETE', UNKNOWN), 404);
    expect(users.resources.size).toBe(0);
  });

  test.each([[undefined], [null], [[NEW_USER]], ['text'], [7]])(
    'row 7: POST with the body %j is 400 invalidSyntax',
    async (body) => {
      expectError(await createTestEngine().send('POST', '/Users', body), 400, 'invalidSyntax');
    },
  );

  test.each([
    ['PUT', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/Schemas', 'GET, HEAD, OPTIONS'],
    ['POST', '/Users/u', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['GET', '/Bulk', 'POST, OPTIONS'],
    ['GET', '/Users/.search', 'POST, OPTIONS'],
    ['PROPFIND', '/.search', 'POST, OPTIONS'],
  ])('row 12: %s %s is 405 with Allow', async (method, path, allow) => {
    const answer = await createTestEngine().send(method, path);
    expectError(answer, 405);
    expect(answer.headers['allow']).toBe(allow);
  });

  test.each(['GET', 'PATCH', 'DELETE'])('row 13: %s /Me is 501', async (method) => {
    expectError(await createTestEngine().send(method, '/Me'), 501);
  });

  test('what was identified before is not looked for again', async () => {
    const { provider, ctx, user } = createTestEngine();
    const id = await user('a');
    const told: unknown[] = [];
    const listening = { ...ctx, identify: (subject: object) => void told.push(subject) };
    // in the words of a client, which are rewritten
    const request = { method: 'GET', path: `/users/${id}`, body: undefined, baseUrl: BASE };
    const whole = { ...request, query: new URLSearchParams() };
    const identified = provider.identify(listening, request);
    const first = await provider.handle(listening, whole, identified);
    expect(told).toEqual([{ operation: 'read', resourceType: 'User', id }]);
    expect(first.status).toBe(200);
    // by itself it does the same
    expect(await provider.handle(listening, whole)).toEqual(first);
    expect(told).toHaveLength(2);
    const nowhere = provider.identify(listening, { method: 'GET', path: '/Users/%zz' });
    expect((await provider.handle(listening, whole, nowhere)).status).toBe(404);
  });

  test('row 110: HEAD is GET without its body, OPTIONS says what is allowed', async () => {
    const { send, user } = createTestEngine();
    const id = await user('a');
    const head = await send('HEAD', `/Users/${id}`);
    expect(head).toMatchObject({ status: 200, headers: { etag: 'W/"1"' }, text: undefined });
    expect(await send('HEAD', UNKNOWN)).toMatchObject({ status: 404, text: undefined });
    expect(await send('OPTIONS', '/Users')).toMatchObject({
      status: 204,
      headers: { allow: 'GET, HEAD, POST, OPTIONS' },
      text: undefined,
    });
  });

  test('row 11: an unknown query parameter is ignored', async () => {
    expect((await createTestEngine().send('GET', '/Users?foo=1&aadOptscim062020')).status).toBe(
      200,
    );
  });

  test('row 3: a credential without the scope is 403 for that access only', async () => {
    const { send } = createTestEngine({ scopes: ['read'] });
    expectError(await send('POST', '/Users', NEW_USER), 403);
    expect((await send('GET', '/Users')).status).toBe(200);
    const writer = createTestEngine({ scopes: ['write'] });
    expectError(await writer.send('GET', '/Users'), 403);
    expect((await writer.send('GET', '/Schemas')).status).toBe(200);
  });

  test('an unexpected error is not answered as a refusal', async () => {
    const { send, users } = createTestEngine();
    users.read = () => Promise.reject(new TypeError('disk'));
    await expect(send('GET', '/Users/u')).rejects.toThrow('disk');
  });

  test('row 15: the door uses the same Error body', () => {
    const { status, body } = errorResponse(new ScimError(429, 'Wait a second.'));
    expect(status).toBe(429);
    expect(JSON.parse(bodyText(body ?? ''))).toEqual({
      schemas: [ERROR],
      status: '429',
      detail: 'Wait a second.',
    });
  });
});

describe('create, read, replace, delete', () => {
  test('row 24: POST answers 201 with Location, ETag and the complete resource', async () => {
    const { send } = createTestEngine();
    const answer = await send('POST', '/Users', NEW_USER);
    const location = `${BASE}/Users/user-1`;
    expect(answer.status).toBe(201);
    expect(answer.headers).toEqual({ location, 'content-location': location, etag: 'W/"1"' });
    expect(answer.json).toEqual({
      ...NEW_USER,
      id: 'user-1',
      meta: {
        resourceType: 'User',
        created: expect.any(String),
        lastModified: expect.any(String),
        version: 'W/"1"',
        location,
      },
    });
    expect((await send('GET', location.slice(BASE.length))).json).toEqual(answer.json);
  });

  test('row 26: what only the server sets is ignored in a POST', async () => {
    const answer = await createTestEngine().send('POST', '/Users', {
      ...NEW_USER,
      id: 'mine',
      meta: { location: 'http://elsewhere.example', version: 'x' },
      groups: [{ value: 'g' }],
    });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ id: 'user-1', meta: { location: `${BASE}/Users/user-1` } });
    expect(answer.json).not.toHaveProperty('groups');
  });

  test('row 31: a password is never answered, not even when it is asked for', async () => {
    const { send } = createTestEngine();
    const body = { ...NEW_USER, password: 'a secret' };
    const texts = [
      await send('POST', '/Users?attributes=password', body),
      await send('GET', '/Users/user-1?attributes=password,userName'),
      await send('PUT', '/Users/user-1', body),
      await send('GET', '/Users'),
    ].map(({ text }) => text);
    for (const text of texts) expect(text).not.toContain('password');
  });

  test('row 74: an id in a PUT body that differs is ignored; the URL alone counts', async () => {
    const { send, user, users } = createTestEngine();
    const id = await user('a');
    const other = await user('b');
    const answer = await send('PUT', `/Users/${id}`, { schemas: [USER], userName: 'c', id: other });
    expect(answer).toMatchObject({ status: 200, json: { id, userName: 'c' } });
    expect(users.resources.get(other)).toMatchObject({ userName: 'b' });
  });

  test('row 72: the full body of a GET is taken back by PUT and changes nothing', async () => {
    const { send, user } = createTestEngine();
    const id = await user('a', { name: { givenName: 'User' }, [ENTERPRISE]: { department: 'D' } });
    const before = await send('GET', `/Users/${id}`);
    const after = await send('PUT', `/Users/${id}`, before.json);
    expect(after).toMatchObject({ status: 200, json: before.json, headers: before.headers });
  });

  test('row 93: DELETE is 204 without a body; afterwards everything is 404', async () => {
    const { send, patch, user } = createTestEngine();
    const id = await user('a');
    expect(await send('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, text: undefined });
    expectError(await send('GET', `/Users/${id}`), 404);
    expectError(await send('PUT', `/Users/${id}`, NEW_USER), 404);
    expectError(await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: true }), 404);
    expectError(await send('DELETE', `/Users/${id}`), 404);
    expect((await send('POST', '/Users', { ...NEW_USER, userName: 'A' })).status).toBe(201);
  });

  test('row 39: members, groups and manager get a $ref that follows their type', async () => {
    const { send, user, group } = createTestEngine();
    const boss = await user('boss');
    const id = await user('a', { [ENTERPRISE]: { manager: { value: boss, $ref: 'x' } } });
    const inner = await group('Inner');
    const created = await send('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Outer',
      members: [{ value: id }, { value: inner, type: 'Group' }],
    });
    expect(created.json['members']).toEqual([
      expect.objectContaining({ value: id, $ref: `${BASE}/Users/${id}` }),
      { value: inner, type: 'Group', $ref: `${BASE}/Groups/${inner}` },
    ]);
    const read = await send('GET', `/Users/${id}`);
    expect(read.json[ENTERPRISE]).toEqual({
      manager: { value: boss, $ref: `${BASE}/Users/${boss}`, displayName: 'boss' },
    });
    const few = await send('GET', `/Groups/${String(created.json['id'])}?attributes=members.value`);
    expect(few.json['members']).toEqual([{ value: id }, { value: inner }]);
  });
});

describe('PATCH answers', () => {
  test('row 89: a user PATCH is 200 with the resource, and with what was asked for', async () => {
    const { send, patch, user } = createTestEngine();
    const id = await user('a');
    const title = { op: 'add', path: 'title', value: 'T' };
    const full = await patch(`/Users/${id}`, title);
    expect(full).toMatchObject({ status: 200, json: { id, userName: 'a', title: 'T' } });
    expect(full.headers).toEqual({ 'content-location': `${BASE}/Users/${id}`, etag: 'W/"2"' });
    const few = await patch(`/Users/${id}?attributes=title`, { ...title, value: 'U' });
    expect(few.json).toEqual({ schemas: [USER], id, title: 'U' });
    await user('b');
    const taken = { op: 'replace', path: 'userName', value: 'B' };
    expectError(await patch(`/Users/${id}`, taken), 409, 'uniqueness');
    expect((await send('GET', `/Users/${id}`)).json).toMatchObject({ userName: 'a', title: 'U' });
  });

  test('row 89, E15: a group PATCH is 204 with its ETag, and 200 when attributes are asked for', async () => {
    const { patch, user, group, groups } = createTestEngine();
    const [a, id] = [await user('a'), await group('G')];
    const add = { op: 'add', path: 'members', value: [{ value: a }] };
    const quiet = await patch(`/Groups/${id}`, add);
    expect(quiet).toMatchObject({ status: 204, headers: { etag: 'W/"2"' }, text: undefined });
    expect(groups.spy.selections.at(-1)).toEqual({ attributes: [{ name: 'meta' }], excluded: [] });
    const asked = await patch(`/Groups/${id}?attributes=displayName`, add);
    expect(asked).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
    expect(asked.json).toEqual({ schemas: [GROUP], id, displayName: 'G' });
    const without = await patch(`/Groups/${id}?excludedAttributes=members`, add);
    expect(without.json).toMatchObject({ displayName: 'G' });
    expect(without.json).not.toHaveProperty('members');
  });

  test('row 83: a filter without match creates the element, in strict it is 400 noTarget', async () => {
    const replace = { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@example.com' };
    const lenient = createTestEngine();
    const id = await lenient.user('a');
    expect((await lenient.patch(`/Users/${id}`, replace)).json).toMatchObject({
      emails: [{ type: 'work', value: 'a@example.com' }],
    });
    const strict = createTestEngine({ compatibility: 'strict' });
    expectError(await strict.patch(`/Users/${await strict.user('a')}`, replace), 400, 'noTarget');
  });

  test('row 88: a URN with dots in the path adds the extension and its schema', async () => {
    const { patch, user } = createTestEngine();
    const id = await user('a');
    const answer = await patch(
      `/Users/${id}`,
      { op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '7' },
      { op: 'add', path: `${USER}:name.familyName`, value: 'One' },
    );
    expect(answer.json).toMatchObject({
      schemas: [USER, ENTERPRISE],
      [ENTERPRISE]: { employeeNumber: '7' },
      name: { familyName: 'One' },
    });
  });

  test.each([['id'], ['meta.version'], ['groups']])(
    'row 84: PATCH of %s is 400 mutability',
    async (path) => {
      const { patch, user } = createTestEngine();
      const id = await user('a');
      const answer = await patch(`/Users/${id}`, { op: 'replace', path, value: 'x' });
      expectError(answer, 400, 'mutability');
    },
  );

  test('row 76: strict: a PATCH without its schema is 400 invalidSyntax', async () => {
    const { send, user } = createTestEngine({ compatibility: 'strict' });
    const id = await user('a');
    const Operations = [{ op: 'replace', path: 'active', value: false }];
    expectError(await send('PATCH', `/Users/${id}`, { Operations }), 400, 'invalidSyntax');
    const body = { schemas: [PATCH_OP], operations: Operations };
    expect((await send('PATCH', `/Users/${id}`, body)).status).toBe(200);
  });
});

describe('row 90: shapes of PATCH that providers send', () => {
  const manager = (value: unknown) => ({ [ENTERPRISE]: { manager: value } });
  test.each<[string, unknown, object]>([
    ['boolean as string', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    ['without path', { op: 'replace', value: { active: false } }, { active: false }],
    [
      'dotted and URN keys',
      { op: 'replace', value: { 'name.givenName': 'A', [`${ENTERPRISE}:department`]: 'B' } },
      { name: { givenName: 'A' }, [ENTERPRISE]: { department: 'B' } },
    ],
    [
      'path filter on nothing',
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@example.com' },
      { emails: [{ type: 'work', value: 'a@example.com' }] },
    ],
    [
      'manager as id',
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'm' },
      manager({ value: 'm' }),
    ],
    [
      'manager as object',
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: { value: 'm' } },
      manager({ value: 'm' }),
    ],
    [
      'manager as list',
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: [{ $ref: 'x', value: 'm' }] },
      manager({ value: 'm' }),
    ],
    [
      'manager.value',
      { op: 'Replace', path: `${ENTERPRISE}:manager.value`, value: 'm' },
      manager({ value: 'm' }),
    ],
  ])('%s', async (_name, operation, expected) => {
    const { patch, user } = createTestEngine();
    const answer = await patch(`/Users/${await user('a', { active: true })}`, operation);
    expect(answer).toMatchObject({ status: 200, json: expected });
  });

  test('manager "" clears it', async () => {
    const { patch, user } = createTestEngine();
    const id = await user('a', { [ENTERPRISE]: { manager: { value: 'm' } } });
    const answer = await patch(`/Users/${id}`, {
      op: 'Replace',
      path: `${ENTERPRISE}:manager`,
      value: '',
    });
    expect(answer.status).toBe(200);
    expect(answer.json).not.toHaveProperty([ENTERPRISE]);
  });

  test.each<[string, unknown, string[]]>([
    ['remove with a list', { op: 'Remove', path: 'members', value: [{ value: 'a' }] }, ['b']],
    ['remove by filter', { op: 'remove', path: 'members[value eq "a"]' }, ['b']],
    ['remove all', { op: 'remove', path: 'members' }, []],
    ['replace by nothing', { op: 'replace', path: 'members', value: [] }, []],
    ['replace the list', { op: 'replace', path: 'members', value: [{ value: 'c' }] }, ['c']],
    ['replace without path', { op: 'replace', value: { members: [{ value: 'c' }] } }, ['c']],
    ['add an id', { op: 'add', path: 'members', value: 'c' }, ['a', 'b', 'c']],
    ['add an object', { op: 'Add', path: 'members', value: { value: 'c' } }, ['a', 'b', 'c']],
    ['add again', { op: 'add', path: 'members', value: [{ value: 'a' }] }, ['a', 'b']],
  ])('members: %s', async (_name, operation, expected) => {
    const { send, patch, group } = createTestEngine();
    const id = await group('G', 'a', 'b');
    expect((await patch(`/Groups/${id}`, operation)).status).toBe(204);
    const { members = [] } = (await send('GET', `/Groups/${id}`)).json;
    expect((members as { value: string }[]).map(({ value }) => value)).toEqual(expected);
  });
});

describe('a large body', () => {
  const bodyOf = (count: number, more: readonly object[] = []) => ({
    schemas: [GROUP],
    displayName: 'Large',
    members: [...Array.from({ length: count }, (_, n) => ({ value: `id-${n}` })), ...more],
  });

  test('is read in pieces, and says what it would say in one', async () => {
    const { provider, ctx, send, group } = createTestEngine();
    const id = await group('Large');
    let pauses = 0;
    const pause = async (): Promise<void> => void (pauses += 1);
    const put = async (body: unknown) => {
      pauses = 0;
      const path = `/Groups/${id}`;
      const query = new URLSearchParams();
      const request = { method: 'PUT', path, query, body, baseUrl: BASE };
      return provider.handle({ ...ctx, pause }, request);
    };
    expect((await put(bodyOf(10))).status).toBe(200);
    expect(pauses).toBe(0);
    const twice = { value: 'id-4' };
    expect((await put(bodyOf(9_000, [twice]))).status).toBe(200);
    expect(pauses).toBeGreaterThanOrEqual(8);
    expect((await send('GET', `/Groups/${id}`)).json['members']).toHaveLength(9_000);
    const nameless = await put(bodyOf(9_000, [{ display: 'Nobody' }]));
    expect(nameless.status).toBe(400);
    expect(nameless.body).toContain('members[9000] must have');
  });
});
