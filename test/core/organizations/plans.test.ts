import { expect, test } from '@jest/globals';
import { faultOf } from '../../kit/faults.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { newMember, presetOf } from '../../kit/members.js';

const plans = presetOf('of-plans', [
  { name: 'big' },
  { name: 'two', members: { kind: 'hard', limit: 2, pendingCounts: true } },
  { name: 'loose', members: { kind: 'hard', limit: 2, pendingCounts: false } },
  { name: 'soft', members: { kind: 'soft', limit: 1, pendingCounts: false } },
  { name: 'metered', members: { kind: 'metered', included: 1, pendingCounts: false } },
  { name: 'admins', roles: ['owner', 'admin'] },
  { name: 'plain', features: ['members'] },
  { name: 'alone', features: [] },
]);

const OWNER = { email: 'owner@example.com', name: 'Owner' };

async function addMembers({ core, ctx }: TestApplication, plan = 'big') {
  const input = { name: 'Growing', preset: 'of-plans', plan, owner: OWNER };
  return core.organizations.create(ctx(), input);
}

overApplications(
  'plans',
  (app, { secondApplication }) => {
    const invite = (id: string, name: string) =>
      app().core.invitations.create(app().ctx(), id, { email: `${name}@example.com` });
    const preview = (id: string, plan: string) => app().core.plans.preview(app().ctx(), id, plan);
    const change = (organizationId: string, plan: string) =>
      app().core.plans.change(app().ctx(), { organizationId }, plan);
    const meter = async (id: string) => (await app().core.limits.get(app().ctx(), id)).members;

    test('the list is the preset’s, and the plan is one of it', async () => {
      const { id } = await addMembers(app());
      const { core, ctx } = app();
      expect((await core.plans.list(ctx(), id)).map(({ name }) => name)).toEqual([
        'big',
        'two',
        'loose',
        'soft',
        'metered',
        'admins',
        'plain',
        'alone',
      ]);
      expect(await core.plans.get(ctx(), id)).toMatchObject({ name: 'big', features: ['*'] });
      expect(await faultOf(change(id, 'nope'))).toMatchObject({ code: 'plan.unknown' });
    });

    test('a smaller plan names who must go, newest first, and never the owner', async () => {
      const organization = await addMembers(app());
      const { id } = organization;
      const people = [];
      for (const name of ['user-1', 'user-2', 'user-3']) {
        people.push(await newMember(app(), organization, name));
      }
      const seen = await preview(id, 'two');
      expect(seen).toMatchObject({
        plan: 'two',
        allowed: false,
        more: false,
        members: { used: 4, limit: 2, excess: 2 },
      });
      expect(seen.people).toEqual([
        { memberId: people[2]?.id, name: 'user-3', because: 'limit' },
        { memberId: people[1]?.id, name: 'user-2', because: 'limit' },
      ]);
      const refusal = await faultOf(change(id, 'two'));
      expect(refusal).toMatchObject({ code: 'plan.downgrade_blocked', ...seen });
      expect((await app().core.organizations.get(app().ctx(), id)).plan).toBe('big');
      for (const { memberId } of seen.people) {
        await app().core.members.remove(app().ctx(), { organizationId: id, memberId });
      }
      expect(await change(id, 'two')).toMatchObject({ plan: 'two' });
      const [line] = (await app().journal(id)).slice(-1);
      expect(line).toMatchObject({
        type: 'org.plan_changed',
        before: { plan: 'big' },
        after: { plan: 'two' },
      });
    });

    test('pending invitations go before people, where the plan counts them', async () => {
      const organization = await addMembers(app());
      const { id } = organization;
      await newMember(app(), organization, 'user-1');
      const older = await invite(id, 'guest-1');
      const newer = await invite(id, 'guest-2');
      const seen = await preview(id, 'two');
      expect(seen.members).toEqual({ used: 4, limit: 2, excess: 2 });
      expect(seen.people).toEqual([]);
      expect(seen.invitations.map(({ invitationId }) => invitationId)).toEqual([
        newer.invitation.id,
        older.invitation.id,
      ]);
      expect(await preview(id, 'loose')).toMatchObject({ allowed: true, invitations: [] });
    });

    test('those that stay hold their places from then on, and let go on the way back', async () => {
      const { id } = await addMembers(app());
      const { invitation } = await invite(id, 'guest-1');
      expect(await meter(id)).toMatchObject({ used: 1, pending: 0 });
      await change(id, 'two');
      expect(await meter(id)).toMatchObject({ used: 2, pending: 1, active: 1 });
      expect(await faultOf(invite(id, 'guest-2'))).toMatchObject({ code: 'limit.members' });
      await change(id, 'big');
      expect(await meter(id)).toMatchObject({ used: 1, pending: 0 });
      await change(id, 'two');
      await app().core.invitations.revoke(app().ctx(), id, invitation.id, {});
      expect(await meter(id)).toMatchObject({ used: 1, pending: 0 });
    });

    test('an invitation whose time is over is in nobody’s way', async () => {
      const organization = await addMembers(app());
      await newMember(app(), organization, 'user-1');
      await invite(organization.id, 'guest-1');
      expect((await preview(organization.id, 'two')).allowed).toBe(false);
      app().clock.advance(31 * 86_400_000);
      expect((await preview(organization.id, 'two')).allowed).toBe(true);
    });

    test('seed 4.8: roles that the plan does not have are named with their holders', async () => {
      const organization = await addMembers(app());
      const admin = await newMember(app(), organization, 'user-1', 'admin');
      const viewer = await newMember(app(), organization, 'user-2', 'viewer', 'power');
      const seen = await preview(organization.id, 'admins');
      expect(seen).toMatchObject({ allowed: false, members: { excess: 0 } });
      expect(seen.people).toEqual([{ memberId: viewer.id, name: 'user-2', because: 'role' }]);
      expect(seen.roles).toEqual(['power', 'viewer']);
      const set = { kind: 'set', roles: [{ role: 'admin' }] } as const;
      const { memberRoles } = app().core;
      const place = [app().ctx(), organization.id, viewer.id] as const;
      await memberRoles.change(...place, set, { confirm: true });
      expect((await change(organization.id, 'admins')).plan).toBe('admins');
      const wanted = { kind: 'give', grant: { role: 'viewer' } } as const;
      const back = memberRoles.change(app().ctx(), organization.id, admin.id, wanted);
      expect(await faultOf(back)).toMatchObject({ code: 'plan.required', role: 'viewer' });
      const late = newMember(app(), organization, 'user-3', 'power');
      expect(await faultOf(late)).toMatchObject({ code: 'plan.required', role: 'power' });
    });

    test('features in use are in the way; metered and soft plans never count heads', async () => {
      const organization = await addMembers(app());
      await newMember(app(), organization, 'user-1');
      expect((await preview(organization.id, 'plain')).allowed).toBe(true);
      await app().scimConnection(organization);
      const seen = await preview(organization.id, 'plain');
      expect([seen.allowed, seen.features]).toEqual([false, ['directory']]);
      expect(await preview(organization.id, 'alone')).toMatchObject({
        allowed: false,
        members: { used: 2, limit: 1, excess: 1 },
      });
      for (const plan of ['soft', 'metered']) {
        expect(await preview(organization.id, plan)).toMatchObject({ allowed: true });
      }
    });

    test('what was used under a metered plan is told before it is left', async () => {
      const organization = await addMembers(app(), 'metered');
      await newMember(app(), organization, 'user-1');
      await change(organization.id, 'big');
      const types = (await app().journal(organization.id)).map(({ type }) => type);
      expect(types.slice(-2)).toEqual(['org.usage_metered', 'org.plan_changed']);
      const after = await app().core.organizations.get(app().ctx(), organization.id);
      expect(after.meterDue).toBeUndefined();
    });

    test('a change over an old version is refused', async () => {
      const { id: organizationId, version } = await addMembers(app());
      const { core, ctx } = app();
      await core.organizations.update(ctx(), { organizationId }, { name: 'Grown' });
      const stale = core.plans.change(ctx(), { organizationId, expected: version }, 'soft');
      expect(await faultOf(stale)).toMatchObject({ code: 'request.precondition', version: 2 });
    });

    test('a race: the plan shrinks while somebody joins, and the limit holds', async () => {
      const other = await secondApplication();
      for (let round = 0; round < 4; round += 1) {
        const organization = await addMembers(app());
        await newMember(app(), organization, 'user-1');
        const outcomes = await Promise.allSettled([
          change(organization.id, 'loose'),
          newMember(other, organization, 'user-2'),
        ]);
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const { used, limit } = await meter(organization.id);
        expect(used).toBeLessThanOrEqual(limit ?? Infinity);
      }
    });
  },
  { presets: [plans] },
);
