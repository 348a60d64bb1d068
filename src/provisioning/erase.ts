import {
  connectionTallyKey,
  ERASE_BATCH_SIZE,
  findInWays,
  NOTHING_ERASED,
  type OrganizationScope,
  type PersonEraser,
  wayBy,
} from '#core/index.js';
import { all, equals, oneOf, type Connection } from '#store/index.js';
import { keyOfAskedName } from './exchanges/persons.js';
import { removeExchanges } from './exchanges/limits.js';

/** Users of connections that are not active, who stand for the person; active ones forbid the erasure. */
export const eraseDirectoryUsers: PersonEraser = async ({ tx }, { memberIds }) => {
  if (memberIds.length === 0) return NOTHING_ERASED;
  const where = oneOf('memberId', memberIds);
  const { records } = await tx.scimUsers.find({ where, limit: ERASE_BATCH_SIZE });
  for (const { id, connectionId } of records) {
    await tx.groupMembers.removeWhere(equals('memberId', id));
    await tx.scimUsers.remove(id);
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
