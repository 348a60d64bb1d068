import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Resource } from '../src/schema/definition.js';
import {
  BASE,
  ENTERPRISE,
  ERROR,
  GROUP,
  SEARCH_REQUEST,
  USER,
  createTestEngine,
} from './test-engine.js';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

let now: ReturnType<typeof createTestEngine>;

/** Three people and a group, by their names. */
beforeEach(async () => {
  now = createTestEngine();
  const more = { emails: [{ value: 'c@example.com', type: 'work' }], active: true };
  await now.user('c', { ...more, name: { givenName: 'C', familyName: 'Three' } });
  await now.user('A', { title: 'T', [ENTERPRISE]: { department: 'D', employeeNumber: '1' } });
  await now.user('b');
  await now.group('G', 'user-1');
});

async function names(url: string): Promise<unknown[]> {
  const { status, json } = await now.send('GET', url);
  expect(status).toBe(200);
  return (json['Resources'] as Resource[]).map((one) => one['userName'] ?? one['displayName']);
}

async function refused(url: string): Promise<unknown> {
  const { status, json } = await now.send('GET', url);
  expect(json['schemas']).toEqual([ERROR]);
  expect(json['status']).toBe(String(status));
  return [status, json['scimType']];
}

describe('attributes', () => {
  const only = async (url: string): Promise<string[]> =>
    Object.keys((await now.send('GET', `/Users/user-2${url}`)).json).sort();

  test('row 41: attributes=userName leaves id, schemas and userName, everywhere', async () => {
    const expected = ['id', 'schemas', 'userName'];
    expect(await only('?attributes=userName')).toEqual(expected);
    const list = await now.send('GET', '/Users?attributes=userName');
    for (const one of list.json['Resources'] as Resource[])
      expect(Object.keys(one).sort()).toEqual(expected);
    const body = { schemas: [USER], userName: 'new', title: 'T' };
    const created = await now.send('POST', '/Users?attributes=userName', body);
    expect(Object.keys(created.json).sort()).toEqual(expected);
    expect(created.headers['location']).toBe(`${BASE}/Users/user-4`);
    expect(created.headers['etag']).toBe('W/"1"');
    const put = await now.send('PUT', '/Users/user-4?attributes=userName', body);
    expect(Object.keys(put.json).sort()).toEqual(expected);
    const op = { op: 'replace', path: 'title', value: 'U' };
    const patched = await now.patch('/Users/user-4?attributes=userName', op);
    expect(Object.keys(patched.json).sort()).toEqual(expected);
  });

  test('row 42: what is always returned cannot be excluded', async () => {
    const { json } = await now.send('GET', '/Users/user-1?excludedAttributes=id,schemas,emails');
    expect(json).toMatchObject({ id: 'user-1', schemas: [USER], userName: 'c' });
    expect(json).not.toHaveProperty('emails');
  });

  test('row 43: sub-attributes, core URN, extension URN, in any case', async () => {
    const { json } = await now.send('GET', '/Users/user-1?attributes=NAME.givenname');
    expect(json).toEqual({ schemas: [USER], id: 'user-1', name: { givenName: 'C' } });
    expect(await only(`?attributes=${USER}:userName`)).toEqual(['id', 'schemas', 'userName']);
    const extension = await now.send('GET', `/Users/user-2?attributes=${ENTERPRISE}:Department`);
    expect(extension.json[ENTERPRISE]).toEqual({ department: 'D' });
  });

  test('row 44: both lists together are 400 invalidValue', async () => {
    expect(await refused('/Users?attributes=userName&excludedAttributes=id')).toEqual([
      400,
      'invalidValue',
    ]);
  });

  test('row 45: an unknown name leaves the minimum', async () => {
    expect(await only('?attributes=nope')).toEqual(['id', 'schemas']);
  });

  test('E8, row 70: excludedAttributes=members reaches the handler and the answer', async () => {
    const { json } = await now.send('GET', '/Groups/group-1?excludedAttributes=members');
    expect(json).not.toHaveProperty('members');
    const excluded = [{ name: 'members' }];
    expect(now.groups.spy.selections.at(-1)).toEqual({ attributes: [], excluded });
    const filter = encodeURIComponent('displayName eq "g"');
    const list = await now.send('GET', `/Groups?filter=${filter}&excludedAttributes=members`);
    expect(list.json).toMatchObject({ totalResults: 1, Resources: [{ displayName: 'G' }] });
    expect(now.groups.spy.queries.at(-1)?.selection.excluded).toEqual(excluded);
  });
});

