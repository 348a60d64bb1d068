import { Fault, type Context } from '#kernel/index.js';
import type { Organization, Store, Writers } from '#store/index.js';
import { append } from './journal.js';
import { requirePreset, type Plan, type Presets } from './roles.js';

/** How many places of the organization are taken: active members, and pending invitations where the plan counts them. */
export function placesTally(organizationId: string): string {
  return `places:${organizationId}`;
}

interface Ground {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
  readonly organization: Organization;
}

/** The plan of an organization; the preset's default one when its own was taken out of the preset. */
export function planOf(presets: Presets, organization: Organization): Plan {
  const preset = requirePreset(presets, organization);
  const plan =
    preset.plans.find(({ name }) => name === organization.plan) ??
    preset.plans.find(({ name }) => name === preset.defaultPlan);
  if (!plan) throw new Fault('plan.unknown', { plan: organization.plan });
  return plan;
}

/** What refuses further members; absent: nothing does. */
export function memberLimitOf(presets: Presets, organization: Organization): number | undefined {
  const { limit } = planOf(presets, organization).members;
  return organization.limits?.members ?? limit;
}

/** Fault `plan.required` with the plans that include it. */
export function requireFeature(
  presets: Presets,
  organization: Organization,
  feature: string,
): void {
  const includes = ({ features }: Plan): boolean =>
    features.includes('*') || features.includes(feature);
  if (includes(planOf(presets, organization))) return;
  const plans = requirePreset(presets, organization).plans.filter(includes);
  throw new Fault('plan.required', {
    ...{ feature, plan: organization.plan, plans: plans.map(({ name }) => name) },
  });
}

/**
 * Takes a place. The tally is a row, so two who want the last place collide. People are refused beyond a hard limit (Fault
 * `limit.members`); what a directory or the house itself does is let through and told, because nobody is there to be told no.
 */
export async function takePlace(ground: Ground): Promise<void> {
  const { ctx, tx, presets, organization } = ground;
  const used = await tx.tallies.adjust(placesTally(organization.id), 1);
  const limit = memberLimitOf(presets, organization);
  if (limit === undefined || used <= limit) return;
  const { kind } = planOf(presets, organization).members;
  const unattended = ctx.actor.kind === 'connection' || ctx.actor.kind === 'system';
  if (kind === 'hard' && !unattended) throw new Fault('limit.members', { limit, used: used - 1 });
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'org.limit_exceeded',
    target: { kind: 'organization', id: organization.id, name: organization.name },
    after: { limit, used },
  });
}

export async function givePlaceBack({ tx, organization }: Ground): Promise<void> {
  await tx.tallies.adjust(placesTally(organization.id), -1);
}

/** Places taken, as last committed. */
export function placesTaken(store: Store, organizationId: string): Promise<number> {
  return store.read.tallies.get(placesTally(organizationId));
}
