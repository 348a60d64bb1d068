import type { Context } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type Organization, type Readers } from '#store/index.js';
import { includes, mayGrant, planOf, reachOf } from '#core/access/index.js';
import { MAX_ROLES } from '#core/members/index.js';
import {
  requirePreset,
  toRole,
  viewOrganization,
  type ConsoleLayout,
  type ConsolePage,
  type CoreDeps,
  type Preset,
  type Role,
} from '#core/tenancy/index.js';

/** Whether the caller can open a page, and what is missing otherwise. */
export type PageAccess =
  | { readonly open: true }
  | { readonly open: false; readonly because: 'permission'; readonly permission: string }
  | { readonly open: false; readonly because: 'plan'; readonly feature: string };

/** The console of an organization as one caller sees it. */
export interface ConsoleView {
  readonly organization: Organization;
  readonly preset: Preset;
  readonly layout: ConsoleLayout;
  /** tabs of the page of people that the caller can open */
  readonly tabs: ConsoleLayout['people']['tabs'];
  /** those that the layout has a place for */
  readonly pages: Readonly<Partial<Record<ConsolePage, PageAccess>>>;
  /** who is the only one of their standing, and so keeps it; for callers who see members */
  readonly lastOf: { readonly owner?: string; readonly admin?: string };
  /** of the plan */
  readonly features: readonly string[];
  /** of the preset in its order, then the organization's own by name, for callers who see members or roles */
  readonly roles: readonly {
    readonly role: Role;
    readonly custom: boolean;
    readonly mayGive: boolean;
  }[];
}

export interface Consoles {
  /** For members and callers who act for one. Fault `organization.missing`. */
  of(ctx: Context, organizationId: string): Promise<ConsoleView>;
}

/** What must be held to see anything on a page; without it the page is everybody's. */
const NEEDS: Readonly<Partial<Record<ConsolePage, string>>> = {
  people: 'members:read',
  imports: 'members:read',
  roles: 'roles:read',
  spaces: 'spaces:read',
  seats: 'seats:read',
  plan: 'organization:read',
  billing: 'billing:read',
  domains: 'domains:read',
  notifications: 'notices:read',
  audit: 'journal:read',
  keys: 'keys:read',
  settings: 'organization:read',
};

/** What the plan must include. Roles can be looked at without roles of one's own. */
const FEATURES: Readonly<Partial<Record<ConsolePage, string>>> = {
  spaces: 'spaces',
  seats: 'seats',
  domains: 'domains',
};

/** What must be held beside the permission of the page of people. */
const TAB_NEEDS: Readonly<Partial<Record<ConsoleLayout['people']['tabs'][number], string>>> = {
  invitations: 'invitations:read',
  'join-requests': 'join-requests:read',
};

export function createConsoles(deps: CoreDeps): Consoles {
  const { store, presets } = deps;
  return {
    async of(ctx, organizationId) {
      const { organization } = await viewOrganization(deps, organizationId);
      const preset = requirePreset(presets, organization);
      const plan = planOf(presets, organization);
      const layout = preset.console;
      const placed = placedPages(layout);
      const access = (page: ConsolePage): PageAccess => {
        const permission = layout.needs[page] ?? NEEDS[page];
        if (permission !== undefined && !holds(ctx, permission)) {
          return { open: false, because: 'permission', permission };
        }
        const feature = FEATURES[page];
        if (feature === undefined || includes(plan, feature)) return { open: true };
        return { open: false, because: 'plan', feature };
      };
      const own = seesRoles(ctx) ? await ownRoles(store.read.roles, organizationId) : [];
      return {
        organization,
        preset,
        layout,
        tabs: layout.people.tabs.filter((tab) => holds(ctx, TAB_NEEDS[tab])),
        pages: Object.fromEntries(placed.map((page) => [page, access(page)])),
        lastOf: holds(ctx, 'members:read') ? await lastOf(store.read, organizationId) : {},
        features: plan.features,
        roles: [
          ...preset.roles.map((role) => ({ role, custom: false })),
          ...own.map((role) => ({ role, custom: true })),
        ].map((one) => ({ ...one, mayGive: !one.role.retiring && mayGrant(ctx, one.role) })),
      };
    },
  };
}

/** The only active owner, and the only active member who is an owner or an administrator: the rule of `requireRemainingAdmin`. */
async function lastOf(
  { members }: Pick<Readers, 'members'>,
  organizationId: string,
): Promise<ConsoleView['lastOf']> {
  const onlyOne = async (standings: readonly Member['standing'][]): Promise<string | undefined> => {
    const { records } = await members.find({
      where: all(
        equals('organizationId', organizationId),
        equals('status', 'active'),
        oneOf('standing', standings),
      ),
      limit: 2,
    });
    return records.length === 1 ? records[0]?.id : undefined;
  };
  const owner = await onlyOne(['owner']);
  const admin = await onlyOne(['owner', 'admin']);
  return { ...(owner !== undefined && { owner }), ...(admin !== undefined && { admin }) };
}

/** Those of the menus, and the one that adding people leads to. */
function placedPages({ menus, people }: ConsoleLayout): readonly ConsolePage[] {
  const pages = menus.flatMap(({ sections }) => sections.flatMap((section) => section.pages));
  return people.add.entries.includes('import') ? [...pages, 'imports'] : pages;
}

/** Of everybody's, not only of the caller's own. */
function holds({ authority }: Context, permission: string | undefined): boolean {
  return permission === undefined || reachOf(authority, permission) === 'any';
}

/** Rows of members and of roles name them. */
function seesRoles(ctx: Context): boolean {
  return holds(ctx, 'members:read') || holds(ctx, 'roles:read');
}

async function ownRoles(
  roles: CoreDeps['store']['read']['roles'],
  organizationId: string,
): Promise<readonly Role[]> {
  const { records } = await roles.find({
    where: equals('organizationId', organizationId),
    sort: [{ field: { column: 'name' } }],
    limit: MAX_ROLES,
  });
  return records.map(toRole);
}
