/** What a fault means to a door: REST turns kinds into statuses, SCIM into status and scimType, jobs into retry or drop. */
export type FaultKind =
  | 'invalid'
  | 'missing'
  | 'conflict'
  | 'stale'
  | 'forbidden'
  /** it was there, and will not be again */
  | 'gone'
  | 'limit'
  /** too often: details have `retryAfter`, in seconds */
  | 'rate'
  | 'unauthenticated'
  | 'unavailable';

export interface FaultEntry {
  readonly kind: FaultKind;
  /** public, one sentence, without figures of the case: those go into the details */
  readonly message: string;
}