describe('lists', () => {
  test('row 46, O1, O3: a page says how many match and how many it has, as integers', async () => {
    expect((await now.send('GET', '/Users?startIndex=2&count=1')).json).toMatchObject({
      schemas: [LIST],
      totalResults: 3,
      itemsPerPage: 1,
      startIndex: 2,
      Resources: [{ userName: 'A' }],
    });
  });

  test('rows 47, 48: startIndex and count out of range', async () => {
    expect((await now.send('GET', '/Users?startIndex=-5&count=-1')).json).toMatchObject({
      totalResults: 3,
      itemsPerPage: 0,
      startIndex: 1,
    });
    expect(await names('/Users?startIndex=9')).toEqual([]);
    expect(await refused('/Users?count=many')).toEqual([400, 'invalidValue']);
    await now.send('GET', '/Users?count=99999');
    expect(now.users.spy.queries.at(-1)?.count).toBe(1000);
  });

  test('row 51: sorting by simple, complex and multi-valued attributes', async () => {
    expect(await names('/Users?sortBy=userName')).toEqual(['A', 'b', 'c']);
    expect(await names('/Users?sortBy=userName&sortOrder=descending')).toEqual(['c', 'b', 'A']);
    expect(await names('/Users?sortBy=name.familyName')).toEqual(['c', 'A', 'b']);
    expect(await names('/Users?sortBy=emails')).toEqual(['c', 'A', 'b']);
    expect(await names(`/Users?sortBy=${ENTERPRISE}:department`)).toEqual(['A', 'c', 'b']);
  });

  test.each(['nope', 'name', 'password', 'name.nope'])(
    'row 51: sortBy=%s is 400 invalidValue',
    async (name) => {
      expect(await refused(`/Users?sortBy=${name}`)).toEqual([400, 'invalidValue']);
    },
  );

  test.each<[string, string[]]>([
    ['userName eq "a"', ['A']],
    ['title pr and active ne true', ['A']],
    ['emails[type eq "work"].value eq "c@example.com"', ['c']],
    [`${ENTERPRISE}:employeeNumber eq "1"`, ['A']],
    ['userName eq "none"', []],
    ['meta.resourceType eq "User" and userName sw "b"', ['b']],
  ])('rows 55-63, 70: filter %s', async (filter, expected) => {
    expect(await names(`/Users?filter=${encodeURIComponent(filter)}`)).toEqual(expected);
  });

  test.each(['nope eq "x"', 'userName eq', '', 'password eq "x"'])(
    'rows 66, 67: filter %j is 400 invalidFilter',
    async (filter) => {
      const url = `/Users?filter=${encodeURIComponent(filter)}`;
      expect(await refused(url)).toEqual([400, 'invalidFilter']);
    },
  );

  test('row 54: a cursor goes to the handler and comes back from it', async () => {
    now.users.query = async (_ctx, query) => ({
      resources: [],
      total: 9,
      ...(query.cursor === '' && { nextCursor: 'n1' }),
    });
    const first = await now.send('GET', '/Users?cursor&count=2');
    expect(first.json).toMatchObject({ totalResults: 9, nextCursor: 'n1' });
    expect(first.json).not.toHaveProperty('startIndex');
    expect((await now.send('GET', '/Users?cursor=n1')).json).not.toHaveProperty('nextCursor');
  });
});

