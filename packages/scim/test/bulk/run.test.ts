import { describe, expect, test } from '@jest/globals';
import { ScimError } from '../../src/error.js';
import type { Resource } from '../../src/schema/definition.js';
import {
  BASE,
  BULK_REQUEST,
  ENTERPRISE,
  ERROR,
  GROUP,
  PATCH_OP,
  USER,
  createTestEngine,
} from '../test-engine.js';

const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

type Engine = ReturnType<typeof createTestEngine>;

async function bulk(
  { send }: Engine,
  Operations: unknown,
  more: Resource = {},
): Promise<{ status: number; json: Resource; results: Resource[] }> {
  const body = { schemas: [BULK_REQUEST], Operations, ...more };
  const { status, json } = await send('POST', '/Bulk', body);
  return { status, json, results: (json['Operations'] ?? []) as Resource[] };
}

function newUser(bulkId: string, more: Resource = {}): Resource {
  const data = { schemas: [USER], userName: bulkId, ...more };
  return { method: 'POST', path: '/Users', bulkId, data };
}

function newGroup(bulkId: string, ...members: string[]): Resource {
  const data = {
    schemas: [GROUP],
    displayName: bulkId,
    members: members.map((value) => ({ value })),
  };
  return { method: 'POST', path: '/Groups', bulkId, data };
}

async function members({ send }: Engine, id: string): Promise<unknown[]> {
  const { members: list = [] } = (await send('GET', `/Groups/${id}`)).json;
  return (list as Resource[]).map(({ value }) => value);
}

function patched(...Operations: unknown[]): Resource {
  return { schemas: [PATCH_OP], Operations };
}

const statuses = (results: readonly Resource[]): unknown[] => results.map(({ status }) => status);

describe('row 96: what a bulk response says', () => {
  test('method, bulkId, version, location and a string status for each operation', async () => {
    const now = createTestEngine();
    const [put, patch, gone] = [
      await now.user('put'),
      await now.user('patch'),
      await now.user('x'),
    ];
    const { status, json } = await bulk(now, [
      newUser('new'),
      { method: 'PUT', path: `/Users/${put}`, data: { schemas: [USER], userName: 'put2' } },
      {
        method: 'PATCH',
        path: `/Users/${patch}`,
        bulkId: 'mine',
        version: 'W/"1"',
        data: patched({ op: 'replace', path: 'active', value: false }),
      },
      { method: 'DELETE', path: `/Users/${gone}` },
    ]);
    expect(status).toBe(200);
    expect(json).toEqual({
      schemas: [BULK_RESPONSE],
      Operations: [
        {
          location: `${BASE}/Users/user-4`,
          method: 'POST',
          bulkId: 'new',
          version: 'W/"1"',
          status: '201',
        },
        { location: `${BASE}/Users/${put}`, method: 'PUT', version: 'W/"2"', status: '200' },
        {
          location: `${BASE}/Users/${patch}`,
          method: 'PATCH',
          bulkId: 'mine',
          version: 'W/"2"',
          status: '200',
        },
        { location: `${BASE}/Users/${gone}`, method: 'DELETE', status: '204' },
      ],
    });
  });

  test('a failure carries its Error; a failed POST has no location, any other has one', async () => {
    const now = createTestEngine();
    await now.user('taken');
    const { results } = await bulk(now, [
      newUser('taken'),
      { method: 'DELETE', path: '/Users/nobody' },
      { method: 'PUT', path: '/Users/user-1', version: 'W/"9"', data: newUser('taken')['data'] },
    ]);
    const response = (status: string, scimType?: string) => ({
      schemas: [ERROR],
      status,
      ...(scimType !== undefined && { scimType }),
      detail: expect.any(String),
    });
    expect(results).toEqual([
      { method: 'POST', bulkId: 'taken', status: '409', response: response('409', 'uniqueness') },
      {
        method: 'DELETE',
        location: `${BASE}/Users/nobody`,
        status: '404',
        response: response('404'),
      },
      { method: 'PUT', location: `${BASE}/Users/user-1`, status: '412', response: response('412') },
    ]);
  });
});

