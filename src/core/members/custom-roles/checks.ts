import { Fault, MAX_TITLE_LENGTH, readName, readText } from '#kernel/index.js';
import { all, equals, type CustomRole, type RoleDefinition } from '#store/index.js';
import {
  isPowerful,
  mayGrant,
  mayManage,
  readPermissions,
  requireHeld,
} from '#core/access/index.js';
import { findRoles, requirePreset, requireStepUp, type Role } from '#core/tenancy/index.js';
import type { ReadScope } from '../scopes.js';

const MAX_ROLE_DESCRIPTION_LENGTH = 500;

/** Roles of one organization. */
export const MAX_ROLES = 200;

/** Faults `role.preset`, `role.missing`: also for a role of another organization. */
export async function requireCustomRole(
  { tx, presets, organization }: ReadScope,
  name: string,
): Promise<CustomRole> {
  if (requirePreset(presets, organization).roles.some((role) => role.name === name)) {
    throw new Fault('role.preset', { role: name });
  }
  const found = await tx.roles.first(
    all(equals('organizationId', organization.id), equals('name', name)),
  );
  if (!found) throw new Fault('role.missing', { role: name });
  return found;
}

/**
 * The definition of the role `name`, which may name itself, in order, once it is known that the caller holds all of it. Faults
 * `request.invalid`, `permission.escalation`, `role.unknown`, `step_up.required`.
 */
export async function checkDefinition(
  { ctx, tx, presets, organization }: ReadScope,
  name: string,
  input: RoleDefinition,
): Promise<RoleDefinition> {
  const preset = requirePreset(presets, organization);
  const { description } = input;
  const definition: RoleDefinition = {
    ...input,
    title: readName(input.title, 'title', MAX_TITLE_LENGTH),
    ...(description !== undefined && {
      description: readText(description, 'description', MAX_ROLE_DESCRIPTION_LENGTH),
    }),
    permissions: readPermissions('permissions', input.permissions, preset.roles),
    grants: [...new Set(input.grants)].sort(),
    manages: [...new Set(input.manages)].sort(),
  };
  requireHeld(ctx, definition.permissions);
  if (isPowerful({ ...definition, standing: 'none' })) requireStepUp(ctx, 'administrators');
  const others = [...definition.grants, ...definition.manages].filter(
    (one) => one !== '*' && one !== name,
  );
  const known = await findRoles(tx, presets, organization, others);
  known.set(name, { ...definition, name, standing: 'none' });
  const { grants, manages } = ctx.authority;
  requireAllowed(definition.grants, grants, (one) => mayGrant(ctx, requireKnownRole(known, one)));
  requireAllowed(definition.manages, manages, (one) =>
    mayManage(ctx, requireKnownRole(known, one)),
  );
  return definition;
}

function requireKnownRole(known: ReadonlyMap<string, Role>, name: string): Role {
  const role = known.get(name);
  if (!role || role.retiring) throw new Fault('role.unknown', { role: name });
  return role;
}

/** `*` for `*` only; the others one by one. */
function requireAllowed(
  names: readonly string[],
  held: ReadonlySet<string> | 'all',
  isAllowed: (name: string) => boolean,
): void {
  for (const name of names) {
    const allowed = name === '*' ? held === 'all' || held.has('*') : isAllowed(name);
    if (!allowed) throw new Fault('permission.escalation', { role: name });
  }
}
