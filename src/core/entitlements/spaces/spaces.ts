import { Fault, fold, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Member, type Space, type Store, type Term } from '#store/index.js';
import {
  type Ground,
  listPage,
  type ListQuery,
  openGround,
  type Presets,
  requireOpenOrganization,
  rowByRow,
  type RowResult,
} from '#core/tenancy/index.js';
import { requireFeature, requireOwn, requirePermission } from '#core/access/index.js';
import {
  assignedMembers,
  inheritingMembers,
  reaches,
  spacesOf,
  type MemberAccess,
  type SpaceAccess,
  type Ways,
} from './access.js';
import {
  assignSpace,
  requirePresent,
  requireSpace,
  requireSpaceRole,
  withdrawSpace,
} from './assign.js';
import { createSpace, tellingTwins, updateSpace, type SpaceChange } from './change.js';
import { removeSpace } from './remove.js';

export interface NewSpace {
  readonly name: string;
  readonly description?: string;
}

export interface SpaceQuery extends ListQuery {
  /** the beginning of the name, without regard to letter case */
  readonly search?: string;
}

/** Either side of a bulk assignment; `role` is needed to assign. */
export interface BulkSpaces {
  readonly action: 'assign' | 'remove';
  readonly ids: readonly string[];
  readonly role?: string;
}

export interface Spaces {
  /** Faults `space.exists`, `plan.required`, `limit.spaces`. */
  create(ctx: Context, organizationId: string, input: NewSpace): Promise<Space>;
  /** With `own` reach those that the caller reaches. */
  list(ctx: Context, organizationId: string, query: SpaceQuery): Promise<Page<Space>>;
  /** Fault `space.missing`; with `own` reach `permission.missing` for one that the caller does not reach. */
  get(ctx: Context, organizationId: string, id: string): Promise<Space>;
  /** Faults `space.missing`, `space.exists`, `request.precondition`. */
  update(
    ctx: Context,
    organizationId: string,
    id: string,
    wish: { readonly change: SpaceChange; readonly expected?: number },
  ): Promise<Space>;
  /** Whoever was in it is in it no more, and mappings to it go. Faults `space.missing`, `request.precondition`. */
  remove(ctx: Context, organizationId: string, id: string, expected?: number): Promise<void>;
  /** `assigned`: by people and groups; `inherited`: through a role that reaches every space. Fault `space.missing`. */
  members(
    ctx: Context,
    organizationId: string,
    id: string,
    query: ListQuery & { readonly access?: 'assigned' | 'inherited' },
  ): Promise<Page<MemberAccess>>;
  /** Fault `member.missing`. */
  ofMember(
    ctx: Context,
    organizationId: string,
    memberId: string,
    query: ListQuery,
  ): Promise<Page<SpaceAccess>>;
  /**
   * Assigns by hand, or changes the space role. Whoever writes spaces assigns everybody: whom they may manage does not count here
   * (seed 3.14). Faults `space.missing`, `member.missing`, `member.left`, `role.unknown`, `plan.required`.
   */
  assign(ctx: Context, organizationId: string, wish: SpaceWish): Promise<void>;
  /** Takes away what was given by hand. Faults `space.missing`, `member.missing`, `space.mapped`, `space.inherited`. */
  withdraw(ctx: Context, organizationId: string, wish: Omit<SpaceWish, 'role'>): Promise<void>;
  /** Many members, one space. A result for each; faults of the space and the role end the whole. */
  assignMany(
    ctx: Context,
    organizationId: string,
    spaceId: string,
    bulk: BulkSpaces,
  ): Promise<RowResult[]>;
  /** Many spaces, one member. */
  assignToMember(
    ctx: Context,
    organizationId: string,
    memberId: string,
    bulk: BulkSpaces,
  ): Promise<RowResult[]>;
}

export interface SpaceWish {
  readonly spaceId: string;
  readonly memberId: string;
  readonly role: string;
}

export function createSpaces(store: Store, presets: Presets): Spaces {
  const rooms = { store, presets };
  return {
    create: (ctx, organizationId, { name, description }) =>
      tellingTwins(name, () =>
        inside(rooms, ctx, organizationId, (ground) => createSpace(ground, { name, description })),
      ),
    list: async (ctx, organizationId, query) =>
      listSpaces(await waysOf(rooms, ctx, organizationId), query),
    async get(ctx, organizationId, id) {
      const ways = await waysOf(rooms, ctx, organizationId);
      const space = await findSpace(ways, id);
      if (requirePermission(ctx, 'spaces:read', true) === 'any') return space;
      const me = await callerOf(ways);
      if (me && (await reaches(ways, me, space))) return space;
      throw new Fault('permission.missing', { permission: 'spaces:read' });
    },
    update: (ctx, organizationId, id, { change, expected }) =>
      tellingTwins(change.name ?? '', () =>
        inside(rooms, ctx, organizationId, (ground) => updateSpace(ground, id, change, expected)),
      ),
    remove: (ctx, organizationId, id, expected) =>
      removeSpace(store, presets, ctx, {
        organizationId,
        id,
        ...(expected !== undefined && { expected }),
      }),
    ...reading(rooms),
    ...assigning(rooms),
  };
}

