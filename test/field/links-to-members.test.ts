import { describe, expect, test } from '@jest/globals';
import type { Context } from '#kernel/index.js';
import type { LinkRequest, Member } from '#store/index.js';
import { all, equals } from '#store/index.js';
import {
  overApplications,
  OWNER,
  ScimConnection,
  USER,
  type Reply,
  type TestApplication,
} from '../kit/application.js';
import { actingAs, newMember } from '../kit/members.js';

// A directory becomes the keeper of a member who is there already only where its maker could have managed that member by hand; who
// stands high waits for an approval.

/** A connection that a host application made, with a key of these scopes. */
async function connectionOf(
  app: TestApplication,
  { organization }: ScimConnection,
  ...scopes: string[]
): Promise<ScimConnection> {
  const { apiKeys, connections, credentials } = app.core;
  const { key } = await apiKeys.create(app.ctx(), organization.id, { name: 'Host', scopes });
  const ctx = await apiKeys.authenticate(app.ctx(), key);
  const connection = await connections.create(ctx, organization.id, { kind: 'scim', name: 'Low' });
  const input = { kind: 'token' } as const;
  const { token } = await credentials.create(ctx, organization.id, connection.id, input);
  return new ScimConnection(app, organization, connection, token);
}

overApplications('links to members who are there already', (app) => {
  const read = (id: string): Promise<Member | undefined> => app().store.read.members.get(id);
  const post = (scim: ScimConnection, email: string, more: object = {}): Promise<Reply> =>
    scim.call('POST', '/Users', {
      schemas: [USER],
      userName: email,
      displayName: 'From the directory',
      ...more,
    });
  const memberIdOf = async (reply: Reply): Promise<string | undefined> =>
    (await app().store.read.scimUsers.get(String(reply.body['id'])))?.memberId;
  const requests = async (
    { organization, connection }: ScimConnection,
    status?: LinkRequest['status'],
  ) => {
    const { items } = await app().core.linkRequests.list(
      app().ctx(),
      organization.id,
      connection.id,
      { limit: 50, ...(status && { status }) },
    );
    return items;
  };
  const decide = async (scim: ScimConnection, verb: 'approve' | 'reject', ctx?: Context) => {
    const [request] = await requests(scim);
    const { organization, connection } = scim;
    const target = { connectionId: connection.id, id: request?.id ?? '' };
    return app().core.linkRequests[verb](ctx ?? app().ctx(), organization.id, target);
  };
  const ownerOf = async ({ organization }: ScimConnection): Promise<Member> => {
    const [owner] = await app().members(organization.id);
    if (!owner) throw new Error('There is no owner.');
    return owner;
  };
  const alerts = async ({ organization }: ScimConnection): Promise<string[]> => {
    const where = equals('organizationId', organization.id);
    const { records } = await app().store.read.tellings.find({ where, limit: 50 });
    return records.map(({ notice }) => notice).filter((notice) => notice.startsWith('link-'));
  };

  describe('members who stand high', () => {
    test('A2 the owner is not taken over by the address; the user exists and says what it waits for', async () => {
      const scim = await app().scimConnection();
      const before = await ownerOf(scim);
      const reply = await post(scim, OWNER.email.toUpperCase());
      expect(reply.status).toBe(201);
      expect(await memberIdOf(reply)).toBe('');
      const path = `/Users/${String(reply.body['id'])}`;
      await scim.patch(path, { op: 'replace', path: 'displayName', value: 'Mallory' });
      await scim.patch(path, { op: 'replace', path: 'active', value: false });
      expect(await read(before.id)).toEqual(before);
      expect(await app().members(scim.organization.id)).toHaveLength(1);
      expect(await requests(scim, 'pending')).toMatchObject([
        {
          memberId: before.id,
          reason: 'owner',
          name: 'Mallory',
          active: false,
          memberName: 'Owner',
        },
      ]);
      const exchanges = await scim.exchanges();
      const created = exchanges.find(({ method }) => method === 'POST');
      expect(JSON.stringify(created?.trace)).toContain('link.waiting');
      expect((await scim.call('GET', path)).body).toMatchObject({ displayName: 'Mallory' });
    });

    test('A2 administrators, elevations and roles of the own that change members wait too', async () => {
      const scim = await app().scimConnection();
      await app().core.roles.create(app().ctx(), scim.organization.id, {
        name: 'keeper',
        title: 'Keeper',
        permissions: ['members:write'],
      });
      for (const role of ['admin', 'keeper']) {
        const member = await newMember(app(), scim.organization, role, role);
        expect(await memberIdOf(await post(scim, `${role}@example.com`))).toBe('');
        expect(await read(member.id)).toEqual(member);
      }
      const lent = await newMember(app(), scim.organization, 'lent', 'viewer');
      const change = { kind: 'give', grant: { role: 'root' } } as const;
      const { organization } = scim;
      await app().core.memberRoles.change(app().ctx(), organization.id, lent.id, change, {
        confirm: true,
      });
      expect(await memberIdOf(await post(scim, 'lent@example.com'))).toBe('');
      expect((await requests(scim)).map(({ reason }) => reason)).toEqual([
        'administrator',
        'administrator',
        'administrator',
      ]);
    });

    test('A2 an approval links: the member follows, with the groups it was put into meanwhile', async () => {
      const scim = await app().scimConnection();
      const admin = await newMember(app(), scim.organization, 'boss', 'admin');
      const reply = await post(scim, 'boss@example.com');
      const id = String(reply.body['id']);
      await scim.mapGroups([{ groupId: await scim.group('Billing', id), role: 'billing' }]);
      expect((await read(admin.id))?.grants).toHaveLength(1);
      expect(await decide(scim, 'approve')).toMatchObject({ status: 'approved' });
      expect(await memberIdOf(reply)).toBe(admin.id);
      const linked = await scim.memberOf(id);
      expect(linked).toMatchObject({ name: 'From the directory', status: 'active' });
      expect(linked.grants.map(({ role }) => role).sort()).toEqual(['admin', 'billing']);
      await newMember(app(), scim.organization, 'second', 'admin');
      await scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false });
      expect(await read(admin.id)).toMatchObject({ status: 'suspended' });
      // decided once
      await expect(decide(scim, 'approve')).rejects.toMatchObject({ code: 'link_request.decided' });
      await expect(decide(scim, 'reject')).rejects.toMatchObject({ code: 'link_request.decided' });
      const types = (await app().journal(scim.organization.id)).map(({ type }) => type);
      expect(types.filter((type) => type.startsWith('scim.link.'))).toEqual([
        'scim.link.requested',
        'scim.link.approved',
      ]);
    });

    test('A2 only callers who may manage the member decide; an owner decides about themselves', async () => {
      const scim = await app().scimConnection();
      const owner = await ownerOf(scim);
      const admin = await newMember(app(), scim.organization, 'helper', 'admin');
      await post(scim, OWNER.email);
      const byAdmin = await actingAs(app(), admin);
      for (const verb of ['approve', 'reject'] as const) {
        await expect(decide(scim, verb, byAdmin)).rejects.toMatchObject({
          code: 'permission.escalation',
        });
      }
      expect(await requests(scim, 'pending')).toHaveLength(1);
      await decide(scim, 'approve', await actingAs(app(), owner));
      expect(await read(owner.id)).toMatchObject({ name: 'From the directory' });
    });

    test('A2 rejected: no member, and nobody is asked again', async () => {
      const scim = await app().scimConnection();
      const owner = await ownerOf(scim);
      const reply = await post(scim, OWNER.email);
      await decide(scim, 'reject');
      const path = `/Users/${String(reply.body['id'])}`;
      await scim.patch(path, { op: 'replace', path: 'displayName', value: 'Again' });
      expect((await scim.call('DELETE', path)).status).toBe(204);
      const second = await post(scim, OWNER.email);
      expect(second.status).toBe(201);
      expect(await memberIdOf(second)).toBe('');
      expect(await requests(scim, 'pending')).toEqual([]);
      expect(await app().members(scim.organization.id)).toEqual([owner]);
      const entries = await app().journal(scim.organization.id);
      expect(entries.filter(({ type }) => type === 'scim.link.requested')).toHaveLength(1);
      // a change of mind concerns the user who is there now
      await decide(scim, 'approve');
      expect(await memberIdOf(second)).toBe(owner.id);
    });

    test('A2 one mail an hour, and one at once when the directory takes the user away', async () => {
      const scim = await app().scimConnection();
      const organization = scim.organization;
      for (const name of ['one', 'two']) await newMember(app(), organization, name, 'admin');
      const one = await post(scim, 'one@example.com');
      const two = await post(scim, 'two@example.com');
      expect(await alerts(scim)).toEqual(['link-request']);
      const first = `/Users/${String(one.body['id'])}`;
      await scim.patch(first, { op: 'replace', path: 'active', value: 'False' });
      await scim.call('DELETE', `/Users/${String(two.body['id'])}`);
      expect(await alerts(scim)).toEqual(['link-request', 'link-alert', 'link-alert']);
      expect((await requests(scim)).map(({ status }) => status)).toEqual(['pending', 'withdrawn']);
      app().clock.advance(3_600_000);
      await post(scim, OWNER.email);
      expect((await alerts(scim)).filter((notice) => notice === 'link-request')).toHaveLength(2);
    });

    test('A2 one mail within an hour, also when the clock strikes between', async () => {
      const scim = await app().scimConnection();
      const { clock } = app();
      const mails = async (): Promise<number> =>
        (await alerts(scim)).filter((notice) => notice === 'link-request').length;
      const minutesTo = (minute: number) =>
        ((60 + minute - new Date(clock.now()).getMinutes()) % 60) * 60_000;
      const asked: number[] = [];
      clock.advance(minutesTo(50));
      for (const [n, minutes] of [0, 15, 40, 10, 49].entries()) {
        clock.advance(minutes * 60_000);
        await newMember(app(), scim.organization, `strikes-${n}`, 'admin');
        await post(scim, `strikes-${n}@example.com`);
        asked.push(await mails());
      }
      // at 12:50, 13:05, 13:45, 13:55 and 14:44
      expect(asked).toEqual([1, 1, 1, 2, 2]);
    });

    test('A2 a first sync asks for those who must wait only, and they are approved by pages', async () => {
      // 10,000 people cost as much each (by hand): what is asked for does not depend on how many there are
      const { core, ctx, store } = app();
      const { organization } = await app().scimConnection();
      const admin = await newMember(app(), organization, 'sync-admin', 'admin');
      const names = Array.from({ length: 60 }, (_, n) => `sync-${n}`);
      const isHigh = (n: number) => n % 20 === 0;
      for (const [n, name] of names.entries())
        await newMember(app(), organization, name, isHigh(n) ? 'admin' : 'member');
      const caller = await actingAs(app(), admin);
      const input = { kind: 'scim', name: 'Directory' } as const;
      const connection = await core.connections.create(caller, organization.id, input);
      const { token } = await core.credentials.create(caller, organization.id, connection.id, {
        kind: 'token',
      });
      const scim = new ScimConnection(app(), organization, connection, token);
      for (const name of names) expect((await post(scim, `${name}@example.com`)).status).toBe(201);
      expect(await requests(scim, 'pending')).toHaveLength(3);
      expect(await alerts(scim)).toEqual(['link-request']);
      const where = equals('organizationId', organization.id);
      expect(await store.read.members.count(where)).toBe(names.length + 2);
      const decisions = { connectionId: connection.id, decision: 'approve' } as const;
      let approved = 0;
      for (;;) {
        const query = { limit: 2, status: 'pending' } as const;
        const { items } = await core.linkRequests.list(
          ctx(),
          organization.id,
          connection.id,
          query,
        );
        if (items.length === 0) break;
        const ids = items.map(({ id }) => id);
        const results = await core.linkRequests.decide(ctx(), organization.id, {
          ...decisions,
          ids,
        });
        approved += results.filter(({ outcome }) => outcome === 'approved').length;
      }
      expect(approved).toBe(3);
      const users = await store.read.scimUsers.count(
        all(equals('connectionId', connection.id), equals('memberId', '')),
      );
      expect(users).toBe(0);
    });

    test('A2 a link that is there stays, also for a member who is given such a role', async () => {
      const scim = await app().scimConnection();
      const { organization } = scim;
      const reply = await post(scim, 'rising@example.com', { externalId: 'x-rising' });
      const id = String(reply.body['id']);
      const { id: memberId } = await scim.memberOf(id);
      const change = { kind: 'give', grant: { role: 'admin' } } as const;
      await app().core.memberRoles.change(app().ctx(), organization.id, memberId, change, {
        confirm: true,
      });
      await scim.patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value: 'Risen' });
      expect(await read(memberId)).toMatchObject({ name: 'Risen' });
      app().clock.advance(1_000);
      await scim.call('DELETE', `/Users/${id}`);
      const again = await post(scim, 'rising@example.com', { externalId: 'x-rising' });
      expect(await memberIdOf(again)).toBe(memberId);
      expect(await requests(scim)).toEqual([]);
    });

    test('A2 a role that came after the link had ended is not approved by it', async () => {
      const scim = await app().scimConnection();
      const { organization } = scim;
      const reply = await post(scim, 'returning@example.com');
      const { id: memberId } = await scim.memberOf(String(reply.body['id']));
      await scim.call('DELETE', `/Users/${String(reply.body['id'])}`);
      app().clock.advance(1_000);
      await newMember(app(), organization, 'returning', 'admin');
      expect(await read(memberId)).toMatchObject({ status: 'active' });
      expect(await memberIdOf(await post(scim, 'returning@example.com'))).toBe('');
      expect(await requests(scim, 'pending')).toHaveLength(1);
    });

    test('A2 a user that waits and becomes another person is decided anew', async () => {
      const scim = await app().scimConnection();
      const reply = await post(scim, OWNER.email);
      const path = `/Users/${String(reply.body['id'])}`;
      await scim.patch(path, { op: 'replace', path: 'userName', value: 'else@example.com' });
      const member = await scim.memberOf(String(reply.body['id']));
      expect(member).toMatchObject({ email: 'else@example.com', source: 'scim' });
      expect(await requests(scim)).toMatchObject([{ status: 'withdrawn' }]);
      await expect(decide(scim, 'approve')).rejects.toMatchObject({ code: 'link_request.decided' });
    });
  });

  describe('other members', () => {
    test('A2 a connection of the operator or an administrator links them at once', async () => {
      const scim = await app().scimConnection();
      const member = await newMember(app(), scim.organization, 'plain', 'user-admin');
      expect(await memberIdOf(await post(scim, 'plain@example.com'))).toBe(member.id);
      expect(await requests(scim)).toEqual([]);
    });

    test('A2 beyond the authority of its maker a member waits, and so for a lesser token', async () => {
      const scim = await app().scimConnection();
      const member = await newMember(app(), scim.organization, 'billed', 'billing');
      const low = await connectionOf(app(), scim, 'directory:write');
      expect(await memberIdOf(await post(low, 'billed@example.com'))).toBe('');
      expect(await requests(low, 'pending')).toMatchObject([{ reason: 'authority' }]);
      expect(await read(member.id)).toEqual(member);
      const { apiKeys, credentials } = app().core;
      const { organization, connection } = scim;
      const input = { name: 'Host', scopes: ['directory:write', 'members:write'] };
      const { key } = await apiKeys.create(app().ctx(), organization.id, input);
      const lowKey = await apiKeys.authenticate(app().ctx(), key);
      const { token } = await credentials.create(lowKey, organization.id, connection.id, {
        kind: 'token',
      });
      const lowToken = new ScimConnection(app(), organization, connection, token);
      expect(await memberIdOf(await post(lowToken, 'billed@example.com'))).toBe('');
      await newMember(app(), organization, 'simple', 'viewer');
      expect(await memberIdOf(await post(lowToken, 'simple@example.com'))).toBe('');
    });

    test('A2 an address of a proved domain links members whose roles the connection could give', async () => {
      const scim = await app().scimConnection();
      const { organization } = scim;
      const low = await connectionOf(
        app(),
        scim,
        'directory:write',
        'organization:read',
        'members:read',
      );
      const viewer = await newMember(app(), organization, 'seer', 'viewer');
      await newMember(app(), organization, 'payer', 'billing');
      expect(await memberIdOf(await post(low, 'seer@example.com'))).toBe('');
      await low.call('DELETE', `/Users/${(await requests(low))[0]?.scimUserId ?? ''}`);
      const domain = await app().core.domains.add(app().ctx(), organization.id, 'example.com');
      await app().store.transaction(organization.id, async (tx) => {
        const verified = {
          ...domain,
          status: 'verified',
          verifiedKey: 'example.com',
          version: 2,
        } as const;
        await tx.domains.update(verified);
      });
      try {
        expect(await memberIdOf(await post(low, 'seer@example.com'))).toBe(viewer.id);
        expect(await memberIdOf(await post(low, 'payer@example.com'))).toBe('');
      } finally {
        await app().store.transaction(organization.id, (tx) => tx.domains.remove(domain.id));
      }
    });

    test('A2 a kept externalId of one earlier user is the same person, whatever the address', async () => {
      const scim = await app().scimConnection();
      const first = await post(scim, 'maiden@example.com', { externalId: 'kept' });
      const memberId = await memberIdOf(first);
      // the earlier one is active: two active users are never one member
      const beside = await post(scim, 'beside@example.com', { externalId: 'kept' });
      expect(await memberIdOf(beside)).not.toBe(memberId);
      await scim.call('DELETE', `/Users/${String(beside.body['id'])}`);
      const other = await post(scim, 'third@example.com', { externalId: 'other' });
      const path = `/Users/${String(other.body['id'])}`;
      await scim.patch(path, { op: 'replace', path: 'active', value: false });
      const married = await post(scim, 'married@example.com', { externalId: 'other' });
      expect(await memberIdOf(married)).toBe(await memberIdOf(other));
      // both had it: nobody can say who is meant
      await scim.call('DELETE', `/Users/${String(first.body['id'])}`);
      const unclear = await post(scim, 'unclear@example.com', { externalId: 'kept' });
      expect([memberId, await memberIdOf(beside)]).not.toContain(await memberIdOf(unclear));
    });

    test('A2 two active users are never one member, also when the first comes back', async () => {
      const scim = await app().scimConnection();
      const first = await post(scim, 'twin@example.com', { externalId: 'twin' });
      const path = `/Users/${String(first.body['id'])}`;
      await scim.patch(path, { op: 'replace', path: 'active', value: false });
      const second = await post(scim, 'twin-2@example.com', { externalId: 'twin' });
      const memberId = await memberIdOf(second);
      expect(await memberIdOf(first)).toBe(memberId);
      await scim.patch(path, { op: 'replace', path: 'active', value: true });
      expect(await memberIdOf(first)).not.toBe(memberId);
      expect(await memberIdOf(second)).toBe(memberId);
    });

    test('A2 a second user of the connection that says the address is another person', async () => {
      const scim = await app().scimConnection();
      const owner = await ownerOf(scim);
      await post(scim, OWNER.email);
      const second = await scim.call('POST', '/Users', {
        schemas: [USER],
        userName: 'second',
        emails: [{ value: OWNER.email }],
      });
      expect(second.status).toBe(201);
      expect(await memberIdOf(second)).not.toBe(owner.id);
      expect(await memberIdOf(second)).not.toBe('');
      expect(await requests(scim)).toHaveLength(1);
      expect(await read(owner.id)).toEqual(owner);
    });
  });
});
