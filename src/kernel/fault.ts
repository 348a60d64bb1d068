/** What a fault means to a door: REST turns kinds into statuses, SCIM into status and scimType, jobs into retry or drop. */
export type FaultKind =
  | 'invalid'
  | 'missing'
  | 'conflict'
  | 'stale'
  | 'forbidden'
  | 'limit'
  | 'unauthenticated'
  | 'unavailable';

interface FaultEntry {
  readonly kind: FaultKind;
  /** public, one sentence, without figures of the case: those go into the details */
  readonly message: string;
}

/**
 * The closed table of faults: docs/errors.md is generated from it and compared in the test run. A code is stable once
 * released; its message may be improved.
 */
export const FAULTS = {
  'request.invalid': { kind: 'invalid', message: 'The request has fields that are not valid.' },
  'request.malformed': { kind: 'invalid', message: 'The body is not well-formed JSON.' },
  'request.media_type': {
    kind: 'invalid',
    message: 'The body has a media type that this endpoint does not read; send application/json.',
  },
  'request.encoding': {
    kind: 'invalid',
    message: 'The body is compressed; send it as it is, without Content-Encoding.',
  },
  'request.too_large': { kind: 'limit', message: 'The body is larger than the limit.' },
  'request.too_many': {
    kind: 'limit',
    message: 'Too many requests; wait for the seconds named in Retry-After.',
  },
  'request.precondition': {
    kind: 'stale',
    message: 'The resource has changed since the version named in If-Match; read it again.',
  },
  'route.missing': { kind: 'missing', message: 'There is no such address here.' },
  'route.method': { kind: 'invalid', message: 'This address does not take that method.' },
  'credential.missing': {
    kind: 'unauthenticated',
    message: 'The request has no credential; send Authorization: Bearer with a token.',
  },
  'credential.invalid': {
    kind: 'unauthenticated',
    message: 'The credential is unknown, revoked or expired; create a new one.',
  },
  'credential.scope': { kind: 'forbidden', message: 'The credential lacks the scope for this.' },
  'credential.limit': {
    kind: 'limit',
    message: 'The connection has as many live credentials as it may; revoke one first.',
  },
  'client.invalid': {
    kind: 'unauthenticated',
    message:
      'The client is unknown here, revoked or expired, or its secret or assertion is not the right one.',
  },
  'client.scope': {
    kind: 'invalid',
    message: 'The client may not have that scope; ask for less, or leave scope out.',
  },
  'client.busy': {
    kind: 'limit',
    message: 'The client holds as many live access tokens as it may; use one until it expires.',
  },
  'organization.missing': { kind: 'missing', message: 'There is no such organization.' },
  'organization.slug_taken': {
    kind: 'conflict',
    message: 'Another organization has that slug; choose another one.',
  },
  'organization.disabled': { kind: 'forbidden', message: 'The organization is disabled.' },
  'connection.missing': { kind: 'missing', message: 'There is no such connection.' },
  'connection.disabled': { kind: 'forbidden', message: 'The connection is disabled.' },
  'credential.not_found': { kind: 'missing', message: 'There is no such credential.' },
  'member.missing': { kind: 'missing', message: 'There is no such member.' },
  'member.last_owner': {
    kind: 'invalid',
    message:
      'This would leave the organization without an owner; give the role to somebody else first.',
  },
  'member.last_admin': {
    kind: 'invalid',
    message:
      'This would leave the organization without an administrator; give the role to somebody else first.',
  },
  'role.unknown': { kind: 'invalid', message: 'The organization has no role of that name.' },
  'role.not_mappable': {
    kind: 'invalid',
    message: 'This role cannot be granted by a group; an owner is made by a person.',
  },
  'mapping.group_missing': { kind: 'invalid', message: 'The connection has no such group.' },
  'record.missing': { kind: 'missing', message: 'The record is not there.' },
  'record.exists': { kind: 'conflict', message: 'A record with the same key is there already.' },
  'record.stale': { kind: 'stale', message: 'The record has changed since it was read.' },
  'store.unavailable': {
    kind: 'unavailable',
    message: 'The database cannot be reached right now; try again shortly.',
  },
  'store.contention': {
    kind: 'unavailable',
    message: 'Others changed the same record again and again; try again shortly.',
  },
  'query.too_costly': {
    kind: 'limit',
    message:
      'The question looks at more than one request may; narrow it by an indexed attribute, or ask for less at once.',
  },
  'store.unsuitable': {
    kind: 'unavailable',
    message: 'The database lacks what Muster needs of it.',
  },
  'service.busy': {
    kind: 'unavailable',
    message: 'The service has as much in hand as it can hold; try again shortly.',
  },
  'service.stopping': {
    kind: 'unavailable',
    message: 'This process is shutting down; try again.',
  },
} as const satisfies Record<string, FaultEntry>;

export type FaultCode = keyof typeof FAULTS;

/** Public figures and names of the case, as JSON. Never a secret, never a stack. */
export type FaultDetails = Readonly<Record<string, unknown>>;

/** The one error class of the house. `cause` is for the log at the door and never leaves the house. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;

  constructor(
    readonly code: FaultCode,
    readonly details: FaultDetails = {},
    options?: ErrorOptions,
  ) {
    super(FAULTS[code].message, options);
    this.kind = FAULTS[code].kind;
  }
}

export function isFault(error: unknown, ...codes: FaultCode[]): error is Fault {
  return error instanceof Fault && (codes.length === 0 || codes.includes(error.code));
}
