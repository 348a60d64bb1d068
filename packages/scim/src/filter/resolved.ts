import type { AttributeDefinition, SchemaDefinition } from '../schema/definition.js';
import type { CompareOperator } from './ast.js';

/**
 * An attribute of the resource, or inside `has` a sub-attribute of the element (then `schema` and
 * `sub` are absent).
 */
export interface ResolvedPath {
  /** set when the attribute belongs to an extension */
  readonly schema?: SchemaDefinition;
  readonly attribute: AttributeDefinition;
  readonly sub?: AttributeDefinition;
}

/**
 * A filter whose names are looked up and whose literals have the attribute's type: what memory
 * (filter/evaluate) and databases (provisioning) work from.
 */
export type ResolvedFilter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly ResolvedFilter[] }
  | { readonly kind: 'not'; readonly filter: ResolvedFilter }
  /** an attribute that this resource type lacks, at a root search: matches no resource */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'compare';
      readonly at: ResolvedPath;
      readonly operator: CompareOperator;
      /** dateTime as milliseconds since 1970 UTC; text as written, NOT folded */
      readonly value: string | number | boolean;
    }
  | { readonly kind: 'present'; readonly at: ResolvedPath }
  /** one element of the multi-valued complex attribute meets the whole inner filter */
  | { readonly kind: 'has'; readonly at: ResolvedPath; readonly filter: ResolvedFilter };

/** The definition that decides type and case: the sub-attribute where there is one. */
export function leafOf(at: ResolvedPath): AttributeDefinition {
  return at.sub ?? at.attribute;
}
