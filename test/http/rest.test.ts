import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operations, readInput } from '#api/index.js';
import { startServer, type Json, type TestServer } from '../kit/server.js';

// The operator's REST as the issue writes it down, over the whole house.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ settings: { scim: { tokensPerConnection: 3 } } });
});
afterAll(() => server.close());

const items = (body: Json): Json[] => body['items'] as unknown as Json[];

describe('organizations', () => {
  test('are made, read and listed', async () => {
    const owner = { email: 'Owner@Example.com', name: 'User One' };
    const made = await server.rest('POST', '/organizations', { body: { name: 'Ærø & Co', owner } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Ærø & Co', preset: 'standard', status: 'active' });
    const id = String(made.body['id']);
    expect(made.headers.get('location')).toBe(`${server.url}/api/v1/organizations/${id}`);
    expect((await server.rest('GET', `/organizations/${id}`)).body).toEqual(made.body);
    const members = await server.rest('GET', `/organizations/${id}/members`);
    expect(items(members.body)).toMatchObject([
      { email: owner.email, roles: ['owner'], grants: [{ source: { kind: 'manual' } }] },
    ]);
    const one = String(items(members.body)[0]?.['id']);
    const member = await server.rest('GET', `/organizations/${id}/members/${one}`);
    // a row of the list shows seats and spaces, too
    expect(items(members.body)[0]).toEqual({ ...member.body, seats: [], spaces: [] });
  });

  test('a slug is used once', async () => {
    const body = { name: 'One', slug: 'taken-slug' };
    expect((await server.rest('POST', '/organizations', { body })).status).toBe(201);
    const again = await server.rest('POST', '/organizations', { body });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      code: 'organization.slug_taken',
      details: { slug: 'taken-slug' },
      type: `${server.url}/docs/errors#organization.slug_taken`,
    });
  });

  test('an unknown preset is named', async () => {
    const body = { name: 'One', preset: 'nope' };
    const reply = await server.rest('POST', '/organizations', { body });
    expect(reply.status).toBe(400);
    expect(reply.body['errors']).toMatchObject([{ field: 'preset' }]);
  });

  test('a walk by cursor meets everyone once', async () => {
    for (let count = 0; count < 7; count += 1) {
      await server.rest('POST', '/organizations', { body: { name: `Walk ${count}` } });
    }
    const all = items((await server.rest('GET', '/organizations?limit=200')).body);
    const met: unknown[] = [];
    let next = '';
    do {
      const page = await server.rest('GET', `/organizations?limit=3${next}`);
      expect(items(page.body).length).toBeLessThanOrEqual(3);
      met.push(...items(page.body).map(({ id }) => id));
      next = page.body['next'] === undefined ? '' : `&cursor=${page.body['next']}`;
    } while (next !== '');
    expect(met).toEqual(all.map(({ id }) => id));
  });
});

