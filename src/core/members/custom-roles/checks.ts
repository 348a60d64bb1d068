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

type Reading = Pick<Store['read'], 'roles'> | Pick<Writers, 'roles'>;

/** Faults `role.preset`, `role.missing`: also what another organization made. */
export async function requireCustomRole(
  reading: Reading,
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

export interface Checked {
  readonly ctx: Context;
  readonly reading: Reading;
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
  { ctx, reading, presets, organization, name }: Checked,
  wish: RoleDefinition,
): Promise<RoleDefinition> {
  const preset = requirePreset(presets, organization);
  const definition: RoleDefinition = {
    ...wish,
    permissions: readPermissions('permissions', wish.permissions, preset.roles),
    grants: [...new Set(wish.grants)].sort(),
    manages: [...new Set(wish.manages)].sort(),
  };
  requireHeld(ctx, definition.permissions);
  const itself: Role = { ...definition, name, standing: 'none' };
  const named = [...definition.grants, ...definition.manages].filter((one) => one !== '*');
  const others = named.filter((one) => one !== name);
  const known = await findRoles(reading, presets, organization, others);
  known.set(name, itself);
  const { grants, manages } = ctx.authority;
  requireAmong(definition.grants, grants, (one) => mayGrant(ctx, required(known, one)));
  requireAmong(definition.manages, manages, (one) => mayManage(ctx, required(known, one)));
  return definition;
}

function required(known: ReadonlyMap<string, Role>, name: string): Role {
  const role = known.get(name);
  if (!role || role.retiring) throw new Fault('role.unknown', { role: name });
  return role;
}

/** `*` for `*` only; the others one by one. */
function requireAmong(
  names: readonly string[],
  held: ReadonlySet<string> | 'all',
  may: (name: string) => boolean,
): void {
  for (const name of names) {
    const allowed = name === '*' ? held === 'all' || held.has('*') : may(name);
    if (!allowed) throw new Fault('permission.escalation', { role: name });
  }
}
