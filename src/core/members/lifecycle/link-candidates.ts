import type { Instant } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Connection,
  type Member,
  type ScimUser,
} from '#store/index.js';
import { findAll, type OrganizationScope } from '#core/tenancy/index.js';
import { withAddress } from './create.js';
import type { DirectoryUser } from '../directory-person.js';

/** A member for whom a user of a directory may stand, and by what it was found. */
export interface LinkCandidate {
  readonly member: Member;
  readonly by: 'externalId' | 'address';
  /** until when a user of the same connection stood for the member; `now`: an inactive one still does */
  readonly linkedUntil?: Instant | 'now';
  /** who was found, and was merged into the member */
  readonly mergedId?: string;
}

/** By the externalId that an earlier user of the connection had, or that a paired sign-in said, else by the address. */
export async function findLinkCandidate(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
): Promise<LinkCandidate | undefined> {
  return (
    (await findByExternalId(scope, connection, user)) ??
    (await findByPairedSignIn(scope, connection, user)) ??
    (await findByAddress(scope, connection, user))
  );
}

/** Exactly one earlier user had it, who is inactive or deleted. */
async function findByExternalId(
  scope: OrganizationScope,
  connection: Connection,
  { scimUserId, externalId }: DirectoryUser,
): Promise<LinkCandidate | undefined> {
  if (externalId === undefined) return undefined;
  const { tx, members } = scope;
  const where = all(equals('connectionId', connection.id), equals('externalId', externalId));
  const users = (await findAll(tx.scimUsers, where)).filter(({ id }) => id !== scimUserId);
  if (users.some(({ active }) => active)) return undefined;
  const past = connection.keepsPastLinks ? await findAll(tx.pastLinks, where) : [];
  const found = await members.getMany([...users, ...past].map(({ memberId }) => memberId));
  const survivors = new Map<string, SurvivingMember>();
  for (const one of found) {
    const survivor = await survivorOf(scope, one);
    survivors.set(survivor.member.id, survivor);
  }
  const [survivor] = survivors.values();
  if (!survivor || survivors.size > 1) return undefined;
  const others = await usersOfConnection(scope, connection, survivor.member, scimUserId);
  if (others.some(({ active }) => active)) return undefined;
  const isEarlier = survivor.mergedId === undefined;
  const linkedUntil = others.length > 0 ? 'now' : isEarlier ? past[0]?.endedAt : undefined;
  return { ...survivor, by: 'externalId', ...(linkedUntil !== undefined && { linkedUntil }) };
}

/** People signed in before the directory spoke of them: at a connection that is paired with it, and says the externalId of its users. */
async function findByPairedSignIn(
  scope: OrganizationScope,
  connection: Connection,
  { scimUserId, externalId }: DirectoryUser,
): Promise<LinkCandidate | undefined> {
  if (externalId === undefined || connection.kind !== 'scim') return undefined;
  const { tx, members, organization } = scope;
  const ofOrganization = equals('organizationId', organization.id);
  for (const one of await findAll(tx.connections, ofOrganization)) {
    if (!isForSignIn(one) || one.pairedWith !== connection.id) continue;
    const where = all(equals('connectionId', one.id), equals('externalId', externalId));
    const { records } = await tx.scimUsers.find({ where, limit: 2 });
    const [user] = records;
    const found = records.length === 1 && user ? await members.get(user.memberId) : undefined;
    if (!found) continue;
    const survivor = await survivorOf(scope, found);
    const others = await usersOfConnection(scope, connection, survivor.member, scimUserId);
    if (!others.some(({ active }) => active)) return { ...survivor, by: 'externalId' };
  }
  return undefined;
}

type SurvivingMember = Pick<LinkCandidate, 'member' | 'mergedId'>;

/** A member, or the one into whom the member was merged. */
async function survivorOf({ members }: OrganizationScope, found: Member): Promise<SurvivingMember> {
  let member = found;
  // ends: only a present member is merged into, and who was merged is never present again
  while (member.mergedInto !== undefined) member = await members.require(member.mergedInto);
  return { member, ...(member !== found && { mergedId: found.id }) };
}

/** Present members before those who left or were merged; never one for whom an active user of the same connection stands. */
async function findByAddress(
  scope: OrganizationScope,
  connection: Connection,
  { scimUserId, person: { email } }: DirectoryUser,
): Promise<LinkCandidate | undefined> {
  if (email === undefined) return undefined;
  const { tx, organization } = scope;
  const where = withAddress(organization.id, email);
  const found = await findAll(tx.members, where);
  const isPresent = ({ status }: Member): number => (status === 'left' ? 1 : 0);
  for (const one of found.toSorted((a, b) => isPresent(a) - isPresent(b))) {
    const survivor = await survivorOf(scope, one);
    const { member } = survivor;
    const users = await usersOfConnection(scope, connection, member, scimUserId);
    if (users.some(({ active }) => active)) continue;
    const linkedUntil =
      users.length > 0 ? 'now' : await endOfPastLink(scope, connection, member.id);
    return { ...survivor, by: 'address', ...(linkedUntil !== undefined && { linkedUntil }) };
  }
  return undefined;
}

/** The users of the connection that stand for a member, without this one: inactive ones, and at most one that is active. */
export async function usersOfConnection(
  { tx }: OrganizationScope,
  { id: connectionId }: Pick<Connection, 'id'>,
  { id: memberId }: Pick<Member, 'id'>,
  scimUserId: string,
): Promise<ScimUser[]> {
  const where = all(equals('memberId', memberId), equals('connectionId', connectionId));
  return (await findAll(tx.scimUsers, where)).filter(({ id }) => id !== scimUserId);
}

async function endOfPastLink(
  { tx }: OrganizationScope,
  { id: connectionId, keepsPastLinks }: Connection,
  memberId: string,
): Promise<Instant | undefined> {
  if (!keepsPastLinks) return undefined;
  const where = all(equals('connectionId', connectionId), equals('memberId', memberId));
  return (await tx.pastLinks.first(where))?.endedAt;
}
