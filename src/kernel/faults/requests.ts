import {
  conflict,
  forbidden,
  invalid,
  limit,
  missing,
  stale,
  unauthenticated,
  unavailable,
  type FaultEntry,
} from './entry.js';

/** What can be wrong with a request, a credential, the database or this process, whatever was asked for. */
export const REQUEST_FAULTS = {
  'request.invalid': invalid('The request has fields that are not valid.'),
  'request.malformed': invalid('The body is not well-formed JSON.'),
  'request.media_type': invalid(
    'The body has a media type that this endpoint does not read; send application/json.',
  ),
  'request.encoding': invalid(
    'The body is compressed; send it as it is, without Content-Encoding.',
  ),
  'request.charset': invalid(
    'The body is written in a character set that this server does not know; send UTF-8.',
  ),
  'request.header': invalid('A header that may come once came several times; send it once.'),
  'request.too_large': limit('The body is larger than the limit.'),
  'request.too_many': limit('Too many requests; wait for the seconds named in Retry-After.'),
  'request.precondition': stale(
    'The resource has changed since the version named in If-Match; read it again.',
  ),
  'route.missing': missing('This server has no such address.'),
  'route.method': invalid('This address does not accept that method.'),
  'credential.missing': unauthenticated(
    'The request has no credential; send Authorization: Bearer with a token.',
  ),
  'credential.invalid': unauthenticated(
    'The credential is unknown, revoked or expired; create a new one.',
  ),
  'credential.scope': forbidden('The credential lacks the scope for this.'),
  'credential.limit': limit('The limit of active credentials is reached; revoke one first.'),
  'credential.last': conflict(
    'This is the last key that opens the installation; add another one before you revoke it.',
  ),
  'session.invalid': unauthenticated('The session is over, or unknown here; sign in again.'),
  'session.login_required': unauthenticated(
    'This session does not open the organization; sign in the way that the organization asks for.',
  ),
  'session.missing': missing('There is no such session.'),
  'step_up.required': unauthenticated(
    'This has a high risk, so you are asked to prove once more who you are; the page named in details does it, then try again.',
  ),
  'request.cross_site': forbidden(
    'The request came from a page of another site; with a session, only pages of this server may change anything.',
  ),
  'client.invalid': unauthenticated(
    'The client is unknown here, revoked or expired, or its secret or assertion is not the right one.',
  ),
  'client.scope': invalid('The client may not have that scope; ask for less, or leave scope out.'),
  'client.busy': limit(
    'The client has reached its limit of active access tokens; use one until it expires.',
  ),
  'organization.missing': missing('There is no such organization.'),
  'organization.slug_taken': conflict('Another organization has that slug; choose another one.'),
  'organization.disabled': forbidden('The organization is disabled.'),
  'connection.missing': missing('There is no such connection.'),
  'connection.disabled': forbidden('The connection is disabled.'),
  'connection.kind': conflict(
    'The connection is of another kind; details say which. Tokens and clients belong to kind scim, providers and sign-in to saml and oidc.',
  ),
  'connection.limit': limit(
    'The organization has reached its limit of connections; delete one first.',
  ),
  'connection.no_url': conflict(
    'The metadata of the provider were given as a document, so there is nothing to read again; give them anew, or their URL.',
  ),
  'connection.no_provider': conflict(
    'The connection has no identity provider yet; give it the metadata of one first, or the client ID and secret of kind oidc. Details ' +
      'say what is missing.',
  ),
  'connection.untested': conflict(
    'The connection can be activated once a test sign-in went well with its configuration as it is now. Give it the metadata of the ' +
      'provider, begin one with POST …/test-sign-ins, open the address in a browser, and activate it then.',
  ),
  'saml_key.missing': missing('The connection has no such key.'),
  'saml_key.in_use': conflict(
    'The key signs requests; let another one sign first, once the provider knows it.',
  ),
  'saml_key.limit': limit('The connection has as many keys as it may; remove an old one first.'),
  'connection.deleting': conflict(
    'The connection is being deleted and cannot be changed; details name the task.',
  ),
  'credential.not_found': missing('There is no such credential.'),
  'member.missing': missing('There is no such member.'),
  'member.last_owner': invalid(
    'This would leave the organization without an owner; give the role to another member first.',
  ),
  'member.last_admin': invalid(
    'This would leave the organization without an administrator; give the role to another member first.',
  ),
  'member.last_break_glass': invalid(
    'This would leave nobody who gets in when the provider of an enforced domain cannot be reached; name another owner for that, or end ' +
      'the enforcement of sign-in first.',
  ),
  'role.unknown': invalid('The organization has no role of that name.'),
  'role.not_mappable': invalid('A group cannot grant this role. A member grants it.'),
  'mapping.group_missing': invalid('The connection has no such group.'),
  'record.missing': missing('The record is not there.'),
  'record.exists': conflict('A record with the same key is there already.'),
  'record.stale': stale('The record has changed since it was read.'),
  'store.unavailable': unavailable('The database cannot be reached right now; try again shortly.'),
  'store.contention': unavailable(
    'Other requests kept changing the same record; try again shortly.',
  ),
  'query.too_costly': limit(
    'The query reads more records than one request may; narrow it by an indexed attribute, or ask for fewer at once.',
  ),
  'store.unsuitable': unavailable(
    'The database does not have what Muster needs; the details name it.',
  ),
  'service.busy': unavailable('The service is at its capacity; try again shortly.'),
  'service.stopping': unavailable('This process is shutting down; try again.'),
  'sheet.unreadable': invalid(
    'The file cannot be read as a sheet; the details say what is wrong with it and where.',
  ),
  'sheet.refused': invalid(
    'Files of this kind are not read; the details say which kind it is and what to send.',
  ),
  'sheet.too_large': limit(
    'The sheet is larger than the limit; the details say which one and what to do.',
  ),
} satisfies Record<string, FaultEntry>;
