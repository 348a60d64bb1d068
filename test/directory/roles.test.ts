import { expect, test } from '@jest/globals';
import type { NewRole } from '#core/index.js';
import { instant, newId } from '#kernel/index.js';
import { searchableOf, searchableOfInvitation } from '#core/members/searchables.js';
import type { CustomRole, Invitation, Member } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, PRESETS, rolesOf } from '../kit/house.js';
import { Home } from '../kit/homes.js';

const AUDITOR: NewRole = {
  name: 'auditor',
  title: 'Auditor',
  permissions: ['journal:read', 'members:read'],
};

overHouses('roles of an organization’s own', (house) => {
  const roles = () => house().directory.roles;

  test('one list of both kinds, with what the caller may give', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    const admin = await home.as(await home.person('admin'));
    const list = await roles().list(admin, home.id);
    const ready = PRESETS.get('standard')?.roles.map(({ name }) => name) ?? [];
    expect(list.map(({ role }) => role.name)).toEqual([...ready, 'auditor']);
    const givable = list.filter(({ grantable }) => grantable).map(({ role }) => role.name);
    const beyond = ['owner', 'root'];
    expect(givable).toEqual([...ready.filter((name) => !beyond.includes(name)), 'auditor']);
    expect(list.at(-1)).toMatchObject({ role: { standing: 'none' }, custom: { number: 1 } });
  });

  test('a role of another organization is unknown', async () => {
    const [home, other] = [await Home.open(house()), await Home.open(house())];
    await roles().create(house().ctx(), home.id, AUDITOR);
    expect(await faultOf(roles().get(house().ctx(), other.id, 'auditor'))).toMatchObject({
      code: 'role.missing',
    });
    await roles().create(house().ctx(), other.id, AUDITOR);
    const rename = roles().change(house().ctx(), other.id, 'auditor', { title: 'Theirs' });
    expect((await rename).definition.title).toBe('Theirs');
    expect((await roles().get(house().ctx(), home.id, 'auditor')).role.title).toBe('Auditor');
  });

  test('names are taken once: by the preset, and by one’s own', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    for (const name of ['auditor', 'admin']) {
      const work = roles().create(house().ctx(), home.id, { ...AUDITOR, name });
      expect(await faultOf(work)).toMatchObject({ code: 'role.exists', role: name });
    }
  });

  test.each([
    ['what they do not hold', { permissions: ['deletion:write'] }, 'permission.escalation'],
    ['more than their own', { permissions: ['seats:write'] }, 'permission.escalation'],
    ['a role they do not give', { grants: ['admin'] }, 'permission.escalation'],
    ['every role', { grants: ['*'] }, 'permission.escalation'],
    ['touching what they do not touch', { manages: ['owner'] }, 'permission.escalation'],
    ['touching everybody', { manages: ['*'] }, 'permission.escalation'],
    ['a role that is none', { grants: ['nobody'] }, 'role.unknown'],
    ['no permission', { permissions: ['members'] }, 'request.invalid'],
    ['an area that is none', { permissions: ['spaceships:write'] }, 'request.invalid'],
  ])('nobody makes a role with %s', async (_what, wish, code) => {
    const home = await Home.open(house());
    const limited = await roles().create(house().ctx(), home.id, {
      name: 'limited',
      title: 'Limited',
      grants: ['viewer'],
      manages: ['viewer'],
      permissions: ['roles:write', 'members:write', 'organization:read', 'seats:read'],
    });
    const maker = await home.as(await home.person(limited.name));
    const made = { name: 'made', title: 'Made', permissions: ['members:read'] };
    const work = roles().create(maker, home.id, { ...made, ...wish });
    expect(await faultOf(work)).toMatchObject({ code });
    const good = await roles().create(maker, home.id, {
      ...made,
      grants: ['viewer'],
      manages: ['viewer'],
    });
    expect(good.definition.grants).toEqual(['viewer']);
    const change = roles().change(maker, home.id, 'made', wish);
    expect(await faultOf(change)).toMatchObject({ code });
  });

  test('nobody touches a role that permits more than they hold', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, {
      name: 'strong',
      title: 'Strong',
      permissions: ['billing:write'],
    });
    await roles().create(house().ctx(), home.id, {
      name: 'weak',
      title: 'Weak',
      permissions: ['roles:write'],
    });
    const weak = await home.as(await home.person('weak'));
    const change = roles().change(weak, home.id, 'strong', { permissions: [] });
    expect(await faultOf(change)).toMatchObject({ code: 'permission.escalation' });
    const removal = roles().remove(weak, home.id, 'strong', {});
    expect(await faultOf(removal)).toMatchObject({ code: 'permission.escalation' });
  });

  test('a plan without custom roles says which one has them', async () => {
    const home = await Home.open(house(), 'standard', 'team');
    expect(await faultOf(roles().create(house().ctx(), home.id, AUDITOR))).toMatchObject({
      code: 'plan.required',
      feature: 'custom-roles',
      plans: ['unlimited', 'business'],
    });
  });

  test('at most 200, and a deleted one makes room', async () => {
    const home = await Home.open(house());
    await house().store.transaction(home.id, (tx) => tx.tallies.adjust(`roles:${home.id}`, 199));
    await roles().create(house().ctx(), home.id, AUDITOR);
    const more = (): Promise<CustomRole> =>
      roles().create(house().ctx(), home.id, { ...AUDITOR, name: 'one-more' });
    expect(await faultOf(more())).toMatchObject({ code: 'limit.roles', limit: 200 });
    await roles().remove(house().ctx(), home.id, 'auditor', {});
    expect((await more()).name).toBe('one-more');
  });

  test('every change is a version that can be compared; the journal has both sides', async () => {
    const home = await Home.open(house());
    const made = await roles().create(house().ctx(), home.id, AUDITOR);
    const change = { title: 'Reviewer', permissions: ['seats:read', 'members:read'] };
    const after = await roles().change(house().ctx(), home.id, 'auditor', change, made.version);
    expect(after).toMatchObject({ number: 2, version: 2 });
    const versions = await roles().versions(house().ctx(), home.id, 'auditor', { limit: 10 });
    expect(versions.items.map(({ number, by }) => [number, by])).toEqual([
      [1, 'operator'],
      [2, 'operator'],
    ]);
    const numbers = { from: 1, to: 2 };
    const difference = await roles().difference(house().ctx(), home.id, 'auditor', numbers);
    expect(difference.changes).toEqual({
      title: { from: 'Auditor', to: 'Reviewer' },
      permissions: { added: ['seats:read'], removed: ['journal:read'] },
    });
    const lines = (await house().journal(home.id)).filter(({ type }) => type === 'role.updated');
    expect(lines).toMatchObject([
      { before: { title: 'Auditor' }, after: { title: 'Reviewer' }, target: { name: 'auditor' } },
    ]);
    const missing = roles().difference(house().ctx(), home.id, 'auditor', { from: 1, to: 3 });
    expect(await faultOf(missing)).toMatchObject({ code: 'request.invalid' });
  });

  test('nothing changed: no version; an old version in If-Match: refused', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    const same = { permissions: ['members:read', 'journal:read', 'members:read'] };
    expect(await roles().change(house().ctx(), home.id, 'auditor', same)).toMatchObject({
      number: 1,
      version: 1,
    });
    await roles().change(house().ctx(), home.id, 'auditor', { description: 'Looks on' }, 1);
    const stale = roles().change(house().ctx(), home.id, 'auditor', { description: null }, 1);
    expect(await faultOf(stale)).toMatchObject({ code: 'request.precondition' });
    const gone = await roles().change(house().ctx(), home.id, 'auditor', { description: null }, 2);
    expect(gone.definition).not.toHaveProperty('description');
  });

  test('what a role permits is what its holders may, from the next call on', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    const person = await home.person('auditor');
    expect((await home.as(person)).authority.permissions).toEqual(
      new Set(['journal:read', 'members:read']),
    );
    await roles().change(house().ctx(), home.id, 'auditor', { permissions: ['seats:read'] });
    expect((await home.as(person)).authority.permissions).toEqual(new Set(['seats:read']));
  });

  test('ready-made roles are not changed, not deleted, and have no versions', async () => {
    const home = await Home.open(house());
    const ctx = house().ctx();
    const works = [
      () => roles().change(ctx, home.id, 'admin', { title: 'King' }),
      () => roles().remove(ctx, home.id, 'admin', { to: 'member' }),
      () => roles().versions(ctx, home.id, 'admin', { limit: 10 }),
    ];
    for (const work of works) expect(await faultOf(work())).toMatchObject({ code: 'role.preset' });
  });
});

