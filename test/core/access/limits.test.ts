import { expect, test } from '@jest/globals';
import type { Context } from '#kernel/index.js';
import { faultOf } from '../../kit/faults.js';
import {
  overApplications,
  retryEngineDeadlocks,
  type TestApplication,
} from '../../kit/application.js';
import { newMember, presetOf } from '../../kit/members.js';

const plans = presetOf('of-limits', [
  { name: 'ten', members: { kind: 'hard', limit: 10, pendingCounts: true } },
  { name: 'three', members: { kind: 'hard', limit: 3, pendingCounts: false } },
  { name: 'soft', members: { kind: 'soft', limit: 2, pendingCounts: false } },
  { name: 'graceful', members: { kind: 'soft', limit: 2, grace: 1, pendingCounts: false } },
  { name: 'metered', members: { kind: 'metered', included: 2, pendingCounts: false } },
  { name: 'capped', members: { kind: 'metered', included: 1, limit: 2, pendingCounts: false } },
  { name: 'alone', features: ['seats'], members: { kind: 'soft', pendingCounts: false } },
]);

const OWNER = { email: 'owner@example.com', name: 'Owner' };

function onPlan({ core, ctx }: TestApplication, plan: string) {
  const input = { name: 'Limited', preset: 'of-limits', plan, owner: OWNER };
  return core.organizations.create(ctx(), input);
}

async function alertsOf(app: TestApplication, id: string): Promise<unknown[]> {
  const entries = await app.journal(id);
  return entries
    .filter(({ type }) => type.startsWith('org.limit'))
    .map(({ type, after }) => [type, after?.['percent'] ?? after?.['used']]);
}

const options = { presets: [plans] };

