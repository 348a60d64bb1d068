import { expect, test } from '@jest/globals';
import type { Core, Session } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import { overApplications, PRESETS, USER, type ScimConnection } from '../kit/application.js';
import { all, compare, equals } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { Importer, people } from '../kit/importers.js';
import { TestOrganization } from '../kit/test-organizations.js';

/** What happens between the moment in which a request is let in and its transactions. */
interface Ending {
  readonly title: string;
  /** of the fault, and its status in SCIM */
  readonly code: string;
  readonly status: number;
}

const OF_CONNECTIONS: readonly (Ending & {
  end(core: Core, ctx: Context, scim: ScimConnection, session: Session): Promise<unknown>;
})[] = [
  {
    title: 'the organization is disabled',
    code: 'organization.disabled',
    status: 403,
    end: (core, ctx, { organization }) => core.organizations.disable(ctx, organization.id),
  },
  {
    title: 'the organization is deleted',
    code: 'organization.deleted',
    status: 404,
    end: (core, ctx, { organization: { id, slug } }) =>
      core.organizations.remove(ctx, { organizationId: id }, slug),
  },
  {
    title: 'the connection is disabled',
    code: 'connection.disabled',
    status: 403,
    end: (core, ctx, { organization, connection }) =>
      core.connections.update(
        ctx,
        { organizationId: organization.id, connectionId: connection.id },
        { status: 'disabled' },
      ),
  },
  {
    title: 'the token is revoked',
    code: 'credential.invalid',
    status: 401,
    end: (core, ctx, { organization, connection }, session) =>
      core.credentials.revoke(ctx, organization.id, connection.id, session.credential.id),
  },
];

