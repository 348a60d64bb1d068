import type { Preset } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { Member, Organization } from '#store/index.js';
import { PRESETS, type TestApplication } from './application.js';

/** Somebody in an organization, added by the operator: `user-1` has the address user-1@example.com. */
export function newMember(
  { core, ctx }: TestApplication,
  organization: Pick<Organization, 'id'>,
  name: string,
  ...roles: string[]
): Promise<Member> {
  const input = { name, email: `${name}@example.com`, ...(roles.length > 0 && { roles }) };
  return core.members.add(ctx(), organization.id, input);
}

/** A call by that member, with the rights of their roles. */
export function actingAs(
  { core, ctx }: TestApplication,
  { organizationId, id }: Pick<Member, 'organizationId' | 'id'>,
): Promise<Context> {
  return core.callers.asMember(ctx(), organizationId, id);
}

/** The standard roles under plans of a test's own; the first plan is the default. */
export function presetOf(
  name: string,
  plans: readonly (Partial<Preset['plans'][number]> & Pick<Preset['plans'][number], 'name'>)[],
): Preset {
  const standard = PRESETS.get('standard');
  const [first] = plans;
  if (!standard || !first) throw new Error('There is no standard preset, or no plan was given.');
  return {
    ...standard,
    name,
    defaultPlan: first.name,
    plans: plans.map((plan) => ({
      title: plan.name,
      features: ['*'],
      members: { kind: 'soft', pendingCounts: false },
      ...plan,
    })),
  };
}
