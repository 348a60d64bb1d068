import { expect, jest, test } from '@jest/globals';
import { instant, type Context } from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';
import { request } from 'node:http';
import { overApplications } from '../kit/application.js';
import { faultOf } from '../kit/faults.js';
import { Importer, people } from '../kit/importers.js';
import { overServers } from '../kit/server-suites.js';
import { TestOrganization } from '../kit/test-organizations.js';

const MINUTE_MS = 60_000;

overApplications('what an acting member may do is asked in every transaction', (app) => {
  /** A call of the member that was let in by this permission, as the door lets it in. */
  async function callOf(org: TestOrganization, member: Member, asked: string): Promise<Context> {
    const ctx = await org.actingAs(member);
    return { ...ctx, authority: { ...ctx.authority, asked } };
  }

  const setRoles = (org: TestOrganization, member: Member, ...roles: string[]) =>
    app().core.memberRoles.change(
      app().ctx(),
      org.id,
      member.id,
      { kind: 'set', roles: roles.map((role) => ({ role })) },
      { confirm: true },
    );

  async function customRole(org: TestOrganization, permissions: string[]): Promise<void> {
    await app().core.roles.create(app().ctx(), org.id, {
      name: 'helper',
      title: 'Helper',
      // and what the role holds that its holders may give
      permissions: [...permissions, 'spaces:read:own', 'seats:read:own'],
      grants: ['member'],
      manages: ['member'],
    });
  }

  /** How a member comes to have less, from the moment in which the call was let in. */
  const LOSSES: readonly {
    readonly title: string;
    open(org: TestOrganization): Promise<{ member: Member; lose(): Promise<unknown> }>;
  }[] = [
    {
      title: 'the member is given a lesser role',
      async open(org) {
        const member = await org.person('admin');
        return { member, lose: () => setRoles(org, member, 'viewer') };
      },
    },
    {
      title: 'the role of its own permits less',
      async open(org) {
        await customRole(org, ['members:write', 'invitations:write', 'spaces:write']);
        const member = await org.person('helper');
        const less = { permissions: ['members:read'] };
        return {
          member,
          lose: () => app().core.roles.change(app().ctx(), org.id, 'helper', less),
        };
      },
    },
    {
      title: 'the role ends at its time',
      async open(org) {
        const until = instant(app().clock.now() + MINUTE_MS);
        const since = instant(app().clock.now());
        const timed: Grant = { role: 'admin', source: { kind: 'manual' }, since, until };
        const member = await org.person('viewer', timed);
        return { member, lose: async () => app().clock.advance(MINUTE_MS) };
      },
    },
  ];

  for (const { title, open } of LOSSES) {
    test(`A3 ${title}: a call that was let in before changes nothing`, async () => {
      const org = await TestOrganization.create(app());
      const { core, store } = app();
      const { member, lose } = await open(org);
      const target = { organizationId: org.id, memberId: (await org.person('member')).id };
      const forMembers = await callOf(org, member, 'members:write');
      const forInvitations = await callOf(org, member, 'invitations:write');
      const forSpaces = await callOf(org, member, 'spaces:write');
      await lose();
      const journal = await store.read.tallies.get(`journal:${org.id}`);
      const email = 'late@example.com';
      for (const call of [
        () => core.members.add(forMembers, org.id, { email, name: 'Late', roles: ['member'] }),
        () => core.members.suspend(forMembers, target),
        () => core.members.remove(forMembers, target),
        () => core.invitations.create(forInvitations, org.id, { email, roles: ['member'] }),
        () => core.spaces.create(forSpaces, org.id, { name: 'Late' }),
      ]) {
        expect(await faultOf(call())).toMatchObject({ code: 'permission.missing' });
      }
      expect(await store.read.tallies.get(`journal:${org.id}`)).toBe(journal);
    });

    test(`A3 ${title}: import and bulk invitations end with the reason`, async () => {
      const org = await TestOrganization.create(app());
      const { core, store } = app();
      const { member, lose } = await open(org);
      const importer = new Importer(
        app(),
        org.organization,
        await callOf(org, member, 'members:write'),
      );
      const { task } = await importer.uploadAndCheck(people(30));
      await importer.apply(task.id);
      const forInvitations = await callOf(org, member, 'invitations:write');
      const rows = [{ email: 'a@example.com' }, { email: 'b@example.com' }];
      const invite = await core.invitations.bulkCreate(forInvitations, org.id, rows);
      await lose();
      await importer.runTasks();
      for (const id of [task.id, invite.id]) {
        expect(await store.read.tasks.get(id)).toMatchObject({
          status: 'failed',
          error: 'permission.missing',
          succeeded: 0,
        });
      }
    });
  }

  test('A3 a running import of a member who is given a lesser role stops between two rows', async () => {
    const org = await TestOrganization.create(app());
    const member = await org.person('admin');
    const importer = new Importer(
      app(),
      org.organization,
      await callOf(org, member, 'members:write'),
    );
    const { task } = await importer.uploadAndCheck(people(120));
    await importer.apply(task.id);
    const run = importer.runTasks();
    const { tasks } = app().store.read;
    while (((await tasks.get(task.id))?.succeeded ?? 0) === 0)
      await new Promise((resolve) => setTimeout(resolve, 1));
    await setRoles(org, member, 'viewer');
    await run;
    const { status, error, succeeded = 0 } = (await tasks.get(task.id)) ?? {};
    expect({ status, error }).toEqual({ status: 'failed', error: 'permission.missing' });
    expect(succeeded).toBeLessThan(120);
    expect(await app().members(org.id)).toHaveLength(2 + succeeded);
  });

  test('A3 a role that is left is enough, and gives no more than it may', async () => {
    const org = await TestOrganization.create(app());
    const { core } = app();
    const member = await org.person('admin', 'user-admin');
    const ctx = await callOf(org, member, 'members:write');
    await setRoles(org, member, 'user-admin');
    const add = (email: string, role: string) =>
      core.members.add(ctx, org.id, { email, name: 'Late', roles: [role] });
    expect(await faultOf(add('a@example.com', 'admin'))).toMatchObject({
      code: 'permission.escalation',
    });
    expect((await add('b@example.com', 'member')).status).toBe('active');
  });

  test('A3 rows of a sheet are refused that need a right which is gone; the others are done', async () => {
    const org = await TestOrganization.create(app());
    const { core, ctx } = app();
    await core.products.create(ctx(), org.id, { key: 'suite', name: 'Suite', seats: 10 });
    await customRole(org, ['members:write']);
    const member = await org.person('admin', 'helper');
    const call = await callOf(org, member, 'members:write');
    const importer = new Importer(app(), org.organization, call);
    const sheet = people(3).map((row) => ({ ...row, products: 'Suite' }));
    const seats = (await importer.uploadAndCheck(sheet)).task;
    const plain = (await importer.uploadAndCheck(people(3, 10))).task;
    for (const { id } of [seats, plain]) await importer.apply(id);
    await setRoles(org, member, 'helper');
    await importer.runTasks();
    expect((await importer.get(seats.id)).task).toMatchObject({ succeeded: 0, failed: 3 });
    expect((await importer.get(plain.id)).task).toMatchObject({ succeeded: 3, failed: 0 });
  });

  test('A3 keys, tokens and roles are made within the rights that are left', async () => {
    const org = await TestOrganization.create(app());
    const { core, ctx } = app();
    const connection = await core.connections.create(ctx(), org.id, {
      kind: 'scim',
      name: 'Directory',
    });
    await customRole(org, ['keys:write', 'directory:write', 'roles:write']);
    const member = await org.person('admin', 'helper');
    const call = await callOf(org, member, 'keys:write');
    await setRoles(org, member, 'helper');
    const key = { name: 'Key', scopes: ['members:write'] };
    expect(await faultOf(core.apiKeys.create(call, org.id, key))).toMatchObject({
      code: 'permission.escalation',
    });
    const { credential } = await core.credentials.create(call, org.id, connection.id, {
      kind: 'token',
    });
    expect(credential.ceiling?.permissions).not.toContain('members:write');
  });

  test('A3 rights that came meanwhile wait for the next request', async () => {
    const org = await TestOrganization.create(app());
    const member = await org.person('user-admin');
    const ctx = await callOf(org, member, 'members:write');
    await setRoles(org, member, 'admin');
    const email = 'a@example.com';
    const call = app().core.members.add(ctx, org.id, { email, name: 'A', roles: ['admin'] });
    expect(await faultOf(call)).toMatchObject({ code: 'permission.escalation' });
  });
});

