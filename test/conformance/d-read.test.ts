import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  expectError,
  expectOk,
  filtered,
  find,
  makeGroup,
  makeUser,
  makeUsers,
  patchBody,
  resources,
  searchBody,
  USER,
  userBody,
} from './client.js';
import type { Json, ScimClient } from '../kit/server.js';
import { overServers } from './servers.js';

const RICH = {
  displayName: 'One',
  title: 'Engineer',
  password: 'secret word',
  externalId: 'ext-1',
  name: { givenName: 'Given', familyName: 'Family' },
  emails: [{ value: 'user-1@example.com', type: 'work', primary: true }],
  [ENTERPRISE]: { department: 'A', employeeNumber: '1', manager: { value: 'someone' } },
};

const MINIMUM = ['id', 'schemas'];
const namesOf = (body: Json | undefined): string[] => Object.keys(body ?? {}).sort();

overServers('read', (suite) => {
  test('row 41: attributes returns those and the minimum, for every method', async () => {
    const scim = await suite.scim();
    const wanted = [...MINIMUM, 'userName'];
    const query = '?attributes=userName';
    const created = await scim.post(`/Users${query}`, userBody('user-1', RICH));
    expect(namesOf(expectOk(created, 201))).toEqual(wanted);
    expect(created.headers.get('location')).toBe(`${scim.baseUrl}/Users/${created.body.id}`);
    const path = `/Users/${created.body.id}`;
    expect(namesOf(expectOk(await scim.get(path + query)))).toEqual(wanted);
    const put = await scim.put(path + query, userBody('user-1', RICH));
    expect(namesOf(expectOk(put))).toEqual(wanted);
    const patch = patchBody({ op: 'replace', path: 'title', value: 'Manager' });
    expect(namesOf(expectOk(await scim.patch(path + query, patch)))).toEqual(wanted);
    for (const row of resources(await scim.get(`/Users${query},password`))) {
      expect(namesOf(row)).toEqual(wanted);
    }
    const search = await scim.post('/Users/.search', searchBody({ attributes: ['userName'] }));
    for (const row of resources(search)) expect(namesOf(row)).toEqual(wanted);
    const group = await makeGroup(scim, 'Group One', created.body.id);
    const shown = expectOk(await scim.get(`${group.path}?attributes=displayName`));
    expect(namesOf(shown)).toEqual(['displayName', ...MINIMUM]);
    const groups = await scim.get('/Groups?attributes=members.value');
    expect(resources(groups)[0]?.members).toEqual([{ value: created.body.id }]);
  });

  test('row 42: E8: excludedAttributes takes out all but what is always returned', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', RICH);
    const query = '?excludedAttributes=id,schemas,emails,name.familyName,meta.version';
    const body = expectOk(await scim.get(user.path + query));
    expect(body.id).toBe(user.id);
    expect(body.schemas).toEqual([USER, ENTERPRISE]);
    expect(body).not.toHaveProperty('emails');
    expect(body.name).toEqual({ givenName: 'Given' });
    expect(body.meta).not.toHaveProperty('version');
    expect(body.meta).toHaveProperty('created');
    expect(body.displayName).toBe('One');
    expect(resources(await scim.get(`/Users${query}`))).toEqual([body]);
    const group = await makeGroup(scim, 'Group One', user.id);
    const quiet = expectOk(await scim.get(`${group.path}?excludedAttributes=members`));
    expect(namesOf(quiet)).toEqual(['displayName', 'id', 'meta', 'schemas']);
    for (const row of resources(await scim.get('/Groups?excludedAttributes=MEMBERS'))) {
      expect(row).toEqual(quiet);
    }
    const without = `${user.path}?excludedAttributes=${ENTERPRISE}`;
    expect(expectOk(await scim.get(without))).not.toHaveProperty([ENTERPRISE]);
  });

  test('row 43: attributes by sub-attribute, by URN and in any case', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', RICH);
    const cases: [string, object][] = [
      ['name.givenName', { name: { givenName: 'Given' } }],
      ['NAME.GIVENNAME', { name: { givenName: 'Given' } }],
      [`${USER}:userName`, { userName: 'user-1' }],
      [`${USER.toUpperCase()}:USERNAME`, { userName: 'user-1' }],
      [`${USER}:name.familyName`, { name: { familyName: 'Family' } }],
      [`${ENTERPRISE}:department`, { [ENTERPRISE]: { department: 'A' } }],
      [
        `${ENTERPRISE.toLowerCase()}:manager.value`,
        { [ENTERPRISE]: { manager: { value: 'someone' } } },
      ],
      ['emails.value', { emails: [{ value: 'user-1@example.com' }] }],
      [
        'userName, displayName ,externalId',
        { userName: 'user-1', displayName: 'One', externalId: 'ext-1' },
      ],
      ['meta.resourceType', { meta: { resourceType: 'User' } }],
    ];
    for (const [attributes, expected] of cases) {
      const query = `?${new URLSearchParams({ attributes }).toString()}`;
      const body = expectOk(await scim.get(user.path + query));
      expect(body).toEqual({ id: user.id, schemas: [USER, ENTERPRISE], ...expected });
      expect(resources(await scim.get(`/Users${query}`))).toEqual([body]);
    }
    const all = expectOk(await scim.get(`${user.path}?attributes=${ENTERPRISE}`));
    expect(all[ENTERPRISE]).toMatchObject({ department: 'A', employeeNumber: '1' });
    expect(all).not.toHaveProperty('userName');
  });

  test('row 44: attributes beside excludedAttributes is 400 invalidValue', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const both = 'attributes=userName&excludedAttributes=emails';
    expectError(await scim.get(`${user.path}?${both}`), 400, 'invalidValue');
    expectError(await scim.get(`/Users?${both}`), 400, 'invalidValue');
    expectError(await scim.post(`/Users?${both}`, userBody('user-2')), 400, 'invalidValue');
    const search = searchBody({ attributes: ['userName'], excludedAttributes: ['emails'] });
    expectError(await scim.post('/Users/.search', search), 400, 'invalidValue');
    expect((await scim.get('/Users')).body.totalResults).toBe(1);
  });

  test('row 45: an unknown name in attributes selects nothing', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', RICH);
    for (const name of ['nothing', 'name.nothing', 'urn:example:x:y', '__proto__', '..', '[]']) {
      const body = expectOk(await scim.get(`${user.path}?attributes=${encodeURIComponent(name)}`));
      expect(namesOf(body)).toEqual(MINIMUM);
      const rest = await scim.get(`${user.path}?excludedAttributes=${encodeURIComponent(name)}`);
      expect(expectOk(rest)).toEqual(user.body);
    }
    const mixed = expectOk(await scim.get(`${user.path}?attributes=nothing,userName`));
    expect(namesOf(mixed)).toEqual([...MINIMUM, 'userName']);
  });

  test('row 46: O1: O3: the numbers of a list are integers and true', async () => {
    const scim = await suite.scim();
    const empty = await scim.get('/Users?startIndex=1&count=2');
    expect(expectOk(empty)).toMatchObject({ totalResults: 0, itemsPerPage: 0, startIndex: 1 });
    expect(resources(empty)).toEqual([]);
    await makeUsers(scim, 5);
    const cases: [string, number, number, number][] = [
      ['', 5, 1, 5],
      ['?count=2', 2, 1, 5],
      ['?count=1&startIndex=1', 1, 1, 5],
      ['?startIndex=4&count=2', 2, 4, 5],
      ['?startIndex=5&count=2', 1, 5, 5],
      [filtered('userName sw "user-1"'), 1, 1, 1],
      [filtered('userName pr', { count: '3', startIndex: '2' }), 3, 2, 5],
    ];
    for (const [query, rows, startIndex, totalResults] of cases) {
      const reply = await scim.get(`/Users${query}`);
      expect(resources(reply)).toHaveLength(rows);
      expect(reply.body).toMatchObject({ itemsPerPage: rows, startIndex, totalResults });
    }
  });

  test('row 47: startIndex below 1 is 1; count below 0 is 0, above the limit the limit', async () => {
    const scim = await suite.scim();
    await makeUsers(scim, 3);
    for (const startIndex of ['0', '-5', '-99999999999999999999']) {
      const reply = await scim.get(`/Users?startIndex=${startIndex}`);
      expect(resources(reply)).toHaveLength(3);
      expect(reply.body.startIndex).toBe(1);
    }
    for (const count of ['0', '-1', '-99999999999999999999']) {
      const reply = await scim.get(`/Users?count=${count}`);
      expect(resources(reply)).toEqual([]);
      expect(reply.body).toMatchObject({ totalResults: 3, itemsPerPage: 0 });
    }
    for (const count of ['1001', '99999999999999999999999']) {
      expect(resources(await scim.get(`/Users?count=${count}`))).toHaveLength(3);
    }
    const search = await scim.post('/Users/.search', searchBody({ startIndex: 0, count: -1 }));
    expect(resources(search)).toEqual([]);
    expect(search.body.totalResults).toBe(3);
  });

  test('row 48: beyond the end is an empty page; a number that is none is 400', async () => {
    const scim = await suite.scim();
    await makeUsers(scim, 2);
    for (const startIndex of ['3', '1000000', '9007199254740993']) {
      const reply = await scim.get(`/Users?startIndex=${startIndex}`);
      expect(resources(reply)).toEqual([]);
      expect(reply.body.totalResults).toBe(2);
    }
    for (const text of ['abc', '1.5', '1e3', '0x10', '1,2', 'NaN', 'Infinity', '1 2']) {
      const value = encodeURIComponent(text);
      expectError(await scim.get(`/Users?count=${value}`), 400, 'invalidValue');
      expectError(await scim.get(`/Users?startIndex=${value}`), 400, 'invalidValue');
    }
    for (const count of [1.5, 'abc', true, {}]) {
      const reply = await scim.post('/Users/.search', searchBody({ count }));
      expectError(reply, 400, 'invalidValue');
    }
  });

  describe('of 250 users', () => {
    let scim: ScimClient;
    let ids: string[];

    beforeAll(async () => {
      scim = await suite.scim();
      ids = await fill(250);
    }, 60_000);

    test('row 50: E25: without count the page is the default one and the total is right', async () => {
      const reply = await scim.get('/Users');
      expect(resources(reply)).toHaveLength(100);
      expect(reply.body).toMatchObject({ totalResults: 250, itemsPerPage: 100, startIndex: 1 });
      const found = await scim.get(`/Users${filtered('userName sw "user-1"')}`);
      expect(resources(found)).toHaveLength(100);
      expect(found.body.totalResults).toBe(111);
      const searched = await scim.post('/Users/.search', searchBody());
      expect(resources(searched)).toHaveLength(100);
      expect(resources(await scim.get('/Users?count=1000'))).toHaveLength(250);
    });

    test('row 49: E25a: O3: a walk meets each once, whatever changes meanwhile', async () => {
      const seen: string[] = [];
      const order: string[][] = [];
      for (let startIndex = 1; startIndex <= 250; startIndex += 100) {
        const reply = await scim.get(`/Users?startIndex=${startIndex}&count=100&attributes=id`);
        expect(reply.body).toMatchObject({ totalResults: 250, startIndex });
        const page = resources(reply).map(({ id }) => String(id));
        order.push(page);
        seen.push(...page);
        // a user of a page before and one of a page to come
        for (const id of [page[0], ids[249 - startIndex]]) {
          const change = { op: 'replace', path: 'displayName', value: `Changed ${startIndex}` };
          expectOk(await scim.patch(`/Users/${id}`, patchBody(change)));
        }
      }
      expect(new Set(seen)).toEqual(new Set(ids));
      expect(seen).toHaveLength(250);
      const again = await scim.get('/Users?startIndex=101&count=100&attributes=id');
      expect(resources(again).map(({ id }) => String(id))).toEqual(order[1]);
    });

    /** Many users through bulk, which is one request. */
    async function fill(count: number): Promise<string[]> {
      const Operations = Array.from({ length: count }, (_, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `b${index}`,
        data: userBody(`user-${index}`),
      }));
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
      const reply = await scim.post('/Bulk', { schemas, Operations });
      const results = expectOk(reply).Operations as unknown as { location: string }[];
      return results.map(({ location }) => location.slice(location.lastIndexOf('/') + 1));
    }
  });

  test('row 51: sorting, missing values last and in descending order first', async () => {
    const scim = await suite.scim();
    const people: [string, Record<string, unknown>][] = [
      ['b', { name: { familyName: 'Émile' }, title: 'z', externalId: 'a' }],
      ['A', { name: { familyName: 'adam' }, title: 'Y', externalId: 'B' }],
      ['d', { externalId: 'b' }],
      ['C', { name: { familyName: 'Zoe', givenName: 'X' } }],
    ];
    for (const [userName, more] of people) await makeUser(scim, userName, more);
    expect(await sorted('userName')).toBe('A b C d');
    expect(await sorted('userName', 'descending')).toBe('d C b A');
    expect(await sorted(`${USER}:USERNAME`, 'DESCENDING')).toBe('d C b A');
    expect(await sorted('name.familyName')).toBe('A C b d');
    expect(await sorted('name.familyName', 'descending')).toBe('d b C A');
    expect(await sorted('title', 'ascending')).toBe('A b d C');
    expect(await sorted('title', 'descending')).toBe('d C b A');
    // caseExact: capitals stand before small letters
    expect(await sorted('externalId')).toBe('A b d C');
    expect(await sorted('meta.created')).toBe('b A d C');
    expect(await sorted('meta.created', 'descending')).toBe('C d A b');

    async function sorted(sortBy: string, sortOrder = ''): Promise<string> {
      const query = new URLSearchParams({ sortBy, ...(sortOrder && { sortOrder }) });
      const rows = resources(await scim.get(`/Users?${query.toString()}`));
      // page by page it is the same order
      const pages: string[] = [];
      for (const startIndex of ['1', '3']) {
        query.set('startIndex', startIndex);
        query.set('count', '2');
        for (const row of resources(await scim.get(`/Users?${query.toString()}`))) {
          pages.push(String(row.userName));
        }
      }
      const names = rows.map(({ userName }) => String(userName));
      expect(pages).toEqual(names);
      return names.join(' ');
    }
  });

  test('row 51: a multi-valued attribute sorts by its primary value, else by its first', async () => {
    const scim = await suite.scim();
    const emails = (...values: string[]): object => ({
      emails: values.map((text) => ({
        value: text.replace('!', ''),
        ...(text.endsWith('!') && { primary: true }),
      })),
    });
    await makeUser(
      scim,
      'one',
      emails('z@example.com', 'a@example.com!') as Record<string, unknown>,
    );
    await makeUser(
      scim,
      'two',
      emails('b@example.com', 'a0@example.com') as Record<string, unknown>,
    );
    await makeUser(scim, 'three', emails('C@example.com') as Record<string, unknown>);
    await makeUser(scim, 'four');
    const order = async (query: string): Promise<unknown[]> =>
      resources(await scim.get(`/Users?${query}`)).map(({ userName }) => userName);
    expect(await order('sortBy=emails')).toEqual(['one', 'two', 'three', 'four']);
    expect(await order('sortBy=emails.value')).toEqual(['one', 'two', 'three', 'four']);
    const down = 'sortBy=emails&sortOrder=descending';
    expect(await order(down)).toEqual(['four', 'three', 'two', 'one']);
    await makeGroup(scim, 'beta');
    await makeGroup(scim, 'Alpha');
    const groups = resources(await scim.get('/Groups?sortBy=displayName'));
    expect(groups.map(({ displayName }) => displayName)).toEqual(['Alpha', 'beta']);
  });

  test('row 52: an order or an attribute to sort by that is none is 400 invalidValue', async () => {
    const scim = await suite.scim();
    await makeUsers(scim, 1);
    for (const query of [
      'sortBy=userName&sortOrder=bogus',
      'sortBy=nothing',
      'sortBy=name',
      'sortBy=password',
      'sortBy=emails[type%20eq%20"work"]',
    ]) {
      expectError(await scim.get(`/Users?${query}`), 400, 'invalidValue');
    }
    expect(resources(await scim.get('/Users?sortOrder=descending'))).toHaveLength(1);
  });

  test('row 53: .search answers like GET', async () => {
    const scim = await suite.scim();
    await makeUsers(scim, 4);
    const filter = 'userName sw "user-" and active eq true';
    const query = {
      attributes: 'userName',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: '2',
      count: '2',
    };
    const got = await scim.get(`/Users${filtered(filter, query)}`);
    const body = searchBody({
      filter,
      attributes: ['userName'],
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 2,
    });
    const posted = await scim.post('/Users/.search', body);
    expect(resources(posted)).toHaveLength(2);
    expect(posted.text).toBe(got.text);
    const upper = { SCHEMAS: body['schemas'], FILTER: filter, COUNT: '1' };
    expect(resources(await scim.post('/Users/.search', upper))).toHaveLength(1);
    for (const schemas of [undefined, [], [USER], 'x']) {
      const { schemas: _, ...rest } = body;
      const request = { ...rest, ...(schemas !== undefined && { schemas }) };
      expectError(await scim.post('/Users/.search', request), 400, 'invalidSyntax');
      expectError(await scim.post('/.search', request), 400, 'invalidSyntax');
    }
    const excluded = await scim.post(
      '/Users/.search',
      searchBody({ excludedAttributes: ['meta'] }),
    );
    for (const row of resources(excluded)) expect(row).not.toHaveProperty('meta');
  });

  test('row 53: the root search finds resources of every type', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { displayName: 'Alpha' });
    const group = await makeGroup(scim, 'Alpha', user.id);
    await makeUser(scim, 'user-2');
    const search = async (more: Record<string, unknown>): Promise<string[]> => {
      const reply = await scim.post('/.search', searchBody(more));
      const rows = resources(reply);
      if (more['count'] === undefined) expect(reply.body.totalResults).toBe(rows.length);
      return rows.map(({ id }) => String(id));
    };
    const both = await search({ filter: 'displayName eq "alpha"' });
    expect(both.sort()).toEqual([user.id, group.id].sort());
    expect(await search({ filter: 'meta.resourceType eq "Group"' })).toEqual([group.id]);
    const people = 'meta.resourceType eq "User" and displayName pr';
    expect(await search({ filter: people })).toEqual([user.id]);
    expect(await search({})).toHaveLength(3);
    expect(await search({ filter: 'userName eq "user-1"' })).toEqual([user.id]);
    expect(await search({ filter: `members.value eq "${user.id}"` })).toEqual([group.id]);
    const pages = [1, 2, 3].map((startIndex) => search({ startIndex, count: 1 }));
    expect(new Set((await Promise.all(pages)).flat()).size).toBe(3);
    expect(await find(scim, 'meta.resourceType eq "User"')).toEqual(['user-1', 'user-2']);
    const located = await scim.post('/.search', searchBody({ filter: 'displayName eq "alpha"' }));
    for (const row of resources(located)) {
      expect(String(row.meta?.location)).toBe(
        `${scim.baseUrl}/${String(row.meta?.resourceType)}s/${String(row.id)}`,
      );
    }
  });
});
