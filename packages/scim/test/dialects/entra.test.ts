import { beforeEach, describe, expect, test } from '@jest/globals';
import { entra } from '../../src/dialects/entra.js';
import { parseFilter } from '../../src/filter/parse.js';
import { printFilter } from '../../src/filter/print.js';
import type { Resource } from '../../src/schema/definition.js';
import { BASE, ENTERPRISE, GROUP, PATCH_OP, USER, createTestEngine } from '../test-engine.js';

const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const FLAG = 'aadOptscim062020';

let now: ReturnType<typeof createTestEngine>;
beforeEach(() => {
  now = createTestEngine();
});

const filtered = async (endpoint: string, filter: string, more = ''): Promise<Resource> =>
  (await now.send('GET', `${endpoint}?filter=${encodeURIComponent(filter)}${more}`)).json;

describe('what the dialect rewrites', () => {
  const rewritten = (text: string, type = 'User'): string | undefined => {
    const filter = parseFilter(text, { compatibility: 'lenient' });
    const result = entra.filter?.(type, filter);
    return result === filter ? undefined : result && printFilter(result);
  };

  test('E3: manager without its URN in a filter, at any depth, in any case', () => {
    expect(rewritten('id eq "X" and not (Manager eq "Y" or manager.value pr)')).toBe(
      `id eq "X" and not (${ENTERPRISE}:Manager eq "Y" or ${ENTERPRISE}:manager.value pr)`,
    );
  });

  test('a filter without it, or of another type, is left as it is', () => {
    expect(rewritten('userName eq "manager" and emails[type eq "work"]')).toBeUndefined();
    expect(rewritten('manager eq "Y"', 'Group')).toBeUndefined();
  });

  test('E13: manager without its URN in a PATCH path', () => {
    const Operations = [
      { op: 'Add', path: 'manager', value: 'm' },
      { op: 'Add', path: 'title', value: 't' },
    ];
    const body = { schemas: [PATCH_OP], Operations };
    expect(entra.patch?.('User', body)).toEqual({
      schemas: [PATCH_OP],
      Operations: [{ op: 'Add', path: `${ENTERPRISE}:manager`, value: 'm' }, Operations[1]],
    });
    expect(entra.patch?.('Group', body)).toBe(body);
    expect(Operations[0]?.path).toBe('manager');
  });

  test('nothing of it in strict', async () => {
    const strict = createTestEngine({ compatibility: 'strict' });
    const id = await strict.user('a');
    const answer = await strict.patch(`/Users/${id}`, { op: 'add', path: 'manager', value: 'm' });
    expect(answer.status).toBe(400);
  });
});

describe('finding', () => {
  test('E1: the connection test finds nobody, with 200', async () => {
    const json = await filtered('/Users', 'userName eq "6b1ad1d5-8d2c-4d5e-9d43-2f2d7a9f8f1e"');
    expect(json).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
  });

  test('E2: by userName, externalId, e-mail of a type, and a group by displayName', async () => {
    const emails = [{ type: 'work', value: 'a@example.com' }];
    const id = await now.user('a', { externalId: 'nick', emails });
    await now.group('G');
    for (const filter of [
      'userName eq "A"',
      'externalId eq "nick"',
      'emails[type eq "work"].value eq "a@example.com"',
      'emails[type eq "work"].value eq "a@example.com" and userName eq "a"',
    ])
      expect(await filtered('/Users', filter)).toMatchObject({ Resources: [{ id }] });
    expect(await filtered('/Groups', 'displayName eq "g"')).toMatchObject({ totalResults: 1 });
  });

  test('E3: a bare word as literal, and the check of a manager', async () => {
    const boss = await now.user('boss');
    const id = await now.user('a', { externalId: 'nick', [ENTERPRISE]: { manager: boss } });
    expect(await filtered('/Users', 'externalId eq nick')).toMatchObject({ totalResults: 1 });
    const check = (manager: string) =>
      filtered('/Users', `id eq "${id}" and manager eq "${manager}"`);
    expect(await check(boss)).toMatchObject({ Resources: [{ id }] });
    expect(await check('other')).toMatchObject({ totalResults: 0 });
  });

  test('E4: a plus sign in a filter is decoded once', async () => {
    const id = await now.user('a+b@example.com');
    const { json } = await now.send('GET', '/Users?filter=userName+eq+%22a%2Bb@example.com%22');
    expect(json).toMatchObject({ Resources: [{ id }] });
  });

  test('E8: a group is read without its members', async () => {
    const id = await now.group('G', 'user-1');
    const { json } = await now.send('GET', `/Groups/${id}?excludedAttributes=members`);
    expect(json).toMatchObject({ id, displayName: 'G' });
    expect(json).not.toHaveProperty('members');
  });

  test('E10: the flag in the query changes nothing', async () => {
    await now.user('a');
    const plain = await now.send('GET', '/Users');
    expect((await now.send('GET', `/Users?${FLAG}`)).text).toBe(plain.text);
    expect((await now.send('GET', `/Users?${FLAG}=&startIndex=1`)).text).toBe(plain.text);
  });
});

