import { Fault, instant, isFault, newId, type Context } from '#kernel/index.js';
import type { CustomRole, RoleDefinition, Store, Writers } from '#store/index.js';
import { all, equals } from '#store/index.js';
import {
  append,
  nextVersion,
  type Presets,
  requireOpenOrganization,
  requirePreset,
  requireVersion,
} from '#core/tenancy/index.js';
import { requireFeature, requireHeld } from '#core/access/index.js';
import { checkDefinition, MAX_ROLES, requireCustomRole } from './checks.js';
import { definitionDifference } from './differences.js';

export interface NewRole {
  /** lower-case letters, digits and -, from a letter on; at most 40 */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly permissions: readonly string[];
  readonly grants?: readonly string[];
  readonly manages?: readonly string[];
  /** true when absent: a group of a directory may give it */
  readonly mappable?: boolean;
}

/** Absent: as it is. `null` takes the description away. */
export type RoleChange = Partial<Omit<RoleDefinition, 'description'>> & {
  readonly description?: string | null;
};

interface RoleDeps {
  readonly ctx: Context;
  readonly store: Store;
  readonly presets: Presets;
}

export function rolesTallyKey(organizationId: string): string {
  return `roles:${organizationId}`;
}

export async function createRole(
  { ctx, store, presets }: RoleDeps,
  organizationId: string,
  { name, ...input }: NewRole,
): Promise<CustomRole> {
  try {
    return await store.transaction(organizationId, async (tx) => {
      const organization = await requireOpenOrganization(tx, organizationId);
      requireFeature(presets, organization, 'custom-roles');
      if (requirePreset(presets, organization).roles.some((role) => role.name === name)) {
        throw new Fault('role.exists', { role: name });
      }
      const definition = await checkDefinition(
        { ctx, reading: tx, presets, organization, name },
        { grants: [], manages: [], mappable: true, ...input },
      );
      const used = await tx.tallies.adjust(rolesTallyKey(organizationId), 1);
      if (used > MAX_ROLES) throw new Fault('limit.roles', { limit: MAX_ROLES, used: used - 1 });
      const now = instant(ctx.clock.now());
      const role: CustomRole = {
        id: newId(),
        version: 1,
        createdAt: now,
        updatedAt: now,
        organizationId,
        name,
        definition,
        number: 1,
      };
      await tx.roles.insert(role);
      await writeRoleVersion(ctx, tx, role);
      await append(ctx, tx, {
        organizationId,
        type: 'role.created',
        target: { kind: 'role', id: role.id, name },
        after: { ...definition },
      });
      return role;
    });
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('role.exists', { role: name }, { cause: error });
  }
}

interface RoleChangeRequest {
  readonly organizationId: string;
  readonly name: string;
  readonly change: RoleChange;
  readonly expected: number | undefined;
}

export function changeRole(
  { ctx, store, presets }: RoleDeps,
  { organizationId, name, change, expected }: RoleChangeRequest,
): Promise<CustomRole> {
  return store.transaction(organizationId, async (tx) => {
    const organization = await requireOpenOrganization(tx, organizationId);
    const before = await requireCustomRole(tx, presets, organization, name);
    requireVersion(before, expected);
    if (before.retiring) throw new Fault('role.missing', { role: name });
    requireFeature(presets, organization, 'custom-roles');
    // whoever holds less than the role permits does not touch it
    requireHeld(ctx, before.definition.permissions);
    const { description, ...fields } = change;
    const { description: oldDescription, ...rest } = before.definition;
    const newDescription = description === undefined ? oldDescription : (description ?? undefined);
    const definition = await checkDefinition(
      { ctx, reading: tx, presets, organization, name },
      { ...rest, ...fields, ...(newDescription !== undefined && { description: newDescription }) },
    );
    if (definitionDifference(before.definition, definition) === undefined) return before;
    if (before.definition.mappable && !definition.mappable) await requireUnmapped(tx, before);
    const after = nextVersion<CustomRole>(ctx, before, { definition, number: before.number + 1 });
    await tx.roles.update(after);
    await writeRoleVersion(ctx, tx, after);
    await append(ctx, tx, {
      organizationId,
      type: 'role.updated',
      target: { kind: 'role', id: before.id, name },
      before: { ...before.definition },
      after: { ...definition },
    });
    return after;
  });
}

async function requireUnmapped(tx: Writers, { organizationId, name }: CustomRole): Promise<void> {
  const mapped = await tx.groupMappings.count(
    all(equals('organizationId', organizationId), equals('gives', `role:${name}`)),
  );
  if (mapped > 0) throw new Fault('role.in_use', { role: name, mappings: mapped });
}

/** Every version stays, so that two can be compared. */
export async function writeRoleVersion(ctx: Context, tx: Writers, role: CustomRole): Promise<void> {
  const { organizationId, id: roleId, number, definition, updatedAt } = role;
  await tx.roleVersions.insert({
    id: newId(),
    version: 1,
    createdAt: updatedAt,
    updatedAt,
    organizationId,
    roleId,
    number,
    definition,
    by: ctx.actor.name,
  });
}
