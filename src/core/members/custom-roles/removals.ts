import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import type { CustomRole } from '#store/index.js';
import {
  inOrganization,
  nextVersion,
  type OrganizationScope,
  requireRoles,
  requireVersion,
  type Role,
} from '#core/tenancy/index.js';
import { requireGrantable, requireHeld, requireRolesOfPlan } from '#core/access/index.js';
import { readScope, type ReadScope } from '../scopes.js';
import { requireCustomRole } from './checks.js';
import { listDifference, type ListDifference } from './differences.js';
import { requireCoveredMappings } from './mapped-roles.js';
import { deleteRole, replaceNextBatch, type RoleDeps } from './replacements.js';
import { isUsed, usageOf, type Usage } from './usages.js';

/** Who would be touched if the role went, and what they would gain and lose with the other one. */
export interface RoleUsage extends Usage {
  /** of the role named in its place */
  readonly permissions?: ListDifference;
}

export interface RoleRemovalResult {
  /** `deleted`, or `replacing` while people are being given the other role */
  readonly state: 'deleted' | 'replacing';
  readonly done: number;
}

/** Roles of one run of the job. */
const MAX_ROLES_PER_RUN = 100;

export function createRoleRemoval(deps: RoleDeps) {
  async function replace(
    caller: Context,
    organizationId: string,
    name: string,
  ): Promise<RoleRemovalResult> {
    const ctx: Context = { ...caller, followsUp: true };
    for (let done = 0; ;) {
      try {
        const progress = await inOrganization(
          deps,
          ctx,
          organizationId,
          (scope) => replaceNextBatch(deps, scope, name),
          'any',
        );
        if (!progress) return { state: 'deleted', done };
        done = progress.done;
      } catch (error) {
        // another process did this batch
        if (!isFault(error, 'record.stale')) throw error;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    /** Goes on until no member holds the deleted role. Can be called again after a crash and by several processes. */
    replace,
    /** Faults `role.missing`, `role.preset`, `role.remap_invalid`. */
    async usage(
      ctx: Context,
      organizationId: string,
      name: string,
      to?: string,
    ): Promise<RoleUsage> {
      const scope = await readScope(deps, ctx, organizationId);
      const { definition } = await requireCustomRole(scope, name);
      const usage = await usageOf(scope.tx, organizationId, name);
      if (to === undefined) return usage;
      const successor = await requireSuccessor(scope, name, to);
      const permissions = listDifference(definition.permissions, successor.permissions);
      return { ...usage, permissions: permissions ?? { added: [], removed: [] } };
    },
    /**
     * Deletes the role, or begins to: where it is in use, `to` takes its place, batch by batch (`replace`). Faults `role.in_use`
     * without `to`, `role.is_default`, `role.remap_invalid`, `permission.escalation`, `role.not_mappable`,
     * `mapping.beyond_credentials`, `request.precondition`.
     */
    remove: (
      ctx: Context,
      organizationId: string,
      name: string,
      options: RemovalOptions,
    ): Promise<RoleRemovalResult> =>
      inOrganization(deps, ctx, organizationId, (scope) => beginRemoval(scope, name, options)),
    /** `replace` for the roles that other processes began to remove; resolves to how many there were. For a job. */
    async finishReplacements(ctx: Context): Promise<number> {
      const { records } = await deps.store.read.roles.find({
        where: { kind: 'present', field: { column: 'retiringSince' } },
        sort: [{ field: { column: 'retiringSince' } }],
        limit: MAX_ROLES_PER_RUN,
      });
      for (const { organizationId, name } of records) await replace(ctx, organizationId, name);
      return records.length;
    },
  };
}

interface RemovalOptions {
  readonly to?: string;
  readonly expected?: number;
}

async function beginRemoval(
  scope: OrganizationScope,
  name: string,
  { to, expected }: RemovalOptions,
): Promise<RoleRemovalResult> {
  const { ctx, tx, organization } = scope;
  const before = await requireCustomRole(scope, name);
  requireVersion(before, expected);
  if (before.retiring) return { state: 'replacing', done: before.retiring.done };
  requireHeld(ctx, before.definition.permissions);
  const usage = await usageOf(tx, organization.id, name);
  if (usage.defaults.length > 0) {
    throw new Fault('role.is_default', { role: name, defaults: usage.defaults });
  }
  const successor = to === undefined ? undefined : await requireSuccessor(scope, name, to);
  if (!isUsed(usage)) {
    await deleteRole(scope, before, 0, to);
    return { state: 'deleted', done: 0 };
  }
  if (!successor) throw new Fault('role.in_use', { role: name, ...usage });
  if (usage.mappings > 0 && !successor.mappable) {
    throw new Fault('role.not_mappable', { role: successor.name });
  }
  if (usage.mappings > 0) await requireCoveredMappings(scope, name, successor);
  await tx.roles.update(
    nextVersion<CustomRole>(ctx, before, {
      retiring: { to: successor.name, done: 0 },
      retiringSince: instant(ctx.clock.now()),
    }),
  );
  return { state: 'replacing', done: 0 };
}

/** Faults `role.remap_invalid`, `permission.escalation`, `plan.required`. */
async function requireSuccessor(
  { ctx, tx, presets, organization }: ReadScope,
  name: string,
  to: string,
): Promise<Role> {
  const throwInvalidRemap = (): never => {
    throw new Fault('role.remap_invalid', { role: name, to });
  };
  if (to === name) throwInvalidRemap();
  const [successor] = await requireRoles(tx, presets, organization, [to]).catch(throwInvalidRemap);
  if (!successor || successor.standing === 'owner' || successor.elevation)
    return throwInvalidRemap();
  requireGrantable(ctx, [successor]);
  requireRolesOfPlan(presets, organization, [to]);
  return successor;
}
