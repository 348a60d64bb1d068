import { equals, type Member } from '#store/index.js';
import type { DirectoryPerson } from '../directory-person.js';
import { grantPromisedAccess } from '#core/entitlements/index.js';
import { writeMember, type MemberChange } from './change.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

/**
 * Derives a member's status from the SCIM users that stand for it: active while one of them is, suspended when none is, left when
 * there is none. A member whom a person suspended stays suspended. Roles, spaces and seats that a connection gave go with its user.
 * Call it after the SCIM users were written.
 */
export async function syncWithDirectoryUsers(
  scope: OrganizationScope,
  member: Member,
  person?: DirectoryPerson,
): Promise<Member> {
  const { records: users } = await scope.tx.scimUsers.find({
    where: equals('memberId', member.id),
    limit: 1_000,
  });
  const remainingConnectionIds = new Set(users.map(({ connectionId }) => connectionId));
  const statusByUsers =
    users.length === 0 ? 'left' : users.some(({ active }) => active) ? 'active' : 'suspended';
  const suspendedByPerson = member.status === 'suspended' && member.suspendedBy !== 'directory';
  const status = suspendedByPerson && statusByUsers !== 'left' ? 'suspended' : statusByUsers;
  const change: MemberChange = {
    status,
    ...(status === 'suspended' && !suspendedByPerson && { suspendedBy: 'directory' }),
    grants: member.grants.filter(
      ({ source }) =>
        !('connectionId' in source) || remainingConnectionIds.has(source.connectionId),
    ),
    ...(person && { name: person.name }),
    ...(person?.email && { email: person.email }),
  };
  const after = await writeMember(scope, member, change);
  if (statusByUsers !== 'left') await withdrawMappedAccess(scope, after, remainingConnectionIds);
  return after;
}

/** Withdraws what the acting connection gave, when its last user for the member went and another connection keeps the member. */
async function withdrawMappedAccess(
  scope: OrganizationScope,
  member: Member,
  remainingConnectionIds: ReadonlySet<string>,
): Promise<void> {
  const { actor } = scope.ctx;
  if (actor.kind !== 'connection' || remainingConnectionIds.has(actor.id)) return;
  const connection = await scope.tx.connections.get(actor.id);
  if (!connection?.givesBelongings) return;
  await grantPromisedAccess(scope, member, {
    connectionId: actor.id,
    mappings: [],
    whenFull: 'queue',
  });
}