describe('connections and credentials', () => {
  test('a connection says where it is reached', async () => {
    const scim = await server.scim({ compatibility: 'strict' });
    const path = `/organizations/${scim.organizationId}/connections`;
    const reply = await server.rest('GET', `${path}/${scim.connectionId}`);
    expect(reply.body).toMatchObject({
      id: scim.connectionId,
      kind: 'scim',
      compatibility: 'strict',
      status: 'active',
      scimBaseUrl: scim.baseUrl,
    });
    expect(items((await server.rest('GET', path)).body)).toEqual([reply.body]);
    const change = { name: 'Renamed', compatibility: 'lenient' };
    const changed = await server.rest('PATCH', `${path}/${scim.connectionId}`, { body: change });
    expect(changed.body).toMatchObject(change);
    const empty = await server.rest('PATCH', `${path}/${scim.connectionId}`, { body: {} });
    expect(empty.status).toBe(400);
  });

  test('row 107: a token is shown once, two live side by side, a revoked one is dead at once', async () => {
    const scim = await server.scim();
    const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}/credentials`;
    const second = await server.rest('POST', path, { body: { kind: 'token', name: 'second' } });
    expect(second.status).toBe(201);
    const token = String(second.body['token']);
    expect(token).toMatch(/^muster_scim_[0-9A-Za-z]{43}$/);
    expect(token.startsWith(String(second.body['prefix']))).toBe(true);
    const headers = { authorization: `Bearer ${token}` };
    expect((await scim.get('/Users', headers)).status).toBe(200);
    expect((await scim.get('/Users')).status).toBe(200);

    const list = await server.rest('GET', path);
    expect(items(list.body).map(({ name }) => name)).toEqual(['token', 'second']);
    expect(list.text).not.toContain(token);
    expect(list.text).not.toContain('hash');

    const one = `${path}/${second.body['id']}`;
    expect((await server.rest('DELETE', one)).status).toBe(204);
    expect((await scim.get('/Users', headers)).status).toBe(401);
    expect((await scim.get('/Users')).status).toBe(200);
    expect((await server.rest('DELETE', one)).status).toBe(204);
    expect((await server.rest('GET', one)).body).toMatchObject({ revokedAt: expect.any(String) });
  });

  test('as many tokens live as the setting allows; dead ones do not count', async () => {
    const scim = await server.scim();
    const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}/credentials`;
    const make = () => server.rest('POST', path, { body: { kind: 'token' } });
    const [second] = [await make(), await make()];
    const refused = await make();
    expect([refused.status, refused.body['code']]).toEqual([409, 'credential.limit']);
    await server.rest('DELETE', `${path}/${second.body['id']}`);
    expect((await make()).status).toBe(201);
  });

  test('an end in the past is refused, one in the future kept', async () => {
    const scim = await server.scim();
    const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}/credentials`;
    const make = (expiresAt: string) =>
      server.rest('POST', path, { body: { kind: 'token', expiresAt } });
    const past = await make('2020-01-01T00:00:00Z');
    expect(past.status).toBe(400);
    expect(past.body['errors']).toMatchObject([{ field: 'expiresAt' }]);
    expect((await make('tomorrow')).status).toBe(400);
    const future = await make('2999-01-01T01:00:00+01:00');
    expect(future.body['expiresAt']).toBe('2999-01-01T00:00:00.000Z');
  });

  test('row 3: a token without the scope is 403', async () => {
    const scim = await server.scim({ scopes: ['users:read'] });
    expect((await scim.get('/Users')).status).toBe(200);
    const body = { schemas: [USER], userName: 'a@example.com' };
    for (const reply of [await scim.post('/Users', body), await scim.get('/Groups')]) {
      expect(reply.status).toBe(403);
      expect(reply.body['status']).toBe('403');
      expect(reply.headers.get('content-type')).toContain('application/scim+json');
    }
  });
});

describe('groups become roles, and everything is told', () => {
  test('mappings, members with sources, exchanges, journal', async () => {
    const owner = { email: 'owner@example.com', name: 'User One' };
    const scim = await server.scim({ owner });
    const place = `/organizations/${scim.organizationId}`;
    const connection = `${place}/connections/${scim.connectionId}`;
    const user = await scim.post('/Users', {
      schemas: [USER],
      userName: 'user-2@example.com',
      displayName: 'User Two',
    });
    const group = await scim.post('/Groups', {
      schemas: [GROUP],
      displayName: 'Administrators',
      members: [{ value: user.body['id'] }],
    });
    const groupId = group.body['id'];
    expect([user.status, group.status]).toEqual([201, 201]);

    const before = await server.rest('GET', `${connection}/group-mappings`);
    expect(before.body).toEqual({ mode: 'union', mappings: [] });
    const body = { defaultRole: 'viewer', mappings: [{ groupId, role: 'admin' }] };
    const put = await server.rest('PUT', `${connection}/group-mappings`, { body });
    expect(put.status).toBe(200);
    expect(put.body).toEqual({
      mode: 'union',
      defaultRole: 'viewer',
      mappings: [{ groupId, groupName: 'Administrators', role: 'admin', state: 'bound' }],
    });
    const members = await server.rest('GET', `${place}/members?email=USER-2@example.com`);
    expect(items(members.body)).toMatchObject([
      {
        roles: ['admin'],
        standing: 'admin',
        status: 'active',
        grants: [{ role: 'admin', source: { kind: 'group', groupId } }],
      },
    ]);

    for (const [mappings, code] of [
      [[{ groupId, role: 'owner' }], 'role.not_mappable'],
      [[{ groupId, role: 'nope' }], 'role.unknown'],
      [[{ groupId: scim.connectionId, role: 'admin' }], 'mapping.group_missing'],
    ] as const) {
      const refused = await server.rest('PUT', `${connection}/group-mappings`, {
        body: { mappings },
      });
      expect([refused.status, refused.body['code']]).toEqual([400, code]);
    }
    expect((await server.rest('GET', `${connection}/group-mappings`)).body).toEqual(put.body);

    await scim.patch(`/Users/${user.body['id']}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    const suspended = await server.rest('GET', `${place}/members?state=suspended`);
    expect(items(suspended.body)).toHaveLength(1);

    const path = `${connection}/exchanges`;
    const log = await server.rest('GET', `${path}?operation=user.create`);
    expect(items(log.body)).toMatchObject([{ method: 'POST', status: 201, outcome: 'ok' }]);
    const [line] = items(log.body);
    expect((await server.rest('GET', `${path}/${line?.['id']}`)).body).toEqual(line);
    expect((await server.rest('GET', `${path}/${scim.connectionId}`)).status).toBe(404);
    const ofUser = await server.rest('GET', `${path}?resourceId=${user.body['id']}&outcome=ok`);
    expect(items(ofUser.body)).toHaveLength(2);

    const journal = await server.rest('GET', `${place}/journal?limit=3`);
    expect(items(journal.body).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    const rest = await server.rest(
      'GET',
      `${place}/journal?limit=200&after=${journal.body['next']}`,
    );
    expect(items(rest.body)[0]?.['sequence']).toBe(4);
    const types = items(rest.body).map(({ type }) => String(type));
    expect(types).toContain('role_mapping.changed');
  });
});

describe('inputs', () => {
  test('a list of a thousand mappings is read, one more is not', () => {
    const { body } = operations.replaceGroupMappings;
    if (!body) throw new Error('replaceGroupMappings has a body');
    const mappings = Array.from({ length: 1_000 }, (_, index) => ({
      groupId: `g${index}`,
      role: 'admin',
    }));
    expect(readInput(body, { mappings }).mappings).toHaveLength(1_000);
    const more = [...mappings, { groupId: 'g', role: 'admin' }];
    expect(() => readInput(body, { mappings: more })).toThrow('fields that are not valid');
  });

  test('a problem deep inside is named by its whole path', () => {
    const { body } = operations.replaceGroupMappings;
    if (!body) throw new Error('replaceGroupMappings has a body');
    expect(() =>
      readInput(body, {
        mappings: [
          { groupId: 'g', role: 'a' },
          { groupId: 1, role: 2 },
        ],
      }),
    ).toThrow(
      expect.objectContaining({
        details: {
          errors: [
            expect.objectContaining({ field: 'mappings[1].groupId' }),
            expect.objectContaining({ field: 'mappings[1].role' }),
          ],
        },
      }),
    );
  });
});
