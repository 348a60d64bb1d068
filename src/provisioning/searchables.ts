import {
  ENTERPRISE_USER_URN,
  parseDateTime,
  type AttributeDefinition,
  type Resource,
  type ResourceType,
} from '@muster/scim';
import { foldCase, instant } from '#kernel/index.js';
import type { Searchable, SearchValue } from '#store/index.js';
import { aliasOf } from './resources.js';

/** An index entry should stay small: of longer values it holds the beginning, one character longer than what is looked up. */
export const MAX_FACET_LENGTH = 256;

/**
 * Under this name the search document holds of multi-valued attributes the value that they are sorted by, where it is not their first.
 * In records of earlier releases it holds all of them.
 */
export const SORT_VALUES = '_first';

/** Multi-valued attributes of the core schemas whose values are indexed. */
const INDEXED = new Set(['emails', 'phoneNumbers', 'roles', 'entitlements']);

/**
 * Texts of the enterprise extension that many people share. Nobody is looked up by them, and an entry for each person would lead to
 * thousands: who filters by them has the time limit of all filters without an index.
 */
const SHARED = new Set(['costCenter', 'organization', 'division', 'department']);

/** Columns of the records, derived from rows or from what else they say, or never to be asked for. */
const UNSEARCHED = new Set([
  'id',
  'schemas',
  'meta',
  'userName',
  'displayName',
  'externalId',
  'active',
  'groups',
  'members',
  'password',
]);

/** The facet's name of an attribute, or undefined where it has none: `emails.value`, `…:User:employeeNumber`, `…:manager.value`. */
export function facetOf(
  attribute: AttributeDefinition,
  urn: string | undefined,
): { readonly name: string; readonly sub?: 'value' } | undefined {
  if (urn === ENTERPRISE_USER_URN && SHARED.has(attribute.name)) return undefined;
  const prefix = urn === undefined ? '' : `${aliasOf(urn)}:`;
  if (attribute.type === 'complex') {
    const hasValue = attribute.subAttributes?.some(({ name }) => name === 'value');
    const indexed = urn === undefined ? INDEXED.has(attribute.name) : hasValue;
    return indexed ? { name: `${prefix}${attribute.name}.value`, sub: 'value' } : undefined;
  }
  const textual = attribute.type === 'string' || attribute.type === 'reference';
  return urn !== undefined && textual ? { name: `${prefix}${attribute.name}` } : undefined;
}

/** A value in the form in which it is compared: folded where letter case does not count, instants in UTC. */
export function comparable(definition: AttributeDefinition, value: string): string {
  if (definition.type === 'dateTime') return sortableInstant(parseDateTime(value) ?? 0);
  return definition.caseExact ? value : foldCase(value);
}

const MIN_PLAIN_INSTANT = Date.parse('0000-01-01T00:00:00.000Z');
const MAX_PLAIN_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');
/** the earliest that a Date can be */
const MIN_INSTANT = -8.64e15;

/** An instant as text whose order is the order of time, also for years that ISO 8601 writes with a sign. */
export function sortableInstant(milliseconds: number): string {
  const padded = (value: number): string => String(value).padStart(17, '0');
  if (milliseconds < MIN_PLAIN_INSTANT) return `!${padded(milliseconds - MIN_INSTANT)}`;
  return milliseconds > MAX_PLAIN_INSTANT ? `~${padded(milliseconds)}` : instant(milliseconds);
}

export function toSearchable(type: ResourceType, resource: Resource): Searchable {
  const facets: (readonly [string, string])[] = [];
  const search: Record<string, SearchValue> = {};
  const sortValues: Record<string, SearchValue> = {};
  for (const [name, value] of Object.entries(resource)) {
    const extension = type.extension(name);
    if (extension) {
      const find: FindDefinition = (key) => type.attribute(key, extension.id);
      const inner = documentOf(value, find);
      search[aliasOf(extension.id)] = inner;
      const extensionSortValues = sortValuesOf(inner, find);
      if (extensionSortValues) sortValues[aliasOf(extension.id)] = extensionSortValues;
      addFacets(facets, extension.attributes, inner, extension.id);
    } else if (!UNSEARCHED.has(name)) {
      const definition = type.attribute(name);
      const searchValue = definition && searchValueOf(definition, value);
      if (definition && searchValue !== undefined) {
        search[name] = searchValue;
        Object.assign(
          sortValues,
          sortValuesOf({ [name]: searchValue }, () => definition),
        );
      }
    }
  }
  addFacets(facets, type.core.attributes, search, undefined);
  if (Object.keys(sortValues).length) search[SORT_VALUES] = sortValues;
  return { search, facets };
}

type FindDefinition = (name: string) => AttributeDefinition | undefined;

function documentOf(value: unknown, find: FindDefinition): Record<string, SearchValue> {
  const document: Record<string, SearchValue> = {};
  if (typeof value !== 'object' || value === null) return document;
  for (const [name, inner] of Object.entries(value)) {
    const definition = name === '$ref' ? undefined : find(name);
    const searchValue = definition && searchValueOf(definition, inner);
    if (searchValue !== undefined) document[name] = searchValue;
  }
  return document;
}

function searchValueOf(definition: AttributeDefinition, value: unknown): SearchValue | undefined {
  if (Array.isArray(value)) return value.flatMap((one) => searchValueOf(definition, one) ?? []);
  if (typeof value === 'string') return comparable(definition, value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const subs = definition.subAttributes ?? [];
  return documentOf(value, (name) => subs.find((sub) => sub.name === name));
}

/** Of lists the value that they are sorted by, where it is not their first. */
function sortValuesOf(
  document: Readonly<Record<string, SearchValue>>,
  find: FindDefinition,
): Record<string, SearchValue> | undefined {
  let sortValues: Record<string, SearchValue> | undefined;
  for (const [name, values] of Object.entries(document)) {
    const value = find(name)?.multiValued && Array.isArray(values) ? primaryOf(values) : undefined;
    const isFirst = Array.isArray(values) && values[0] === value;
    if (value !== undefined && !isFirst) (sortValues ??= {})[name] = value;
  }
  return sortValues;
}

/** RFC 7644 section 3.4.2.3: of several values the primary one sorts, else the first. */
function primaryOf(values: readonly SearchValue[]): SearchValue | undefined {
  return values.find((v) => typeof v === 'object' && 'primary' in v && v.primary) ?? values[0];
}

function addFacets(
  facets: (readonly [string, string])[],
  attributes: readonly AttributeDefinition[],
  document: Record<string, SearchValue>,
  urn: string | undefined,
): void {
  for (const attribute of attributes) {
    const facet = attribute.name in document ? facetOf(attribute, urn) : undefined;
    if (!facet) continue;
    const values = new Set<string>();
    for (const value of [document[attribute.name]].flat()) {
      const { sub } = facet;
      const text =
        sub && typeof value === 'object' && !Array.isArray(value)
          ? (value as Record<string, SearchValue>)[sub]
          : value;
      if (typeof text === 'string') values.add(text.slice(0, MAX_FACET_LENGTH + 1));
    }
    for (const text of values) facets.push([facet.name, text]);
  }
}
