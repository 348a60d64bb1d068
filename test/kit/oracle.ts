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
export interface Kept {
  readonly record: Stored;
  readonly searchable?: Searchable;
  /** value of the collection's `searchScope` */
  readonly scope?: string;
}

/** Everything that is kept, by the collection's name. */
export type World = Readonly<Record<string, readonly Kept[]>>;

/**
 * What `store/query.ts` says of terms, as plainly as it can be written: the judge of both databases. `at` is where search paths
 * start.
 */
export function holds(term: Term, kept: Kept, world: World, at = root(kept)): boolean {
  switch (term.kind) {
    case 'all':
      return term.terms.every((one) => holds(one, kept, world, at));
    case 'any':
      return term.terms.some((one) => holds(one, kept, world, at));
    case 'not':
      return !holds(term.term, kept, world, at);
    case 'compare':
      return compare(valueOf(term.field, kept, at), term.operator, term.value);
    case 'in':
      return term.values.some((value) => compare(valueOf(term.field, kept, at), 'eq', value));
    case 'present':
      return isPresent(valueOf(term.field, kept, at));
    case 'element': {
      const array = walk(at, term.path);
      return Array.isArray(array) && array.some((one) => holds(term.where, kept, world, one));
    }
    case 'facet':
      return (kept.searchable?.facets ?? []).some(
        ([name, value]) =>
          name === term.name &&
          kept.scope === term.scope &&
          (term.operator === 'eq' ? value === term.value : value.startsWith(term.value)),
      );
    case 'linked': {
      const local = valueOf({ column: term.local }, kept, at);
      return (world[term.collection] ?? []).some(
        (other) =>
          local !== undefined &&
          valueOf({ column: term.foreign }, other, undefined) === local &&
          holds(term.where, other, world, undefined),
      );
    }
  }
}

function root(kept: Kept): SearchValue | undefined {
  return kept.searchable?.search;
}

function valueOf(field: Field, kept: Kept, at: SearchValue | undefined): SearchValue | undefined {
  if ('search' in field) return walk(at, field.search);
  const fields = kept.record as unknown as Record<string, SearchValue | undefined>;
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

function compare(value: SearchValue | undefined, operator: string, asked: Scalar): boolean {
  if (operator === 'ne') return !compare(value, 'eq', asked);
  if (value === undefined || typeof value !== typeof asked) return false;
  if (operator === 'co' || operator === 'sw' || operator === 'ew') {
    if (typeof value !== 'string' || typeof asked !== 'string') return false;
    if (operator === 'co') return value.includes(asked);
    return operator === 'sw' ? value.startsWith(asked) : value.endsWith(asked);
  }
  const order = orderOf(value as Scalar, asked);
  return { eq: order === 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[
    operator
  ]!;
}

/** Text by code points, which is the order of UTF-8 bytes, not JavaScript's; false before true. */
export function orderOf(a: Scalar, b: Scalar): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return Number(a) - Number(b);
}

function sortValue(sort: Sort, kept: Kept): Scalar | null {
  const value = valueOf(sort.field, kept, root(kept));
  return value === undefined || typeof value === 'object' ? null : (value as Scalar);
}

/** The kept ones that match, in order, without limit, offset and position. */
export function sorted(world: World, collection: string, query: Omit<Query, 'limit'>): Kept[] {
  const sort = query.sort ?? [];
  return (world[collection] ?? [])
    .filter((kept) => holds(query.where, kept, world))
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

export function positionOf(query: Omit<Query, 'limit'>, kept: Kept): Position {
  return { values: (query.sort ?? []).map((one) => sortValue(one, kept)), id: kept.record.id };
}
