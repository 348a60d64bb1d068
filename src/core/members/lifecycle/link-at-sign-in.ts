import {
  all,
  equals,
  oneOf,
  type Connection,
  type LinkRequest,
  type Member,
  type ScimUser,
} from '#store/index.js';
import {
  allUsersOfMember,
  findAll,
  isOfDirectory,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { changeOfPerson, type DirectoryUser } from '../directory-person.js';
import { writeMember } from './change.js';
import { withAddress, type Admission } from './create.js';
import { createFromDirectory, undecided, type DirectoryLink } from './link.js';
import {
  highestRoleByHand,
  ruleOnBound,
  ruleOnOrdinary,
  type LinkRuling,
} from './link-authority.js';
import {
  attachUser,
  decideLinkRequest,
  moveRejection,
  requestLink,
  requestOfMember,
  requestOfUser,
  withdrawLinkRequest,
} from './link-requests.js';

/** What proved that a person who signs in for the first time is a member who is there already. */
export type LinkProof = 'directory' | 'session' | 'domain' | 'email_code';

export interface SignInLink {
  readonly member: Member;
  readonly proof: LinkProof;
  /** an owner has said it in a session of their own, with a second step: no other approval is asked for */
  readonly approved?: boolean;
  /** the member left and is bound to another subject: an approval makes a new member */
  readonly makesNew?: boolean;
  /** of a member without an account: the person's; asked for once the link is allowed */
  readonly accountId: () => Promise<string>;
}

/** The members who have or had an address: those who are present, before those who left and were not merged. */
export async function membersOfAddress(
  { tx, organization }: OrganizationScope,
  email: string,
): Promise<readonly Member[]> {
  const where = withAddress(organization.id, email);
  const isPresent = oneOf('status', ['active', 'suspended']);
  const present = await findAll(tx.members, all(where, isPresent));
  const left = await findAll(tx.members, all(where, equals('status', 'left')));
  return [...present, ...left.filter(({ mergedInto }) => mergedInto === undefined)];
}

/**
 * Links a person who signs in with a member who is there already, or asks for an approval: of owners and administrators by hand, of
 * members beyond the authority of the connection's maker, and of those who left. What a directory manages stays as the directory says it.
 */
export async function linkAtSignIn(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  link: SignInLink,
): Promise<DirectoryLink> {
  const { member, approved = false } = link;
  const earlier = await requestOfMember(scope, connection, member);
  if (earlier?.request.status === 'rejected' && !approved) {
    await moveRejection(scope, earlier.request, user);
    return undecided('rejected', member, 'a link to the member was rejected', earlier.request);
  }
  const ruling = await ruleAtSignIn(scope, connection, user, link);
  if (!ruling.allowed) {
    const { reason, why } = ruling;
    const before = earlier?.request;
    const makesNew = link.makesNew === true;
    const asked = { member, reason, before, makesNew };
    const request = await requestLink(scope, connection, user, asked);
    return undecided('waiting', member, why, request);
  }
  const isManaged = (await allUsersOfMember(scope.tx, member.id)).some(isOfDirectory);
  const linked = await writeMember(scope, member, {
    ...(!isManaged && changeOfPerson(user.person)),
    ...(member.accountId === undefined && { accountId: await link.accountId() }),
  });
  return { member: linked, decision: 'linked', why: ruling.why };
}

const PROOFS: Readonly<Record<LinkProof, string>> = {
  directory: 'the user of the directory says the same person',
  session: 'the person added this way of signing in while they were signed in',
  domain: 'the organization has proved the domain of the address',
  email_code: 'the person proved the address by a code',
};

async function ruleAtSignIn(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  { member, proof, approved }: SignInLink,
): Promise<LinkRuling> {
  if (approved === true) return { allowed: true, why: 'an owner approved it while signing in' };
  if (member.status === 'left') {
    const why = 'the member left, so it takes an approval to come back';
    return { allowed: false, reason: 'departed', why };
  }
  const high = await highestRoleByHand(scope, member);
  if (high) {
    const why = `the member is ${high.role.title} by hand, so it takes an approval`;
    return { allowed: false, reason: high.reason, why };
  }
  // the person proved it, and not the connection
  if (proof === 'session' || proof === 'email_code') return { allowed: true, why: PROOFS[proof] };
  const ruling = await ruleOnOrdinary(scope, connection, user, { member, by: 'externalId' });
  return ruling.allowed ? { allowed: true, why: PROOFS[proof] } : ruling;
}

/** A person for whom nobody is there yet, or who was here and is invited again: `former`. */
export async function createAtSignIn(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  person: Pick<Admission, 'accountId' | 'former'>,
): Promise<Member> {
  const { member } = await createFromDirectory(scope, connection, user, person);
  if (!member) throw new Error('A person who is new is a member at once.');
  return member;
}

/** The user stands for the member from now on; what it waited for is decided. */
export async function attachAtSignIn(
  scope: OrganizationScope,
  { id, memberId }: ScimUser,
  member: Member,
): Promise<void> {
  if (memberId === member.id) return;
  const request = await requestOfUser(scope, id);
  if (request?.status === 'pending') {
    // asked for another member, before the person said in a session of their own who they are
    if (request.memberId === member.id) await decideLinkRequest(scope, request, 'approved');
    else await withdrawLinkRequest(scope, request);
  }
  await attachUser(scope, { scimUserId: id, memberId: member.id });
}

/** A member who came back from a removal waits for an approval: the user stands for nobody until then. */
export async function askToComeBack(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  member: Member,
): Promise<LinkRequest> {
  const earlier = await requestOfMember(scope, connection, member);
  await attachUser(scope, { scimUserId: user.scimUserId, memberId: '' });
  const asked = { member, reason: 'departed', before: earlier?.request } as const;
  return requestLink(scope, connection, user, asked);
}

export interface BoundPerson {
  readonly member: Member;
  /** the person says it themselves, in a session that opens the organization */
  readonly isOwnWord: boolean;
  /** as in `SignInLink` */
  readonly approved: boolean;
}

/**
 * A person who was bound, or approved, while the connection was another one. Whom its maker of now could not have linked waits for an
 * approval; the user goes on to stand for the member. Undefined: the person is let in.
 */
export async function askAgainAtSignIn(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  { member, isOwnWord, approved }: BoundPerson,
): Promise<{ readonly request: LinkRequest; readonly why: string } | undefined> {
  const ruling = await ruleOnBound(scope, connection, member);
  const before = (await requestOfMember(scope, connection, member))?.request;
  const isByHand = !ruling.allowed && ruling.reason !== 'authority';
  if (ruling.allowed || approved || (isOwnWord && !isByHand)) {
    if (before?.scimUserId === user.scimUserId) await withdrawLinkRequest(scope, before);
    return undefined;
  }
  const { reason, why } = ruling;
  return { request: await requestLink(scope, connection, user, { member, reason, before }), why };
}

/** A member without an account gets the one by which the person signs in. */
export function setAccount(
  scope: OrganizationScope,
  member: Member,
  accountId: string,
): Promise<Member> {
  return writeMember(scope, member, { accountId });
}
