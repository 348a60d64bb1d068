import { Fault, type Context } from '#kernel/index.js';
import type { Organization, Readers, Store, Writers } from '#store/index.js';
import { append, type Plan, type Presets, requirePreset } from '#core/tenancy/index.js';

/** How many places of the organization are taken: active members, and pending invitations where the plan counts them. */
export function placesTally(organizationId: string): string {
  return `places:${organizationId}`;
}

/** How many of the places are held by pending invitations. */
export function heldTally(organizationId: string): string {
  return `held:${organizationId}`;
}

/** How many organizations were made for an account and are not deleted. */
function quotaTally(accountId: string): string {
  return `organizations:${accountId}`;
}

/** Per cent of the limit at which the organization is told. */
const ALERTS = [100, 80] as const;

interface Ground {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
  readonly organization: Organization;
}

/** The plan of an organization; the preset's default one when its own was taken out of the preset. */
export function planOf(
  presets: Presets,
  organization: Pick<Organization, 'preset' | 'plan'>,
): Plan {
  const preset = requirePreset(presets, organization);
  const plan =
    preset.plans.find(({ name }) => name === organization.plan) ??
    preset.plans.find(({ name }) => name === preset.defaultPlan);
  if (!plan) throw new Fault('plan.unknown', { plan: organization.plan });
  return plan;
}

export function includes({ features }: Plan, feature: string): boolean {
  return features.includes('*') || features.includes(feature);
}

/**
 * The number that meters show; what the operator allowed comes before the plan's. Absent: there is none. Who may be alone on the
 * plan only has one place.
 */
export function memberLimitOf(presets: Presets, organization: Organization): number | undefined {
  const plan = planOf(presets, organization);
  if (organization.limits?.members !== undefined) return organization.limits.members;
  return includes(plan, 'members') ? plan.members.limit : 1;
}

/**
 * From which number on people are refused. A soft limit is told and passed, as far as its grace goes; a metered plan refuses
 * beyond its limit only, not beyond what is included.
 */
export function refusalOf(presets: Presets, organization: Organization): number | undefined {
  const limit = memberLimitOf(presets, organization);
  const plan = planOf(presets, organization);
  const { kind, grace } = plan.members;
  if (limit === undefined || kind !== 'soft' || !includes(plan, 'members')) return limit;
  return grace === undefined ? undefined : limit + grace;
}

/** Fault `plan.required` with the plans that include it. */
export function requireFeature(
  presets: Presets,
  organization: Organization,
  feature: string,
): void {
  if (includes(planOf(presets, organization), feature)) return;
  const plans = requirePreset(presets, organization).plans.filter((one) => includes(one, feature));
  throw new Fault('plan.required', {
    feature,
    plan: organization.plan,
    plans: plans.map(({ name }) => name),
  });
}

/** Fault `plan.required` when the plan has no members in these roles (seed 4.8: free is for admins only). */
export function requireRolesOfPlan(
  presets: Presets,
  organization: Organization,
  roles: Iterable<string>,
): void {
  const allows = ({ roles: allowed }: Plan, role: string): boolean =>
    allowed === undefined || allowed.includes(role);
  const plan = planOf(presets, organization);
  for (const role of roles) {
    if (allows(plan, role)) continue;
    const plans = requirePreset(presets, organization).plans.filter((one) => allows(one, role));
    throw new Fault('plan.required', {
      feature: 'roles',
      role,
      plan: plan.name,
      plans: plans.map(({ name }) => name),
    });
  }
}

/** Nobody is there to be told "no": a directory, or the house itself. */
export function isUnattended({ actor }: Context): boolean {
  return actor.kind === 'connection' || actor.kind === 'system';
}

/** Who takes a place: a member who is active, or a pending invitation of a plan that counts those. */
export type PlaceHolder = 'member' | 'invitation';

/**
 * Takes a place. The tally is a row, so two who want the last place collide. People are refused beyond a hard limit (Faults
 * `limit.members`, and `plan.required` where the plan is for one person); what a directory or the house itself does is let
 * through and told. At 80 and 100 per cent the journal gets `org.limit_reached`, once for each crossing.
 */
export async function takePlace(ground: Ground, by: PlaceHolder = 'member'): Promise<void> {
  const { ctx, tx, presets, organization } = ground;
  const { id } = organization;
  const used = await tx.tallies.adjust(placesTally(id), 1);
  if (by === 'invitation') await tx.tallies.adjust(heldTally(id), 1);
  const overridden = organization.limits?.members !== undefined;
  if (!isUnattended(ctx)) {
    if (used > 1 && !overridden) requireFeature(presets, organization, 'members');
    const most = refusalOf(presets, organization);
    if (most !== undefined && used > most) {
      throw new Fault('limit.members', { limit: most, used: used - 1 });
    }
  }
  await tell(ground, used);
}

async function tell({ ctx, tx, presets, organization }: Ground, used: number): Promise<void> {
  const limit = memberLimitOf(presets, organization);
  // a place for one is always full, which is no news
  if (limit === undefined || (limit === 1 && used === 1)) return;
  const note = (type: string, after: object): Promise<void> =>
    append(ctx, tx, {
      organizationId: organization.id,
      type,
      after: { ...after },
      target: { kind: 'organization', id: organization.id, name: organization.name },
    });
  if (used > limit) await note('org.limit_exceeded', { limit, used });
  const percent = ALERTS.find((one) => used === Math.ceil((limit * one) / 100));
  if (percent !== undefined) await note('org.limit_reached', { percent, limit, used });
}

/** What `takePlace` took. */
export async function givePlaceBack(
  { tx, organization: { id } }: Pick<Ground, 'tx' | 'organization'>,
  by: PlaceHolder = 'member',
): Promise<void> {
  await tx.tallies.adjust(placesTally(id), -1);
  if (by === 'invitation') await tx.tallies.adjust(heldTally(id), -1);
}

/** Places taken, as last committed. */
export function placesTaken(store: Store, organizationId: string): Promise<number> {
  return store.read.tallies.get(placesTally(organizationId));
}

/** The places apart: who is here, and who holds one without being here yet. */
export async function membersCounted(
  reading: Pick<Readers, 'tallies'>,
  organizationId: string,
): Promise<{ used: number; active: number; pending: number }> {
  const used = await reading.tallies.get(placesTally(organizationId));
  const pending = await reading.tallies.get(heldTally(organizationId));
  return { used, pending, active: used - pending };
}

/** One more organization for an account. Fault `limit.organizations`. */
export async function takeOfQuota(tx: Writers, accountId: string, most: number): Promise<void> {
  const used = await tx.tallies.adjust(quotaTally(accountId), 1);
  if (used > most) throw new Fault('limit.organizations', { limit: most, used: used - 1 });
}

export async function giveToQuota(tx: Writers, accountId: string): Promise<void> {
  await tx.tallies.adjust(quotaTally(accountId), -1);
}
