import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { GROUP, USER } from '../kit/application.js';
import { startServer, type Reply, type TestServer } from '../kit/server.js';
import { roleNamesOf, TestTenant, statusAndCode } from './test-tenants.js';

/**
 * Nobody gets, gives or touches more than they hold, by whichever of the many doors: each test is an attempt that somebody with a
 * right nearby would make.
 */
let server: TestServer;
let tenant: TestTenant;

beforeAll(async () => {
  server = await startServer();
  tenant = await TestTenant.create(server);
});
afterAll(() => server.close());

const ESCALATION = '403 permission.escalation';
const MISSING = '403 permission.missing';

describe('a user administrator and somebody who stands higher', () => {
  /** method, path and body with `{admin}` for the one who is attacked */
  const verbs: readonly [string, string, unknown][] = [
    ['PATCH', '/members/{admin}', { name: 'Renamed' }],
    ['PATCH', '/members/{admin}', { email: 'taken-over@example.com' }],
    ['POST', '/members/{admin}/suspend', undefined],
    ['POST', '/members/{admin}/remove', {}],
    ['POST', '/members/{admin}/unlock', { hours: 1, reason: 'Because.' }],
    ['PUT', '/members/{admin}/roles', { roles: [{ role: 'viewer' }] }],
    ['POST', '/members/{admin}/roles', { role: 'viewer' }],
    ['DELETE', '/members/{admin}/roles/{role}', undefined],
  ];

  for (const role of ['admin', 'owner', 'billing', 'user-admin']) {
    test(`cannot touch ${role} by any verb`, async () => {
      const villain = tenant.actingAs((await tenant.member('user-admin')).id);
      const admin = await tenant.member(role);
      for (const [method, path, body] of verbs) {
        const address = path.replace('{admin}', admin.id).replace('{role}', role);
        const reply = await villain(method, address, body === undefined ? {} : { body });
        expect([method, path, statusAndCode(reply)]).toEqual([method, path, ESCALATION]);
      }
      for (const action of ['suspend', 'remove', 'setRoles']) {
        const rest = action === 'setRoles' ? { roles: ['viewer'], confirm: true } : {};
        const reply = await villain('POST', '/members/bulk', {
          body: { action, ids: [admin.id], ...rest },
        });
        expect(reply.text).toContain('permission.escalation');
      }
      expect(await tenant.readMember(admin.id)).toEqual(admin);
    });

    test(`cannot make anybody ${role}`, async () => {
      const self = await tenant.member('user-admin');
      const villain = tenant.actingAs(self.id);
      const victim = await tenant.member('viewer');
      const email = `${newId()}@example.com`;
      const tries: readonly [string, string, unknown][] = [
        ['POST', `/members/${victim.id}/roles`, { role, confirm: true }],
        ['PUT', `/members/${self.id}/roles`, { roles: [{ role: 'user-admin' }, { role }] }],
        ['POST', '/members', { email, name: 'New', roles: [role] }],
        ['POST', '/invitations', { email, roles: [role] }],
      ];
      for (const [method, path, body] of tries) {
        const reply = await villain(method, path, { body });
        // an owner's role is no gift of an invitation, whoever asks; one's own role is no gift at all
        const own = path.includes(self.id) ? 'touch' : 'give';
        expect([own, path, reply.status >= 400 && reply.status < 500]).toEqual([own, path, true]);
        expect(statusAndCode(reply)).toMatch(/permission\.escalation|request\.invalid/);
      }
      expect(roleNamesOf(await tenant.readMember(victim.id))).toEqual(['viewer']);
      expect(roleNamesOf(await tenant.readMember(self.id))).toEqual(['user-admin']);
    });
  }

  test('cannot change, renew or send again an invitation of an administrator', async () => {
    const villain = tenant.actingAs((await tenant.member('user-admin')).id);
    const email = `${newId()}@example.com`;
    const sent = await tenant.operatorRequest('POST', '/invitations', {
      email,
      roles: ['admin'],
      send: false,
    });
    const one = `/invitations/${String(sent.id)}`;
    expect(statusAndCode(await villain('PATCH', one, { body: { roles: ['viewer'] } }))).toBe(
      ESCALATION,
    );
    expect(statusAndCode(await villain('POST', `${one}/resend`))).toBe(ESCALATION);
    expect(statusAndCode(await villain('POST', `${one}/revoke`, { body: {} }))).toBe(ESCALATION);
    const many = await villain('POST', '/invitations/bulk', {
      body: { invitations: [{ email: `${newId()}@example.com`, roles: ['admin'] }] },
    });
    await server.composed.jobs.runNow('run-tasks');
    const rows = await tenant.operatorRequest('GET', `/tasks/${String(many.body.id)}/rows`);
    expect(JSON.stringify(rows)).toContain('permission.escalation');
    await tenant.operatorRequest('POST', `${one}/revoke`, {});
    expect(statusAndCode(await villain('POST', `${one}/renew`, { body: {} }))).toBe(ESCALATION);
  });
});

