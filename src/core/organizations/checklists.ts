import type { Context } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type Organization, type Readers } from '#store/index.js';
import { countMembers, includes, planOf, reachOf } from '#core/access/index.js';
import { seatsTallyKey } from '#core/entitlements/index.js';
import {
  findAll,
  requirePreset,
  viewOrganization,
  type ChecklistItemName,
  type ConsolePage,
  type CoreDeps,
} from '#core/tenancy/index.js';

/** One thing to do at the start, as it is now. */
export interface ChecklistItem {
  readonly name: ChecklistItemName;
  /** where it is done */
  readonly page: ConsolePage;
  readonly done: boolean;
  /** of an item that takes several steps */
  readonly progress?: { readonly done: number; readonly of: number };
}

export interface Checklist {
  /** in the order of the preset; only what the caller can do */
  readonly items: readonly ChecklistItem[];
  readonly done: number;
}

interface State {
  readonly read: Readers;
  readonly organization: Organization;
  readonly member: Member;
}

type Progress = Pick<ChecklistItem, 'done' | 'progress'>;

interface Item {
  readonly page: ConsolePage;
  /** to do it; absent: everybody's own */
  readonly permission?: string;
  /** of the plan */
  readonly feature?: string;
  readonly state: (of: State) => Promise<Progress>;
}

const ITEMS: Readonly<Record<ChecklistItemName, Item>> = {
  picture: {
    page: 'personal',
    state: async ({ member }) => ({ done: (member.avatarHash ?? member.photoUrl) !== undefined }),
  },
  'second-step': { page: 'personal', state: hasSecondStep },
  invite: {
    page: 'people',
    permission: 'invitations:write',
    feature: 'members',
    state: async ({ read, organization: { id } }) => {
      const { active } = await countMembers(read, id);
      return { done: active > 1 || (await hasOne(read.invitations, id)) };
    },
  },
  'second-administrator': {
    page: 'people',
    permission: 'members:write',
    feature: 'members',
    state: secondAdministrator,
  },
  branding: {
    page: 'settings',
    permission: 'organization:write',
    state: async ({ organization: { branding, logoHash } }) => ({
      done: logoHash !== undefined || branding?.color !== undefined,
    }),
  },
  spaces: {
    page: 'spaces',
    permission: 'spaces:write',
    feature: 'spaces',
    state: async ({ read, organization: { id } }) => ({ done: await hasOne(read.spaces, id) }),
  },
  seats: { page: 'seats', permission: 'seats:write', feature: 'seats', state: seatsGiven },
  domain: {
    page: 'domains',
    permission: 'domains:write',
    feature: 'domains',
    state: async ({ read, organization: { id } }) => ({
      done: await hasOne(read.domains, id, equals('status', 'verified')),
    }),
  },
  'second-step-for-all': {
    page: 'settings',
    permission: 'security:write',
    state: async ({ organization: { policies } }) => {
      const { signIn = false, roles = [] } = policies?.secondFactor ?? {};
      return { done: signIn || roles.length > 0 };
    },
  },
  'billing-contact': {
    page: 'billing',
    permission: 'billing:write',
    state: async ({ organization: { billing } }) => ({
      done: (billing?.contacts ?? []).length > 0,
    }),
  },
};

export interface Checklists {
  /** Of the acting member. Faults `organization.missing`, `member.missing`. */
  of(ctx: Context, organizationId: string): Promise<Checklist>;
}

export function createChecklists(deps: CoreDeps): Checklists {
  const { store, presets } = deps;
  return {
    async of(ctx, organizationId) {
      const { organization, members } = await viewOrganization(deps, organizationId);
      const member = await members.require(ctx.authority.memberId ?? '');
      const { menus, needs, checklist } = requirePreset(presets, organization).console;
      const plan = planOf(presets, organization);
      const placed = new Set<ConsolePage>(['personal']);
      for (const { sections } of menus) {
        for (const { pages } of sections) for (const page of pages) placed.add(page);
      }
      const holds = (permission: string | undefined): boolean =>
        permission === undefined || reachOf(ctx.authority, permission) === 'any';
      const isOffered = ({ page, permission, feature }: Item): boolean =>
        placed.has(page) &&
        holds(permission) &&
        holds(needs[page]) &&
        (feature === undefined || includes(plan, feature));
      const state: State = { read: store.read, organization, member };
      const items: ChecklistItem[] = [];
      for (const name of checklist) {
        const item = ITEMS[name];
        if (!isOffered(item)) continue;
        items.push({ name, page: item.page, ...(await item.state(state)) });
      }
      return { items, done: items.filter(({ done }) => done).length };
    },
  };
}

interface Counted {
  count(where: ReturnType<typeof all>, limit?: number): Promise<number>;
}

async function hasOne(
  records: Counted,
  organizationId: string,
  ...terms: ReturnType<typeof equals>[]
): Promise<boolean> {
  return (await records.count(all(equals('organizationId', organizationId), ...terms), 1)) > 0;
}

/** One who falls ill leaves an organization that nobody can administer. */
async function secondAdministrator({ read, organization: { id } }: State): Promise<Progress> {
  const found = await read.members.count(
    all(
      equals('organizationId', id),
      oneOf('standing', ['owner', 'admin']),
      equals('status', 'active'),
    ),
    2,
  );
  return { done: found === 2, progress: { done: found, of: 2 } };
}

async function hasSecondStep({ read, member }: State): Promise<Progress> {
  if (member.accountId === undefined) return { done: false };
  const factors = await findAll(read.secondFactors, equals('accountId', member.accountId));
  const active = factors.some(
    ({ kind, status }) => status === 'active' && kind !== 'recovery_codes',
  );
  return { done: active };
}

/** A product without a seat given is paid for and used by nobody. */
async function seatsGiven({ read, organization: { id } }: State): Promise<Progress> {
  const products = await findAll(read.products, equals('organizationId', id));
  let given = 0;
  for (const { id: productId } of products) {
    if ((await read.tallies.get(seatsTallyKey(productId))) > 0) given += 1;
  }
  const of = products.length;
  return { done: of > 0 && given === of, progress: { done: given, of } };
}
