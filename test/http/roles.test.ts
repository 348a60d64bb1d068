import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { checkAgainstContract } from '../kit/contract.js';
import { overServers } from '../kit/server-suites.js';
import { requests, type Json, type Reply, type Requests, type TestServer } from '../kit/server.js';

// Roles, members' roles, the reasons for them and API keys, as a host application uses them: with keys, for members.

const items = (body: Json): Json[] => body['items'] as unknown as Json[];

const codeOf = ({ status, body }: Reply): unknown[] => [status, body['code']];

interface MemberFixture {
  readonly path: string;
  readonly memberId: string;
  /** with the operator's key, each answer held against the contract */
  readonly rest: Requests;
}

/** Below an organization of its own. */
async function createMember(server: TestServer, preset = 'standard'): Promise<MemberFixture> {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const made = await server.rest('POST', '/organizations', {
    body: { name: 'Example', slug: `roles-${newId()}`, preset, owner },
  });
  const path = `/organizations/${made.body['id']}`;
  const rest = rolesOf(server, `Bearer ${server.operatorKey}`);
  const list = await rest('GET', `${path}/members`);
  return { path, rest, memberId: String(items(list.body)[0]?.['id']) };
}

function rolesOf(
  { url }: TestServer,
  authorization: string,
  more: Readonly<Record<string, string>> = {},
): Requests {
  const ask = requests(`${url}/api/v1`, { authorization, ...more });
  return async (method, path, options) => {
    const reply = await ask(method, path, options);
    checkAgainstContract({ method, path, status: reply.status, text: reply.text });
    return reply;
  };
}

