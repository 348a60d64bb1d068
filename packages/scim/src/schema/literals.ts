import { badRequest, type ScimError } from '../error.js';
import { parseDateTime } from '../filter/date-time.js';
import { hasLongRun } from '../filter/fold-case.js';
import type { AttributeDefinition, Compatibility } from './definition.js';
import { noteConverted, type CanonicalOptions } from './reading.js';

/** The most that one value may hold, in UTF-16 code units. Larger ones are refused, never cut. */
export const MAX_STRING_LENGTH = 8_192;
/** The same for certificates, pictures and other addresses, which may carry their data. */
export const MAX_BINARY_LENGTH = 65_536;

/**
 * One simple value in canonical form. Undefined when it says "unassigned". Nothing is trimmed or
 * changed in case.
 * @throws ScimError 400 invalidValue naming the attribute and what was expected, never the value
 */
export function canonicalLiteral(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): string | number | boolean | undefined {
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(value, options.compatibility, where);
    case 'integer':
      if (Number.isSafeInteger(value)) return value as number;
      throw wrongType(where, 'an integer', value);
    case 'decimal':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw wrongType(where, 'a number', value);
    default:
      return readText(attribute, value, options, where);
  }
}

export function wrongType(where: string, expected: string, value: unknown): ScimError {
  return badRequest(
    'invalidValue',
    `${where} must be ${expected}; the request has ${kindOf(value)}`,
  );
}

/** Entra without its flag sends "True" and "False" (E9). */
function readBoolean(value: unknown, compatibility: Compatibility, where: string): boolean {
  if (typeof value === 'boolean') return value;
  if (compatibility === 'lenient' && typeof value === 'string' && value.length <= 5) {
    const text = value.toLowerCase();
    if (text === 'true' || text === 'false') return text === 'true';
  }
  throw wrongType(where, 'true or false', value);
}

const SURROGATE = /[\ud800-\udfff]/;
const HALF_A_PAIR = /\p{Cs}/u;

/** Half a surrogate pair and U+0000 would not come back from a database as they went in. */
function isStorable(text: string): boolean {
  // Two steps: looking for any surrogate is many times faster than looking for a lone one.
  return !text.includes('\0') && !(SURROGATE.test(text) && HALF_A_PAIR.test(text));
}

const URI = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;
/** Base64 of RFC 4648 section 4 or 5, padded. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Clients whose source has a number in a column send it as one. No number is taken for the name by
 * which a resource is known (userName, a group's displayName), nor for an element of a list.
 */
function numberAsText(
  { type, multiValued, required, uniqueness }: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): unknown {
  const isName = required && uniqueness !== 'none';
  const takes = type === 'string' && !multiValued && !isName;
  if (!takes || options.compatibility === 'strict' || !Number.isSafeInteger(value)) return value;
  noteConverted(options, where);
  return String(value);
}

function readText(
  attribute: AttributeDefinition,
  given: unknown,
  options: CanonicalOptions,
  where: string,
): string | undefined {
  const { type } = attribute;
  const { compatibility } = options;
  const value = numberAsText(attribute, given, options, where);
  if (typeof value !== 'string') throw wrongType(where, TEXT_TYPES[type] ?? 'a string', value);
  const limit = type === 'binary' || type === 'reference' ? MAX_BINARY_LENGTH : MAX_STRING_LENGTH;
  if (value.length > limit) {
    throw badRequest('invalidValue', `${where} is longer than ${limit} characters`);
  }
  if (!isStorable(value)) {
    throw badRequest('invalidValue', `${where} has a character that is not valid Unicode text`);
  }
  if (hasLongRun(value)) {
    throw badRequest('invalidValue', `${where} has too many combining marks on one letter`);
  }
  if (type === 'string') return value;
  if (value === '' && compatibility === 'lenient') return undefined;
  if (type === 'dateTime' && parseDateTime(value) === undefined) {
    throw badRequest('invalidValue', `${where} must be ${TEXT_TYPES.dateTime}`);
  }
  if (type === 'binary' && !(value.length % 4 === 0 && BASE64.test(value))) {
    throw badRequest('invalidValue', `${where} must be ${TEXT_TYPES.binary}`);
  }
  if (type === 'reference' && pointsOutside(attribute) && !URI.test(value)) {
    throw badRequest('invalidValue', `${where} must be ${TEXT_TYPES.reference}`);
  }
  return value;
}

const TEXT_TYPES: Readonly<Partial<Record<AttributeDefinition['type'], string>>> = {
  dateTime: 'a date and time such as 2026-01-31T09:30:00Z',
  binary: 'base64 with its padding',
  reference: 'an absolute URI such as https://example.com/x',
};

/**
 * References to resources may be relative (RFC 7643 section 2.3.7); those to the outside may not.
 */
function pointsOutside(attribute: AttributeDefinition): boolean {
  return attribute.referenceTypes?.some((type) => type === 'external' || type === 'uri') ?? false;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'string' ? 'a string' : 'true or false';
}
