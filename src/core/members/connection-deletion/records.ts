import { all, equals, oneOf, type Connection, type ScimUser, type Term } from '#store/index.js';
import { connectionTallyKeys, connectionTallyKey } from '#core/credentials/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

/* The records of a connection that is deleted. Each has its keeper while the connection lives; with the connection all of them go. */

/** Records of one transaction. */
const BATCH_SIZE = 500;

/** Groups whose rows are looked for at once. */
const GROUP_BATCH_SIZE = 50;

/** Users of the connection, with their places in groups. */
export async function removeUsers(
  { tx }: OrganizationScope,
  { id: connectionId }: Connection,
  users: readonly ScimUser[],
): Promise<void> {
  const ids = users.map(({ id }) => id);
  await tx.groupMembers.removeWhere(oneOf('memberId', ids));
  const removed = await tx.scimUsers.removeWhere(oneOf('id', ids));
  await tx.tallies.adjust(connectionTallyKey('users', connectionId), -removed.length);
}

/** What is left of the connection beside its people, a bounded part. Resolves to how many records went; 0: nothing is left. */
export async function removeRecords(
  scope: OrganizationScope,
  { id: connectionId }: Connection,
): Promise<number> {
  const ofConnection = equals('connectionId', connectionId);
  for (const name of ['scimGroups', 'endedGroups'] as const) {
    const groups = await removeGroups(scope, name, ofConnection);
    if (groups > 0) return groups;
  }
  for (const name of OTHER_RECORDS) {
    // without the records: some are large
    const page = { where: ofConnection, columns: ['id'], limit: BATCH_SIZE };
    const ids = (await scope.tx[name].columns(page)).map(([id]) => String(id));
    if (ids.length === 0) continue;
    await scope.tx[name].removeWhere(all(oneOf('id', ids), ofConnection));
    return ids.length;
  }
  return 0;
}

const OTHER_RECORDS = [
  'groupMappings',
  'linkRequests',
  'pastLinks',
  'accessTokens',
  'credentials',
  'exchanges',
  'exchangeReads',
  'sessions',
  'signInIdentities',
  'signInAttempts',
  'signInFlows',
  'usedAssertions',
  'samlKeys',
  'massChangePeople',
] as const;

/** Groups of the connection with their rows: those that are there, or those that are gone and have rows left. */
async function removeGroups(
  { tx }: OrganizationScope,
  name: 'scimGroups' | 'endedGroups',
  ofConnection: Term,
): Promise<number> {
  const { records } = await tx[name].find({ where: ofConnection, limit: GROUP_BATCH_SIZE });
  if (records.length === 0) return 0;
  const ids = records.map(({ id }) => id);
  const rows = await tx.groupMembers.find({ where: oneOf('groupId', ids), limit: BATCH_SIZE });
  if (rows.records.length > 0) {
    const going = rows.records.map(({ id }) => id);
    await tx.groupMembers.removeWhere(oneOf('id', going));
    return going.length;
  }
  await tx[name].removeWhere(oneOf('id', ids));
  return ids.length;
}

/** The connection itself, and its counters. */
export async function removeConnection(
  { tx }: OrganizationScope,
  { id, version }: Connection,
): Promise<void> {
  for (const key of connectionTallyKeys(id)) {
    const count = await tx.tallies.get(key);
    if (count !== 0) await tx.tallies.adjust(key, -count);
  }
  await tx.connections.remove(id, version);
}
