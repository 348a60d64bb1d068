import { Fault, instant } from '#kernel/index.js';
import {
  all,
  equals,
  type Connection,
  type LinkRequest,
  type Member,
  type PastLink,
  type ScimUser,
} from '#store/index.js';
import { writeConnection } from '#core/credentials/index.js';
import {
  allUsersOfMember,
  findAll,
  firstVersion,
  nextVersion,
  type OrganizationScope,
  whoIs,
} from '#core/tenancy/index.js';
import type { DirectoryUser } from '../directory-person.js';
import { readPersonNames } from '../person-names.js';

/** What the request keeps of the user, as the directory last said it. */
function statementOf(user: DirectoryUser) {
  const { scimUserId, person, active, attributes } = user;
  return {
    scimUserId,
    name: person.name,
    ...readPersonNames(person),
    ...(person.photoUrl && { photoUrl: person.photoUrl }),
    ...(person.email !== undefined && { email: person.email }),
    active,
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

/**
 * What was asked for the member by a user of the connection; `isHeld`: that user is there and stands for nobody, or, where it is asked
 * again, for the member.
 */
export async function requestOfMember(
  { tx }: OrganizationScope,
  { id: connectionId }: Connection,
  { id: memberId }: Member,
): Promise<{ readonly request: LinkRequest; readonly isHeld: boolean } | undefined> {
  const pair = all(equals('connectionId', connectionId), equals('memberId', memberId));
  const request = await tx.linkRequests.first(pair);
  if (!request) return undefined;
  const isOpen = request.status === 'pending' || request.status === 'rejected';
  const user = isOpen ? await tx.scimUsers.get(request.scimUserId) : undefined;
  return { request, isHeld: user?.memberId === '' || isAskedAgain(request, user) };
}

/** Of a user that stands for the member already: its connection was changed since. */
export function isAskedAgain(
  { configuration, memberId }: LinkRequest,
  user: Pick<ScimUser, 'memberId'> | undefined,
): boolean {
  return configuration !== undefined && user?.memberId === memberId;
}

interface Asked {
  readonly member: Member;
  readonly reason: LinkRequest['reason'];
  /** of the same connection and member */
  readonly before: LinkRequest | undefined;
  readonly makesNew?: boolean;
}

/** Asks for an approval. */
export async function requestLink(
  scope: OrganizationScope,
  connection: Connection,
  user: DirectoryUser,
  { member, reason, before, makesNew }: Asked,
): Promise<LinkRequest> {
  const { ctx, tx } = scope;
  const { organizationId, id: connectionId } = connection;
  const fields = {
    status: 'pending' as const,
    reason,
    ...(makesNew && { makesNew }),
    ...('configuration' in connection && { configuration: connection.configuration }),
    ...statementOf(user),
  };
  const ids = { organizationId, connectionId, memberId: member.id };
  const request = before
    ? nextVersion<LinkRequest>(ctx, withoutStatement(before), fields)
    : firstVersion<LinkRequest>(ctx, { ...ids, ...fields });
  if (before) await tx.linkRequests.update(request);
  else await tx.linkRequests.insert(request);
  await appendLinkEntry(scope, 'scim.link.requested', request);
  return request;
}

/** A person who was rejected comes again with a new user: nobody is asked again, and an approval would be of the new user. */
export async function moveRejection(
  { ctx, tx }: OrganizationScope,
  before: LinkRequest,
  user: DirectoryUser,
): Promise<void> {
  const { decidedAt, decidedBy, makesNew } = before;
  const after = nextVersion<LinkRequest>(ctx, withoutStatement(before), {
    ...statementOf(user),
    ...(makesNew && { makesNew }),
    ...(decidedAt !== undefined && { decidedAt }),
    ...(decidedBy !== undefined && { decidedBy }),
  });
  await tx.linkRequests.update(after);
}

function withoutStatement(request: LinkRequest) {
  const {
    email: _email,
    firstName: _first,
    lastName: _last,
    photoUrl: _photo,
    attributes: _attributes,
    decidedAt: _at,
    decidedBy: _by,
    makesNew: _new,
    ...rest
  } = request;
  return rest;
}

/**
 * The request of a user that stands for no member yet. There is one for each member that the user was taken to be: of those who were
 * merged, or made anew, older ones may be there.
 */
export async function requestOfUser(
  { tx }: Pick<OrganizationScope, 'tx'>,
  scimUserId: string,
): Promise<LinkRequest | undefined> {
  const where = equals('scimUserId', scimUserId);
  const records = await findAll(tx.linkRequests, where);
  const open = records.find(({ status }) => status === 'pending');
  return open ?? records.find(({ status }) => status === 'rejected') ?? records[0];
}

/** The directory says something new of a user who waits; one who is deactivated meanwhile is told to approvers at once. */
export async function updateLinkRequest(
  scope: OrganizationScope,
  before: LinkRequest,
  user: DirectoryUser,
): Promise<LinkRequest> {
  const { email: _email, attributes: _attributes, ...rest } = before;
  const after = nextVersion<LinkRequest>(scope.ctx, rest, statementOf(user));
  await scope.tx.linkRequests.update(after);
  if (before.status === 'pending' && before.active && !after.active) {
    await appendLinkEntry(scope, 'scim.link.deactivated', after);
  }
  return after;
}

/** The user is gone, or is another person now. A rejection stays. */
export async function withdrawLinkRequest(
  scope: OrganizationScope,
  before: LinkRequest,
): Promise<void> {
  if (before.status !== 'pending') return;
  await decideLinkRequest(scope, before, 'withdrawn');
}

export async function decideLinkRequest(
  scope: OrganizationScope,
  before: LinkRequest,
  status: Exclude<LinkRequest['status'], 'pending'>,
): Promise<LinkRequest> {
  const { ctx, tx } = scope;
  const after = nextVersion<LinkRequest>(ctx, before, {
    status,
    decidedAt: instant(ctx.clock.now()),
    decidedBy: whoIs(ctx),
  });
  await tx.linkRequests.update(after);
  await appendLinkEntry(scope, `scim.link.${status}`, after);
  return after;
}

async function appendLinkEntry(
  { journal, tx }: OrganizationScope,
  type: string,
  request: LinkRequest,
): Promise<void> {
  const { id, connectionId, scimUserId, memberId, name, email, active, reason } = request;
  const connection = await tx.connections.get(connectionId);
  const member = await tx.members.get(memberId);
  await journal.append({
    type,
    target: { kind: 'link-request', id, name },
    after: {
      connectionId,
      connection: connection?.name,
      scimUserId,
      memberId,
      member: member?.name,
      email,
      active,
      reason,
    },
  });
}

/** A user is deleted: what it waited for is withdrawn, or it is kept for whom it stood. */
export async function endLink(
  scope: OrganizationScope,
  connection: Connection,
  user: Pick<ScimUser, 'id' | 'memberId' | 'externalId'>,
): Promise<void> {
  if (user.memberId !== '') return keepPastLink(scope, connection, user);
  const request = await requestOfUser(scope, user.id);
  if (request) await withdrawLinkRequest(scope, request);
}

/** The user stands for the member from now on. */
export async function attachUser(
  { tx }: OrganizationScope,
  { scimUserId, memberId }: Pick<LinkRequest, 'scimUserId' | 'memberId'>,
): Promise<void> {
  await tx.scimUsers.setWhere(equals('id', scimUserId), 'memberId', memberId);
}

/**
 * The users that stand for a member who is merged stand for the other one, and what waits for an approval waits for that one. Fault
 * `member.two_users`: two active users of one connection, or two that wait, are never one member.
 */
export async function moveLinks(
  scope: OrganizationScope,
  from: Member,
  to: Member,
): Promise<readonly ScimUser[]> {
  const { ctx, tx, organization } = scope;
  const users = await allUsersOfMember(tx, from.id);
  const others = await allUsersOfMember(tx, to.id);
  for (const { connectionId } of users.filter(({ active }) => active)) {
    const isTaken = others.some((one) => one.active && one.connectionId === connectionId);
    if (isTaken) throw new Fault('member.two_users', { connectionId });
  }
  for (const connection of await findAll(
    tx.connections,
    equals('organizationId', organization.id),
  )) {
    const waiting = await requestOfMember(scope, connection, from);
    if (!waiting?.isHeld) continue;
    const before = await requestOfMember(scope, connection, to);
    if (before?.isHeld) throw new Fault('member.two_users', { connectionId: connection.id });
    // what was decided of the one who stays counts more than a rejection of the other
    if (before && waiting.request.status === 'rejected') continue;
    if (before) await tx.linkRequests.remove(before.request.id);
    const moved = nextVersion<LinkRequest>(ctx, waiting.request, { memberId: to.id });
    await tx.linkRequests.update(moved);
  }
  await tx.scimUsers.setWhere(equals('memberId', from.id), 'memberId', to.id);
  return users;
}

/** A user is deleted: whom it stood for is kept, so that the person may come back as the same member. */
async function keepPastLink(
  scope: OrganizationScope,
  connection: Connection,
  { memberId, externalId }: Pick<ScimUser, 'memberId' | 'externalId'>,
): Promise<void> {
  const { ctx, tx } = scope;
  const { organizationId, id: connectionId } = connection;
  const pair = all(equals('connectionId', connectionId), equals('memberId', memberId));
  const endedAt = instant(ctx.clock.now());
  const before = await tx.pastLinks.first(pair);
  if (before) {
    const { externalId: _old, ...rest } = before;
    const change = { endedAt, ...(externalId !== undefined && { externalId }) };
    await tx.pastLinks.update(nextVersion<PastLink>(ctx, rest, change));
    return;
  }
  await tx.pastLinks.insert(
    firstVersion<PastLink>(ctx, {
      organizationId,
      connectionId,
      memberId,
      endedAt,
      ...(externalId !== undefined && { externalId }),
    }),
  );
  if (!connection.keepsPastLinks)
    await writeConnection(scope, connection, { keepsPastLinks: true });
}
