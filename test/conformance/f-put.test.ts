import { expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  expectError,
  expectOk,
  find,
  groupBody,
  makeGroup,
  makeUser,
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
  test('row 73: what a PUT leaves out is cleared, but active stays', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { ...PROFILE, active: false });
    const body = expectOk(await scim.put(user.path, userBody('user-1')));
    expect(Object.keys(body).sort()).toEqual(['active', 'id', 'meta', 'schemas', 'userName']);
    expect(body.active).toBe(false);
    expect(body.schemas).toEqual([USER]);
    expect(body.meta?.created).toBe(user.body.meta?.created);
    expect(body.meta?.lastModified).not.toBe(user.body.meta?.lastModified);
    expect(expectOk(await scim.get(user.path))).toEqual(body);
    for (const filter of ['title pr', 'emails pr', 'externalId eq "ext-1"', 'active eq true']) {
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
      const foreign = { schemas: ['urn:example:x'], userName: 'user-1' };
      expectError(await scim.put(user.path, foreign), 400, 'invalidSyntax');
      const wrong = userBody('user-1', { emails: 7 });
      expectError(await scim.put(user.path, wrong), 400, 'invalidValue');
    });
    await expectUnchanged(scim, group.path, async () => {
      expectError(await scim.put(group.path, groupBody('GROUP two')), 409, 'uniqueness');
      expectError(await scim.put(group.path, groupBody('')), 400, 'invalidValue');
      const nameless = { ...groupBody('Group One'), members: [{ type: 'User' }] };
      expectError(await scim.put(group.path, nameless), 400, 'invalidValue');
    });
  });
});
