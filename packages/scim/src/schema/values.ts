import { badRequest } from '../error.js';
import {
  subAttribute,
  type AttributeDefinition,
  type Resource,
  type SchemaDefinition,
} from './definition.js';
import { distinctElements, distinctSteps, isObject } from './element-keys.js';
import { canonicalLiteral, wrongType } from './literals.js';
import {
  ignoreAttribute,
  namesItself,
  noteConverted,
  noteOnce,
  rejectDuplicateNames,
  type CanonicalOptions,
} from './reading.js';
import { atOnce, STEP_SIZE, type Steps } from './steps.js';

export { isObject } from './element-keys.js';

/** The most elements that a multi-valued attribute may hold; `members` may hold more. */
export const MAX_VALUE_COUNT = 1_000;
export const MAX_MEMBER_COUNT = 100_000;
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
  return atOnce(canonicalSteps(attribute, value, options, where));
}

/** `canonicalValue` of a list that may be long. */
export function* canonicalSteps(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): Steps<unknown> {
  if (isUnassigned(value)) return undefined;
  if (attribute.multiValued) return yield* listSteps(attribute, value, options, where);
  return canonicalElement(attribute, value, options, where);
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
    : canonicalLiteral(attribute, value, options, where);
}

/** The data of an extension, or undefined when nothing in it is assigned. */
export function canonicalExtension(
  extension: SchemaDefinition,
  value: unknown,
  options: CanonicalOptions,
): Resource | undefined {
  if (isUnassigned(value)) return undefined;
  if (!isObject(value)) throw wrongType(extension.id, 'an object', value);
  const names = namesOf(extension, extension.attributes);
  const told = Object.entries(value).filter(
    ([key, one]) => names.has(key.toLowerCase()) || !namesItself(extension, key, one),
  );
  if (told.length > 0 && !told.some(([key]) => names.has(key.toLowerCase()))) {
    options.unreadable?.(extension.id);
  }
  const source = Object.fromEntries(told);
  return canonicalObject(extension, extension.attributes, source, options, `${extension.id}:`);
}

function* listSteps(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): Steps<readonly unknown[] | undefined> {
  const list = asList(attribute, value, options, where);
  const limit = attribute.name === 'members' ? MAX_MEMBER_COUNT : MAX_VALUE_COUNT;
  if (list.length > limit) {
    throw badRequest(
      'invalidValue',
      `${where} has more than ${limit} values; send fewer at a time`,
    );
  }
  const once = noteOnce(options);
  const read: unknown[] = [];
  const takesPlain = takesPlainMembers(attribute);
  for (const [index, element] of list.entries()) {
    if (index % STEP_SIZE === STEP_SIZE - 1) yield;
    if (takesPlain && isPlainMember(element)) {
      read.push(element);
      continue;
    }
    if (isMembers(attribute)) requireMember(element, `${where}[${index}]`);
    const canonical = canonicalElement(attribute, element, once, `${where}[${index}]`);
    if (!isMembers(attribute) && isUnreadable(attribute, element, canonical)) {
      once.unreadable?.(where);
      once.note('value.unreadable', where);
    }
    if (canonical !== undefined) read.push(canonical);
  }
  if (read.length === 0) return undefined;
  // an operation of PATCH looks at all that is listed
  const out = options.purpose ? yield* distinctSteps(attribute, read) : read;
  if (primaries(out).length > 1 && primaries(distinctElements(attribute, out)).length > 1) {
    throw badRequest('invalidValue', `${where} has more than one value whose primary is true`);
  }
  return out;
}

function primaries(list: readonly unknown[]): unknown[] {
  return list.filter((one) => isObject(one) && one.primary === true);
}

/** Sub-attributes that say something of a value and are none themselves (RFC 7643 section 2.4). */
const LABELS: ReadonlySet<string> = new Set(['type', 'primary', 'display']);

/**
 * Whether an element came with nothing that can be read as its value: null, {}, names that are not
 * known or not for clients to write. `{"value": null}` can be read, and says that there is none.
 */
