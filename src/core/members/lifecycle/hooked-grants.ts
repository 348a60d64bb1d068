import { instant } from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';
import { findRoles, hookObjectOf, type OrganizationScope } from '#core/tenancy/index.js';
import { isManual } from './directories.js';

/**
 * What hooks make of the roles that a member's groups give; roles that people gave are not told and not touched. A role that a hook adds
 * hangs on the groups like theirs: it goes when no group gives anything any more. Owners are made by people only.
 */
export async function hookedGrants(
  scope: OrganizationScope,
  before: Member,
  { status, grants }: Pick<Member, 'status' | 'grants'>,
): Promise<readonly Grant[]> {
  const { hooks } = scope;
  const given = grants.filter((grant) => !isManual(grant));
  const [first] = given;
  // of a member who is not here nothing is in force, and a hook must not stand in the way of an end
  if (!first || status !== 'active' || !hooks.concern('before_role_resolution')) return grants;
  const roles = namesOf(given);
  const answer = hooks.ask({
    point: 'before_role_resolution',
    ...hookObjectOf(hooks, before),
    before: { roles: namesOf(before.grants.filter((grant) => !isManual(grant))) },
    proposed: { roles, ...(before.email !== undefined && { email: before.email }) },
  });
  const wanted = new Set(answer.roles);
  const added = [...wanted].filter((role) => !roles.includes(role));
  const kept = grants.filter((grant) => isManual(grant) || wanted.has(grant.role));
  if (added.length === 0) return kept.length === grants.length ? grants : kept;
  const { presets, organization } = scope;
  const found = await findRoles(scope.tx, presets, organization, added);
  const since = instant(scope.ctx.clock.now());
  const more = added.flatMap((role): Grant[] => {
    const known = found.get(role);
    if (!known || known.standing === 'owner') return [];
    const held = before.grants.find((one) => one.role === role && !isManual(one));
    return [{ role, source: first.source, since: held?.since ?? since }];
  });
  return [...kept, ...more];
}

function namesOf(grants: readonly Grant[]): readonly string[] {
  return [...new Set(grants.map(({ role }) => role))];
}
