import { Fault, type Authority, type Context } from '#kernel/index.js';
import { requireStepUp, type Role } from '#core/tenancy/index.js';

/**
 * What can be permitted in an organization, by area. Every area can be read and written, `write` includes `read`, and a permission
 * that ends in `:own` reaches only what is the caller's own. Presets may add areas of the host application's (`datasets`), which
 * Muster hands out and never asks for.
 */
export const AREAS = {
  organization: 'name, slug, branding, policies, attributes',
  deletion: 'deleting the organization',
  ownership: 'offering and withdrawing the ownership',
  security: 'second factor at sign-in and before risky acts',
  billing: 'plan, billing contacts, invoices',
  members: 'the list of members, their roles, their state',
  roles: 'roles of the organization’s own',
  invitations: 'inviting people',
  'join-requests': 'people who ask to join',
  domains: 'mail domains and what they open',
  spaces: 'spaces and who is in them',
  seats: 'products and their seats',
  directory: 'connections of identity providers, their tokens and mappings',
  keys: 'API keys',
  journal: 'the audit log',
  events: 'the event feed',
  webhooks: 'webhook endpoints and their deliveries',
  hooks: 'inline hooks, which are asked before changes',
  notices: 'who is told what, and in which words',
} as const;

export type Area = keyof typeof AREAS;
export type Permission = `${Area}:${'read' | 'write'}`;

export function isPermission(text: string): text is Permission {
  const [area = '', access] = text.split(':');
  return Object.hasOwn(AREAS, area) && (access === 'read' || access === 'write');
}

/** How far a permission reaches: everything, the caller's own, or not at all. */
export function reachOf({ permissions }: Authority, permission: string): 'any' | 'own' | undefined {
  if (permissions === 'all') return 'any';
  const stronger = permission.replace(/:read$/, ':write');
  if (permissions.has(permission) || permissions.has(stronger)) return 'any';
  const own = permissions.has(`${permission}:own`) || permissions.has(`${stronger}:own`);
  return own ? 'own' : undefined;
}

/** Fault `permission.missing`, unless the caller may do it to everything or, where that is enough, to their own. */
export function requirePermission(
  { authority }: Pick<Context, 'authority'>,
  permission: string,
  own = false,
): 'any' | 'own' {
  const reach = reachOf(authority, permission);
  if (reach === 'any' || (reach === 'own' && own)) return reach;
  throw new Fault('permission.missing', { permission });
}

/** Fault `permission.missing`: a caller with `own` acts on a record of another member. */
export function requireOwn(ctx: Context, permission: string, memberId: string): void {
  if (requirePermission(ctx, permission, true) === 'any') return;
  if (ctx.authority.memberId !== memberId) throw new Fault('permission.missing', { permission });
}

/** Whether everything in `permissions` is held. */
export function holdsAll(authority: Authority, permissions: Iterable<string>): boolean {
  for (const permission of permissions) {
    const own = permission.endsWith(':own');
    const reach = reachOf(authority, own ? permission.slice(0, -4) : permission);
    if (reach === undefined || (reach === 'own' && !own)) return false;
  }
  return true;
}

function isListed(names: ReadonlySet<string>, { name, standing }: Role): boolean {
  return names.has(name) || (names.has('*') && standing !== 'owner');
}

/** An elevation that is listed by name may be granted by members who hold less than it includes; `*` does not list elevations. */
function isLendable(names: Authority['grants'], { name, elevation }: Role): boolean {
  return elevation === true && names !== 'all' && names.has(name);
}

/** Listed, and including no permission that the caller lacks. An API key cannot grant an owner role. */
function isWithinAuthority(authority: Authority, names: Authority['grants'], role: Role): boolean {
  if (isLendable(names, role)) return true;
  const listed = names === 'all' ? role.standing !== 'owner' : isListed(names, role);
  return listed && holdsAll(authority, role.permissions);
}

type Granting = Pick<Context, 'authority' | 'stepUp'>;

