import { Fault, fold, instant, isFault, newId, randomText, type Context } from '#kernel/index.js';
import type { Organization, Store, Writers } from '#store/index.js';
import { meterDueOf, takeOfQuota } from '#core/access/index.js';
import { enter } from '#core/members/index.js';
import {
  append,
  highestRole,
  type Plan,
  type Preset,
  type Presets,
  groundFor,
} from '#core/tenancy/index.js';

const MOST_NUMBERED = 5;
const MOST_ATTEMPTS = 20;

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
  /** with an account, the organization counts against that account's quota */
  readonly owner?: { readonly email: string; readonly name: string; readonly accountId?: string };
  readonly personalOf?: string;
}

/** What a new organization needs beside its wish. */
export interface Founding {
  readonly presets: Presets;
  /** organizations that may be made for one account */
  readonly perAccount: number;
}

/** Faults `request.invalid` (unknown preset), `plan.unknown`, `organization.slug_taken`, `account.missing`, `limit.organizations`. */
export function createOrganization(
  store: Store,
  founding: Founding,
  ctx: Context,
  input: NewOrganization,
): Promise<Organization> {
  return withSlug(input, (slug) => {
    const id = newId();
    return store.transaction(id, async (tx) => {
      const { accountId } = input.owner ?? {};
      if (accountId !== undefined && !(await tx.accounts.get(accountId))) {
        throw new Fault('account.missing', { id: accountId });
      }
      return found(founding, ctx, tx, { ...input, id, slug });
    });
  });
}

/** Tries one slug after the other until one is free. Fault `organization.slug_taken` for one that was asked for by name. */
export async function withSlug<T>(
  { name, slug: asked }: Pick<NewOrganization, 'name' | 'slug'>,
  make: (slug: string) => Promise<T>,
): Promise<T> {
  const wish = asked ?? slugOf(name);
  for (let attempt = 1; ; attempt += 1) {
    const slug = wish + endingOf(attempt);
    try {
      return await make(slug);
    } catch (error) {
      if (!isFault(error, 'record.exists') || !isOfSlug(error)) throw error;
      if (asked !== undefined || attempt === MOST_ATTEMPTS) {
        throw new Fault('organization.slug_taken', { slug }, { cause: error });
      }
    }
  }
}

function isOfSlug({ details }: Fault): boolean {
  return details['key'] === undefined || details['key'] === 'slug';
}

type Decided = NewOrganization & { readonly id: string; readonly slug: string };

/** Writes the organization, its slug and its first owner, in a transaction that may write more. */
export async function found(
  founding: Founding,
  ctx: Context,
  tx: Writers,
  input: Decided,
): Promise<Organization> {
  const { presets } = founding;
  const { preset, plan } = kindOf(presets, input);
  const now = instant(ctx.clock.now());
  const stamp = { version: 1, createdAt: now, updatedAt: now };
  const { id: organizationId, name, slug, owner, personalOf, locale } = input;
  const meterDue = meterDueOf(ctx, plan);
  const madeFor = owner?.accountId;
  const organization: Organization = {
    id: organizationId,
    ...stamp,
    name,
    nameKey: fold(name),
    slug,
    preset: preset.name,
    plan: plan.name,
    status: 'active',
    ...(locale !== undefined && { locale }),
    ...(personalOf !== undefined && { personalOf }),
    ...(madeFor !== undefined && { madeFor }),
    ...(meterDue !== undefined && { meterDue }),
  };
  if (madeFor !== undefined) await takeOfQuota(tx, madeFor, founding.perAccount);
  await tx.organizations.insert(organization);
  await tx.organizationSlugs.insert({ id: newId(), ...stamp, organizationId, slug });
  await append(ctx, tx, {
    organizationId,
    type: 'organization.created',
    target: { kind: 'organization', id: organizationId, name },
    after: { name, slug, preset: preset.name, plan: plan.name },
  });
  const role = highestRole(preset);
  if (owner && role) {
    await enter(groundFor(ctx, tx, presets, organization), {
      ...owner,
      status: 'active',
      source: 'manual',
      grants: [{ role: role.name, source: { kind: 'manual' }, since: now }],
    });
  }
  return organization;
}

function kindOf(presets: Presets, input: NewOrganization): { preset: Preset; plan: Plan } {
  const preset = presets.get(input.preset ?? 'standard');
  if (!preset) {
    const problem = `is not one of ${[...presets.keys()].join(', ')}`;
    throw new Fault('request.invalid', { errors: [{ field: 'preset', problem }] });
  }
  const name = input.plan ?? preset.defaultPlan;
  const plan = preset.plans.find((one) => one.name === name);
  if (plan) return { preset, plan };
  throw new Fault('plan.unknown', { plan: name, plans: preset.plans.map((one) => one.name) });
}

/** A few numbers first, then letters by chance: names without Latin letters all wish for the same slug. */
function endingOf(attempt: number): string {
  if (attempt === 1) return '';
  return attempt <= MOST_NUMBERED ? `-${attempt}` : `-${randomText(6).toLowerCase()}`;
}

/** Latin letters, digits and single dashes, at most 48 characters; `organization` when nothing is left. */
function slugOf(name: string): string {
  const plain = fold(name.normalize('NFKD').replace(/\p{M}/gu, ''));
  const words = plain.split(/[^a-z0-9]+/).filter(Boolean);
  return words.join('-').slice(0, 48).replace(/-$/, '') || 'organization';
}
