import { Fault, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  type CustomRole,
  type Organization,
  type RoleDefinition,
  type Store,
  type Writers,
} from '#store/index.js';
import { mayGrant, mayManage, readPermissions, requireHeld } from '#core/access/index.js';
import { findRoles, type Presets, requirePreset, type Role } from '#core/tenancy/index.js';

/** An organization with more roles of its own than this has lost count of them. */
export const MAX_ROLES = 200;

type RoleReader = Pick<Store['read'], 'roles'> | Pick<Writers, 'roles'>;

/** Faults `role.preset`, `role.missing`: also what another organization made. */
export async function requireCustomRole(
  reading: RoleReader,
  presets: Presets,
  organization: Organization,
  name: string,
): Promise<CustomRole> {
  if (requirePreset(presets, organization).roles.some((role) => role.name === name)) {
    throw new Fault('role.preset', { role: name });
  }
  const found = await reading.roles.first(
    all(equals('organizationId', organization.id), equals('name', name)),
  );
  if (!found) throw new Fault('role.missing', { role: name });
  return found;
}

export interface DefinitionCheck {
  readonly ctx: Context;
  readonly reading: RoleReader;
  readonly presets: Presets;
  readonly organization: Organization;
  /** of the role itself, which may name itself */
  readonly name: string;
}

/**
 * The definition in order, once it is known that its maker holds all of it. Faults `request.invalid`, `permission.escalation`,
 * `role.unknown`.
 */
export async function checkDefinition(
  { ctx, reading, presets, organization, name }: DefinitionCheck,
  input: RoleDefinition,
): Promise<RoleDefinition> {
  const preset = requirePreset(presets, organization);
  const definition: RoleDefinition = {
    ...input,
    permissions: readPermissions('permissions', input.permissions, preset.roles),
    grants: [...new Set(input.grants)].sort(),
    manages: [...new Set(input.manages)].sort(),
  };
  requireHeld(ctx, definition.permissions);
  const ownRole: Role = { ...definition, name, standing: 'none' };
  const roleNames = [...definition.grants, ...definition.manages].filter((one) => one !== '*');
  const others = roleNames.filter((one) => one !== name);
  const known = await findRoles(reading, presets, organization, others);
  known.set(name, ownRole);
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
