import {
  Fault,
  fold,
  instant,
  isFault,
  newId,
  randomText,
  type Context,
  type Page,
} from '#kernel/index.js';
import { everything, type Organization, type Store } from '#store/index.js';
import { append } from './journal.js';
import { listPage, type ListQuery } from './lists.js';
import { enter } from './members/enter.js';
import type { Presets, Role } from './roles.js';

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
  readonly owner?: { readonly email: string; readonly name: string; readonly accountId?: string };
  readonly personalOf?: string;
}

export interface Organizations {
  /** Faults `request.invalid` (unknown preset), `plan.unknown`, `organization.slug_taken`. */
  create(ctx: Context, input: NewOrganization): Promise<Organization>;
  /** Fault `organization.missing`. */
  get(ctx: Context, id: string): Promise<Organization>;
  list(ctx: Context, query: ListQuery): Promise<Page<Organization>>;
}

export function createOrganizations(store: Store, presets: Presets): Organizations {
  async function create(ctx: Context, input: NewOrganization): Promise<Organization> {
    const preset = input.preset ?? 'standard';
    const found = presets.get(preset);
    if (!found) {
      const problem = `is not one of ${[...presets.keys()].join(', ')}`;
      throw new Fault('request.invalid', { errors: [{ field: 'preset', problem }] });
    }
    const ownerRole = found.roles.find(({ standing }) => standing === 'owner');
    const plan = input.plan ?? found.defaultPlan;
    if (!found.plans.some(({ name }) => name === plan)) throw new Fault('plan.unknown', { plan });
    const wish = input.slug ?? slugOf(input.name);
    for (let attempt = 1; ; attempt += 1) {
      const slug = wish + endingOf(attempt);
      try {
        return await insert(store, presets, ctx, { ...input, preset, plan, slug, ownerRole });
      } catch (error) {
        if (!isFault(error, 'record.exists')) throw error;
        if (input.slug !== undefined || attempt === MOST_ATTEMPTS) {
          throw new Fault('organization.slug_taken', { slug }, { cause: error });
        }
      }
    }
  }

  return {
    create,
    async get(_ctx, id) {
      const organization = await store.read.organizations.get(id);
      if (!organization) throw new Fault('organization.missing', { id });
      return organization;
    },
    list: (_ctx, query) => listPage(store.read.organizations, everything, query),
  };
}

type Decided = NewOrganization & {
  readonly slug: string;
  readonly preset: string;
  readonly plan: string;
  readonly ownerRole: Role | undefined;
};

function insert(
  store: Store,
  presets: Presets,
  ctx: Context,
  input: Decided,
): Promise<Organization> {
  const now = instant(ctx.clock.now());
  const stamp = { version: 1, createdAt: now, updatedAt: now };
  const { name, slug, preset, plan, owner, ownerRole, personalOf } = input;
  const organization: Organization = {
    ...{ id: newId(), ...stamp },
    ...{ name, slug, preset, plan, status: 'active' },
    ...(personalOf !== undefined && { personalOf }),
  };
  const organizationId = organization.id;
  return store.transaction(organizationId, async (tx) => {
    await tx.organizations.insert(organization);
    await tx.organizationSlugs.insert({ id: newId(), ...stamp, organizationId, slug });
    await append(ctx, tx, {
      ...{ organizationId, type: 'organization.created' },
      target: { kind: 'organization', id: organizationId, name },
      after: { name, slug, preset, plan },
    });
    if (owner && ownerRole) {
      await enter(
        { ctx, tx, presets, organization },
        {
          ...{ ...owner, status: 'active', source: 'manual' },
          grants: [{ role: ownerRole.name, source: { kind: 'manual' }, since: now }],
        },
      );
    }
    return organization;
  });
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
