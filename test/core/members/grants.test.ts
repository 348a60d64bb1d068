import { expect, test } from '@jest/globals';
import type { GrantChange } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, rolesOf } from '../../kit/application.js';
import { TestOrganization } from '../../kit/test-organizations.js';

const DAY = 86_400_000;

const give = (role: string, until?: string): GrantChange => ({
  kind: 'give',
  grant: { role, ...(until !== undefined && { until }) },
});
const take = (role: string): GrantChange => ({ kind: 'take', role });
const set = (...roles: string[]): GrantChange => ({
  kind: 'set',
  roles: roles.map((role) => ({ role })),
});

overApplications('roles of a member', (app) => {
  const change = (
    org: TestOrganization,
    ctx: Context,
    { id }: Pick<Member, 'id'>,
    input: GrantChange,
    options?: { confirm?: boolean; expected?: number },
  ): Promise<Member> => app().core.memberRoles.change(ctx, org.id, id, input, options);

  const soon = (days = 1): string => instant(app().clock.now() + days * DAY);

  test('given, given again, taken; each a line of the journal', async () => {
    const org = await TestOrganization.create(app());
    const admin = await org.actingAs(await org.person('admin'));
    const person = await org.person('member');
    const after = await change(org, admin, person, give('viewer'));
    expect(rolesOf(after)).toEqual(['member by manual', 'viewer by manual']);
    expect((await change(org, admin, person, give('viewer'))).version).toBe(after.version);
    expect(rolesOf(await change(org, admin, person, take('member')))).toEqual(['viewer by manual']);
    expect(await faultOf(change(org, admin, person, take('member')))).toMatchObject({
      code: 'grant.missing',
      role: 'member',
    });
    const entries = (await app().journal(org.id)).filter(
      ({ type, target }) => type === 'member.role_changed' && target.id === person.id,
    );
    expect(entries).toMatchObject([
      { actor: { kind: 'member' }, after: { grants: [{ role: 'member' }, { role: 'viewer' }] } },
      { before: { grants: [{ role: 'member' }, { role: 'viewer' }] } },
    ]);
  });

  test('a set gives and takes at once, and keeps what stays with its date', async () => {
    const org = await TestOrganization.create(app());
    const person = await org.person('member', 'viewer');
    app().clock.advance(DAY);
    const after = await change(org, app().ctx(), person, set('viewer', 'standard'));
    expect(after.grants.map(({ role }) => role)).toEqual(['viewer', 'standard']);
    expect(after.grants[0]).toEqual(person.grants[1]);
    expect(rolesOf(await change(org, app().ctx(), person, set()))).toEqual([]);
  });

  test('what a group gives is not taken by hand, unless the member is unlocked', async () => {
    const org = await TestOrganization.create(app());
    const scim = await app().scimConnection(org.organization);
    const user = await scim.user('user-1@example.com');
    await scim.mapGroups([{ groupId: await scim.group('Viewers', user), role: 'viewer' }]);
    const member = await scim.memberOf(user);
    for (const input of [take('viewer'), set('member')]) {
      expect(await faultOf(change(org, app().ctx(), member, input))).toMatchObject({
        code: 'member.managed',
        role: 'viewer',
        source: { kind: 'group' },
      });
    }
    const both = await change(org, app().ctx(), member, set('viewer', 'member'));
    expect(rolesOf(both)).toEqual(['member by manual', 'viewer by group']);
    // by hand beside the group: whoever leaves the group keeps it
    const kept = await change(org, app().ctx(), member, give('viewer'));
    expect(rolesOf(kept)).toContain('viewer by manual');
  });

  test('3.12, 3.15: nobody gives more than they may, or touches somebody above them', async () => {
    const org = await TestOrganization.create(app(), 'spaces');
    const userAdmin = await org.actingAs(await org.person('user-admin'));
    const person = await org.person('member');
    for (const role of ['organization-admin', 'billing-admin', 'user-admin']) {
      const promotion = change(org, userAdmin, person, give(role), { confirm: true });
      expect(await faultOf(promotion)).toEqual({ code: 'permission.escalation', role });
      const above = await org.person(role);
      const demotion = change(org, userAdmin, above, set('member'));
      expect(await faultOf(demotion)).toEqual({ code: 'permission.escalation', role });
    }
    const self = { id: userAdmin.authority.memberId ?? '' };
    expect(await faultOf(change(org, userAdmin, self, set('member')))).toMatchObject({
      code: 'permission.escalation',
    });
    expect(rolesOf(await org.readMember(person))).toEqual(['member by manual']);
  });

  test('1.30, 4.23: an administrator is made and unmade, with a confirmation', async () => {
    const org = await TestOrganization.create(app(), 'logto', 'pro');
    const admin = await org.actingAs(org.first);
    const person = await org.person('collaborator');
    const input = give('admin');
    expect(await faultOf(change(org, admin, person, input))).toMatchObject({
      code: 'role.confirmation',
      before: ['collaborator'],
      after: ['admin'],
    });
    const made = await change(org, admin, person, input, { confirm: true });
    expect([rolesOf(made), made.standing]).toEqual([['admin by manual'], 'admin']);
    const unmade = await change(org, admin, person, give('collaborator'));
    expect([rolesOf(unmade), unmade.standing]).toEqual([['collaborator by manual'], 'none']);
  });

  test('3.6, 4.24: the last administrator stays one; with a second, one may step down', async () => {
    const org = await TestOrganization.create(app(), 'logto', 'pro');
    const admin = await org.actingAs(org.first);
    const down = (): Promise<Member> => change(org, admin, org.first, give('collaborator'));
    expect(await faultOf(down())).toMatchObject({ code: 'member.last_admin' });
    const other = await org.person('collaborator');
    await change(org, admin, other, give('admin'), { confirm: true });
    expect(rolesOf(await down())).toEqual(['collaborator by manual']);
    expect((await org.readMember(other)).standing).toBe('admin');
  });

  test('4.8: a plan that knows one role refuses the others', async () => {
    const org = await TestOrganization.create(app(), 'logto', 'free');
    const work = change(org, app().ctx(), org.first, give('collaborator'));
    expect(await faultOf(work)).toMatchObject({ code: 'plan.required', plans: ['dev', 'pro'] });
  });

  test('one role a member, where the preset says so', async () => {
    const org = await TestOrganization.create(app(), 'spaces');
    const person = await org.person('member');
    const work = change(org, app().ctx(), person, set('member', 'user-admin'));
    expect(await faultOf(work)).toMatchObject({ code: 'role.single' });
    expect(rolesOf(await change(org, app().ctx(), person, give('user-admin')))).toEqual([
      'user-admin by manual',
    ]);
  });

  test('2.10 to 2.13: an admin lends root on top of a role, with a confirmation, for a time', async () => {
    const org = await TestOrganization.create(app(), 'lensai');
    const admin = await org.actingAs(org.first);
    const person = await org.person('regular');
    const until = soon();
    expect(await faultOf(change(org, admin, person, give('root', until)))).toMatchObject({
      code: 'role.confirmation',
    });
    expect(rolesOf(await org.readMember(person))).toEqual(['regular by manual']);
    await change(org, admin, person, give('root', until), { confirm: true });
    const lent = await org.readMember(person);
    expect(rolesOf(lent)).toEqual(['regular by manual', 'root by manual']);
    expect(lent).toMatchObject({ grantEndsAt: until, standing: 'none' });
    expect((await org.actingAs(person)).authority.permissions).toContain('root:write');
    // what is lent is not lent on, and nobody lends it to themselves
    const other = await org.person('regular');
    const on = change(org, await org.actingAs(person), other, give('root'), { confirm: true });
    expect(await faultOf(on)).toMatchObject({ code: 'permission.escalation' });
    const self = change(org, admin, org.first, give('root'), { confirm: true });
    expect(await faultOf(self)).toMatchObject({ code: 'permission.escalation', role: 'root' });
    const byRegular = change(org, await org.actingAs(other), person, take('root'), {
      confirm: true,
    });
    expect(await faultOf(byRegular)).toMatchObject({ code: 'permission.escalation' });
    expect(await faultOf(change(org, admin, person, take('root')))).toMatchObject({
      code: 'role.confirmation',
    });
    const taken = await change(org, admin, person, take('root'), { confirm: true });
    expect(rolesOf(taken)).toEqual(['regular by manual']);
  });

  test('a grant that is over counts for nothing at once, and is swept away by the job', async () => {
    const org = await TestOrganization.create(app(), 'lensai');
    const person = await org.person('regular');
    await change(org, app().ctx(), person, give('root', soon()), { confirm: true });
    app().clock.advance(DAY);
    expect((await org.actingAs(person)).authority.permissions).not.toContain('root:write');
    expect(rolesOf(await org.readMember(person))).toContain('root by manual');
    expect(await app().core.memberRoles.expireGrants(app().ctx())).toBe(1);
    const swept = await org.readMember(person);
    expect(rolesOf(swept)).toEqual(['regular by manual']);
    expect(swept).not.toHaveProperty('grantEndsAt');
    expect(await app().core.memberRoles.expireGrants(app().ctx())).toBe(0);
    const [line] = (await app().journal(org.id)).slice(-1);
    expect(line).toMatchObject({ type: 'member.role_changed', target: { id: person.id } });
  });

  test('two processes sweep one grant once', async () => {
    const org = await TestOrganization.create(app(), 'lensai');
    const person = await org.person('regular');
    await change(org, app().ctx(), person, give('root', soon()), { confirm: true });
    app().clock.advance(DAY);
    const { memberRoles } = app().core;
    const counts = await Promise.all([1, 2].map(() => memberRoles.expireGrants(app().ctx())));
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
  });

  test('a temporary administrator is none whom the last-administrator rule counts', async () => {
    const org = await TestOrganization.create(app(), 'logto', 'pro');
    const other = await org.person('collaborator');
    const until = soon(7);
    const lent = await change(org, app().ctx(), other, give('admin', until), { confirm: true });
    expect(rolesOf(lent)).toEqual(['admin by manual', 'collaborator by manual']);
    expect(lent.standing).toBe('none');
    const down = change(org, app().ctx(), org.first, give('collaborator'));
    expect(await faultOf(down)).toMatchObject({ code: 'member.last_admin' });
    const lasting = await change(org, app().ctx(), other, give('admin'), { confirm: true });
    expect([lasting.standing, rolesOf(lasting)]).toEqual(['admin', ['admin by manual']]);
    // and the last lasting one is not made temporary
    await change(org, app().ctx(), org.first, give('collaborator'));
    const shorter = change(org, app().ctx(), other, give('admin', until), { confirm: true });
    expect(await faultOf(shorter)).toMatchObject({ code: 'member.last_admin' });
  });

  test.each([
    ['is over', 'viewer', -1],
    ['is now', 'viewer', 0],
    ['would end an ownership', 'owner', 5],
  ])('an end that %s is refused', async (_what, role, days) => {
    const org = await TestOrganization.create(app());
    const person = await org.person('member');
    const options = { confirm: true };
    const work = change(org, app().ctx(), person, give(role, soon(days)), options);
    expect(await faultOf(work)).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'until' }],
    });
  });

  test('the preview tells what changes, and changes nothing', async () => {
    const org = await TestOrganization.create(app());
    const admin = await org.actingAs(await org.person('admin'));
    const person = await org.person('member');
    const { memberRoles } = app().core;
    const before = await app().journal(org.id);
    const preview = await memberRoles.preview(admin, org.id, person.id, set('admin'));
    expect(preview).toMatchObject({
      roles: { before: ['member'], after: ['admin'] },
      standing: { before: 'none', after: 'admin' },
      mayGive: { added: ['*'], removed: [] },
      everySpace: { before: null, after: 'manager' },
      needsConfirmation: true,
    });
    expect(preview.permissions.added).toContain('members:write');
    expect(preview.permissions.removed).toEqual(['seats:read:own', 'spaces:read:own']);
    const powers = preview.powers.map(({ meaning }) => meaning);
    expect(powers).toContain('change: the list of members, their roles, their state');
    expect(await app().journal(org.id)).toEqual(before);
    expect(await org.readMember(person)).toEqual(person);
    const refused = memberRoles.preview(admin, org.id, person.id, set('owner'));
    expect(await faultOf(refused)).toMatchObject({ code: 'permission.escalation' });
  });

  test('an old version, a member who left, one of another organization', async () => {
    const [org, other] = [
      await TestOrganization.create(app()),
      await TestOrganization.create(app()),
    ];
    const person = await org.person('member');
    await change(org, app().ctx(), person, give('viewer'), { expected: 1 });
    const stale = change(org, app().ctx(), person, take('viewer'), { expected: 1 });
    expect(await faultOf(stale)).toMatchObject({ code: 'request.precondition', version: 2 });
    const elsewhere = change(other, app().ctx(), person, give('viewer'));
    expect(await faultOf(elsewhere)).toMatchObject({ code: 'member.missing' });
    const gone = await org.readMember(person);
    await app().store.transaction(org.id, (tx) =>
      tx.members.update({ ...gone, status: 'left', version: gone.version + 1 }),
    );
    expect(await faultOf(change(org, app().ctx(), person, give('viewer')))).toMatchObject({
      code: 'member.left',
    });
  });

  test('two administrators who unmake each other: one of them remains', async () => {
    const org = await TestOrganization.create(app(), 'logto', 'pro');
    const other = await org.person('admin');
    const [one, two] = [await org.actingAs(org.first), await org.actingAs(other)];
    const results = await Promise.allSettled([
      change(org, one, other, give('collaborator')),
      change(org, two, org.first, give('collaborator')),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = [await org.readMember(org.first), await org.readMember(other)];
    expect(left.filter(({ standing }) => standing === 'admin')).toHaveLength(1);
  });
});