overHouses('deleting a role', (house) => {
  const roles = () => house().directory.roles;

  test('nobody has it: it is gone, and its name is free', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    const friend = { ...AUDITOR, name: 'friend', grants: ['auditor', 'viewer'] };
    await roles().create(house().ctx(), home.id, friend);
    expect(await roles().remove(house().ctx(), home.id, 'auditor', {})).toMatchObject({
      state: 'deleted',
    });
    const left = await roles().get(house().ctx(), home.id, 'friend');
    expect([left.role.grants, left.custom?.number]).toEqual([['viewer'], 2]);
    expect(await roles().create(house().ctx(), home.id, AUDITOR)).toMatchObject({ number: 1 });
  });

  test('held, invited for, mapped: counted in the preview, refused without another role', async () => {
    const { home } = await inUse();
    const ctx = house().ctx();
    const counts = { members: 2, invitations: 1, mappings: 1, defaults: [] };
    expect(await roles().usage(ctx, home.id, 'auditor', 'viewer')).toEqual({
      ...counts,
      permissions: { added: ['organization:read'], removed: ['journal:read'] },
    });
    expect(await faultOf(roles().remove(ctx, home.id, 'auditor', {}))).toMatchObject({
      code: 'role.in_use',
      ...counts,
    });
    for (const to of ['auditor', 'nobody', 'owner', 'root']) {
      const work = roles().remove(ctx, home.id, 'auditor', { to });
      expect(await faultOf(work)).toMatchObject({ code: 'role.remap_invalid', to });
    }
    const weak = await roles().create(ctx, home.id, {
      name: 'weak',
      title: 'Weak',
      permissions: ['roles:write', ...AUDITOR.permissions],
    });
    const maker = await home.as(await home.person(weak.name));
    const climb = roles().remove(maker, home.id, 'auditor', { to: 'admin' });
    expect(await faultOf(climb)).toMatchObject({ code: 'permission.escalation' });
  });

  test('holders, invitations and mappings get the other role, with the same reasons', async () => {
    const { home, byHand, byGroup, side, invitation } = await inUse();
    const ctx = house().ctx();
    const begun = await roles().remove(ctx, home.id, 'auditor', { to: 'viewer' });
    expect(begun).toEqual({ state: 'replacing', done: 0 });
    // meanwhile it still counts, and nobody is given it any more
    expect((await home.as(byHand)).authority.permissions).toContain('journal:read');
    const late = house().directory.memberRoles.change(ctx, home.id, home.first.id, {
      kind: 'give',
      wish: { role: 'auditor' },
    });
    expect(await faultOf(late)).toMatchObject({ code: 'role.unknown' });
    expect(await roles().replace(ctx, home.id, 'auditor')).toEqual({ state: 'deleted', done: 4 });
    expect(rolesOf(await home.fresh(byHand))).toEqual(['viewer by manual']);
    expect(rolesOf(await home.fresh(byGroup))).toEqual(['viewer by group']);
    const kept = await house().store.read.invitations.get(invitation.id);
    expect(kept?.roles).toEqual(['viewer', 'member']);
    const { mappings } = await house().directory.groupMappings.get(
      ctx,
      home.id,
      side.connection.id,
    );
    expect(mappings).toMatchObject([{ role: 'viewer' }]);
    await house().directory.recomputation.run(ctx, side.connection.id);
    expect(rolesOf(await home.fresh(byGroup))).toEqual(['viewer by group']);
    expect(await faultOf(roles().get(ctx, home.id, 'auditor'))).toMatchObject({
      code: 'role.missing',
    });
    const lines = await house().journal(home.id);
    expect(lines.at(-1)).toMatchObject({
      type: 'role.deleted',
      after: { to: 'viewer', replaced: 4 },
    });
  });

  test('the default of a connection is changed first', async () => {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    const side = await house().side(home.organization);
    await side.map([], { defaultRole: 'auditor' });
    const work = (): ReturnType<ReturnType<typeof roles>['remove']> =>
      roles().remove(house().ctx(), home.id, 'auditor', { to: 'viewer' });
    expect(await faultOf(work())).toMatchObject({
      code: 'role.is_default',
      defaults: [{ kind: 'connection', id: side.connection.id }],
    });
    await side.map([], { defaultRole: null });
    expect(await work()).toMatchObject({ state: 'deleted' });
  });

  test('more than a thousand holders, in batches that another process takes over', async () => {
    const home = await Home.open(house());
    const ctx = house().ctx();
    await roles().create(ctx, home.id, AUDITOR);
    await seedHolders(home, 1_010);
    await roles().remove(ctx, home.id, 'auditor', { to: 'viewer' });
    const rounds = await Promise.all([
      roles().replace(ctx, home.id, 'auditor'),
      roles().finishReplacements(ctx),
    ]);
    expect(rounds[0]).toMatchObject({ state: 'deleted' });
    expect(await roles().finishReplacements(ctx)).toBe(0);
    const holding = (role: string): Promise<number> =>
      house().store.read.members.count({
        kind: 'facet',
        scope: home.id,
        name: 'role',
        operator: 'eq',
        value: role,
      });
    expect([await holding('auditor'), await holding('viewer')]).toEqual([0, 1_010]);
    const deleted = (await house().journal(home.id)).filter(({ type }) => type === 'role.deleted');
    expect(deleted).toMatchObject([{ after: { replaced: 1_010 } }]);
  }, 180_000);

  async function inUse() {
    const home = await Home.open(house());
    await roles().create(house().ctx(), home.id, AUDITOR);
    const byHand = await home.person('auditor');
    const side = await house().side(home.organization);
    const user = await side.user('user-1@example.com');
    const groupId = await side.group('Auditors', user);
    await side.map([{ groupId, role: 'auditor' }]);
    const invitation = await invited(home);
    return { home, byHand, side, invitation, byGroup: await side.memberOf(user) };
  }

  async function invited(home: Home): Promise<Invitation> {
    const now = instant(house().clock.now());
    const email = `${newId()}@example.com`;
    const invitation: Invitation = {
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId: home.id,
      email,
      emailKey: email,
      nameKey: email,
      roles: ['auditor', 'member'],
      spaces: [],
      products: [],
      guest: false,
      status: 'pending',
      expiresAt: now,
      lifeDays: 7,
      tokenHash: newId(),
      generation: 1,
      send: false,
      delivery: 'none',
      reminded: [],
      inviter: { kind: 'operator', name: 'operator' },
      holdsPlace: false,
    };
    await house().store.transaction(home.id, (tx) =>
      tx.invitations.insert(invitation, searchableOfInvitation(invitation)),
    );
    return invitation;
  }

  async function seedHolders(home: Home, count: number): Promise<void> {
    const now = instant(house().clock.now());
    const stamp = { version: 1, createdAt: now, updatedAt: now, organizationId: home.id };
    for (let from = 0; from < count; from += 50) {
      await house().store.transaction(home.id, async (tx) => {
        for (let index = from; index < Math.min(from + 50, count); index += 1) {
          const member: Member = {
            id: newId(),
            ...stamp,
            status: 'active',
            source: 'import',
            standing: 'none',
            name: `User ${index}`,
            nameKey: `user ${index}`,
            grants: [{ role: 'auditor', source: { kind: 'import' }, since: now }],
          };
          await tx.members.insert(member, searchableOf(member));
        }
      });
    }
  }
});
