import type { Authority } from '#kernel/index.js';
import type { Member, Organization, Store } from '#store/index.js';
import { findRoles, isLive, readyMadeRoles, type Presets, type Role } from './roles.js';

/** What every member may do, whatever the roles: read and change their own record. No role takes it away. */
const OWN_RECORD = 'members:write:own';

/** What roles give: to a key, and to a member, to whom their own record belongs as well. */
interface Rights {
  readonly permissions: ReadonlySet<string>;
  readonly permissionsOfMember: ReadonlySet<string>;
  readonly grants: ReadonlySet<string>;
  readonly manages: ReadonlySet<string>;
}

function rightsOf(roles: readonly Role[]): Rights {
  const permissions = new Set(roles.flatMap((role) => role.permissions));
  return {
    permissions,
    permissionsOfMember: permissions.has('members:write')
      ? permissions
      : new Set([...permissions, OWN_RECORD]),
    grants: new Set(roles.flatMap(({ grants }) => grants)),
    manages: new Set(roles.flatMap(({ manages }) => manages)),
  };
}

const rightsByRole = new WeakMap<Role, Rights>();

/** Most members have one role, and the ready-made ones are constants: their rights are put together once. */
function rightsOfOne(role: Role): Rights {
  const known = rightsByRole.get(role);
  if (known) return known;
  const rights = rightsOf([role]);
  rightsByRole.set(role, rights);
  return rights;
}

/** What a member with these roles may do: the union of them and, as a member, what is their own. */
export function authorityOf(
  roles: readonly Role[],
  membership: Pick<Authority, 'organizationId' | 'memberId'>,
): Authority {
  const [role, ...others] = roles;
  const { permissions, permissionsOfMember, grants, manages } =
    role !== undefined && others.length === 0 ? rightsOfOne(role) : rightsOf(roles);
  return {
    permissions: membership.memberId === undefined ? permissions : permissionsOfMember,
    grants,
    manages,
    ...membership,
  };
}

/** What both may do: a host application that speaks for a member may not more than either. */
export function intersectAuthority(key: Authority, member: Authority): Authority {
  const intersect = (a: Authority['grants'], b: Authority['grants']): Authority['grants'] =>
    a === 'all' ? b : b === 'all' ? a : new Set([...b].filter((one) => a.has(one)));
  return {
    ...member,
    permissions: intersectPermissions(key.permissions, member.permissions),
    grants: intersect(key.grants, member.grants),
    manages: intersect(key.manages, member.manages),
  };
}

/** `write` of one side and `read` of the other is `read`; `own` on either side is `own`. */
function intersectPermissions(
  a: Authority['permissions'],
  b: Authority['permissions'],
): Authority['permissions'] {
  if (a === 'all') return b;
  if (b === 'all') return a;
  const common = new Set<string>();
  const expanded = expandPermissions(a);
  for (const one of expandPermissions(b)) if (expanded.has(one)) common.add(one);
  return common;
}

/** With everything that each permission includes, in so many words. */
function expandPermissions(permissions: ReadonlySet<string>): Set<string> {
  const expanded = new Set<string>();
  for (const permission of permissions) {
    const [area = '', access = '', own] = permission.split(':');
    const accesses = access === 'write' ? ['write', 'read'] : [access];
    for (const one of accesses) {
      if (own === undefined) expanded.add(`${area}:${one}`);
      expanded.add(`${area}:${one}:own`);
    }
  }
  return expanded;
}

/** The roles that a member really has now. */
export async function rolesOfMember(
  store: Pick<Store['read'], 'roles'>,
  presets: Presets,
  organization: Pick<Organization, 'id' | 'preset'>,
  member: Pick<Member, 'grants'>,
  now: number,
): Promise<Role[]> {
  const live = member.grants.filter((grant) => isLive(grant, now));
  const [grant, ...others] = live;
  const readyMade =
    grant && others.length === 0
      ? readyMadeRoles(presets.get(organization.preset)).get(grant.role)
      : undefined;
  if (readyMade) return [readyMade];
  const names = live.map(({ role }) => role);
  return [...(await findRoles(store, presets, organization, names)).values()];
}