describe('row 97: references', () => {
  test('to an earlier and to a later operation, in members, manager and paths', async () => {
    const now = createTestEngine();
    const manager = { [ENTERPRISE]: { manager: { value: 'bulkId:boss' } } };
    const { results } = await bulk(now, [
      newGroup('g', 'bulkId:a', 'bulkId:boss'),
      newUser('a', manager),
      newUser('boss'),
      {
        method: 'PATCH',
        path: '/Users/bulkId:a',
        data: patched({ op: 'add', path: 'title', value: 'T' }),
      },
    ]);
    expect(statuses(results)).toEqual(['201', '201', '201', '200']);
    expect(results.map(({ bulkId }) => bulkId)).toEqual(['g', 'a', 'boss', undefined]);
    const [group, a, boss, patch] = results.map(({ location }) =>
      String(location).split('/').at(-1),
    );
    expect(await members(now, String(group))).toEqual([a, boss]);
    expect(patch).toBe(a);
    expect((await now.send('GET', `/Users/${String(a)}`)).json).toMatchObject({
      title: 'T',
      [ENTERPRISE]: { manager: { value: boss } },
    });
  });

  test('of two groups that contain each other', async () => {
    const now = createTestEngine();
    const { results } = await bulk(now, [
      newUser('u'),
      newGroup('a', 'bulkId:b', 'bulkId:u'),
      newGroup('b', 'bulkId:a'),
    ]);
    expect(statuses(results)).toEqual(['201', '201', '201']);
    const [user, a, b] = results.map(({ location }) => String(location).split('/').at(-1));
    expect(await members(now, String(a))).toEqual([b, user]);
    expect(await members(now, String(b))).toEqual([a]);
    expect(results[2]).toMatchObject({ bulkId: 'b', version: 'W/"2"' });
  });

  test('of two people who manage each other', async () => {
    const now = createTestEngine();
    const under = (id: string) => ({ [ENTERPRISE]: { manager: { value: `bulkId:${id}` } } });
    const { results } = await bulk(now, [newUser('a', under('b')), newUser('b', under('a'))]);
    expect(statuses(results)).toEqual(['201', '201']);
    const { json } = await now.send('GET', '/Users?sortBy=userName');
    const [a, b] = json['Resources'] as Resource[];
    expect(a?.[ENTERPRISE]).toMatchObject({ manager: { value: b?.['id'] } });
    expect(b?.[ENTERPRISE]).toMatchObject({ manager: { value: a?.['id'] } });
  });

  test('inside a PATCH: value, value path and $ref', async () => {
    const now = createTestEngine();
    const group = await now.group('G', 'other');
    const { results } = await bulk(now, [
      {
        method: 'PATCH',
        path: `/Groups/${group}`,
        data: patched(
          { op: 'add', path: 'members', value: [{ value: 'bulkId:a' }, { value: 'bulkId:b' }] },
          { op: 'remove', path: 'members[value eq "bulkId:b"]' },
        ),
      },
      newUser('a'),
      newUser('b'),
    ]);
    expect(statuses(results)).toEqual(['204', '201', '201']);
    const a = String(results[1]?.['location']).split('/').at(-1);
    expect(await members(now, group)).toEqual(['other', a]);
  });

  test('to an unknown bulkId, and to one whose creation failed, are 409; the others go on', async () => {
    const now = createTestEngine();
    await now.user('taken');
    const { results } = await bulk(now, [
      newGroup('g', 'bulkId:nowhere'),
      newUser('taken'),
      newGroup('h', 'bulkId:taken'),
      { method: 'DELETE', path: '/Users/bulkId:taken' },
      newUser('fine'),
    ]);
    expect(statuses(results)).toEqual(['409', '409', '409', '409', '201']);
    expect(results[0]?.['response']).toMatchObject({ status: '409', scimType: 'invalidValue' });
    expect(results[3]?.['location']).toBe(`${BASE}/Users/bulkId:taken`);
    expect(now.groups.resources.size).toBe(0);
  });

  test('that close a circle on a failed creation say what is there and what is missing', async () => {
    const now = createTestEngine();
    await now.group('a');
    const { results } = await bulk(now, [newGroup('a', 'bulkId:b'), newGroup('b', 'bulkId:a')]);
    expect(statuses(results)).toEqual(['409', '409']);
    expect(results[1]).toMatchObject({
      location: `${BASE}/Groups/group-2`,
      response: { detail: expect.stringContaining('was created, but') },
    });
  });
});

describe('row 98: failOnErrors', () => {
  const broken = { method: 'DELETE', path: '/Users/nobody' };

  test('ends the job at that many errors; what was not begun is not reported', async () => {
    const now = createTestEngine();
    const operations = [newUser('a'), broken, newUser('b')];
    const { results } = await bulk(now, operations, { failOnErrors: 1 });
    expect(statuses(results)).toEqual(['201', '404']);
    expect(now.users.resources.size).toBe(1);
    const second = await bulk(createTestEngine(), operations, { failOnErrors: 2 });
    expect(statuses(second.results)).toEqual(['201', '404', '201']);
  });

  test('absent or null goes on to the end', async () => {
    for (const failOnErrors of [undefined, null]) {
      const operations = [broken, broken, newUser('a')];
      const { results } = await bulk(createTestEngine(), operations, { failOnErrors });
      expect(statuses(results)).toEqual(['404', '404', '201']);
    }
  });

  test('a circle that the end cuts open is reported as unfinished', async () => {
    const now = createTestEngine();
    await now.group('a');
    const operations = [newGroup('a', 'bulkId:b'), newGroup('b', 'bulkId:a')];
    const { results } = await bulk(now, operations, { failOnErrors: 1 });
    expect(statuses(results)).toEqual(['409', '409']);
    expect(results[1]?.['response']).toMatchObject({
      detail: expect.stringContaining('failOnErrors'),
    });
  });

  test.each([0, -1, 1.5, '1', true])('%j is 400 invalidValue', async (failOnErrors) => {
    const { status, json } = await bulk(createTestEngine(), [newUser('a')], { failOnErrors });
    expect([status, json['scimType']]).toEqual([400, 'invalidValue']);
  });
});