function isUnreadable(
  attribute: AttributeDefinition,
  element: unknown,
  canonical: unknown,
): boolean {
  if (!isObject(element)) return canonical === undefined;
  const keys = Object.keys(element);
  const foreign = keys.some((key) => !subAttribute(attribute, key));
  if (isObject(canonical)) {
    return foreign && Object.keys(canonical).every((name) => LABELS.has(name));
  }
  return canonical === undefined && (foreign || !namesAny(attribute, element));
}

/** Whether an object names a sub-attribute that clients may write. */
function namesAny(attribute: AttributeDefinition, object: Record<string, unknown>): boolean {
  return Object.keys(object).some((key) => {
    const sub = subAttribute(attribute, key);
    return sub !== undefined && sub.mutability !== 'readOnly';
  });
}

function isMembers(attribute: AttributeDefinition): boolean {
  return attribute.name === 'members' && attribute.type === 'complex';
}

/** Whether a member that says its id and nothing else is complete. */
function takesPlainMembers(attribute: AttributeDefinition): boolean {
  return (
    isMembers(attribute) &&
    subAttribute(attribute, 'value')?.type === 'string' &&
    (attribute.subAttributes ?? []).every(
      ({ name, required }) => name === 'value' || required !== true,
    )
  );
}

/** Letters of our own ids: such a text is storable and not blank. */
const PLAIN_ID = /^[0-9A-Za-z-]{1,64}$/;

/**
 * A member in canonical form already, as nearly all of a hundred thousand come: there is nothing to
 * be looked at twice.
 */
function isPlainMember(element: unknown): boolean {
  if (!isObject(element)) return false;
  for (const name in element) if (name !== 'value') return false;
  return typeof element.value === 'string' && PLAIN_ID.test(element.value);
}

/** A member is its id. One without it must not look like nobody, whatever else it says. */
function requireMember(element: unknown, where: string): void {
  const value = isObject(element)
    ? Object.entries(element).find(([name]) => name.toLowerCase() === 'value')?.[1]
    : element;
  if (typeof value === 'string' && value.trim() !== '') return;
  throw badRequest('invalidValue', `${where} must have a "value", the id of a user or group`);
}

/**
 * Clients send a lone value without its list; lenient takes it, and text where an element has a
 * `value`.
 */
function asList(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const isComplex = attribute.type === 'complex';
  const fits = isObject(value) === isComplex || (typeof value === 'string' && hasValue(attribute));
  if (options.compatibility === 'lenient' && fits) return [value];
  throw wrongType(where, `a list of ${isComplex ? 'objects' : 'values'}`, value);
}

function hasValue(attribute: AttributeDefinition): boolean {
  return namesOf(attribute, attribute.subAttributes ?? []).has('value');
}

function canonicalComplex(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): Resource | undefined {
  const source =
    options.compatibility === 'lenient' ? unwrap(attribute, value, options, where) : value;
  if (isUnassigned(source)) return undefined;
  if (!isObject(source)) throw wrongType(where, 'an object', value);
  const subs = attribute.subAttributes ?? [];
  const out = canonicalObject(attribute, subs, source, options, `${where}.`);
  const says = Object.keys(source).length > 0;
  if (says && !attribute.multiValued && !namesAny(attribute, source)) options.unreadable?.(where);
  if (out && options.purpose) requireAttributes(subs, out, `${where}.`);
  return out;
}

/**
 * A bare text is the `value` of what it stands for: a role or an address without its object, a
 * member as its id, a manager as its id (E13). "" says that there is none. A manager comes as a
 * list of one as well.
 */
function unwrap(
  attribute: AttributeDefinition,
  value: unknown,
  options: CanonicalOptions,
  where: string,
): unknown {
  if (!hasValue(attribute)) return value;
  const isListOfOne = !attribute.multiValued && Array.isArray(value) && value.length === 1;
  const single: unknown = isListOfOne ? value[0] : value;
  if (typeof single !== 'string') return single;
  if (single === '') return null;
  noteConverted(options, where);
  return { value: single };
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

/** null and [] (RFC 7643 section 2.5). */
export function isUnassigned(value: unknown): value is null | undefined {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
