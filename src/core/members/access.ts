import type { Context } from '#kernel/index.js';
import {
  equals,
  type AccessSource,
  type Grant,
  type Member,
  type Reading,
  type Seat,
  type SpaceMember,
  type Stored,
  type Term,
} from '#store/index.js';
import { liveSeatsOf, withholdableOf } from '#core/entitlements/index.js';
import {
  findAll,
  findRoles,
  isLive,
  type Role,
  type CoreDeps,
  authorityOf,
  rolesOfMember,
} from '#core/tenancy/index.js';
import {
  directoriesOf,
  isSameGrant,
  mappedRoles,
  type Directory,
} from './lifecycle/directories.js';
import { readScope, type ReadScope } from './scopes.js';
import { namesOfSources, type NamedSource } from './sources.js';

/** One reason for something, with the names of what it points to. */
export interface Reason {
  readonly source: NamedSource;
  readonly since: string;
  readonly until?: string;
}

/** What a directory would give, and why it does not. */
export interface DormantAccess {
  readonly source: NamedSource;
  /** `inactive`: the directory has the person inactive; `withheld`: by an override; `other_role`: members have one role here */
  readonly because: 'inactive' | 'withheld' | 'other_role';
  /** one of them */
  readonly role?: string;
  readonly space?: { readonly spaceId: string; readonly role: string };
  readonly productId?: string;
}