describe('row 99: requests that are refused', () => {
  test('beyond maxOperations is 413 and names the limit', async () => {
    const now = createTestEngine({ options: { limits: { bulkOperations: 2 } } });
    const { status, json } = await bulk(now, [newUser('a'), newUser('b'), newUser('c')]);
    expect(status).toBe(413);
    expect(json['detail']).toMatch(/maxOperations\) is 2/);
    expect(now.users.resources.size).toBe(0);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['no schema', { Operations: [newUser('a')] }],
    ['no operations', { schemas: [BULK_REQUEST] }],
    ['an empty list', { schemas: [BULK_REQUEST], Operations: [] }],
    ['a bulkId twice', { schemas: [BULK_REQUEST], Operations: [newUser('a'), newUser('a')] }],
  ])('%s is 400 invalidSyntax and does nothing', async (_name, body) => {
    const now = createTestEngine();
    const { status, json } = await now.send('POST', '/Bulk', body);
    expect([status, json['scimType']]).toEqual([400, 'invalidSyntax']);
    expect(now.users.resources.size).toBe(0);
  });

  test.each<[string, unknown]>([
    ['no object', 7],
    ['no method', { path: '/Users/x' }],
    ['GET', { method: 'GET', path: '/Users/x' }],
    ['no path', { method: 'DELETE' }],
    ['a POST without bulkId', { ...newUser('a'), bulkId: undefined }],
    ['a POST to a resource', { ...newUser('a'), path: '/Users/x' }],
    ['a PUT on an endpoint', { method: 'PUT', path: '/Users', data: {} }],
    ['a bulk request inside', { ...newUser('a'), path: '/Bulk' }],
    ['one in disguise', { ...newUser('a'), path: '/%42ulk' }],
    ['a search', { ...newUser('a'), path: '/.search' }],
    ['a query', { method: 'DELETE', path: '/Users/x?y' }],
    ['a POST without data', { ...newUser('a'), data: undefined }],
  ])('%s fails that operation with 400', async (_name, operation) => {
    const { status, results } = await bulk(createTestEngine(), [operation, newUser('b')]);
    expect(status).toBe(200);
    expect(statuses(results)).toEqual(['400', '201']);
    expect(results[0]?.['response']).toMatchObject({ schemas: [ERROR], status: '400' });
  });

  test('names in other letter case and a path with other slashes are read', async () => {
    const now = createTestEngine();
    const body = {
      Schemas: [BULK_REQUEST],
      operations: [{ Method: 'post', Path: '//Users/', BulkId: 'a', Data: newUser('a')['data'] }],
    };
    const { json } = await now.send('POST', '/Bulk', body);
    expect(statuses(json['Operations'] as Resource[])).toEqual(['201']);
  });

  test('data nested 5,000 deep fails its operation only', async () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 5_000; depth++) deep = { deep };
    const { results } = await bulk(createTestEngine(), [newUser('a', { deep }), newUser('b')]);
    expect(statuses(results)).toEqual(['400', '201']);
  });
});

describe('row 100: operations are requests like any other', () => {
  test('uniqueness, mutability and scopes hold', async () => {
    const now = createTestEngine();
    const { results } = await bulk(now, [
      newUser('a'),
      { ...newUser('A'), bulkId: 'again' },
      {
        method: 'PATCH',
        path: '/Users/bulkId:a',
        data: patched({ op: 'replace', path: 'id', value: 'other' }),
      },
    ]);
    expect(results.map(({ response }) => (response as Resource | undefined)?.['scimType'])).toEqual(
      [undefined, 'uniqueness', 'mutability'],
    );
    const reader = await bulk(createTestEngine({ scopes: ['read'] }), [newUser('a')]);
    expect(statuses(reader.results)).toEqual(['403']);
  });

  test('an unexpected error ends the job, unless the host turns it into an answer', async () => {
    const now = createTestEngine();
    now.users.create = () => Promise.reject(new TypeError('disk'));
    await expect(bulk(now, [newUser('a')])).rejects.toThrow('disk');
    const logged: unknown[] = [];
    const bulkFault = (_ctx: unknown, fault: unknown): ScimError => {
      logged.push(fault);
      return new ScimError(500, 'The service failed; ask its operator.');
    };
    const kind = createTestEngine({ options: { bulkFault } });
    kind.users.create = now.users.create;
    const { results } = await bulk(kind, [newUser('a'), newGroup('g')]);
    expect(statuses(results)).toEqual(['500', '201']);
    expect(logged).toEqual([expect.any(TypeError)]);
  });

  test('a thousand operations in a chain of forward references', async () => {
    const now = createTestEngine();
    const size = 1_000;
    const operations = Array.from({ length: size }, (_, index) =>
      index === size - 1 ? newGroup(`g${index}`) : newGroup(`g${index}`, `bulkId:g${index + 1}`),
    );
    const { results } = await bulk(now, operations);
    expect(new Set(statuses(results))).toEqual(new Set(['201']));
    expect(results.map(({ bulkId }) => bulkId)).toEqual(operations.map(({ bulkId }) => bulkId));
  });
});