overApplications('what a request was allowed is asked in every transaction', (app) => {
  const permissions = PRESETS.get('standard')?.roles.find(
    ({ name }) => name === 'admin',
  )?.permissions;
  const admin = { name: 'Admin', scopes: [...(permissions ?? [])] };

  const usersOf = ({ connection }: ScimConnection) =>
    app().store.read.scimUsers.count(equals('connectionId', connection.id));

  async function openSession(): Promise<{ scim: ScimConnection; session: Session }> {
    const scim = await app().scimConnection();
    const session = await app().core.credentials.authenticate(app().ctx(), scim.token);
    return { scim, session };
  }

  /** Of a token, or of an access token, that ends in two seconds. */
  async function shortSession(
    kind: 'token' | 'client',
  ): Promise<{ scim: ScimConnection; session: Session }> {
    const { core, ctx, clock } = app();
    const scim = await app().scimConnection();
    const { id: organizationId } = scim.organization;
    const { id: connectionId } = scim.connection;
    const life = { kind: 'token', expiresAt: instant(clock.now() + 2_000) } as const;
    if (kind === 'token') {
      const { token } = await core.credentials.create(ctx(), organizationId, connectionId, life);
      return { scim, session: await core.credentials.authenticate(ctx(), token) };
    }
    const made = await core.credentials.createClient(ctx(), organizationId, connectionId, {});
    const proof = { clientId: made.credential.id, secret: made.secret ?? '' };
    const { token } = await core.credentials.issue(ctx(), { connectionId, proof });
    // an access token lives for an hour
    clock.advance(3_598_000);
    return { scim, session: await core.credentials.authenticate(ctx(), token) };
  }

  async function clientSession(): Promise<{ scim: ScimConnection; session: Session }> {
    const { core, ctx } = app();
    const scim = await app().scimConnection();
    const { id: organizationId } = scim.organization;
    const { id: connectionId } = scim.connection;
    const made = await core.credentials.createClient(ctx(), organizationId, connectionId, {});
    const proof = { clientId: made.credential.id, secret: made.secret ?? '' };
    const { token } = await core.credentials.issue(ctx(), { connectionId, proof });
    return { scim, session: await core.credentials.authenticate(ctx(), token) };
  }

  const bulkOf = (count: number, prefix: string) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: Array.from({ length: count }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${prefix}${index}`,
      data: { schemas: [USER], userName: `${prefix}-${index}@example.com` },
    })),
  });

  for (const { title, status, end } of OF_CONNECTIONS) {
    for (const kind of ['token', 'client'] as const) {
      test(`A3 ${title}: nothing of a queued SCIM request of a ${kind} is done`, async () => {
        const { scim, session } = await (kind === 'token' ? openSession() : clientSession());
        const userId = await scim.user('before@example.com');
        const groupId = await scim.group('Group', userId);
        const before = await scim.memberOf(userId);
        await end(app().core, app().ctx(), scim, session);
        const send = (method: string, path: string, body?: unknown) =>
          scim.callInSession(session, method, path, { body });
        const user = { schemas: [USER], userName: 'after@example.com' };
        const off = { op: 'replace', path: 'active', value: false };
        const empty = { op: 'replace', path: 'members', value: [] };
        const patch = (operation: object) => ({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [operation],
        });
        for (const reply of [
          await send('POST', '/Users', user),
          await send('PUT', `/Users/${userId}`, user),
          await send('PATCH', `/Users/${userId}`, patch(off)),
          await send('PATCH', `/Groups/${groupId}`, patch(empty)),
          await send('DELETE', `/Groups/${groupId}`),
          await send('DELETE', `/Users/${userId}`),
        ]) {
          expect(reply.status).toBe(status);
        }
        const bulk = await send('POST', '/Bulk', bulkOf(3, 'late'));
        const statuses = (bulk.body as unknown as { Operations: { status: string }[] }).Operations;
        expect(statuses.map((one) => one.status)).toEqual(Array(3).fill(String(status)));
        expect(await usersOf(scim)).toBe(1);
        expect(await scim.memberOf(userId)).toEqual(before);
      });
    }

    test(`A3 ${title}: a Bulk that runs adds nobody any more`, async () => {
      const { scim, session } = await openSession();
      const running = scim.callInSession(session, 'POST', '/Bulk', { body: bulkOf(60, 'one') });
      while ((await usersOf(scim)) < 3) await new Promise((resolve) => setTimeout(resolve, 1));
      await end(app().core, app().ctx(), scim, session);
      const count = await usersOf(scim);
      expect(count).toBeLessThan(60);
      const { Operations } = (await running).body as unknown as {
        Operations: { status: string }[];
      };
      expect(await usersOf(scim)).toBe(count);
      expect(Operations.filter((one) => one.status === '201')).toHaveLength(count);
      expect(Operations.at(-1)?.status).toBe(String(status));
    });
  }

  async function expiringKey(org: TestOrganization): Promise<{ key: string }> {
    const expiresAt = instant(app().clock.now() + 2_000);
    return app().core.apiKeys.create(app().ctx(), org.id, { ...admin, expiresAt });
  }

  for (const kind of ['token', 'client'] as const) {
    test(`A3 the ${kind === 'token' ? kind : 'access token'} expires: nothing of a queued request is done`, async () => {
      const { scim, session } = await shortSession(kind);
      const user = { schemas: [USER], userName: 'late@example.com' };
      const send = () => scim.callInSession(session, 'POST', '/Users', { body: user });
      app().clock.advance(1_999);
      expect((await send()).status).toBe(201);
      app().clock.advance(1);
      expect((await send()).status).toBe(401);
      expect(await usersOf(scim)).toBe(1);
    });

    test(`A3 the ${kind === 'token' ? kind : 'access token'} expires: a Bulk that runs adds nobody any more`, async () => {
      const { scim, session } = await shortSession(kind);
      const running = scim.callInSession(session, 'POST', '/Bulk', { body: bulkOf(60, 'one') });
      while ((await usersOf(scim)) < 3) await new Promise((resolve) => setTimeout(resolve, 1));
      app().clock.advance(2_000);
      const { Operations } = (await running).body as unknown as {
        Operations: { status: string }[];
      };
      const count = await usersOf(scim);
      expect(count).toBeLessThan(60);
      expect(Operations.filter((one) => one.status === '201')).toHaveLength(count);
      expect(Operations.at(-1)?.status).toBe('401');
    });
  }

  /** Callers of REST, each with what ends them, from the moment in which they were let in. */
  const CALLERS: readonly (Ending & {
    open(org: TestOrganization): Promise<{ ctx: Context; end: () => Promise<unknown> }>;
  })[] = [
    {
      title: 'the key is revoked',
      code: 'credential.invalid',
      status: 401,
      async open(org) {
        const { apiKeys } = app().core;
        const { apiKey, key } = await apiKeys.create(app().ctx(), org.id, admin);
        return {
          ctx: await apiKeys.authenticate(app().ctx(), key),
          end: () => apiKeys.revoke(app().ctx(), org.id, apiKey.id),
        };
      },
    },
    {
      title: 'the key behind an acting member is revoked',
      code: 'credential.invalid',
      status: 401,
      async open(org) {
        const { apiKeys, callers } = app().core;
        const { apiKey, key } = await apiKeys.create(app().ctx(), org.id, admin);
        const ctx = await apiKeys.authenticate(app().ctx(), key);
        return {
          ctx: await callers.asMember(ctx, org.id, org.first.id),
          end: () => apiKeys.revoke(app().ctx(), org.id, apiKey.id),
        };
      },
    },
    {
      title: 'the key expires',
      code: 'credential.invalid',
      status: 401,
      async open(org) {
        const { key } = await expiringKey(org);
        return {
          ctx: await app().core.apiKeys.authenticate(app().ctx(), key),
          end: async () => app().clock.advance(2_000),
        };
      },
    },
    {
      title: 'the key behind an acting member expires',
      code: 'credential.invalid',
      status: 401,
      async open(org) {
        const { apiKeys, callers } = app().core;
        const { key } = await expiringKey(org);
        const ctx = await apiKeys.authenticate(app().ctx(), key);
        return {
          ctx: await callers.asMember(ctx, org.id, org.first.id),
          end: async () => app().clock.advance(2_000),
        };
      },
    },
    {
      title: 'the acting member is suspended',
      code: 'acting.unknown',
      status: 403,
      async open(org) {
        const member = await org.person('admin');
        return {
          ctx: await org.actingAs(member),
          end: () =>
            app().core.members.suspend(app().ctx(), {
              organizationId: org.id,
              memberId: member.id,
            }),
        };
      },
    },
    {
      title: 'the acting member is removed',
      code: 'acting.unknown',
      status: 403,
      async open(org) {
        const member = await org.person('admin');
        return {
          ctx: await org.actingAs(member),
          end: () =>
            app().core.members.remove(app().ctx(), { organizationId: org.id, memberId: member.id }),
        };
      },
    },
    {
      title: 'the organization of a key is disabled',
      code: 'organization.disabled',
      status: 403,
      async open(org) {
        const { apiKeys } = app().core;
        const { key } = await apiKeys.create(app().ctx(), org.id, admin);
        return {
          ctx: await apiKeys.authenticate(app().ctx(), key),
          end: () => app().core.organizations.disable(app().ctx(), org.id),
        };
      },
    },
  ];

  for (const { title, code, open } of CALLERS) {
    test(`A3 ${title}: no rule of REST goes on`, async () => {
      const org = await TestOrganization.create(app());
      const { ctx, end } = await open(org);
      const { core, store } = app();
      const target = { organizationId: org.id, memberId: (await org.person('viewer')).id };
      const connection = await core.connections.create(app().ctx(), org.id, {
        kind: 'scim',
        name: 'Directory',
      });
      await end();
      const journal = await store.read.tallies.get(`journal:${org.id}`);
      const email = 'late@example.com';
      const calls: Promise<unknown>[] = [
        core.members.add(ctx, org.id, { email, name: 'Late', roles: ['viewer'] }),
        core.members.update(ctx, target, { name: 'Late' }),
        core.members.suspend(ctx, target),
        core.invitations.create(ctx, org.id, { email, roles: ['viewer'] }),
        core.spaces.create(ctx, org.id, { name: 'Late' }),
        core.connections.update(
          ctx,
          { organizationId: org.id, connectionId: connection.id },
          { name: 'Late' },
        ),
        core.credentials.create(ctx, org.id, connection.id, { kind: 'token' }),
        core.organizations.update(ctx, { organizationId: org.id }, { name: 'Late' }),
      ];
      for (const call of calls) expect(await faultOf(call)).toMatchObject({ code });
      expect(await store.read.tallies.get(`journal:${org.id}`)).toBe(journal);
    });

    test(`A3 ${title}: their import and their bulk invitations end with the reason`, async () => {
      const org = await TestOrganization.create(app());
      const { ctx, end } = await open(org);
      const { core, store } = app();
      const importer = new Importer(app(), org.organization, ctx);
      const { task } = await importer.uploadAndCheck(people(30));
      await importer.apply(task.id);
      const rows = [{ email: 'a@example.com' }, { email: 'b@example.com' }];
      const invite = await core.invitations.bulkCreate(ctx, org.id, rows);
      await end();
      const journal = await store.read.tallies.get(`journal:${org.id}`);
      await importer.runTasks();
      for (const id of [task.id, invite.id]) {
        expect(await store.read.tasks.get(id)).toMatchObject({
          status: 'failed',
          error: code,
          succeeded: 0,
        });
      }
      const ends = (
        await store.read.journal.find({
          where: all(equals('organizationId', org.id), compare('sequence', 'gt', journal)),
          limit: 100,
        })
      ).records
        .map(({ type, after }) => `${type} ${String(after?.['error'])}`)
        .sort();
      expect(ends).toEqual([`import.finished ${code}`, `task.finished ${code}`]);
    });

    test(`A3 ${title}: a sheet that still comes in is not taken`, async () => {
      const org = await TestOrganization.create(app());
      const { ctx, end } = await open(org);
      async function* slowly() {
        yield { row: 2, cells: new Map([['Email', 'a@example.com']]), ragged: null };
        await end();
        yield { row: 3, cells: new Map([['Email', 'b@example.com']]), ragged: null };
      }
      const columns = [{ title: 'Email', key: 'email' as const }];
      const options = { mode: 'add-or-update', invite: false, dryRun: true, columns } as const;
      const { imports } = app().core;
      const call = imports.create(ctx, org.id, options, slowly());
      expect(await faultOf(call)).toMatchObject({ code });
      const where = equals('organizationId', org.id);
      expect(await app().store.read.tasks.count(where)).toBe(0);
    });
  }

  test('A3 what follows from a committed change is finished: mappings of a revoked token', async () => {
    const { scim, session } = await openSession();
    const userId = await scim.user('ann@example.com');
    const groupId = await scim.group('Group', userId);
    const { core, ctx } = app();
    const { organization, connection } = scim;
    const { apiKey, key } = await core.apiKeys.create(ctx(), organization.id, {
      name: 'Maps',
      scopes: ['directory:write'],
    });
    const caller = await core.apiKeys.authenticate(ctx(), key);
    await core.groupMappings.replace(ctx(), organization.id, connection.id, {
      mappings: [{ groupId, role: 'admin' }],
    });
    await core.credentials.revoke(ctx(), organization.id, connection.id, session.credential.id);
    await core.apiKeys.revoke(ctx(), organization.id, apiKey.id);
    await core.recomputation.run(caller, connection.id);
    expect((await scim.memberOf(userId)).grants.map(({ role }) => role)).toContain('admin');
  });
});
