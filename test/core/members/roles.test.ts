import { expect, test } from '@jest/globals';
import type { NewRole } from '#core/index.js';
import { instant, newId } from '#kernel/index.js';
import { searchableOf, searchableOfInvitation } from '#core/members/searchables.js';
import type { CustomRole, Invitation, Member } from '#store/index.js';
import { faultOf } from '../../kit/faults.js';
import { invitationFields } from '../../kit/invitation-fields.js';
import { overApplications, PRESETS, rolesOf } from '../../kit/application.js';
import { TestOrganization } from '../../kit/test-organizations.js';

const AUDITOR: NewRole = {
  name: 'auditor',
  title: 'Auditor',
  permissions: ['journal:read', 'members:read'],
};

overApplications('roles of an organization’s own', (app) => {
  const roles = () => app().core.roles;

  test('one list of both kinds, with what the caller may give', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    const admin = await org.actingAs(await org.person('admin'));
    const list = await roles().list(admin, org.id);
    const ready = PRESETS.get('standard')?.roles.map(({ name }) => name) ?? [];
    expect(list.map(({ role }) => role.name)).toEqual([...ready, 'auditor']);
    const givable = list.filter(({ grantable }) => grantable).map(({ role }) => role.name);
    const beyond = ['owner', 'root'];
    expect(givable).toEqual([...ready.filter((name) => !beyond.includes(name)), 'auditor']);
    expect(list.at(-1)).toMatchObject({ role: { standing: 'none' }, custom: { number: 1 } });
  });

  test('a role of another organization is unknown', async () => {
    const [org, other] = [
      await TestOrganization.create(app()),
      await TestOrganization.create(app()),
    ];
    await roles().create(app().ctx(), org.id, AUDITOR);
    expect(await faultOf(roles().get(app().ctx(), other.id, 'auditor'))).toMatchObject({
      code: 'role.missing',
    });
    await roles().create(app().ctx(), other.id, AUDITOR);
    const rename = roles().change(app().ctx(), other.id, 'auditor', { title: 'Theirs' });
    expect((await rename).definition.title).toBe('Theirs');
    expect((await roles().get(app().ctx(), org.id, 'auditor')).role.title).toBe('Auditor');
  });

  test('names are taken once: by the preset, and by one’s own', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    for (const name of ['auditor', 'admin']) {
      const work = roles().create(app().ctx(), org.id, { ...AUDITOR, name });
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
  ])('nobody makes a role with %s', async (_what, input, code) => {
    const org = await TestOrganization.create(app());
    const limited = await roles().create(app().ctx(), org.id, {
      name: 'limited',
      title: 'Limited',
      grants: ['viewer'],
      manages: ['viewer'],
      permissions: ['roles:write', 'members:write', 'organization:read', 'seats:read'],
    });
    const maker = await org.actingAs(await org.person(limited.name));
    const made = { name: 'made', title: 'Made', permissions: ['members:read'] };
    const work = roles().create(maker, org.id, { ...made, ...input });
    expect(await faultOf(work)).toMatchObject({ code });
    const good = await roles().create(maker, org.id, {
      ...made,
      grants: ['viewer'],
      manages: ['viewer'],
    });
    expect(good.definition.grants).toEqual(['viewer']);
    const change = roles().change(maker, org.id, 'made', input);
    expect(await faultOf(change)).toMatchObject({ code });
  });

  test('nobody touches a role that permits more than they hold', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, {
      name: 'strong',
      title: 'Strong',
      permissions: ['billing:write'],
    });
    await roles().create(app().ctx(), org.id, {
      name: 'weak',
      title: 'Weak',
      permissions: ['roles:write'],
    });
    const weak = await org.actingAs(await org.person('weak'));
    const change = roles().change(weak, org.id, 'strong', { permissions: [] });
    expect(await faultOf(change)).toMatchObject({ code: 'permission.escalation' });
    const removal = roles().remove(weak, org.id, 'strong', {});
    expect(await faultOf(removal)).toMatchObject({ code: 'permission.escalation' });
  });

  test('a plan without custom roles says which one has them', async () => {
    const org = await TestOrganization.create(app(), 'standard', 'team');
    expect(await faultOf(roles().create(app().ctx(), org.id, AUDITOR))).toMatchObject({
      code: 'plan.required',
      feature: 'custom-roles',
      plans: ['unlimited', 'business'],
    });
  });

  test('at most 200, and a deleted one makes room', async () => {
    const org = await TestOrganization.create(app());
    await app().store.transaction(org.id, (tx) => tx.tallies.adjust(`roles:${org.id}`, 199));
    await roles().create(app().ctx(), org.id, AUDITOR);
    const more = (): Promise<CustomRole> =>
      roles().create(app().ctx(), org.id, { ...AUDITOR, name: 'one-more' });
    expect(await faultOf(more())).toMatchObject({ code: 'limit.roles', limit: 200 });
    await roles().remove(app().ctx(), org.id, 'auditor', {});
    expect((await more()).name).toBe('one-more');
  });

  test('every change is a version that can be compared; the journal has both sides', async () => {
    const org = await TestOrganization.create(app());
    const made = await roles().create(app().ctx(), org.id, AUDITOR);
    const change = { title: 'Reviewer', permissions: ['seats:read', 'members:read'] };
    const after = await roles().change(app().ctx(), org.id, 'auditor', change, made.version);
    expect(after).toMatchObject({ number: 2, version: 2 });
    const versions = await roles().versions(app().ctx(), org.id, 'auditor', { limit: 10 });
    expect(versions.items.map(({ number, by }) => [number, by])).toEqual([
      [1, 'operator'],
      [2, 'operator'],
    ]);
    const numbers = { from: 1, to: 2 };
    const difference = await roles().difference(app().ctx(), org.id, 'auditor', numbers);
    expect(difference.changes).toEqual({
      title: { from: 'Auditor', to: 'Reviewer' },
      permissions: { added: ['seats:read'], removed: ['journal:read'] },
    });
    const entries = (await app().journal(org.id)).filter(({ type }) => type === 'role.updated');
    expect(entries).toMatchObject([
      { before: { title: 'Auditor' }, after: { title: 'Reviewer' }, target: { name: 'auditor' } },
    ]);
    const missing = roles().difference(app().ctx(), org.id, 'auditor', { from: 1, to: 3 });
    expect(await faultOf(missing)).toMatchObject({ code: 'request.invalid' });
  });

  test('nothing changed: no version; an old version in If-Match: refused', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    const same = { permissions: ['members:read', 'journal:read', 'members:read'] };
    expect(await roles().change(app().ctx(), org.id, 'auditor', same)).toMatchObject({
      number: 1,
      version: 1,
    });
    await roles().change(app().ctx(), org.id, 'auditor', { description: 'Looks on' }, 1);
    const stale = roles().change(app().ctx(), org.id, 'auditor', { description: null }, 1);
    expect(await faultOf(stale)).toMatchObject({ code: 'request.precondition' });
    const gone = await roles().change(app().ctx(), org.id, 'auditor', { description: null }, 2);
    expect(gone.definition).not.toHaveProperty('description');
  });

  test('what a role permits is what its holders may, from the next call on', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    const person = await org.person('auditor');
    expect((await org.actingAs(person)).authority.permissions).toEqual(
      new Set(['journal:read', 'members:read', 'members:write:own']),
    );
    await roles().change(app().ctx(), org.id, 'auditor', { permissions: ['seats:read'] });
    expect((await org.actingAs(person)).authority.permissions).toEqual(
      new Set(['members:write:own', 'seats:read']),
    );
  });

  test('ready-made roles are not changed, not deleted, and have no versions', async () => {
    const org = await TestOrganization.create(app());
    const ctx = app().ctx();
    const works = [
      () => roles().change(ctx, org.id, 'admin', { title: 'King' }),
      () => roles().remove(ctx, org.id, 'admin', { to: 'member' }),
      () => roles().versions(ctx, org.id, 'admin', { limit: 10 }),
    ];
    for (const work of works) expect(await faultOf(work())).toMatchObject({ code: 'role.preset' });
  });
});

