import { describe, expect, test } from '@jest/globals';
import type { Context } from '#kernel/index.js';
import type { MappingRequest } from '#core/index.js';
import { overApplications, type ScimConnection, type TestApplication } from '../kit/application.js';

// A connection acts with borrowed authority: making what opens it, and changing what it gives, takes the right to give exactly that.

/** A host application that calls with a key of these scopes. */
async function keyOf(
  app: TestApplication,
  { organization }: ScimConnection,
  ...scopes: string[]
): Promise<Context> {
  const { apiKeys } = app.core;
  const { key } = await apiKeys.create(app.ctx(), organization.id, { name: 'Host', scopes });
  return apiKeys.authenticate(app.ctx(), key);
}

/** The member of a role, as whom a host application with every right calls. */
async function memberIn(
  app: TestApplication,
  { organization }: ScimConnection,
  role: string,
): Promise<Context> {
  const { members, callers } = app.core;
  const email = `${role}-${Math.random()}@example.com`;
  const member = await members.add(app.ctx(), organization.id, {
    email,
    name: role,
    roles: [role],
  });
  return callers.asMember(app.ctx(), organization.id, member.id);
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

overApplications('authority of credentials', (app) => {
  const makeToken = (ctx: Context, { organization, connection }: ScimConnection) =>
    app().core.credentials.create(ctx, organization.id, connection.id, { kind: 'token' });
  const makeClient = (ctx: Context, { organization, connection }: ScimConnection) =>
    app().core.credentials.createClient(ctx, organization.id, connection.id, {});
  const map = (
    ctx: Context,
    { organization, connection }: ScimConnection,
    settings: MappingRequest,
  ) => app().core.groupMappings.replace(ctx, organization.id, connection.id, settings);
  const rolesOf = async ({ organization, connection }: ScimConnection) =>
    (await app().core.groupMappings.get(app().ctx(), organization.id, connection.id)).mappings.map(
      ({ role, space, productId }) => role ?? space?.role ?? productId,
    );

  describe('what opens a connection', () => {
    test('A1 directory:write alone opens no connection that gives admin', async () => {
      const scim = await app().scimConnection();
      await scim.mapGroups([{ groupId: await scim.group('Admins'), role: 'admin' }]);
      const key = await keyOf(app(), scim, 'directory:write');
      for (const make of [makeToken, makeClient]) {
        expect(await refusalOf(make(key, scim))).toBe('permission.escalation');
      }
      const { items } = await app().core.credentials.list(
        app().ctx(),
        scim.organization.id,
        scim.connection.id,
        { limit: 10 },
      );
      expect(items).toHaveLength(1);
      await expect(makeToken(await memberIn(app(), scim, 'admin'), scim)).resolves.toBeDefined();
    });

    test('A1 a default role, a space and a seat of the connection are asked for too', async () => {
      const scim = await app().scimConnection();
      const { id } = scim.organization;
      const groupId = await scim.group('People');
      const key = await keyOf(app(), scim, 'directory:write');
      const space = await app().core.spaces.create(app().ctx(), id, { name: 'Space' });
      const product = await app().core.products.create(app().ctx(), id, {
        key: 'product',
        name: 'Product',
        seats: 5,
      });
      const gifts: [MappingRequest, string, string[]][] = [
        [
          { mappings: [], defaultRole: 'viewer' },
          'permission.escalation',
          ['organization:read', 'members:read'],
        ],
        [
          { mappings: [{ groupId, space: { spaceId: space.id, role: 'member' } }] },
          'permission.missing',
          ['spaces:write'],
        ],
        [{ mappings: [{ groupId, productId: product.id }] }, 'permission.missing', ['seats:write']],
      ];
      for (const [settings, code, scopes] of gifts) {
        const { mappings, defaultRole = null } = settings;
        await scim.mapGroups(mappings, { defaultRole, vouch: true });
        expect(await refusalOf(makeToken(key, scim))).toBe(code);
        const able = await keyOf(app(), scim, 'directory:write', ...scopes);
        expect(await refusalOf(makeToken(able, scim))).toBe('done');
      }
    });

    test('A1 closing and opening the connection, and revoking its token, ask the same', async () => {
      const scim = await app().scimConnection();
      await scim.mapGroups([{ groupId: await scim.group('Admins'), role: 'admin' }]);
      const key = await keyOf(app(), scim, 'directory:write');
      const { connections, credentials } = app().core;
      const { organization, connection } = scim;
      const update = (ctx: Context, status: 'active' | 'disabled') =>
        connections.update(
          ctx,
          { organizationId: organization.id, connectionId: connection.id },
          { status },
        );
      expect(await refusalOf(update(key, 'disabled'))).toBe('permission.escalation');
      await update(app().ctx(), 'disabled');
      expect(await refusalOf(update(key, 'active'))).toBe('permission.escalation');
      await update(app().ctx(), 'active');
      const page = await credentials.list(app().ctx(), organization.id, connection.id, {
        limit: 1,
      });
      const id = page.items[0]?.id ?? '';
      expect(await refusalOf(credentials.revoke(key, organization.id, connection.id, id))).toBe(
        'permission.escalation',
      );
      expect((await scim.call('GET', '/Users')).status).toBe(200);
    });
  });

  describe('what a connection gives', () => {
    test('A1 each new, changed and removed line is asked for by itself', async () => {
      const scim = await app().scimConnection();
      const [admins, people] = [await scim.group('Admins'), await scim.group('People')];
      const adminLine = { groupId: admins, role: 'admin' };
      await scim.mapGroups([adminLine]);
      const key = await keyOf(app(), scim, 'directory:write', 'members:read', 'organization:read');
      const tries: MappingRequest[] = [
        { mappings: [] },
        { mappings: [{ groupId: people, role: 'admin' }] },
        { mappings: [adminLine, { groupId: people, role: 'admin' }] },
        { mappings: [{ groupId: admins, role: 'viewer' }] },
        { mappings: [adminLine], mode: 'first' },
        { mappings: [adminLine], defaultRole: 'admin' },
        { mappings: [adminLine], overSeatLimit: 'refuse' },
      ];
      for (const settings of tries) {
        expect(await refusalOf(map(key, scim, settings))).toMatch(/^permission\./);
        expect(await rolesOf(scim)).toEqual(['admin']);
      }
      const beside = { mappings: [adminLine, { groupId: people, role: 'viewer' }] };
      expect(await refusalOf(map(key, scim, beside))).toBe('done');
      expect(await rolesOf(scim)).toEqual(['admin', 'viewer']);
    });

    test('A1 a default role that goes is asked for, and so is an order that decides', async () => {
      const scim = await app().scimConnection();
      const [admins, people] = [await scim.group('Admins'), await scim.group('People')];
      const lines = [
        { groupId: people, role: 'viewer' },
        { groupId: admins, role: 'admin' },
      ];
      await scim.mapGroups(lines, { mode: 'first', defaultRole: 'admin' });
      const key = await keyOf(app(), scim, 'directory:write', 'members:read', 'organization:read');
      const reordered = { mappings: lines.toReversed() };
      expect(await refusalOf(map(key, scim, reordered))).toBe('permission.escalation');
      const without = { mappings: lines, defaultRole: null };
      expect(await refusalOf(map(key, scim, without))).toBe('permission.escalation');
      expect(await refusalOf(map(key, scim, { mappings: lines }))).toBe('done');
      expect(await rolesOf(scim)).toEqual(['viewer', 'admin']);
    });

    test('A1 a mapping beyond the ceiling of a credential names it and needs vouch', async () => {
      const scim = await app().scimConnection();
      const key = await keyOf(app(), scim, 'directory:write', 'members:read', 'organization:read');
      const { credential } = await makeToken(key, scim);
      const mappings = [{ groupId: await scim.group('Admins'), role: 'admin' }];
      const admin = await memberIn(app(), scim, 'admin');
      await expect(map(admin, scim, { mappings })).rejects.toMatchObject({
        code: 'mapping.beyond_credentials',
        details: { credentials: [{ id: credential.id, kind: 'token', name: 'token' }] },
      });
      expect(await rolesOf(scim)).toEqual([]);
      // a word of a caller who could not give it is worth nothing
      expect(await refusalOf(map(key, scim, { mappings, vouch: true }))).toBe(
        'permission.escalation',
      );
      const { organization, connection } = scim;
      const preview = await app().core.groupMappings.preview(
        admin,
        organization.id,
        connection.id,
        {
          settings: { mappings },
          page: { limit: 10 },
        },
      );
      expect(preview.credentials).toEqual([{ id: credential.id, kind: 'token', name: 'token' }]);
      await map(admin, scim, { mappings, vouch: true });
      expect(await rolesOf(scim)).toEqual(['admin']);
      const entries = await app().journal(organization.id);
      const entry = entries.findLast(({ type }) => type === 'role_mapping.changed');
      expect(entry?.after).toMatchObject({ vouchedFor: [{ id: credential.id }] });
      // what stays is not asked for again; what is new is
      await map(admin, scim, { mappings, overSeatLimit: 'refuse' });
      expect(await refusalOf(map(admin, scim, { mappings, defaultRole: 'billing' }))).toBe(
        'mapping.beyond_credentials',
      );
      expect(await refusalOf(map(admin, scim, { mappings, defaultRole: 'viewer' }))).toBe('done');
    });

    test('A1 a mapped role becomes no other one, and no greater one, beyond a credential', async () => {
      const scim = await app().scimConnection();
      const { id } = scim.organization;
      const { roles } = app().core;
      const permissions = ['members:read'];
      await roles.create(app().ctx(), id, { name: 'small', title: 'Small', permissions });
      const key = await keyOf(app(), scim, 'directory:write', 'members:read');
      await makeToken(key, scim);
      await scim.mapGroups([{ groupId: await scim.group('People'), role: 'small' }]);
      const widened = { permissions: ['members:write'] };
      const change = roles.change(app().ctx(), id, 'small', widened);
      expect(await refusalOf(change)).toBe('mapping.beyond_credentials');
      const replace = roles.remove(app().ctx(), id, 'small', { to: 'admin' });
      expect(await refusalOf(replace)).toBe('mapping.beyond_credentials');
      expect(await rolesOf(scim)).toEqual(['small']);
    });

    test('A1 the ceiling outlives its maker, and ends with the credential', async () => {
      const scim = await app().scimConnection();
      const { id } = scim.organization;
      const maker = await memberIn(app(), scim, 'admin');
      const { credential } = await makeToken(maker, scim);
      const organizationId = id;
      const memberId = maker.authority.memberId ?? '';
      await app().core.members.remove(app().ctx(), { organizationId, memberId });
      const mappings = [{ groupId: await scim.group('Admins'), role: 'admin' }];
      expect(await refusalOf(map(app().ctx(), scim, { mappings }))).toBe('done');
      await app().core.roles.create(app().ctx(), id, {
        name: 'eraser',
        title: 'Eraser',
        permissions: ['deletion:write'],
      });
      const beyond = { mappings: [...mappings, { ...mappings[0]!, role: 'eraser' }] };
      expect(await refusalOf(map(app().ctx(), scim, beyond))).toBe('mapping.beyond_credentials');
      await app().core.credentials.revoke(app().ctx(), id, scim.connection.id, credential.id);
      expect(await refusalOf(map(app().ctx(), scim, beyond))).toBe('done');
    });
  });

  describe('API keys', () => {
    test('A10 a key revokes no key with more rights', async () => {
      const scim = await app().scimConnection();
      const { apiKeys } = app().core;
      const { id } = scim.organization;
      const { apiKey: higher } = await apiKeys.create(app().ctx(), id, {
        name: 'Higher',
        scopes: ['members:write', 'keys:write'],
      });
      const key = await keyOf(app(), scim, 'keys:write');
      expect(await refusalOf(apiKeys.revoke(key, id, higher.id))).toBe('permission.escalation');
      expect((await apiKeys.get(app().ctx(), id, higher.id)).revokedAt).toBeUndefined();
      const { apiKey: equal } = await apiKeys.create(app().ctx(), id, {
        name: 'Equal',
        scopes: ['keys:read'],
      });
      expect(await refusalOf(apiKeys.revoke(key, id, equal.id))).toBe('done');
      expect(
        await refusalOf(apiKeys.revoke(key, id, key.actor.kind === 'api_key' ? key.actor.id : '')),
      ).toBe('done');
    });

    test('A10 a key keeps the roles that its maker could give', async () => {
      const scim = await app().scimConnection();
      const { id } = scim.organization;
      const { apiKeys, members } = app().core;
      await app().core.roles.create(app().ctx(), id, {
        name: 'keeper',
        title: 'Keeper of keys',
        permissions: ['members:write', 'keys:write', 'organization:read', 'invitations:write'],
        grants: ['viewer'],
        manages: ['viewer'],
      });
      const keeper = await memberIn(app(), scim, 'keeper');
      const scopes = ['members:write', 'organization:read', 'keys:write', 'invitations:write'];
      const { key } = await apiKeys.create(keeper, id, { name: 'Of the keeper', scopes });
      const ctx = await apiKeys.authenticate(app().ctx(), key);
      const add = (role: string) =>
        members.add(ctx, id, { email: `${role}@added.example.com`, name: 'New', roles: [role] });
      expect(await refusalOf(add('keeper'))).toBe('permission.escalation');
      expect(await refusalOf(add('viewer'))).toBe('done');
    });
  });
});
