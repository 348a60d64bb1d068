import type { ResolvedFilter } from '../filter/resolved.js';
import type { AttributeDefinition, SchemaDefinition } from '../schema/definition.js';

/** Where an operation works, resolved against the resource type's schemas. */
export type Target =
  | { readonly kind: 'resource' }
  /** a whole extension object */
  | { readonly kind: 'extension'; readonly schema: SchemaDefinition }
  | {
      readonly kind: 'attribute';
      /** set when the attribute belongs to an extension */
      readonly schema?: SchemaDefinition;
      readonly attribute: AttributeDefinition;
      /** `emails[type eq "work"]`: names are those of the element */
      readonly filter?: ResolvedFilter;
      /** `name.givenName`, `emails[…].value` */
      readonly sub?: AttributeDefinition;
    };

/**
 * One PATCH operation after parsing: names resolved, value in canonical form (RFC 7644 section
 * 3.5.2).
 */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly target: Target;
  /** absent for a plain remove; `remove members` may carry the list of those who leave (Entra) */
  readonly value?: unknown;
  /**
   * the list that is to be replaced has values without a readable part, so that nothing may go for
   * their sake (400 invalidValue)
   */
  readonly unreadable?: true;
}