describe('gifts beside roles', () => {
  async function waiting(): Promise<string> {
    await tenant.operatorRequest('PATCH', '', { policies: { joinRequests: 'open' } });
    const email = `${newId()}@example.com`;
    const body = { email, name: 'Newcomer', emailVerified: true };
    return String((await tenant.operatorRequest('POST', '/join-requests', body)).id);
  }

  test('a key that may decide about requests cannot give spaces or seats with its approval', async () => {
    const space = await tenant.operatorRequest('POST', '/spaces', { name: `Space ${newId()}` });
    const product = await tenant.operatorRequest('POST', '/products', {
      key: `p-${newId().slice(-8)}`,
      name: 'Product',
      seats: 5,
    });
    const key = await tenant.narrowKey('join-requests:write', 'spaces:read:own', 'seats:read:own');
    const villain = tenant.actingAs(undefined, key);
    const promises = [
      { spaces: [{ spaceId: space.id, role: 'manager' }] },
      { products: [product.id] },
    ];
    for (const promise of promises) {
      const id = await waiting();
      const body = { roles: ['member'], ...promise };
      expect(statusAndCode(await villain('POST', `/join-requests/${id}/approve`, { body }))).toBe(
        MISSING,
      );
      const read = await tenant.operatorRequest('GET', `/join-requests/${id}`);
      expect(read.status).toBe('pending');
    }
  });

  test('spaces and products of another organization cannot be given with an approval', async () => {
    const other = await TestTenant.create(server);
    const space = await other.operatorRequest('POST', '/spaces', { name: 'Theirs' });
    const product = await other.operatorRequest('POST', '/products', {
      key: 'theirs',
      name: 'Theirs',
      seats: 5,
    });
    const admin = tenant.actingAs((await tenant.member('admin')).id);
    const asked: [unknown, string][] = [
      [{ spaces: [{ spaceId: space.id, role: 'manager' }] }, '404 space.missing'],
      [{ products: [product.id] }, '404 product.missing'],
    ];
    for (const [body, expected] of asked) {
      const id = await waiting();
      expect(statusAndCode(await admin('POST', `/join-requests/${id}/approve`, { body }))).toBe(
        expected,
      );
    }
  });

  test('a request to join does not take somebody else’s account', async () => {
    await tenant.operatorRequest('PATCH', '', { policies: { joinRequests: 'open' } });
    const body = { email: `victim-${newId()}@example.com`, name: 'Victim', emailVerified: true };
    const account = await server.rest('POST', '/accounts', { body });
    const key = tenant.actingAs();
    const planted = await key('POST', '/join-requests', {
      body: {
        email: `villain-${newId()}@example.com`,
        name: 'Villain',
        emailVerified: true,
        accountId: account.body.id,
      },
    });
    expect(planted.status).toBeGreaterThanOrEqual(400);
    const own = await server.rest('GET', `/accounts/${String(account.body.id)}/organizations`);
    expect(own.body.items).toEqual([]);
  });
});