overApplications('deleting a role', (app) => {
  const roles = () => app().core.roles;

  test('nobody has it: it is gone, and its name is free', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    const friend = { ...AUDITOR, name: 'friend', grants: ['auditor', 'viewer'] };
    await roles().create(app().ctx(), org.id, friend);
    expect(await roles().remove(app().ctx(), org.id, 'auditor', {})).toMatchObject({
      state: 'deleted',
    });
    const left = await roles().get(app().ctx(), org.id, 'friend');
    expect([left.role.grants, left.custom?.number]).toEqual([['viewer'], 2]);
    expect(await roles().create(app().ctx(), org.id, AUDITOR)).toMatchObject({ number: 1 });
  });

  test('held, invited for, mapped: counted in the preview, refused without another role', async () => {
    const { home: org } = await inUse();
    const ctx = app().ctx();
    const counts = { members: 2, invitations: 1, mappings: 1, defaults: [] };
    expect(await roles().usage(ctx, org.id, 'auditor', 'viewer')).toEqual({
      ...counts,
      permissions: { added: ['organization:read'], removed: ['journal:read'] },
    });
    expect(await faultOf(roles().remove(ctx, org.id, 'auditor', {}))).toMatchObject({
      code: 'role.in_use',
      ...counts,
    });
    for (const to of ['auditor', 'nobody', 'owner', 'root']) {
      const work = roles().remove(ctx, org.id, 'auditor', { to });
      expect(await faultOf(work)).toMatchObject({ code: 'role.remap_invalid', to });
    }
    const weak = await roles().create(ctx, org.id, {
      name: 'weak',
      title: 'Weak',
      permissions: ['roles:write', ...AUDITOR.permissions],
    });
    const maker = await org.actingAs(await org.person(weak.name));
    const climb = roles().remove(maker, org.id, 'auditor', { to: 'admin' });
    expect(await faultOf(climb)).toMatchObject({ code: 'permission.escalation' });
  });

  test('an invitation with the other role is found by its inviter as before', async () => {
    const org = await TestOrganization.create(app());
    const ctx = app().ctx();
    await roles().create(ctx, org.id, AUDITOR);
    const acting = await org.actingAs(org.first);
    const input = { email: `${newId()}@example.com`, roles: ['auditor'] };
    const { invitations } = app().core;
    const { invitation } = await invitations.create(acting, org.id, input);
    await roles().remove(ctx, org.id, 'auditor', { to: 'viewer' });
    await roles().replace(ctx, org.id, 'auditor');
    const query = { limit: 10, inviter: org.first.id };
    const { items } = await invitations.list(ctx, org.id, query);
    expect(items).toMatchObject([{ id: invitation.id, roles: ['viewer'] }]);
  });

  test('holders, invitations and mappings get the other role, with the same reasons', async () => {
    const { home: org, byHand, byGroup, side: scim, invitation } = await inUse();
    const ctx = app().ctx();
    const begun = await roles().remove(ctx, org.id, 'auditor', { to: 'viewer' });
    expect(begun).toEqual({ state: 'replacing', done: 0 });
    // meanwhile it still counts, and nobody is given it any more
    expect((await org.actingAs(byHand)).authority.permissions).toContain('journal:read');
    const late = app().core.memberRoles.change(ctx, org.id, org.first.id, {
      kind: 'give',
      grant: { role: 'auditor' },
    });
    expect(await faultOf(late)).toMatchObject({ code: 'role.unknown' });
    expect(await roles().replace(ctx, org.id, 'auditor')).toEqual({ state: 'deleted', done: 4 });
    expect(rolesOf(await org.readMember(byHand))).toEqual(['viewer by manual']);
    expect(rolesOf(await org.readMember(byGroup))).toEqual(['viewer by group']);
    const kept = await app().store.read.invitations.get(invitation.id);
    expect(kept?.roles).toEqual(['viewer', 'member']);
    const { mappings } = await app().core.groupMappings.get(ctx, org.id, scim.connection.id);
    expect(mappings).toMatchObject([{ role: 'viewer' }]);
    await app().core.recomputation.run(ctx, scim.connection.id);
    expect(rolesOf(await org.readMember(byGroup))).toEqual(['viewer by group']);
    expect(await faultOf(roles().get(ctx, org.id, 'auditor'))).toMatchObject({
      code: 'role.missing',
    });
    const entries = await app().journal(org.id);
    expect(entries.at(-1)).toMatchObject({
      type: 'role.deleted',
      after: { to: 'viewer', replaced: 4 },
    });
  });

  test('the default of a connection is changed first', async () => {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    const scim = await app().scimConnection(org.organization);
    await scim.mapGroups([], { defaultRole: 'auditor' });
    const work = (): ReturnType<ReturnType<typeof roles>['remove']> =>
      roles().remove(app().ctx(), org.id, 'auditor', { to: 'viewer' });
    expect(await faultOf(work())).toMatchObject({
      code: 'role.is_default',
      defaults: [{ kind: 'connection', id: scim.connection.id }],
    });
    await scim.mapGroups([], { defaultRole: null });
    expect(await work()).toMatchObject({ state: 'deleted' });
  });

  test('more than a thousand holders, in batches that another process takes over', async () => {
    const org = await TestOrganization.create(app());
    const ctx = app().ctx();
    await roles().create(ctx, org.id, AUDITOR);
    await seedHolders(org, 1_010);
    await roles().remove(ctx, org.id, 'auditor', { to: 'viewer' });
    const rounds = await Promise.all([
      roles().replace(ctx, org.id, 'auditor'),
      roles().finishReplacements(ctx),
    ]);
    expect(rounds[0]).toMatchObject({ state: 'deleted' });
    expect(await roles().finishReplacements(ctx)).toBe(0);
    const holding = (role: string): Promise<number> =>
      app().store.read.members.count({
        kind: 'facet',
        scope: org.id,
        name: 'role',
        operator: 'eq',
        value: role,
      });
    expect([await holding('auditor'), await holding('viewer')]).toEqual([0, 1_010]);
    const deleted = (await app().journal(org.id)).filter(({ type }) => type === 'role.deleted');
    expect(deleted).toMatchObject([{ after: { replaced: 1_010 } }]);
  }, 180_000);

  async function inUse() {
    const org = await TestOrganization.create(app());
    await roles().create(app().ctx(), org.id, AUDITOR);
    const byHand = await org.person('auditor');
    const scim = await app().scimConnection(org.organization);
    const user = await scim.user('user-1@example.com');
    const groupId = await scim.group('Auditors', user);
    await scim.mapGroups([{ groupId, role: 'auditor' }]);
    const invitation = await invited(org);
    return { home: org, byHand, side: scim, invitation, byGroup: await scim.memberOf(user) };
  }

  async function invited(org: TestOrganization): Promise<Invitation> {
    const now = instant(app().clock.now());
    const email = `${newId()}@example.com`;
    const invitation: Invitation = {
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      ...invitationFields(org.id, email),
      roles: ['auditor', 'member'],
      expiresAt: now,
    };
    await app().store.transaction(org.id, (tx) =>
      tx.invitations.insert(invitation, searchableOfInvitation(invitation)),
    );
    return invitation;
  }

  async function seedHolders(org: TestOrganization, count: number): Promise<void> {
    const now = instant(app().clock.now());
    const stamp = { version: 1, createdAt: now, updatedAt: now, organizationId: org.id };
    for (let from = 0; from < count; from += 50) {
      await app().store.transaction(org.id, async (tx) => {
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
