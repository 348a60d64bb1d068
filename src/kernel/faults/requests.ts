import type { FaultEntry } from './entry.js';

/** What can be wrong with a request, a credential, the database or this process, whatever was asked for. */
export const REQUEST_FAULTS = {
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
    message: 'There are as many live credentials as there may be; revoke one first.',
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
  'sheet.unreadable': {
    kind: 'invalid',
    message: 'The file cannot be read as a sheet; the details say what is wrong with it and where.',
  },
  'sheet.refused': {
    kind: 'invalid',
    message: 'Files of this kind are not opened here; the details say which kind and what to send.',
  },
  'sheet.too_large': {
    kind: 'limit',
    message: 'The sheet is larger than the limit; the details say which one and what to do.',
  },
} as const satisfies Record<string, FaultEntry>;
