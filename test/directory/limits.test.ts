import { expect, test } from '@jest/globals';
import type { Context } from '#kernel/index.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, pastEngineDeadlocks, type House } from '../kit/house.js';
import { newMember, presetOf } from '../kit/members.js';

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

function onPlan({ directory, ctx }: House, plan: string) {
  const input = { name: 'Limited', preset: 'of-limits', plan, owner: OWNER };
  return directory.organizations.create(ctx(), input);
}

async function alertsOf(house: House, id: string): Promise<unknown[]> {
  const lines = await house.journal(id);
  return lines
    .filter(({ type }) => type.startsWith('org.limit'))
    .map(({ type, after }) => [type, after?.['percent'] ?? after?.['used']]);
}

const options = { presets: [plans] };

overHouses(
  'limits',
  (house, { second }) => {
    const meter = async (id: string) =>
      (await house().directory.limits.get(house().ctx(), id)).members;

    test('a hard limit refuses the next person and loses nothing', async () => {
      const { id } = await onPlan(house(), 'three');
      await newMember(house(), { id }, 'user-1');
      await newMember(house(), { id }, 'user-2');
      expect(await faultOf(newMember(house(), { id }, 'user-3'))).toEqual({
        code: 'limit.members',
        limit: 3,
        used: 3,
      });
      expect(await meter(id)).toMatchObject({ used: 3, active: 3, pending: 0, limit: 3, extra: 0 });
      expect(await house().members(id)).toHaveLength(3);
    });

    test('80 and 100 per cent are told once for each crossing', async () => {
      const { id } = await onPlan(house(), 'ten');
      for (let one = 2; one <= 10; one += 1) await newMember(house(), { id }, `user-${one}`);
      const full = [
        ['org.limit_reached', 80],
        ['org.limit_reached', 100],
      ];
      expect(await alertsOf(house(), id)).toEqual(full);
      const last = (await house().members(id)).at(-1)?.id ?? '';
      const target = { organizationId: id, memberId: last };
      await house().directory.members.suspend(house().ctx(), target);
      expect(await meter(id)).toMatchObject({ used: 9 });
      await house().directory.members.restore(house().ctx(), target);
      expect(await alertsOf(house(), id)).toEqual([...full, ['org.limit_reached', 100]]);
    });

    test('a soft limit is told and passed, as far as its grace goes', async () => {
      const soft = await onPlan(house(), 'soft');
      for (const name of ['user-1', 'user-2', 'user-3']) await newMember(house(), soft, name);
      expect(await alertsOf(house(), soft.id)).toEqual([
        ['org.limit_reached', 100],
        ['org.limit_exceeded', 3],
        ['org.limit_exceeded', 4],
      ]);
      const graceful = await onPlan(house(), 'graceful');
      for (const name of ['user-1', 'user-2']) await newMember(house(), graceful, name);
      expect(await faultOf(newMember(house(), graceful, 'user-3'))).toMatchObject({
        code: 'limit.members',
        limit: 3,
      });
      expect(await meter(graceful.id)).toMatchObject({ used: 3, limit: 2, grace: 1 });
    });

    test('seed 4.9: a metered plan counts what is beyond the included, and refuses beyond a limit only', async () => {
      const { id } = await onPlan(house(), 'metered');
      for (const name of ['user-1', 'user-2', 'user-3']) await newMember(house(), { id }, name);
      expect(await meter(id)).toMatchObject({ used: 4, included: 2, extra: 2, limit: null });
      const capped = await onPlan(house(), 'capped');
      await newMember(house(), capped, 'user-1');
      expect(await faultOf(newMember(house(), capped, 'user-2'))).toMatchObject({
        code: 'limit.members',
        limit: 2,
      });
    });

    test('use is metered once a day and organization, and says which days were missed', async () => {
      const { id } = await onPlan(house(), 'metered');
      for (const name of ['user-1', 'user-2']) await newMember(house(), { id }, name);
      const other = await second();
      const run = async (by: House) => {
        while ((await by.directory.meterUsage(by.ctx())).more) continue;
      };
      const lines = async () =>
        (await house().journal(id)).filter(({ type }) => type === 'org.usage_metered');
      const { version } = await house().directory.organizations.get(house().ctx(), id);
      await Promise.all([run(house()), run(other)]);
      await run(house());
      const today = new Date(house().clock.now()).toISOString().slice(0, 10);
      expect((await lines()).map(({ after }) => after)).toEqual([
        { date: today, since: today, used: 3, included: 2, extra: 1 },
      ]);
      house().clock.advance(2 * 86_400_000);
      await run(house());
      expect((await lines())[1]?.after).toMatchObject({ extra: 1, used: 3 });
      expect((await lines())[1]?.after?.['since']).not.toBe((await lines())[1]?.after?.['date']);
      expect(await lines()).toHaveLength(2);
      // nobody's If-Match stumbles over it
      expect((await house().directory.organizations.get(house().ctx(), id)).version).toBe(version);
    });

    test('seed 0.3: whoever has a plan for one person is told which plan takes more', async () => {
      const alone = await onPlan(house(), 'alone');
      expect(await faultOf(newMember(house(), alone, 'user-1'))).toEqual({
        code: 'plan.required',
        feature: 'members',
        plan: 'alone',
        plans: ['ten', 'three', 'soft', 'graceful', 'metered', 'capped'],
      });
      const { connections } = house().directory;
      const input = { kind: 'scim', name: 'Directory' } as const;
      expect(await faultOf(connections.create(house().ctx(), alone.id, input))).toMatchObject({
        code: 'plan.required',
        feature: 'directory',
      });
      expect(await meter(alone.id)).toMatchObject({ used: 1, limit: 1 });
    });

    test('seed 4.7: what the operator allows comes before the plan, and can be taken back', async () => {
      const { id } = await onPlan(house(), 'alone');
      const { organizations } = house().directory;
      await organizations.setLimits(
        house().ctx(),
        { organizationId: id },
        { members: 2, spaces: 5 },
      );
      const limits = await house().directory.limits.get(house().ctx(), id);
      expect([limits.members.limit, limits.spaces]).toEqual([2, { used: 0, limit: 5 }]);
      await organizations.setLimits(house().ctx(), { organizationId: id }, { members: null });
      expect((await meter(id)).limit).toBe(1);
      const after = await organizations.get(house().ctx(), id);
      expect(after.limits).toEqual({ spaces: 5 });
    });

    test('a directory is let in over the limit, and that is told', async () => {
      const organization = await onPlan(house(), 'three');
      const side = await house().side(organization);
      for (const name of ['user-1', 'user-2', 'user-3']) await side.user(`${name}@example.com`);
      expect(await meter(organization.id)).toMatchObject({ used: 4, limit: 3 });
      expect(await alertsOf(house(), organization.id)).toContainEqual(['org.limit_exceeded', 4]);
    });

    test('pending invitations that count are shown apart and given back at their end', async () => {
      const { id } = await onPlan(house(), 'ten');
      const { ctx, directory } = house();
      const one = await directory.invitations.create(ctx(), id, { email: 'user-1@example.com' });
      expect(await meter(id)).toMatchObject({ used: 2, active: 1, pending: 1 });
      await directory.invitations.revoke(ctx(), id, one.invitation.id, {});
      expect(await meter(id)).toMatchObject({ used: 1, active: 1, pending: 0 });
    });

    test('of 200 who want the last place at once exactly one gets it', async () => {
      const { id } = await onPlan(house(), 'three');
      await newMember(house(), { id }, 'user-0');
      const other = await second();
      const join = (by: House, ctx: Context, index: number) =>
        pastEngineDeadlocks(() =>
          by.directory.members.add(ctx, id, {
            name: `User ${index}`,
            email: `racer-${index}@example.com`,
          }),
        );
      const outcomes = await Promise.allSettled(
        Array.from({ length: 200 }, (_, index) => {
          const by = index % 2 === 0 ? house() : other;
          return join(by, by.ctx(), index);
        }),
      );
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const codes = new Set(refused.map((reason: { code?: string }) => reason.code));
      expect([...codes].filter((code) => code !== 'store.contention')).toEqual(['limit.members']);
      expect(await meter(id)).toMatchObject({ used: 3, active: 3 });
      const present = (await house().members(id)).filter(({ status }) => status === 'active');
      expect(present).toHaveLength(3);
    }, 120_000);
  },
  options,
);
