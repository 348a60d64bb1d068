import { Fault, type Context } from '#kernel/index.js';
import { equals, type AccessSource, type Grant, type Member, type Store } from '#store/index.js';
import { authorityOf } from '#core/access/index.js';
import {
  findRoles,
  isLive,
  type Presets,
  requireOpenOrganization,
  type Role,
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

const MOST_ROWS = 200;

/** The member of the organization. Fault `member.missing`. */
async function requireMember({ read }: Store, organizationId: string, id: string): Promise<Member> {
  const member = await read.members.get(id);
  if (member?.organizationId !== organizationId) throw new Fault('member.missing', { id });
  return member;
}

export function createAccess(store: Store, presets: Presets): Access {
  return {
    async ofCaller(ctx, organizationId) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const member = await requireMember(store, organizationId, ctx.authority.memberId ?? '');
      const live = member.grants.filter((grant) => isLive(grant, ctx.clock.now()));
      const names = live.map(({ role }) => role);
      const roles = await findRoles(store.read, presets, organization, names);
      return { member, roles: [...roles.values()] };
    },
    async of(ctx, organizationId, memberId) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const member = await requireMember(store, organizationId, memberId);
      const rows = await belongingsOf(store, memberId);
      const names = await namesOfSources(store, [
        ...member.grants.map(({ source }) => source),
        ...[...rows.spaces, ...rows.seats].map(({ source }) => source),
      ]);
      const known = await findRoles(
        store.read,
        presets,
        organization,
        member.grants.map(({ role }) => role),
      );
      const reason = (source: AccessSource, since: string, until?: string): Reason => ({
        source: names(source),
        since,
        ...(until !== undefined && { until }),
      });
      const now = ctx.clock.now();
      const live = member.grants.filter((grant) => isLive(grant, now));
      const held = [...new Set(live.map(({ role }) => role))].flatMap((name) => {
        const role = known.get(name);
        return role ? [role] : [];
      });
      return {
        member,
        roles: rolesOf(member.grants, known, held, reason),
        permissions: permissionsOf(held),
        everySpace: held.flatMap(({ name, everySpace }) =>
          everySpace === undefined ? [] : [{ spaceRole: everySpace, through: name }],
        ),
        spaces: rows.spaces.map(({ spaceId, role, source, createdAt }) => ({
          spaceId,
          role,
          name: rows.spaceNames.get(spaceId) ?? '',
          reason: reason(source, createdAt),
        })),
        seats: rows.seats.map(({ productId, status, source, createdAt }) => ({
          productId,
          status,
          product: rows.productNames.get(productId) ?? '',
          reason: reason(source, createdAt),
        })),
        more: rows.more,
      };
    },
  };
}

function rolesOf(
  grants: readonly Grant[],
  known: ReadonlyMap<string, Role>,
  held: readonly Role[],
  reason: (source: AccessSource, since: string, until?: string) => Reason,
): AccessTree['roles'] {
  return [...new Set(grants.map(({ role }) => role))].map((name) => ({
    role: name,
    title: known.get(name)?.title ?? name,
    counts: held.some((role) => role.name === name),
    reasons: grants
      .filter(({ role }) => role === name)
      .map(({ source, since, until }) => reason(source, since, until)),
    permissions: [...(known.get(name)?.permissions ?? [])].sort(),
  }));
}

function permissionsOf(roles: readonly Role[]): AccessTree['permissions'] {
  const { permissions } = authorityOf(roles, {});
  const all = permissions === 'all' ? [] : [...permissions].sort();
  return all.map((permission) => ({
    permission,
    roles: roles.filter((role) => role.permissions.includes(permission)).map(({ name }) => name),
  }));
}

async function belongingsOf({ read }: Store, memberId: string) {
  const mine = { where: equals('memberId', memberId), limit: MOST_ROWS + 1 };
  const { records: spaceRows } = await read.spaceMembers.find(mine);
  const { records: seatRows } = await read.seats.find({
    ...mine,
    where: {
      kind: 'all',
      terms: [
        mine.where,
        {
          kind: 'in',
          field: { column: 'status' },
          values: ['assigned', 'held', 'requested', 'queued'],
        },
      ],
    },
  });
  const [spaces, seats] = [spaceRows.slice(0, MOST_ROWS), seatRows.slice(0, MOST_ROWS)];
  const spaceNames = await read.spaces.getMany([...new Set(spaces.map((row) => row.spaceId))]);
  const products = await read.products.getMany([...new Set(seats.map((row) => row.productId))]);
  return {
    spaces,
    seats,
    more: spaceRows.length > MOST_ROWS || seatRows.length > MOST_ROWS,
    spaceNames: new Map(spaceNames.map(({ id, name }) => [id, name])),
    productNames: new Map(products.map(({ id, name }) => [id, name])),
  };
}
