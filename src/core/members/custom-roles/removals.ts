import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import type { CustomRole, Organization, Writers } from '#store/index.js';
import {
  nextVersion,
  type Presets,
  requireOpenOrganization,
  requireRoles,
  requireVersion,
  type Role,
  toRole,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { requireGrantable, requireHeld, requireRolesOfPlan } from '#core/access/index.js';
import { requireCustomRole } from './checks.js';
import { listDifference, type ListDifference } from './differences.js';
import { deleteRole, replaceNextBatch } from './replacements.js';
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

export interface RoleRemoval {
  /** Faults `role.missing`, `role.preset`, `role.remap_invalid`. */
  usage(ctx: Context, organizationId: string, name: string, to?: string): Promise<RoleUsage>;
  /**
   * Deletes the role, or begins to: where it is in use, `to` takes its place, batch by batch (`replace`). Faults `role.in_use`
   * without `to`, `role.is_default`, `role.remap_invalid`, `permission.escalation`, `role.not_mappable`, `request.precondition`.
   */
  remove(
    ctx: Context,
    organizationId: string,
    name: string,
    options: { readonly to?: string; readonly expected?: number },
  ): Promise<RoleRemovalResult>;
  /** Goes on until nobody holds the deleted role. Can be called again after a crash and by several processes. */
  replace(ctx: Context, organizationId: string, name: string): Promise<RoleRemovalResult>;
  /** The same for whatever other processes began; resolves to how many roles there were. For a job. */
  finishReplacements(ctx: Context): Promise<number>;
}

/** Roles of one round of the job. */
const MAX_ROLES_PER_RUN = 100;

export function createRoleRemoval(deps: CoreDeps): RoleRemoval {
  const { store, presets } = deps;
  async function replace(
    ctx: Context,
    organizationId: string,
    name: string,
  ): Promise<RoleRemovalResult> {
    for (let done = 0; ;) {
      try {
        const progress = await store.transaction(organizationId, (tx) =>
          replaceNextBatch({ ctx, tx, presets }, organizationId, name),
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
    replace,
    async usage(ctx, organizationId, name, to) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const custom = await requireCustomRole(store.read, presets, organization, name);
      const usage = await usageOf(store.read, organizationId, name);
      if (to === undefined) return usage;
      const checkScope = { ctx, reading: store.read, presets, organization };
      const successor = await requireSuccessor(checkScope, toRole(custom), to);
      const permissions = listDifference(custom.definition.permissions, successor.permissions);
      return { ...usage, permissions: permissions ?? { added: [], removed: [] } };
    },
    remove(ctx, organizationId, name, options) {
      return store.transaction(organizationId, (tx) =>
        beginRemoval({ ctx, tx, presets }, organizationId, name, options),
      );
    },
    async finishReplacements(ctx) {
      const { records } = await store.read.roles.find({
        where: { kind: 'present', field: { column: 'retiringSince' } },
        sort: [{ field: { column: 'retiringSince' } }],
        limit: MAX_ROLES_PER_RUN,
      });
      for (const { organizationId, name } of records) await replace(ctx, organizationId, name);
      return records.length;
    },
  };
}

interface ChangeScope {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
}

async function beginRemoval(
  scope: ChangeScope,
  organizationId: string,
  name: string,
  { to, expected }: { readonly to?: string; readonly expected?: number },
): Promise<RoleRemovalResult> {
  const { ctx, tx, presets } = scope;
  const organization = await requireOpenOrganization(tx, organizationId);
  const before = await requireCustomRole(tx, presets, organization, name);
  requireVersion(before, expected);
  if (before.retiring) return { state: 'replacing', done: before.retiring.done };
  requireHeld(ctx, before.definition.permissions);
  const usage = await usageOf(tx, organizationId, name);
  if (usage.defaults.length > 0) {
    throw new Fault('role.is_default', { role: name, defaults: usage.defaults });
  }
  const checkScope = { ctx, reading: tx, presets, organization };
  const successor =
    to === undefined ? undefined : await requireSuccessor(checkScope, toRole(before), to);
  if (!isUsed(usage)) {
    await deleteRole(scope, before, 0, to);
    return { state: 'deleted', done: 0 };
  }
  if (!successor) throw new Fault('role.in_use', { role: name, ...usage });
  if (usage.mappings > 0 && !successor.mappable) {
    throw new Fault('role.not_mappable', { role: successor.name });
  }
  await tx.roles.update(
    nextVersion<CustomRole>(ctx, before, {
      retiring: { to: successor.name, done: 0 },
      retiringSince: instant(ctx.clock.now()),
    }),
  );
  return { state: 'replacing', done: 0 };
}

interface RoleCheckScope {
  readonly ctx: Context;
  readonly reading: Parameters<typeof requireRoles>[0];
  readonly presets: Presets;
  readonly organization: Organization;
}

/** Faults `role.remap_invalid`, `permission.escalation`, `plan.required`. */
async function requireSuccessor(
  { ctx, reading, presets, organization }: RoleCheckScope,
  { name }: Role,
  to: string,
): Promise<Role> {
  const throwInvalidRemap = (): never => {
    throw new Fault('role.remap_invalid', { role: name, to });
  };
  if (to === name) throwInvalidRemap();
  const [successor] = await requireRoles(reading, presets, organization, [to]).catch(
    throwInvalidRemap,
  );
  if (!successor || successor.standing === 'owner' || successor.elevation)
    return throwInvalidRemap();
  requireGrantable(ctx, [successor]);
  requireRolesOfPlan(presets, organization, [to]);
  return successor;
}
