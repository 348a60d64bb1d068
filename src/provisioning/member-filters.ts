import {
  formatAttributePath,
  parseDateTime,
  parseFilter,
  ScimError,
  type AttributePath,
  type Filter,
} from '@muster/scim';
import type { MemberFilter } from '#core/index.js';
import { Fault, foldCase, instant } from '#kernel/index.js';
import { everything, type AttributeDefinition, type Comparison, type Term } from '#store/index.js';
import { attributeField } from './member-attribute-filters.js';
import { FIELDS, type FilterField, type FilterScope } from './member-filter-fields.js';

/** What a filter is read for: facets are kept per organization, and each has attributes of its own. */
export interface FilterOrganization {
  readonly id: string;
  readonly attributes?: readonly AttributeDefinition[];
}

/**
 * The filter language of SCIM (RFC 7644 section 3.4.2.2) over members and invitations: name, firstName, lastName, email, status, role,
 * source, standing, createdAt, lastActiveOn, space, product and `attributes.…`. `role ne "x"` means: does not hold it. Fault
 * `request.invalid` naming the position of what cannot be asked.
 */
export function readMemberFilter(text: string, organization: FilterOrganization): MemberFilter {
  try {
    return translate(parseFilter(text, { compatibility: 'lenient' }), { text, organization });
  } catch (error) {
    if (error instanceof ScimError) throw invalidFilter(error.detail);
    throw error;
  }
}

interface FilterSource {
  readonly text: string;
  readonly organization: FilterOrganization;
}

const NOTHING: Term = { kind: 'any', terms: [] };

function translate(filter: Filter, source: FilterSource): MemberFilter {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((inner) => translate(inner, source));
      const kind = filter.kind === 'and' ? 'all' : 'any';
      return {
        members: { kind, terms: parts.map(({ members }) => members) },
        invitations: { kind, terms: parts.map(({ invitations }) => invitations) },
      };
    }
    case 'not':
      return negated(translate(filter.filter, source));
    case 'present':
      return fieldOf(filter.path, source).present(scopeOf(filter.path, source));
    case 'compare':
      return compare(filter, source);
    case 'has': {
      const name = formatAttributePath(filter.path);
      throw invalidAt(
        filter.path,
        source,
        `${name}[…] cannot be asked here; compare ${name} itself`,
      );
    }
  }
}

function negated({ members, invitations }: MemberFilter): MemberFilter {
  return {
    members: { kind: 'not', term: members },
    invitations: { kind: 'not', term: invitations },
  };
}

function compare(filter: Extract<Filter, { kind: 'compare' }>, source: FilterSource): MemberFilter {
  const { path, operator, value } = filter;
  const field = fieldOf(path, source);
  const scope = scopeOf(path, source);
  // unassigned and null are the same (RFC 7643 section 2.5)
  if (value === null) {
    const present = field.present(scope);
    if (operator === 'eq') return negated(present);
    if (operator === 'ne') return present;
    throw invalidAt(path, source, 'null goes with eq and ne only');
  }
  if (!field.operators.includes(operator)) {
    throw invalidAt(
      path,
      source,
      `${operator} does not go with ${formatAttributePath(path)}; ${field.operators.join(', ')} do`,
    );
  }
  const literal = literalOf(field, value);
  if (literal === undefined) {
    const name = formatAttributePath(path);
    throw invalidAt(path, source, `${JSON.stringify(value)} is no ${field.type}, which ${name} is`);
  }
  if (operator === 'ne') return negated(field.compare('eq', literal, scope));
  return field.compare(operator as Exclude<Comparison, 'ne'>, literal, scope);
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
      return exact ? value : foldCase(value);
  }
}

function fieldOf(path: AttributePath, source: FilterSource): FilterField {
  const { urn, name, sub } = path;
  const known = urn === undefined && sub === undefined ? FIELDS.get(name.toLowerCase()) : undefined;
  if (known) return known;
  const definitions = source.organization.attributes ?? [];
  if (urn === undefined && name.toLowerCase() === 'attributes' && sub !== undefined) {
    const definition = definitions.find((one) => one.name === sub.toLowerCase());
    if (definition) return attributeField(definition);
  }
  const names = [
    'name',
    'firstName',
    'lastName',
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
  throw invalidAt(path, source, problem);
}

function scopeOf(_path: AttributePath, { organization }: FilterSource): FilterScope {
  return { organizationId: organization.id, everything, nothing: NOTHING };
}

function invalidAt(path: AttributePath, { text }: FilterSource, problem: string): Fault {
  const position = positionOf(text, formatAttributePath(path));
  return invalidFilter(`is not valid at position ${position}: ${problem}`);
}

/** Counted from 1, as the parser does; what stands in quotation marks is no name. */
function positionOf(text: string, name: string): number {
  for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s()[\]"]+/g)) {
    if (word === name) return index + 1;
  }
  return 1;
}

function invalidFilter(problem: string): Fault {
  return new Fault('request.invalid', { errors: [{ field: 'filter', problem }] });
}
