import { addressKey, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  facet,
  type Invitation,
  type InvitationStatus,
  type Position,
  type Store,
  type Term,
} from '#store/index.js';
import {
  toPage,
  invalidCursor,
  type ListQuery,
  readCursor,
  requireOrganization,
} from '#core/tenancy/index.js';
import { termsOfSearch } from '#core/members/index.js';
import { statusTallyKey } from './write.js';

export interface InvitationFilter {
  /** as it reads now: `expired` includes those that the job has not ended yet */
  readonly status?: InvitationStatus;
  /** the whole address, without regard to letter case */
  readonly email?: string;
  /** name of a role */
  readonly role?: string;
  /** id of the member or key that invited */
  readonly inviter?: string;
  /** instants, both included */
  readonly expiresFrom?: string;
  readonly expiresTo?: string;
  /** beginnings of words of name and address */
  readonly q?: string;
}

export type InvitationQuery = InvitationFilter & ListQuery;

/** Ids rise with the time of making, and end every index. */
const NEWEST_FIRST = { field: { column: 'id' }, descending: true } as const;

/**
 * Newest first, deleted ones left out. Faults `organization.missing`, `request.invalid` for anything that is not a cursor of this server.
 */
export async function listInvitations(
  { read }: Store,
  ctx: Context,
  organizationId: string,
  { limit, cursor, ...filter }: InvitationQuery,
): Promise<Page<Invitation>> {
  await requireOrganization(read, organizationId);
  const after = await positionAt(read, organizationId, cursor);
  const found: Invitation[] = [];
  // those that expired and those that were ended as expired lie apart in the index: two walks, one list
  for (const where of alternativeTerms(organizationId, filter, ctx.clock.now())) {
    const page = { limit: limit + 1, ...(after && { after }) };
    const { records } = await read.invitations.find({ where, sort: [NEWEST_FIRST], ...page });
    found.push(...records);
  }
  found.sort((a, b) => (a.id < b.id ? 1 : -1));
  return toPage(found, limit);
}

/** What has to hold, in as many ways as there are states to look through. */
export function alternativeTerms(
  organizationId: string,
  { status, ...filter }: InvitationFilter,
  now: number,
): Term[] {
  const terms = [equals('organizationId', organizationId), ...termsOf(organizationId, filter)];
  const notHidden = compare('hidden', 'ne', true);
  const withStatus = (wanted: InvitationStatus, ...more: Term[]): Term =>
    all(...terms, notHidden, equals('status', wanted), ...more);
  const at = instant(now);
  if (status === undefined) return [all(...terms, notHidden)];
  if (status === 'pending') return [withStatus('pending', compare('expiresAt', 'gt', at))];
  if (status !== 'expired') return [withStatus(status)];
  return [withStatus('expired'), withStatus('pending', compare('expiresAt', 'le', at))];
}

function termsOf(organizationId: string, filter: Omit<InvitationFilter, 'status'>): Term[] {
  const { email, role, inviter, expiresFrom, expiresTo, q } = filter;
  return [
    ...(email === undefined ? [] : [equals('emailKey', addressKey(email))]),
    ...(role === undefined ? [] : [facet(organizationId, 'role', role)]),
    ...(inviter === undefined ? [] : [facet(organizationId, 'inviter', inviter)]),
    ...(expiresFrom === undefined ? [] : [compare('expiresAt', 'ge', instantOf(expiresFrom))]),
    ...(expiresTo === undefined ? [] : [compare('expiresAt', 'le', instantOf(expiresTo))]),
    ...(q === undefined ? [] : termsOfSearch(organizationId, q)),
  ];
}

/** However the client wrote its offset, kept ones are in UTC. */
function instantOf(text: string): string {
  return instant(Date.parse(text));
}

/** Fault `request.invalid`, also for a cursor of another organization. */
async function positionAt(
  read: Store['read'],
  organizationId: string,
  cursor: string | undefined,
): Promise<Position | undefined> {
  const id = readCursor(cursor);
  if (id === undefined) return undefined;
  const invitation = await read.invitations.get(id);
  if (invitation?.organizationId !== organizationId) throw invalidCursor();
  return { values: [id], id };
}

const STATUSES = ['pending', 'accepted', 'declined', 'expired', 'revoked', 'superseded'] as const;

export type InvitationCounts = { readonly [Status in InvitationStatus]: number };

/** How many there are in each state, as they read now; deleted ones do not count. Fault `organization.missing`. */
export async function countInvitations(
  { read }: Store,
  ctx: Context,
  organizationId: string,
): Promise<InvitationCounts> {
  await requireOrganization(read, organizationId);
  const tallies = STATUSES.map(async (status) => {
    const count = await read.tallies.get(statusTallyKey(organizationId, status));
    return [status, count] as const;
  });
  const counts = Object.fromEntries(await Promise.all(tallies)) as InvitationCounts;
  // those that expired since the last run of the job
  const at = instant(ctx.clock.now());
  const lapsed = await read.invitations.count(
    all(
      equals('organizationId', organizationId),
      equals('status', 'pending'),
      compare('expiresAt', 'le', at),
    ),
  );
  return { ...counts, pending: counts.pending - lapsed, expired: counts.expired + lapsed };
}