overApplications(
  'limits',
  (app, { secondApplication }) => {
    const meter = async (id: string) => (await app().core.limits.get(app().ctx(), id)).members;

    test('a hard limit refuses the next person and loses nothing', async () => {
      const { id } = await onPlan(app(), 'three');
      await newMember(app(), { id }, 'user-1');
      await newMember(app(), { id }, 'user-2');
      expect(await faultOf(newMember(app(), { id }, 'user-3'))).toEqual({
        code: 'limit.members',
        limit: 3,
        used: 3,
      });
      expect(await meter(id)).toMatchObject({ used: 3, active: 3, pending: 0, limit: 3, extra: 0 });
      expect(await app().members(id)).toHaveLength(3);
    });

    test('80 and 100 per cent are told once for each crossing', async () => {
      const { id } = await onPlan(app(), 'ten');
      for (let one = 2; one <= 10; one += 1) await newMember(app(), { id }, `user-${one}`);
      const full = [
        ['org.limit_reached', 80],
        ['org.limit_reached', 100],
      ];
      expect(await alertsOf(app(), id)).toEqual(full);
      const last = (await app().members(id)).at(-1)?.id ?? '';
      const target = { organizationId: id, memberId: last };
      await app().core.members.suspend(app().ctx(), target);
      expect(await meter(id)).toMatchObject({ used: 9 });
      await app().core.members.restore(app().ctx(), target);
      expect(await alertsOf(app(), id)).toEqual([...full, ['org.limit_reached', 100]]);
    });

    test('a soft limit is told and passed, as far as its grace goes', async () => {
      const soft = await onPlan(app(), 'soft');
      for (const name of ['user-1', 'user-2', 'user-3']) await newMember(app(), soft, name);
      expect(await alertsOf(app(), soft.id)).toEqual([
        ['org.limit_reached', 100],
        ['org.limit_exceeded', 3],
        ['org.limit_exceeded', 4],
      ]);
      const graceful = await onPlan(app(), 'graceful');
      for (const name of ['user-1', 'user-2']) await newMember(app(), graceful, name);
      expect(await faultOf(newMember(app(), graceful, 'user-3'))).toMatchObject({
        code: 'limit.members',
        limit: 3,
      });
      expect(await meter(graceful.id)).toMatchObject({ used: 3, limit: 2, grace: 1 });
    });

    test('seed 4.9: a metered plan counts what is beyond the included, and refuses beyond a limit only', async () => {
      const { id } = await onPlan(app(), 'metered');
      for (const name of ['user-1', 'user-2', 'user-3']) await newMember(app(), { id }, name);
      expect(await meter(id)).toMatchObject({ used: 4, included: 2, extra: 2, limit: null });
      const capped = await onPlan(app(), 'capped');
      await newMember(app(), capped, 'user-1');
      expect(await faultOf(newMember(app(), capped, 'user-2'))).toMatchObject({
        code: 'limit.members',
        limit: 2,
      });
    });

    test('use is metered once a day and organization, and says which days were missed', async () => {
      const { id } = await onPlan(app(), 'metered');
      for (const name of ['user-1', 'user-2']) await newMember(app(), { id }, name);
      const other = await secondApplication();
      const run = async (by: TestApplication) => {
        while ((await by.core.meterUsage(by.ctx())).more) continue;
      };
      const entries = async () =>
        (await app().journal(id)).filter(({ type }) => type === 'org.usage_metered');
      const { version } = await app().core.organizations.get(app().ctx(), id);
      await Promise.all([run(app()), run(other)]);
      await run(app());
      const today = new Date(app().clock.now()).toISOString().slice(0, 10);
      expect((await entries()).map(({ after }) => after)).toEqual([
        { date: today, since: today, used: 3, included: 2, extra: 1 },
      ]);
      app().clock.advance(2 * 86_400_000);
      await run(app());
      expect((await entries())[1]?.after).toMatchObject({ extra: 1, used: 3 });
      expect((await entries())[1]?.after?.['since']).not.toBe(
        (await entries())[1]?.after?.['date'],
      );
      expect(await entries()).toHaveLength(2);
      // nobody's If-Match stumbles over it
      expect((await app().core.organizations.get(app().ctx(), id)).version).toBe(version);
    });

    test('seed 0.3: whoever has a plan for one person is told which plan takes more', async () => {
      const alone = await onPlan(app(), 'alone');
      expect(await faultOf(newMember(app(), alone, 'user-1'))).toEqual({
        code: 'plan.required',
        feature: 'members',
        plan: 'alone',
        plans: ['ten', 'three', 'soft', 'graceful', 'metered', 'capped'],
      });
      const { connections } = app().core;
      const input = { kind: 'scim', name: 'Directory' } as const;
      expect(await faultOf(connections.create(app().ctx(), alone.id, input))).toMatchObject({
        code: 'plan.required',
        feature: 'directory',
      });
      expect(await meter(alone.id)).toMatchObject({ used: 1, limit: 1 });
    });

    test('seed 4.7: what the operator allows comes before the plan, and can be taken back', async () => {
      const { id } = await onPlan(app(), 'alone');
      const { organizations } = app().core;
      await organizations.setLimits(app().ctx(), { organizationId: id }, { members: 2, spaces: 5 });
      const limits = await app().core.limits.get(app().ctx(), id);
      expect([limits.members.limit, limits.spaces]).toEqual([2, { used: 0, limit: 5 }]);
      await organizations.setLimits(app().ctx(), { organizationId: id }, { members: null });
      expect((await meter(id)).limit).toBe(1);
      const after = await organizations.get(app().ctx(), id);
      expect(after.limits).toEqual({ spaces: 5 });
    });

    test('a directory is let in over the limit, and that is told', async () => {
      const organization = await onPlan(app(), 'three');
      const scim = await app().scimConnection(organization);
      for (const name of ['user-1', 'user-2', 'user-3']) await scim.user(`${name}@example.com`);
      expect(await meter(organization.id)).toMatchObject({ used: 4, limit: 3 });
      expect(await alertsOf(app(), organization.id)).toContainEqual(['org.limit_exceeded', 4]);
    });

    test('pending invitations that count are shown apart and given back at their end', async () => {
      const { id } = await onPlan(app(), 'ten');
      const { ctx, core } = app();
      const one = await core.invitations.create(ctx(), id, { email: 'user-1@example.com' });
      expect(await meter(id)).toMatchObject({ used: 2, active: 1, pending: 1 });
      await core.invitations.revoke(ctx(), id, one.invitation.id, {});
      expect(await meter(id)).toMatchObject({ used: 1, active: 1, pending: 0 });
    });

    test('of 200 who want the last place at once exactly one gets it', async () => {
      const { id } = await onPlan(app(), 'three');
      await newMember(app(), { id }, 'user-0');
      const other = await secondApplication();
      const join = (by: TestApplication, ctx: Context, index: number) =>
        retryEngineDeadlocks(() =>
          by.core.members.add(ctx, id, {
            name: `User ${index}`,
            email: `racer-${index}@example.com`,
          }),
        );
      const outcomes = await Promise.allSettled(
        Array.from({ length: 200 }, (_, index) => {
          const by = index % 2 === 0 ? app() : other;
          return join(by, by.ctx(), index);
        }),
      );
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const codes = new Set(refused.map((reason: { code?: string }) => reason.code));
      expect([...codes].filter((code) => code !== 'store.contention')).toEqual(['limit.members']);
      expect(await meter(id)).toMatchObject({ used: 3, active: 3 });
      const present = (await app().members(id)).filter(({ status }) => status === 'active');
      expect(present).toHaveLength(3);
    }, 120_000);
  },
  options,
);
