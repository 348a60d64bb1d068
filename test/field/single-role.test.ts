import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { overApplications, rolesOf } from '../kit/application.js';

overApplications('where members have one role', (app) => {
  const read = ({ organizationId, id }: Member) =>
    app().core.members.get(app().ctx(), organizationId, id);
  const change = (
    { organizationId, id }: Member,
    ...[what]: [Parameters<ReturnType<typeof app>['core']['memberRoles']['change']>[3]]
  ) => app().core.memberRoles.change(app().ctx(), organizationId, id, what, { confirm: true });
  async function place() {
    const input = {
      name: 'Spaces',
      preset: 'spaces',
      owner: { email: 'o@example.com', name: 'O' },
    };
    const organization = await app().core.organizations.create(app().ctx(), input);
    return { organization, scim: await app().scimConnection(organization) };
  }

  test('M15 of two mapped groups the first by order gives the role, then the other', async () => {
    const { scim } = await place();
    const id = await scim.user('ann@example.com');
    expect(rolesOf(await scim.memberOf(id))).toHaveLength(1);
    const [a, b] = [await scim.group('A', id), await scim.group('B', id)];
    await scim.mapGroups([
      { groupId: b, role: 'user-admin' },
      { groupId: a, role: 'billing-admin' },
    ]);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['user-admin by group']);
    await scim.leave(b, id);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['billing-admin by group']);
    await scim.join(b, id);
    expect(rolesOf(await scim.memberOf(id))).toEqual(['user-admin by group']);
  });

  test('M15 the oldest connection comes first, while it stands behind the person', async () => {
    const { organization, scim } = await place();
    const second = await app().scimConnection(organization);
    const ids = [await scim.user('bob@example.com'), await second.user('bob@example.com')] as const;
    const groups = [await scim.group('A', ids[0]), await second.group('B', ids[1])] as const;
    await second.mapGroups([{ groupId: groups[1], role: 'user-admin' }]);
    const member = await scim.memberOf(ids[0]);
    expect(rolesOf(member)).toEqual(['user-admin by group']);
    await scim.mapGroups([{ groupId: groups[0], role: 'billing-admin' }]);
    expect(rolesOf(await read(member))).toEqual(['billing-admin by group']);
    await scim.patch(`/Users/${ids[0]}`, { op: 'replace', path: 'active', value: false });
    expect(rolesOf(await read(member))).toEqual(['user-admin by group']);
  });

  test('M15 what people give comes first at every door, and the group’s role returns after it', async () => {
    const { organization, scim } = await place();
    const id = await scim.user('carl@example.com');
    const group = await scim.group('A', id);
    await scim.mapGroups([{ groupId: group, role: 'billing-admin' }]);
    const member = await scim.memberOf(id);
    await change(member, { kind: 'give', grant: { role: 'user-admin' } });
    expect(rolesOf(await read(member))).toEqual(['user-admin by manual']);
    await scim.leave(group, id);
    await scim.join(group, id);
    await app().core.recomputation.run(app().ctx(), scim.connection.id);
    expect(rolesOf(await read(member))).toEqual(['user-admin by manual']);
    await change(member, { kind: 'take', role: 'user-admin' });
    expect(rolesOf(await read(member))).toEqual(['billing-admin by group']);
    await change(member, { kind: 'set', roles: [{ role: 'user-admin' }] });
    expect(rolesOf(await read(member))).toEqual(['user-admin by manual']);
    // a member by hand whom a directory finds later
    const email = 'dora@example.com';
    const added = { email, name: 'Dora', roles: ['user-admin'] };
    const dora = await app().core.members.add(app().ctx(), organization.id, added);
    const user = await scim.user(email);
    await scim.join(group, user);
    expect(rolesOf(await read(dora))).toEqual(['user-admin by manual']);
  });
});
