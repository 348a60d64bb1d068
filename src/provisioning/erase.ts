import {
  connectionTallyKey,
  findAll,
  findInWays,
  NOTHING_ERASED,
  type OrganizationScope,
  type PersonEraser,
  wayBy,
} from '#core/index.js';
import {
  all,
  equals,
  type Connection,
  type Exchange,
  type Position,
  type Reading,
  type Term,
} from '#store/index.js';
import { eraseReads } from './exchanges/erase-reads.js';
import { bucketOfRead, keysOfAskedName } from './exchanges/persons.js';
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
  const keys = [...scimUserIds, ...[...addresses, ...names].flatMap(keysOfAskedName)];
  const ways = [
    ...wayBy('memberId', memberIds),
    ...wayBy('subjectId', scimUserIds),
    ...wayBy('address', addresses),
    ...wayBy('personKey', keys),
  ];
  for (const connection of await connectionsOf(scope)) {
    const own = equals('connectionId', connection.id);
    const found = await findInWays(
      scope.tx.exchanges,
      ways.map((way) => all(own, way)),
      all(),
    );
    const records = found.length > 0 ? found : await findReads(scope.tx.exchanges, own, keys);
    if (records.length === 0) {
      const lines = await eraseReads(scope.tx, connection.id, keys);
      if (lines > 0) return { done: lines, found: {} };
      continue;
    }
    await removeExchanges(scope.tx, records);
    return {
      done: records.length,
      found: { scimUserIds: records.flatMap((one) => userOf(one, memberIds)) },
    };
  }
  return NOTHING_ERASED;
};

/** Reads looked at in one go. */
const READ_PAGE_SIZE = 500;

/**
 * Some of the reads that are entries of their own, of what these keys stand for, while there are any: releases before rows of reads wrote
 * all of them so. Of each bucket that the keys fall into every read is looked at.
 */
async function findReads(
  exchanges: Pick<Reading<Exchange>, 'find'>,
  own: Term,
  keys: readonly string[],
): Promise<readonly Exchange[]> {
  const wanted = new Set(keys);
  for (const bucket of new Set(keys.map(bucketOfRead))) {
    const where = all(own, equals('personKey', bucket));
    let after: Position | undefined;
    do {
      const page = { where, limit: READ_PAGE_SIZE, ...(after && { after }) };
      const { records, last } = await exchanges.find(page);
      const found = records.filter(({ readOf }) => readOf !== undefined && wanted.has(readOf));
      if (found.length > 0) return found;
      after = records.length === READ_PAGE_SIZE ? last : undefined;
    } while (after);
  }
  return [];
}

/** A user who stood for the person when the exchange was written. */
function userOf(
  { memberId, subjectId }: { readonly memberId?: string; readonly subjectId?: string },
  memberIds: readonly string[],
): string[] {
  const isOwn = memberId !== undefined && memberIds.includes(memberId);
  return isOwn && subjectId !== undefined ? [subjectId] : [];
}

function connectionsOf({ tx, organization }: OrganizationScope): Promise<readonly Connection[]> {
  return findAll(tx.connections, equals('organizationId', organization.id));
}
