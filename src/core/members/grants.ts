import { Fault, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { AREAS } from '#core/access/index.js';
import {
  isLive,
  requireVersion,
  type Role,
  standingOf,
  type CoreDeps,
  type OrganizationScope,
  inOrganization,
  dueBy,
  sweepOrganizations,
  authorityOf,
} from '#core/tenancy/index.js';
import { isUnlocked } from '#core/entitlements/index.js';
import { listDifference, type ListDifference } from './custom-roles/differences.js';
import { grantOutcomeOf, type GrantChange, type GrantOutcome } from './grant-changes.js';
import { writeMember } from './lifecycle/change.js';
import { readScope } from './scopes.js';

/** What a change of roles would mean, before it is made. */
export interface GrantPreview {
  readonly roles: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly standing: { readonly before: Member['standing']; readonly after: Member['standing'] };
  readonly permissions: ListDifference;
  /** what the member could do that they cannot do now, in words */
  readonly powers: readonly { readonly permission: string; readonly meaning: string }[];
  /** roles that the member could give */
  readonly mayGive: ListDifference;
  /** spaces without being assigned: every one, as this space role */
  readonly everySpace: { readonly before: string | null; readonly after: string | null };
  readonly needsConfirmation: boolean;
}

interface GrantChangeOptions {
  /** the caller has seen what the change means */
  readonly confirm?: boolean;
  readonly expected?: number;
}

/** Members of one run of the job. */
const MAX_EXPIRED_PER_RUN = 1_000;

export function createMemberRoles(deps: CoreDeps) {
  return {
    /** Faults as `change`, without those of confirmation and of the last administrator. Seats and assigned spaces never change. */
    async preview(
      ctx: Context,
      organizationId: string,
      memberId: string,
      change: GrantChange,
    ): Promise<GrantPreview> {
      const scope = await readScope(deps, ctx, organizationId);
      const member = await scope.members.require(memberId);
      const outcome = await grantOutcomeOf(scope, member, change);
      const standingFor = (grants: Member['grants']): Member['standing'] =>
        standingOf(deps.presets, scope.organization.preset, grants);
      const standings = { before: standingFor(member.grants), after: standingFor(outcome.grants) };
      return toGrantPreview(outcome, standings);
    },
    /**
     * Gives and takes roles by hand. Faults `member.missing`, `member.left`, `role.unknown`, `role.single`, `role.confirmation`,
     * `permission.escalation`, `plan.required`, `grant.missing`, `member.managed`, `member.last_owner`, `member.last_admin`,
     * `request.precondition`.
     */
    change: (
      ctx: Context,
      organizationId: string,
      memberId: string,
      change: GrantChange,
      { confirm = false, expected }: GrantChangeOptions = {},
    ): Promise<Member> =>
      inOrganization(deps, ctx, organizationId, async (scope) => {
        const member = await scope.members.require(memberId);
        requireVersion(member, expected);
        return changeRolesIn(scope, member, change, confirm);
      }),
    /**
     * Takes grants whose time is over off the members; they count for nothing already. Ends overrides whose time is over. Resolves to how
     * many members. For a job.
     */
    async expireGrants(ctx: Context): Promise<number> {
      const now = ctx.clock.now();
      const due = dueBy(ctx, 'grantEndsAt', MAX_EXPIRED_PER_RUN);
      const { members: reading } = deps.store.read;
      const { done } = await sweepOrganizations(deps, ctx, { reading, due }, async (scope, id) => {
        const member = await scope.members.get(id);
        const grants = member?.grants.filter((grant) => isLive(grant, now)) ?? [];
        if (!member) return false;
        const isOver = member.unlockedUntil !== undefined && !isUnlocked(member, now);
        if (grants.length === member.grants.length && !isOver) return false;
        await writeMember(scope, member, { grants });
        return true;
      });
      return done;
    },
  };
}

/** `change` inside of a transaction, with the same faults. */
export async function changeRolesIn(
  scope: OrganizationScope,
  member: Member,
  change: GrantChange,
  confirm: boolean,
): Promise<Member> {
  const outcome = await grantOutcomeOf(scope, member, change);
  if (outcome.needsConfirmation && !confirm) {
    const namesOf = (roles: readonly Role[]): string[] => roles.map(({ name }) => name);
    const { before, after } = outcome;
    throw new Fault('role.confirmation', { before: namesOf(before), after: namesOf(after) });
  }
  const { grants, withheld } = outcome;
  return writeMember(scope, member, { grants, withheld });
}

function toGrantPreview(
  { before, after, needsConfirmation }: GrantOutcome,
  standing: GrantPreview['standing'],
): GrantPreview {
  const namesOf = (roles: readonly Role[]): string[] => roles.map(({ name }) => name).sort();
  const permissions = authorityDifference(before, after, 'permissions');
  return {
    roles: { before: namesOf(before), after: namesOf(after) },
    standing,
    permissions,
    powers: permissions.added.map((permission) => ({
      permission,
      meaning: describePermission(permission),
    })),
    mayGive: authorityDifference(before, after, 'grants'),
    everySpace: { before: everySpaceOf(before), after: everySpaceOf(after) },
    needsConfirmation,
  };
}

function authorityDifference(
  before: readonly Role[],
  after: readonly Role[],
  key: 'permissions' | 'grants',
): ListDifference {
  const namesHeldBy = (roles: readonly Role[]): Iterable<string> => {
    const names = authorityOf(roles, {})[key];
    return names === 'all' ? [] : names;
  };
  return listDifference(namesHeldBy(before), namesHeldBy(after)) ?? { added: [], removed: [] };
}

function everySpaceOf(roles: readonly Role[]): string | null {
  return roles.find(({ everySpace }) => everySpace !== undefined)?.everySpace ?? null;
}

/** `change: the list of members, their roles, their state` */
function describePermission(permission: string): string {
  const [area = '', access, own] = permission.split(':');
  const description = Object.entries(AREAS).find(([name]) => name === area)?.[1] ?? area;
  return `${access === 'write' ? 'change' : 'see'}${own ? ' their own' : ''}: ${description}`;
}