describe('creating', () => {
  test('E5, E6: a user with nulls, an empty list of roles and a meta of its own', async () => {
    const { status, json } = await now.send('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      externalId: 'Nick.Name',
      userName: 'user-1@example.com',
      active: true,
      displayName: null,
      title: null,
      emails: [{ primary: true, type: 'work', value: 'user-1@example.com' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'User One', familyName: 'One', givenName: 'User' },
      roles: [],
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      schemas: [USER],
      externalId: 'Nick.Name',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'user-1@example.com' }],
      meta: { resourceType: 'User', location: `${BASE}/Users/user-1` },
    });
    for (const absent of ['roles', 'displayName', 'title']) expect(json).not.toHaveProperty(absent);
  });

  test('E7: a group with the ADSCIM URN, which is not echoed', async () => {
    for (const schemas of [
      [GROUP, ADSCIM_GROUP],
      [ADSCIM_GROUP, GROUP],
    ]) {
      const body = { schemas, externalId: 'o1', displayName: `G ${schemas[0] ?? ''}` };
      const answer = await now.send('POST', '/Groups', {
        ...body,
        meta: { resourceType: 'Group' },
      });
      expect(answer.status).toBe(201);
      expect(answer.json).toMatchObject({ schemas: [GROUP], externalId: 'o1' });
    }
    expect(now.notes).toContain(`schema.ignored ${ADSCIM_GROUP}`);
  });

  test('E23: a second user or group of that name, in any case, is 409', async () => {
    await now.user('a');
    await now.group('G');
    const user = await now.send('POST', '/Users', { schemas: [USER], userName: 'A' });
    const group = await now.send('POST', '/Groups', { schemas: [GROUP], displayName: 'g' });
    for (const { json } of [user, group])
      expect(json).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });

  test('E29: sub-attributes that no schema declares are not sent back', async () => {
    const emails = [{ type: 'work', value: 'a@example.com', verified: true }];
    const { json } = await now.send('GET', `/Users/${await now.user('a', { emails })}`);
    expect(json['emails']).toEqual([{ type: 'work', value: 'a@example.com' }]);
  });
});

describe('changing people', () => {
  test('E9, E18: disabled and restored with capitals and strings; readable all the time', async () => {
    const id = await now.user('a', { active: true });
    for (const [value, active] of [
      ['False', false],
      ['True', true],
    ]) {
      const answer = await now.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value });
      expect(answer).toMatchObject({ status: 200, json: { active } });
      expect(await filtered('/Users', 'userName eq "a"')).toMatchObject({ totalResults: 1 });
    }
  });

  test('E10: the same with the flag: lower case, a real boolean, no path', async () => {
    const id = await now.user('a', { active: true });
    const answer = await now.patch(`/Users/${id}?${FLAG}`, {
      op: 'replace',
      value: { active: false },
    });
    expect(answer).toMatchObject({ status: 200, json: { active: false } });
  });

  test('E11: dotted and full-URN keys beside plain ones', async () => {
    const id = await now.user('a');
    const answer = await now.patch(`/Users/${id}`, {
      op: 'replace',
      value: {
        displayName: 'User One',
        'name.givenName': 'User',
        'name.familyName': 'One',
        active: false,
        [`${ENTERPRISE}:employeeNumber`]: '7',
        [`${ENTERPRISE}:department`]: 'D',
      },
    });
    expect(answer.json).toMatchObject({
      schemas: [USER, ENTERPRISE],
      displayName: 'User One',
      name: { givenName: 'User', familyName: 'One' },
      active: false,
      [ENTERPRISE]: { employeeNumber: '7', department: 'D' },
    });
  });

  test('E12: elements that do not exist yet; several operations make one element', async () => {
    const id = await now.user('a');
    const answer = await now.patch(
      `/Users/${id}`,
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@example.com' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Town' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'US' },
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: 'tel:+1-201-555-0123' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' },
    );
    expect(answer).toMatchObject({
      status: 200,
      json: {
        emails: [{ type: 'work', value: 'a@example.com' }],
        addresses: [{ type: 'work', locality: 'Town', country: 'US' }],
        phoneNumbers: [{ type: 'mobile', value: 'tel:+1-201-555-0123' }],
        roles: [{ primary: true, value: 'admin' }],
      },
    });
    expect(answer.json['addresses']).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    [`${ENTERPRISE}:manager`, 'm'],
    [`${ENTERPRISE}:manager`, { value: 'm' }],
    [`${ENTERPRISE}:manager`, [{ $ref: '../Users/m', value: 'm' }]],
    ['manager', [{ $ref: '../Users/m', value: 'm' }]],
    ['manager.value', 'm'],
  ])('E13: manager at %s as %j is answered as an object', async (path, value) => {
    const id = await now.user('a');
    const answer = await now.patch(`/Users/${id}`, { op: 'Add', path, value });
    // nobody here has that id, so there is no address (S23)
    expect(answer.json[ENTERPRISE]).toEqual({ manager: { value: 'm' } });
    for (const clearing of [
      { op: 'Replace', path, value: '' },
      { op: 'Remove', path },
    ]) {
      const cleared = await now.patch(`/Users/${id}`, clearing);
      expect(cleared.status).toBe(200);
      expect(cleared.json).not.toHaveProperty([ENTERPRISE]);
    }
  });
});

describe('changing groups', () => {
  test.each<[string, unknown]>([
    ['without the flag', { op: 'Remove', path: 'members', value: [{ value: 'b' }] }],
    ['with the flag', { op: 'remove', path: 'members[value eq "b"]' }],
  ])('E14, E15: %s only the listed member leaves, answered with 204', async (_name, operation) => {
    const id = await now.group('G', 'a', 'b', 'c');
    expect(await now.patch(`/Groups/${id}`, operation)).toMatchObject({ status: 204 });
    const { members } = (await now.send('GET', `/Groups/${id}`)).json;
    expect((members as Resource[]).map(({ value }) => value)).toEqual(['a', 'c']);
  });

  test('E30: a thousand members in one operation', async () => {
    const id = await now.group('G');
    const value = Array.from({ length: 1_000 }, (_, index) => ({ value: `u${index}` }));
    const answer = await now.patch(`/Groups/${id}`, { op: 'Add', path: 'members', value });
    expect(answer.status).toBe(204);
    const { members } = (await now.send('GET', `/Groups/${id}`)).json;
    expect(members).toHaveLength(1_000);
  });
});
