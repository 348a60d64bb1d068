/** A column of the record, or a path into its search document (plain names, no dots). An empty path is the element itself. */
export type Field = { readonly column: string } | { readonly search: readonly string[] };

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Scalar = string | number | boolean;

/**
 * What is asked of a collection. Two-valued logic: a comparison with something absent is false, except `ne`, which is true;
 * `not` turns that round. Text compares by code points (both databases' binary order), numbers as numbers; values of different
 * JSON types never match.
 */
export type Term =
  | { readonly kind: 'all' | 'any'; readonly terms: readonly Term[] }
  | { readonly kind: 'not'; readonly term: Term }
  | {
      readonly kind: 'compare';
      readonly field: Field;
      readonly operator: Comparison;
      readonly value: Scalar;
    }
  /** the field is one of the values; at most 1,000 of them */
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly Scalar[] }
  /** there is a value: not absent, not an empty text, array or object */
  | { readonly kind: 'present'; readonly field: Field }
  /**
   * Some element of the array at `path` (in the search document, or in the element when nested) satisfies `where`, whose search
   * paths start at the element; an empty path is the element itself.
   */
  | { readonly kind: 'element'; readonly path: readonly string[]; readonly where: Term }
  /** indexed: the record has that facet, equal to or starting with the value, under the scope it was written with */
  | {
      readonly kind: 'facet';
      readonly scope: string;
      readonly name: string;
      readonly operator: 'eq' | 'sw';
      readonly value: string;
    }
  /**
   * There is a record in another collection whose column `foreign` holds this record's column `local` and which satisfies
   * `where` (column comparisons only). How a user is found by its group and a group by its members.
   */
  | {
      readonly kind: 'linked';
      readonly collection: string;
      readonly foreign: string;
      readonly local: string;
      readonly where: Term;
    };

export interface Sort {
  readonly field: Field;
  /** Where there is nothing at `unless`, what `search` says of the first element of `list` is sorted by in place of the field. */
  readonly firstOf?: {
    readonly unless: readonly string[];
    readonly list: readonly string[];
    /** empty: the element itself */
    readonly search: readonly string[];
  };
  readonly descending?: boolean;
}

/** Where a page ended: the sort values of its last record (null where absent) and its id. JSON. */
export interface Position {
  readonly values: readonly (Scalar | null)[];
  readonly id: string;
}

export interface Query {
  readonly where: Term;
  /**
   * Absent values sort last when ascending and first when descending (RFC 7644 section 3.4.2.3). Equal ones follow the id,
   * ascending; without `sort` the id alone decides.
   */
  readonly sort?: readonly Sort[];
  /** 0 to 1,000 */
  readonly limit: number;
  /** rows to pass over; costs their number, so long walks use `after` */
  readonly offset?: number;
  readonly after?: Position;
}

export interface QueryResult<R> {
  readonly records: readonly R[];
  /** of the last record, for `after`; absent when there are no records */
  readonly last?: Position;
}

/** What is asked of declared columns alone. */
export interface ColumnQuery {
  readonly where: Term;
  readonly columns: readonly string[];
  /** one more value: a column of the record in another collection whose id this record's column `local` holds */
  readonly joined?: {
    readonly collection: string;
    readonly local: string;
    readonly column: string;
  };
  /** 1 to 1,000 */
  readonly limit: number;
  /** columns to order by, which every record has; by the id alone when absent */
  readonly sort?: readonly string[];
  /** rows after the one of these values: of `columnOrder`, in its order */
  readonly after?: readonly Scalar[];
}

/** The columns that such a question is ordered by: `sort`, and the id unless those are a unique key. */
export function columnOrder(
  { unique }: { readonly unique: readonly { readonly on: readonly string[] }[] },
  { sort = [] }: Pick<ColumnQuery, 'sort'>,
): readonly string[] {
  const isKey = unique.some(({ on }) => on.every((name) => sort.includes(name)));
  return isKey ? sort : [...sort, 'id'];
}

/** What is asked of one declared column of text. */
export interface FewQuery {
  readonly where: Term;
  readonly column: string;
  /** 1 to 1,000 */
  readonly limit: number;
}

/** In the order of `columns`, then the joined one; null where it is absent. */
export type ColumnValues = readonly (Scalar | null)[];

export const everything: Term = { kind: 'all', terms: [] };

export function all(...terms: readonly Term[]): Term {
  return { kind: 'all', terms };
}

export function any(...terms: readonly Term[]): Term {
  return { kind: 'any', terms };
}

export function equals(column: string, value: Scalar): Term {
  return { kind: 'compare', field: { column }, operator: 'eq', value };
}

export function compare(column: string, operator: Comparison, value: Scalar): Term {
  return { kind: 'compare', field: { column }, operator, value };
}

/** A facet of one tenant: `scope` is the id of the organization. */
export function facet(
  scope: string,
  name: string,
  value: string,
  operator: 'eq' | 'sw' = 'eq',
): Term {
  return { kind: 'facet', scope, name, operator, value };
}

export function oneOf(column: string, values: readonly Scalar[]): Term {
  return { kind: 'in', field: { column }, values };
}
