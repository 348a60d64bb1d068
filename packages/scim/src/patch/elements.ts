import { badRequest } from '../error.js';
import { elementTest } from '../filter/evaluate.js';
import type { ResolvedFilter } from '../filter/resolved.js';
import type { AttributeDefinition } from '../schema/definition.js';
import { isObject, keysOf, type Element, type List } from '../schema/element-keys.js';
import { MAX_MEMBER_COUNT, MAX_VALUE_COUNT } from '../schema/values.js';

export type { Element } from '../schema/element-keys.js';

/**
 * The list with more values (RFC 7644 section 3.5.2.1). A value that is there already is not added
 * again: one with the same `value` and `type` takes over what the new one says (RFC 7643 section
 * 2.4), a member stays as it is.
 */
export function addElements(attribute: AttributeDefinition, list: List, added: List): List {
  const keys = keysOf(attribute);
  const places = new Map(list.map((element, index) => [keys.of(element), index]));
  const result = [...list];
  const primaries = new Set<number>();
  for (const element of added) {
    const key = keys.of(element);
    const known = places.get(key);
    const place = known ?? result.length;
    result[place] = known === undefined ? element : combined(attribute, result[known], element);
    places.set(key, place);
    if (isObject(element) && element.primary === true) primaries.add(place);
  }
  rejectTooMany(attribute, result);
  return onePrimary(attribute, result, new Set([...primaries].map((place) => result[place])));
}

/**
 * A new list in place of the old one; what the service itself said of a value that stays is kept.
 */
export function replaceElements(attribute: AttributeDefinition, list: List, given: List): List {
  const keys = keysOf(attribute);
  const old = new Map(list.map((element) => [keys.of(element), element]));
  const names = readOnlyNames(attribute);
  const kept = addElements(attribute, [], given);
  return kept.map((element) => {
    const former = old.get(keys.of(element));
    return isObject(element) && isObject(former) ? { ...element, ...pick(former, names) } : element;
  });
}

/**
 * What a remove operation lists (E14) goes: by `value` (other than for members: and `type` where it
 * is listed), or as a whole where there is no `value`.
 */
export function removeListed(attribute: AttributeDefinition, list: List, listed: List): List {
  const keys = keysOf(attribute);
  const gone = new Set(
    listed.map((wanted) => (hasOnlyValue(wanted) ? keys.ofValue(wanted) : keys.of(wanted))),
  );
  return list.filter((element) => {
    const whole = gone.has(keys.of(element));
    return !whole && !(isObject(element) && gone.has(keys.ofValue(element)));
  });
}

/**
 * Lets a function change every matching element; undefined takes the element out. `matched` counts.
 */
export function changeMatching(
  list: List,
  filter: ResolvedFilter | undefined,
  change: (element: Element) => Element | undefined,
): { list: List; touched: ReadonlySet<unknown>; matched: number } {
  const touched = new Set<unknown>();
  let matched = 0;
  const matches = filter === undefined ? () => true : elementTest(filter);
  const result = list.flatMap((element) => {
    if (!isObject(element) || !matches(element)) return [element];
    matched += 1;
    const changed = change(element);
    if (changed === undefined) return [];
    touched.add(changed);
    return [changed];
  });
  return { list: result, touched, matched };
}

/**
 * A complex value with new sub-attributes over the old ones; unlisted ones stay (RFC 7644 section
 * 3.5.2.3). Throws 400 mutability when an immutable one would change.
 */
export function merge(attribute: AttributeDefinition, old: Element, given: Element): Element {
  for (const { name, mutability } of attribute.subAttributes ?? []) {
    const fixed = mutability === 'immutable' && Object.hasOwn(old, name);
    if (fixed && Object.hasOwn(given, name) && old[name] !== given[name]) {
      throw badRequest(
        'mutability',
        `${attribute.name}.${name} never changes; remove the value and add another one.`,
      );
    }
  }
  const moved = Object.hasOwn(given, 'value') && given.value !== old.value;
  return { ...(moved ? omit(old, derivedNames(attribute)) : old), ...given };
}

