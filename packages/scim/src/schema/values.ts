import { badRequest } from '../error.js';
import type {
  AttributeDefinition,
  Compatibility,
  Resource,
  SchemaDefinition,
} from './definition.js';
import { canonicalLiteral, wrongType } from './literals.js';

/** The most elements that a multi-valued attribute may hold; `members` may hold more. */
export const MAX_VALUE_COUNT = 1_000;
export const MAX_MEMBER_COUNT = 100_000;
/** Notes about one body beyond which only their number would grow. */
const MAX_NOTE_COUNT = 50;

/** How foreign values are read. A ScimContext fits. */
export interface CanonicalOptions {
  readonly compatibility: Compatibility;
  /** called once for every name that is ignored */
  note(code: string, detail: string): void;
  /**
   * Set when a whole resource was sent. Absent for a PATCH, whose values may be parts: then
   * required sub-attributes are not looked for.
   */
  readonly purpose?: 'create' | 'replace';
}

/**
 * The value of an attribute or sub-attribute in canonical form: names as the schema spells them,
 * booleans as booleans, nothing null. Undefined when the value says "unassigned" (null, [], {}; RFC
 * 7643 section 2.5). Read-only sub-attributes are dropped.
 * @param where the path that an error names: `emails`, `urn:…:User:manager`
 * @throws ScimError 400 invalidValue; strict: 400 invalidSyntax for an undeclared sub-attribute
 */
export function canonicalValue(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): unknown {
  if (isUnassigned(value)) return undefined;
  return attribute.multiValued
    ? canonicalList(attribute, value, options, where)
    : canonicalElement(attribute, value, options, where);
}

/**
 * The same for one element of a multi-valued attribute, such as what `emails[type eq "work"]` is
 * replaced with.
 */
export function canonicalElement(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): unknown {
  if (isUnassigned(value)) return undefined;
  return attribute.type === 'complex'
    ? canonicalComplex(attribute, value, options, where)
    : canonicalLiteral(attribute, value, options.compatibility, where);
}

/** The data of an extension, or undefined when nothing in it is assigned. */
export function canonicalExtension(
  extension: SchemaDefinition,
  value: unknown,
  options: CanonicalOptions,
): Resource | undefined {
  if (isUnassigned(value)) return undefined;
  if (!isObject(value)) throw wrongType(extension.id, 'an object', value);
  return canonicalObject(extension, extension.attributes, value, options, `${extension.id}:`);
}

function canonicalList(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): unknown[] | undefined {
  const list = asList(attribute, value, options, where);
  const limit = attribute.name === 'members' ? MAX_MEMBER_COUNT : MAX_VALUE_COUNT;
  if (list.length > limit) {
    throw badRequest(
      'invalidValue',
      `${where} has more than ${limit} values; send fewer at a time`,
    );
  }
  const once = noteOnce(options);
  const out: unknown[] = [];
  let primary = false;
  for (const [index, element] of list.entries()) {
    const canonical = canonicalElement(attribute, element, once, `${where}[${index}]`);
    if (canonical === undefined) continue;
    if (isObject(canonical) && canonical.primary === true) {
      if (primary) {
        throw badRequest('invalidValue', `${where} has more than one value whose primary is true`);
      }
      primary = true;
    }
    out.push(canonical);
  }
  return out.length > 0 ? out : undefined;
}

/**
 * Clients send a lone value without its list; lenient takes it, but a string is no e-mail object.
 */
function asList(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const fits = isObject(value) === (attribute.type === 'complex') || isMember(attribute, value);
  if (options.compatibility === 'lenient' && fits) return [value];
  const elements = attribute.type === 'complex' ? 'objects' : 'values';
  throw wrongType(where, `a list of ${elements}`, value);
}

function isMember(attribute: AttributeDefinition, value: unknown): value is string {
  return attribute.name === 'members' && typeof value === 'string' && value !== '';
}

function canonicalComplex(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): Resource | undefined {
  const source = options.compatibility === 'lenient' ? unwrap(attribute, value) : value;
  if (isUnassigned(source)) return undefined;
  if (!isObject(source)) throw wrongType(where, 'an object', value);
  const subs = attribute.subAttributes ?? [];
  const out = canonicalObject(attribute, subs, source, options, `${where}.`);
  if (out && options.purpose) requireAttributes(subs, out, `${where}.`);
  return out;
}

