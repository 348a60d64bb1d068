import { Fault, type Context } from '#kernel/index.js';
import { equals, type AccessSource, type Grant, type Member, type Store } from '#store/index.js';
import { authorityOf } from '#core/access/index.js';
import {
  findRoles,
  isLive,
  requireOpenOrganization,
  type Role,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { namesOfSources, type NamedSource } from './sources.js';

/** One reason for something, with the names of what it points to. */
export interface Reason {
  readonly source: NamedSource;
  readonly since: string;
  readonly until?: string;
}

export interface AccessTree {
  readonly member: Member;
  readonly roles: readonly {
    readonly role: string;
    readonly title: string;
    /** false: its time is over, or nobody knows the role any more */
    readonly counts: boolean;
    readonly reasons: readonly Reason[];
    readonly permissions: readonly string[];
  }[];
  /** each with the roles that permit it */
  readonly permissions: readonly {
    readonly permission: string;
    readonly roles: readonly string[];
  }[];
  /** reached without being assigned, because of a role */
  readonly everySpace: readonly { readonly spaceRole: string; readonly through: string }[];
  readonly spaces: readonly {
    readonly spaceId: string;
    readonly name: string;
    readonly role: string;
    readonly reason: Reason;
  }[];
  readonly seats: readonly {
    readonly productId: string;
    readonly product: string;
    readonly status: string;
    readonly reason: Reason;
  }[];
  /** more spaces or seats than are shown here; their own lists have all of them */
  readonly more: boolean;
}

export interface Access {
  /** "Why does this member have this?" Faults `organization.missing`, `member.missing`. */
  of(ctx: Context, organizationId: string, memberId: string): Promise<AccessTree>;
  /** Who the caller is here, for whom a key speaks, with the rights that both have. Fault `member.missing`. */
  ofCaller(
    ctx: Context,
    organizationId: string,
  ): Promise<{
    readonly member: Member;
    readonly roles: readonly Role[];
  }>;
}

const MAX_ACCESS_ROWS = 200;

/** The member of the organization. Fault `member.missing`. */
async function requireMember({ read }: Store, organizationId: string, id: string): Promise<Member> {
  const member = await read.members.get(id);
  if (member?.organizationId !== organizationId) throw new Fault('member.missing', { id });
  return member;
}

export function createAccess(deps: CoreDeps): Access {
  const { store, presets } = deps;
  return {
    async ofCaller(ctx, organizationId) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const member = await requireMember(store, organizationId, ctx.authority.memberId ?? '');
      const live = member.grants.filter((grant) => isLive(grant, ctx.clock.now()));
      const withNames = live.map(({ role }) => role);
      const roles = await findRoles(store.read, presets, organization, withNames);
      return { member, roles: [...roles.values()] };
    },
    async of(ctx, organizationId, memberId) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const member = await requireMember(store, organizationId, memberId);
      const heldAccess = await heldAccessOf(store, memberId);
      const withNames = await namesOfSources(store, [
        ...member.grants.map(({ source }) => source),
        ...[...heldAccess.spaces, ...heldAccess.seats].map(({ source }) => source),
      ]);
      const rolesByName = await findRoles(
        store.read,
        presets,
        organization,
        member.grants.map(({ role }) => role),
      );
      const toReason = (source: AccessSource, since: string, until?: string): Reason => ({
        source: withNames(source),
        since,
        ...(until !== undefined && { until }),
      });
      const now = ctx.clock.now();
      const live = member.grants.filter((grant) => isLive(grant, now));
      const liveRoles = [...new Set(live.map(({ role }) => role))].flatMap((name) => {
        const role = rolesByName.get(name);
        return role ? [role] : [];
      });
      return {
        member,
        roles: rolesOf(member.grants, rolesByName, liveRoles, toReason),
        permissions: permissionsOf(liveRoles),
        everySpace: liveRoles.flatMap(({ name, everySpace }) =>
          everySpace === undefined ? [] : [{ spaceRole: everySpace, through: name }],
        ),
        spaces: heldAccess.spaces.map(({ spaceId, role, source, createdAt }) => ({
          spaceId,
          role,
          name: heldAccess.spaceNames.get(spaceId) ?? '',
          reason: toReason(source, createdAt),
        })),
        seats: heldAccess.seats.map(({ productId, status, source, createdAt }) => ({
          productId,
          status,
          product: heldAccess.productNames.get(productId) ?? '',
          reason: toReason(source, createdAt),
        })),
        more: heldAccess.more,
      };
    },
  };
}

function rolesOf(
  grants: readonly Grant[],
  rolesByName: ReadonlyMap<string, Role>,
  liveRoles: readonly Role[],
  toReason: (source: AccessSource, since: string, until?: string) => Reason,
): AccessTree['roles'] {
  return [...new Set(grants.map(({ role }) => role))].map((name) => ({
    role: name,
    title: rolesByName.get(name)?.title ?? name,
    counts: liveRoles.some((role) => role.name === name),
    reasons: grants
      .filter(({ role }) => role === name)
      .map(({ source, since, until }) => toReason(source, since, until)),
    permissions: [...(rolesByName.get(name)?.permissions ?? [])].sort(),
  }));
}

function permissionsOf(roles: readonly Role[]): AccessTree['permissions'] {
  const { permissions } = authorityOf(roles, {});
  const names = permissions === 'all' ? [] : [...permissions].sort();
  return names.map((permission) => ({
    permission,
    roles: roles.filter((role) => role.permissions.includes(permission)).map(({ name }) => name),
  }));
}

async function heldAccessOf({ read }: Store, memberId: string) {
  const query = { where: equals('memberId', memberId), limit: MAX_ACCESS_ROWS + 1 };
  const { records: spaceRows } = await read.spaceMembers.find(query);
  const { records: seatRows } = await read.seats.find({
    ...query,
    where: {
      kind: 'all',
      terms: [
        query.where,
        {
          kind: 'in',
          field: { column: 'status' },
          values: ['assigned', 'held', 'requested', 'queued'],
        },
      ],
    },
  });
  const [spaces, seats] = [spaceRows.slice(0, MAX_ACCESS_ROWS), seatRows.slice(0, MAX_ACCESS_ROWS)];
  const spaceNames = await read.spaces.getMany([...new Set(spaces.map((row) => row.spaceId))]);
  const products = await read.products.getMany([...new Set(seats.map((row) => row.productId))]);
  return {
    spaces,
    seats,
    more: spaceRows.length > MAX_ACCESS_ROWS || seatRows.length > MAX_ACCESS_ROWS,
    spaceNames: new Map(spaceNames.map(({ id, name }) => [id, name])),
    productNames: new Map(products.map(({ id, name }) => [id, name])),
  };
}
