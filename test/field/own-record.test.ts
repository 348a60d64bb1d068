import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { PRESETS } from '../kit/application.js';
import type { Json, Reply } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

// Decision 8 and row 2.7: everybody reads and changes their own record, whatever the preset, the role and its permissions.

overServers('one’s own record', (server) => {
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  };
  const place = async (preset = 'standard'): Promise<string> => {
    const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER, preset };
    return `/organizations/${String((await call('POST', '/organizations', input))['id'])}`;
  };
  const add = async (home: string, roles: readonly string[]): Promise<string> => {
    const email = `user-${newId().slice(-12)}@example.com`;
    const body = { email, name: 'User One', roles };
    return String((await call('POST', `${home}/members`, body))['id']);
  };
  const acting =
    (home: string, memberId: string, key?: string) =>
    (method: string, path: string, body?: unknown): Promise<Reply> =>
      server().rest(method, `${home}${path}`, {
        headers: {
          'muster-acting-member': memberId,
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
        },
        ...(body !== undefined && { body }),
      });
  const answerOf = ({ status, body }: Reply): string => `${status} ${String(body['code'])}`;
  const keyOf = async (home: string, ...scopes: string[]): Promise<string> =>
    String((await call('POST', `${home}/api-keys`, { name: 'Host', scopes }))['key']);

  for (const preset of PRESETS.values()) {
    test(`D8 2.7 every role of ${preset.name} reads and changes its own record, and nobody else’s`, async () => {
      const home = await place(preset.name);
      const plan = preset.plans.find(({ features }) => features.includes('*'));
      if (plan) await call('PUT', `${home}/plan`, { plan: plan.name });
      if (plan?.name === 'free') await call('PUT', `${home}/plan`, { plan: 'pro' });
      const other = await add(home, [preset.defaultRole ?? '']);
      for (const role of preset.roles) {
        if (role.elevation === true || role.standing === 'owner') continue;
        const id = await add(home, [role.name]);
        const me = acting(home, id);
        const body = { name: `Renamed ${role.name}`, locale: 'de' };
        const [changed, read] = [
          await me('PATCH', `/members/${id}`, body),
          await me('GET', `/members/${id}`),
        ];
        expect([role.name, changed.status, read.status]).toEqual([role.name, 200, 200]);
        expect(read.body).toMatchObject({ id, ...body, roles: [role.name] });
        if (role.permissions.includes('members:write')) continue;
        const refused = [
          await me('PATCH', `/members/${id}`, { email: 'boss@example.com' }),
          await me('PATCH', `/members/${other}`, { name: 'Somebody' }),
          await me('PUT', `/members/${id}/roles`, { roles: [{ role: 'admin' }] }),
          await me('POST', `/members/${other}/suspend`),
          await me('POST', `/members/${other}/activity`),
          await me('POST', `/members/bulk`, { action: 'suspend', ids: [other] }),
        ];
        expect([role.name, new Set(refused.map(answerOf))]).toEqual([
          role.name,
          new Set(['403 permission.missing']),
        ]);
        if (!role.permissions.includes('members:read')) {
          expect(answerOf(await me('GET', `/members/${other}`))).toBe('403 permission.missing');
          expect(answerOf(await me('GET', `/members`))).toBe('403 permission.missing');
        }
        expect((await me('GET', `/members/${id}`)).body).toEqual(read.body);
      }
      expect(await call('GET', `${home}/members/${other}`)).toMatchObject({ name: 'User One' });
    });
  }

  test('D8 2.7 a role of the organization’s own does not take it away', async () => {
    const home = await place();
    await call('POST', `${home}/roles`, { name: 'nothing', title: 'Nothing', permissions: [] });
    const id = await add(home, ['nothing']);
    const me = acting(home, id);
    const { permissions: held, member } = (await me('GET', '/me')).body;
    expect(held).toEqual(['members:write:own']);
    expect(member).toMatchObject({ id, name: 'User One' });
    expect((await me('PATCH', `/members/${id}`, { name: 'Mine' })).body).toMatchObject({
      name: 'Mine',
    });
    expect((await me('POST', `/members/${id}/activity`)).status).toBe(200);
    // without any role too
    await call('PUT', `${home}/members/${id}/roles`, { roles: [] });
    expect((await me('GET', `/members/${id}`)).body).toMatchObject({ name: 'Mine', roles: [] });
    const { permissions } = await call('GET', `${home}/members/${id}/access`);
    expect(permissions).toEqual([{ permission: 'members:write:own', roles: [] }]);
  });

  test('D8 2.7 attributes and address stay with those who manage members', async () => {
    const home = await place();
    const attribute = { name: 'cost_centre', title: 'Cost centre', type: 'text' };
    await call('PUT', `${home}/attributes`, { attributes: [attribute] });
    const id = await add(home, ['member']);
    const me = acting(home, id);
    const before = await call('GET', `${home}/members/${id}`);
    for (const body of [{ attributes: { cost_centre: '1' } }, { email: 'x@example.com' }]) {
      expect(answerOf(await me('PATCH', `/members/${id}`, body))).toBe('403 permission.missing');
    }
    expect(await call('GET', `${home}/members/${id}`)).toEqual(before);
  });

  test('D8 2.7 no more than the key may do, and nobody who is not active', async () => {
    const home = await place();
    const id = await add(home, ['member']);
    const change = { name: 'Mine' };
    const tries: readonly [string, number, number][] = [
      ['seats:read', 403, 403],
      ['members:read', 200, 403],
      ['members:write:own', 200, 200],
    ];
    for (const [scope, read, write] of tries) {
      const me = acting(home, id, await keyOf(home, scope));
      const statuses = [
        (await me('GET', `/members/${id}`)).status,
        (await me('PATCH', `/members/${id}`, change)).status,
      ];
      expect([scope, ...statuses]).toEqual([scope, read, write]);
    }
    // a key by itself is no member: nothing is its own
    const key = await keyOf(home, 'members:write:own');
    const alone = await server().rest('GET', `${home}/members/${id}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answerOf(alone)).toBe('403 permission.missing');
    await call('POST', `${home}/members/${id}/suspend`);
    const suspended = await acting(home, id)('GET', `/members/${id}`);
    expect(suspended.status).toBeGreaterThanOrEqual(400);
    expect(suspended.body['code']).toBe('acting.unknown');
  });

  test('D8 2.7 the name that a directory manages is refused in words, the language is not', async () => {
    const home = await place();
    const scim = await server().scim({ organizationId: home.slice('/organizations/'.length) });
    const email = `user-${newId().slice(-12)}@example.com`;
    await scim.post('/Users', {
      schemas: [USER],
      userName: email,
      displayName: 'Of the directory',
    });
    const { items } = await call('GET', `${home}/members?email=${email}`);
    const id = String((items as unknown as Json[])[0]?.['id']);
    const me = acting(home, id);
    const refused = await me('PATCH', `/members/${id}`, { name: 'Mine', locale: 'fr' });
    expect(answerOf(refused)).toBe('409 member.managed');
    expect(String(refused.body['detail'])).toMatch(/directory|identity provider/i);
    expect((await me('PATCH', `/members/${id}`, { locale: 'fr' })).body).toMatchObject({
      name: 'Of the directory',
      locale: 'fr',
    });
  });
});
