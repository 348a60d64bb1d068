/** What a fault means to its caller: REST turns kinds into statuses, SCIM into status and scimType, jobs into retry or drop. */
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

type EntryOf = (message: string) => FaultEntry;

const entryOf =
  (kind: FaultKind): EntryOf =>
  (message) => ({ kind, message });

export const invalid = entryOf('invalid');
export const missing = entryOf('missing');
export const conflict = entryOf('conflict');
export const stale = entryOf('stale');
export const forbidden = entryOf('forbidden');
export const gone = entryOf('gone');
export const limit = entryOf('limit');
export const rate = entryOf('rate');
export const unauthenticated = entryOf('unauthenticated');
export const unavailable = entryOf('unavailable');
