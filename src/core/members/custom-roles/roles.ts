import { Fault, type Context, type Page } from '#kernel/index.js';
import { equals, type CustomRole, type RoleVersion, type Store } from '#store/index.js';
import {
  listPage,
  type ListQuery,
  requireOpenOrganization,
  requirePreset,
  type Role,
  toRole,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { AREAS, hostAreasOf, mayGrant } from '#core/access/index.js';
import { changeRole, createRole, type NewRole, type RoleChange } from './changes.js';
import { differenceOf, type Difference } from './differences.js';
import { createRoleRemoval, type RoleRemoval } from './removals.js';
import { MAX_ROLES, requireCustomRole } from './checks.js';

export type { NewRole, RoleChange } from './changes.js';
export type { Difference } from './differences.js';
export type { RoleRemovalResult, RoleUsage } from './removals.js';

/** A role of either kind, as people are shown it. */
export interface RoleView {
  readonly role: Role;
  /** absent: of the preset */
  readonly custom?: CustomRole;
  /** the caller may give it */
  readonly grantable: boolean;
}

export interface AreaView {
  readonly area: string;
  readonly description: string;
  /** of the host application: Muster hands it out and never asks for it */
  readonly host: boolean;
}

export interface Roles extends RoleRemoval {
  /** Those of the preset in their order, then the organization's own by name. */
  list(ctx: Context, organizationId: string): Promise<readonly RoleView[]>;
  /** Fault `role.missing`. */
  get(ctx: Context, organizationId: string, name: string): Promise<RoleView>;
  /**
   * Faults `plan.required`, `limit.roles`, `role.exists`, `role.unknown` (in grants and manages), `permission.escalation`: nobody
   * makes a role that permits, gives or touches more than they do. `request.invalid` for permissions that are none.
   */
  create(ctx: Context, organizationId: string, input: NewRole): Promise<CustomRole>;
  /** The same faults, `role.missing`, `role.preset`, `role.in_use` (mapped, and not to be mappable any more), `request.precondition`. */
  change(
    ctx: Context,
    organizationId: string,
    name: string,
    change: RoleChange,
    expected?: number,
  ): Promise<CustomRole>;
  /** Oldest first. Faults `role.missing`, `role.preset`. */
  versions(
    ctx: Context,
    organizationId: string,
    name: string,
    query: ListQuery,
  ): Promise<Page<RoleVersion>>;
  /** What changed from one version to another. Fault `request.invalid` for a number that there is not. */
  difference(
    ctx: Context,
    organizationId: string,
    name: string,
    numbers: { readonly from: number; readonly to: number },
  ): Promise<Difference>;
  /** What can be permitted here. */
  areas(ctx: Context, organizationId: string): Promise<readonly AreaView[]>;
}

export function createRoles(deps: CoreDeps): Roles {
  const { store, presets } = deps;
  return {
    ...createRoleRemoval(deps),
    async list(ctx, organizationId) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const { records } = await store.read.roles.find({
        where: equals('organizationId', organizationId),
        sort: [{ field: { column: 'name' } }],
        limit: MAX_ROLES,
      });
      return [
        ...requirePreset(presets, organization).roles.map((role) => toRoleView(ctx, role)),
        ...records.map((custom) => toRoleView(ctx, toRole(custom), custom)),
      ];
    },
    async get(ctx, organizationId, name) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const presetRole = requirePreset(presets, organization).roles.find(
        (role) => role.name === name,
      );
      if (presetRole) return toRoleView(ctx, presetRole);
      const custom = await requireCustomRole(store.read, presets, organization, name);
      return toRoleView(ctx, toRole(custom), custom);
    },
    create: (ctx, organizationId, input) =>
      createRole({ ctx, store, presets }, organizationId, input),
    change: (ctx, organizationId, name, change, expected) =>
      changeRole({ ctx, store, presets }, { organizationId, name, change, expected }),
    async versions(_ctx, organizationId, name, query) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const { id } = await requireCustomRole(store.read, presets, organization, name);
      return listPage(store.read.roleVersions, equals('roleId', id), query);
    },
    async difference(_ctx, organizationId, name, { from, to }) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const { id } = await requireCustomRole(store.read, presets, organization, name);
      const [before, after] = await Promise.all(
        [from, to].map((number) => requireRoleVersion(store, id, number)),
      );
      if (!before || !after) throw new Fault('role.missing', { role: name });
      return differenceOf(before, after);
    },
    async areas(_ctx, organizationId) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const own = Object.entries(AREAS).map(([area, description]) => ({ area, description }));
      const host = hostAreasOf(requirePreset(presets, organization).roles);
      return [
        ...own.map((area) => ({ ...area, host: false })),
        ...host.map((area) => ({ area, description: 'of the host application', host: true })),
      ];
    },
  };
}

function toRoleView(ctx: Context, role: Role, custom?: CustomRole): RoleView {
  const grantable = mayGrant(ctx, role) && !role.retiring;
  return { role, grantable, ...(custom && { custom }) };
}

async function requireRoleVersion(
  store: Store,
  roleId: string,
  number: number,
): Promise<RoleVersion> {
  const { records } = await store.read.roleVersions.find({
    where: { kind: 'all', terms: [equals('roleId', roleId), equals('number', number)] },
    limit: 1,
  });
  const [version] = records;
  if (version) return version;
  const problem = `the role has no version ${number}`;
  throw new Fault('request.invalid', { errors: [{ field: 'from or to', problem }] });
}
