import { Fault, type Context } from '#kernel/index.js';
import {
  all,
  any,
  equals,
  oneOf,
  type Invitation,
  type Member,
  type Organization,
  type Readers,
  type Store,
  type Term,
} from '#store/index.js';
import {
  append,
  findOrganization,
  type Ground,
  groundFor,
  nextVersion,
  type Plan,
  type Presets,
  requireOpenOrganization,
  requirePreset,
  requireVersion,
} from '#core/tenancy/index.js';
import { keepInvitation } from '#core/onboarding/index.js';
import {
  heldTally,
  includes,
  membersCounted,
  meterDueOf,
  noteUse,
  placesTally,
  planOf,
  refusalOf,
} from '#core/access/index.js';
import type { Target } from './update.js';

/** How many people and invitations a refusal names. */
const NAMED = 100;

/** Pending invitations whose hold on a place is changed with the plan. More than that keep what they have until they end. */
const REHELD = 1_000;

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
  change(ctx: Context, target: Target, plan: string): Promise<Organization>;
}

export function createPlans(store: Store, presets: Presets): Plans {
  return {
    async get(_ctx, organizationId) {
      return planOf(presets, await findOrganization(store.read, organizationId));
    },
    async list(_ctx, organizationId) {
      return requirePreset(presets, await findOrganization(store.read, organizationId)).plans;
    },
    async preview(ctx, organizationId, name) {
      const organization = await findOrganization(store.read, organizationId);
      requirePlan(presets, organization, name);
      return preview(store.read, presets, { ...organization, plan: name }, ctx);
    },
    change: (ctx, { organizationId, expected }, name) =>
      store.transaction(organizationId, async (tx) => {
        const before = await requireOpenOrganization(tx, organizationId);
        requireVersion(before, expected);
        const plan = requirePlan(presets, before, name);
        if (before.plan === name) return before;
        const seen = await preview(tx, presets, { ...before, plan: name }, ctx);
        if (!seen.allowed) throw new Fault('plan.downgrade_blocked', { ...seen });
        // what was used under the old plan is told before it is left
        await noteUse(presets, ctx, tx, before);
        const { meterDue: _due, ...rest } = before;
        const meterDue = meterDueOf(ctx, plan);
        const after = nextVersion<Organization>(
          ctx,
          { ...rest, ...(meterDue !== undefined && { meterDue }) },
          { plan: name },
        );
        await tx.organizations.update(after);
        await rehold(groundFor(ctx, tx, presets, after), plan.members.pendingCounts);
        await append(ctx, tx, {
          organizationId,
          type: 'org.plan_changed',
          target: { kind: 'organization', id: organizationId, name: after.name },
          before: { plan: before.plan },
          after: { plan: name },
        });
        return after;
      }),
  };
}

/** Fault `plan.unknown`. */
function requirePlan(presets: Presets, organization: Organization, name: string): Plan {
  const { plans } = requirePreset(presets, organization);
  const plan = plans.find((one) => one.name === name);
  if (plan) return plan;
  throw new Fault('plan.unknown', { plan: name, plans: plans.map((one) => one.name) });
}

/** `organization` as it would be, on the plan in question. */
async function preview(
  reading: Readers,
  presets: Presets,
  organization: Organization,
  ctx: Context,
): Promise<PlanPreview> {
  const plan = planOf(presets, organization);
  const limit = refusalOf(presets, organization) ?? null;
  const { active } = await membersCounted(reading, organization.id);
  const free = limit === null ? 0 : Math.max(0, limit - active);
  const counts = plan.members.pendingCounts && limit !== null;
  const pending = counts ? await newestPending(reading, organization, ctx, free + NAMED) : [];
  const excess = limit === null ? 0 : Math.max(0, active + pending.length - limit);
  const invitations = pending.slice(0, Math.min(excess, NAMED));
  const tooMany = Math.max(0, excess - pending.length);
  const crowd = await newestMembers(reading, organization, Math.min(tooMany, NAMED));
  const misfits = await outsiders(reading, presets, organization, plan);
  const features = await featuresMissed(reading, organization, plan);
  const people = new Map<string, PlanPreview['people'][number]>();
  for (const { id, name } of crowd) people.set(id, { memberId: id, name, because: 'limit' });
  for (const { id, name } of misfits.members) {
    if (!people.has(id)) people.set(id, { memberId: id, name, because: 'role' });
  }
  return {
    plan: plan.name,
    allowed: excess === 0 && misfits.members.length === 0 && features.length === 0,
    members: { used: active + pending.length, limit, excess },
    people: [...people.values()].slice(0, NAMED),
    invitations: invitations.map(({ id, email }) => ({ invitationId: id, email })),
    roles: misfits.roles,
    features,
    more: tooMany > NAMED || excess > invitations.length + tooMany || people.size > NAMED,
  };
}

