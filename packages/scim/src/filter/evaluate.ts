import type { AttributeDefinition, Resource } from '../schema/definition.js';
import type { CompareOperator } from './ast.js';
import { parseDateTime } from './date-time.js';
import { compareText, foldCase } from './fold-case.js';
import { leafOf, type ResolvedFilter, type ResolvedPath } from './resolved.js';

/**
 * Whether a resource in canonical form matches (RFC 7644 section 3.4.2.2). A multi-valued attribute
 * matches when any of its values does; `ne` also matches where there is no value; `pr` takes "" and
 * [] for no value. This is the definition that the databases' translations are tested against.
 */
export function evaluate(filter: ResolvedFilter, resource: Resource): boolean {
  return compile(filter, inResource)(resource);
}

/** Whether one element of a complex multi-valued attribute meets the filter of the brackets. */
export function evaluateElement(filter: ResolvedFilter, element: unknown): boolean {
  return elementTest(filter)(element);
}

/** The same for many elements: the filter is prepared once. */
export function elementTest(filter: ResolvedFilter): (element: unknown) => boolean {
  return compile(filter, inElement);
}

type Test = (value: unknown) => boolean;
type Reader = (at: ResolvedPath, root: unknown) => unknown;

/** A simple value is itself what a filter in brackets calls its `value`. */
const inElement: Reader = (at, element) =>
  typeof element === 'object' ? own(element, at.attribute.name) : element;
const inResource: Reader = (at, resource) =>
  own(at.schema === undefined ? resource : own(resource, at.schema.id), at.attribute.name);

function compile(filter: ResolvedFilter, read: Reader): Test {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.filters.map((inner) => compile(inner, read));
      return (root) => tests.every((test) => test(root));
    }
    case 'or': {
      const tests = filter.filters.map((inner) => compile(inner, read));
      return (root) => tests.some((test) => test(root));
    }
    case 'not': {
      const test = compile(filter.filter, read);
      return (root) => !test(root);
    }
    case 'nothing':
      return () => false;
    case 'present':
      return (root) => isPresent(valuesAt(filter.at, read, root));
    case 'has': {
      const test = compile(filter.filter, inElement);
      return (root) => listOf(read(filter.at, root)).some((element) => test(element));
    }
    case 'compare': {
      const test = comparison(leafOf(filter.at), filter.operator, filter.value);
      // The usual case by itself: a filter of 200 conditions may meet a list of 1,000 elements.
      if (!filter.at.attribute.multiValued && !filter.at.sub) {
        return (root) => test(read(filter.at, root));
      }
      return (root) => {
        const values = valuesAt(filter.at, read, root);
        return values.length === 0 ? test(undefined) : values.some((value) => test(value));
      };
    }
  }
}

/**
 * One entry per element, also for an element that lacks the sub-attribute: it has no value, which
 * `ne` matches.
 */
function valuesAt(at: ResolvedPath, read: Reader, root: unknown): unknown[] {
  const { sub } = at;
  const values = listOf(read(at, root));
  return sub === undefined ? values : values.map((value) => own(value, sub.name));
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return typeof value === 'object' ? Object.values(value).some(isPresent) : true;
}

function comparison(
  definition: AttributeDefinition,
  operator: CompareOperator,
  wanted: string | number | boolean,
): Test {
  if (definition.type === 'dateTime') {
    return compared(operator, wanted, (value) =>
      typeof value === 'string' ? parseDateTime(value) : undefined,
    );
  }
  if (typeof wanted !== 'string') {
    return compared(operator, wanted, (value) =>
      typeof value === typeof wanted ? value : undefined,
    );
  }
  const form = definition.caseExact ? (text: string) => text : foldCached;
  return compared(operator, form(wanted), (value) =>
    typeof value === 'string' ? form(value) : undefined,
  );
}

let cachedText = '';
let cachedFolded = '';

/** One value often meets many conditions in a row, and folding it is most of the work. */
function foldCached(text: string): string {
  if (text !== cachedText) {
    cachedFolded = foldCase(text);
    cachedText = text;
  }
  return cachedFolded;
}

/**
 * `read` brings a stored value to the form of the literal, or to undefined when it cannot be
 * compared with it.
 */
function compared(
  operator: CompareOperator,
  wanted: string | number | boolean,
  read: (value: unknown) => unknown,
): Test {
  if (operator === 'ne') return (value) => read(value) !== wanted;
  const holds = OPERATIONS[operator];
  return (value) => {
    const form = read(value);
    return form !== undefined && holds(form, wanted);
  };
}

const OPERATIONS: Record<
  Exclude<CompareOperator, 'ne'>,
  (value: unknown, wanted: string | number | boolean) => boolean
> = {
  eq: (value, wanted) => value === wanted,
  co: (value, wanted) => String(value).includes(String(wanted)),
  sw: (value, wanted) => String(value).startsWith(String(wanted)),
  ew: (value, wanted) => String(value).endsWith(String(wanted)),
  gt: (value, wanted) => order(value, wanted) > 0,
  ge: (value, wanted) => order(value, wanted) >= 0,
  lt: (value, wanted) => order(value, wanted) < 0,
  le: (value, wanted) => order(value, wanted) <= 0,
};

function order(value: unknown, wanted: string | number | boolean): number {
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
  return compareText(String(value), String(wanted));
}