interface Rooms {
  readonly store: Store;
  readonly presets: Presets;
}

async function waysOf(rooms: Rooms, ctx: Context, organizationId: string): Promise<Ways> {
  const organization = await requireOpenOrganization(rooms.store.read, organizationId);
  return { ...rooms, ctx, organization };
}

function inside<T>(
  { store, presets }: Rooms,
  ctx: Context,
  organizationId: string,
  work: (ground: Ground) => Promise<T>,
): Promise<T> {
  return store.transaction(organizationId, async (tx) =>
    work(await openGround(ctx, tx, presets, organizationId)),
  );
}

type Reading = Pick<Spaces, 'members' | 'ofMember'>;

function reading(rooms: Rooms): Reading {
  const { store } = rooms;
  return {
    async members(ctx, organizationId, id, { access = 'assigned', ...page }) {
      const ways = await waysOf(rooms, ctx, organizationId);
      const space = await findSpace(ways, id);
      return access === 'assigned'
        ? assignedMembers(ways, space, page)
        : inheritingMembers(ways, space, page);
    },
    async ofMember(ctx, organizationId, memberId, page) {
      const ways = await waysOf(rooms, ctx, organizationId);
      const member = await store.read.members.get(memberId);
      if (member?.organizationId !== organizationId) {
        throw new Fault('member.missing', { id: memberId });
      }
      requireOwn(ctx, 'spaces:read', memberId);
      return spacesOf(ways, member, page);
    },
  };
}

type Assigning = Pick<Spaces, 'assign' | 'withdraw' | 'assignMany' | 'assignToMember'>;

function assigning(rooms: Rooms): Assigning {
  const { store, presets } = rooms;
  return {
    assign: (ctx, organizationId, { spaceId, memberId, role }) =>
      inside(rooms, ctx, organizationId, async (ground) => {
        requireFeature(presets, ground.organization, 'spaces');
        requireSpaceRole(ground, role);
        const space = await requireSpace(ground, spaceId);
        const member = await requirePresent(ground, memberId);
        await assignSpace(ground, { space, member, role, source: { kind: 'manual' } });
      }),
    withdraw: (ctx, organizationId, { spaceId, memberId }) =>
      inside(rooms, ctx, organizationId, async (ground) => {
        const space = await requireSpace(ground, spaceId);
        await withdrawSpace(ground, space, await requirePresent(ground, memberId));
      }),
    assignMany: (ctx, organizationId, spaceId, bulk) =>
      rowByRow(store, organizationId, bulk.ids, async (tx) => {
        const ground = await openGround(ctx, tx, presets, organizationId);
        const space = await requireSpace(ground, spaceId);
        const row = rowOf(ground, bulk);
        return async (id) => row(space, await requirePresent(ground, id));
      }),
    assignToMember: (ctx, organizationId, memberId, bulk) =>
      rowByRow(store, organizationId, bulk.ids, async (tx) => {
        const ground = await openGround(ctx, tx, presets, organizationId);
        const member = await requirePresent(ground, memberId);
        const row = rowOf(ground, bulk);
        return async (id) => row(await requireSpace(ground, id), member);
      }),
  };
}

/** What is done with one row. Faults of the request as a whole come before the first. */
function rowOf(
  ground: Ground,
  { action, role }: BulkSpaces,
): (space: Space, member: Member) => Promise<string> {
  if (action === 'remove') return (space, member) => withdrawSpace(ground, space, member);
  if (role === undefined) {
    const problem = 'is needed to assign';
    throw new Fault('request.invalid', { errors: [{ field: 'role', problem }] });
  }
  requireFeature(ground.presets, ground.organization, 'spaces');
  requireSpaceRole(ground, role);
  return (space, member) =>
    assignSpace(ground, { space, member, role, source: { kind: 'manual' } });
}

async function findSpace({ store, organization }: Ways, id: string): Promise<Space> {
  const space = await store.read.spaces.get(id);
  if (space?.organizationId !== organization.id) throw new Fault('space.missing', { id });
  return space;
}

async function callerOf({ ctx, store }: Ways): Promise<Member | undefined> {
  const { memberId } = ctx.authority;
  return memberId === undefined ? undefined : store.read.members.get(memberId);
}

async function listSpaces(ways: Ways, { search, ...page }: SpaceQuery): Promise<Page<Space>> {
  const { ctx, store, organization } = ways;
  if (requirePermission(ctx, 'spaces:read', true) === 'own') {
    const me = await callerOf(ways);
    if (!me) return { items: [] };
    const mine = await spacesOf(ways, me, page);
    const wanted = (space: Space): boolean =>
      search === undefined || space.nameKey.startsWith(fold(search));
    return { ...mine, items: mine.items.map(({ space }) => space).filter(wanted) };
  }
  const terms: Term[] = [equals('organizationId', organization.id)];
  if (search !== undefined) {
    const value = fold(search);
    terms.push({ kind: 'compare', field: { column: 'nameKey' }, operator: 'sw', value });
  }
  return listPage(store.read.spaces, all(...terms), page);
}
