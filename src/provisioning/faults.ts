import { ScimError, type ScimType } from '#scim/index.js';
import type { Fault, FaultKind } from '#kernel/index.js';

const STATUS: Readonly<Record<FaultKind, readonly [status: number, scimType?: ScimType]>> = {
  invalid: [400, 'invalidValue'],
  missing: [404],
  conflict: [409, 'uniqueness'],
  stale: [412],
  forbidden: [403],
  limit: [429],
  unauthenticated: [401],
  unavailable: [503],
};

/** The one table between the faults of the house and the errors of SCIM. What is not a Fault stays what it is: a 500. */
export function toScimError(fault: Fault): ScimError {
  const [status, scimType] = fault.code === 'request.too_large' ? [413] : STATUS[fault.kind];
  return new ScimError(status, fault.message, scimType as ScimType | undefined, { cause: fault });
}
