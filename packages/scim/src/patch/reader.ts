import type { ResourceType } from '../schema/definition.js';
import type { CanonicalOptions } from '../schema/reading.js';

/** What reading the operations of one request needs to know. */
export interface PatchReader {
  readonly type: ResourceType;
  /** of the resource that is patched */
  readonly id: string;
  /** compatibility, and the callback for ignored names */
  readonly values: CanonicalOptions;
  /** called for each part of the request that names what is known: a request without one is refused */
  understood(): void;
}
