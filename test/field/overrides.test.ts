import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overApplications, rolesOf, USER, type ScimConnection } from '../kit/application.js';
import { seatsOf } from '../kit/organization-scopes.js';

const off = { op: 'replace', path: 'active', value: false };
const on = { op: 'replace', path: 'active', value: true };
const HOUR_MS = 3_600_000;

overApplications('what people decide about members of a directory', (app) => {
  const addressOf = ({ organizationId, id: memberId }: Member) => ({ organizationId, memberId });
  const unlock = (member: Member, hours = 1) =>
    app().core.members.unlock(app().ctx(), addressOf(member), { hours, reason: 'a test' });
  const change = (
    { organizationId, id }: Member,
    ...[what]: [Parameters<ReturnType<typeof app>['core']['memberRoles']['change']>[3]]
  ) => app().core.memberRoles.change(app().ctx(), organizationId, id, what, { confirm: true });
  const read = ({ organizationId, id }: Member) =>
    app().core.members.get(app().ctx(), organizationId, id);
  const trace = async (scim: ScimConnection) => (await scim.lastExchange()).trace;
  const retitle = (scim: ScimConnection, id: string, title: string) =>
    scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: title });

  /** A person with a role by a mapped group. */
  async function mapped() {
    const scim = await app().scimConnection();
    const id = await scim.user('ann@example.com');
    const group = await scim.group('Mapped', id);
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    return { scim, id, group, member: await scim.memberOf(id) };
  }

  const ends: [string, (scim: ScimConnection, id: string, member: Member) => Promise<unknown>][] = [
    ['the job', () => app().core.memberRoles.expireGrants(app().ctx())],
    ['a change of the title', (scim, id) => retitle(scim, id, 'Engineer')],
    ['a request that changes nothing', (scim, id) => scim.patch(`/Users/${id}`, on)],
    [
      'locking again',
      (_scim, _id, member) => app().core.members.lock(app().ctx(), addressOf(member)),
    ],
  ];
  for (const [name, end] of ends) {
    test(`M12 roles that were taken and given under an override end with it: ${name}`, async () => {
      const { scim, id, group, member } = await mapped();
      await unlock(member);
      await change(member, { kind: 'take', role: 'billing' });
      expect(rolesOf(await read(member))).toEqual(['member by default']);
      await change(member, { kind: 'give', grant: { role: 'admin' } });
      expect(rolesOf(await read(member))).toEqual(['admin by manual', 'member by default']);
      // it holds while it lasts, whatever the directory sends
      await retitle(scim, id, 'Clerk');
      const other = await scim.group('Other', id);
      await scim.mapGroups([
        { groupId: other, role: 'viewer' },
        { groupId: group, role: 'billing' },
      ]);
      expect(rolesOf(await read(member))).toEqual(['admin by manual', 'viewer by group']);
      if (name !== 'locking again') app().clock.advance(HOUR_MS + 1);
      await end(scim, id, member);
      const after = await read(member);
      expect(rolesOf(after)).toEqual(['billing by group', 'viewer by group']);
      expect(after).not.toHaveProperty('unlockedUntil');
      expect(after).not.toHaveProperty('withheld');
    });
  }

  test('M12 spaces and seats that were given under an override end with it', async () => {
    const { scim, member } = await mapped();
    const { core, ctx } = app();
    const place = scim.organization.id;
    const space = await core.spaces.create(ctx(), place, { name: 'North' });
    const kept = await core.spaces.create(ctx(), place, { name: 'South' });
    const [drawing, writing] = [
      await core.products.create(ctx(), place, { key: 'drawing', name: 'Drawing', seats: 1 }),
      await core.products.create(ctx(), place, { key: 'writing', name: 'Writing', seats: 1 }),
    ];
    const give = async (spaceId: string, productId: string) => {
      await core.spaces.assign(ctx(), place, { spaceId, memberId: member.id, role: 'member' });
      await core.seats.assign(ctx(), place, { productId, memberId: member.id });
    };
    await give(kept.id, writing.id);
    await unlock(member);
    await give(space.id, drawing.id);
    app().clock.advance(HOUR_MS + 1);
    await core.memberRoles.expireGrants(ctx());
    const spaces = await core.spaces.ofMember(ctx(), place, member.id, { limit: 10 });
    expect(spaces.items.map(({ space: { name } }) => name)).toEqual(['South']);
    expect(await seatsOf(app(), drawing.id)).toEqual([]);
    expect(await seatsOf(app(), writing.id)).toEqual([`${member.name} assigned`]);
    expect(await app().store.read.tallies.get(`seats:${drawing.id}`)).toBe(0);
  });

  test('M12 spaces and seats of groups that were taken under an override come back with its end', async () => {
    const { scim, id, group, member } = await mapped();
    const { core, ctx } = app();
    const place = scim.organization.id;
    const space = await core.spaces.create(ctx(), place, { name: 'North' });
    const product = { key: 'drawing', name: 'Drawing', seats: 1 };
    const { id: productId } = await core.products.create(ctx(), place, product);
    await scim.mapGroups([
      { groupId: group, space: { spaceId: space.id, role: 'member' } },
      { groupId: group, productId },
    ]);
    const access = async () => {
      const { items } = await core.spaces.ofMember(ctx(), place, member.id, { limit: 10 });
      const used = await app().store.read.tallies.get(`seats:${productId}`);
      const seats = await seatsOf(app(), productId);
      return { spaces: items.map((one) => one.space.name), seats, used };
    };
    const takeSpace = () =>
      core.spaces.withdraw(ctx(), place, { spaceId: space.id, memberId: member.id });
    const takeSeat = async () => {
      const { items } = await core.seats.ofMember(ctx(), place, member.id, { limit: 10 });
      await core.seats.release(ctx(), place, String(items[0]?.id));
    };
    const given = { spaces: ['North'], seats: [`${member.name} assigned`], used: 1 };
    const taken = { spaces: [], seats: [], used: 0 };
    expect(await access()).toEqual(given);
    expect(await faultOf(takeSpace())).toMatchObject({ code: 'space.mapped' });
    expect(await faultOf(takeSeat())).toMatchObject({ code: 'seat.mapped' });
    await unlock(member);
    await takeSpace();
    await takeSeat();
    expect(await access()).toEqual(taken);
    // it holds while it lasts, whatever the directory sends, and is shown
    await retitle(scim, id, 'Clerk');
    await scim.patch(`/Users/${id}`, off);
    await scim.patch(`/Users/${id}`, on);
    expect(await access()).toEqual(taken);
    const { dormant } = await core.access.of(ctx(), place, member.id);
    expect(dormant.map(({ because }) => because)).toEqual(['withheld', 'withheld']);
    app().clock.advance(HOUR_MS + 1);
    await core.memberRoles.expireGrants(ctx());
    expect(await access()).toEqual(given);
    expect(await read(member)).not.toHaveProperty('withheldAccess');
  });

  test('M12 what people had decided before, and a suspension and a removal, outlast the override', async () => {
    const { scim, id, member } = await mapped();
    await change(member, { kind: 'give', grant: { role: 'viewer' } });
    await unlock(member);
    await app().core.members.suspend(app().ctx(), addressOf(member));
    app().clock.advance(HOUR_MS + 1);
    await app().core.memberRoles.expireGrants(app().ctx());
    await retitle(scim, id, 'Engineer');
    expect(await read(member)).toMatchObject({ status: 'suspended', suspendedBy: 'person' });
    expect(rolesOf(await read(member))).toEqual(['billing by group', 'viewer by manual']);
    expect(await trace(scim)).toMatchObject([
      { step: 'member.held', detail: expect.stringContaining('a person suspended the member') },
    ]);
  });

  test('S4 suspended by hand stays suspended over DELETE and POST; roles by hand are given back by one call', async () => {
    const { scim, id, member } = await mapped();
    await change(member, { kind: 'give', grant: { role: 'viewer' } });
    await unlock(member);
    await app().core.members.suspend(app().ctx(), addressOf(member));
    expect((await scim.call('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await read(member)).toMatchObject({ status: 'left', grants: [] });
    const again = await scim.user('ann@example.com');
    expect(await scim.memberOf(again)).toMatchObject({
      id: member.id,
      status: 'suspended',
      suspendedBy: 'person',
      previousGrants: [{ role: 'viewer' }],
    });
    expect((await trace(scim)).map(({ step }) => step)).toEqual([
      'member.revived',
      'member.status',
      'member.held',
      'member.roles',
    ]);
    await scim.patch(`/Users/${again}`, off);
    await scim.patch(`/Users/${again}`, on);
    expect((await trace(scim)).map(({ step }) => step)).toEqual(['member.held']);
    expect(await read(member)).toMatchObject({ status: 'suspended', suspendedBy: 'person' });
    await unlock(member);
    await app().core.members.restore(app().ctx(), addressOf(member));
    expect(rolesOf(await read(member))).toEqual(['member by default']);
    await app().core.members.lock(app().ctx(), addressOf(member));
    await change(member, { kind: 'restore' });
    const given = await read(member);
    expect(rolesOf(given)).toEqual(['viewer by manual']);
    expect(given).not.toHaveProperty('previousGrants');
  });

  test('S4 roles by hand do not return after DELETE and POST of another connection either', async () => {
    const scim = await app().scimConnection();
    const other = await app().scimConnection(scim.organization);
    const id = await scim.user('bob@example.com');
    const member = await scim.memberOf(id);
    await change(member, { kind: 'give', grant: { role: 'admin' } });
    await scim.call('DELETE', `/Users/${id}`);
    await other.user('bob@example.com');
    expect(rolesOf(await read(member))).toEqual(['member by default']);
    expect(await read(member)).toMatchObject({ standing: 'none', status: 'active' });
  });

  test('S7 a removal by a person holds until the directory really says something else', async () => {
    const { scim, id, group, member } = await mapped();
    await unlock(member);
    await app().core.members.remove(app().ctx(), addressOf(member));
    const silent = [
      () => scim.patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value: 'Ann B.' }),
      () => retitle(scim, id, 'Engineer'),
      () => scim.patch(`/Users/${id}`, on),
      () => scim.join(group, id),
      async () => scim.join(await scim.group('Unmapped'), id),
      () => scim.mapGroups([{ groupId: group, role: 'viewer' }]),
      () => scim.patch(`/Users/${id}`, off),
    ];
    for (const send of silent) {
      await send();
      expect(await read(member)).toMatchObject({ status: 'left', grants: [] });
    }
    expect((await trace(scim)).map(({ step }) => step)).not.toContain('member.status');
    await scim.patch(`/Users/${id}`, on);
    expect((await trace(scim))[0]).toEqual({
      step: 'member.status',
      detail: `member ${member.id}: left → active, because active became true`,
    });
    expect(rolesOf(await read(member))).toEqual(['viewer by group']);
  });

  test('S7 entering a mapped group and a new POST end a removal', async () => {
    const { scim, id, group, member } = await mapped();
    await scim.leave(group, id);
    await unlock(member);
    await app().core.members.remove(app().ctx(), addressOf(member));
    await scim.join(group, id);
    expect(rolesOf(await read(member))).toEqual(['billing by group']);
    expect(await trace(scim)).toMatchObject([
      { step: 'member.status', detail: expect.stringContaining('entered a mapped group') },
      { step: 'member.roles' },
    ]);
    await unlock(member);
    await app().core.members.remove(app().ctx(), addressOf(member));
    await scim.call('DELETE', `/Users/${id}`);
    expect((await read(member)).status).toBe('left');
    await scim.user('ann@example.com');
    expect(await read(member)).toMatchObject({ status: 'active' });
  });

  test('M14 people of a directory have the default role where nothing else gives one', async () => {
    const { scim, id, group, member } = await mapped();
    expect(rolesOf(member)).toEqual(['billing by group']);
    await scim.leave(group, id);
    expect(rolesOf(await read(member))).toEqual(['member by default']);
    await change(member, { kind: 'set', roles: [{ role: 'viewer' }] });
    expect(rolesOf(await read(member))).toEqual(['viewer by manual']);
    await change(member, { kind: 'take', role: 'viewer' });
    expect(rolesOf(await read(member))).toEqual(['member by default']);
    const taken = change(member, { kind: 'take', role: 'member' });
    expect(await faultOf(taken)).toMatchObject({ code: 'member.managed' });
    const until = new Date(app().clock.now() + HOUR_MS).toISOString();
    await change(member, { kind: 'give', grant: { role: 'viewer', until } });
    expect(rolesOf(await read(member))).toEqual(['member by default', 'viewer by manual']);
    await scim.call('PUT', `/Users/${id}`, { schemas: [USER], userName: 'ann@example.com' });
    expect(rolesOf(await read(member))).toEqual(['member by default', 'viewer by manual']);
  });
});
