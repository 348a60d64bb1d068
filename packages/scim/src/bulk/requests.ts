import { ScimError, badRequest } from '../error.js';

export const BULK_REQUEST_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** One operation of a bulk request (RFC 7644 section 3.7), read but not yet resolved. */
export interface BulkOperation {
  /** upper case; empty when it was missing */
  readonly method: string;
  /** with its leading slash: `/Users`, `/Users/{id}`, `/Users/bulkId:{bulkId}` */
  readonly path: string;
  readonly bulkId?: string;
  /** the version that must be current, `W/"7"` */
  readonly version?: string;
  readonly data?: unknown;
  /**
   * what is wrong with this operation whatever the others do; it fails with it, the others go on
   */
  readonly refusal?: ScimError;
}

export interface BulkRequest {
  readonly operations: readonly BulkOperation[];
  /** so many errors end the job; Infinity when the client set no limit */
  readonly failOnErrors: number;
}

/**
 * The members of a JSON object under lower-case names: attribute names have no case (RFC 7643
 * section 2.1).
 */
function fields(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
}

/**
 * Reads a BulkRequest. The request as a whole is refused (400, or 413 beyond `maxOperations`)
 * before anything is done; an operation that is wrong by itself carries its refusal.
 */
export function readBulkRequest(body: unknown, maxOperations: number): BulkRequest {
  const request = fields(body);
  if (!request) throw badRequest('invalidSyntax', 'The body of a bulk request is a JSON object.');
  const schemas = request.get('schemas');
  if (!Array.isArray(schemas) || !schemas.includes(BULK_REQUEST_URN))
    throw badRequest(
      'invalidSyntax',
      `The "schemas" of a bulk request must name ${BULK_REQUEST_URN}.`,
    );
  const operations: unknown = request.get('operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw badRequest(
      'invalidSyntax',
      'A bulk request needs "Operations", an array of at least one.',
    );
  if (operations.length > maxOperations)
    throw new ScimError(
      413,
      `The bulk request has ${operations.length} operations, the limit (maxOperations) is ` +
        `${maxOperations}. Send it in smaller parts.`,
    );
  const read = operations.map(readOperation);
  rejectDuplicateBulkIds(read);
  return { operations: read, failOnErrors: readFailOnErrors(request.get('failonerrors')) };
}

function readFailOnErrors(value: unknown): number {
  if (value === undefined || value === null) return Infinity;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw badRequest('invalidValue', '"failOnErrors" must be an integer of at least 1.');
}

function rejectDuplicateBulkIds(operations: readonly BulkOperation[]): void {
  const seen = new Set<string>();
  for (const { method, bulkId } of operations) {
    if (method !== 'POST' || bulkId === undefined) continue;
    if (seen.has(bulkId))
      throw badRequest('invalidSyntax', `The bulkId "${bulkId}" is used by two POST operations.`);
    seen.add(bulkId);
  }
}

function readOperation(value: unknown): BulkOperation {
  const given = fields(value) ?? new Map<string, unknown>();
  const text = (name: string): string | undefined => {
    const field = given.get(name);
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  const method = text('method')?.toUpperCase() ?? '';
  const path = joined(text('path') ?? '');
  const bulkId = text('bulkid');
  const version = text('version');
  const problem = fields(value)
    ? operationProblem(method, path, bulkId)
    : 'A bulk operation is a JSON object with "method", "path" and "data".';
  const scimType = method === '' || METHODS.has(method) ? 'invalidSyntax' : 'invalidValue';
  return {
    method,
    path,
    ...(bulkId !== undefined && { bulkId }),
    ...(version !== undefined && { version }),
    ...(given.has('data') && { data: given.get('data') }),
    ...(problem !== undefined && { refusal: badRequest(scimType, problem) }),
  };
}

/** With one slash before each part, as a request's own path is read: Users, //Users, /Users/. */
function joined(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => `/${segment}`).join('');
}

const METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

function operationProblem(
  method: string,
  path: string,
  bulkId: string | undefined,
): string | undefined {
  if (!METHODS.has(method))
    return 'The "method" of a bulk operation is POST, PUT, PATCH or DELETE.';
  if (path === '') return 'A bulk operation needs a "path", such as /Users or /Users/{id}.';
  if (/[?#]/.test(path)) return 'The "path" of a bulk operation has no query and no fragment.';
  const segments = path.slice(1).split('/');
  if (segments[0] === 'Bulk') return 'A bulk operation cannot be a bulk request itself.';
  if (segments.includes('.search')) return 'A bulk operation cannot be a search.';
  if (method !== 'POST')
    return segments.length === 2
      ? undefined
      : `The "path" of a bulk ${method} names one resource, such as /Users/{id}.`;
  if (segments.length !== 1)
    return 'The "path" of a bulk POST is the endpoint of a resource type, such as /Users.';
  return bulkId === undefined ? 'A bulk POST needs a "bulkId".' : undefined;
}
