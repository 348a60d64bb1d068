import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import type { CustomRole, Organization, Store, Writers } from '#store/index.js';
import {
  nextVersion,
  type Presets,
  requireOpenOrganization,
  requireRoles,
  requireVersion,
  type Role,
  roleOf,
} from '#core/tenancy/index.js';
import { requireGrantable, requireHeld, requireRolesOfPlan } from '#core/access/index.js';
import { requireCustomRole } from './checks.js';
import { listDifference, type ListDifference } from './differences.js';
import { erase, finishBatch } from './replacements.js';
import { isUsed, usageOf, type Usage } from './usages.js';

/** Who would be touched if the role went, and what they would gain and lose with the other one. */
export interface RoleUsage extends Usage {
  /** of the role named in its place */
  readonly permissions?: ListDifference;
}

export interface Removed {
  /** `deleted`, or `replacing` while people are being given the other role */
  readonly state: 'deleted' | 'replacing';
  readonly done: number;
}

export interface Removal {
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
  ): Promise<Removed>;
  /** Goes on until nobody holds the deleted role. Can be called again after a crash and by several processes. */
  replace(ctx: Context, organizationId: string, name: string): Promise<Removed>;
  /** The same for whatever other processes began; resolves to how many roles there were. For a job. */
  finishReplacements(ctx: Context): Promise<number>;
}

/** Roles of one round of the job. */
const MOST_ROLES = 100;

export function createRemoval(store: Store, presets: Presets): Removal {
  async function replace(ctx: Context, organizationId: string, name: string): Promise<Removed> {
    for (let done = 0; ;) {
      try {
        const left = await store.transaction(organizationId, (tx) =>
          finishBatch({ ctx, tx, presets }, organizationId, name),
        );
        if (!left) return { state: 'deleted', done };
        done = left.done;
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
      const place = { ctx, reading: store.read, presets, organization };
      const successor = await requireSuccessor(place, roleOf(custom), to);
      const permissions = listDifference(custom.definition.permissions, successor.permissions);
      return { ...usage, permissions: permissions ?? { added: [], removed: [] } };
    },
    remove(ctx, organizationId, name, options) {
      return store.transaction(organizationId, (tx) =>
        begin({ ctx, tx, presets }, organizationId, name, options),
      );
    },
    async finishReplacements(ctx) {
      const { records } = await store.read.roles.find({
        where: { kind: 'present', field: { column: 'retiringSince' } },
        sort: [{ field: { column: 'retiringSince' } }],
        limit: MOST_ROLES,
      });
      for (const { organizationId, name } of records) await replace(ctx, organizationId, name);
      return records.length;
    },
  };
}

interface Ground {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
}

async function begin(
  ground: Ground,
  organizationId: string,
  name: string,
  { to, expected }: { readonly to?: string; readonly expected?: number },
): Promise<Removed> {
  const { ctx, tx, presets } = ground;
  const organization = await requireOpenOrganization(tx, organizationId);
  const before = await requireCustomRole(tx, presets, organization, name);
  requireVersion(before, expected);
  if (before.retiring) return { state: 'replacing', done: before.retiring.done };
  requireHeld(ctx, before.definition.permissions);
  const usage = await usageOf(tx, organizationId, name);
  if (usage.defaults.length > 0) {
    throw new Fault('role.is_default', { role: name, defaults: usage.defaults });
  }
  const place = { ctx, reading: tx, presets, organization };
  const successor =
    to === undefined ? undefined : await requireSuccessor(place, roleOf(before), to);
  if (!isUsed(usage)) {
    await erase(ground, before, 0, to);
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

interface Place {
  readonly ctx: Context;
  readonly reading: Parameters<typeof requireRoles>[0];
  readonly presets: Presets;
  readonly organization: Organization;
}

/** Faults `role.remap_invalid`, `permission.escalation`, `plan.required`. */
async function requireSuccessor(
  { ctx, reading, presets, organization }: Place,
  { name }: Role,
  to: string,
): Promise<Role> {
  const refuse = (): never => {
    throw new Fault('role.remap_invalid', { role: name, to });
  };
  if (to === name) refuse();
  const [successor] = await requireRoles(reading, presets, organization, [to]).catch(refuse);
  if (!successor || successor.standing === 'owner' || successor.elevation) return refuse();
  requireGrantable(ctx, [successor]);
  requireRolesOfPlan(presets, organization, [to]);
  return successor;
}
