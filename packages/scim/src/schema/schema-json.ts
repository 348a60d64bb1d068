import { attribute, COMMON_ATTRIBUTES } from './attributes.js';
import type {
  AttributeDefinition,
  AttributeType,
  Mutability,
  Returned,
  SchemaDefinition,
  Uniqueness,
} from './definition.js';
import { field, keysOf, object, text, flag } from './json-fields.js';
import type { Problems } from './problems.js';

const TYPES: readonly AttributeType[] = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'reference',
  'binary',
  'complex',
];
const MUTABILITIES: readonly Mutability[] = ['readOnly', 'readWrite', 'immutable', 'writeOnly'];
const RETURNED: readonly Returned[] = ['always', 'never', 'default', 'request'];
const UNIQUENESS: readonly Uniqueness[] = ['none', 'server', 'global'];

const SCHEMA_KEYS = ['schemas', 'id', 'name', 'description', 'attributes', 'meta'];
const ATTRIBUTE_KEYS = [
  'name',
  'type',
  'multiValued',
  'description',
  'required',
  'caseExact',
  'mutability',
  'returned',
  'uniqueness',
  'referenceTypes',
  'canonicalValues',
  'subAttributes',
];

/** RFC 7643 section 2.1. `$ref` is the one name that the RFC uses against its own rule. */
const ATTRIBUTE_NAME = /^[A-Za-z][A-Za-z0-9$_-]*$/;
const SCHEMA_URN = /^urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[A-Za-z0-9()+,\-.:=@;$_!*'%/?#]+$/i;

/**
 * Names that JavaScript objects have of their own: refused, so that no store or client can trip
 * over them.
 */
const OBJECT_NAMES = new Set(
  [...Object.getOwnPropertyNames(Object.prototype), 'prototype'].map((name) => name.toLowerCase()),
);
const COMMON_NAMES = new Set(COMMON_ATTRIBUTES.map((common) => common.name.toLowerCase()));

/**
 * Reads one schema as RFC 7643 section 7 writes it, defaults of section 2.2 filled in. Undefined
 * when it has faults.
 */
export function readSchema(json: unknown, problems: Problems): SchemaDefinition | undefined {
  const before = problems.count;
  const source = object(json, problems, 'a schema');
  if (!source) return undefined;
  keysOf(source, SCHEMA_KEYS, problems);
  const id = text(source, 'id', problems);
  if (id !== undefined && !SCHEMA_URN.test(id)) {
    problems.at('id').add('must be a URN such as urn:example:scim:schemas:2.0:Badge');
  }
  const name = text(source, 'name', problems, id?.slice(id.lastIndexOf(':') + 1));
  const description = text(source, 'description', problems, name);
  const attributes = readAttributes(source, 'attributes', problems, 'top');
  if (problems.count > before || !id || !name || description === undefined) return undefined;
  return { id, name, description, attributes };
}

type Level = 'top' | 'sub';

function readAttributes(
  source: Record<string, unknown>,
  key: 'attributes' | 'subAttributes',
  problems: Problems,
  level: Level,
): AttributeDefinition[] {
  const list = field(source, key);
  if (!Array.isArray(list) || list.length === 0) {
    problems.at(key).add('must be a list of one attribute or more');
    return [];
  }
  const seen = new Set<string>();
  return list.flatMap((json: unknown, index) => {
    const here = problems.at(`${key}[${index}]`);
    const definition = readAttribute(json, here, level);
    if (!definition) return [];
    const name = definition.name.toLowerCase();
    if (seen.has(name)) here.at('name').add(`${definition.name} is listed twice (in any case)`);
    seen.add(name);
    return [definition];
  });
}

function readAttribute(
  json: unknown,
  problems: Problems,
  level: Level,
): AttributeDefinition | undefined {
  const source = object(json, problems, 'an attribute');
  if (!source) return undefined;
  keysOf(source, ATTRIBUTE_KEYS, problems);
  const name = text(source, 'name', problems);
  if (name === undefined) return undefined;
  checkName(name, level, problems.at('name'));
  const type = oneOf(source, 'type', TYPES, 'string', problems);
  const referenceTypes = texts(source, 'referenceTypes', problems);
  const canonicalValues = texts(source, 'canonicalValues', problems);
  const subAttributes = readSubAttributes(source, type, level, problems);
  if (referenceTypes && type !== 'reference') {
    problems.at('referenceTypes').add('belongs to attributes of type reference only');
  }
  if (type === 'reference' && !referenceTypes) {
    problems.at('referenceTypes').add('must list what the reference points to, such as external');
  }
  const mutability = oneOf(source, 'mutability', MUTABILITIES, 'readWrite', problems);
  const returned = oneOf(source, 'returned', RETURNED, 'default', problems);
  if (mutability === 'writeOnly' && returned !== 'never') {
    problems.at('returned').add('must be never, because the attribute is writeOnly');
  }
  const isValue = level === 'top' || name.toLowerCase() === 'value';
  checkUniqueness(source, { type, isValue }, problems);
  return attribute(name, text(source, 'description', problems, name) ?? name, {
    type,
    multiValued: flag(source, 'multiValued', problems, false),
    required: flag(source, 'required', problems, false),
    caseExact: flag(source, 'caseExact', problems, type === 'reference' || type === 'binary'),
    mutability,
    returned,
    uniqueness: oneOf(source, 'uniqueness', UNIQUENESS, 'none', problems),
    ...(referenceTypes && { referenceTypes }),
    ...(canonicalValues && { canonicalValues }),
    ...(subAttributes && { subAttributes }),
  });
}

/** Uniqueness is looked up in an index, which has texts: the attribute's own, or its `value`. */
function checkUniqueness(
  source: Record<string, unknown>,
  { type, isValue }: { readonly type: AttributeType; readonly isValue: boolean },
  problems: Problems,
): void {
  const uniqueness = field(source, 'uniqueness');
  if (uniqueness === 'global') {
    problems.at('uniqueness').add('global cannot be kept by one service; write server');
  }
  const isText = type === 'string' || type === 'reference';
  if (uniqueness === 'server' && !(isText && isValue) && type !== 'complex') {
    problems
      .at('uniqueness')
      .add(
        'server is kept for strings and references that are an attribute, or the "value" of one',
      );
  }
  if (uniqueness === 'server' && type === 'complex') {
    problems.at('uniqueness').add('belongs to the "value" of a complex attribute');
  }
}

function checkName(name: string, level: Level, problems: Problems): void {
  if (!ATTRIBUTE_NAME.test(name) && !(level === 'sub' && name === '$ref')) {
    problems.add(`${JSON.stringify(name)} must be a letter, then letters, digits, $, - or _`);
  } else if (OBJECT_NAMES.has(name.toLowerCase())) {
    problems.add(`${name} is reserved; choose another`);
  } else if (level === 'top' && COMMON_NAMES.has(name.toLowerCase())) {
    problems.add(`${name} is common to all resources; leave it out of the schema`);
  }
}

function readSubAttributes(
  source: Record<string, unknown>,
  type: AttributeType,
  level: Level,
  problems: Problems,
): AttributeDefinition[] | undefined {
  if (type !== 'complex') {
    const given = field(source, 'subAttributes');
    if (given !== undefined && !(Array.isArray(given) && given.length === 0)) {
      problems.at('subAttributes').add('belongs to attributes of type complex only');
    }
    return undefined;
  }
  if (level === 'sub') {
    problems.at('type').add('must not be complex inside a complex attribute');
    return undefined;
  }
  return readAttributes(source, 'subAttributes', problems, 'sub');
}

function oneOf<T extends string>(
  source: Record<string, unknown>,
  key: string,
  allowed: readonly T[],
  fallback: T,
  problems: Problems,
): T {
  const given = field(source, key);
  if (given === undefined) return fallback;
  const found = allowed.find((one) => one === given);
  if (found === undefined) problems.at(key).add(`must be one of ${allowed.join(', ')}`);
  return found ?? fallback;
}

function texts(
  source: Record<string, unknown>,
  key: string,
  problems: Problems,
): string[] | undefined {
  const given = field(source, key);
  if (given === undefined || (Array.isArray(given) && given.length === 0)) return undefined;
  if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return given;
  problems.at(key).add('must be a list of strings');
  return undefined;
}
