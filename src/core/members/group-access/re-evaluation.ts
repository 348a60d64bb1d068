import type { Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import {
  inOrganization,
  isAppliedActive,
  isLive,
  usersOfMember,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { directoriesOf, type Directory } from '../lifecycle/directories.js';
import { recomputeUnlessLastAdmin } from './recomputation.js';

interface Step {
  readonly step: string;
  readonly detail: string;
}

/** What directories give a member, worked out anew, with the reasons. */
export interface Reevaluation {
  readonly memberId: string;
  readonly roles: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly steps: readonly Step[];
}

/**
 * Works out anew what directories give one member. It looks at what is applied, and an error of the database ends the whole: nothing that
 * could not be read counts as absent. Fault `member.missing`.
 */
export function reevaluateMember(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  memberId: string,
): Promise<Reevaluation> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const before = await scope.members.require(memberId);
    const steps: Step[] = [{ step: 'member.status', detail: statusOf(before) }];
    const users = await usersOfMember(scope.tx, memberId);
    for (const user of users) {
      const { id, active, held } = user;
      const applied = isAppliedActive(user) ? 'active' : 'inactive';
      const because = held ? `; mass change ${held.massChangeId} holds that it is not` : '';
      const detail = `user ${id}: said ${active ? 'active' : 'inactive'}, applied ${applied}`;
      steps.push({ step: 'directory.user', detail: `${detail}${because}` });
    }
    const directories = await directoriesOf(scope, memberId);
    for (const one of directories) steps.push(...stepsOf(one));
    if (users.length === 0) {
      steps.push({ step: 'directory.none', detail: 'no directory speaks of the member' });
    }
    const after = before.status === 'left' ? before : await recompute(scope, before, steps);
    return { memberId, roles: { before: rolesOf(ctx, before), after: rolesOf(ctx, after) }, steps };
  });
}

function statusOf({ status, suspendedBy }: Member): string {
  return suspendedBy === undefined ? status : `${status} by ${suspendedBy}`;
}

function stepsOf({ connection, mappings, isBehind }: Directory): Step[] {
  const { name, mappingMode, defaultRole } = connection;
  const says = isBehind ? 'stands behind the member' : 'does not stand behind the member';
  const groups = mappings.map(({ groupId, role, space, productId }) => {
    const gives = role ?? (space ? `space ${space.spaceId}` : `product ${productId}`);
    return { step: 'directory.mapping', detail: `group ${groupId} gives ${gives}` };
  });
  const rest = `mode ${mappingMode}, default role ${defaultRole ?? 'none'}`;
  return [{ step: 'directory.connection', detail: `"${name}" ${says}; ${rest}` }, ...groups];
}

async function recompute(scope: OrganizationScope, member: Member, steps: Step[]): Promise<Member> {
  const note = (step: string, detail: string): void => {
    steps.push({ step, detail });
  };
  const [user] = await usersOfMember(scope.tx, member.id);
  const connectionId = user?.connectionId ?? '';
  return recomputeUnlessLastAdmin(scope, member, { connectionId, note, whenFull: 'queue' });
}

function rolesOf({ clock }: Context, { grants }: Member): string[] {
  const live = grants.filter((grant) => isLive(grant, clock.now()));
  return [...new Set(live.map(({ role }) => role))].sort();
}