/** May the caller give this role? It must be among those they may give, and permit nothing that they do not hold. */
export function mayGrant({ authority }: Pick<Context, 'authority'>, role: Role): boolean {
  return authority.permissions === 'all' || isWithinAuthority(authority, authority.grants, role);
}

/** Whether the caller may change a member who has this role. */
export function mayManage({ authority }: Pick<Context, 'authority'>, role: Role): boolean {
  return authority.permissions === 'all' || isWithinAuthority(authority, authority.manages, role);
}

/** Who holds one of them can take more, or let others in. */
const POWERS = [
  'members',
  'roles',
  'directory',
  'keys',
  'hooks',
  'security',
  'ownership',
  'deletion',
];

/** An administrator's or owner's role, also under another name. */
export function isPowerful({ standing, permissions }: Pick<Role, 'standing' | 'permissions'>) {
  return standing !== 'none' || POWERS.some((area) => permissions.includes(`${area}:write`));
}

/** Faults `permission.escalation`, `step_up.required` (a powerful role). */
export function requireGrantable(ctx: Granting, roles: Iterable<Role>): void {
  for (const role of roles) {
    if (!mayGrant(ctx, role)) throw new Fault('permission.escalation', { role: role.name });
    if (isPowerful(role)) requireStepUp(ctx, 'administrators');
  }
}

/** Fault `permission.escalation`, unless the caller may change a member who has these roles. */
export function requireManageable(ctx: Context, roles: Iterable<Role>): void {
  for (const role of roles) {
    if (!mayManage(ctx, role)) throw new Fault('permission.escalation', { role: role.name });
  }
}

/** Roles, spaces and seats that somebody is to give. */
export interface GivenAccess {
  readonly roles: readonly Role[];
  readonly spaces: boolean;
  readonly seats: boolean;
}

/** Whether the authority covers all of it. */
export function mayGive(authority: Authority, { roles, spaces, seats }: GivenAccess): boolean {
  return (
    roles.every((role) => mayGrant({ authority }, role)) &&
    (!spaces || reachOf(authority, 'spaces:write') === 'any') &&
    (!seats || reachOf(authority, 'seats:write') === 'any')
  );
}

/** Faults of `requireGrantable`, `permission.missing` (spaces, seats): the caller could not give it by hand. */
export function requireMayGive(ctx: Granting, { roles, spaces, seats }: GivenAccess): void {
  requireGrantable(ctx, roles);
  if (spaces) requirePermission(ctx, 'spaces:write');
  if (seats) requirePermission(ctx, 'seats:write');
}

/** The areas that roles of the preset speak of and that are not Muster's own: the host application's. */
export function hostAreasOf(roles: Iterable<Pick<Role, 'permissions'>>): string[] {
  const areas = new Set<string>();
  for (const { permissions } of roles) {
    for (const permission of permissions) areas.add(permission.split(':', 1)[0] ?? '');
  }
  return [...areas].filter((area) => !Object.hasOwn(AREAS, area)).sort();
}

const PERMISSION_PATTERN = /^([a-z][a-z0-9-]*):(?:read|write)(?::own)?$/;

/** Sorted, each once. Fault `request.invalid` for what is no permission here: an area of Muster's or of the preset's is needed. */
export function readPermissions(
  field: string,
  permissions: readonly string[],
  presetRoles: Iterable<Pick<Role, 'permissions'>>,
): string[] {
  const areas = new Set([...Object.keys(AREAS), ...hostAreasOf(presetRoles)]);
  const errors = permissions.flatMap((permission, index) => {
    const area = PERMISSION_PATTERN.exec(permission)?.[1];
    if (area !== undefined && areas.has(area)) return [];
    const problem = `${permission} is no permission; the areas are ${[...areas].join(', ')}`;
    return [{ field: `${field}[${index}]`, problem }];
  });
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
  return [...new Set(permissions)].sort();
}

/** Fault `permission.escalation`, unless the caller holds every one of them. */
export function requireHeld({ authority }: Context, permissions: Iterable<string>): void {
  for (const permission of permissions) {
    if (!holdsAll(authority, [permission]))
      throw new Fault('permission.escalation', { permission });
  }
}