describe('groups of a directory', () => {
  test('a role that one group gives already is not given to another group by who may not give it', async () => {
    const scim = await server.scim({ organizationId: tenant.id });
    const post = async (path: string, body: object): Promise<string> =>
      String((await scim.post(path, body)).body.id);
    const admins = await post('/Groups', { schemas: [GROUP], displayName: 'Admins' });
    const user = { schemas: [USER], userName: `${newId()}@example.com` };
    const villainUser = await post('/Users', user);
    const mine = await post('/Groups', {
      schemas: [GROUP],
      displayName: 'Mine',
      members: [{ value: villainUser }],
    });
    const path = `/connections/${scim.connectionId}/group-mappings`;
    const first = { groupId: admins, role: 'admin' };
    await tenant.operatorRequest('PUT', path, { mappings: [first] });
    const key = tenant.actingAs(undefined, await tenant.narrowKey('directory:write'));
    const body = { mappings: [first, { groupId: mine, role: 'admin' }] };
    expect(statusAndCode(await key('PUT', path, { body }))).toBe(ESCALATION);
    const everybody = { mappings: [first], defaultRole: 'admin' };
    expect(statusAndCode(await key('PUT', path, { body: everybody }))).toBe(ESCALATION);
    // what is there already may stay
    expect((await key('PUT', path, { body: { mappings: [first] } })).status).toBeLessThan(300);
  });

  test('nor spaces and seats by who may not give those', async () => {
    const scim = await server.scim({ organizationId: tenant.id });
    const group = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Everybody' });
    const space = await tenant.operatorRequest('POST', '/spaces', { name: `Space ${newId()}` });
    const product = await tenant.operatorRequest('POST', '/products', {
      key: `p-${newId().slice(-8)}`,
      name: 'Product',
      seats: 5,
    });
    const path = `/connections/${scim.connectionId}/group-mappings`;
    const key = tenant.actingAs(undefined, await tenant.narrowKey('directory:write'));
    const groupId = String(group.body.id);
    const promises = [
      { groupId, space: { spaceId: space.id, role: 'manager' } },
      { groupId, productId: product.id },
    ];
    for (const promise of promises) {
      expect(statusAndCode(await key('PUT', path, { body: { mappings: [promise] } }))).toBe(
        MISSING,
      );
    }
  });
});

describe('one’s own', () => {
  test('who may write their own does not take an address that the directory will bring', async () => {
    const title = { name: 'self-service', title: 'Self service' };
    await tenant.operatorRequest('POST', '/roles', {
      ...title,
      permissions: ['members:write:own'],
    });
    const villain = await tenant.member('self-service');
    const own = tenant.actingAs(villain.id);
    const other = await tenant.member('viewer');
    expect((await own('PATCH', `/members/${villain.id}`, { body: { name: 'New' } })).status).toBe(
      200,
    );
    const boss = { email: 'boss@example.com' };
    expect(statusAndCode(await own('PATCH', `/members/${villain.id}`, { body: boss }))).toBe(
      MISSING,
    );
    expect(statusAndCode(await own('PATCH', `/members/${other.id}`, { body: { name: 'X' } }))).toBe(
      MISSING,
    );
    const activity = await own('POST', `/members/${other.id}/activity`, { body: {} });
    expect(activity.status).toBeGreaterThanOrEqual(400);
  });

  test('seats, spaces and requests of other people stay unseen', async () => {
    const villain = await tenant.member('member');
    const victim = await tenant.member('member');
    const own = tenant.actingAs(villain.id);
    const space = await tenant.operatorRequest('POST', '/spaces', { name: `Secret ${newId()}` });
    const spaceId = String(space.id);
    await tenant.operatorRequest('PUT', `/spaces/${spaceId}/members/${victim.id}`, {
      role: 'member',
    });
    const product = await tenant.operatorRequest('POST', '/products', {
      key: `p-${newId().slice(-8)}`,
      name: 'Product',
      seats: 5,
    });
    await tenant.operatorRequest('POST', '/seats', { productId: product.id, memberId: victim.id });
    const asked = await tenant.actingAs(victim.id)('POST', '/seat-requests', {
      body: { productId: product.id },
    });
    expect(asked.status).toBe(409);
    const looks: Reply[] = await Promise.all([
      own('GET', `/members/${victim.id}/seats`),
      own('GET', `/members/${victim.id}/spaces`),
      own('GET', `/seats?productId=${String(product.id)}`),
      own('GET', `/seats?memberId=${victim.id}`),
      own('GET', '/seat-requests'),
      own('GET', '/spaces'),
      own('GET', `/spaces/${spaceId}`),
      own('GET', `/spaces/${spaceId}/members`),
    ]);
    for (const reply of looks) {
      expect(reply.text).not.toContain(victim.id);
      if (reply.status === 200) expect(reply.text).not.toContain('Secret');
    }
  });
});

