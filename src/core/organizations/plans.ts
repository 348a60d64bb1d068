import { Fault, instant, type Context } from '#kernel/index.js';
import {
  all,
  any,
  compare,
  equals,
  facet,
  oneOf,
  type Invitation,
  type Member,
  type Organization,
  type Readers,
  type Reading,
  type Stored,
  type Term,
} from '#store/index.js';
import {
  findAll,
  findOrganization,
  inOrganization,
  type OrganizationScope,
  nextVersion,
  type Plan,
  type Presets,
  pagesOf,
  requirePreset,
  requireVersion,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { writeInvitation } from '#core/onboarding/index.js';
import {
  heldTallyKey,
  includes,
  countMembers,
  placesTallyKey,
  planOf,
  reachOf,
  refusalLimitOf,
} from '#core/access/index.js';
import { meterDueOf, recordUsage } from './metering.js';
import type { OrganizationTarget } from './update.js';

/** How many people and invitations a refusal names. */
const MAX_NAMED = 100;

/** What stands in the way of a plan. Lists name 100 at most; `more` says that there are others. */
export interface PlanPreview {
  readonly plan: string;
  readonly allowed: boolean;
  readonly members: {
    /** places that would be in use, pending invitations included where that plan counts them */
    readonly used: number;
    readonly limit: number | null;
    /** how many places too many */
    readonly excess: number;
  };
  /** newest first: who would have to go, or to change their role */
  readonly people: readonly {
    readonly memberId: string;
    readonly name: string;
    readonly because: 'limit' | 'role';
  }[];
  readonly invitations: readonly { readonly invitationId: string; readonly email: string }[];
  /** roles in use that the plan does not have */
  readonly roles: readonly string[];
  /** features in use that the plan does not include */
  readonly features: readonly string[];
  readonly more: boolean;
}

export interface Plans {
  /** Fault `organization.missing`. */
  get(ctx: Context, organizationId: string): Promise<Plan>;
  /** Those of the organization's preset. */
  list(ctx: Context, organizationId: string): Promise<readonly Plan[]>;
  /** Fault `plan.unknown`. */
  preview(ctx: Context, organizationId: string, plan: string): Promise<PlanPreview>;
  /** Faults `plan.unknown`, `plan.downgrade_blocked` with the preview as details, `request.precondition`. */
  change(ctx: Context, target: OrganizationTarget, plan: string): Promise<Organization>;
}

export function createPlans(deps: CoreDeps): Plans {
  const { store, presets } = deps;
  return {
    async get(ctx, organizationId) {
      const organization = await findOrganization(store.read, organizationId);
      return withPrice(ctx, planOf(presets, organization));
    },
    async list(ctx, organizationId) {
      const organization = await findOrganization(store.read, organizationId);
      return requirePreset(presets, organization).plans.map((plan) => withPrice(ctx, plan));
    },
    async preview(ctx, organizationId, name) {
      const organization = await findOrganization(store.read, organizationId);
      requirePlan(presets, organization, name);
      return previewPlan(store.read, presets, { ...organization, plan: name }, ctx);
    },
    change: (ctx, { organizationId, expected }, name) =>
      inOrganization(deps, ctx, organizationId, (scope) => changePlan(scope, name, expected)),
  };
}

/** Prices are billing: callers who may not read that do not see them. */
function withPrice({ authority }: Context, plan: Plan): Plan {
  if (reachOf(authority, 'billing:read') !== undefined) return plan;
  const { price: _, ...members } = plan.members;
  return { ...plan, members };
}

async function changePlan(
  scope: OrganizationScope,
  name: string,
  expected: number | undefined,
): Promise<Organization> {
  const { ctx, tx, presets, organization: before, journal } = scope;
  requireVersion(before, expected);
  const plan = requirePlan(presets, before, name);
  if (before.plan === name) return before;
  const planPreview = await previewPlan(tx, presets, { ...before, plan: name }, ctx);
  if (!planPreview.allowed) throw new Fault('plan.downgrade_blocked', { ...planPreview });
  // the use under the former plan is recorded before the change
  await recordUsage(scope);
  const { meterDue: _due, ...rest } = before;
  const meterDue = meterDueOf(ctx, plan);
  const after = nextVersion<Organization>(
    ctx,
    { ...rest, ...(meterDue !== undefined && { meterDue }) },
    { plan: name },
  );
  await tx.organizations.update(after);
  await updateHeldPlaces({ ...scope, organization: after }, plan.members.pendingCounts);
  await journal.append({
    type: 'org.plan_changed',
    target: { kind: 'organization', id: before.id, name: after.name },
    before: { plan: before.plan },
    after: { plan: name },
  });
  return after;
}

/** Fault `plan.unknown`. */
function requirePlan(presets: Presets, organization: Organization, name: string): Plan {
  const { plans } = requirePreset(presets, organization);
  const plan = plans.find((candidate) => candidate.name === name);
  if (plan) return plan;
  throw new Fault('plan.unknown', { plan: name, plans: plans.map((candidate) => candidate.name) });
}

/** `organization` as it would be, on the plan in question. */
async function previewPlan(
  reading: Readers,
  presets: Presets,
  organization: Organization,
  ctx: Context,
): Promise<PlanPreview> {
  const plan = planOf(presets, organization);
  const limit = refusalLimitOf(presets, organization) ?? null;
  const { active } = await countMembers(reading, organization.id);
  const isPending = pendingIn(organization, ctx);
  const pendingCounts = plan.members.pendingCounts && limit !== null;
  const pending = pendingCounts ? await reading.invitations.count(isPending) : 0;
  const excess = limit === null ? 0 : Math.max(0, active + pending - limit);
  const named = Math.min(excess, pending, MAX_NAMED);
  const invitations = await newest(reading.invitations, isPending, named);
  const tooMany = Math.max(0, excess - pending);
  const isRemovable = removableIn(organization);
  const excessMembers = await newest(reading.members, isRemovable, Math.min(tooMany, MAX_NAMED));
  const outsidePlan = await membersOutsidePlan(reading, presets, organization, plan);
  const features = await missingFeatures(reading, organization, plan);
  const people = new Map<string, PlanPreview['people'][number]>();
  for (const { id, name } of excessMembers)
    people.set(id, { memberId: id, name, because: 'limit' });
  for (const { id, name } of outsidePlan.members) {
    if (!people.has(id)) people.set(id, { memberId: id, name, because: 'role' });
  }
  return {
    plan: plan.name,
    allowed: excess === 0 && outsidePlan.members.length === 0 && features.length === 0,
    members: { used: active + pending, limit, excess },
    people: [...people.values()].slice(0, MAX_NAMED),
    invitations: invitations.map(({ id, email }) => ({ invitationId: id, email })),
    roles: outsidePlan.roles,
    features,
    more: tooMany > MAX_NAMED || excess > invitations.length + tooMany || people.size > MAX_NAMED,
  };
}

const NEWEST_FIRST = [{ field: { column: 'id' }, descending: true }] as const;

/** Invitations that can still be accepted. */
function pendingIn({ id }: Organization, { clock }: Context): Term {
  const isLive = compare('expiresAt', 'gt', instant(clock.now()));
  return all(equals('organizationId', id), equals('status', 'pending'), isLive);
}

/** Owners stay: an organization needs one. */
function removableIn({ id }: Organization): Term {
  const standing = oneOf('standing', ['admin', 'none']);
  return all(equals('organizationId', id), equals('status', 'active'), standing);
}

async function newest<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  where: Term,
  max: number,
): Promise<readonly R[]> {
  if (max === 0) return [];
  return (await reading.find({ where, sort: NEWEST_FIRST, limit: max })).records;
}