/** A manager comes as its id, as a list of one, or as "" to clear it (E13); a member as its id. */
function unwrap(attribute: AttributeDefinition, value: unknown): unknown {
  if (isMember(attribute, value)) return { value };
  if (attribute.multiValued || !namesOf(attribute, attribute.subAttributes ?? []).has('value')) {
    return value;
  }
  const single: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof single !== 'string') return single;
  return single === '' ? null : { value: single };
}

function canonicalObject(
  owner: AttributeDefinition | SchemaDefinition,
  attributes: readonly AttributeDefinition[],
  source: Record<string, unknown>,
  options: CanonicalOptions,
  prefix: string,
): Resource | undefined {
  const names = namesOf(owner, attributes);
  const out: Resource = {};
  let assigned = false;
  for (const key of Object.keys(source)) {
    const attribute = names.get(key) ?? names.get(key.toLowerCase());
    if (!attribute) {
      ignoreAttribute(key, options, prefix);
      continue;
    }
    if (key !== attribute.name) rejectDuplicateNames(source, key, prefix);
    if (attribute.mutability === 'readOnly') continue;
    const where = prefix + attribute.name;
    const value = canonicalValue(attribute, source[key], options, where);
    if (value === undefined) continue;
    out[attribute.name] = value;
    assigned = true;
  }
  return assigned ? out : undefined;
}

/** @throws ScimError 400 invalidValue for the first required attribute that is missing or blank */
export function requireAttributes(
  attributes: readonly AttributeDefinition[],
  resource: Resource,
  prefix: string,
): void {
  for (const { name, required, mutability } of attributes) {
    if (!required || mutability === 'readOnly') continue;
    const value = Object.hasOwn(resource, name) ? resource[name] : undefined;
    if (value === undefined || (typeof value === 'string' && value.trim() === '')) {
      throw badRequest('invalidValue', `${prefix}${name} is required and must not be empty`);
    }
  }
}

/**
 * @throws ScimError 400 invalidSyntax when the object has the key twice in different letter case
 */
export function rejectDuplicateNames(
  source: Record<string, unknown>,
  key: string,
  prefix: string,
): void {
  const wanted = key.toLowerCase();
  for (const other of Object.keys(source)) {
    if (other !== key && other.toLowerCase() === wanted) {
      throw badRequest('invalidSyntax', `${prefix}${key} is given twice, in different letter case`);
    }
  }
}

/** Lenient drops what no schema declares and says so; strict refuses it. */
export function ignoreAttribute(key: string, options: CanonicalOptions, prefix = ''): void {
  const name = key.length > 128 ? `${key.slice(0, 128)}…` : key;
  const path = (prefix + name).replace(/\[\d+\]/g, '');
  if (options.compatibility === 'strict') {
    throw badRequest('invalidSyntax', `${path} is not an attribute of any schema of this resource`);
  }
  options.note('attribute.ignored', path);
}

/** The same options, saying each thing once and no more than a bounded number of things. */
export function noteOnce(options: CanonicalOptions): CanonicalOptions {
  const noted = new Set<string>();
  return {
    ...(options.purpose && { purpose: options.purpose }),
    compatibility: options.compatibility,
    note: (code, detail) => {
      const key = `${code} ${detail}`;
      if (noted.has(key) || noted.size > MAX_NOTE_COUNT) return;
      noted.add(key);
      if (noted.size > MAX_NOTE_COUNT) options.note(code, 'and others');
      else options.note(code, detail);
    },
  };
}

const NAMES = new WeakMap<object, ReadonlyMap<string, AttributeDefinition>>();

/** By canonical and by lower-case name, so that the usual spelling costs one look-up. */
function namesOf(
  owner: AttributeDefinition | SchemaDefinition,
  attributes: readonly AttributeDefinition[],
): ReadonlyMap<string, AttributeDefinition> {
  let names = NAMES.get(owner);
  if (!names) {
    names = new Map(
      attributes.flatMap((attribute) => [
        [attribute.name, attribute],
        [attribute.name.toLowerCase(), attribute],
      ]),
    );
    NAMES.set(owner, names);
  }
  return names;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUnassigned(value: unknown): value is null | undefined {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
