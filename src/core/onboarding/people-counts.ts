import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, type Reading, type Term } from '#store/index.js';
import { countMembers, reachOf } from '#core/access/index.js';
import { viewOrganization, type CoreDeps } from '#core/tenancy/index.js';
import { countInvitations } from './invitations/list.js';

/** Beyond so many a number that is no tally says "this many, and more". */
const MAX_COUNT = 10_000;

/** A pending invitation expires soon when it has no more than so long. */
const SOON_MS = 2 * 86_400_000;

/** How many people an organization has in each state, and how many wait for a decision. */
export interface PeopleCounts {
  readonly active: number;
  readonly suspended: number;
  /** absent, as the next ones, where the caller may not read them */
  readonly invitations?: {
    readonly pending: number;
    /** those of `pending` that expire within two days */
    readonly expiringSoon: number;
    readonly expired: number;
  };
  /** without a decision */
  readonly joinRequests?: number;
  readonly seatRequests?: number;
  /** names of the numbers of which there are more than is said */
  readonly capped: readonly string[];
}

/**
 * Tallies where there are some, else counts of an index that end at 10,000: as cheap for a million people as for ten. Faults
 * `organization.missing`, `organization.deleted`, `organization.disabled`.
 */
export async function countPeople(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<PeopleCounts> {
  const { store } = deps;
  const { read } = store;
  await viewOrganization(deps, organizationId);
  const capped: string[] = [];
  const sees = (permission: string): boolean => reachOf(ctx.authority, permission) === 'any';
  const count = async (name: string, of: Counting, ...terms: Term[]): Promise<number> => {
    const where = all(equals('organizationId', organizationId), ...terms);
    const found = await of.count(where, MAX_COUNT + 1);
    if (found > MAX_COUNT) capped.push(name);
    return Math.min(found, MAX_COUNT);
  };
  const { active } = await countMembers(read, organizationId);
  const suspended = await count('suspended', read.members, equals('status', 'suspended'));
  const invitations = sees('invitations:read')
    ? await countOfInvitations(deps, ctx, organizationId, count)
    : undefined;
  const pending = equals('status', 'pending');
  const joinRequests = sees('join-requests:read')
    ? await count('joinRequests', read.joinRequests, pending)
    : undefined;
  const seatRequests = sees('seats:read')
    ? await count('seatRequests', read.seats, equals('status', 'requested'))
    : undefined;
  return {
    active,
    suspended,
    ...(invitations && { invitations }),
    ...(joinRequests !== undefined && { joinRequests }),
    ...(seatRequests !== undefined && { seatRequests }),
    capped,
  };
}

type Counting = Pick<Reading<unknown>, 'count'>;

async function countOfInvitations(
  { store }: CoreDeps,
  ctx: Context,
  organizationId: string,
  count: (name: string, of: Counting, ...terms: Term[]) => Promise<number>,
): Promise<NonNullable<PeopleCounts['invitations']>> {
  const { pending, expired } = await countInvitations(store, ctx, organizationId);
  const now = ctx.clock.now();
  const expiringSoon = await count(
    'invitations.expiringSoon',
    store.read.invitations,
    equals('status', 'pending'),
    compare('expiresAt', 'gt', instant(now)),
    compare('expiresAt', 'le', instant(now + SOON_MS)),
  );
  return { pending, expiringSoon, expired };
}