const NEWEST = [{ field: { column: 'id' }, descending: true }] as const;

async function newestPending(
  reading: Pick<Readers, 'invitations'>,
  { id }: Organization,
  { clock }: Context,
  most: number,
): Promise<Invitation[]> {
  const { records } = await reading.invitations.find({
    where: all(equals('organizationId', id), equals('status', 'pending')),
    sort: NEWEST,
    limit: Math.min(most, REHELD),
  });
  return records.filter(({ expiresAt }) => Date.parse(expiresAt) > clock.now());
}

/** Owners stay: somebody has to. */
async function newestMembers(
  reading: Pick<Readers, 'members'>,
  { id }: Organization,
  most: number,
): Promise<readonly Member[]> {
  if (most === 0) return [];
  const { records } = await reading.members.find({
    where: all(
      equals('organizationId', id),
      equals('status', 'active'),
      oneOf('standing', ['admin', 'none']),
    ),
    sort: NEWEST,
    limit: most,
  });
  return records;
}

/** Members with roles that the plan does not have, and which roles those are. */
async function outsiders(
  reading: Pick<Readers, 'members' | 'roles'>,
  presets: Presets,
  { id, preset }: Organization,
  { roles: allowed }: Plan,
): Promise<{ members: readonly Member[]; roles: string[] }> {
  if (allowed === undefined) return { members: [], roles: [] };
  const own = await reading.roles.find({ where: equals('organizationId', id), limit: 200 });
  const ready = requirePreset(presets, { preset }).roles;
  const names = [...ready, ...own.records].map(({ name }) => name);
  const others = names.filter((name) => !allowed.includes(name));
  if (others.length === 0) return { members: [], roles: [] };
  const has = (value: string): Term => ({
    kind: 'facet',
    scope: id,
    name: 'role',
    operator: 'eq',
    value,
  });
  const { records } = await reading.members.find({
    where: all(
      equals('organizationId', id),
      oneOf('status', ['active', 'suspended']),
      any(...others.map(has)),
    ),
    limit: NAMED + 1,
  });
  const held = new Set(records.flatMap(({ grants }) => grants.map(({ role }) => role)));
  return { members: records, roles: others.filter((name) => held.has(name)) };
}

/** What is there of each feature that a plan may lack. */
const IN_USE = {
  directory: 'connections',
  spaces: 'spaces',
  domains: 'domains',
  'custom-roles': 'roles',
} as const;

async function featuresMissed(
  reading: Readers,
  { id }: Organization,
  plan: Plan,
): Promise<string[]> {
  const missed: string[] = [];
  for (const [feature, collection] of Object.entries(IN_USE)) {
    if (includes(plan, feature)) continue;
    if (await reading[collection].first(equals('organizationId', id))) missed.push(feature);
  }
  return missed;
}

/** Pending invitations hold a place, or do not, as the plan has it from now on. */
async function rehold(ground: Ground, counts: boolean): Promise<void> {
  const { ctx, tx, organization } = ground;
  const { id } = organization;
  const { records } = await tx.invitations.find({
    where: all(equals('organizationId', id), equals('status', 'pending')),
    sort: NEWEST,
    limit: REHELD,
  });
  let places = 0;
  for (const invitation of records.filter(({ holdsPlace }) => holdsPlace !== counts)) {
    places += counts ? 1 : -1;
    const after = nextVersion<Invitation>(ctx, invitation, { holdsPlace: counts });
    await keepInvitation(ground, invitation, after);
  }
  if (places === 0) return;
  await tx.tallies.adjust(placesTally(id), places);
  await tx.tallies.adjust(heldTally(id), places);
}
