import { badRequest, type ScimError } from '../error.js';
import { formatAttributePath } from '../path/attribute-path.js';
import {
  subAttribute,
  type AttributeDefinition,
  type Compatibility,
  type ResourceType,
} from '../schema/definition.js';
import type { AttributePath, CompareOperator, Filter, Literal } from './ast.js';
import { parseDateTime } from './date-time.js';
import { leafOf, type ResolvedFilter, type ResolvedPath } from './resolved.js';

export interface CheckOptions {
  /** lenient reads "True" as true where the attribute is boolean */
  readonly compatibility: Compatibility;
  /**
   * what becomes of an attribute that the type lacks: 400, or (at the root's search) an attribute
   * without value
   */
  readonly unknown: 'refuse' | 'absent';
}

/**
 * Looks up every name of a filter in the type's schemas and brings every literal to its attribute's
 * type. Throws 400 invalidFilter: unknown attribute, order on booleans or binaries (RFC 7644
 * section 3.4.2.2), comparison of a complex attribute without `value`, literal of another type,
 * attribute that is never returned (its filter would give it away bit by bit).
 */
export function checkFilter(
  type: ResourceType,
  filter: Filter,
  options: CheckOptions,
): ResolvedFilter {
  return resolve(filter, { find: (path) => findInResource(type, path), inElement: false }, options);
}

/**
 * The same for the filter inside `emails[…]`: its names are sub-attributes of the given attribute.
 */
export function checkElementFilter(
  attribute: AttributeDefinition,
  filter: Filter,
  options: CheckOptions,
): ResolvedFilter {
  return resolve(
    filter,
    { find: (path) => findInElement(attribute, path), inElement: true },
    options,
  );
}

/**
 * Where the names of a filter are looked up: in the resource or in one element of a multi-valued
 * attribute.
 */
interface Scope {
  find(path: AttributePath): ResolvedPath | undefined;
  readonly inElement: boolean;
}

const NOTHING: ResolvedFilter = { kind: 'nothing' };
const EVERYTHING: ResolvedFilter = { kind: 'not', filter: NOTHING };

/**
 * The attribute of the resource that a path names; undefined when the type has none of that name.
 */
export function findInResource(type: ResourceType, path: AttributePath): ResolvedPath | undefined {
  const attribute = type.attribute(path.name, path.urn);
  if (attribute === undefined) return undefined;
  const schema = path.urn === undefined ? undefined : type.extension(path.urn);
  const found = { ...(schema && { schema }), attribute };
  if (path.sub === undefined) return found;
  const sub = subAttribute(attribute, path.sub);
  return sub && { ...found, sub };
}

function findInElement(
  attribute: AttributeDefinition,
  path: AttributePath,
): ResolvedPath | undefined {
  if (path.urn !== undefined || path.sub !== undefined) return undefined;
  if (attribute.multiValued && attribute.type !== 'complex') {
    return path.name.toLowerCase() === 'value' ? { attribute: valueOf(attribute) } : undefined;
  }
  const sub = subAttribute(attribute, path.name);
  return sub && { attribute: sub };
}

/** In brackets behind a list of simple values, each of them is called `value` (RFC 7643 section 2.4). */
function valueOf(attribute: AttributeDefinition): AttributeDefinition {
  return { ...attribute, name: 'value', multiValued: false };
}

function resolve(filter: Filter, scope: Scope, options: CheckOptions): ResolvedFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {
        kind: filter.kind,
        filters: filter.filters.map((inner) => resolve(inner, scope, options)),
      };
    case 'not':
      return { kind: 'not', filter: resolve(filter.filter, scope, options) };
    case 'present': {
      const at = lookUp(filter.path, scope, options);
      return at ? { kind: 'present', at } : NOTHING;
    }
    case 'compare':
      return resolveCompare(filter, scope, options);
    case 'has':
      return resolveHas(filter, scope, options);
  }
}

function resolveHas(
  filter: Filter & { kind: 'has' },
  scope: Scope,
  options: CheckOptions,
): ResolvedFilter {
  const at = lookUp(filter.path, scope, options);
  if (at === undefined) return NOTHING;
  if (at.sub !== undefined || !at.attribute.multiValued) {
    throw invalid(
      `"${formatAttributePath(filter.path)}[…]" asks for one value of several, but the ` +
        `attribute is not a list. ` +
        'Name the sub-attribute with a dot instead',
    );
  }
  return { kind: 'has', at, filter: checkElementFilter(at.attribute, filter.filter, options) };
}

