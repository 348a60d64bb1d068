import type { MemberFilter } from '#core/index.js';
import { addressKey } from '#kernel/index.js';
import { all, equals, type Comparison, type Scalar, type Term } from '#store/index.js';

export interface FilterScope {
  /** whose facets */
  readonly organizationId: string;
  readonly everything: Term;
  readonly nothing: Term;
}

/** Something that people can be filtered by, and how either kind of row is asked for it. */
export interface FilterField {
  readonly type: 'text' | 'number' | 'boolean' | 'time';
  /** letter case counts: the kept value is no folded one */
  readonly exact?: boolean;
  readonly operators: readonly Comparison[];
  compare(operator: Exclude<Comparison, 'ne'>, value: Scalar, scope: FilterScope): MemberFilter;
  present(scope: FilterScope): MemberFilter;
}

export const TEXT_OPERATORS: readonly Comparison[] = [
  'eq',
  'ne',
  'co',
  'sw',
  'ew',
  'gt',
  'ge',
  'lt',
  'le',
];
export const ORDER_OPERATORS: readonly Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

/** A column that both kinds have. */
function sharedColumn(column: string, type: 'text' | 'time'): FilterField {
  const field = { column };
  const both = (term: Term): MemberFilter => ({ members: term, invitations: term });
  return {
    type,
    operators: type === 'text' ? TEXT_OPERATORS : ORDER_OPERATORS,
    compare: (operator, value) => both({ kind: 'compare', field, operator, value }),
    present: () => both({ kind: 'present', field }),
  };
}

/** A column of members; of an invitation it is always this, or nothing. */
function memberColumn(column: string, invitationValue: string | undefined): FilterField {
  const field = { column };
  return {
    type: 'text',
    exact: true,
    operators: TEXT_OPERATORS,
    compare: (operator, value, { everything, nothing }) => ({
      members: { kind: 'compare', field, operator, value },
      invitations:
        invitationValue !== undefined && compares(invitationValue, operator, value)
          ? everything
          : nothing,
    }),
    present: ({ everything, nothing }) => ({
      members: { kind: 'present', field },
      invitations: invitationValue === undefined ? nothing : everything,
    }),
  };
}

function compares(stored: string, operator: Exclude<Comparison, 'ne'>, value: Scalar): boolean {
  if (typeof value !== 'string') return false;
  switch (operator) {
    case 'eq':
      return stored === value;
    case 'co':
      return stored.includes(value);
    case 'sw':
      return stored.startsWith(value);
    case 'ew':
      return stored.endsWith(value);
    case 'gt':
      return stored > value;
    case 'ge':
      return stored >= value;
    case 'lt':
      return stored < value;
    case 'le':
      return stored <= value;
  }
}

export function facet(
  { organizationId }: FilterScope,
  name: string,
  operator: 'eq' | 'sw',
  value: Scalar,
): Term {
  return { kind: 'facet', scope: organizationId, name, operator, value: String(value) };
}

/** Several values, each of them indexed, of both kinds. */
const role: FilterField = {
  type: 'text',
  exact: true,
  operators: ['eq', 'ne', 'sw'],
  compare(operator, value, scope) {
    const term = facet(scope, 'role', operator === 'sw' ? 'sw' : 'eq', value);
    return { members: term, invitations: term };
  },
  present(scope) {
    const term = facet(scope, 'role', 'sw', '');
    return { members: term, invitations: term };
  },
};

/** Rows of another collection for members, a facet for invitations. `where`: what of those rows counts. */
function linkedRows(
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
    compare: (_operator, value, scope) => ({
      members: link(equals('organizationId', scope.organizationId), equals(column, value)),
      invitations: facet(scope, name, 'eq', value),
    }),
    present: (scope) => ({
      members: link(equals('organizationId', scope.organizationId)),
      invitations: facet(scope, name, 'sw', ''),
    }),
  };
}

/** A folded text of the search document that both kinds have. */
function sharedText(key: string): FilterField {
  const field = { search: [key] };
  const both = (term: Term): MemberFilter => ({ members: term, invitations: term });
  return {
    type: 'text',
    operators: TEXT_OPERATORS,
    compare: (operator, value) => both({ kind: 'compare', field, operator, value }),
    present: () => both({ kind: 'present', field }),
  };
}

const name = sharedColumn('nameKey', 'text');
const emailKey = sharedColumn('emailKey', 'text');

/** Either spelling of a domain is the same address: the whole of it, and its end. */
const email: FilterField = {
  ...emailKey,
  compare: (operator, value, scope) => emailKey.compare(operator, addressKey(String(value)), scope),
};
const space = linkedRows('space', 'space-members', { column: 'spaceId', where: [] });
const product = linkedRows('product', 'seats', {
  column: 'productId',
  where: [equals('status', 'assigned')],
});

/** By names in lower case, as letter case of names does not count. */
export const FIELDS: ReadonlyMap<string, FilterField> = new Map<string, FilterField>([
  ['id', { ...sharedColumn('id', 'text'), operators: ['eq', 'ne'] as const }],
  ...['name', 'displayname'].map((key) => [key, name] as const),
  ['firstname', sharedText('firstName')],
  ['lastname', sharedText('lastName')],
  ...['email', 'emails'].map((key) => [key, email] as const),
  ['status', memberColumn('status', 'pending')],
  ['source', memberColumn('source', 'invitation')],
  ['standing', memberColumn('standing', 'none')],
  ['createdat', sharedColumn('createdAt', 'time')],
  ['lastactiveon', memberColumn('lastActiveOn', undefined)],
  ...['role', 'roles'].map((key) => [key, role] as const),
  ...['space', 'spaces'].map((key) => [key, space] as const),
  ...['product', 'products'].map((key) => [key, product] as const),
]);
