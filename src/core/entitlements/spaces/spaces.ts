import { Fault, type Context, type Page } from '#kernel/index.js';
import type { Member, Space } from '#store/index.js';
import {
  type OrganizationScope,
  type ListQuery,
  rowByRow,
  rulesOf,
  type RowResult,
  viewOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { requireFeature, requireOwn, requirePermission } from '#core/access/index.js';
import {
  assignedMembers,
  inheritingMembers,
  canReach,
  spacesOf,
  type MemberAccess,
  type SpaceAccess,
  type SpaceReadScope,
} from './access.js';
import { assignSpace, requireNotLeft, requireSpaceRole } from './assign.js';
import { isOverridden, type EntitlementDeps, type WithholdAccess } from '../overrides.js';
import { createSpace, updateSpace } from './change.js';
import { callerOf, countSpaces, listSpaces, type SpaceQuery, type SpaceTotal } from './list.js';
import { removeSpace } from './remove.js';
import { withdrawSpace } from './withdraw.js';

/** Either side of a bulk assignment; `role` is needed to assign. */
export interface BulkSpaces {
  readonly action: 'assign' | 'remove';
  readonly ids: readonly string[];
  readonly role?: string;
}

export interface SpaceMemberInput {
  readonly spaceId: string;
  readonly memberId: string;
  readonly role: string;
}

export function createSpaces(deps: EntitlementDeps) {
  const rule = rulesOf(deps);
  return {
    /** Faults `space.exists`, `plan.required`, `limit.spaces`. */
    create: rule(createSpace),
    /** With `own` reach those that the caller reaches. */
    list: async (ctx: Context, organizationId: string, query: SpaceQuery): Promise<Page<Space>> =>
      listSpaces(await openReadScope(deps, ctx, organizationId), query),
    /** Of the whole list, up to 10,000. */
    count: async (ctx: Context, organizationId: string, search?: string): Promise<SpaceTotal> =>
      countSpaces(await openReadScope(deps, ctx, organizationId), search),
    /** Fault `space.missing`; with `own` reach `permission.missing` for one that the caller does not reach. */
    async get(ctx: Context, organizationId: string, id: string): Promise<Space> {
      const readScope = await openReadScope(deps, ctx, organizationId);
      const space = await readScope.spaces.require(id);
      if (requirePermission(ctx, 'spaces:read', true) === 'any') return space;
      const caller = await callerOf(readScope);
      if (caller && (await canReach(readScope, caller, space))) return space;
      throw new Fault('permission.missing', { permission: 'spaces:read' });
    },
    /** Faults `space.missing`, `space.exists`, `request.precondition`. */
    update: rule(updateSpace),
    /** Whoever was in it is in it no more, and mappings to it go. Faults `space.missing`, `request.precondition`. */
    remove: (ctx: Context, organizationId: string, id: string, expected?: number): Promise<void> =>
      removeSpace(deps, ctx, { organizationId, id, ...(expected !== undefined && { expected }) }),
    ...readOperations(deps),
    ...assignOperations(deps),
  };
}

async function openReadScope(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<SpaceReadScope> {
  return { ...deps, ctx, ...(await viewOrganization(deps, organizationId)) };
}

function readOperations(deps: CoreDeps) {
  return {
    /** `assigned`: by people and groups; `inherited`: through a role that reaches every space. Fault `space.missing`. */
    async members(
      ctx: Context,
      organizationId: string,
      id: string,
      { access = 'assigned', ...page }: ListQuery & { readonly access?: 'assigned' | 'inherited' },
    ): Promise<Page<MemberAccess>> {
      const readScope = await openReadScope(deps, ctx, organizationId);
      const space = await readScope.spaces.require(id);
      const list = access === 'assigned' ? assignedMembers : inheritingMembers;
      return list(readScope, space, page);
    },
    /** Fault `member.missing`. */
    async ofMember(
      ctx: Context,
      organizationId: string,
      memberId: string,
      page: ListQuery,
    ): Promise<Page<SpaceAccess>> {
      const readScope = await openReadScope(deps, ctx, organizationId);
      const member = await readScope.members.require(memberId);
      requireOwn(ctx, 'spaces:read', memberId);
      return spacesOf(readScope, member, page);
    },
  };
}

function assignOperations(deps: EntitlementDeps) {
  const rule = rulesOf(deps);
  const { withholdAccess } = deps;
  return {
    /**
     * Assigns by hand, or changes the space role. Whoever writes spaces assigns everybody: whom they may manage does not count here
     * (seed 3.14). Faults `space.missing`, `member.missing`, `member.left`, `role.unknown`, `plan.required`.
     */
    assign: rule(async (scope, { spaceId, memberId, role }: SpaceMemberInput) => {
      requireFeature(scope.presets, scope.organization, 'spaces');
      requireSpaceRole(scope, role);
      const space = await scope.spaces.require(spaceId);
      const member = await requireNotLeft(scope, memberId);
      await assignByHand(scope, { space, member, role });
    }),
    /**
     * Takes away what was given by hand, and under an override what groups give. Faults `space.missing`, `member.missing`,
     * `space.mapped`, `space.inherited`.
     */
    withdraw: rule(async (scope, { spaceId, memberId }: Omit<SpaceMemberInput, 'role'>) => {
      const space = await scope.spaces.require(spaceId);
      const member = await requireNotLeft(scope, memberId);
      await withdrawSpace(scope, { space, member, withholdAccess });
    }),
    /** Many members, one space. A result for each; faults of the space and the role end the whole. */
    assignMany: (
      ctx: Context,
      organizationId: string,
      spaceId: string,
      bulk: BulkSpaces,
    ): Promise<RowResult[]> =>
      rowByRow(deps, ctx, { organizationId, ids: bulk.ids }, async (scope) => {
        const space = await scope.spaces.require(spaceId);
        const row = rowWork(scope, bulk, withholdAccess);
        return async (id) => row(space, await requireNotLeft(scope, id));
      }),
    /** Many spaces, one member. */
    assignToMember: (
      ctx: Context,
      organizationId: string,
      memberId: string,
      bulk: BulkSpaces,
    ): Promise<RowResult[]> =>
      rowByRow(deps, ctx, { organizationId, ids: bulk.ids }, async (scope) => {
        const member = await requireNotLeft(scope, memberId);
        const row = rowWork(scope, bulk, withholdAccess);
        return async (id) => row(await scope.spaces.require(id), member);
      }),
  };
}

/** What is done with one row. Faults of the request as a whole come before the first. */
function rowWork(
  scope: OrganizationScope,
  { action, role }: BulkSpaces,
  withholdAccess: WithholdAccess,
): (space: Space, member: Member) => Promise<string> {
  if (action === 'remove') {
    return (space, member) => withdrawSpace(scope, { space, member, withholdAccess });
  }
  if (role === undefined) {
    const problem = 'is needed to assign';
    throw new Fault('request.invalid', { errors: [{ field: 'role', problem }] });
  }
  requireFeature(scope.presets, scope.organization, 'spaces');
  requireSpaceRole(scope, role);
  return (space, member) => assignByHand(scope, { space, member, role });
}

async function assignByHand(
  scope: OrganizationScope,
  assignment: { readonly space: Space; readonly member: Member; readonly role: string },
): Promise<'assigned' | 'changed' | 'unchanged'> {
  const override = await isOverridden(scope, assignment.member);
  return assignSpace(scope, { ...assignment, source: { kind: 'manual' }, override });
}
