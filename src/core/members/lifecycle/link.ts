import { addressKey } from '#kernel/index.js';
import { isForSignIn, type Connection, type LinkRequest, type Member } from '#store/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { createMember, type Admission } from './create.js';
import { changeOfPerson, type DirectoryUser } from '../directory-person.js';
import { readPersonNames } from '../person-names.js';
import { writeMember } from './change.js';
import { settledGrants } from './directories.js';
import { ruleOnLink } from './link-authority.js';
import { findLinkCandidate, usersOfConnection } from './link-candidates.js';
import {
  moveRejection,
  requestLink,
  requestOfMember,
  requestOfUser,
  updateLinkRequest,
  withdrawLinkRequest,
} from './link-requests.js';

export type DirectoryLink =
  | {
      readonly member: Member;
      readonly decision: 'created' | 'linked' | 'revived';
      readonly why: string;
    }
  | {
      /** the user stands for no member, as long as nobody approves */
      readonly member: undefined;
      readonly decision: 'waiting' | 'rejected';
      readonly why: string;
    };

/**
 * Finds or creates the member for whom a directory's user stands. Who is there already is found by the externalId of an earlier user or by
 * the address, and is linked where the connection may (link-authority.ts); else the user waits for an approval. An address of another
 * organization never counts.
 */
export async function linkOrCreateFromDirectory(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
): Promise<DirectoryLink> {
  const candidate = await findLinkCandidate(scope, connection, user);
  if (!candidate) return createFromDirectory(scope, connection, user);
  const { member, mergedId } = candidate;
  const earlier = await requestOfMember(scope, connection, member);
  if (earlier?.isHeld && earlier.request.scimUserId !== user.scimUserId) {
    return createFromDirectory(scope, connection, user);
  }
  if (earlier?.request.status === 'rejected') {
    await moveRejection(scope, earlier.request, user);
    return undecided('rejected', member, 'a link to the member was rejected', earlier.request);
  }
  const ruling = await ruleOnLink(scope, connection, user, candidate);
  if (!ruling.allowed) {
    const { reason, why } = ruling;
    const request = await requestLink(scope, connection, user, {
      member,
      reason,
      before: earlier?.request,
    });
    return undecided('waiting', member, why, request);
  }
  const decision = member.status === 'left' ? 'revived' : 'linked';
  const linked = await writeMember(scope, member, changeOfPerson(user.person));
  const merged = mergedId === undefined ? '' : `; the member ${mergedId} was merged into it`;
  return { member: linked, decision, why: ruling.why + merged };
}

export function undecided(
  decision: 'waiting' | 'rejected',
  member: Member,
  why: string,
  request: LinkRequest,
): DirectoryLink {
  const rest = `link request ${request.id} for the member ${member.id} (${member.name})`;
  return { member: undefined, decision, why: `${why}; ${rest}` };
}

export async function createFromDirectory(
  scope: OrganizationScope,
  connection: Connection,
  { person, active }: DirectoryUser,
  { accountId, former }: Pick<Admission, 'accountId' | 'former'> = {},
): Promise<DirectoryLink> {
  const { email } = person;
  const status = active ? 'active' : 'suspended';
  const directory = { connection, mappings: [], isBehind: active };
  const member = await createMember(scope, {
    name: person.name,
    ...readPersonNames(person),
    source: isForSignIn(connection) ? 'sign_in' : 'scim',
    // the default role; those of groups come when the person enters one
    grants: settledGrants(scope, { status, grants: [] }, [directory]),
    status,
    suspendedBy: 'directory',
    ...(accountId !== undefined && { accountId }),
    former,
    ...(email && { email }),
    ...(person.photoUrl && { photoUrl: person.photoUrl }),
  });
  const why = email
    ? `no member of the organization has the address ${email}, or another user stands for that one`
    : 'the user has no address to match by';
  return { member, decision: 'created', why };
}

/**
 * A user that waits says something new, or one of two users for a member becomes active: then it is asked anew who the person is.
 * Undefined: the user stays what it is.
 */
export async function relinkFromDirectory(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  before: { readonly memberId: string; readonly active: boolean },
): Promise<DirectoryLink | undefined> {
  const { scimUserId, person, active } = user;
  if (before.memberId !== '') {
    if (before.active || !active) return undefined;
    const member = { id: before.memberId };
    const others = await usersOfConnection(scope, connection, member, scimUserId);
    // two active users are never one member
    if (!others.some((other) => other.active)) return undefined;
    return linkOrCreateFromDirectory(scope, connection, user);
  }
  const request = await requestOfUser(scope, scimUserId);
  if (request && addressKey(request.email ?? '') === addressKey(person.email ?? '')) {
    await updateLinkRequest(scope, request, user);
    return undefined;
  }
  if (request) await withdrawLinkRequest(scope, request);
  return linkOrCreateFromDirectory(scope, connection, user);
}