overServers('roles over REST', (server) => {
  test('a custom role from its making to its end', async () => {
    const { path, rest } = await createMember(server());
    const body = { name: 'auditor', title: 'Auditor', permissions: ['journal:read'] };
    const made = await rest('POST', `${path}/roles`, { body });
    expect([made.status, made.headers.get('etag')]).toEqual([201, 'W/"1"']);
    expect(made.headers.get('location')).toMatch(/\/roles\/auditor$/);
    expect(made.body).toMatchObject({ ...body, kind: 'custom', number: 1, grantable: true });
    expect(codeOf(await rest('POST', `${path}/roles`, { body }))).toEqual([409, 'role.exists']);
    const list = await rest('GET', `${path}/roles`);
    expect(items(list.body).map(({ name }) => String(name))).toEqual(
      expect.arrayContaining(['owner', 'admin', 'auditor']),
    );
    const change = { body: { permissions: ['journal:read', 'members:read'] } };
    const stale = { ...change, headers: { 'if-match': 'W/"7"' } };
    expect(codeOf(await rest('PATCH', `${path}/roles/auditor`, stale))).toEqual([
      412,
      'request.precondition',
    ]);
    const fresh = { ...change, headers: { 'if-match': 'W/"1"' } };
    const changed = await rest('PATCH', `${path}/roles/auditor`, fresh);
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"']);
    const versions = await rest('GET', `${path}/roles/auditor/versions`);
    expect(items(versions.body)).toMatchObject([{ number: 1 }, { number: 2 }]);
    const difference = await rest('GET', `${path}/roles/auditor/difference?from=1&to=2`);
    expect(difference.body['changes']).toEqual({
      permissions: { added: ['members:read'], removed: [] },
    });
    expect((await rest('DELETE', `${path}/roles/auditor`)).body).toEqual({
      state: 'deleted',
      done: 0,
    });
    expect(codeOf(await rest('GET', `${path}/roles/auditor`))).toEqual([404, 'role.missing']);
    expect(codeOf(await rest('DELETE', `${path}/roles/admin`))).toEqual([403, 'role.preset']);
  });

  test('a role that is held is deleted with another in its place', async () => {
    const { path, rest, memberId } = await createMember(server());
    const body = { name: 'auditor', title: 'Auditor', permissions: ['journal:read'] };
    await rest('POST', `${path}/roles`, { body });
    await rest('POST', `${path}/members/${memberId}/roles`, { body: { role: 'auditor' } });
    const usage = await rest('GET', `${path}/roles/auditor/usage?to=viewer`);
    expect(usage.body).toMatchObject({ members: 1, permissions: { removed: ['journal:read'] } });
    expect(codeOf(await rest('DELETE', `${path}/roles/auditor`))).toEqual([409, 'role.in_use']);
    const gone = await rest('DELETE', `${path}/roles/auditor?to=viewer`);
    expect(gone.body).toEqual({ state: 'deleted', done: 1 });
    const member = await rest('GET', `${path}/members/${memberId}`);
    expect(member.body['roles']).toEqual(['owner', 'viewer']);
  });

  test('a member’s roles: preview, confirmation, set, give, take, by version', async () => {
    const { path, rest } = await createMember(server());
    const owner = await personOf(path, rest);
    const roles = `${path}/members/${owner}/roles`;
    const preview = await rest('POST', `${roles}/preview`, { body: { give: { role: 'admin' } } });
    expect(preview.body).toMatchObject({
      standing: { before: 'none', after: 'admin' },
      needsConfirmation: true,
    });
    const set = { roles: [{ role: 'admin' }] };
    expect(codeOf(await rest('PUT', roles, { body: set }))).toEqual([400, 'role.confirmation']);
    const made = await rest('PUT', roles, { body: { ...set, confirm: true } });
    expect(made.body).toMatchObject({ roles: ['admin'], standing: 'admin' });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const body = { role: 'root', until, confirm: true };
    const lent = await rest('POST', roles, { body, headers: { 'if-match': 'W/"1"' } });
    expect(codeOf(lent)).toEqual([412, 'request.precondition']);
    const etag = String(made.headers.get('etag'));
    const root = await rest('POST', roles, { body, headers: { 'if-match': etag } });
    expect(root.body['grants']?.[1]).toMatchObject({ role: 'root', until });
    expect(codeOf(await rest('DELETE', `${roles}/root`))).toEqual([400, 'role.confirmation']);
    const taken = await rest('DELETE', `${roles}/root?confirm=true`);
    expect(taken.body['roles']).toEqual(['admin']);
    expect(codeOf(await rest('DELETE', `${roles}/viewer`))).toEqual([404, 'grant.missing']);
  });

  test('why a member has this, what there is to permit, and who I am', async () => {
    const { path, rest, memberId } = await createMember(server(), 'lonti');
    const tree = await rest('GET', `${path}/members/${memberId}/access`);
    expect(tree.body['roles']).toMatchObject([
      { role: 'account-owner', counts: true, reasons: [{ source: { kind: 'manual' } }] },
    ]);
    const areas = items((await rest('GET', `${path}/permissions`)).body);
    expect(areas).toContainEqual({
      area: 'licences',
      description: 'of the host application',
      host: true,
      permissions: ['licences:read', 'licences:read:own', 'licences:write', 'licences:write:own'],
    });
    const key = await rest('POST', `${path}/api-keys`, {
      body: { name: 'Host', scopes: ['seats:write', 'security:write'] },
    });
    const acting = rolesOf(server(), `Bearer ${key.body['key']}`, {
      'muster-acting-member': memberId,
    });
    const me = await acting('GET', `${path}/me`);
    expect(me.body).toMatchObject({
      member: { id: memberId },
      roles: [{ name: 'account-owner' }],
      mayGive: ['*'],
    });
    expect(me.body['permissions']).toEqual(expect.arrayContaining(['seats:write']));
    expect(me.body['permissions']).not.toContain('billing:write');
    const mute = rolesOf(server(), `Bearer ${key.body['key']}`);
    expect(codeOf(await mute('GET', `${path}/me`))).toEqual([403, 'permission.missing']);
  });

  test('an API key is shown once, opens what it says, and is dead when it is revoked', async () => {
    const { path, rest } = await createMember(server());
    const body = { name: 'Host', scopes: ['members:read'] };
    const headers = { 'idempotency-key': newId() };
    const made = await rest('POST', `${path}/api-keys`, { body, headers });
    expect(made.status).toBe(201);
    expect(String(made.body['key'])).toMatch(/^muster_key_/);
    const again = await rest('POST', `${path}/api-keys`, { body, headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body['key']).toBeUndefined();
    const { key: _key, ...shown } = made.body;
    expect(again.body).toEqual(shown);
    const list = await rest('GET', `${path}/api-keys`);
    expect(items(list.body)).toEqual([shown]);
    expect(list.text).not.toContain(String(made.body['key']));
    const host = rolesOf(server(), `Bearer ${made.body['key']}`);
    expect((await host('GET', `${path}/members`)).status).toBe(200);
    expect(codeOf(await host('GET', `${path}/roles`))).toEqual([403, 'permission.missing']);
    const address = `${path}/api-keys/${made.body['id']}`;
    expect((await rest('DELETE', address)).status).toBe(204);
    expect(codeOf(await host('GET', `${path}/members`))).toEqual([401, 'credential.invalid']);
    expect((await rest('GET', address)).body['revokedAt']).toBeDefined();
    const odd = { name: 'Odd', scopes: ['stars:read'] };
    expect(codeOf(await rest('POST', `${path}/api-keys`, { body: odd }))).toEqual([
      400,
      'request.invalid',
    ]);
  });

  /** Somebody whom a directory brought. */
  async function personOf(path: string, rest: Requests): Promise<string> {
    const organizationId = path.replace('/organizations/', '');
    const scim = await server().scim({ organizationId });
    await scim.post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'user-1@example.com',
    });
    const list = await rest('GET', `${path}/members?limit=200`);
    const found = items(list.body).find(({ source }) => String(source) === 'scim');
    return String(found?.['id']);
  }
});
