/**
 * An attribute's name as a client writes it (RFC 7644 section 3.10). Letter case is the client's.
 */
export interface AttributePath {
  /** schema URN before the name, without its closing colon */
  readonly urn?: string;
  readonly name: string;
  readonly sub?: string;
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Literal = string | number | boolean | null;

/**
 * A parsed filter (RFC 7644 section 3.4.2.2). `and` and `or` are flat lists, so that a long chain
 * is not a deep tree. `emails[type eq "work"].value eq "x"`, which the RFC's grammar lacks and
 * Entra sends, is parsed as `has emails [ type eq "work" and value eq "x" ]`. Paths inside `has`
 * are relative to the element.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: CompareOperator;
      readonly value: Literal;
    }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'has'; readonly path: AttributePath; readonly filter: Filter };
