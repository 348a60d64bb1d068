import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { overApplications, rolesOf, type ScimConnection } from '../kit/application.js';
import { actingAs } from '../kit/members.js';
import { seatsOf } from '../kit/organization-scopes.js';

const off = { op: 'replace', path: 'active', value: false };
const on = { op: 'replace', path: 'active', value: true };

overApplications('grants live with their source', (app) => {
  /** A person whom two directories keep; a group of the first gives `role`. */
  async function kept(
    role: string,
    founder: Parameters<ReturnType<typeof app>['organization']>[0],
  ) {
    const organization = await app().organization(founder);
    const first = await app().scimConnection(organization);
    const second = await app().scimConnection(organization);
    const ids = [
      await first.user('ann@example.com'),
      await second.user('ann@example.com'),
    ] as const;
    const group = await first.group('Mapped', ids[0]);
    await first.mapGroups([{ groupId: group, role }]);
    const owner = (await app().members(organization.id)).find(
      ({ standing }) => standing !== 'none',
    );
    return { organization, first, second, ids, group, owner };
  }
  const founder = { email: 'owner@example.com', name: 'Owner' };
  const trace = async (scim: ScimConnection) => (await scim.lastExchange()).trace;
  const treeOf = (member: Member) =>
    app().core.access.of(app().ctx(), member.organizationId, member.id);

  test('S3 a role is in force only while its directory stands behind the person', async () => {
    const { organization, first, second, ids } = await kept('admin', founder);
    const before = await first.memberOf(ids[0]);
    expect(rolesOf(before)).toEqual(['admin by group']);
    expect((await second.memberOf(ids[1])).id).toBe(before.id);
    expect((await first.patch(`/Users/${ids[0]}`, off)).status).toBe(200);
    const member = await first.memberOf(ids[0]);
    expect(member).toMatchObject({ status: 'active', standing: 'none' });
    expect(rolesOf(member)).toEqual(['member by default']);
    expect((await actingAs(app(), member)).authority.permissions).not.toContain('members:write');
    expect(await trace(first)).toEqual([
      {
        step: 'member.status',
        detail: `member ${member.id}: stays active although active became false: "Directory" keeps the member active`,
      },
      { step: 'member.roles', detail: `member ${member.id}: before: admin; after: member` },
    ]);
    const admins = await app().core.members.roster(app().ctx(), organization.id, {
      limit: 10,
      filter: {
        members: {
          kind: 'facet',
          scope: organization.id,
          name: 'role',
          operator: 'eq',
          value: 'admin',
        },
        invitations: { kind: 'any', terms: [] },
      },
    });
    expect(admins.items).toEqual([]);
    const tree = await treeOf(member);
    expect(tree.roles.map(({ role }) => role)).toEqual(['member']);
    expect(tree.dormant).toMatchObject([
      { role: 'admin', because: 'inactive', source: { group: 'Mapped', connection: 'Directory' } },
    ]);
    expect((await first.patch(`/Users/${ids[0]}`, on)).status).toBe(200);
    const back = await first.memberOf(ids[0]);
    expect(rolesOf(back)).toEqual(['admin by group']);
    expect(back.standing).toBe('admin');
    expect((await treeOf(back)).dormant).toEqual([]);
  });

  test('S3 a mapping, a group and a recomputation give nothing to a person who is inactive there', async () => {
    const { first, ids, group } = await kept('viewer', founder);
    await first.patch(`/Users/${ids[0]}`, off);
    const other = await first.group('Other');
    await first.mapGroups([
      { groupId: group, role: 'admin' },
      { groupId: other, role: 'billing' },
    ]);
    expect(rolesOf(await first.memberOf(ids[0]))).toEqual(['member by default']);
    await first.join(other, ids[0]);
    expect(rolesOf(await first.memberOf(ids[0]))).toEqual(['member by default']);
    await first.patch(`/Users/${ids[0]}`, on);
    expect(rolesOf(await first.memberOf(ids[0]))).toEqual(['admin by group', 'billing by group']);
  });

  test('S3 a person who was inactive from the start has nothing of that directory', async () => {
    const organization = await app().organization();
    const first = await app().scimConnection(organization);
    const second = await app().scimConnection(organization);
    const active = await second.user('bob@example.com');
    const inactive = await first.user('bob@example.com', { active: false });
    const group = await first.group('Admins', inactive);
    await first.mapGroups([{ groupId: group, role: 'admin' }]);
    const member = await second.memberOf(active);
    expect(member.status).toBe('active');
    expect(rolesOf(member)).toEqual(['member by default']);
    await first.call('PUT', `/Users/${inactive}`, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'bob@example.com',
      active: true,
    });
    expect(rolesOf(await second.memberOf(active))).toEqual(['admin by group']);
  });

  test('S3 spaces and seats too: the seat is free for others, and comes back', async () => {
    const { organization, first, second, ids, group } = await kept('viewer', founder);
    const { core, ctx } = app();
    const space = await core.spaces.create(ctx(), organization.id, { name: 'North' });
    const input = { key: 'drawing', name: 'Drawing', seats: 1 };
    const product = await core.products.create(ctx(), organization.id, input);
    const gives = [
      { groupId: group, space: { spaceId: space.id, role: 'member' } },
      { groupId: group, productId: product.id },
    ];
    await first.mapGroups([{ groupId: group, role: 'viewer' }, ...gives]);
    const { id: memberId, name } = await first.memberOf(ids[0]);
    const other = await first.user('carl@example.com');
    await first.join(group, other);
    const { name: otherName } = await first.memberOf(other);
    expect(await seatsOf(app(), product.id)).toEqual([`${name} assigned`, `${otherName} queued`]);
    await first.patch(`/Users/${ids[0]}`, off);
    expect(await seatsOf(app(), product.id)).toEqual([`${name} held`, `${otherName} assigned`]);
    const spaces = () => core.spaces.ofMember(ctx(), organization.id, memberId, { limit: 10 });
    expect((await spaces()).items).toEqual([]);
    expect((await treeOf(await first.memberOf(ids[0]))).dormant).toMatchObject([
      { role: 'viewer' },
      { space: { spaceId: space.id } },
      { productId: product.id },
    ]);
    await first.leave(group, other);
    expect(await seatsOf(app(), product.id)).toEqual([`${name} held`]);
    expect(await app().store.read.tallies.get(`seats:${product.id}`)).toBe(0);
    // a group of the other directory gives the same seat
    const same = await second.group('Same', ids[1]);
    await second.mapGroups([{ groupId: same, productId: product.id }]);
    expect(await seatsOf(app(), product.id)).toEqual([`${name} assigned`]);
    await first.patch(`/Users/${ids[0]}`, on);
    expect((await spaces()).items).toHaveLength(1);
    await second.mapGroups([]);
    expect(await seatsOf(app(), product.id)).toEqual([`${name} assigned`]);
    expect(await app().store.read.tallies.get(`seats:${product.id}`)).toBe(1);
  });

  test('S3 the last administrator is not made dormant, and a dormant one does not count', async () => {
    const { organization, first, second, ids } = await kept('admin', null);
    const refused = await first.patch(`/Users/${ids[0]}`, off);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('give the role to another member first');
    expect((await first.call('GET', `/Users/${ids[0]}`)).body['active']).toBe(true);
    expect(rolesOf(await first.memberOf(ids[0]))).toEqual(['admin by group']);
    // another administrator by the second directory makes it possible, and is the last one then
    const other = await second.user('dora@example.com');
    const group = await second.group('Admins', other);
    await second.mapGroups([{ groupId: group, role: 'admin' }]);
    expect((await first.patch(`/Users/${ids[0]}`, off)).status).toBe(200);
    expect((await second.patch(`/Users/${other}`, off)).status).toBe(400);
    expect((await second.call('DELETE', `/Users/${other}`)).status).toBe(400);
    const members = await app().members(organization.id);
    expect(members.filter(({ standing }) => standing === 'admin')).toHaveLength(1);
  });

  test('S3 a disabled connection changes nothing', async () => {
    const { organization, first, ids, owner } = await kept('admin', founder);
    const { core, ctx } = app();
    const { id } = first.connection;
    await core.connections.update(
      ctx(),
      { organizationId: organization.id, connectionId: id },
      { status: 'disabled' },
    );
    expect(owner?.standing).toBe('owner');
    await core.recomputation.run(ctx(), id);
    expect(rolesOf(await first.memberOf(ids[0]))).toEqual(['admin by group']);
  });
});
