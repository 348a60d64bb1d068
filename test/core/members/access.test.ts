import { expect, test } from '@jest/globals';
import { instant, newId } from '#kernel/index.js';
import type { Grant } from '#store/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications } from '../../kit/application.js';
import { TestOrganization } from '../../kit/test-organizations.js';

const DAY = 86_400_000;

overApplications('why a member has what they have', (app) => {
  test('roles with every reason by name, permissions with the roles that permit them', async () => {
    const org = await TestOrganization.create(app());
    const scim = await app().scimConnection(org.organization);
    const user = await scim.user('user-1@example.com');
    const groupId = await scim.group('Viewers', user);
    await scim.mapGroups([{ groupId, role: 'viewer' }], { defaultRole: 'member' });
    const member = await scim.memberOf(user);
    const until = instant(app().clock.now() + DAY);
    const { memberRoles, access } = app().core;
    const options = { confirm: true };
    for (const input of [{ role: 'viewer' }, { role: 'root', until }]) {
      const given = { kind: 'give', grant: input } as const;
      await memberRoles.change(app().ctx(), org.id, member.id, given, options);
    }
    const tree = await access.of(app().ctx(), org.id, member.id);
    expect(tree.roles).toMatchObject([
      {
        role: 'viewer',
        title: 'Viewer',
        counts: true,
        reasons: [
          { source: { kind: 'group', group: 'Viewers', connection: 'Directory', groupId } },
          { source: { kind: 'manual' } },
        ],
        permissions: ['members:read', 'organization:read'],
      },
      { role: 'root', counts: true, reasons: [{ source: { kind: 'manual' }, until }] },
    ]);
    expect(tree.permissions).toContainEqual({ permission: 'members:read', roles: ['viewer'] });
    expect(tree.permissions).toContainEqual({ permission: 'deletion:write', roles: ['root'] });
    expect(tree.everySpace).toEqual([{ spaceRole: 'manager', through: 'root' }]);
    expect([tree.spaces, tree.seats, tree.more]).toEqual([[], [], false]);
    app().clock.advance(DAY);
    const later = await access.of(app().ctx(), org.id, member.id);
    expect(later.roles.map(({ role, counts }) => [role, counts])).toEqual([
      ['viewer', true],
      ['root', false],
    ]);
    expect(later.permissions).not.toContainEqual(
      expect.objectContaining({ permission: 'deletion:write' }),
    );
    expect(later.everySpace).toEqual([]);
  });

  test('invitations, domains and defaults are named; what is gone is left without a name', async () => {
    const org = await TestOrganization.create(app());
    const since = instant(app().clock.now());
    const grants: Grant[] = [
      { role: 'viewer', since, source: { kind: 'invitation', invitationId: 'gone' } },
      { role: 'viewer', since, source: { kind: 'domain', domainId: 'gone' } },
      { role: 'member', since, source: { kind: 'import' } },
      { role: 'vanished', since, source: { kind: 'manual' } },
    ];
    const member = await org.person(...grants);
    const tree = await app().core.access.of(app().ctx(), org.id, member.id);
    expect(tree.roles).toMatchObject([
      { reasons: [{ source: grants[0]?.source }, { source: grants[1]?.source }] },
      { role: 'member', counts: true },
      { role: 'vanished', title: 'vanished', counts: false, permissions: [] },
    ]);
  });

  test('spaces and seats with their sources', async () => {
    const org = await TestOrganization.create(app());
    const member = await org.person('member');
    const now = instant(app().clock.now());
    const stamp = { version: 1, createdAt: now, updatedAt: now, organizationId: org.id };
    const [spaceId, productId] = [newId(), newId()];
    await app().store.transaction(org.id, async (tx) => {
      await tx.spaces.insert({ id: spaceId, ...stamp, name: 'Lab', nameKey: 'lab' });
      await tx.products.insert({ id: productId, ...stamp, key: 'cad', name: 'CAD', seats: 3 });
      await tx.spaceMembers.insert({
        id: newId(),
        ...stamp,
        spaceId,
        memberId: member.id,
        role: 'member',
        source: { kind: 'manual' },
        sourceKey: 'manual',
      });
      for (const [status, live] of [['assigned', true] as const, ['released', false] as const]) {
        await tx.seats.insert({
          id: newId(),
          ...stamp,
          productId,
          memberId: member.id,
          status,
          source: { kind: 'import' },
          ...(live && { liveKey: `${productId}:${member.id}` }),
        });
      }
    });
    const tree = await app().core.access.of(app().ctx(), org.id, member.id);
    expect(tree.spaces).toEqual([
      { spaceId, name: 'Lab', role: 'member', reason: { source: { kind: 'manual' }, since: now } },
    ]);
    expect(tree.seats).toEqual([
      {
        productId,
        product: 'CAD',
        status: 'assigned',
        reason: { source: { kind: 'import' }, since: now },
      },
    ]);
  });

  test('a member of another organization is missing', async () => {
    const [org, other] = [
      await TestOrganization.create(app()),
      await TestOrganization.create(app()),
    ];
    const work = app().core.access.of(app().ctx(), other.id, org.first.id);
    expect(await faultOf(work)).toMatchObject({ code: 'member.missing' });
  });
});
