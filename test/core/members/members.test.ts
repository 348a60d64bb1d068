import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { overApplications, rolesOf, type TestApplication } from '../../kit/application.js';

const off = { op: 'replace', value: { active: false } };
const on = { op: 'replace', value: { active: true } };

/** What a person does by hand: there is no door for it yet, so the record is written as a door would. */
async function byHand(
  app: TestApplication,
  member: Member,
  change: Partial<Member>,
): Promise<void> {
  await app.store.transaction(member.organizationId, async (tx) => {
    const before = await tx.members.get(member.id);
    if (before) await tx.members.update({ ...before, ...change, version: before.version + 1 });
  });
}

const since = '2026-01-01T00:00:00.000Z';
const manual = (role: string) => ({ role, source: { kind: 'manual' as const }, since });

overApplications('members', (app) => {
  test('created: an active person of the directory, with name and address', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com', {
      name: { givenName: 'User', familyName: 'One' },
      emails: [
        { value: 'home@example.com', type: 'home' },
        { value: 'Work@Example.com', primary: true },
      ],
    });
    expect(await scim.memberOf(id)).toMatchObject({
      status: 'active',
      source: 'scim',
      name: 'User One',
      grants: [{ role: 'member', source: { kind: 'default' } }],
      standing: 'none',
      email: 'Work@Example.com',
      emailKey: 'work@example.com',
    });
    expect((await scim.lastExchange()).trace).toEqual([
      {
        step: 'member.created',
        detail: expect.stringContaining('no member of the organization has the address'),
      },
    ]);
  });

  test('created without any address: never linked by chance', async () => {
    const scim = await app().scimConnection();
    const first = await scim.memberOf(await scim.user('one'));
    const second = await scim.memberOf(await scim.user('two'));
    expect(first.email).toBeUndefined();
    expect(second.id).not.toBe(first.id);
    expect((await scim.lastExchange()).trace[0]?.detail).toContain('no address to match by');
  });

  test('linked: who was there by hand stays so, and keeps what a person granted', async () => {
    const scim = await app().scimConnection();
    const { core, ctx } = app();
    const email = 'by-hand@example.com';
    const input = { email, name: 'By hand', roles: ['power'] };
    const { id: memberId } = await core.members.add(ctx(), scim.organization.id, input);
    const id = await scim.user('BY-HAND@example.com', { displayName: 'In the directory' });
    const member = await scim.memberOf(id);
    expect(member).toMatchObject({ id: memberId, source: 'manual', name: 'In the directory' });
    expect(rolesOf(member)).toEqual(['power by manual']);
  });

  test('linked inactive: suspended as soon as the directory says so, not at the next change', async () => {
    const scim = await app().scimConnection();
    const member = await scim.memberOf(await scim.user('user-1@example.com'));
    const other = await app().scimConnection(scim.organization);
    // active in one of the two: stays
    const second = await other.user('user-1@example.com', { active: false });
    expect((await other.memberOf(second)).status).toBe('active');
    await byHand(app(), member, {});
    // inactive in the only one: suspended at once
    const third = await app().scimConnection(
      await app().organization({ email: 'a@example.com', name: 'A' }),
    );
    await app().store.transaction(third.organization.id, async (tx) => {
      await tx.members.insert({
        ...member,
        id: `${member.id.slice(0, -4)}ffff`,
        organizationId: third.organization.id,
      });
    });
    const user = await third.user('user-1@example.com', { active: false });
    expect(await third.memberOf(user)).toMatchObject({
      status: 'suspended',
      suspendedBy: 'directory',
    });
    expect((await third.patch(`/Users/${user}`, on)).status).toBe(200);
    expect((await third.memberOf(user)).status).toBe('active');
  });

  test('active false suspends, active true restores, a rename does neither', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const suspendedAt = new Date(app().clock.now()).toISOString();
    await scim.patch(`/Users/${id}`, off);
    const suspended = await scim.memberOf(id);
    expect(suspended).toMatchObject({ status: 'suspended', suspendedBy: 'directory', suspendedAt });
    app().clock.advance(5_000);
    await scim.patch(`/Users/${id}`, { op: 'replace', value: { displayName: 'Renamed' } });
    expect(await scim.memberOf(id)).toMatchObject({
      status: 'suspended',
      name: 'Renamed',
      suspendedAt,
    });
    await scim.patch(`/Users/${id}`, on);
    const restored = await scim.memberOf(id);
    expect(restored.status).toBe('active');
    expect(restored).not.toHaveProperty('suspendedAt');
    expect(restored).not.toHaveProperty('suspendedBy');
    const types = (await app().journal(scim.organization.id)).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('member.'))).toEqual([
      'member.added',
      'member.added',
      'member.suspended',
      'member.updated',
      'member.restored',
    ]);
  });

  test('what a person suspended, no directory restores', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const change = { status: 'suspended', suspendedBy: 'person', suspendedAt: since } as const;
    await byHand(app(), await scim.memberOf(id), change);
    await scim.patch(`/Users/${id}`, off);
    await scim.patch(`/Users/${id}`, on);
    expect(await scim.memberOf(id)).toMatchObject(change);
    const other = await app().scimConnection(scim.organization);
    const second = await other.user('user-1@example.com');
    expect(await other.memberOf(second)).toMatchObject(change);
  });

  test('two connections: active while one says so, left when both are gone', async () => {
    const a = await app().scimConnection();
    const b = await app().scimConnection(a.organization);
    const first = await a.user('user-1@example.com');
    const second = await b.user('user-1@example.com');
    const { id } = await a.memberOf(first);
    const status = async () => (await app().store.read.members.get(id))?.status;
    await a.patch(`/Users/${first}`, off);
    expect(await status()).toBe('active');
    await b.patch(`/Users/${second}`, off);
    expect(await status()).toBe('suspended');
    await a.patch(`/Users/${first}`, on);
    expect(await status()).toBe('active');
    await a.call('DELETE', `/Users/${first}`);
    expect(await status()).toBe('suspended');
    await b.call('DELETE', `/Users/${second}`);
    expect(await status()).toBe('left');
  });

  test('gone from one of two connections: its roles go, the other one’s stay', async () => {
    const a = await app().scimConnection();
    const b = await app().scimConnection(a.organization);
    const first = await a.user('user-1@example.com');
    const second = await b.user('user-1@example.com');
    const admins = await a.group('Admins', first);
    const payers = await b.group('Payers', second);
    await a.mapGroups([{ groupId: admins, role: 'admin' }], { defaultRole: 'member' });
    await b.mapGroups([{ groupId: payers, role: 'billing' }]);
    const { id } = await a.memberOf(first);
    const roles = async () => rolesOf((await app().store.read.members.get(id)) as Member);
    expect(await roles()).toEqual(['admin by group', 'billing by group']);
    await a.call('DELETE', `/Users/${first}`);
    expect(await roles()).toEqual(['billing by group']);
    const member = await app().store.read.members.get(id);
    expect(member).toMatchObject({ status: 'active', standing: 'none' });
  });

  test('deleted: left without roles, those by hand are listed; back: revived as the same', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    await byHand(app(), await scim.memberOf(id), { grants: [manual('billing')] });
    const group = await scim.group('Admins', id);
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    const before = await scim.memberOf(id);
    expect(rolesOf(before)).toEqual(['admin by group', 'billing by manual']);
    await scim.call('DELETE', `/Users/${id}`);
    const left = await app().store.read.members.get(before.id);
    const previousGrants = [manual('billing')];
    expect(left).toMatchObject({ status: 'left', grants: [], previousGrants, standing: 'none' });
    expect(left?.leftAt).toBeDefined();
    const again = await scim.user('user-1@example.com');
    expect(again).not.toBe(id);
    const revived = await scim.memberOf(again);
    expect(revived).toMatchObject({ id: before.id, status: 'active', previousGrants });
    expect(rolesOf(revived)).toEqual(['member by default']);
    expect(revived).not.toHaveProperty('leftAt');
    expect((await scim.lastExchange()).trace[0]?.step).toBe('member.revived');
  });

  test('back but inactive: revived as suspended', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const { id: memberId } = await scim.memberOf(id);
    await scim.call('DELETE', `/Users/${id}`);
    const again = await scim.user('user-1@example.com', { active: false });
    expect(await scim.memberOf(again)).toMatchObject({
      id: memberId,
      status: 'suspended',
      suspendedBy: 'directory',
    });
    await scim.patch(`/Users/${again}`, on);
    expect((await scim.memberOf(again)).status).toBe('active');
  });

  test('two users of one connection with one address are two members', async () => {
    const scim = await app().scimConnection();
    const emails = [{ value: 'shared@example.com' }];
    const first = await scim.memberOf(await scim.user('one', { emails }));
    const second = await scim.memberOf(await scim.user('two', { emails }));
    expect(second.id).not.toBe(first.id);
  });

  test('a new address is followed; a change that says nothing about the person writes no member', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value: 'new@example.com' });
    const after = await scim.memberOf(id);
    expect(after).toMatchObject({ email: 'new@example.com', emailKey: 'new@example.com' });
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'T' });
    expect((await scim.memberOf(id)).version).toBe(after.version);
  });

  test('suspended people keep their roles, and get no standing of an administrator at work', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('user-1@example.com');
    const group = await scim.group('Admins', id);
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    await scim.patch(`/Users/${id}`, off);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['admin by group']);
    await scim.patch(`/Users/${id}`, on);
    expect(await scim.memberOf(id)).toMatchObject({ status: 'active', standing: 'admin' });
  });
});
