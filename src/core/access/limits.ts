import { Fault, type Context } from '#kernel/index.js';
import type { Organization, Readers, Store, Writers } from '#store/index.js';
import {
  type OrganizationScope,
  type Plan,
  type Presets,
  requirePreset,
} from '#core/tenancy/index.js';

/** How many places of the organization are taken: active members, and pending invitations where the plan counts them. */
export function placesTallyKey(organizationId: string): string {
  return `places:${organizationId}`;
}

/** How many of the places are held by pending invitations. */
export function heldTallyKey(organizationId: string): string {
  return `held:${organizationId}`;
}

/** How many organizations were made for an account and are not deleted. */
function quotaTallyKey(accountId: string): string {
  return `organizations:${accountId}`;
}

/** Per cent of the limit at which the organization is notified. */
const ALERT_PERCENTS = [100, 80] as const;

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
 * The number of members from which people are refused. A soft limit notifies and may be exceeded by its grace; a metered plan refuses
 * beyond its limit only, not beyond what is included.
 */
export function refusalLimitOf(presets: Presets, organization: Organization): number | undefined {
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

/** The caller is not a person who could be refused: a directory, or the server itself. */
export function isAutomatic({ actor }: Context): boolean {
  return actor.kind === 'connection' || actor.kind === 'system';
}

/** Who takes a place: a member who is active, or a pending invitation of a plan that counts those. */
export type PlaceKind = 'member' | 'invitation';

/**
 * Takes a place. The tally is a row, so two who want the last place collide. People are refused beyond a hard limit (Faults
 * `limit.members`, and `plan.required` where the plan is for one person); what a directory or the server itself does is accepted and
 * reported. At 80 and 100 per cent the journal gets `org.limit_reached`, once for each crossing.
 */
export async function reservePlace(
  scope: OrganizationScope,
  by: PlaceKind = 'member',
): Promise<void> {
  const { ctx, tx, presets, organization } = scope;
  const { id } = organization;
  const used = await tx.tallies.adjust(placesTallyKey(id), 1);
  if (by === 'invitation') await tx.tallies.adjust(heldTallyKey(id), 1);
  const overridden = organization.limits?.members !== undefined;
  if (!isAutomatic(ctx)) {
    if (used > 1 && !overridden) requireFeature(presets, organization, 'members');
    const limit = refusalLimitOf(presets, organization);
    if (limit !== undefined && used > limit) {
      throw new Fault('limit.members', { limit: limit, used: used - 1 });
    }
  }
  await appendUsageAlerts(scope, used);
}

async function appendUsageAlerts(
  { presets, organization, journal }: OrganizationScope,
  used: number,
): Promise<void> {
  const limit = memberLimitOf(presets, organization);
  // a place for one is always full, which is no news
  if (limit === undefined || (limit === 1 && used === 1)) return;
  const appendEntry = (type: string, after: object): Promise<void> =>
    journal.append({
      type,
      after: { ...after },
      target: { kind: 'organization', id: organization.id, name: organization.name },
    });
  if (used > limit) await appendEntry('org.limit_exceeded', { limit, used });
  const percent = ALERT_PERCENTS.find((one) => used === Math.ceil((limit * one) / 100));
  if (percent !== undefined) await appendEntry('org.limit_reached', { percent, limit, used });
}

/** What `reservePlace` took. */
export async function releasePlace(
  { tx, organization: { id } }: Pick<OrganizationScope, 'tx' | 'organization'>,
  by: PlaceKind = 'member',
): Promise<void> {
  await tx.tallies.adjust(placesTallyKey(id), -1);
  if (by === 'invitation') await tx.tallies.adjust(heldTallyKey(id), -1);
}

/** Places taken, as last committed. */
export function placesTaken(store: Store, organizationId: string): Promise<number> {
  return store.read.tallies.get(placesTallyKey(organizationId));
}

/** The places apart: who is here, and who holds one without being here yet. */
export async function countMembers(
  reading: Pick<Readers, 'tallies'>,
  organizationId: string,
): Promise<{ used: number; active: number; pending: number }> {
  const used = await reading.tallies.get(placesTallyKey(organizationId));
  const pending = await reading.tallies.get(heldTallyKey(organizationId));
  return { used, pending, active: used - pending };
}

/** One more organization for an account. Fault `limit.organizations`. */
export async function reserveOrganizationQuota(
  tx: Writers,
  accountId: string,
  limit: number,
): Promise<void> {
  const used = await tx.tallies.adjust(quotaTallyKey(accountId), 1);
  if (used > limit) throw new Fault('limit.organizations', { limit: limit, used: used - 1 });
}

export async function releaseOrganizationQuota(tx: Writers, accountId: string): Promise<void> {
  await tx.tallies.adjust(quotaTallyKey(accountId), -1);
}
