import { expect, test } from '@jest/globals';
import type { Json, ScimClient } from '../kit/server.js';
import {
  ENTERPRISE,
  expectError,
  expectNoContent,
  expectOk,
  find,
  items,
  makeGroup,
  makeUser,
  makeUsers,
  memberIds,
  ownVersion,
  PATCH_OP,
  patchBody,
  resources,
  snapshot,
  expectUnchanged,
  USER,
} from './client.js';
import { overServers } from './servers.js';

const WORK = { value: 'user-1@work.example', type: 'work', primary: true };
const HOME = { value: 'user-1@home.example', type: 'home' };

const PROFILE = {
  displayName: 'One',
  title: 'Engineer',
  externalId: 'ext-1',
  name: { givenName: 'Given', familyName: 'Family' },
  emails: [WORK, HOME],
  [ENTERPRISE]: { department: 'A', employeeNumber: '1', manager: { value: 'someone' } },
};

/** PATCH of a user that must succeed; what GET then says is what was answered. */
async function patched(scim: ScimClient, path: string, ...operations: unknown[]): Promise<Json> {
  const reply = await scim.patch(path, patchBody(...operations));
  const body = expectOk(reply);
  expect(reply.headers.get('etag')).toBe(body.meta?.version);
  expect(expectOk(await scim.get(path))).toEqual(body);
  return body;
}

