import type { Comparison, Sort, Term } from '#store/index.js';

/** Columns of users and groups that an index of their connection has in order. */
const ORDERED_COLUMNS: ReadonlySet<string> = new Set(['displayNameKey', 'externalId', 'updatedAt']);

/** Those whose beginnings and values lead to few records, whatever is asked beside them. */
const KEY_COLUMNS: ReadonlySet<string> = new Set(['id', 'userNameKey', ...ORDERED_COLUMNS]);

/** A beginning of a text is narrower than a time from which on. */
const RANGES: readonly (readonly Comparison[])[] = [['sw'], ['gt', 'ge', 'lt', 'le']];

type Compare = Extract<Term, { kind: 'compare' }>;

/**
 * The order of a list whose filter asks for a range (`meta.lastModified gt`, `displayName sw`) and whose client names no order: that of
 * the range's column, so that its index is walked from where the range begins. In the order of ids the whole connection would be walked
 * for the few that lie in it (RFC 7644 section 3.4.2.3 leaves the order open). Undefined where the filter has no range, or has something
 * beside it that leads to fewer.
 */
export function orderOfRange(filter: Term): readonly Sort[] | undefined {
  const terms = flat(filter);
  const compared = terms.filter((term): term is Compare => term.kind === 'compare');
  if (terms.some(({ kind }) => kind === 'facet' || kind === 'linked')) return undefined;
  if (compared.some(leadsToFew)) return undefined;
  for (const operators of RANGES) {
    for (const { field, operator } of compared) {
      const isOrdered = 'column' in field && ORDERED_COLUMNS.has(field.column);
      if (isOrdered && operators.includes(operator)) return [{ field }];
    }
  }
  return undefined;
}

function flat(term: Term): readonly Term[] {
  return term.kind === 'all' ? term.terms.flatMap(flat) : [term];
}

function leadsToFew({ field, operator }: Compare): boolean {
  if (!('column' in field)) return false;
  const isKey = operator === 'eq' && KEY_COLUMNS.has(field.column);
  return isKey || (operator === 'sw' && field.column === 'userNameKey');
}
