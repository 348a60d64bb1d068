import {
  decodeCursor,
  encodeCursor,
  Fault,
  foldCase,
  instant,
  type Context,
  type Page,
} from '#kernel/index.js';
import {
  all,
  equals,
  type Comparison,
  type Invitation,
  type InvitationStatus,
  type Position,
  type Store,
  type Term,
} from '#store/index.js';
import { type ListQuery, requireOrganization } from '#core/tenancy/index.js';
import { statusTallyKey } from './write.js';

export interface InvitationFilter {
  /** as it reads now: `expired` has those that nobody ended yet */
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
const MAX_SEARCH_WORDS = 5;

/** Newest first, deleted ones left out. Faults `organization.missing`, `request.invalid` for a cursor that is none of ours. */
export async function listInvitations(
  { read }: Store,
  ctx: Context,
  organizationId: string,
  { limit, cursor, ...filter }: InvitationQuery,
): Promise<Page<Invitation>> {
  await requireOrganization(read, organizationId);
  const after = cursor === undefined ? undefined : await positionAt(read, organizationId, cursor);
  const found: Invitation[] = [];
  // those that expired and those that were ended as expired lie apart in the index: two walks, one list
  for (const where of alternativeTerms(organizationId, filter, ctx.clock.now())) {
    const page = { limit: limit + 1, ...(after && { after }) };
    const { records } = await read.invitations.find({ where, sort: [NEWEST_FIRST], ...page });
    found.push(...records);
  }
  found.sort((a, b) => (a.id < b.id ? 1 : -1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last && { next: encodeCursor(last.id) }) };
}

/** What has to hold, in as many ways as there are states to look through. */
export function alternativeTerms(
  organizationId: string,
  { status, ...filter }: InvitationFilter,
  now: number,
): Term[] {
  const terms = [equals('organizationId', organizationId), ...termsOf(organizationId, filter)];
  const notHidden = compareTerm('hidden', 'ne', true);
  const withStatus = (wanted: InvitationStatus, ...more: Term[]): Term =>
    all(...terms, notHidden, equals('status', wanted), ...more);
  const at = instant(now);
  if (status === undefined) return [all(...terms, notHidden)];
  if (status === 'pending') return [withStatus('pending', compareTerm('expiresAt', 'gt', at))];
  if (status !== 'expired') return [withStatus(status)];
  return [withStatus('expired'), withStatus('pending', compareTerm('expiresAt', 'le', at))];
}

function termsOf(organizationId: string, filter: Omit<InvitationFilter, 'status'>): Term[] {
  const { email, role, inviter, expiresFrom, expiresTo, q } = filter;
  const facet = (name: string, operator: 'eq' | 'sw', value: string): Term => ({
    kind: 'facet',
    scope: organizationId,
    name,
    operator,
    value,
  });
  const words = foldCase(q ?? '')
    .split(/[\s,;]+/u)
    .filter(Boolean);
  return [
    ...(email === undefined ? [] : [equals('emailKey', foldCase(email.trim()))]),
    ...(role === undefined ? [] : [facet('role', 'eq', role)]),
    ...(inviter === undefined ? [] : [facet('inviter', 'eq', inviter)]),
    ...(expiresFrom === undefined ? [] : [compareTerm('expiresAt', 'ge', instantOf(expiresFrom))]),
    ...(expiresTo === undefined ? [] : [compareTerm('expiresAt', 'le', instantOf(expiresTo))]),
    ...words.slice(0, MAX_SEARCH_WORDS).map((word) => facet('word', 'sw', word)),
  ];
}

function compareTerm(column: string, operator: Comparison, value: string | boolean): Term {
  return { kind: 'compare', field: { column }, operator, value };
}

/** However the client wrote its offset, kept ones are in UTC. */
function instantOf(text: string): string {
  return instant(Date.parse(text));
}

async function positionAt(
  read: Store['read'],
  organizationId: string,
  cursor: string,
): Promise<Position> {
  const id = decodeCursor(cursor);
  const invitation = id === undefined ? undefined : await read.invitations.get(id);
  if (invitation?.organizationId === organizationId) {
    return { values: [invitation.id], id: invitation.id };
  }
  throw new Fault('request.invalid', {
    errors: [{ field: 'cursor', problem: 'is not a cursor of this list; start without one' }],
  });
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
  const counts: Record<InvitationStatus, number> = {
    pending: 0,
    accepted: 0,
    declined: 0,
    expired: 0,
    revoked: 0,
    superseded: 0,
  };
  for (const status of STATUSES) {
    counts[status] = await read.tallies.get(statusTallyKey(organizationId, status));
  }
  // only those since the last round of the job
  const at = instant(ctx.clock.now());
  const lapsed = await read.invitations.count(
    all(
      equals('organizationId', organizationId),
      equals('status', 'pending'),
      compareTerm('expiresAt', 'le', at),
    ),
  );
  return { ...counts, pending: counts.pending - lapsed, expired: counts.expired + lapsed };
}
