import { expect, test } from '@jest/globals';
import { instant, newId } from '#kernel/index.js';
import type { Grant } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses } from '../kit/house.js';
import { Home } from '../kit/homes.js';

const DAY = 86_400_000;

overHouses('why a member has what they have', (house) => {
  test('roles with every reason by name, permissions with the roles that permit them', async () => {
    const home = await Home.open(house());
    const side = await house().side(home.organization);
    const user = await side.user('user-1@example.com');
    const groupId = await side.group('Viewers', user);
    await side.map([{ groupId, role: 'viewer' }], { defaultRole: 'member' });
    const member = await side.memberOf(user);
    const until = instant(house().clock.now() + DAY);
    const { memberRoles, access } = house().directory;
    const options = { confirm: true };
    for (const wish of [{ role: 'viewer' }, { role: 'root', until }]) {
      const given = { kind: 'give', wish } as const;
      await memberRoles.change(house().ctx(), home.id, member.id, given, options);
    }
    const tree = await access.of(house().ctx(), home.id, member.id);
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
    house().clock.advance(DAY);
    const later = await access.of(house().ctx(), home.id, member.id);
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
    const home = await Home.open(house());
    const since = instant(house().clock.now());
    const grants: Grant[] = [
      { role: 'viewer', since, source: { kind: 'invitation', invitationId: 'gone' } },
      { role: 'viewer', since, source: { kind: 'domain', domainId: 'gone' } },
      { role: 'member', since, source: { kind: 'import' } },
      { role: 'vanished', since, source: { kind: 'manual' } },
    ];
    const member = await home.person(...grants);
    const tree = await house().directory.access.of(house().ctx(), home.id, member.id);
    expect(tree.roles).toMatchObject([
      { reasons: [{ source: grants[0]?.source }, { source: grants[1]?.source }] },
      { role: 'member', counts: true },
      { role: 'vanished', title: 'vanished', counts: false, permissions: [] },
    ]);
  });

  test('spaces and seats with their sources', async () => {
    const home = await Home.open(house());
    const member = await home.person('member');
    const now = instant(house().clock.now());
    const stamp = { version: 1, createdAt: now, updatedAt: now, organizationId: home.id };
    const [spaceId, productId] = [newId(), newId()];
    await house().store.transaction(home.id, async (tx) => {
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
    const tree = await house().directory.access.of(house().ctx(), home.id, member.id);
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
    const [home, other] = [await Home.open(house()), await Home.open(house())];
    const work = house().directory.access.of(house().ctx(), other.id, home.first.id);
    expect(await faultOf(work)).toMatchObject({ code: 'member.missing' });
  });
});