export interface AccessTree {
  readonly member: Member;
  readonly roles: readonly {
    readonly role: string;
    readonly title: string;
    /** false: its time is over, or the role is gone */
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
  /** not in force: it comes back with its directory, or when what stands before it goes */
  readonly dormant: readonly DormantAccess[];
  /** more spaces or seats than are shown here; their own lists have all of them */
  readonly more: boolean;
}

const MAX_ACCESS_ROWS = 200;

export type Access = ReturnType<typeof createAccess>;

export function createAccess(deps: CoreDeps) {
  return {
    /** The acting member of the organization, with the rights that member and key both have. Fault `member.missing`. */
    async ofCaller(
      ctx: Context,
      organizationId: string,
    ): Promise<{ readonly member: Member; readonly roles: readonly Role[] }> {
      const { tx, presets, organization, members } = await readScope(deps, ctx, organizationId);
      const member = await members.require(ctx.authority.memberId ?? '');
      const now = ctx.clock.now();
      return { member, roles: await rolesOfMember(tx, presets, organization, member, now) };
    },
    of: accessTreeOf.bind(undefined, deps),
  };
}

/** "Why does this member have this?" Faults `organization.missing`, `member.missing`. */
async function accessTreeOf(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  memberId: string,
): Promise<AccessTree> {
  const scope = await readScope(deps, ctx, organizationId);
  const member = await scope.members.require(memberId);
  const { spaces, seats, more } = await heldAccessOf(scope, memberId, MAX_ACCESS_ROWS);
  const dormant = dormantAccessOf(member, await directoriesOf(scope, memberId));
  const withNames = await namesOfSources(scope, [
    ...member.grants.map(({ source }) => source),
    ...[...spaces, ...seats, ...dormant].map(({ source }) => source),
  ]);
  const grantedNames = member.grants.map(({ role }) => role);
  const rolesByName = await findRoles(scope.tx, deps.presets, scope.organization, grantedNames);
  const toReason = (source: AccessSource, since: string, until?: string): Reason => ({
    source: withNames(source),
    since,
    ...(until !== undefined && { until }),
  });
  const now = ctx.clock.now();
  const live = member.grants.filter((grant) => isLive(grant, now));
  const liveRoles = [...new Set(live.map(({ role }) => role))].flatMap(
    (name) => rolesByName.get(name) ?? [],
  );
  return {
    member,
    roles: rolesOf(member.grants, rolesByName, liveRoles, toReason),
    permissions: permissionsOf(member.id, liveRoles),
    everySpace: liveRoles.flatMap(({ name, everySpace }) =>
      everySpace === undefined ? [] : [{ spaceRole: everySpace, through: name }],
    ),
    spaces: spaces.map(({ spaceId, role, name, source, createdAt }) => ({
      spaceId,
      role,
      name,
      reason: toReason(source, createdAt),
    })),
    seats: seats.map(({ productId, status, product, source, createdAt }) => ({
      productId,
      status,
      product,
      reason: toReason(source, createdAt),
    })),
    dormant: dormant.map((one) => ({ ...one, source: withNames(one.source) })),
    more,
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

/** At most 1,000 mappings of each directory. */
function dormantAccessOf(
  member: Member,
  directories: readonly Directory[],
): (Omit<DormantAccess, 'source'> & { readonly source: AccessSource })[] {
  if (member.status !== 'active') return [];
  const withheld = new Set(member.withheld);
  const withheldAccess = new Set(member.withheldAccess);
  return directories.flatMap((directory) => {
    const { isBehind, mappings, connection } = directory;
    const sourceOf = (groupId: string): AccessSource => {
      return { kind: 'group', groupId, connectionId: connection.id };
    };
    const roles = mappedRoles(directory)
      .filter(
        ({ role, source }) => !member.grants.some((one) => isSameGrant(one, { role, source })),
      )
      .map(({ role, source }) => {
        const other = withheld.has(role) ? ('withheld' as const) : ('other_role' as const);
        return { role, source, because: isBehind ? other : ('inactive' as const) };
      });
    const others = mappings.filter(
      (mapping) =>
        mapping.role === undefined && (!isBehind || withheldAccess.has(withholdableOf(mapping))),
    );
    const rest = others.map(({ groupId, space, productId }) => ({
      source: sourceOf(groupId),
      because: isBehind ? ('withheld' as const) : ('inactive' as const),
      ...(space && { space }),
      ...(productId !== undefined && { productId }),
    }));
    return [...roles, ...rest];
  });
}

/** `roles` is empty for what every member may do. */
function permissionsOf(memberId: string, roles: readonly Role[]): AccessTree['permissions'] {
  const { permissions } = authorityOf(roles, { memberId });
  const names = permissions === 'all' ? [] : [...permissions].sort();
  return names.map((permission) => ({
    permission,
    roles: roles.filter((role) => role.permissions.includes(permission)).map(({ name }) => name),
  }));
}

/** The spaces and live seats of a member, with their names: all of them, or `limit` of each (below 1,000) and whether there are more. */
export async function heldAccessOf(
  { tx, spaces, products }: ReadScope,
  memberId: string,
  limit?: number,
): Promise<HeldAccess> {
  const spaceRows = await firstOf(tx.spaceMembers, equals('memberId', memberId), limit);
  const seatRows = await firstOf(tx.seats, liveSeatsOf(memberId), limit);
  const [shownSpaces, shownSeats] = [spaceRows.slice(0, limit), seatRows.slice(0, limit)];
  const named = [
    ...(await spaces.getMany(shownSpaces.map(({ spaceId }) => spaceId))),
    ...(await products.getMany(shownSeats.map(({ productId }) => productId))),
  ];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return {
    spaces: shownSpaces.map((row) => ({ ...row, name: names.get(row.spaceId) ?? '' })),
    seats: shownSeats.map((row) => ({ ...row, product: names.get(row.productId) ?? '' })),
    more: spaceRows.length > shownSpaces.length || seatRows.length > shownSeats.length,
  };
}

/** One more than are shown, which says that there are more. */
async function firstOf<R extends Stored>(
  reading: Reading<R>,
  where: Term,
  limit: number | undefined,
): Promise<readonly R[]> {
  if (limit === undefined) return findAll(reading, where);
  return (await reading.find({ where, limit: limit + 1 })).records;
}

export interface HeldAccess {
  readonly spaces: readonly (SpaceMember & { readonly name: string })[];
  readonly seats: readonly (Seat & { readonly product: string })[];
  readonly more: boolean;
}
