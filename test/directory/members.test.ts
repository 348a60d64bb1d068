import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { overHouses, rolesOf, type House } from '../kit/house.js';

const off = { op: 'replace', value: { active: false } };
const on = { op: 'replace', value: { active: true } };

/** What a person does by hand: there is no door for it yet, so the record is written as a door would. */
async function byHand(house: House, member: Member, change: Partial<Member>): Promise<void> {
  await house.store.transaction(member.organizationId, async (tx) => {
    const before = await tx.members.get(member.id);
    if (before) await tx.members.update({ ...before, ...change, version: before.version + 1 });
  });
}

const since = '2026-01-01T00:00:00.000Z';
const manual = (role: string) => ({ role, source: { kind: 'manual' as const }, since });

overHouses('members', (house) => {
  test('created: an active person of the directory, with name and address', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com', {
      name: { givenName: 'User', familyName: 'One' },
      emails: [
        { value: 'home@example.com', type: 'home' },
        { value: 'Work@Example.com', primary: true },
      ],
    });
    expect(await side.memberOf(id)).toMatchObject({
      status: 'active',
      source: 'scim',
      name: 'User One',
      grants: [],
      standing: 'none',
      email: 'Work@Example.com',
      emailKey: 'work@example.com',
    });
    expect((await side.lastExchange()).trace).toEqual([
      {
        step: 'member.created',
        detail: expect.stringContaining('nobody in the organization has the address'),
      },
    ]);
  });

  test('created without any address: never linked by chance', async () => {
    const side = await house().side();
    const first = await side.memberOf(await side.user('one'));
    const second = await side.memberOf(await side.user('two'));
    expect(first.email).toBeUndefined();
    expect(second.id).not.toBe(first.id);
    expect((await side.lastExchange()).trace[0]?.detail).toContain('no address to match by');
  });

  test('linked: who was there by hand stays so, and keeps what a person granted', async () => {
    const side = await house().side();
    const id = await side.user('OWNER@example.com', { displayName: 'Owner in the directory' });
    const [owner, ...others] = await house().members(side.organization.id);
    expect(others).toEqual([]);
    expect(await side.memberOf(id)).toEqual(owner);
    expect(owner).toMatchObject({ source: 'manual', name: 'Owner in the directory' });
    expect(rolesOf(owner as Member)).toEqual(['owner by manual']);
  });

  test('linked inactive: suspended as soon as the directory says so, not at the next change', async () => {
    const side = await house().side();
    const member = await side.memberOf(await side.user('user-1@example.com'));
    const other = await house().side(side.organization);
    // active in one of the two: stays
    const second = await other.user('user-1@example.com', { active: false });
    expect((await other.memberOf(second)).status).toBe('active');
    await byHand(house(), member, {});
    // inactive in the only one: suspended at once
    const third = await house().side(
      await house().organization({ email: 'a@example.com', name: 'A' }),
    );
    await house().store.transaction(third.organization.id, async (tx) => {
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
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const suspendedAt = new Date(house().clock.now()).toISOString();
    await side.patch(`/Users/${id}`, off);
    const suspended = await side.memberOf(id);
    expect(suspended).toMatchObject({ status: 'suspended', suspendedBy: 'directory', suspendedAt });
    house().clock.advance(5_000);
    await side.patch(`/Users/${id}`, { op: 'replace', value: { displayName: 'Renamed' } });
    expect(await side.memberOf(id)).toMatchObject({
      status: 'suspended',
      name: 'Renamed',
      suspendedAt,
    });
    await side.patch(`/Users/${id}`, on);
    const restored = await side.memberOf(id);
    expect(restored.status).toBe('active');
    expect(restored).not.toHaveProperty('suspendedAt');
    expect(restored).not.toHaveProperty('suspendedBy');
    const types = (await house().journal(side.organization.id)).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('member.'))).toEqual([
      'member.added',
      'member.added',
      'member.suspended',
      'member.updated',
      'member.restored',
    ]);
  });

  test('what a person suspended, no directory restores', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const change = { status: 'suspended', suspendedBy: 'person', suspendedAt: since } as const;
    await byHand(house(), await side.memberOf(id), change);
    await side.patch(`/Users/${id}`, off);
    await side.patch(`/Users/${id}`, on);
    expect(await side.memberOf(id)).toMatchObject(change);
    const other = await house().side(side.organization);
    const second = await other.user('user-1@example.com');
    expect(await other.memberOf(second)).toMatchObject(change);
  });

  test('two connections: active while one says so, left when both are gone', async () => {
    const a = await house().side();
    const b = await house().side(a.organization);
    const first = await a.user('user-1@example.com');
    const second = await b.user('user-1@example.com');
    const { id } = await a.memberOf(first);
    const status = async () => (await house().store.read.members.get(id))?.status;
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
    const a = await house().side();
    const b = await house().side(a.organization);
    const first = await a.user('user-1@example.com');
    const second = await b.user('user-1@example.com');
    const admins = await a.group('Admins', first);
    const payers = await b.group('Payers', second);
    await a.map([{ groupId: admins, role: 'admin' }], { defaultRole: 'member' });
    await b.map([{ groupId: payers, role: 'billing' }]);
    const { id } = await a.memberOf(first);
    const roles = async () => rolesOf((await house().store.read.members.get(id)) as Member);
    expect(await roles()).toEqual(['admin by group', 'billing by group']);
    await a.call('DELETE', `/Users/${first}`);
    expect(await roles()).toEqual(['billing by group']);
    const member = await house().store.read.members.get(id);
    expect(member).toMatchObject({ status: 'active', standing: 'none' });
  });

  test('deleted: left, granted roles gone, the ones by hand kept; back: revived as the same', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    await byHand(house(), await side.memberOf(id), { grants: [manual('billing')] });
    const group = await side.group('Admins', id);
    await side.map([{ groupId: group, role: 'admin' }]);
    const before = await side.memberOf(id);
    expect(rolesOf(before)).toEqual(['admin by group', 'billing by manual']);
    await side.call('DELETE', `/Users/${id}`);
    const left = await house().store.read.members.get(before.id);
    expect(left).toMatchObject({ status: 'left', grants: [manual('billing')], standing: 'none' });
    expect(left?.leftAt).toBeDefined();
    const again = await side.user('user-1@example.com');
    expect(again).not.toBe(id);
    const revived = await side.memberOf(again);
    expect(revived).toMatchObject({ id: before.id, status: 'active', grants: [manual('billing')] });
    expect(revived).not.toHaveProperty('leftAt');
    expect((await side.lastExchange()).trace[0]?.step).toBe('member.revived');
  });

  test('back but inactive: revived as suspended', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const { id: memberId } = await side.memberOf(id);
    await side.call('DELETE', `/Users/${id}`);
    const again = await side.user('user-1@example.com', { active: false });
    expect(await side.memberOf(again)).toMatchObject({
      id: memberId,
      status: 'suspended',
      suspendedBy: 'directory',
    });
    await side.patch(`/Users/${again}`, on);
    expect((await side.memberOf(again)).status).toBe('active');
  });

  test('two users of one connection with one address are two members', async () => {
    const side = await house().side();
    const emails = [{ value: 'shared@example.com' }];
    const first = await side.memberOf(await side.user('one', { emails }));
    const second = await side.memberOf(await side.user('two', { emails }));
    expect(second.id).not.toBe(first.id);
  });

  test('a new address is followed; a change that says nothing about the person writes no member', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    await side.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value: 'new@example.com' });
    const after = await side.memberOf(id);
    expect(after).toMatchObject({ email: 'new@example.com', emailKey: 'new@example.com' });
    await side.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'T' });
    expect((await side.memberOf(id)).version).toBe(after.version);
  });

  test('suspended people keep their roles, and get no standing of an administrator at work', async () => {
    const side = await house().side();
    const id = await side.user('user-1@example.com');
    const group = await side.group('Admins', id);
    await side.map([{ groupId: group, role: 'admin' }]);
    await side.patch(`/Users/${id}`, off);
    expect(rolesOf(await side.memberOf(id))).toEqual(['admin by group']);
    await side.patch(`/Users/${id}`, on);
    expect(await side.memberOf(id)).toMatchObject({ status: 'active', standing: 'admin' });
  });
});