overServers('what an acting member may do is asked when the body is there', (server) => {
  /** A POST whose body ends when `end` is called; resolves once the member was let in. */
  function slowPost(path: string, headers: Record<string, string>, body: object) {
    const text = JSON.stringify(body);
    const url = `${server().url}/api/v1${path}`;
    const length = { 'content-length': String(Buffer.byteLength(text)) };
    const call = request(url, { method: 'POST', headers: { ...headers, ...length } });
    const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
      call.on('error', reject).on('response', (response) => {
        let received = '';
        response.setEncoding('utf8').on('data', (part: string) => (received += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: received }));
      });
    });
    call.write(text.slice(0, -1));
    return { answer, end: () => call.end(text.slice(-1)) };
  }

  test('A3 a member who is given a lesser role while the body comes changes nothing', async () => {
    const { rest, operatorKey, core } = server();
    const owner = { email: 'owner@example.com', name: 'Owner' };
    const made = await rest('POST', '/organizations', { body: { name: 'Example', owner } });
    const organization = `/organizations/${made.body['id']}`;
    const admin = { email: 'admin@example.com', name: 'Admin', roles: ['admin'] };
    const { body: member } = await rest('POST', `${organization}/members`, { body: admin });
    const headers = {
      authorization: `Bearer ${operatorKey}`,
      'muster-acting-member': String(member['id']),
      'content-type': 'application/json',
    };
    const email = 'late@example.com';
    let letIn = 0;
    const asMember = jest.spyOn(core.callers, 'asMember');
    const calls = [
      slowPost(`${organization}/members`, headers, { email, name: 'Late', roles: ['viewer'] }),
      slowPost(`${organization}/invitations`, headers, { email, roles: ['viewer'] }),
      slowPost(`${organization}/spaces`, headers, { name: 'Late' }),
      slowPost(`${organization}/connections`, headers, { kind: 'scim', name: 'Late' }),
    ];
    while (letIn < calls.length) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      letIn = (await Promise.all(asMember.mock.results.map(({ value }) => value as unknown)))
        .length;
    }
    asMember.mockRestore();
    const roles = `${organization}/members/${member['id']}/roles`;
    const lesser = { roles: [{ role: 'viewer' }], confirm: true };
    expect((await rest('PUT', roles, { body: lesser })).status).toBe(200);
    for (const { answer, end } of calls) {
      end();
      const { status, text } = await answer;
      expect([status, text]).toEqual([403, expect.stringContaining('permission.missing')]);
    }
    const { body } = await rest('GET', `${organization}/members`);
    expect(body['items']).toHaveLength(2);
  });
});
