import { instant } from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';
import { findRoles, isLive, type OrganizationScope, requirePreset } from '#core/tenancy/index.js';
import { isManual } from '../lifecycle/directories.js';

/** What people gave both. Where members have one role, that of the one who stays counts. What an override gave ends with it. */
export async function grantsOfBoth(
  { ctx, tx, presets, organization }: OrganizationScope,
  member: Member,
  survivor: Member,
): Promise<readonly Grant[]> {
  const now = ctx.clock.now();
  const moving = member.grants.filter(
    (grant) => isManual(grant) && !grant.override && isLive(grant, now),
  );
  const names = [...moving, ...survivor.grants].map(({ role }) => role);
  const roles = await findRoles(tx, presets, organization, names);
  const isLasting = ({ role, until }: Grant): boolean =>
    until === undefined && !roles.get(role)?.elevation;
  const { singleRole } = requirePreset(presets, organization);
  const isTaken =
    singleRole &&
    survivor.grants.some((grant) => grant.source.kind !== 'default' && isLasting(grant));
  const grants = [...survivor.grants];
  for (const grant of moving) {
    if (!roles.has(grant.role) || (isTaken && isLasting(grant))) continue;
    const index = grants.findIndex((one) => one.role === grant.role && isManual(one));
    const current = grants[index];
    if (current && outlasts(current, grant)) continue;
    const moved = { ...grant, since: instant(now) };
    if (current) grants[index] = moved;
    else grants.push(moved);
  }
  return grants;
}

/** Whether the one grant lasts as long as the other, or longer. */
export function outlasts(one: Grant, other: Grant): boolean {
  return one.until === undefined || (other.until !== undefined && one.until >= other.until);
}
