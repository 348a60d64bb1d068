import { expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  expectError,
  expectOk,
  find,
  groupBody,
  items,
  makeGroup,
  makeUser,
  makeUsers,
  memberIds,
  resources,
  snapshot,
  expectUnchanged,
  USER,
  userBody,
} from './client.js';
import { overServers } from './servers.js';

const PROFILE = {
  externalId: 'ext-1',
  displayName: 'One',
  title: 'Engineer',
  active: true,
  name: { givenName: 'Given', familyName: 'Family' },
  emails: [
    { value: 'user-1@example.com', type: 'work', primary: true },
    { value: 'user-1@home.example', type: 'home', display: 'Home' },
  ],
  [ENTERPRISE]: { department: 'A', manager: { value: 'someone' } },
};

overServers('PUT', (suite) => {
  test('row 72: O6: what was read can be put back, and nothing has changed', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1@example.com', PROFILE);
    const group = await makeGroup(scim, 'Group One', user.id);
    for (const path of [user.path, group.path]) {
      const before = await snapshot(scim, path);
      const reply = await scim.put(path, before);
      expect(expectOk(reply)).toEqual(JSON.parse(before));
      expect(await snapshot(scim, path)).toBe(before);
      expect(reply.headers.get('etag')).toBe(reply.body.meta?.version);
    }
  });

  test('row 72: read-only attributes in a PUT are ignored', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    const reply = await scim.put(user.path, {
      ...userBody('user-1', PROFILE),
      meta: { resourceType: 'Group', created: '2001-01-01T00:00:00Z', version: 'W/"77"' },
      groups: [{ value: 'x' }],
    });
    expect(expectOk(reply)).toEqual(user.body);
  });

  test('row 73: what a PUT leaves out is cleared, and active is true again', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { ...PROFILE, active: false });
    const body = expectOk(await scim.put(user.path, userBody('user-1')));
    expect(Object.keys(body).sort()).toEqual(['active', 'id', 'meta', 'schemas', 'userName']);
    expect(body.active).toBe(true);
    expect(body.schemas).toEqual([USER]);
    expect(body.meta?.created).toBe(user.body.meta?.created);
    expect(body.meta?.lastModified).not.toBe(user.body.meta?.lastModified);
    expect(expectOk(await scim.get(user.path))).toEqual(body);
    for (const filter of ['title pr', 'emails pr', 'externalId eq "ext-1"', 'active eq false']) {
      expect(await find(scim, filter)).toEqual([]);
    }
    expect(await find(scim, 'emails.value eq "user-1@example.com"')).toEqual([]);
  });

  test('row 73: without userName, or with another’s, a PUT is refused and changes nothing', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    await makeUser(scim, 'user-2');
    const group = await makeGroup(scim, 'Group One', user.id);
    await makeGroup(scim, 'Group Two');
    await expectUnchanged(scim, user.path, async () => {
      for (const userName of [undefined, null, '', ' ', 7]) {
        const body = { schemas: [USER], ...(userName !== undefined && { userName }) };
        expectError(await scim.put(user.path, body), 400, 'invalidValue');
      }
      const twin = userBody('USER-2', PROFILE);
      expectError(await scim.put(user.path, twin), 409, 'uniqueness');
      expectError(await scim.put(user.path, { userName: 'user-1' }), 400, 'invalidSyntax');
      const wrong = userBody('user-1', { emails: 'x' });
      expectError(await scim.put(user.path, wrong), 400, 'invalidValue');
    });
    await expectUnchanged(scim, group.path, async () => {
      expectError(await scim.put(group.path, groupBody('GROUP two')), 409, 'uniqueness');
      expectError(await scim.put(group.path, groupBody('')), 400, 'invalidValue');
      const nameless = { ...groupBody('Group One'), members: [{ type: 'User' }] };
      expectError(await scim.put(group.path, nameless), 400, 'invalidValue');
    });
  });

  test('row 73: a name in other letter case is one’s own, and a free one can be taken', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    expect(expectOk(await scim.put(user.path, userBody('USER-1'))).userName).toBe('USER-1');
    expect(expectOk(await scim.put(user.path, userBody('user-2'))).userName).toBe('user-2');
    expect(await find(scim, 'userName eq "user-1"')).toEqual([]);
    await makeUser(scim, 'user-1');
    expectError(await scim.put(user.path, userBody('user-1')), 409, 'uniqueness');
  });

  test('row 74: the URL says who is meant, whatever id the body has', async () => {
    const scim = await suite.scim();
    const [one, two] = await makeUsers(scim, 2);
    await expectUnchanged(scim, two?.path ?? '', async () => {
      const body = userBody('user-1@example.com', { id: two?.id, title: 'Changed' });
      const reply = expectOk(await scim.put(one?.path ?? '', body));
      expect(reply.id).toBe(one?.id);
      expect(reply.title).toBe('Changed');
    });
    expectError(await scim.put('/Users/unknown', userBody('user-3', { id: one?.id })), 404);
  });

  test('row 74: O6: password replaces silently; externalId of the profile stays', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { ...PROFILE, password: 'first secret' });
    const { groups: _, ...read } = expectOk(await scim.get(user.path));
    const reply = await scim.put(user.path, { ...read, password: 'second secret' });
    expect(expectOk(reply).externalId).toBe('ext-1');
    expect(reply.text).not.toContain('secret');
    expect(await snapshot(scim, user.path)).not.toContain('secret');
    expect(await find(scim, 'externalId eq "ext-1"')).toEqual(['user-1']);
  });

  test('row 75: a PUT sets the members to exactly those it lists', async () => {
    const scim = await suite.scim();
    const [a, b, c] = (await makeUsers(scim, 3)).map(({ id }) => id);
    const group = await makeGroup(scim, 'Group One', a, b);
    const steps: [unknown[], unknown[]][] = [
      [
        [b, c],
        [b, c],
      ],
      [
        [a, a, c, c],
        [a, c],
      ],
      [[], []],
      [
        [a, b, c],
        [a, b, c],
      ],
    ];
    let { lastModified, created, version } = group.body.meta ?? {};
    for (const [sent, kept] of steps) {
      const members = sent.map((value) => ({ value }));
      const body = expectOk(await scim.put(group.path, { ...groupBody('Group One'), members }));
      expect((await memberIds(scim, group)).sort()).toEqual([...kept].sort());
      expect(items(body.members ?? ([] as never)).length).toBe(kept.length);
      expect(body.meta?.created).toBe(created);
      expect(String(body.meta?.lastModified) > String(lastModified)).toBe(true);
      expect(body.meta?.version).not.toBe(version);
      ({ lastModified, created, version } = body.meta ?? {});
    }
    expectOk(await scim.put(group.path, groupBody('Group One')));
    expect(await memberIds(scim, group)).toEqual([]);
    for (const user of resources(await scim.get('/Users')))
      expect(user).not.toHaveProperty('groups');
  });
});
