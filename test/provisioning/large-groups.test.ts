import { expect, test } from '@jest/globals';
import { overApplications, type ScimConnection } from '../kit/application.js';

/** More than are answered in one go, and no multiple of a page. */
const PEOPLE = 1_234;
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

interface Shown {
  readonly value: string;
  readonly type?: string;
  readonly display?: string;
  readonly $ref?: string;
}

overApplications('a large group', (app) => {
  let scim: ScimConnection;
  let ids: string[];
  let path: string;

  const membersIn = ({ members }: Record<string, unknown>): readonly Shown[] =>
    (members ?? []) as readonly Shown[];
  const versionIn = ({ meta }: Record<string, unknown>): unknown =>
    (meta as Record<string, unknown>)['version'];

  test('is answered with all of its members, each with its address, and keeps its own version as its tag', async () => {
    scim = await app().scimConnection();
    ids = await scim.seedUsers(PEOPLE);
    const body = {
      schemas: [GROUP],
      displayName: 'Large',
      members: ids.map((value) => ({ value })),
    };
    const created = await scim.call('POST', '/Groups', body);
    expect(created.status).toBe(201);
    path = `/Groups/${String(created.body['id'])}`;
    const read = await scim.call('GET', path);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(created.body);
    expect(Object.keys(read.body).at(-1)).toBe('members');
    const members = membersIn(read.body);
    expect(members.map(({ value }) => value).sort()).toEqual([...ids].sort());
    expect(members.every(({ value, $ref }) => $ref?.endsWith(`/Users/${value}`))).toBe(true);
    expect(versionIn(read.body)).toBe('W/"1"');
    expect(read.headers['etag']).toBe('W/"1"');
    const { body: listed } = await scim.call('GET', '/Groups?count=10');
    expect((listed['Resources'] as unknown as readonly unknown[])[0]).toEqual(read.body);
  });

  test('is answered with as much of its members as is asked for', async () => {
    const { body: values } = await scim.call('GET', `${path}?attributes=members.value`);
    expect(Object.keys(values).sort()).toEqual(['id', 'members', 'schemas']);
    expect(membersIn(values)).toHaveLength(PEOPLE);
    const { body: without } = await scim.call('GET', `${path}?excludedAttributes=members`);
    expect(without['members']).toBeUndefined();
    expect(without['displayName']).toBe('Large');
  });

  test('is replaced, and answered with whom it has then', async () => {
    const some = ids.slice(100);
    const members = some.map((value) => ({ value }));
    const body = { schemas: [GROUP], displayName: 'Large', members };
    const replaced = await scim.call('PUT', path, body);
    expect(replaced.status).toBe(200);
    expect(
      membersIn(replaced.body)
        .map(({ value }) => value)
        .sort(),
    ).toEqual([...some].sort());
    expect(versionIn(replaced.body)).toBe('W/"2"');
    // some leave, some come, most stay; one is named twice, and one nobody knows
    const named = [...ids.slice(0, 50), 'nobody', ...ids.slice(150), ids[0]];
    const again = { ...body, members: named.map((value) => ({ value })) };
    const changed = await scim.call('PUT', path, again);
    const wanted = [...ids.slice(0, 50), ...ids.slice(150)].sort();
    const left = membersIn(changed.body).map(({ value }) => value);
    expect(left.sort()).toEqual(wanted);
    expect(versionIn(changed.body)).toBe('W/"3"');
    // the same list again changes nothing
    expect(versionIn((await scim.call('PUT', path, again)).body)).toBe('W/"3"');
  });

  test('takes in and lets go whom a PATCH names twice, near each other and far apart, once', async () => {
    const members = [...ids, ...ids.slice(0, 3), ids.at(-1)].map((value) => ({ value }));
    const counts: number[] = [];
    for (const op of ['remove', 'add', 'remove', 'add']) {
      const { status } = await scim.call('PATCH', path, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op, path: 'members', value: members }],
      });
      expect(status).toBe(204);
      counts.push(membersIn((await scim.call('GET', path)).body).length);
    }
    expect(counts).toEqual([0, PEOPLE, 0, PEOPLE]);
    expect((await scim.call('DELETE', path)).status).toBe(204);
    expect((await scim.call('GET', path)).status).toBe(404);
  });
});
