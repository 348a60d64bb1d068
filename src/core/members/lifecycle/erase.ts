import { Fault } from '#kernel/index.js';
import { all, equals, oneOf, type Member } from '#store/index.js';
import {
  allUsersOfMember,
  findAll,
  isOfDirectory,
  NOTHING_ERASED,
  type ErasedPerson,
  type OrganizationScope,
  type PersonEraser,
} from '#core/tenancy/index.js';
import { writeMember } from './change.js';

/**
 * Fault `erasure.directory`, while an active connection has a user who stands for the member or waits for a link to the member: it would
 * provision the person again. Fault `erasure.merged`.
 */
export async function requireErasable(scope: OrganizationScope, member: Member): Promise<void> {
  const { tx, organization } = scope;
  const { id, mergedInto } = member;
  if (mergedInto !== undefined && (await scope.members.get(mergedInto))) {
    throw new Fault('erasure.merged', { id, mergedInto });
  }
  const users = await allUsersOfMember(tx, id);
  const standing = users.filter(isOfDirectory).map(({ connectionId }) => connectionId);
  for (const connection of await findAll(
    tx.connections,
    equals('organizationId', organization.id),
  )) {
    // what a provider says at sign-in goes with the person, and comes again only with the person
    if (connection.status !== 'active' || connection.kind !== 'scim') continue;
    const pair = all(equals('connectionId', connection.id), equals('memberId', id));
    const request = await tx.linkRequests.first(all(pair, equals('status', 'pending')));
    if (!standing.includes(connection.id) && !request) continue;
    throw new Fault('erasure.directory', {
      id,
      connectionId: connection.id,
      connection: connection.name,
    });
  }
}

/**
 * Takes the member out at once, with those who were merged into it: roles, spaces and seats end as by a removal, of which nobody is
 * notified, and the records are gone. Faults `member.last_owner`, `member.last_admin`.
 */
export async function eraseMember(scope: OrganizationScope, member: Member): Promise<ErasedPerson> {
  const { tx, organization } = scope;
  if (member.status !== 'left') await writeMember(silent(scope), member, { status: 'left' });
  const erased = [member];
  // those who were found are asked for in turn: who was merged into one of them
  for (const { id } of erased) {
    const isMerged = all(equals('organizationId', organization.id), equals('mergedInto', id));
    erased.push(...(await findAll(tx.members, isMerged)));
  }
  for (const { id } of erased) await tx.members.remove(id);
  const addresses = erased.flatMap(({ emailKey, wantedKey }) => [emailKey ?? [], wantedKey ?? []]);
  return {
    memberIds: erased.map(({ id }) => id),
    addresses: [...new Set(addresses.flat())],
    accountIds: [...new Set(erased.flatMap(({ accountId }) => accountId ?? []))],
    scimUserIds: [],
    names: [],
  };
}

/** Those who are notified of a removal are not notified of an erasure. */
function silent(scope: OrganizationScope): OrganizationScope {
  const { journal } = scope;
  const append: typeof journal.append = (entry) =>
    journal.append({ ...entry, after: { ...entry.after, notify: false } });
  return { ...scope, journal: { append } };
}

/** What connections keep of the person: requests for a link, and that a deleted user was the member. */
export const eraseLinks: PersonEraser = async ({ tx, organization }, { memberIds }) => {
  if (memberIds.length === 0) return NOTHING_ERASED;
  const [keys, users, names]: [string[], string[], string[]] = [[], [], []];
  let done = 0;
  for (const { id } of await findAll(tx.connections, equals('organizationId', organization.id))) {
    const where = all(equals('connectionId', id), oneOf('memberId', memberIds));
    const requests = await findAll(tx.linkRequests, where);
    for (const request of requests) {
      keys.push(`target link-request:${request.id}`);
      users.push(request.scimUserId);
      await tx.linkRequests.remove(request.id);
    }
    const past = await findAll(tx.pastLinks, where);
    names.push(...past.flatMap(({ externalId }) => externalId ?? []));
    done += requests.length + (await tx.pastLinks.removeWhere(where)).length;
  }
  return { done, found: { keys, scimUserIds: users, names } };
};