function resolveCompare(
  filter: Filter & { kind: 'compare' },
  scope: Scope,
  options: CheckOptions,
): ResolvedFilter {
  const { path, operator, value } = filter;
  const found = lookUp(path, scope, options);
  // No value: unequal to everything, even to an unknown attribute's literal.
  if (found === undefined) return (operator === 'ne') === (value !== null) ? EVERYTHING : NOTHING;
  if (value === null) return resolveNull(path, operator, found);
  const at = comparable(path, found);
  const leaf = leafOf(at);
  rejectOperator(path, operator, leaf);
  return { kind: 'compare', at, operator, value: typed(path, leaf, value, options.compatibility) };
}

/** Unassigned and null are the same (RFC 7643 section 2.5), so null asks for presence. */
function resolveNull(
  path: AttributePath,
  operator: CompareOperator,
  at: ResolvedPath,
): ResolvedFilter {
  const present: ResolvedFilter = { kind: 'present', at };
  if (operator === 'eq') return { kind: 'not', filter: present };
  if (operator === 'ne') return present;
  throw invalid(
    `"${formatAttributePath(path)} ${operator} null" has no meaning; null goes with eq and ne only`,
  );
}

function lookUp(
  path: AttributePath,
  scope: Scope,
  options: CheckOptions,
): ResolvedPath | undefined {
  const at = scope.find(path);
  if (at === undefined) {
    if (options.unknown === 'absent') return undefined;
    const where = scope.inElement ? 'a sub-attribute of the bracketed attribute' : 'an attribute';
    throw invalid(
      `"${formatAttributePath(path)}" is not ${where} of this resource type. Look at ` +
        `/Schemas for the names, and write ` +
        "an extension's attribute with its URN",
    );
  }
  if (at.attribute.returned === 'never' || at.sub?.returned === 'never') {
    throw invalid(
      `"${formatAttributePath(path)}" is never returned, so it cannot be filtered on either`,
    );
  }
  return at;
}

/**
 * A complex attribute stands for its `value` (`emails co "@x"` in RFC 7644 figure 2; Entra's
 * `manager eq "id"`).
 */
function comparable(path: AttributePath, at: ResolvedPath): ResolvedPath {
  if (leafOf(at).type !== 'complex') return at;
  const value = subAttribute(at.attribute, 'value');
  if (value !== undefined) return { ...at, sub: value };
  const example = at.attribute.subAttributes?.[0]?.name ?? 'value';
  throw invalid(
    `"${formatAttributePath(path)}" is a complex attribute and cannot be compared. Name one ` +
      `of its sub-attributes, ` +
      `such as ${formatAttributePath({ ...path, sub: example })}`,
  );
}

const ORDER: ReadonlySet<CompareOperator> = new Set(['gt', 'ge', 'lt', 'le']);
const SUBSTRING: ReadonlySet<CompareOperator> = new Set(['co', 'sw', 'ew']);

function rejectOperator(
  path: AttributePath,
  operator: CompareOperator,
  { type }: AttributeDefinition,
): void {
  const unordered = type === 'boolean' || type === 'binary';
  const notText = type !== 'string' && type !== 'reference' && type !== 'binary';
  if ((unordered && ORDER.has(operator)) || (notText && SUBSTRING.has(operator))) {
    throw invalid(
      `The operator ${operator} does not go with "${formatAttributePath(path)}", which is of ` +
        `type ${type}`,
    );
  }
}

function typed(
  path: AttributePath,
  { type }: AttributeDefinition,
  value: string | number | boolean,
  compatibility: Compatibility,
): string | number | boolean {
  const result = convert(type, value, compatibility === 'lenient');
  if (result !== undefined) return result;
  throw invalid(
    `${describe(value)} cannot be compared with "${formatAttributePath(path)}", which is of ` +
      `type ${type}`,
  );
}

function convert(
  type: AttributeDefinition['type'],
  value: NonNullable<Literal>,
  lenient: boolean,
): string | number | boolean | undefined {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return lenient && typeof value === 'string' ? booleanOf(value) : undefined;
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined;
    case 'dateTime':
      return typeof value === 'string' ? parseDateTime(value) : undefined;
    default:
      return typeof value === 'string' ? value : undefined;
  }
}

function booleanOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

function describe(value: string | number | boolean): string {
  const text = JSON.stringify(value);
  return `The ${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

function invalid(problem: string): ScimError {
  return badRequest('invalidFilter', `${problem}.`);
}
