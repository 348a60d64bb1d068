import { encodeCursor, type Context, type Page } from '#kernel/index.js';
import { all, equals, oneOf, type Connection, type PeopleChoice } from '#store/index.js';
import {
  connectionTallyKey,
  describeCredentials,
  type ConnectionTarget,
} from '#core/credentials/index.js';
import {
  allUsersOfMember,
  findAll,
  inOrganization,
  readCursor,
  type CoreDeps,
  type ListQuery,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { nextUsers } from '../group-access/group-grants.js';
import { NO_COUNTS, withSettled, type DeletionCounts } from './counts.js';
import { settleUser, type SettledPerson, type Settlement } from './people.js';

/** People of one page: what is done for it is taken back, so it must stay small. */
const MAX_PAGE_SIZE = 100;

export interface DeletionPreview extends Page<SettledPerson> {
  /** how many users this page looked at */
  readonly looked: number;
  /** of this page; the sum of all pages is what the deletion reports */
  readonly counts: DeletionCounts;
  /** of the whole connection */
  readonly users: number;
  readonly groups: number;
  readonly mappings: number;
  /** those that would end, revoked and expired ones too */
  readonly credentials: ReturnType<typeof describeCredentials>;
}

/** Carries a result out of a transaction of which nothing is kept. */
class TakenBackError extends Error {
  override readonly name = 'TakenBackError';
  constructor(readonly preview: DeletionPreview) {
    super('a preview keeps nothing');
  }
}

/** Does for one page what the deletion does, in a transaction that is taken back. */
export async function previewDeletion(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, connectionId }: ConnectionTarget,
  { people, page }: { readonly people: PeopleChoice; readonly page: ListQuery },
): Promise<DeletionPreview> {
  try {
    return await inOrganization(deps, ctx, organizationId, async (scope) => {
      const connection = await scope.connections.require(connectionId);
      throw new TakenBackError(await previewPage(scope, { connection, people }, page));
    });
  } catch (error) {
    if (error instanceof TakenBackError) return error.preview;
    throw error;
  }
}

async function previewPage(
  scope: OrganizationScope,
  settlement: Settlement,
  { limit, cursor }: ListQuery,
): Promise<DeletionPreview> {
  const { tx } = scope;
  const { connection } = settlement;
  const about = await describeConnection(scope, connection);
  const after = readCursor(cursor);
  if (after !== undefined) await settleAdminsBefore(scope, settlement, after);
  const size = Math.min(limit, MAX_PAGE_SIZE);
  const everybody = { connectionId: connection.id, groupIds: undefined };
  const { users, rows, last } = await nextUsers(tx, everybody, { limit: size, after });
  const items: SettledPerson[] = [];
  let counts = NO_COUNTS;
  for (const user of users) {
    // a member for whom two users stand is on the page of the first
    if (after !== undefined && (await hasUserBefore(scope, connection, user.memberId, after)))
      continue;
    const settled = await settleUser(scope, settlement, user);
    counts = withSettled(counts, settled);
    if (settled.kind === 'person') items.push(settled.person);
  }
  const next = rows === size && last !== undefined ? { next: encodeCursor(last) } : {};
  return { items, looked: users.length, counts, ...about, ...next };
}

async function describeConnection({ tx }: OrganizationScope, { id }: Connection) {
  const ofConnection = equals('connectionId', id);
  const credentials = await findAll(tx.credentials, ofConnection);
  return {
    users: await tx.tallies.get(connectionTallyKey('users', id)),
    groups: await tx.tallies.get(connectionTallyKey('groups', id)),
    mappings: await tx.groupMappings.count(ofConnection),
    credentials: describeCredentials(credentials),
  };
}

/** Who is the last owner or administrator depends on those of the pages before, so these are done first. */
async function settleAdminsBefore(
  scope: OrganizationScope,
  settlement: Settlement,
  after: string,
): Promise<void> {
  const { tx, organization } = scope;
  const isAdmin = all(
    equals('organizationId', organization.id),
    oneOf('standing', ['owner', 'admin']),
    equals('status', 'active'),
  );
  const users = [];
  for (const { id } of await findAll(tx.members, isAdmin)) {
    const own = await allUsersOfMember(tx, id);
    users.push(...own.filter(({ connectionId }) => connectionId === settlement.connection.id));
  }
  const earlier = users.filter(({ id }) => id <= after).sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const user of earlier) await settleUser(scope, settlement, user);
}

async function hasUserBefore(
  { tx }: OrganizationScope,
  { id }: Connection,
  memberId: string,
  after: string,
): Promise<boolean> {
  if (memberId === '') return false;
  const users = await findAll(tx.scimUsers, equals('memberId', memberId));
  return users.some((user) => user.connectionId === id && user.id <= after);
}
