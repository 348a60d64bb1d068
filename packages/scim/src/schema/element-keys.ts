import { foldCase } from '../filter/fold-case.js';
import { subAttribute, type AttributeDefinition } from './definition.js';
import { atOnce, STEP_SIZE, type Steps } from './steps.js';

/** One value of a complex multi-valued attribute, or the whole of a single-valued complex one. */
export type Element = Readonly<Record<string, unknown>>;
export type List = readonly unknown[];

/** How the values of one attribute are distinguished. */
export interface Keys {
  /** equal for two elements that are the same one */
  of(element: unknown): string;
  ofValue(element: Element): string;
  /** members: their `value` is immutable, so it is what they are */
  readonly byValue: boolean;
}

const KEYS = new WeakMap<AttributeDefinition, Keys>();

export function keysOf(attribute: AttributeDefinition): Keys {
  const keys = KEYS.get(attribute) ?? makeKeys(attribute);
  KEYS.set(attribute, keys);
  return keys;
}

function makeKeys(attribute: AttributeDefinition): Keys {
  const byValue = subAttribute(attribute, 'value')?.mutability === 'immutable';
  const ofValue = keyPart(attribute, 'value');
  const ofType = keyPart(attribute, 'type');
  const make = (element: Element): string => {
    if (!Object.hasOwn(element, 'value')) return stable(element);
    return byValue ? ofValue(element) : `${ofValue(element)} ${ofType(element)}`;
  };
  // A thousand operations on one list ask again and again; elements are never changed in place.
  const known = new WeakMap<object, string>();
  const of = (element: unknown): string => {
    if (!isObject(element)) return stable(element);
    const key = known.get(element) ?? make(element);
    known.set(element, key);
    return key;
  };
  return { of, ofValue, byValue };
}

function keyPart(attribute: AttributeDefinition, name: string): (element: Element) => string {
  const exact = subAttribute(attribute, name)?.caseExact === true;
  return (element) => {
    const value = Object.hasOwn(element, name) ? element[name] : undefined;
    return JSON.stringify(typeof value === 'string' && !exact ? foldCase(value) : value) ?? '';
  };
}

/**
 * The list with each value once (RFC 7643 section 2.4: the same type and value), the list itself
 * when it has none twice. The later one adds what it says; of two the primary one stays primary.
 */
export function distinctElements(attribute: AttributeDefinition, list: List): List {
  return atOnce(distinctSteps(attribute, list));
}

/** `distinctElements` of a list that may be long. */
export function* distinctSteps(attribute: AttributeDefinition, list: List): Steps<List> {
  const keys = keysOf(attribute);
  if (keys.byValue && (yield* areDistinctIds(attribute, list))) return list;
  const places = new Map<string, number>();
  const result: unknown[] = [];
  for (const [index, element] of list.entries()) {
    if (index % STEP_SIZE === STEP_SIZE - 1) yield;
    const key = keys.of(element);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, result.length);
      result.push(element);
    } else if (!keys.byValue) result[place] = combined(result[place], element);
  }
  return result.length === list.length ? list : result;
}

/** A hundred thousand members come as ids, each once: compared as they are, without a key made of each. */
function* areDistinctIds(attribute: AttributeDefinition, list: List): Steps<boolean> {
  if (subAttribute(attribute, 'value')?.caseExact !== true) return false;
  const ids = new Set<string>();
  for (const [index, element] of list.entries()) {
    if (index % STEP_SIZE === STEP_SIZE - 1) yield;
    if (!isObject(element) || typeof element.value !== 'string') return false;
    ids.add(element.value);
  }
  return ids.size === list.length;
}

function combined(old: unknown, given: unknown): unknown {
  if (!isObject(old) || !isObject(given)) return old;
  const isPrimary = old.primary === true || given.primary === true;
  return { ...old, ...given, ...(isPrimary && { primary: true }) };
}

/** JSON with names in order: simple values and elements without `value`, such as addresses. */
function stable(element: unknown): string {
  if (!isObject(element)) return JSON.stringify(element) ?? '';
  return JSON.stringify(Object.entries(element).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
