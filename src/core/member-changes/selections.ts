import { Fault, type Context } from '#kernel/index.js';
import { all, compare, equals, oneOf, type Readers, type Term } from '#store/index.js';
import { rosterTerms, type RosterSelection } from '#core/members/index.js';
import { alternativeTerms, type InvitationFilter } from '#core/onboarding/index.js';
import type { PersonKind } from './changes.js';

/** Whom a person means: rows that were picked, or all that a list has, less some. */
export type PeopleSelection =
  | { readonly ids: readonly string[] }
  | { readonly people: RosterSelection; readonly exclude?: readonly string[] }
  | { readonly invitations: InvitationFilter; readonly exclude?: readonly string[] };

/** Rows of one kind. JSON, so that a task can go on with it. */
export interface RowSource {
  readonly kind: PersonKind;
  readonly where: Term;
}

/** One row of a change. */
export type PersonInput = { readonly memberId: string } | { readonly invitationId: string };

/** Ids that can be named, to be chosen or to be left out. */
export const MAX_NAMED_IDS = 1_000;

/** Faults `request.invalid`: no ids, or more than 1,000. */
export function sourcesOf(
  ctx: Context,
  organizationId: string,
  selection: PeopleSelection,
): RowSource[] {
  const ids = 'ids' in selection ? selection.ids : (selection.exclude ?? []);
  if (ids.length > MAX_NAMED_IDS || ('ids' in selection && ids.length === 0)) {
    const field = 'ids' in selection ? 'selection.ids' : 'selection.exclude';
    const problem = `must be ${'ids' in selection ? 1 : 0} to ${MAX_NAMED_IDS}`;
    throw new Fault('request.invalid', { errors: [{ field, problem }] });
  }
  if ('ids' in selection) {
    const where = all(equals('organizationId', organizationId), oneOf('id', selection.ids));
    return [
      { kind: 'member', where },
      { kind: 'invitation', where },
    ];
  }
  return allOf(ctx, organizationId, selection).map(({ kind, where }) => ({
    kind,
    where: ids.length === 0 ? where : all(where, { kind: 'not', term: oneOf('id', ids) }),
  }));
}

function allOf(
  ctx: Context,
  organizationId: string,
  selection: Exclude<PeopleSelection, { readonly ids: readonly string[] }>,
): RowSource[] {
  if ('invitations' in selection) {
    const found = alternativeTerms(organizationId, selection.invitations, ctx.clock.now());
    return found.map((where) => ({ kind: 'invitation', where }));
  }
  const { members, invitations } = rosterTerms(ctx, organizationId, selection.people);
  return [
    ...(members ? [{ kind: 'member' as const, where: members }] : []),
    ...(invitations ? [{ kind: 'invitation' as const, where: invitations }] : []),
  ];
}

type PeopleReaders = Pick<Readers, 'members' | 'invitations'>;

/** How many rows of each kind there are. */
export async function countRows(
  read: PeopleReaders,
  sources: readonly RowSource[],
): Promise<Readonly<Record<PersonKind, number>>> {
  const counts = { member: 0, invitation: 0 };
  for (const { kind, where } of sources) {
    const found = kind === 'member' ? read.members.count(where) : read.invitations.count(where);
    counts[kind] += await found;
  }
  return counts;
}

export interface RowBatch {
  readonly inputs: PersonInput[];
  /** goes on from there; absent: these were the last ones */
  readonly next?: string;
}

/** The next rows in the order of ids, source by source; none that was made after `madeBy`. */
export async function nextBatch(
  read: PeopleReaders,
  sources: readonly RowSource[],
  { after = '0', limit, madeBy }: { after?: string | undefined; limit: number; madeBy: string },
): Promise<RowBatch> {
  const [place = '0', id] = after.split(' ');
  const source = sources[Number(place)];
  if (!source) return { inputs: [] };
  const query = {
    where: all(source.where, compare('createdAt', 'le', madeBy)),
    limit,
    ...(id !== undefined && { after: { values: [], id } }),
  };
  const found =
    source.kind === 'member' ? await read.members.find(query) : await read.invitations.find(query);
  const inputs = found.records.map((record): PersonInput =>
    source.kind === 'member' ? { memberId: record.id } : { invitationId: record.id },
  );
  const isFull = found.records.length === limit;
  const isLast = Number(place) + 1 === sources.length;
  if (isFull && found.last) return { inputs, next: `${place} ${found.last.id}` };
  return { inputs, ...(!isLast && { next: String(Number(place) + 1) }) };
}
