import { Fault, type Authority, type Context } from '#kernel/index.js';
import { type Member, type Organization, type Store } from '#store/index.js';
import { findRoles, isLive, type Presets, type Role } from '#core/tenancy/index.js';

/** What somebody with these roles may do: the sum of them. */
export function authorityOf(
  roles: Iterable<Role>,
  place: Pick<Authority, 'organizationId' | 'memberId'>,
): Authority {
  const permissions = new Set<string>();
  const grants = new Set<string>();
  const manages = new Set<string>();
  for (const role of roles) {
    for (const one of role.permissions) permissions.add(one);
    for (const one of role.grants) grants.add(one);
    for (const one of role.manages) manages.add(one);
  }
  return { permissions, grants, manages, ...place };
}

/** What both may do: a host application that speaks for a member may not more than either. */
export function narrowed(key: Authority, member: Authority): Authority {
  const both = (a: Authority['grants'], b: Authority['grants']): Authority['grants'] =>
    a === 'all' ? b : b === 'all' ? a : new Set([...b].filter((one) => a.has(one)));
  return {
    ...member,
    permissions: permissionsOfBoth(key.permissions, member.permissions),
    grants: both(key.grants, member.grants),
    manages: both(key.manages, member.manages),
  };
}

/** `write` of one side and `read` of the other is `read`; `own` on either side is `own`. */
function permissionsOfBoth(
  a: Authority['permissions'],
  b: Authority['permissions'],
): Authority['permissions'] {
  if (a === 'all') return b;
  if (b === 'all') return a;
  const both = new Set<string>();
  const wide = spread(a);
  for (const one of spread(b)) if (wide.has(one)) both.add(one);
  return both;
}

/** With everything that each permission includes, in so many words. */
function spread(permissions: ReadonlySet<string>): Set<string> {
  const wide = new Set<string>();
  for (const permission of permissions) {
    const [area = '', access = '', own] = permission.split(':');
    const accesses = access === 'write' ? ['write', 'read'] : [access];
    for (const one of accesses) {
      if (own === undefined) wide.add(`${area}:${one}`);
      wide.add(`${area}:${one}:own`);
    }
  }
  return wide;
}

/** The roles that a member really has now. */
export async function rolesOfMember(
  store: Pick<Store['read'], 'roles'>,
  presets: Presets,
  organization: Pick<Organization, 'id' | 'preset'>,
  member: Pick<Member, 'grants'>,
  now: number,
): Promise<Role[]> {
  const live = member.grants.filter((grant) => isLive(grant, now)).map(({ role }) => role);
  return [...(await findRoles(store, presets, organization, live)).values()];
}

export interface Callers {
  /**
   * The same call, done by a member for whom the caller speaks: with the rights that both have. Faults `acting.unknown`,
   * `organization.missing`.
   */
  asMember(ctx: Context, organizationId: string, memberId: string): Promise<Context>;
}

export function createCallers(store: Store, presets: Presets): Callers {
  return {
    async asMember(ctx, organizationId, memberId) {
      const { authority } = ctx;
      const organization = await store.read.organizations.get(organizationId);
      if (!organization) throw new Fault('organization.missing', { id: organizationId });
      const member = await store.read.members.get(memberId);
      if (member?.organizationId !== organizationId || member.status !== 'active') {
        throw new Fault('acting.unknown', { memberId });
      }
      const now = ctx.clock.now();
      const roles = await rolesOfMember(store.read, presets, organization, member, now);
      const via = 'id' in ctx.actor ? ctx.actor.id : ctx.actor.name;
      return {
        ...ctx,
        actor: { kind: 'member', id: member.id, name: member.name, via },
        authority: narrowed(authority, authorityOf(roles, { organizationId, memberId })),
      };
    },
  };
}
