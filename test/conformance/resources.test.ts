import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Json, type ScimClient } from '../kit/server.js';
import {
  bulkBody,
  bulkPost,
  bulkResults,
  bulkStatuses,
  type CreatedResource,
  ENTERPRISE,
  expectError,
  expectNoContent,
  expectOk,
  expectUnchanged,
  filtered,
  find,
  groupBody,
  items,
  makeGroup,
  makeUser,
  makeUsers,
  memberIds,
  ownVersion,
  patchBody,
  resources,
  searchBody,
  snapshot,
  userBody,
} from './client.js';
import { overServers } from './servers.js';

function postGroup(bulkId: string, displayName: string, ...members: string[]): unknown {
  return { method: 'POST', path: '/Groups', bulkId, data: groupBody(displayName, ...members) };
}

function idOf(result: Json | undefined): string {
  const location = String(result?.location);
  return location.slice(location.lastIndexOf('/') + 1);
}

// What asks the store beyond the checks of the tester: names, order, pages, filters of groups, writers at the same time.
overServers('resources', (suite) => {
  test('row 29: E23: O5: a name that is taken is 409 at every door, and the answer names who has it', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'User-É@Example.com');
    const reply = await scim.post('/Users', userBody('uSER-e\u0301@example.com'));
    expectError(reply, 409, 'uniqueness');
    expect(reply.text).toContain(user.id);
    const group = await makeGroup(scim, 'Group É');
    const other = await makeGroup(scim, 'Group Two', user.id);
    expectError(await scim.post('/Groups', groupBody('gROUP é')), 409, 'uniqueness');
    await expectUnchanged(scim, other.path, async () => {
      expectError(await scim.put(other.path, groupBody('GROUP é')), 409, 'uniqueness');
      const clear = { op: 'remove', path: 'members' };
      const rename = { op: 'replace', path: 'displayName', value: 'Group É' };
      expectError(await scim.patch(other.path, patchBody(clear, rename)), 409, 'uniqueness');
    });
    expect(expectOk(await scim.get(group.path)).displayName).toBe('Group É');
    expect((await scim.get('/Users')).body.totalResults).toBe(1);
  });

  test('row 39: members of a group show in it, and the group in each of them', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { displayName: 'User One' });
    const plain = await makeUser(scim, 'user-2');
    const inner = await makeGroup(scim, 'Inner', user.id);
    const outer = await makeGroup(scim, 'Outer', user.id, plain.id, inner.id);
    const ref = (path: string): string => `${scim.baseUrl}${path}`;
    const { members } = expectOk(await scim.get(outer.path));
    expect(members).toEqual(
      expect.arrayContaining([
        { value: user.id, $ref: ref(user.path), display: 'User One', type: 'User' },
        { value: plain.id, $ref: ref(plain.path), display: 'user-2', type: 'User' },
        { value: inner.id, $ref: ref(inner.path), display: 'Inner', type: 'Group' },
      ]),
    );
    expect(items(members)).toHaveLength(3);
    const { groups } = expectOk(await scim.get(user.path));
    expect(groups).toEqual(
      expect.arrayContaining([
        { value: inner.id, $ref: ref(inner.path), display: 'Inner', type: 'direct' },
        { value: outer.id, $ref: ref(outer.path), display: 'Outer', type: 'direct' },
      ]),
    );
    expect(items(groups)).toHaveLength(2);
    const listed = resources(await scim.get('/Users')).find(({ id }) => String(id) === user.id);
    expect(items(listed?.groups)).toHaveLength(2);
    const renames = { op: 'replace', path: 'displayName', value: 'User 1' };
    expectOk(await scim.patch(user.path, patchBody(renames)));
    expectNoContent(await scim.patch(inner.path, patchBody({ ...renames, value: 'Inner 1' })));
    const shown = items(expectOk(await scim.get(outer.path)).members).map(({ display }) => display);
    expect(shown.map(String).sort()).toEqual(['Inner 1', 'User 1', 'user-2']);
  });

  test('row 70: groups are found by their members, and sorted', async () => {
    const scim = await suite.scim();
    const [ann, bob] = await makeUsers(scim, 2);
    const [a, b] = [ann?.id ?? '', bob?.id ?? ''];
    const one = await makeGroup(scim, 'beta', a);
    await makeGroup(scim, 'Alpha', a, b);
    await makeGroup(scim, 'empty');
    const cases: [string, string[]][] = [
      [`members.value eq "${a}"`, ['Alpha', 'beta']],
      [`members[value eq "${b}" and type eq "User"]`, ['Alpha']],
      [`members.value ne "${a}"`, ['Alpha', 'empty']],
      [`not (members.value eq "${a}")`, ['empty']],
      ['members pr', ['Alpha', 'beta']],
      ['not (members pr)', ['empty']],
      [`id eq "${one.id}" or displayName eq "EMPTY"`, ['beta', 'empty']],
    ];
    for (const [filter, names] of cases) {
      expect([filter, await find(scim, filter, '/Groups')]).toEqual([filter, names]);
    }
    const sorted = resources(await scim.get('/Groups?sortBy=displayName'));
    expect(sorted.map(({ displayName }) => displayName)).toEqual(['Alpha', 'beta', 'empty']);
  });

  test('row 68: two hundred conditions, and an index beyond all integers, are answered', async () => {
    const scim = await suite.scim();
    await makeUsers(scim, 2);
    const names = Array.from({ length: 200 }, (_, at) => `userName eq "user-${at}@example.com"`);
    const search = searchBody({ filter: names.join(' or ') });
    expect(resources(await scim.post('/Users/.search', search))).toHaveLength(2);
    const far = await scim.get('/Users?startIndex=9007199254740993');
    expect(resources(far)).toEqual([]);
    expect(far.body.totalResults).toBe(2);
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

  describe('of 120 users', () => {
    let scim: ScimClient;
    let ids: string[];

    beforeAll(async () => {
      scim = await suite.scim();
      ids = await fill(120);
    });

    test('row 50: E25: without count the page is the default one and the total is right', async () => {
      const reply = await scim.get('/Users');
      expect(resources(reply)).toHaveLength(100);
      expect(reply.body).toMatchObject({ totalResults: 120, itemsPerPage: 100, startIndex: 1 });
      const found = await scim.get(`/Users${filtered('userName sw "user-1"')}`);
      expect(resources(found)).toHaveLength(31);
      expect(found.body.totalResults).toBe(31);
      const searched = await scim.post('/Users/.search', searchBody());
      expect(resources(searched)).toHaveLength(100);
      expect(resources(await scim.get('/Users?count=1000'))).toHaveLength(120);
    });

    test('row 49: E25a: O3: a walk meets each once, whatever changes meanwhile', async () => {
      const seen: string[] = [];
      const order: string[][] = [];
      for (let startIndex = 1; startIndex <= 120; startIndex += 50) {
        const reply = await scim.get(`/Users?startIndex=${startIndex}&count=50&attributes=id`);
        expect(reply.body).toMatchObject({ totalResults: 120, startIndex });
        const page = resources(reply).map(({ id }) => String(id));
        order.push(page);
        seen.push(...page);
        // a user of a page before and one of a page to come
        for (const id of [page[0], ids[119 - startIndex]]) {
          const change = { op: 'replace', path: 'displayName', value: `Changed ${startIndex}` };
          expectOk(await scim.patch(`/Users/${id}`, patchBody(change)));
        }
      }
      expect(new Set(seen)).toEqual(new Set(ids));
      expect(seen).toHaveLength(120);
      const again = await scim.get('/Users?startIndex=51&count=50&attributes=id');
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

  test('row 91: changes of one user at once are all there afterwards', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1');
    const roles = Array.from({ length: 20 }, (_, index) => `role-${index}`);
    const replies = await Promise.all(
      roles.map((value) =>
        scim.patch(path, patchBody({ op: 'add', path: 'roles', value: [{ value }] })),
      ),
    );
    for (const reply of replies) expectOk(reply);
    const body = JSON.parse(await snapshot(scim, path)) as Json;
    expect(
      items(body.roles)
        .map(({ value }) => String(value))
        .sort(),
    ).toEqual([...roles].sort());
    expect(body.meta?.version).toBe(`W/"${roles.length + 1}"`);
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

  test('row 97: a bulkId stands for what its POST made, before and after it', async () => {
    const scim = await suite.scim();
    const reply = await scim.post(
      '/Bulk',
      bulkBody([
        postGroup('g', 'Group One', 'bulkId:later', 'bulkId:u'),
        bulkPost('u', 'user-1', { [ENTERPRISE]: { manager: { value: 'bulkId:later' } } }),
        bulkPost('later', 'user-2'),
        {
          method: 'PATCH',
          path: '/Users/bulkId:u',
          data: patchBody({ op: 'add', path: 'title', value: 'x' }),
        },
      ]),
    );
    expect(bulkStatuses(reply)).toEqual(['201', '201', '201', '200']);
    const [group, user, later, patched] = bulkResults(reply);
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
    expect(bulkStatuses(reply)).toEqual(['201', '201']);
    const [a, b] = bulkResults(reply).map(idOf);
    const members = (id: string | undefined): Promise<string[]> =>
      memberIds(scim, { path: `/Groups/${id}` } as CreatedResource);
    expect([await members(a), await members(b)]).toEqual([[b], [a]]);
    for (const result of bulkResults(reply)) {
      const { meta } = expectOk(await scim.get(`/Groups/${idOf(result)}`));
      expect(ownVersion(result.version)).toBe(ownVersion(meta?.version));
    }
  });

  test('row 104: E8: E30: ten thousand members cost only those who ask for them', async () => {
    const scim = await suite.scim();
    const [one, two] = [await makeUser(scim, 'user-1'), await makeUser(scim, 'user-2')];
    const large = await makeGroup(scim, 'Large');
    const small = await makeGroup(scim, 'Small');
    await fillGroup(scim, large.id, 10_000);
    await fillGroup(scim, small.id, 10);

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
  });

  /** Rows as the adapters keep them, past the thousand requests that would make them. */
  async function fillGroup(scim: ScimClient, groupId: string, count: number): Promise<void> {
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