/** Members with roles that the plan does not have, and which roles those are. */
async function membersOutsidePlan(
  reading: Pick<Readers, 'members' | 'roles'>,
  presets: Presets,
  { id, preset }: Organization,
  { roles: allowed }: Plan,
): Promise<{ members: readonly Member[]; roles: string[] }> {
  if (allowed === undefined) return { members: [], roles: [] };
  const customRoles = await findAll(reading.roles, equals('organizationId', id));
  const presetRoles = requirePreset(presets, { preset }).roles;
  const names = [...presetRoles, ...customRoles].map(({ name }) => name);
  const others = names.filter((name) => !allowed.includes(name));
  if (others.length === 0) return { members: [], roles: [] };
  const presentWith = (roles: readonly string[]): Term =>
    all(
      equals('organizationId', id),
      oneOf('status', ['active', 'suspended']),
      any(...roles.map((role) => facet(id, 'role', role))),
    );
  const where = presentWith(others);
  const { records } = await reading.members.find({ where, limit: MAX_NAMED + 1 });
  const known = new Set(records.flatMap(({ grants }) => grants.map(({ role }) => role)));
  const isCut = records.length > MAX_NAMED;
  const roles: string[] = [];
  for (const name of others) {
    const isHeld = known.has(name) || (isCut && (await reading.members.first(presentWith([name]))));
    if (isHeld) roles.push(name);
  }
  return { members: records, roles };
}

/** What is there of each feature that a plan may lack. */
const COLLECTION_OF_FEATURE = {
  directory: 'connections',
  spaces: 'spaces',
  domains: 'domains',
  'custom-roles': 'roles',
} as const;

async function missingFeatures(
  reading: Readers,
  { id }: Organization,
  plan: Plan,
): Promise<string[]> {
  const missing: string[] = [];
  for (const [feature, collection] of Object.entries(COLLECTION_OF_FEATURE)) {
    if (includes(plan, feature)) continue;
    if (await reading[collection].first(equals('organizationId', id))) missing.push(feature);
  }
  return missing;
}

/** Pending invitations hold a place, or do not, as the plan has it from now on. */
async function updateHeldPlaces(scope: OrganizationScope, pendingCounts: boolean): Promise<void> {
  const { ctx, tx, organization } = scope;
  const { id } = organization;
  const pending = all(equals('organizationId', id), equals('status', 'pending'));
  let places = 0;
  for await (const invitations of pagesOf(tx.invitations, pending)) {
    for (const invitation of invitations) {
      if (invitation.holdsPlace === pendingCounts) continue;
      places += pendingCounts ? 1 : -1;
      const after = nextVersion<Invitation>(ctx, invitation, { holdsPlace: pendingCounts });
      await writeInvitation(scope, invitation, after);
    }
  }
  if (places === 0) return;
  await tx.tallies.adjust(placesTallyKey(id), places);
  await tx.tallies.adjust(heldTallyKey(id), places);
}
