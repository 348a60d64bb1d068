import type { Grant, Member } from '#store/index.js';
import { mayGrant } from '#core/access/index.js';
import type { Ended } from '#core/entitlements/index.js';
import { findRoles, requirePreset, type OrganizationScope } from '#core/tenancy/index.js';
import { isManual, settledGrants, type Directory } from '../lifecycle/directories.js';

/** What is to become of the roles that a connection gave. */
export interface GrantEnd {
  readonly connectionId: string;
  /** those behind the member without the connection */
  readonly others: readonly Directory[];
  /** `none` ends them; `grantable`: what the caller could give is given by hand from now on; `all`: what they may not give, too */
  readonly keeps: 'none' | 'grantable' | 'all';
}

/** A member's grants without those of a connection, and which of its roles are given by hand from now on or end. */
export async function endGrantsOfConnection(
  scope: OrganizationScope,
  member: Member,
  { connectionId, others, keeps }: GrantEnd,
): Promise<{ readonly grants: readonly Grant[]; readonly roles: Ended<string> }> {
  const { ctx, tx, presets, organization } = scope;
  const own = member.grants.filter((grant) => isOfConnection(grant, connectionId));
  const rest = settledGrants(scope, { ...member, grants: member.grants.filter(isManual) }, others);
  const held = new Set(rest.map(({ role }) => role));
  const lost = own.filter(({ role }) => !held.has(role));
  const known = await findRoles(
    tx,
    presets,
    organization,
    lost.map(({ role }) => role),
  );
  // where members have one role, what another directory gives takes the place
  const isReplaced =
    requirePreset(presets, organization).singleRole &&
    rest.some(({ until }) => until === undefined);
  const isKept = ({ role }: Grant): boolean => {
    const definition = known.get(role);
    if (!definition || keeps === 'none') return false;
    return keeps === 'all' || (!isReplaced && mayGrant(ctx, definition));
  };
  const kept = new Map(lost.filter(isKept).map((grant) => [grant.role, grant]));
  const handGiven = [...kept.values()].map(({ role, since }): Grant => ({
    role,
    since,
    source: { kind: 'manual' },
  }));
  return {
    grants: [
      ...member.grants.filter((grant) => !isOfConnection(grant, connectionId)),
      ...handGiven,
    ],
    roles: {
      handGiven: [...kept.keys()],
      ended: [...new Set(lost.map(({ role }) => role).filter((role) => !kept.has(role)))],
    },
  };
}

function isOfConnection({ source }: Grant, connectionId: string): boolean {
  return 'connectionId' in source && source.connectionId === connectionId;
}