/** The complex value without one sub-attribute; undefined when nothing worth keeping is left. */
export function withoutSub(
  attribute: AttributeDefinition,
  element: Element,
  sub: AttributeDefinition,
  lenient: boolean,
): Element | undefined {
  if (!Object.hasOwn(element, sub.name)) return element;
  if (sub.mutability === 'immutable') {
    throw badRequest(
      'mutability',
      `${attribute.name}.${sub.name} never changes; remove the whole value instead.`,
    );
  }
  // Entra takes an e-mail address away by removing `emails[type eq "work"].value`: a type alone is
  // no address.
  if (lenient && sub.name === 'value') return undefined;
  const rest = omit(element, [sub.name]);
  return Object.keys(rest).length > 0 ? rest : undefined;
}

/**
 * RFC 7644 section 3.5.2: when an operation makes a value primary, the others are so no longer.
 * Throws 400 invalidValue when it makes several primary.
 */
export function onePrimary(
  attribute: AttributeDefinition,
  list: List,
  chosen: ReadonlySet<unknown>,
): List {
  const primaries = [...chosen].filter((element) => isObject(element) && element.primary === true);
  if (primaries.length > 1) {
    throw badRequest('invalidValue', `${attribute.name}: at most one value can be primary.`);
  }
  const [primary] = primaries;
  if (primary === undefined) return list;
  return list.map((element) =>
    element !== primary && isObject(element) && element.primary === true
      ? { ...element, primary: false }
      : element,
  );
}

/**
 * What nobody can read may be any of the values that are there. Throws 400 invalidValue when one of
 * those would go.
 */
export function rejectLoss(
  attribute: AttributeDefinition,
  before: unknown,
  after: unknown,
  prefix = '',
): void {
  const keys = keysOf(attribute);
  const of = (element: unknown): string =>
    isObject(element) && Object.hasOwn(element, 'value') ? keys.ofValue(element) : keys.of(element);
  const kept = new Set((Array.isArray(after) ? after : []).map(of));
  const lost = Array.isArray(before)
    ? before.some((element) => !kept.has(of(element)))
    : before !== undefined && after === undefined;
  if (lost) throw lossOf(prefix + attribute.name);
}

export function lossOf(path: string): Error {
  return badRequest(
    'invalidValue',
    `${path} has nothing that can be read, and it would take the place of a value that is there. ` +
      'Look at /Schemas for the names; null takes a value away.',
  );
}

/** Equal as JSON, whatever the order of names. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((one, at) => sameValue(one, right[at]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameValue(left[name], right[name]))
  );
}

function combined(attribute: AttributeDefinition, old: unknown, given: unknown): unknown {
  if (keysOf(attribute).byValue || !isObject(old) || !isObject(given)) return old;
  return merge(attribute, old, given);
}

function hasOnlyValue(element: unknown): element is Element {
  return isObject(element) && Object.hasOwn(element, 'value') && !Object.hasOwn(element, 'type');
}

/** Throws 400 invalidValue above the limit that whole resources have too. */
export function rejectTooMany({ name }: AttributeDefinition, list: List): void {
  const limit = name === 'members' ? MAX_MEMBER_COUNT : MAX_VALUE_COUNT;
  if (list.length > limit) {
    throw badRequest('invalidValue', `${name} would have more than ${limit} values.`);
  }
}

/**
 * Sub-attributes that describe the `value` and go when it does: `$ref`, `displayName` of a manager.
 */
function derivedNames(attribute: AttributeDefinition): string[] {
  return ['$ref', ...readOnlyNames(attribute)];
}

function readOnlyNames(attribute: AttributeDefinition): string[] {
  const subs = attribute.subAttributes ?? [];
  return subs.filter((sub) => sub.mutability === 'readOnly').map((sub) => sub.name);
}

function omit(element: Element, names: readonly string[]): Element {
  return Object.fromEntries(Object.entries(element).filter(([name]) => !names.includes(name)));
}

function pick(element: Element, names: readonly string[]): Element {
  return Object.fromEntries(Object.entries(element).filter(([name]) => names.includes(name)));
}
