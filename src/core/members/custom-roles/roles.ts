import { Fault, type Context, type Page } from '#kernel/index.js';
import { all, equals, type CustomRole, type Readers, type RoleVersion } from '#store/index.js';
import {
  listPage,
  type ListQuery,
  requirePreset,
  type Role,
  toRole,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { AREAS, hostAreasOf, mayGrant } from '#core/access/index.js';
import { readScope } from '../scopes.js';
import { changeRole, createRole, type RoleChange } from './changes.js';
import { differenceOf, type Difference } from './differences.js';
import { createRoleRemoval } from './removals.js';
import type { RoleDeps } from './replacements.js';
import { MAX_ROLES, requireCustomRole } from './checks.js';

export type { NewRole, RoleChange } from './changes.js';
export type { Difference } from './differences.js';
export type { RoleRemovalResult, RoleUsage } from './removals.js';

/** A role of either kind, for a caller. */
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

export type Roles = ReturnType<typeof createRoles>;

export function createRoles(deps: RoleDeps) {
  return {
    ...createRoleRemoval(deps),
    /** Those of the preset in their order, then the organization's own by name. */
    async list(ctx: Context, organizationId: string): Promise<readonly RoleView[]> {
      const { tx, presets, organization } = await readScope(deps, ctx, organizationId);
      const { records } = await tx.roles.find({
        where: equals('organizationId', organizationId),
        sort: [{ field: { column: 'name' } }],
        limit: MAX_ROLES,
      });
      return [
        ...requirePreset(presets, organization).roles.map((role) => toRoleView(ctx, role)),
        ...records.map((custom) => toRoleView(ctx, toRole(custom), custom)),
      ];
    },
    /** Fault `role.missing`. */
    async get(ctx: Context, organizationId: string, name: string): Promise<RoleView> {
      const scope = await readScope(deps, ctx, organizationId);
      const { roles } = requirePreset(deps.presets, scope.organization);
      const presetRole = roles.find((role) => role.name === name);
      if (presetRole) return toRoleView(ctx, presetRole);
      const custom = await requireCustomRole(scope, name);
      return toRoleView(ctx, toRole(custom), custom);
    },
    create: createRole.bind(undefined, deps),
    change: (
      ctx: Context,
      organizationId: string,
      name: string,
      change: RoleChange,
      expected?: number,
    ): Promise<CustomRole> => changeRole(deps, ctx, { organizationId, name }, { change, expected }),
    /** Oldest first. Faults `role.missing`, `role.preset`. */
    async versions(
      ctx: Context,
      organizationId: string,
      name: string,
      query: ListQuery,
    ): Promise<Page<RoleVersion>> {
      const scope = await readScope(deps, ctx, organizationId);
      const { id } = await requireCustomRole(scope, name);
      return listPage(scope.tx.roleVersions, equals('roleId', id), query);
    },
    /** What changed from one version to another. Fault `request.invalid` for a number that there is not. */
    async difference(
      ctx: Context,
      organizationId: string,
      name: string,
      { from, to }: { readonly from: number; readonly to: number },
    ): Promise<Difference> {
      const scope = await readScope(deps, ctx, organizationId);
      const { id } = await requireCustomRole(scope, name);
      const before = await requireRoleVersion(scope.tx, id, from);
      return differenceOf(before, await requireRoleVersion(scope.tx, id, to));
    },
    areas: areasOf.bind(undefined, deps),
  };
}

/** What can be permitted here. */
async function areasOf(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<readonly AreaView[]> {
  const { organization } = await readScope(deps, ctx, organizationId);
  const own = Object.entries(AREAS).map(([area, description]) => ({ area, description }));
  const host = hostAreasOf(requirePreset(deps.presets, organization).roles);
  return [
    ...own.map((area) => ({ ...area, host: false })),
    ...host.map((area) => ({ area, description: 'of the host application', host: true })),
  ];
}

function toRoleView(ctx: Context, role: Role, custom?: CustomRole): RoleView {
  const grantable = mayGrant(ctx, role) && !role.retiring;
  return { role, grantable, ...(custom && { custom }) };
}

async function requireRoleVersion(
  tx: Readers,
  roleId: string,
  number: number,
): Promise<RoleVersion> {
  const version = await tx.roleVersions.first(
    all(equals('roleId', roleId), equals('number', number)),
  );
  if (version) return version;
  const problem = `the role has no version ${number}`;
  throw new Fault('request.invalid', { errors: [{ field: 'from or to', problem }] });
}