describe('row 53: .search', () => {
  const search = (url: string, more: Resource) =>
    now.send('POST', url, { schemas: [SEARCH_REQUEST], ...more });
  const found = (json: Resource): unknown[] =>
    (json['Resources'] as Resource[]).map((one) => one['id']);

  test('at a type it answers as GET does', async () => {
    const body = { filter: 'userName gt "a"', sortBy: 'userName', attributes: ['userName'] };
    const { status, json } = await search('/Users/.search', { ...body, startIndex: 1, count: 1 });
    expect(status).toBe(200);
    expect(json).toEqual({
      schemas: [LIST],
      totalResults: 2,
      itemsPerPage: 1,
      startIndex: 1,
      Resources: [{ schemas: [USER], id: 'user-3', userName: 'b' }],
    });
  });

  test('needs the SearchRequest schema', async () => {
    for (const url of ['/.search', '/Users/.search'])
      expect((await now.send('POST', url, { filter: 'id pr' })).json).toMatchObject({
        status: '400',
        scimType: 'invalidSyntax',
      });
  });

  test('at the root it finds every type, paged over all of them', async () => {
    const all = await search('/.search', {});
    expect(all.json).toMatchObject({ totalResults: 4, itemsPerPage: 4, startIndex: 1 });
    expect(found(all.json)).toEqual(['user-1', 'user-2', 'user-3', 'group-1']);
    const over = await search('/.search', { startIndex: 3, count: 2 });
    expect(over.json).toMatchObject({ totalResults: 4, itemsPerPage: 2, startIndex: 3 });
    expect(found(over.json)).toEqual(['user-3', 'group-1']);
    expect(found((await search('/.search', { startIndex: 4 })).json)).toEqual(['group-1']);
    expect((await search('/.search', { count: 0 })).json).toMatchObject({ totalResults: 4 });
  });

  test('an attribute that a type lacks has no value there (row 66)', async () => {
    const either = { filter: 'userName eq "b" or displayName eq "g"' };
    expect(found((await search('/.search', either)).json)).toEqual(['user-3', 'group-1']);
    const absent = { filter: 'nope eq "x"' };
    expect((await search('/.search', absent)).json).toMatchObject({ totalResults: 0 });
  });

  test('meta.resourceType picks the types that are asked at all, and what must be allowed', async () => {
    const users = { filter: 'meta.resourceType eq "User" and id pr', sortBy: 'userName' };
    const before = now.groups.spy.queries.length;
    expect(found((await search('/.search', users)).json)).toEqual(['user-2', 'user-3', 'user-1']);
    expect(now.groups.spy.queries).toHaveLength(before);
    const groups = { filter: 'not (meta.resourceType eq "User")', attributes: 'displayName' };
    expect((await search('/.search', groups)).json['Resources']).toEqual([
      { schemas: [GROUP], id: 'group-1', displayName: 'G' },
    ]);
  });

  test('the root is not paged by cursor', async () => {
    expect((await search('/.search', { cursor: '' })).json).toMatchObject({
      status: '400',
      scimType: 'invalidCursor',
    });
  });
});

describe('row 95: versions', () => {
  test('If-None-Match with the current version is 304 without a body', async () => {
    for (const ifNoneMatch of ['W/"1"', '"1"', '*', 'W/"0", W/"1"'])
      expect(await now.send('GET', '/Users/user-1', undefined, { ifNoneMatch })).toMatchObject({
        status: 304,
        headers: { etag: 'W/"1"' },
        text: undefined,
      });
    const other = await now.send('GET', '/Users/user-1', undefined, { ifNoneMatch: 'W/"2"' });
    expect(other).toMatchObject({ status: 200, headers: { etag: 'W/"1"' } });
    expect(other.json['meta']).toMatchObject({ version: 'W/"1"' });
  });

  test('If-Match with an old version is 412 for PUT, PATCH and DELETE, and nothing is done', async () => {
    const stale = { ifMatch: 'W/"0"' };
    const body = { schemas: [USER], userName: 'c' };
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const patch = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: 'T' }],
      };
      const sent = method === 'PATCH' ? patch : body;
      const answer = await now.send(method, '/Users/user-1', sent, stale);
      expect(answer).toMatchObject({ status: 412, json: { schemas: [ERROR], status: '412' } });
    }
    const current = await now.send('PUT', '/Users/user-1', body, { ifMatch: 'W/"1"' });
    expect(current).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } });
  });
});
