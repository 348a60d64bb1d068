import { Fault, isFault, newId, type Context } from '#kernel/index.js';
import { all, equals, type CustomRole, type RoleDefinition } from '#store/index.js';
import {
  firstVersion,
  type CoreDeps,
  inOrganization,
  nextVersion,
  type OrganizationScope,
  requirePreset,
  requireVersion,
} from '#core/tenancy/index.js';
import { requireFeature, requireHeld } from '#core/access/index.js';
import { checkDefinition, MAX_ROLES, requireCustomRole } from './checks.js';
import { requireCoveredMappings } from './mapped-roles.js';
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

export function rolesTallyKey(organizationId: string): string {
  return `roles:${organizationId}`;
}

/**
 * Faults `plan.required`, `limit.roles`, `role.exists`, `role.unknown` (in grants and manages), `permission.escalation`: a caller cannot
 * create a role that permits, gives or manages more than they do. `request.invalid` for permissions that do not exist.
 */
export async function createRole(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  { name, ...input }: NewRole,
): Promise<CustomRole> {
  try {
    return await inOrganization(deps, ctx, organizationId, async (scope) => {
      const { tx, presets, organization } = scope;
      requireFeature(presets, organization, 'custom-roles');
      if (requirePreset(presets, organization).roles.some((role) => role.name === name)) {
        throw new Fault('role.exists', { role: name });
      }
      const fullInput = { grants: [], manages: [], mappable: true, ...input };
      const definition = await checkDefinition(scope, name, fullInput);
      const used = await tx.tallies.adjust(rolesTallyKey(organizationId), 1);
      if (used > MAX_ROLES) throw new Fault('limit.roles', { limit: MAX_ROLES, used: used - 1 });
      const role = firstVersion<CustomRole>(ctx, {
        organizationId,
        name,
        definition,
        number: 1,
      });
      await tx.roles.insert(role);
      await writeRoleVersion(scope, role);
      await scope.journal.append({
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

/** Faults as `createRole`, `role.missing`, `role.preset`, `role.in_use` (still mapped), `request.precondition`, and
 * `mapping.beyond_credentials`: groups would give more than makers of credentials could. */
export function changeRole(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, name }: Pick<CustomRole, 'organizationId' | 'name'>,
  { change, expected }: { readonly change: RoleChange; readonly expected: number | undefined },
): Promise<CustomRole> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const before = await requireCustomRole(scope, name);
    requireVersion(before, expected);
    if (before.retiring) throw new Fault('role.missing', { role: name });
    requireFeature(deps.presets, scope.organization, 'custom-roles');
    // a caller with less than the role permits cannot change it
    requireHeld(scope.ctx, before.definition.permissions);
    const { description, ...fields } = change;
    const { description: oldDescription, ...rest } = before.definition;
    const newDescription = description === undefined ? oldDescription : (description ?? undefined);
    const definition = await checkDefinition(scope, name, {
      ...rest,
      ...fields,
      ...(newDescription !== undefined && { description: newDescription }),
    });
    if (definitionDifference(before.definition, definition) === undefined) return before;
    if (before.definition.mappable && !definition.mappable) await requireUnmapped(scope, before);
    if (definition.permissions.some((one) => !before.definition.permissions.includes(one))) {
      await requireCoveredMappings(scope, name, { ...definition, name, standing: 'none' });
    }
    const after = nextVersion<CustomRole>(ctx, before, { definition, number: before.number + 1 });
    await scope.tx.roles.update(after);
    await writeRoleVersion(scope, after);
    await scope.journal.append({
      type: 'role.updated',
      target: { kind: 'role', id: before.id, name },
      before: { ...before.definition },
      after: { ...definition },
    });
    return after;
  });
}

async function requireUnmapped(
  { tx }: OrganizationScope,
  { organizationId, name }: CustomRole,
): Promise<void> {
  const mapped = await tx.groupMappings.count(
    all(equals('organizationId', organizationId), equals('gives', `role:${name}`)),
  );
  if (mapped > 0) throw new Fault('role.in_use', { role: name, mappings: mapped });
}

/** Every version stays, so that two can be compared. */
export async function writeRoleVersion(
  { ctx, tx }: OrganizationScope,
  { organizationId, id: roleId, number, definition, updatedAt }: CustomRole,
): Promise<void> {
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
