import type { Compatibility, Resource } from '../../../src/schema/definition.js';

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** The id that the patched resource has in every case. */
export const ID = '0192-a';

/**
 * One PATCH: before, operations, and what comes of it. `schemas` and `id` are put in by the test.
 * `after: 'same'` is a success that changes nothing. Names begin with the row of the checklist or
 * of the providers' behaviours.
 */
export interface PatchCase {
  readonly name: string;
  /** User where nothing is said */
  readonly type?: 'User' | 'Group';
  /** both where nothing is said */
  readonly only?: Compatibility;
  readonly before: Resource;
  /** JSON text where an object literal cannot say it (`__proto__` as a key) */
  readonly operations: readonly unknown[] | string;
  readonly after?: Resource | 'same';
  readonly error?: string;
  /** codes and details told to the client's log */
  readonly notes?: readonly string[];
}
