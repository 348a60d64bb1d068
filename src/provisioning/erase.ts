import {
  connectionTallyKey,
  findInWays,
  NOTHING_ERASED,
  type OrganizationScope,
  type PersonEraser,
  wayBy,
} from '#core/index.js';
import { all, equals, type Connection } from '#store/index.js';
import { keyOfAskedName } from './exchanges/persons.js';
import { removeExchanges } from './exchanges/limits.js';

/**
 * Users of connections that are not active, and of those for sign-in, who stand for the person or waited to; active directories forbid
 * the erasure.
 */
export const eraseDirectoryUsers: PersonEraser = async ({ tx }, { memberIds, scimUserIds }) => {
  const records = await findInWays(
    tx.scimUsers,
    [
      ...wayBy('memberId', memberIds),
      ...wayBy('id', scimUserIds).map((way) => all(way, equals('memberId', ''))),
    ],
    all(),
  );
  if (records.length === 0) return NOTHING_ERASED;
  for (const { id, connectionId, deletedAt } of records) {
    await tx.groupMembers.removeWhere(equals('memberId', id));
    await tx.scimUsers.remove(id);
    // a user that its directory deleted is not counted any more
    if (deletedAt !== undefined) continue;
    await tx.tallies.adjust(connectionTallyKey('users', connectionId), -1);
  }
  return {
    done: records.length,
    found: {
      keys: records.map(({ id }) => `target scim-user:${id}`),
      scimUserIds: records.map(({ id }) => id),
      names: records
        .flatMap(({ userNameKey, externalId }) => [userNameKey, externalId ?? []])
        .flat(),
    },
  };
};

/** Exchanges that tell of the person: of its users, of its addresses, and what asked for it by a name. */
export const eraseExchanges: PersonEraser = async (scope, person) => {
  const { memberIds, addresses, scimUserIds, names } = person;
  const asked = [...addresses, ...names].map(keyOfAskedName);
  const ways = [
    ...wayBy('memberId', memberIds),
    ...wayBy('subjectId', scimUserIds),
    ...wayBy('address', addresses),
    ...wayBy('personKey', [...scimUserIds, ...asked]),
  ];
  for (const connection of await connectionsOf(scope)) {
    const own = equals('connectionId', connection.id);
    const records = await findInWays(
      scope.tx.exchanges,
      ways.map((way) => all(own, way)),
      all(),
    );
    if (records.length === 0) continue;
    await removeExchanges(scope.tx, records);
    return {
      done: records.length,
      found: { scimUserIds: records.flatMap((one) => userOf(one, memberIds)) },
    };
  }
  return NOTHING_ERASED;
};

/** A user who stood for the person when the exchange was written. */
function userOf(
  { memberId, subjectId }: { readonly memberId?: string; readonly subjectId?: string },
  memberIds: readonly string[],
): string[] {
  const isOwn = memberId !== undefined && memberIds.includes(memberId);
  return isOwn && subjectId !== undefined ? [subjectId] : [];
}

async function connectionsOf({
  tx,
  organization,
}: OrganizationScope): Promise<readonly Connection[]> {
  const where = equals('organizationId', organization.id);
  return (await tx.connections.find({ where, limit: 1_000 })).records;
}
