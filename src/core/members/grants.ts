import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { AREAS, authorityOf } from '#core/access/index.js';
import { listDifference, type ListDifference } from './custom-roles/differences.js';
import {
  isLive,
  requireOpenOrganization,
  requireVersion,
  type Role,
  standingOf,
  createScope,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { grantOutcomeOf, type GrantChange, type GrantOutcome } from './grant-changes.js';
import { writeMember } from './lifecycle/change.js';

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
  /** said by somebody who has seen what it means */
  readonly confirm?: boolean;
  readonly expected?: number;
}

export interface MemberRoles {
  /** Faults as `change`, without those of confirmation and of the last administrator. Seats and assigned spaces never change. */
  preview(
    ctx: Context,
    organizationId: string,
    memberId: string,
    change: GrantChange,
  ): Promise<GrantPreview>;
  /**
   * Gives and takes roles by hand. Faults `member.missing`, `member.left`, `role.unknown`, `role.single`, `role.confirmation`,
   * `permission.escalation`, `plan.required`, `grant.missing`, `member.managed`, `member.last_owner`, `member.last_admin`,
   * `request.precondition`.
   */
  change(
    ctx: Context,
    organizationId: string,
    memberId: string,
    change: GrantChange,
    options?: GrantChangeOptions,
  ): Promise<Member>;
  /** Takes grants whose time is over off the members; they count for nothing already. Resolves to how many members. For a job. */
  expireGrants(ctx: Context): Promise<number>;
}

/** Members of one round of the job. */
const MAX_EXPIRED_PER_RUN = 1_000;

export function createMemberRoles(deps: CoreDeps): MemberRoles {
  const { store, presets } = deps;
  return {
    async preview(ctx, organizationId, memberId, change) {
      const organization = await requireOpenOrganization(store.read, organizationId);
      const member = requireOfOrganization(
        await store.read.members.get(memberId),
        organizationId,
        memberId,
      );
      const scope = { ctx, reading: store.read, presets, organization };
      const outcome = await grantOutcomeOf(scope, member, change);
      const standingFor = (grants: Member['grants']): Member['standing'] =>
        standingOf(presets, organization.preset, grants);
      const standings = { before: standingFor(member.grants), after: standingFor(outcome.grants) };
      return toGrantPreview(outcome, standings);
    },
    change(ctx, organizationId, memberId, change, { confirm = false, expected } = {}) {
      return store.transaction(organizationId, async (tx) => {
        const organization = await requireOpenOrganization(tx, organizationId);
        const member = requireOfOrganization(
          await tx.members.get(memberId),
          organizationId,
          memberId,
        );
        requireVersion(member, expected);
        const scope = { ctx, reading: tx, presets, organization };
        const { grants, before, after, needsConfirmation } = await grantOutcomeOf(
          scope,
          member,
          change,
        );
        if (needsConfirmation && !confirm) {
          const namesOf = (roles: readonly Role[]): string[] => roles.map(({ name }) => name);
          throw new Fault('role.confirmation', { before: namesOf(before), after: namesOf(after) });
        }
        return writeMember(createScope(deps, ctx, tx, organization), member, { grants });
      });
    },
    async expireGrants(ctx) {
      const { records } = await store.read.members.find({
        where: {
          kind: 'compare',
          field: { column: 'grantEndsAt' },
          operator: 'le',
          value: instant(ctx.clock.now()),
        },
        sort: [{ field: { column: 'grantEndsAt' } }],
        limit: MAX_EXPIRED_PER_RUN,
      });
      let expired = 0;
      for (const { id, organizationId } of records) {
        if (await expireGrantsOf(deps, ctx, { id, organizationId })) expired += 1;
      }
      return expired;
    },
  };
}

/** False: another process, or a person, was there first. */
async function expireGrantsOf(
  deps: CoreDeps,
  ctx: Context,
  { id, organizationId }: Pick<Member, 'id' | 'organizationId'>,
): Promise<boolean> {
  const { store } = deps;
  try {
    return await store.transaction(organizationId, async (tx) => {
      const organization = await tx.organizations.get(organizationId);
      const member = await tx.members.get(id);
      if (!organization || !member) return false;
      const grants = member.grants.filter((grant) => isLive(grant, ctx.clock.now()));
      if (grants.length === member.grants.length) return false;
      await writeMember(createScope(deps, ctx, tx, organization), member, { grants });
      return true;
    });
  } catch (error) {
    if (isFault(error, 'record.stale')) return false;
    throw error;
  }
}

function requireOfOrganization(
  member: Member | undefined,
  organizationId: string,
  id: string,
): Member {
  if (member?.organizationId !== organizationId) throw new Fault('member.missing', { id });
  return member;
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
