import { expect, test } from '@jest/globals';
import type { GrantWish } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, rolesOf } from '../kit/house.js';
import { Home } from '../kit/homes.js';

const DAY = 86_400_000;

const give = (role: string, until?: string): GrantWish => ({
  kind: 'give',
  wish: { role, ...(until !== undefined && { until }) },
});
const take = (role: string): GrantWish => ({ kind: 'take', role });
const set = (...roles: string[]): GrantWish => ({
  kind: 'set',
  roles: roles.map((role) => ({ role })),
});

overHouses('roles of a member', (house) => {
  const change = (
    home: Home,
    ctx: Context,
    { id }: Pick<Member, 'id'>,
    wish: GrantWish,
    options?: { confirm?: boolean; expected?: number },
  ): Promise<Member> => house().directory.memberRoles.change(ctx, home.id, id, wish, options);

  const soon = (days = 1): string => instant(house().clock.now() + days * DAY);

  test('given, given again, taken; each a line of the journal', async () => {
    const home = await Home.open(house());
    const admin = await home.as(await home.person('admin'));
    const person = await home.person('member');
    const after = await change(home, admin, person, give('viewer'));
    expect(rolesOf(after)).toEqual(['member by manual', 'viewer by manual']);
    expect((await change(home, admin, person, give('viewer'))).version).toBe(after.version);
    expect(rolesOf(await change(home, admin, person, take('member')))).toEqual([
      'viewer by manual',
    ]);
    expect(await faultOf(change(home, admin, person, take('member')))).toMatchObject({
      code: 'grant.missing',
      role: 'member',
    });
    const lines = (await house().journal(home.id)).filter(
      ({ type, target }) => type === 'member.role_changed' && target.id === person.id,
    );
    expect(lines).toMatchObject([
      { actor: { kind: 'member' }, after: { grants: [{ role: 'member' }, { role: 'viewer' }] } },
      { before: { grants: [{ role: 'member' }, { role: 'viewer' }] } },
    ]);
  });

  test('a set gives and takes at once, and keeps what stays with its date', async () => {
    const home = await Home.open(house());
    const person = await home.person('member', 'viewer');
    house().clock.advance(DAY);
    const after = await change(home, house().ctx(), person, set('viewer', 'standard'));
    expect(after.grants.map(({ role }) => role)).toEqual(['viewer', 'standard']);
    expect(after.grants[0]).toEqual(person.grants[1]);
    expect(rolesOf(await change(home, house().ctx(), person, set()))).toEqual([]);
  });

  test('what a group gives is not taken by hand, unless the member is unlocked', async () => {
    const home = await Home.open(house());
    const side = await house().side(home.organization);
    const user = await side.user('user-1@example.com');
    await side.map([{ groupId: await side.group('Viewers', user), role: 'viewer' }]);
    const member = await side.memberOf(user);
    for (const wish of [take('viewer'), set('member')]) {
      expect(await faultOf(change(home, house().ctx(), member, wish))).toMatchObject({
        code: 'member.managed',
        role: 'viewer',
        source: { kind: 'group' },
      });
    }
    const both = await change(home, house().ctx(), member, set('viewer', 'member'));
    expect(rolesOf(both)).toEqual(['member by manual', 'viewer by group']);
    // by hand beside the group: whoever leaves the group keeps it
    const kept = await change(home, house().ctx(), member, give('viewer'));
    expect(rolesOf(kept)).toContain('viewer by manual');
  });

  test('3.12, 3.15: nobody gives more than they may, or touches somebody above them', async () => {
    const home = await Home.open(house(), 'spaces');
    const userAdmin = await home.as(await home.person('user-admin'));
    const person = await home.person('member');
    for (const role of ['organization-admin', 'billing-admin', 'user-admin']) {
      const promotion = change(home, userAdmin, person, give(role), { confirm: true });
      expect(await faultOf(promotion)).toEqual({ code: 'permission.escalation', role });
      const above = await home.person(role);
      const demotion = change(home, userAdmin, above, set('member'));
      expect(await faultOf(demotion)).toEqual({ code: 'permission.escalation', role });
    }
    const self = { id: userAdmin.authority.memberId ?? '' };
    expect(await faultOf(change(home, userAdmin, self, set('member')))).toMatchObject({
      code: 'permission.escalation',
    });
    expect(rolesOf(await home.fresh(person))).toEqual(['member by manual']);
  });

  test('1.30, 4.23: an administrator is made and unmade, with a confirmation', async () => {
    const home = await Home.open(house(), 'logto', 'pro');
    const admin = await home.as(home.first);
    const person = await home.person('collaborator');
    const wish = give('admin');
    expect(await faultOf(change(home, admin, person, wish))).toMatchObject({
      code: 'role.confirmation',
      before: ['collaborator'],
      after: ['admin'],
    });
    const made = await change(home, admin, person, wish, { confirm: true });
    expect([rolesOf(made), made.standing]).toEqual([['admin by manual'], 'admin']);
    const unmade = await change(home, admin, person, give('collaborator'));
    expect([rolesOf(unmade), unmade.standing]).toEqual([['collaborator by manual'], 'none']);
  });

  test('3.6, 4.24: the last administrator stays one; with a second, one may step down', async () => {
    const home = await Home.open(house(), 'logto', 'pro');
    const admin = await home.as(home.first);
    const down = (): Promise<Member> => change(home, admin, home.first, give('collaborator'));
    expect(await faultOf(down())).toMatchObject({ code: 'member.last_admin' });
    const other = await home.person('collaborator');
    await change(home, admin, other, give('admin'), { confirm: true });
    expect(rolesOf(await down())).toEqual(['collaborator by manual']);
    expect((await home.fresh(other)).standing).toBe('admin');
  });

  test('4.8: a plan that knows one role refuses the others', async () => {
    const home = await Home.open(house(), 'logto', 'free');
    const work = change(home, house().ctx(), home.first, give('collaborator'));
    expect(await faultOf(work)).toMatchObject({ code: 'plan.required', plans: ['dev', 'pro'] });
  });

  test('one role a member, where the preset says so', async () => {
    const home = await Home.open(house(), 'spaces');
    const person = await home.person('member');
    const work = change(home, house().ctx(), person, set('member', 'user-admin'));
    expect(await faultOf(work)).toMatchObject({ code: 'role.single' });
    expect(rolesOf(await change(home, house().ctx(), person, give('user-admin')))).toEqual([
      'user-admin by manual',
    ]);
  });

  test('2.10 to 2.13: an admin lends root on top of a role, with a confirmation, for a time', async () => {
    const home = await Home.open(house(), 'lensai');
    const admin = await home.as(home.first);
    const person = await home.person('regular');
    const until = soon();
    expect(await faultOf(change(home, admin, person, give('root', until)))).toMatchObject({
      code: 'role.confirmation',
    });
    expect(rolesOf(await home.fresh(person))).toEqual(['regular by manual']);
    await change(home, admin, person, give('root', until), { confirm: true });
    const lent = await home.fresh(person);
    expect(rolesOf(lent)).toEqual(['regular by manual', 'root by manual']);
    expect(lent).toMatchObject({ grantEndsAt: until, standing: 'none' });
    expect((await home.as(person)).authority.permissions).toContain('root:write');
    // what is lent is not lent on, and nobody lends it to themselves
    const other = await home.person('regular');
    const on = change(home, await home.as(person), other, give('root'), { confirm: true });
    expect(await faultOf(on)).toMatchObject({ code: 'permission.escalation' });
    const self = change(home, admin, home.first, give('root'), { confirm: true });
    expect(await faultOf(self)).toMatchObject({ code: 'permission.escalation', role: 'root' });
    const byRegular = change(home, await home.as(other), person, take('root'), { confirm: true });
    expect(await faultOf(byRegular)).toMatchObject({ code: 'permission.escalation' });
    expect(await faultOf(change(home, admin, person, take('root')))).toMatchObject({
      code: 'role.confirmation',
    });
    const taken = await change(home, admin, person, take('root'), { confirm: true });
    expect(rolesOf(taken)).toEqual(['regular by manual']);
  });

  test('a grant that is over counts for nothing at once, and is swept away by the job', async () => {
    const home = await Home.open(house(), 'lensai');
    const person = await home.person('regular');
    await change(home, house().ctx(), person, give('root', soon()), { confirm: true });
    house().clock.advance(DAY);
    expect((await home.as(person)).authority.permissions).not.toContain('root:write');
    expect(rolesOf(await home.fresh(person))).toContain('root by manual');
    expect(await house().directory.memberRoles.expireGrants(house().ctx())).toBe(1);
    const swept = await home.fresh(person);
    expect(rolesOf(swept)).toEqual(['regular by manual']);
    expect(swept).not.toHaveProperty('grantEndsAt');
    expect(await house().directory.memberRoles.expireGrants(house().ctx())).toBe(0);
    const [line] = (await house().journal(home.id)).slice(-1);
    expect(line).toMatchObject({ type: 'member.role_changed', target: { id: person.id } });
  });

  test('two processes sweep one grant once', async () => {
    const home = await Home.open(house(), 'lensai');
    const person = await home.person('regular');
    await change(home, house().ctx(), person, give('root', soon()), { confirm: true });
    house().clock.advance(DAY);
    const { memberRoles } = house().directory;
    const counts = await Promise.all([1, 2].map(() => memberRoles.expireGrants(house().ctx())));
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
  });

  test('a temporary administrator is none whom the last-administrator rule counts', async () => {
    const home = await Home.open(house(), 'logto', 'pro');
    const other = await home.person('collaborator');
    const until = soon(7);
    const lent = await change(home, house().ctx(), other, give('admin', until), { confirm: true });
    expect(rolesOf(lent)).toEqual(['admin by manual', 'collaborator by manual']);
    expect(lent.standing).toBe('none');
    const down = change(home, house().ctx(), home.first, give('collaborator'));
    expect(await faultOf(down)).toMatchObject({ code: 'member.last_admin' });
    const lasting = await change(home, house().ctx(), other, give('admin'), { confirm: true });
    expect([lasting.standing, rolesOf(lasting)]).toEqual(['admin', ['admin by manual']]);
    // and the last lasting one is not made temporary
    await change(home, house().ctx(), home.first, give('collaborator'));
    const shorter = change(home, house().ctx(), other, give('admin', until), { confirm: true });
    expect(await faultOf(shorter)).toMatchObject({ code: 'member.last_admin' });
  });

  test.each([
    ['is over', 'viewer', -1],
    ['is now', 'viewer', 0],
    ['would end an ownership', 'owner', 5],
  ])('an end that %s is refused', async (_what, role, days) => {
    const home = await Home.open(house());
    const person = await home.person('member');
    const options = { confirm: true };
    const work = change(home, house().ctx(), person, give(role, soon(days)), options);
    expect(await faultOf(work)).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'until' }],
    });
  });

  test('the preview tells what changes, and changes nothing', async () => {
    const home = await Home.open(house());
    const admin = await home.as(await home.person('admin'));
    const person = await home.person('member');
    const { memberRoles } = house().directory;
    const before = await house().journal(home.id);
    const preview = await memberRoles.preview(admin, home.id, person.id, set('admin'));
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
    expect(await house().journal(home.id)).toEqual(before);
    expect(await home.fresh(person)).toEqual(person);
    const refused = memberRoles.preview(admin, home.id, person.id, set('owner'));
    expect(await faultOf(refused)).toMatchObject({ code: 'permission.escalation' });
  });

  test('an old version, a member who left, one of another organization', async () => {
    const [home, other] = [await Home.open(house()), await Home.open(house())];
    const person = await home.person('member');
    await change(home, house().ctx(), person, give('viewer'), { expected: 1 });
    const stale = change(home, house().ctx(), person, take('viewer'), { expected: 1 });
    expect(await faultOf(stale)).toMatchObject({ code: 'request.precondition', version: 2 });
    const elsewhere = change(other, house().ctx(), person, give('viewer'));
    expect(await faultOf(elsewhere)).toMatchObject({ code: 'member.missing' });
    const gone = await home.fresh(person);
    await house().store.transaction(home.id, (tx) =>
      tx.members.update({ ...gone, status: 'left', version: gone.version + 1 }),
    );
    expect(await faultOf(change(home, house().ctx(), person, give('viewer')))).toMatchObject({
      code: 'member.left',
    });
  });

  test('two administrators who unmake each other: one of them remains', async () => {
    const home = await Home.open(house(), 'logto', 'pro');
    const other = await home.person('admin');
    const [one, two] = [await home.as(home.first), await home.as(other)];
    const results = await Promise.allSettled([
      change(home, one, other, give('collaborator')),
      change(home, two, home.first, give('collaborator')),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = [await home.fresh(home.first), await home.fresh(other)];
    expect(left.filter(({ standing }) => standing === 'admin')).toHaveLength(1);
  });
});
