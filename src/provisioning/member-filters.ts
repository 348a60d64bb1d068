import {
  formatAttributePath,
  parseDateTime,
  parseFilter,
  ScimError,
  type AttributePath,
  type Filter,
} from '@muster/scim';
import type { MemberFilter } from '#core/index.js';
import { Fault, fold, instant } from '#kernel/index.js';
import { everything, type AttributeDefinition, type Comparison, type Term } from '#store/index.js';
import { attributeField } from './member-attribute-filters.js';
import { FIELDS, type FilterField, type Place } from './member-filter-fields.js';

/** What a filter is read for: facets are kept per organization, and each has attributes of its own. */
export interface FilterHome {
  readonly id: string;
  readonly attributes?: readonly AttributeDefinition[];
}

/**
 * The filter language of SCIM (RFC 7644 section 3.4.2.2) over members and invitations: name, email, status, role, source, standing,
 * createdAt, lastActiveOn, space, product and `attributes.…`. `role ne "x"` means: does not hold it. Fault `request.invalid` naming
 * the position of what cannot be asked.
 */
export function readMemberFilter(text: string, home: FilterHome): MemberFilter {
  try {
    return translate(parseFilter(text, { compatibility: 'lenient' }), { text, home });
  } catch (error) {
    if (error instanceof ScimError) throw refusal(error.detail);
    throw error;
  }
}

interface Reading {
  readonly text: string;
  readonly home: FilterHome;
}

const NOTHING: Term = { kind: 'any', terms: [] };

function translate(filter: Filter, reading: Reading): MemberFilter {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((inner) => translate(inner, reading));
      const kind = filter.kind === 'and' ? 'all' : 'any';
      return {
        members: { kind, terms: parts.map(({ members }) => members) },
        invitations: { kind, terms: parts.map(({ invitations }) => invitations) },
      };
    }
    case 'not':
      return negated(translate(filter.filter, reading));
    case 'present':
      return fieldOf(filter.path, reading).present(placeOf(filter.path, reading));
    case 'compare':
      return compare(filter, reading);
    case 'has': {
      const name = formatAttributePath(filter.path);
      throw at(filter.path, reading, `${name}[…] cannot be asked here; compare ${name} itself`);
    }
  }
}

function negated({ members, invitations }: MemberFilter): MemberFilter {
  return {
    members: { kind: 'not', term: members },
    invitations: { kind: 'not', term: invitations },
  };
}

function compare(filter: Extract<Filter, { kind: 'compare' }>, reading: Reading): MemberFilter {
  const { path, operator, value } = filter;
  const field = fieldOf(path, reading);
  const place = placeOf(path, reading);
  // unassigned and null are the same (RFC 7643 section 2.5)
  if (value === null) {
    const present = field.present(place);
    if (operator === 'eq') return negated(present);
    if (operator === 'ne') return present;
    throw at(path, reading, 'null goes with eq and ne only');
  }
  if (!field.operators.includes(operator)) {
    throw at(
      path,
      reading,
      `${operator} does not go with ${formatAttributePath(path)}; ${field.operators.join(', ')} do`,
    );
  }
  const literal = literalOf(field, value);
  if (literal === undefined) {
    const name = formatAttributePath(path);
    throw at(path, reading, `${JSON.stringify(value)} is no ${field.type}, which ${name} is`);
  }
  if (operator === 'ne') return negated(field.compare('eq', literal, place));
  return field.compare(operator as Exclude<Comparison, 'ne'>, literal, place);
}

/** The value as it is kept; undefined when it has another type. */
function literalOf(
  { type, exact }: FilterField,
  value: string | number | boolean,
): string | number | boolean | undefined {
  switch (type) {
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'time': {
      const time = typeof value === 'string' ? parseDateTime(value) : undefined;
      return time === undefined ? undefined : instant(time);
    }
    case 'text':
      if (typeof value !== 'string') return undefined;
      return exact ? value : fold(value);
  }
}

function fieldOf(path: AttributePath, reading: Reading): FilterField {
  const { urn, name, sub } = path;
  const known = urn === undefined && sub === undefined ? FIELDS.get(name.toLowerCase()) : undefined;
  if (known) return known;
  const definitions = reading.home.attributes ?? [];
  if (urn === undefined && name.toLowerCase() === 'attributes' && sub !== undefined) {
    const definition = definitions.find((one) => one.name === sub.toLowerCase());
    if (definition) return attributeField(definition);
  }
  const names = [
    'name',
    'email',
    'status',
    'role',
    'source',
    'standing',
    'createdAt',
    'lastActiveOn',
    'space',
    'product',
    ...definitions.map((one) => `attributes.${one.name}`),
  ];
  const problem = `${formatAttributePath(path)} is not known; ${names.join(', ')} are`;
  throw at(path, reading, problem);
}

function placeOf(_path: AttributePath, { home }: Reading): Place {
  return { scope: home.id, everything, nothing: NOTHING };
}

function at(path: AttributePath, { text }: Reading, problem: string): Fault {
  const position = positionOf(text, formatAttributePath(path));
  return refusal(`is not valid at position ${position}: ${problem}`);
}

/** Counted from 1, as the parser does; what stands in quotation marks is no name. */
function positionOf(text: string, name: string): number {
  for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s()[\]"]+/g)) {
    if (word === name) return index + 1;
  }
  return 1;
}

function refusal(problem: string): Fault {
  return new Fault('request.invalid', { errors: [{ field: 'filter', problem }] });
}
