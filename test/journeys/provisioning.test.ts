import { expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import { requests, type Json, type TestServer } from '../kit/server.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const patchOf = (...Operations: unknown[]) => ({ schemas: [PATCH_OP], Operations });

async function made(server: TestServer, path: string, body: unknown): Promise<Json> {
  const reply = await server.rest('POST', path, { body });
  expect([path, reply.status]).toEqual([path, 201]);
  expect(reply.headers.get('location')).toEqual(expect.any(String));
  return reply.body;
}

/** A person as GET members tells it, by the address. */
async function member(server: TestServer, organization: string, email: string): Promise<Json> {
  const query = `state=active,suspended,left&email=${encodeURIComponent(email)}`;
  const { body } = await server.rest('GET', `/organizations/${organization}/members?${query}`);
  const items = body['items'] as unknown as Json[];
  expect(items).toHaveLength(1);
  return items[0] as Json;
}

overServers('from the first organization to somebody who comes back', (server) => {
  test('all of it over HTTP', async () => {
    // an operator makes the place
    const organization = await made(server(), '/organizations', {
      name: 'Example',
      owner: { email: 'owner@example.com', name: 'Owner' },
    });
    const home = `/organizations/${organization.id}`;
    const connection = await made(server(), `${home}/connections`, { kind: 'scim', name: 'Okta' });
    const path = `${home}/connections/${connection.id}`;
    const { token } = await made(server(), `${path}/credentials`, { kind: 'token' });
    const scim = requests(String(connection['scimBaseUrl']), {
      authorization: `Bearer ${token}`,
      'content-type': 'application/scim+json',
    });

    // the identity provider brings people and groups
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const body = {
        schemas: [USER],
        userName: `${name}@example.com`,
        externalId: name,
        displayName: `User ${name}`,
        emails: [{ value: `${name}@example.com`, primary: true }],
      };
      const reply = await scim('POST', '/Users', { body });
      expect(reply.status).toBe(201);
      ids.push(String(reply.body.id));
    }
    const [one = '', two = '', three = ''] = ids;
    const groupOf = async (displayName: string, ...members: string[]) => {
      const value = members.map((id) => ({ value: id }));
      const reply = await scim('POST', '/Groups', {
        body: { schemas: [GROUP], displayName, members: value },
      });
      expect(reply.status).toBe(201);
      return String(reply.body.id);
    };
    const admins = await groupOf('Admins', one, two);
    const payers = await groupOf('Payers', two);
    expect(await member(server(), String(organization.id), 'two@example.com')).toMatchObject({
      status: 'active',
      source: 'scim',
      name: 'User two',
      roles: ['member'],
      grants: [{ source: { kind: 'default' } }],
    });

    // the operator says what the groups mean
    const mappings = [
      { groupId: admins, role: 'admin' },
      { groupId: payers, role: 'billing' },
    ];
    const put = await server().rest('PUT', `${path}/group-mappings`, {
      body: { mappings, defaultRole: 'member' },
    });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({
      mode: 'union',
      defaultRole: 'member',
      mappings: [{ groupName: 'Admins' }, { groupName: 'Payers' }],
    });
    const rolesOf = async (name: string) => {
      const { roles, status } = await member(
        server(),
        String(organization.id),
        `${name}@example.com`,
      );
      return [status, ...[roles as unknown as string[]].flat().sort()];
    };
    expect(await rolesOf('one')).toEqual(['active', 'admin']);
    expect(await rolesOf('two')).toEqual(['active', 'admin', 'billing']);
    expect(await rolesOf('three')).toEqual(['active', 'member']);
    expect(await rolesOf('owner')).toEqual(['active', 'owner']);
    const sources = (await member(server(), String(organization.id), 'two@example.com'))['grants'];
    expect(sources).toMatchObject([
      { role: 'admin', source: { kind: 'group', groupId: admins } },
      { role: 'billing', source: { kind: 'group', groupId: payers } },
    ]);

    // somebody moves, somebody leaves for a while
    const move = [
      patchOf({ op: 'remove', path: `members[value eq "${two}"]` }),
      patchOf({ op: 'add', path: 'members', value: [{ value: three }] }),
    ];
    for (const body of move) {
      expect((await scim('PATCH', `/Groups/${admins}`, { body })).status).toBe(204);
    }
    expect(await rolesOf('two')).toEqual(['active', 'billing']);
    expect(await rolesOf('three')).toEqual(['active', 'admin']);
    const switched = async (active: boolean) => {
      const body = patchOf({ op: 'replace', value: { active } });
      expect((await scim('PATCH', `/Users/${three}`, { body })).status).toBe(200);
    };
    await switched(false);
    expect(await rolesOf('three')).toEqual(['suspended', 'admin']);
    await switched(true);
    expect(await rolesOf('three')).toEqual(['active', 'admin']);

    // and for good, and comes back
    const before = await member(server(), String(organization.id), 'three@example.com');
    expect((await scim('DELETE', `/Users/${three}`)).status).toBe(204);
    expect(await rolesOf('three')).toEqual(['left']);
    expect((await scim('GET', `/Groups/${admins}`)).body).toMatchObject({
      members: [{ value: one }],
    });
    const again = await scim('POST', '/Users', {
      body: { schemas: [USER], userName: 'three@example.com' },
    });
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(three);
    const after = await member(server(), String(organization.id), 'three@example.com');
    expect(after).toMatchObject({ id: before.id, status: 'active', roles: ['member'] });

    // the operator can see all of it
    const log = await server().rest('GET', `${path}/exchanges?limit=200&order=asc`);
    const operations = (log.body['items'] as unknown as Json[]).map(({ operation }) => operation);
    expect(operations).toEqual([
      'user.create',
      'user.create',
      'user.create',
      'group.create',
      'group.create',
      'group.patch',
      'group.patch',
      'user.patch',
      'user.patch',
      'user.delete',
      'group.read',
      'user.create',
    ]);
    const revived = (log.body['items'] as unknown as Json[]).at(-1);
    expect(revived).toMatchObject({ status: 201, trace: [{ step: 'member.revived' }, {}, {}] });
    const journal = await server().rest('GET', `${home}/journal?limit=200`);
    const lines = journal.body['items'] as unknown as { sequence: number; type: string }[];
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index + 1));
    const about = lines.map(({ type }) => type).filter((type) => /^member\.(s|re)/.test(type));
    expect(about).toEqual(
      expect.arrayContaining(['member.suspended', 'member.restored', 'member.removed']),
    );

    // a second token takes over from the first
    const second = await made(server(), `${path}/credentials`, { kind: 'token', name: 'next' });
    const first = await server().rest('GET', `${path}/credentials`);
    const old = (first.body['items'] as unknown as Json[])[0]?.id;
    const gone = await server().rest('DELETE', `${path}/credentials/${old}`);
    expect(gone.status).toBe(204);
    expect((await scim('GET', '/Users?count=1')).status).toBe(401);
    const authorization = `Bearer ${String(second['token'])}`;
    const next = await scim('GET', '/Users?count=1', { headers: { authorization } });
    expect(next.body).toMatchObject({ totalResults: 3 });
  });
});
