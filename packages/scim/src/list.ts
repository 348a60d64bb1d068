import { badRequest, type ScimError } from './error.js';
import type { AttributePath } from './filter/ast.js';
import { parseAttributePath } from './path/attribute-path.js';
import { parseSelection } from './projection.js';
import type { Listing, Query, Selection } from './resource-handler.js';
import type { Resource } from './schema/definition.js';
import { rejectDuplicateNames } from './schema/reading.js';
import { isObject } from './schema/values.js';

export const LIST_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH_REQUEST_URN = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** Resources per page: when the client names no `count`, and at most. */
export interface PageLimits {
  readonly default: number;
  readonly max: number;
}

/** RFC 7644 section 3.4.2 and RFC 9865, before the filter is parsed and names are looked up. */
export interface ListParameters {
  /** 1-based, at least 1; 1 with a cursor */
  readonly startIndex: number;
  readonly count: number;
  /** present when the client pages by cursor, empty on the first page */
  readonly cursor?: string;
  readonly sortBy?: AttributePath;
  readonly descending: boolean;
  readonly filterText?: string;
}

/**
 * Query parameters of a list. Unknown ones are ignored. `cursor` decides the method, and
 * `startIndex` beside it says nothing.
 * @throws ScimError 400 invalidValue, invalidFilter, invalidCursor or invalidCount; also for a
 * parameter that is given twice with two values
 */
export function parseListParameters(query: URLSearchParams, limits: PageLimits): ListParameters {
  if (query.getAll('cursor').length > 1) throw givenTwice('cursor');
  return read((name) => {
    const [first, ...others] = query.getAll(name);
    if (others.some((other) => other !== first)) throw givenTwice(name);
    return first;
  }, limits);
}

function givenTwice(name: string): ScimError {
  const types = { cursor: 'invalidCursor', filter: 'invalidFilter' } as const;
  const scimType = name === 'cursor' || name === 'filter' ? types[name] : 'invalidValue';
  return badRequest(scimType, `${name} is given more than once; send it once`);
}

/**
 * The body of a POST to `/.search` (RFC 7644 section 3.4.3). Names in any letter case.
 * @throws ScimError 400 invalidSyntax without the SearchRequest schema, else as
 * `parseListParameters`
 */
export function parseSearchRequest(
  body: unknown,
  limits: PageLimits,
): ListParameters & { readonly selection: Selection } {
  if (!isObject(body)) {
    throw badRequest('invalidSyntax', 'The body must be a SearchRequest: a JSON object');
  }
  const fields = new Map<string, unknown>();
  for (const key of Object.keys(body)) {
    const name = key.toLowerCase();
    if (fields.has(name)) rejectDuplicateNames(body, key, '');
    fields.set(name, body[key] ?? undefined);
  }
  const schemas = fields.get('schemas');
  const wanted = SEARCH_REQUEST_URN.toLowerCase();
  const named = (Array.isArray(schemas) ? schemas : [schemas]).some(
    (urn: unknown) => typeof urn === 'string' && urn.toLowerCase() === wanted,
  );
  if (!named) throw badRequest('invalidSyntax', `schemas must list ${SEARCH_REQUEST_URN}`);
  return {
    ...read((name) => fields.get(name.toLowerCase()), limits),
    selection: parseSelection(
      names('attributes', fields.get('attributes')),
      names('excludedAttributes', fields.get('excludedattributes')),
    ),
  };
}

function names(field: string, value: unknown): string | string[] | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw badRequest('invalidValue', `${field} must be a list of attribute names`);
}

type Field = (name: string) => unknown;

function read(field: Field, limits: PageLimits): ListParameters {
  const cursor = readCursor(field('cursor'));
  const sortBy = readSortBy(field('sortBy'));
  const filterText = field('filter');
  if (filterText !== undefined && typeof filterText !== 'string') {
    throw badRequest('invalidFilter', 'filter must be a string');
  }
  return {
    startIndex: cursor === undefined ? Math.max(1, integer(field, 'startIndex') ?? 1) : 1,
    count: readCount(field, limits, cursor !== undefined),
    ...(cursor !== undefined && { cursor }),
    ...(sortBy && { sortBy }),
    descending: readDescending(field('sortOrder')),
    ...(filterText !== undefined && { filterText }),
  };
}

/**
 * A negative count is 0 (RFC 7644 section 3.4.2.4); with a cursor it has an error of its own (RFC
 * 9865 section 2.3).
 */
function readCount(field: Field, limits: PageLimits, byCursor: boolean): number {
  let count: number | undefined;
  try {
    count = integer(field, 'count');
  } catch (error) {
    throw byCursor ? invalidCount(limits, error) : error;
  }
  if (count === undefined) return Math.min(limits.default, limits.max);
  if (count < 0 && byCursor) throw invalidCount(limits);
  return Math.min(Math.max(0, count), limits.max);
}

function invalidCount(limits: PageLimits, cause?: unknown): ScimError {
  const refusal = badRequest('invalidCount', `count must be an integer from 0 to ${limits.max}`);
  if (cause !== undefined) refusal.cause = cause;
  return refusal;
}

function integer(field: Field, name: string): number | undefined {
  const value = field(name);
  if (value === undefined || value === '') return undefined;
  const number = typeof value === 'string' && /^\s*[+-]?\d{1,32}\s*$/.test(value);
  const parsed = number ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isInteger(parsed)) {
    throw badRequest('invalidValue', `${name} must be an integer`);
  }
  return Math.min(Math.max(parsed, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

/** Unreserved characters of RFC 3986, as RFC 9865 section 2.1 asks. */
const CURSOR = /^[A-Za-z0-9._~-]{0,2048}$/;

function readCursor(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && CURSOR.test(value)) return value;
  throw badRequest(
    'invalidCursor',
    'cursor must be empty, for the first page, or the nextCursor of the page before',
  );
}

function readSortBy(value: unknown): AttributePath | undefined {
  if (value === undefined || value === '') return undefined;
  const path = typeof value === 'string' ? parseAttributePath(value.trim()) : undefined;
  if (!path) throw badRequest('invalidValue', 'sortBy must be the name of an attribute');
  return path;
}

function readDescending(value: unknown): boolean {
  if (value === undefined || value === '') return false;
  const order = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (order !== 'ascending' && order !== 'descending') {
    throw badRequest('invalidValue', 'sortOrder must be ascending or descending');
  }
  return order === 'descending';
}

export interface ListResponse {
  schemas: [typeof LIST_RESPONSE_URN];
  totalResults: number;
  itemsPerPage: number;
  /** absent on cursor pages */
  startIndex?: number;
  /** absent on the last page */
  nextCursor?: string;
  Resources: readonly Resource[];
}

/**
 * The body of a list: the listing's resources, projected already, with the numbers that belong to
 * them.
 */
export function listResponse(
  listing: Listing,
  query: Pick<Query, 'startIndex' | 'cursor'>,
): ListResponse {
  return {
    schemas: [LIST_RESPONSE_URN],
    totalResults: listing.total,
    itemsPerPage: listing.resources.length,
    ...(query.cursor === undefined && { startIndex: query.startIndex }),
    ...(query.cursor !== undefined &&
      listing.nextCursor !== undefined && { nextCursor: listing.nextCursor }),
    Resources: listing.resources,
  };
}
