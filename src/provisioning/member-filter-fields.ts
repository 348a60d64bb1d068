import type { MemberFilter } from '#core/index.js';
import { all, equals, type Comparison, type Scalar, type Term } from '#store/index.js';

export interface Place {
  /** whose facets */
  readonly scope: string;
  readonly everything: Term;
  readonly nothing: Term;
}

/** Something that people can be filtered by, and how either kind of row is asked for it. */
export interface FilterField {
  readonly type: 'text' | 'number' | 'boolean' | 'time';
  /** letter case counts: the kept value is no folded one */
  readonly exact?: boolean;
  readonly operators: readonly Comparison[];
  compare(operator: Exclude<Comparison, 'ne'>, value: Scalar, place: Place): MemberFilter;
  present(place: Place): MemberFilter;
}

export const TEXT: readonly Comparison[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
export const ORDER: readonly Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

/** A column that both kinds have. */
function shared(column: string, type: 'text' | 'time'): FilterField {
  const field = { column };
  const both = (term: Term): MemberFilter => ({ members: term, invitations: term });
  return {
    type,
    operators: type === 'text' ? TEXT : ORDER,
    compare: (operator, value) => both({ kind: 'compare', field, operator, value }),
    present: () => both({ kind: 'present', field }),
  };
}

/** A column of members; of an invitation it is always this, or nothing. */
function constant(column: string, always: string | undefined): FilterField {
  const field = { column };
  return {
    type: 'text',
    exact: true,
    operators: TEXT,
    compare: (operator, value, { everything, nothing }) => ({
      members: { kind: 'compare', field, operator, value },
      invitations: always !== undefined && holds(always, operator, value) ? everything : nothing,
    }),
    present: ({ everything, nothing }) => ({
      members: { kind: 'present', field },
      invitations: always === undefined ? nothing : everything,
    }),
  };
}

function holds(kept: string, operator: Exclude<Comparison, 'ne'>, value: Scalar): boolean {
  if (typeof value !== 'string') return false;
  switch (operator) {
    case 'eq':
      return kept === value;
    case 'co':
      return kept.includes(value);
    case 'sw':
      return kept.startsWith(value);
    case 'ew':
      return kept.endsWith(value);
    case 'gt':
      return kept > value;
    case 'ge':
      return kept >= value;
    case 'lt':
      return kept < value;
    case 'le':
      return kept <= value;
  }
}

export function facet({ scope }: Place, name: string, operator: 'eq' | 'sw', value: Scalar): Term {
  return { kind: 'facet', scope, name, operator, value: String(value) };
}

/** Several values, each of them indexed, of both kinds. */
const role: FilterField = {
  type: 'text',
  exact: true,
  operators: ['eq', 'ne', 'sw'],
  compare(operator, value, place) {
    const term = facet(place, 'role', operator === 'sw' ? 'sw' : 'eq', value);
    return { members: term, invitations: term };
  },
  present(place) {
    const term = facet(place, 'role', 'sw', '');
    return { members: term, invitations: term };
  },
};

/** Rows of another collection for members, a facet for invitations. `where`: what of those rows counts. */
function linked(
  name: string,
  collection: string,
  { column, where }: { column: string; where: readonly Term[] },
): FilterField {
  const link = (...terms: Term[]): Term => ({
    kind: 'linked',
    collection,
    foreign: 'memberId',
    local: 'id',
    where: all(...terms, ...where),
  });
  return {
    type: 'text',
    exact: true,
    operators: ['eq', 'ne'],
    compare: (_operator, value, place) => ({
      members: link(equals('organizationId', place.scope), equals(column, value)),
      invitations: facet(place, name, 'eq', value),
    }),
    present: (place) => ({
      members: link(equals('organizationId', place.scope)),
      invitations: facet(place, name, 'sw', ''),
    }),
  };
}

const name = shared('nameKey', 'text');
const email = shared('emailKey', 'text');
const space = linked('space', 'space-members', { column: 'spaceId', where: [] });
const product = linked('product', 'seats', {
  column: 'productId',
  where: [equals('status', 'assigned')],
});

/** By names in lower case, as letter case of names does not count. */
export const FIELDS: ReadonlyMap<string, FilterField> = new Map<string, FilterField>([
  ['id', { ...shared('id', 'text'), operators: ['eq', 'ne'] as const }],
  ...['name', 'displayname'].map((key) => [key, name] as const),
  ...['email', 'emails'].map((key) => [key, email] as const),
  ['status', constant('status', 'pending')],
  ['source', constant('source', 'invitation')],
  ['standing', constant('standing', 'none')],
  ['createdat', shared('createdAt', 'time')],
  ['lastactiveon', constant('lastActiveOn', undefined)],
  ...['role', 'roles'].map((key) => [key, role] as const),
  ...['space', 'spaces'].map((key) => [key, space] as const),
  ...['product', 'products'].map((key) => [key, product] as const),
]);
