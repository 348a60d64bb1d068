import {
  Fault,
  foldCase,
  isFault,
  newId,
  randomText,
  readAddress,
  readName,
  type Context,
} from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import { reserveOrganizationQuota } from '#core/access/index.js';
import { createMember } from '#core/members/index.js';
import {
  createScope,
  firstVersion,
  highestRole,
  inInstallation,
  type CoreDeps,
  type InstallationScope,
  type OrganizationScope,
  type Plan,
  type Preset,
  type Presets,
} from '#core/tenancy/index.js';
import { meterDueOf } from './metering.js';

const MAX_NUMBERED_SLUGS = 5;
const MAX_SLUG_ATTEMPTS = 20;

export interface NewOrganization {
  readonly name: string;
  /** made from the name when absent; with a number or letters behind it when taken */
  readonly slug?: string;
  /** `standard` when absent */
  readonly preset?: string;
  /** the preset's default when absent */
  readonly plan?: string;
  /** BCP 47 */
  readonly locale?: string;
  /** IANA */
  readonly timeZone?: string;
  /** with an account, the organization counts against that account's quota */
  readonly owner?: { readonly email: string; readonly name: string; readonly accountId?: string };
  readonly personalOf?: string;
}

/** What a new organization needs beside its input. */
export interface OrganizationDeps extends CoreDeps {
  /** organizations that may be made for one account */
  readonly perAccount: number;
}

/** Faults `request.invalid` (unknown preset), `plan.unknown`, `organization.slug_taken`, `account.missing`, `limit.organizations`. */
export async function createOrganization(
  deps: OrganizationDeps,
  ctx: Context,
  requested: NewOrganization,
): Promise<Organization> {
  const input = readNewOrganization(requested);
  return withSlug(input, (slug) => {
    const id = newId();
    return inInstallation(deps, ctx, id, async (installation) => {
      const { accountId } = input.owner ?? {};
      if (accountId !== undefined && !(await installation.tx.accounts.get(accountId))) {
        throw new Fault('account.missing', { id: accountId });
      }
      const scope = await insertOrganization(deps, installation, { ...input, id, slug });
      return scope.organization;
    });
  });
}

function readNewOrganization({ owner, ...input }: NewOrganization): NewOrganization {
  const name = readName(input.name);
  if (!owner) return { ...input, name };
  const email = readAddress(owner.email, 'owner.email');
  return { ...input, name, owner: { ...owner, email, name: readName(owner.name, 'owner.name') } };
}

/** Tries one slug after the other until one is free. Fault `organization.slug_taken` for one that was asked for by name. */
export async function withSlug<T>(
  { name, slug: requestedSlug }: Pick<NewOrganization, 'name' | 'slug'>,
  create: (slug: string) => Promise<T>,
): Promise<T> {
  const baseSlug = requestedSlug ?? toSlug(name);
  for (let attempt = 1; ; attempt += 1) {
    const slug = baseSlug + slugSuffix(attempt);
    try {
      return await create(slug);
    } catch (error) {
      if (!isFault(error, 'record.exists') || !isSlugConflict(error)) throw error;
      if (requestedSlug !== undefined || attempt === MAX_SLUG_ATTEMPTS) {
        throw new Fault('organization.slug_taken', { slug }, { cause: error });
      }
    }
  }
}

function isSlugConflict({ details }: Fault): boolean {
  return details['key'] === undefined || details['key'] === 'slug';
}

type ResolvedOrganization = NewOrganization & { readonly id: string; readonly slug: string };

/** Writes the organization, its slug and its first owner, in a transaction that may write more. Resolves to the scope for that. */
export async function insertOrganization(
  deps: OrganizationDeps,
  { ctx, tx }: InstallationScope,
  input: ResolvedOrganization,
): Promise<OrganizationScope> {
  const { presets } = deps;
  const { preset, plan } = presetAndPlanOf(presets, input);
  const { id: organizationId, name, slug, owner, personalOf, locale, timeZone } = input;
  const meterDue = meterDueOf(ctx, plan);
  const madeFor = owner?.accountId;
  const organization = firstVersion<Organization>(ctx, {
    id: organizationId,
    name,
    nameKey: foldCase(name),
    slug,
    preset: preset.name,
    plan: plan.name,
    status: 'active',
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timeZone }),
    ...(personalOf !== undefined && { personalOf }),
    ...(madeFor !== undefined && { madeFor }),
    ...(meterDue !== undefined && { meterDue }),
  });
  if (madeFor !== undefined) await reserveOrganizationQuota(tx, madeFor, deps.perAccount);
  await tx.organizations.insert(organization);
  await tx.organizationSlugs.insert(firstVersion(ctx, { organizationId, slug }));
  const scope = createScope(deps, ctx, tx, organization);
  await scope.journal.append({
    type: 'organization.created',
    target: { kind: 'organization', id: organizationId, name },
    after: { name, slug, preset: preset.name, plan: plan.name },
  });
  const role = highestRole(preset);
  if (owner && role) {
    await createMember(scope, {
      ...owner,
      status: 'active',
      source: 'manual',
      grants: [{ role: role.name, source: { kind: 'manual' }, since: organization.createdAt }],
    });
  }
  return scope;
}

function presetAndPlanOf(presets: Presets, input: NewOrganization): { preset: Preset; plan: Plan } {
  const preset = presets.get(input.preset ?? 'standard');
  if (!preset) {
    const problem = `is not one of ${[...presets.keys()].join(', ')}`;
    throw new Fault('request.invalid', { errors: [{ field: 'preset', problem }] });
  }
  const name = input.plan ?? preset.defaultPlan;
  const plan = preset.plans.find((candidate) => candidate.name === name);
  if (plan) return { preset, plan };
  throw new Fault('plan.unknown', {
    plan: name,
    plans: preset.plans.map((candidate) => candidate.name),
  });
}

/** A few numbers first, then random letters: names without Latin letters all lead to the same slug. */
function slugSuffix(attempt: number): string {
  if (attempt === 1) return '';
  return attempt <= MAX_NUMBERED_SLUGS ? `-${attempt}` : `-${randomText(6).toLowerCase()}`;
}

/** Latin letters, digits and single dashes, at most 48 characters; `organization` when nothing is left. */
function toSlug(name: string): string {
  const folded = foldCase(name.normalize('NFKD').replace(/\p{M}/gu, ''));
  const words = folded.split(/[^a-z0-9]+/).filter(Boolean);
  return words.join('-').slice(0, 48).replace(/-$/, '') || 'organization';
}
