import type {
  Field,
  Position,
  Query,
  Scalar,
  Searchable,
  SearchValue,
  Sort,
  Stored,
  Term,
} from '#store/index.js';

/** A record with what was written beside it. */
export interface StoredRow {
  readonly record: Stored;
  readonly searchable?: Searchable;
  /** value of the collection's `searchScope` */
  readonly scope?: string;
}

/** Everything that is kept, by the collection's name. */
export type Dataset = Readonly<Record<string, readonly StoredRow[]>>;

/**
 * What `store/query.ts` says of terms, as plainly as it can be written: the judge of both databases. `at` is where search paths
 * start.
 */
export function matches(term: Term, row: StoredRow, dataset: Dataset, at = root(row)): boolean {
  switch (term.kind) {
    case 'all':
      return term.terms.every((one) => matches(one, row, dataset, at));
    case 'any':
      return term.terms.some((one) => matches(one, row, dataset, at));
    case 'not':
      return !matches(term.term, row, dataset, at);
    case 'compare':
      return compare(valueOf(term.field, row, at), term.operator, term.value);
    case 'in':
      return term.values.some((value) => compare(valueOf(term.field, row, at), 'eq', value));
    case 'present':
      return isPresent(valueOf(term.field, row, at));
    case 'element': {
      const array = walk(at, term.path);
      return Array.isArray(array) && array.some((one) => matches(term.where, row, dataset, one));
    }
    case 'facet':
      return (row.searchable?.facets ?? []).some(
        ([name, value]) =>
          name === term.name &&
          row.scope === term.scope &&
          (term.operator === 'eq' ? value === term.value : value.startsWith(term.value)),
      );
    case 'linked': {
      const local = valueOf({ column: term.local }, row, at);
      return (dataset[term.collection] ?? []).some(
        (other) =>
          local !== undefined &&
          valueOf({ column: term.foreign }, other, undefined) === local &&
          matches(term.where, other, dataset, undefined),
      );
    }
  }
}

function root(row: StoredRow): SearchValue | undefined {
  return row.searchable?.search;
}

function valueOf(
  field: Field,
  row: StoredRow,
  at: SearchValue | undefined,
): SearchValue | undefined {
  if ('search' in field) return walk(at, field.search);
  const fields = row.record as unknown as Record<string, SearchValue | undefined>;
  return Object.hasOwn(fields, field.column) ? fields[field.column] : undefined;
}

/** Objects are walked into, arrays are not: that takes an `element`. */
function walk(from: SearchValue | undefined, path: readonly string[]): SearchValue | undefined {
  let at = from;
  for (const name of path) {
    if (typeof at !== 'object' || Array.isArray(at) || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, SearchValue>)[name];
  }
  return at;
}

function isPresent(value: SearchValue | undefined): boolean {
  if (value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function compare(value: SearchValue | undefined, operator: string, operand: Scalar): boolean {
  if (operator === 'ne') return !compare(value, 'eq', operand);
  if (value === undefined || typeof value !== typeof operand) return false;
  if (operator === 'co' || operator === 'sw' || operator === 'ew') {
    if (typeof value !== 'string' || typeof operand !== 'string') return false;
    if (operator === 'co') return value.includes(operand);
    return operator === 'sw' ? value.startsWith(operand) : value.endsWith(operand);
  }
  const order = orderOf(value as Scalar, operand);
  return { eq: order === 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[
    operator
  ]!;
}

/** Text by code points, which is the order of UTF-8 bytes, not JavaScript's; false before true. */
export function orderOf(a: Scalar, b: Scalar): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return Number(a) - Number(b);
}

function sortValue({ field, firstOf }: Sort, row: StoredRow): Scalar | null {
  const isOfFirst = firstOf && valueOf({ search: firstOf.unless }, row, root(row)) === undefined;
  const list = isOfFirst ? valueOf({ search: firstOf.list }, row, root(row)) : undefined;
  const value = isOfFirst
    ? valueOf({ search: firstOf.search }, row, Array.isArray(list) ? list[0] : undefined)
    : valueOf(field, row, root(row));
  return value === undefined || typeof value === 'object' ? null : (value as Scalar);
}

/** The kept ones that match, in order, without limit, offset and position. */
export function sortedRows(
  dataset: Dataset,
  collection: string,
  query: Omit<Query, 'limit'>,
): StoredRow[] {
  const sort = query.sort ?? [];
  return (dataset[collection] ?? [])
    .filter((row) => matches(query.where, row, dataset))
    .sort((a, b) => {
      for (const one of sort) {
        const order = nullsLast(sortValue(one, a), sortValue(one, b));
        if (order !== 0) return one.descending === true ? -order : order;
      }
      return orderOf(a.record.id, b.record.id);
    });
}

function nullsLast(a: Scalar | null, b: Scalar | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return orderOf(a, b);
}

export function positionOf(query: Omit<Query, 'limit'>, row: StoredRow): Position {
  return { values: (query.sort ?? []).map((one) => sortValue(one, row)), id: row.record.id };
}