describe('roles of the organization’s own', () => {
  const custom = (more: object) => ({ name: `r-${newId().slice(-10)}`, title: 'Role', ...more });

  test('are not made wider than whoever makes them, nor changed by who holds less', async () => {
    const narrow = tenant.actingAs(
      undefined,
      await tenant.narrowKey('roles:write', 'members:read'),
    );
    const wide = custom({ permissions: ['members:write'] });
    expect(statusAndCode(await narrow('POST', '/roles', { body: wide }))).toBe(ESCALATION);
    await tenant.operatorRequest('POST', '/roles', wide);
    const one = `/roles/${wide.name}`;
    expect(statusAndCode(await narrow('PATCH', one, { body: { title: 'Mine' } }))).toBe(ESCALATION);
    expect(statusAndCode(await narrow('DELETE', one))).toBe(ESCALATION);
    const small = custom({ permissions: ['members:read'] });
    await tenant.operatorRequest('POST', '/roles', small);
    for (const change of [
      { permissions: ['members:read', 'keys:write'] },
      { grants: ['admin'] },
      { manages: ['owner'] },
      { grants: ['root'] },
    ]) {
      const reply = await narrow('PATCH', `/roles/${small.name}`, { body: change });
      expect([change, statusAndCode(reply)]).toEqual([change, ESCALATION]);
    }
  });

  test('cannot be widened by somebody who holds them', async () => {
    const mine = custom({ permissions: ['roles:write', 'members:read'] });
    await tenant.operatorRequest('POST', '/roles', mine);
    const self = tenant.actingAs((await tenant.member(mine.name)).id);
    for (const change of [
      { permissions: ['roles:write', 'members:write'] },
      { grants: ['*'] },
      { manages: ['*'] },
      { grants: [mine.name] },
    ]) {
      const reply = await self('PATCH', `/roles/${mine.name}`, { body: change });
      expect([change, statusAndCode(reply)]).toEqual([change, ESCALATION]);
    }
  });

  test('are not remapped to a role that the deleter may not give', async () => {
    const mine = custom({ permissions: ['roles:write', 'members:read'] });
    const doomed = custom({ permissions: ['members:read'] });
    await tenant.operatorRequest('POST', '/roles', mine);
    await tenant.operatorRequest('POST', '/roles', doomed);
    const self = tenant.actingAs((await tenant.member(mine.name, doomed.name)).id);
    const remap = await self('DELETE', `/roles/${doomed.name}?to=admin`);
    expect(statusAndCode(remap)).toBe(ESCALATION);
  });
});

describe('keys', () => {
  test('make no wider keys, directly or for a member', async () => {
    const narrow = await tenant.narrowKey('keys:write', 'members:read');
    const body = { name: 'Wide', scopes: ['members:write'] };
    expect(
      statusAndCode(await tenant.actingAs(undefined, narrow)('POST', '/api-keys', { body })),
    ).toBe(ESCALATION);
    const forOwner = tenant.actingAs(tenant.ownerId, narrow);
    expect(statusAndCode(await forOwner('POST', '/api-keys', { body }))).toBe(ESCALATION);
  });

  test('do nothing to a member’s membership that they may not do themselves', async () => {
    const narrow = await tenant.narrowKey('journal:read');
    const victim = await tenant.member('viewer');
    const left = await tenant.actingAs(victim.id, narrow)('POST', '/me/leave');
    expect(statusAndCode(left)).toBe(MISSING);
    expect((await tenant.readMember(victim.id)).status).toBe('active');
    const offer = await tenant.operatorRequest('POST', '/ownership-offers', {
      fromMemberId: tenant.ownerId,
      toMemberId: victim.id,
      roleAfter: 'admin',
    });
    const one = `/ownership-offers/${String(offer.id)}`;
    for (const verb of ['accept', 'decline']) {
      expect(
        statusAndCode(await tenant.actingAs(victim.id, narrow)('POST', `${one}/${verb}`)),
      ).toBe(MISSING);
    }
    expect((await tenant.readMember(victim.id)).standing).toBe('none');
    // the member who got the offer needs no right of their own
    expect((await tenant.actingAs(victim.id)('POST', `${one}/decline`)).status).toBe(200);
  });

  test('are no owners', async () => {
    const key = tenant.actingAs();
    const successor = await tenant.member('admin');
    const body = { fromMemberId: tenant.ownerId, toMemberId: successor.id, roleAfter: 'admin' };
    expect(statusAndCode(await key('POST', '/ownership-offers', { body }))).toBe(MISSING);
    const byAdmin = tenant.actingAs((await tenant.member('admin')).id);
    expect(statusAndCode(await byAdmin('POST', '/ownership-offers', { body }))).toBe(MISSING);
    expect(
      statusAndCode(
        await key('POST', `/members/${successor.id}/roles`, { body: { role: 'owner' } }),
      ),
    ).toBe(ESCALATION);
  });
});
