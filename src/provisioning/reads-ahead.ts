import type { MemberChange, Resource, ResourceType } from '@muster/scim';
import {
  readDirectoryPerson,
  readsOfMember,
  readsOfNewcomer,
  type ReadsAhead,
} from '#core/index.js';
import { all, equals, oneOf, type Connection, type ScimUser, type Term } from '#store/index.js';
import { CHUNK_SIZE } from './memberships.js';
import { statementOf } from './persons.js';
import { userNamed } from './uniqueness.js';
import { recordFields } from './user-records.js';
import type { ScimScope } from './writing.js';

/** What the creation of a user is going to read. */
export function readsOfNewUser(
  { id: connectionId, organizationId }: Pick<Connection, 'id' | 'organizationId'>,
  type: ResourceType,
  resource: Resource,
): ReadsAhead {
  return (tx) => {
    const { person } = readDirectoryPerson(statementOf(resource));
    const { userNameKey, externalId } = recordFields(type, resource, person);
    const newcomer = { connectionId, externalId, email: person.email };
    return [
      tx.scimUsers.first(userNamed(connectionId, userNameKey)),
      ...readsOfNewcomer(tx, organizationId, newcomer),
    ];
  };
}

/** What a change of a user is going to read of the member for whom the user stands. */
export async function readChangedMember(
  scope: ScimScope,
  before: ScimUser,
  after: ScimUser,
): Promise<void> {
  const { memberId, connectionId, emailKey } = before;
  if (memberId === '') return;
  const isLoss = before.active && !after.active;
  await scope.tx.ahead(() => readsOfMember(scope, { memberId, connectionId, emailKey, isLoss }));
}

/** Members of one request that are read ahead; more are read in pieces anyhow. */
const MAX_MEMBERS = 20;

/** What a change of a group is going to read, where it names few members. */
export function readsOfGroup(groupId: string, changes: readonly MemberChange[]): ReadsAhead {
  return (tx) => {
    const reads: Promise<unknown>[] = [
      tx.scimGroups.get(groupId),
      tx.groupMappings.first(equals('groupId', groupId)),
    ];
    for (const change of changes) {
      if (change.kind === 'add' && change.members.length <= MAX_MEMBERS) {
        for (const { value } of change.members) {
          reads.push(tx.scimUsers.get(value), tx.groupMembers.first(rowOf(groupId, value)));
        }
      }
      if (change.kind === 'remove' && change.ids.length <= MAX_MEMBERS) {
        // as the removal asks
        const where = all(equals('groupId', groupId), oneOf('memberId', [...new Set(change.ids)]));
        reads.push(tx.groupMembers.find({ where, limit: CHUNK_SIZE }));
      }
    }
    return reads;
  };
}

/** As a batch of changes asks whether somebody is in the group already: by the unique key of the rows. */
function rowOf(groupId: string, memberId: string): Term {
  return all(equals('groupId', groupId), equals('memberId', memberId));
}
