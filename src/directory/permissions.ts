import { Fault, type Authority, type Context } from '#kernel/index.js';
import type { Role } from './roles.js';

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

/** Fault `permission.missing`: somebody with `own` touches something of another member. */
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

function isAmong(names: ReadonlySet<string>, { name, standing }: Role): boolean {
  return names.has(name) || (names.has('*') && standing !== 'owner');
}

/** May the caller give this role? It must be among those they may give, and permit nothing that they do not hold. */
export function mayGrant({ authority }: Pick<Context, 'authority'>, role: Role): boolean {
  const { grants, permissions } = authority;
  if (permissions === 'all') return true;
  // the key of a host application is nobody's owner
  const listed = grants === 'all' ? role.standing !== 'owner' : isAmong(grants, role);
  return listed && holdsAll(authority, role.permissions);
}

/** Fault `permission.escalation`. */
export function requireGrantable(ctx: Context, roles: Iterable<Role>): void {
  for (const role of roles) {
    if (!mayGrant(ctx, role)) throw new Fault('permission.escalation', { role: role.name });
  }
}

/** Fault `permission.escalation`, unless the caller may touch somebody who holds these roles. */
export function requireManageable({ authority }: Context, roles: Iterable<Role>): void {
  const { manages, permissions } = authority;
  if (permissions === 'all') return;
  for (const role of roles) {
    const listed = manages === 'all' ? role.standing !== 'owner' : isAmong(manages, role);
    if (!listed || !holdsAll(authority, role.permissions)) {
      throw new Fault('permission.escalation', { role: role.name });
    }
  }
}