overServers('PATCH', (suite) => {
  test('row 76: an envelope that is none is 400 invalidSyntax', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    const fine = { op: 'replace', path: 'title', value: 'x' };
    const strict = await suite.scim({ compatibility: 'strict' });
    const other = await makeUser(strict, 'user-1');
    await expectUnchanged(strict, other.path, async () => {
      for (const body of [{ Operations: [fine] }, { schemas: [], Operations: [fine] }]) {
        expectError(await strict.patch(other.path, body), 400, 'invalidSyntax');
      }
    });
    const bad: unknown[] = [
      { schemas: [USER], Operations: [fine] },
      { schemas: 7, Operations: [fine] },
      { schemas: [PATCH_OP] },
      ...[[], {}, 'x', null, 7].map((Operations) => ({ schemas: [PATCH_OP], Operations })),
      ...['move', 'copy', 'test', '', null, 7, undefined].map((op) =>
        patchBody({ ...fine, ...(op === undefined ? { op: undefined } : { op }) }),
      ),
      patchBody('replace'),
      patchBody(null),
      patchBody([fine]),
      patchBody(fine, { path: 'title', value: 'y' }),
    ];
    await expectUnchanged(scim, user.path, async () => {
      for (const body of bad) expectError(await scim.patch(user.path, body), 400, 'invalidSyntax');
    });
    const lower = {
      SCHEMAS: [PATCH_OP],
      operations: [{ OP: 'REPLACE', Path: 'title', VALUE: 'x' }],
    };
    expect(expectOk(await scim.patch(user.path, lower)).title).toBe('x');
  });

  test('row 77: add merges objects, replaces single values and appends to lists', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1', PROFILE);
    const value = {
      title: 'Manager',
      nickName: 'N',
      name: { middleName: 'M' },
      emails: [{ value: 'c@example.com', type: 'other' }],
      [ENTERPRISE]: { division: 'D' },
    };
    const body = await patched(scim, path, { op: 'add', value });
    expect(body).toMatchObject({
      title: 'Manager',
      nickName: 'N',
      displayName: 'One',
      name: { givenName: 'Given', familyName: 'Family', middleName: 'M' },
      [ENTERPRISE]: { department: 'A', division: 'D', employeeNumber: '1' },
    });
    expect(body.emails).toEqual([WORK, HOME, { value: 'c@example.com', type: 'other' }]);
    const steps: [unknown, object][] = [
      [{ op: 'add', path: 'title', value: 'Chief' }, { title: 'Chief' }],
      [
        { op: 'add', path: 'name', value: { givenName: 'New' } },
        { name: { givenName: 'New', familyName: 'Family' } },
      ],
      [
        { op: 'add', path: 'name.familyName', value: 'F' },
        { name: { givenName: 'New', familyName: 'F' } },
      ],
      [{ op: 'add', path: 'roles', value: { value: 'a' } }, { roles: [{ value: 'a' }] }],
      [
        { op: 'add', path: 'roles', value: [{ value: 'b' }] },
        { roles: [{ value: 'a' }, { value: 'b' }] },
      ],
    ];
    for (const [operation, expected] of steps) {
      expect(await patched(scim, path, operation)).toMatchObject(expected);
    }
  });

  test('row 78: adding what is there changes nothing, not even the version', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    const group = await makeGroup(scim, 'Group One', user.id);
    const operations = [
      { op: 'add', path: 'emails', value: [WORK] },
      { op: 'add', path: 'emails', value: [WORK, HOME, HOME] },
      { op: 'add', path: 'title', value: 'Engineer' },
      { op: 'add', value: PROFILE },
      { op: 'replace', value: PROFILE },
      { op: 'replace', path: 'emails[type eq "work"].value', value: WORK.value },
      { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: 'someone' } },
    ];
    const { meta } = expectOk(await scim.get(user.path));
    await expectUnchanged(scim, user.path, async () => {
      for (const operation of operations) {
        const reply = await scim.patch(user.path, patchBody(operation));
        expect(expectOk(reply).meta).toEqual(meta);
        expect(reply.headers.get('etag')).toBe(meta?.version);
      }
    });
    await expectUnchanged(scim, group.path, async () => {
      const members = [{ value: user.id }];
      for (const op of ['add', 'replace']) {
        const reply = await scim.patch(
          group.path,
          patchBody({ op, path: 'members', value: members }),
        );
        expectNoContent(reply);
        expect(reply.headers.get('etag')).toBe('W/"1"');
      }
    });
  });

  test('row 79: add and replace need a value', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1', PROFILE);
    await expectUnchanged(scim, path, async () => {
      for (const op of ['add', 'replace']) {
        for (const at of ['title', 'emails', 'emails[type eq "work"]', 'name', undefined]) {
          const reply = await scim.patch(path, patchBody({ op, ...(at && { path: at }) }));
          expectError(reply, 400, 'invalidValue');
        }
        expectError(await scim.patch(path, patchBody({ op, value: 'text' })), 400, 'invalidValue');
      }
    });
  });

  test('row 80: remove needs a path; what is required stays', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    const group = await makeGroup(scim, 'Group One', user.id);
    const remove = (path?: string): unknown => patchBody({ op: 'remove', ...(path && { path }) });
    const { meta } = expectOk(await scim.get(user.path));
    await expectUnchanged(scim, user.path, async () => {
      expectError(await scim.patch(user.path, remove()), 400, 'noTarget');
      for (const path of ['userName', `${USER}:userName`, 'USERNAME']) {
        expectError(await scim.patch(user.path, remove(path)), 400, 'mutability');
      }
      for (const path of [
        'nickName',
        'ims',
        'ims.value',
        'name.middleName',
        'addresses[type eq "x"]',
      ]) {
        expect(expectOk(await scim.patch(user.path, remove(path))).meta).toEqual(meta);
      }
    });
    await expectUnchanged(scim, group.path, async () => {
      expectError(await scim.patch(group.path, remove('displayName')), 400, 'mutability');
      expectError(await scim.patch(group.path, remove()), 400, 'noTarget');
      expectNoContent(await scim.patch(group.path, remove('members[value eq "nobody"]')));
      expectNoContent(await scim.patch(group.path, remove('externalId')));
      const listed = { op: 'remove', path: 'members', value: [{ value: 'nobody' }] };
      expectNoContent(await scim.patch(group.path, patchBody(listed)));
    });
  });

  test('row 81: remove takes exactly what its path says', async () => {
    const scim = await suite.scim();
    const without = async (paths: string[], expected: (body: Json) => void): Promise<void> => {
      const { path } = await makeUser(scim, `user ${paths.join(' ')}`, PROFILE);
      const operations = paths.map((at) => ({ op: 'remove', path: at }));
      expected(await patched(scim, path, ...operations));
    };
    await without(['emails[type eq "work"]'], (body) => expect(body.emails).toEqual([HOME]));
    await without(['emails[type eq "work"].primary'], ({ emails }) => {
      expect(emails).toEqual([{ value: WORK.value, type: 'work' }, HOME]);
    });
    await without(['emails[type eq "work"]', 'emails[type eq "home"]'], (body) => {
      expect(body).not.toHaveProperty('emails');
    });
    await without(['emails'], (body) => expect(body).not.toHaveProperty('emails'));
    await without(['name.givenName'], ({ name }) => expect(name).toEqual({ familyName: 'Family' }));
    await without(['name.givenName', 'name.familyName'], (body) => {
      expect(body).not.toHaveProperty('name');
    });
    await without([`${ENTERPRISE}:manager`], (body) => {
      expect(body[ENTERPRISE]).toEqual({ department: 'A', employeeNumber: '1' });
    });
    await without([ENTERPRISE], (body) => {
      expect(body).not.toHaveProperty([ENTERPRISE]);
      expect(body.schemas).toEqual([USER]);
    });
    const all = ['department', 'employeeNumber', 'manager'].map((name) => `${ENTERPRISE}:${name}`);
    await without(all, (body) => expect(body.schemas).toEqual([USER]));
  });

  test('row 81: O8: members leave one by one, or all', async () => {
    const scim = await suite.scim();
    const [a, b, c] = (await makeUsers(scim, 3)).map(({ id }) => id);
    const group = await makeGroup(scim, 'Group One', a, b, c);
    const one = { op: 'remove', path: `members[value eq "${b}"]` };
    expectNoContent(await scim.patch(group.path, patchBody(one)));
    expect((await memberIds(scim, group)).sort()).toEqual([a, c].sort());
    const user = expectOk(await scim.get(`/Users/${b}`));
    expect(user).not.toHaveProperty('groups');
    expectNoContent(await scim.patch(group.path, patchBody({ op: 'remove', path: 'members' })));
    expect(expectOk(await scim.get(group.path))).not.toHaveProperty('members');
    expect(await find(scim, 'members pr', '/Groups')).toEqual([]);
  });

  test('row 82: replace sets what is absent, keeps parts that are not named, swaps lists', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1', PROFILE);
    expect(
      await patched(scim, path, { op: 'replace', path: 'nickName', value: 'N' }),
    ).toMatchObject({
      nickName: 'N',
    });
    const name = { op: 'replace', path: 'name', value: { givenName: 'New' } };
    expect((await patched(scim, path, name)).name).toEqual({
      givenName: 'New',
      familyName: 'Family',
    });
    const object = { op: 'replace', value: { name: { familyName: 'F' }, title: 'Chief' } };
    expect(await patched(scim, path, object)).toMatchObject({
      title: 'Chief',
      displayName: 'One',
      name: { givenName: 'New', familyName: 'F' },
    });
    const emails = [{ value: 'new@example.com' }];
    const list = { op: 'replace', path: 'emails', value: emails };
    expect((await patched(scim, path, list)).emails).toEqual(emails);
    const element = {
      op: 'replace',
      path: 'emails[value eq "new@example.com"]',
      value: { type: 'x' },
    };
    expect((await patched(scim, path, element)).emails).toEqual([
      { value: 'new@example.com', type: 'x' },
    ]);
    const part = { op: 'replace', path: `${ENTERPRISE}:department`, value: 'B' };
    expect((await patched(scim, path, part))[ENTERPRISE]).toMatchObject({
      department: 'B',
      employeeNumber: '1',
      manager: { value: 'someone' },
    });
    const manager = { op: 'replace', path: `${ENTERPRISE}:manager.value`, value: 'other' };
    expect((await patched(scim, path, manager))[ENTERPRISE]?.manager).toEqual({
      value: 'other',
    });
  });

  test('row 83: E12: a value filter without match makes the element it describes', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1');
    const at = 'addresses[type eq "work"]';
    const body = await patched(
      scim,
      path,
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@example.com' },
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '1' },
      { op: 'Add', path: `${at}.locality`, value: 'Berlin' },
      { op: 'Add', path: `${at}.country`, value: 'DE' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'developer' },
    );
    expect(body).toMatchObject({
      emails: [{ type: 'work', value: 'a@example.com' }],
      phoneNumbers: [{ type: 'mobile', value: '1' }],
      addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
      roles: [{ primary: true, value: 'developer' }],
    });
    for (const name of ['emails', 'phoneNumbers', 'addresses', 'roles']) {
      expect(items(body[name])).toHaveLength(1);
    }
    expect(await find(scim, 'emails[type eq "work"].value eq "A@example.com"')).toEqual(['user-1']);
    const gone = { op: 'remove', path: 'emails[type eq "home"]' };
    expect((await patched(scim, path, gone)).emails).toEqual(body.emails);
  });

  test('row 84: O8: what only the service sets cannot be patched', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    const group = await makeGroup(scim, 'Group One', user.id);
    const paths: [string, unknown][] = [
      ['id', 'x'],
      ['meta', {}],
      ['meta.version', 'x'],
      ['meta.created', 'x'],
      ['groups', []],
      ['groups', [{ value: group.id }]],
      [`${USER}:id`, 'x'],
    ];
    await expectUnchanged(scim, user.path, async () => {
      for (const op of ['add', 'replace', 'remove']) {
        for (const [path, value] of paths) {
          const reply = await scim.patch(user.path, patchBody({ op, path, value }));
          expectError(reply, 400, 'mutability');
        }
      }
      const foreign = patchBody({ op: 'replace', value: { id: 'another', title: 'x' } });
      expectError(await scim.patch(user.path, foreign), 400, 'mutability');
    });
    await expectUnchanged(scim, group.path, async () => {
      const member = `members[value eq "${user.id}"]`;
      for (const [path, value] of [
        [`${member}.value`, 'other'],
        [member, { value: 'other' }],
        ['members.value', 'other'],
      ] as const) {
        const reply = await scim.patch(group.path, patchBody({ op: 'replace', path, value }));
        expectError(reply, 400, 'mutability');
      }
    });
    const own = { op: 'replace', value: { id: group.id, displayName: 'Group 1' } };
    expectNoContent(await scim.patch(group.path, patchBody(own)));
    expect(expectOk(await scim.get(group.path)).displayName).toBe('Group 1');
  });

  test('row 85: a path that is none is 400 invalidPath, and nothing is polluted', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1', PROFILE);
    const bad = [
      'emails[type eq',
      'emails[type eq "work"',
      '..',
      'nope.x',
      '__proto__',
      'nope',
      ' ',
      '',
      'constructor.prototype',
      'name.__proto__',
      'emails[type eq "a"]x',
      'emails[]',
      '.',
      'title[type eq "x"]',
      'name[givenName eq "x"]',
      'userName.x',
      'name..givenName',
      `${ENTERPRISE}:nothing`,
      '["userName"]',
      'emails[0]',
      'members',
      'emails[nothing eq "x"]',
      `${'a'.repeat(9_000)}`,
    ];
    await expectUnchanged(scim, path, async () => {
      for (const at of bad) {
        for (const op of ['add', 'replace', 'remove']) {
          const value = { polluted: 'yes' };
          const reply = await scim.patch(path, patchBody({ op, path: at, value }));
          expect([at, reply.status, reply.body.scimType]).toEqual([at, 400, 'invalidPath']);
        }
      }
      for (const at of [7, {}, [], true]) {
        const reply = await scim.patch(path, patchBody({ op: 'replace', path: at, value: 'x' }));
        expectError(reply, 400, 'invalidPath');
      }
      const deep =
        '{"op":"add","value":{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}}';
      const text = `{"schemas":["${PATCH_OP}"],"Operations":[${deep}]}`;
      expectError(await scim.patch(path, text), 400, 'invalidPath');
      const same = '{"op":"replace","value":{"userName":"user-1"}}';
      const both = `{"schemas":["${PATCH_OP}"],"Operations":[${deep},${same}]}`;
      expectOk(await scim.patch(path, both));
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('row 86: operations follow each other, and a failure undoes all of them', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', PROFILE);
    const other = await makeUser(scim, 'user-2');
    const body = await patched(
      scim,
      user.path,
      { op: 'add', path: 'nickName', value: 'A' },
      { op: 'replace', path: 'nickName', value: 'B' },
      { op: 'remove', path: 'emails[type eq "home"]' },
      { op: 'add', path: 'emails', value: [{ value: 'c@example.com', type: 'home' }] },
      { op: 'replace', path: 'emails[type eq "home"].display', value: 'C' },
    );
    expect(body).toMatchObject({
      nickName: 'B',
      emails: [WORK, { value: 'c@example.com', type: 'home', display: 'C' }],
    });
    const good = [
      { op: 'replace', path: 'title', value: 'changed' },
      { op: 'remove', path: 'emails' },
    ];
    const failing = [
      { op: 'replace', path: 'active', value: 'maybe' },
      { op: 'remove', path: 'userName' },
      { op: 'replace', path: 'no pe', value: 'x' },
      { op: 'replace', path: 'userName', value: 'user-2' },
    ];
    await expectUnchanged(scim, user.path, async () => {
      for (const bad of failing) {
        const reply = await scim.patch(user.path, patchBody(...good, bad));
        expect(reply.status).toBeGreaterThanOrEqual(400);
        expect(reply.status).toBeLessThan(500);
      }
    });
    expect(await find(scim, 'title eq "changed"')).toEqual([]);
    const group = await makeGroup(scim, 'Group One', user.id);
    await makeGroup(scim, 'Group Two');
    await expectUnchanged(scim, group.path, async () => {
      const members = { op: 'add', path: 'members', value: [{ value: other.id }] };
      const rename = { op: 'replace', path: 'displayName', value: 'Group Two' };
      const clear = { op: 'remove', path: 'members' };
      expectError(await scim.patch(group.path, patchBody(members, rename)), 409, 'uniqueness');
      expectError(await scim.patch(group.path, patchBody(clear, rename)), 409, 'uniqueness');
      const bad = { op: 'replace', path: 'displayName', value: '' };
      expectError(await scim.patch(group.path, patchBody(clear, bad)), 400, 'invalidValue');
    });
    expect(expectOk(await scim.get(other.path))).not.toHaveProperty('groups');
  });

  test('row 87: one value becomes primary, the others are so no longer', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1', PROFILE);
    const primaries = ({ emails }: Json): unknown[] =>
      items(emails)
        .filter(({ primary }) => (primary as unknown) === true)
        .map(({ value }) => value);
    const home = { op: 'replace', path: 'emails[type eq "home"].primary', value: true };
    expect(primaries(await patched(scim, path, home))).toEqual([HOME.value]);
    const third = { value: 'c@example.com', primary: true };
    expect(
      primaries(await patched(scim, path, { op: 'add', path: 'emails', value: [third] })),
    ).toEqual(['c@example.com']);
    await expectUnchanged(scim, path, async () => {
      const two = [third, { value: 'd@example.com', primary: true }];
      const reply = await scim.patch(path, patchBody({ op: 'add', path: 'emails', value: two }));
      expectError(reply, 400, 'invalidValue');
    });
  });

  test('row 88: paths by full URN, with the dots of their version', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1');
    const number = { op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '7' };
    const body = await patched(scim, path, number);
    expect(body.schemas).toEqual([USER, ENTERPRISE]);
    expect(body[ENTERPRISE]).toEqual({ employeeNumber: '7' });
    const family = { op: 'replace', path: `${USER}:name.familyName`, value: 'F' };
    expect((await patched(scim, path, family)).name).toEqual({ familyName: 'F' });
    const email = {
      op: 'add',
      path: `${USER.toUpperCase()}:emails[type eq "work"].value`,
      value: 'a@x',
    };
    expect((await patched(scim, path, email)).emails).toEqual([{ type: 'work', value: 'a@x' }]);
    const whole = { op: 'replace', path: ENTERPRISE, value: { department: 'B' } };
    expect((await patched(scim, path, whole))[ENTERPRISE]).toEqual({
      employeeNumber: '7',
      department: 'B',
    });
    expect(await find(scim, `${ENTERPRISE}:department eq "b"`)).toEqual(['user-1']);
  });

  test('row 89: E15: a user’s PATCH answers with the user, a group’s with 204', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One', user.id);
    const title = patchBody({ op: 'replace', path: 'title', value: 'x' });
    expect(expectOk(await scim.patch(user.path, title))).toMatchObject({
      userName: 'user-1',
      title: 'x',
    });
    const some = expectOk(await scim.patch(`${user.path}?attributes=title`, title));
    expect(Object.keys(some).sort()).toEqual(['id', 'schemas', 'title']);
    const rename = patchBody({ op: 'replace', path: 'displayName', value: 'Group 1' });
    const quiet = await scim.patch(group.path, rename);
    expectNoContent(quiet);
    const { meta } = expectOk(await scim.get(group.path));
    expect(ownVersion(quiet.headers.get('etag'))).toBe(ownVersion(meta?.version));
    const asked = await scim.patch(`${group.path}?attributes=displayName`, rename);
    expect(expectOk(asked)).toMatchObject({ id: group.id, displayName: 'Group 1' });
    await makeUser(scim, 'user-2');
    await expectUnchanged(scim, user.path, async () => {
      const taken = patchBody({ op: 'replace', path: 'userName', value: 'USER-2' });
      expectError(await scim.patch(user.path, taken), 409, 'uniqueness');
    });
  });

  test('row 92: E25: a null update empties what it names', async () => {
    const scim = await suite.scim();
    const { path } = await makeUser(scim, 'user-1', PROFILE);
    expectOk(await scim.patch(path, patchBody({ op: 'replace', path: 'title', value: '' })));
    expect(await find(scim, 'title pr')).toEqual([]);
    const nothing = await patched(scim, path, { op: 'replace', path: 'title', value: null });
    expect(nothing).not.toHaveProperty('title');
    const value = { displayName: null, name: { givenName: null }, emails: null, externalId: null };
    const body = await patched(scim, path, { op: 'replace', value });
    for (const name of ['displayName', 'emails', 'externalId'])
      expect(body).not.toHaveProperty(name);
    expect(body.name).toEqual({ familyName: 'Family' });
    expect(await find(scim, 'externalId pr')).toEqual([]);
    await expectUnchanged(scim, path, async () => {
      const required = { op: 'replace', path: 'userName', value: null };
      expectError(await scim.patch(path, patchBody(required)), 400, 'mutability');
    });
  });

  test('row 91: E16: fifty additions at once, and none is lost', async () => {
    const scim = await suite.scim();
    const ids = (await makeUsers(scim, 50)).map(({ id }) => id);
    const group = await makeGroup(scim, 'Group One');
    const change = (op: string, id: string): Promise<unknown> => {
      const operation =
        op === 'add'
          ? { op, path: 'members', value: [{ value: id }] }
          : { op, path: `members[value eq "${id}"]` };
      return scim.patch(group.path, patchBody(operation)).then((reply) => expectNoContent(reply));
    };
    await Promise.all(ids.map((id) => change('add', id)));
    expect((await memberIds(scim, group)).sort()).toEqual([...ids].sort());
    const [leaving, staying] = [ids.slice(0, 25), ids.slice(25)];
    await Promise.all([
      ...leaving.map((id) => change('remove', id)),
      ...staying.map((id) => change('add', id)),
    ]);
    expect((await memberIds(scim, group)).sort()).toEqual([...staying].sort());
    const member = resources(await scim.get('/Users?attributes=groups')).filter(
      ({ groups }) => groups,
    );
    expect(member).toHaveLength(25);
  }, 60_000);

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
});
