import { domainOf, type Authority } from '#kernel/index.js';
import {
  equals,
  isForSignIn,
  type Connection,
  type Grant,
  type LinkRequest,
  type Member,
} from '#store/index.js';
import { authorityUnder, mayGive, mayManage, reachOf } from '#core/access/index.js';
import { authorityOfCredential } from '#core/credentials/index.js';
import {
  isLive,
  type OrganizationScope,
  requirePreset,
  type Role,
  rolesOfMember,
} from '#core/tenancy/index.js';
import { isManual } from './directories.js';
import type { LinkCandidate } from './link-candidates.js';
import type { DirectoryUser } from '../directory-person.js';

export type LinkRuling =
  | { readonly allowed: true; readonly why: string }
  | { readonly allowed: false; readonly reason: LinkRequest['reason']; readonly why: string };

/**
 * Whether a directory may take a member over. An earlier link stays, also for a member who was given a high role while it was there. An
 * owner or administrator by hand waits for approval. Other members are linked by a kept externalId or an address of a proved domain,
 * where the connection could give them their roles, or where the maker of the connection could manage them by hand.
 */
export async function ruleOnLink(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  candidate: LinkCandidate,
): Promise<LinkRuling> {
  const { member, linkedUntil } = candidate;
  const high = await highestRoleByHand(scope, member);
  if (linkedUntil !== undefined && (!high || linkedUntil === 'now' || high.since <= linkedUntil)) {
    return { allowed: true, why: 'a user of the same connection was this member before' };
  }
  if (high) {
    const { title } = high.role;
    const why = `the member is ${title} by hand, so it takes an approval`;
    return { allowed: false, reason: high.reason, why };
  }
  return ruleOnOrdinary(scope, connection, user, candidate);
}

/** Of a member who is no owner or administrator by hand, and was found by something that proves who they are. */
export async function ruleOnOrdinary(
  scope: OrganizationScope,
  connection: Connection,
  { person: { email = '' } }: DirectoryUser,
  { member, by }: LinkCandidate,
): Promise<LinkRuling> {
  const { ctx, tx, presets, organization, credentials } = scope;
  const { actor } = ctx;
  const credential =
    actor.kind === 'connection' ? await credentials.get(actor.credentialId) : undefined;
  const authorities = authorityOfCredential(connection, credential);
  const kept = { grants: await grantsThatStay(scope, member) };
  const roles = await rolesOfMember(tx, presets, organization, kept, ctx.clock.now());
  if (authorities.every((authority) => manages(authority, roles)))
    return { allowed: true, why: `the address ${email} belongs to this member` };
  if (member.status === 'left' && roles.length === 0) {
    return { allowed: true, why: 'the member left and holds nothing' };
  }
  const given = { roles, spaces: false, seats: false };
  if (authorities.every((authority) => mayGive(authority, given))) {
    if (by === 'externalId')
      return { allowed: true, why: 'an earlier user had the same externalId' };
    if (await isOfProvedDomain(scope, email)) {
      return { allowed: true, why: `the organization has proved the domain of ${email}` };
    }
  }
  const why = 'the maker of the connection could not manage this member, so it takes an approval';
  return { allowed: false, reason: 'authority', why };
}

function manages(authority: Authority, roles: readonly Role[]): boolean {
  return (
    reachOf(authority, 'members:write') === 'any' &&
    roles.every((role) => mayManage({ authority }, role))
  );
}

/**
 * Whether a member who was bound while the connection was another one is let in by it as it is: its maker of now could manage the
 * member, or give what the member holds. Owners and administrators by hand are managed, or wait. All counts that the member holds.
 */
export async function ruleOnBound(
  scope: OrganizationScope,
  { ceiling }: Pick<Connection, 'ceiling'>,
  member: Member,
): Promise<LinkRuling> {
  const { ctx, tx, presets, organization } = scope;
  const authority = authorityUnder(ceiling);
  const roles = await rolesOfMember(tx, presets, organization, member, ctx.clock.now());
  if (manages(authority, roles)) {
    return { allowed: true, why: 'who changed the connection could manage the member' };
  }
  const high = await highestRoleByHand(scope, member);
  if (!high && mayGive(authority, { roles, spaces: false, seats: false })) {
    return { allowed: true, why: 'who changed the connection could give what the member holds' };
  }
  const why = 'who changed the connection could not manage this member, so it takes an approval';
  return { allowed: false, reason: high?.reason ?? 'authority', why };
}

/** What a provider's groups gave at a sign-in ends where a directory speaks of the member, so nobody takes it over. */
async function grantsThatStay(
  { connections }: OrganizationScope,
  { grants }: Member,
): Promise<Grant[]> {
  const ids = grants.flatMap(({ source }) => ('connectionId' in source ? source.connectionId : []));
  const ofSignIn = (await connections.getMany(ids)).filter(isForSignIn);
  const gone = new Set(ofSignIn.map(({ id }) => id));
  return grants.filter(
    ({ source }) => !('connectionId' in source) || !gone.has(source.connectionId),
  );
}

/** Whether the organization, and no other one, has proved the domain of the address. */
export async function isOfProvedDomain(
  { tx, organization }: OrganizationScope,
  email: string,
): Promise<boolean> {
  const domain = await tx.domains.first(equals('verifiedKey', domainOf(email)));
  return domain?.organizationId === organization.id;
}

interface HighRole {
  readonly role: Role;
  readonly since: string;
  readonly reason: 'owner' | 'administrator';
}

/** Of the roles that no directory gave: the one that came last among those of owners and administrators. */
export async function highestRoleByHand(
  { ctx, tx, presets, organization }: OrganizationScope,
  member: Member,
): Promise<HighRole | undefined> {
  const now = ctx.clock.now();
  const grants = member.grants.filter((grant) => isManual(grant) && isLive(grant, now));
  if (grants.length === 0) return undefined;
  const roles = await rolesOfMember(tx, presets, organization, { grants }, now);
  const preset = new Set(requirePreset(presets, organization).roles.map(({ name }) => name));
  const high = roles.filter((role) => isHigh(role, preset));
  const names = new Set(high.map(({ name }) => name));
  const since = grants.flatMap((grant) => (names.has(grant.role) ? [grant.since] : [])).sort();
  const owner = high.find(({ standing }) => standing === 'owner');
  const role = owner ?? high[0];
  return role && { role, since: since.at(-1) ?? '', reason: owner ? 'owner' : 'administrator' };
}

/** Owner, administrator, an elevation, or a role of the organization's own that changes members. */
function isHigh(
  { name, standing, elevation, permissions }: Role,
  preset: ReadonlySet<string>,
): boolean {
  if (standing !== 'none' || elevation === true) return true;
  return !preset.has(name) && permissions.includes('members:write');
}
