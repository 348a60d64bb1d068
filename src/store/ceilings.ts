/**
 * What the maker of a record could do, give and manage when the record was made, as JSON. The record keeps it when the maker changes or
 * leaves. Names as in `Authority` (kernel/context).
 */
export interface Ceiling {
  readonly permissions: readonly string[] | 'all';
  readonly grants: readonly string[] | 'all';
  readonly manages: readonly string[] | 'all';
}
