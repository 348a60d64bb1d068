import { beforeEach, describe, expect, test } from '@jest/globals';
import { okta } from '../../src/dialects/okta.js';
import type { Resource } from '../../src/schema/definition.js';
import { GROUP, USER, createTestEngine } from '../test-engine.js';

let now: ReturnType<typeof createTestEngine>;
beforeEach(() => {
  now = createTestEngine();
});

const profile = {
  schemas: [USER],
  userName: 'user-1@example.com',
  name: { givenName: 'User', familyName: 'One' },
  emails: [{ primary: true, value: 'user-1@example.com', type: 'work' }],
  displayName: 'User One',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
};

describe('Okta', () => {
  test('O12: the plural of SCIM 1.1 answers like the singular, in lenient only', async () => {
    expect(okta.path?.('/ServiceProviderConfigs')).toBe('/ServiceProviderConfig');
    expect(okta.path?.('/ServiceProviderConfigsX')).toBe('/ServiceProviderConfigsX');
    expect(okta.path?.('/Users/ServiceProviderConfigs')).toBe('/Users/ServiceProviderConfigs');
    const plural = await now.send('GET', '/ServiceProviderConfigs');
    expect(plural.text).toBe((await now.send('GET', '/ServiceProviderConfig')).text);
    const strict = createTestEngine({ compatibility: 'strict' });
    expect((await strict.send('GET', '/ServiceProviderConfigs')).status).toBe(404);
  });

  test.each(['?count=1&startIndex=1', '?count=2&startIndex=1'])('O1: probe %s', async (query) => {
    await now.user('a');
    const { status, json } = await now.send('GET', `/Users${query}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ totalResults: 1, itemsPerPage: 1, startIndex: 1 });
  });

  test('O2: matching by userName, with a page; no match is 200 and empty', async () => {
    const id = await now.user('User-1@example.com');
    const find = (name: string) =>
      now.send(
        'GET',
        `/Users?filter=userName%20eq%20%22${encodeURIComponent(name)}%22&startIndex=1&count=100`,
      );
    expect((await find('user-1@example.com')).json).toMatchObject({ Resources: [{ id }] });
    expect(await find('nobody')).toMatchObject({ status: 200, json: { totalResults: 0 } });
  });

  test('O3: import walks every page once', async () => {
    for (let index = 0; index < 250; index++) await now.user(`u${index}`);
    const seen: unknown[] = [];
    for (let startIndex = 1; startIndex <= 250; startIndex += 100) {
      const { json } = await now.send('GET', `/Users?startIndex=${startIndex}&count=100`);
      const page = json['Resources'] as Resource[];
      expect(json).toMatchObject({ totalResults: 250, itemsPerPage: page.length });
      seen.push(...page.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(250);
    expect(seen).toHaveLength(250);
  });

  test('O4: create with a password and an empty list of groups', async () => {
    const { status, json } = await now.send('POST', '/Users', profile);
    expect(status).toBe(201);
    const { password: _password, groups: _groups, ...rest } = profile;
    expect(json).toMatchObject(rest);
    expect(json).not.toHaveProperty('password');
    expect(json).not.toHaveProperty('groups');
  });

  test('O5: a retry of a create is 409, after which the user is found', async () => {
    await now.send('POST', '/Users', profile);
    const again = await now.send('POST', '/Users', profile);
    expect(again).toMatchObject({ status: 409, json: { scimType: 'uniqueness' } });
    const filter = encodeURIComponent(`userName eq "${profile.userName}"`);
    expect((await now.send('GET', `/Users?filter=${filter}`)).json).toMatchObject({
      totalResults: 1,
    });
  });

  test('O6: GET, change, PUT of the whole; urn:okta attributes are ignored, not refused', async () => {
    await now.send('POST', '/Users', profile);
    const { json } = await now.send('GET', '/Users/user-1');
    const urn = 'urn:okta:example:1.0:user:custom';
    const answer = await now.send('PUT', '/Users/user-1', {
      ...json,
      schemas: [USER, urn],
      title: 'T',
      [urn]: { shirt: 'L' },
    });
    expect(answer).toMatchObject({
      status: 200,
      json: { schemas: [USER], title: 'T', externalId: profile.externalId },
    });
    expect(now.notes).toEqual(
      expect.arrayContaining([`schema.ignored ${urn}`, `attribute.ignored ${urn}`]),
    );
  });

  test('O7: deactivate and reactivate without a path', async () => {
    await now.send('POST', '/Users', profile);
    for (const active of [false, true])
      expect(await now.patch('/Users/user-1', { op: 'replace', value: { active } })).toMatchObject({
        status: 200,
        json: { active, displayName: 'User One' },
      });
  });

  test('O8: a group push, from looking for it to unlinking it', async () => {
    const find = encodeURIComponent('displayName eq "Team"');
    const none = await now.send('GET', `/Groups?filter=${find}&startIndex=1&count=100`);
    expect(none.json).toMatchObject({ totalResults: 0 });
    const members = [{ value: 'a', display: 'A' }];
    const body = { schemas: [GROUP], displayName: 'Team', members };
    const id = String((await now.send('POST', '/Groups', body)).json['id']);
    const url = `/Groups/${id}`;
    const ids = async (): Promise<unknown[]> => {
      const { members: list = [] } = (await now.send('GET', url)).json;
      return (list as Resource[]).map(({ value }) => value);
    };
    const renamed = { op: 'replace', value: { id, displayName: 'Crew' } };
    expect((await now.patch(url, renamed)).status).toBe(204);
    const swap = [
      { op: 'remove', path: 'members[value eq "a"]' },
      { op: 'add', path: 'members', value: [{ value: 'b', display: 'B' }] },
    ];
    expect((await now.patch(url, ...swap)).status).toBe(204);
    expect(await ids()).toEqual(['b']);
    const full = { op: 'replace', path: 'members', value: [{ value: 'c' }, { value: 'd' }] };
    expect((await now.patch(url, full)).status).toBe(204);
    expect(await ids()).toEqual(['c', 'd']);
    expect((await now.patch(url, { ...full, value: [] })).status).toBe(204);
    expect(await ids()).toEqual([]);
    expect((await now.send('GET', url)).json).toMatchObject({ displayName: 'Crew' });
    expect((await now.send('DELETE', url)).status).toBe(204);
  });

  test('O8: another id inside a replace value is refused', async () => {
    const id = await now.group('G');
    const other = { op: 'replace', value: { id: 'other', displayName: 'H' } };
    expect((await now.patch(`/Groups/${id}`, other)).status).toBe(400);
  });

  test('O16: members null is no members', async () => {
    const body = { schemas: [GROUP], displayName: 'G', members: null };
    const { status, json } = await now.send('POST', '/Groups', body);
    expect(status).toBe(201);
    expect(json).not.toHaveProperty('members');
  });
});
