import { badRequest, ScimError } from '../error.js';
import { parsePath, UnknownAttribute, withoutLastColon } from '../path/parse.js';
import type { SchemaDefinition } from '../schema/definition.js';
import { ignoreAttribute, namesItself, rejectDuplicateNames } from '../schema/reading.js';
import type { Steps } from '../schema/steps.js';
import { isObject } from '../schema/values.js';
import type { PatchOperation, Target } from './operation.js';
import type { PatchReader } from './reader.js';
import { assign, isReadOnly, pathOf, remove } from './values.js';
import { unwrapObject } from './wrapped.js';

type Assignment = Exclude<PatchOperation['op'], 'remove'>;

/**
 * An operation without path: its value is an object of attributes (RFC 7644 sections 3.5.2.1 and
 * 3.5.2.3).
 */
export function* assignObject(
  reader: PatchReader,
  op: Assignment,
  given: unknown,
): Steps<PatchOperation[]> {
  const value = unwrapObject(reader, given);
  if (!isObject(value)) {
    throw badRequest('invalidValue', 'Without a "path", "value" must be an object of attributes.');
  }
  if (Object.keys(value).length === 0) reader.understood();
  return yield* assignEach(reader, op, value);
}

/**
 * Add or replace of a whole extension: each attribute of the object by itself; null unassigns the
 * extension.
 */
export function* assignExtension(
  reader: PatchReader,
  op: Assignment,
  schema: SchemaDefinition,
  given: unknown,
): Steps<PatchOperation[]> {
  const value = unwrapObject(reader, given);
  if (value === null) {
    reader.understood();
    return op === 'replace' ? [remove(reader, { kind: 'extension', schema })] : [];
  }
  if (!isObject(value)) {
    throw badRequest('invalidValue', `The value of ${schema.id} must be an object.`);
  }
  if (Object.keys(value).length === 0) reader.understood();
  return yield* assignEach(reader, op, value, schema);
}

function* assignEach(
  reader: PatchReader,
  op: Assignment,
  source: Record<string, unknown>,
  schema?: SchemaDefinition,
): Steps<PatchOperation[]> {
  const operations: PatchOperation[] = [];
  for (const key of Object.keys(source)) {
    operations.push(...(yield* assignNamed(reader, op, source, key, schema)));
  }
  return operations;
}

/** One attribute of such an object; inside an extension's object, its names are the extension's. */
export function* assignNamed(
  reader: PatchReader,
  op: Assignment,
  source: Record<string, unknown>,
  key: string,
  schema?: SchemaDefinition,
): Steps<PatchOperation[]> {
  const value = source[key];
  const attribute = reader.type.attribute(key, schema?.id);
  if (attribute !== undefined) {
    if (attribute.name !== key) rejectDuplicateNames(source, key, '');
    if (attribute.name === 'schemas') {
      reader.understood();
      return [];
    }
    if (attribute.name === 'id' && schema === undefined) return repeatId(reader, value);
    const target = { kind: 'attribute', attribute, ...(schema && { schema }) } as const;
    return yield* assignTarget(reader, op, target, value);
  }
  if (schema !== undefined && namesItself(schema, key, value)) {
    reader.understood();
    return [];
  }
  const extension = schema === undefined ? reader.type.extension(withoutLastColon(key)) : undefined;
  if (extension !== undefined) return yield* assignExtension(reader, op, extension, value);
  return yield* assignPath(reader, op, schema === undefined ? key : `${schema.id}:${key}`, value);
}

/**
 * Lenient reads a key as a path: `name.givenName`, `urn:…:User:department`, `emails[type eq
 * "work"].value` (E11).
 */
function* assignPath(
  reader: PatchReader,
  op: Assignment,
  key: string,
  value: unknown,
): Steps<PatchOperation[]> {
  if (reader.values.compatibility === 'strict') {
    const shown = JSON.stringify(key.length > 120 ? `${key.slice(0, 120)}…` : key);
    throw badRequest(
      'invalidPath',
      `${shown} is not the name of an attribute; put a path into "path", or the attribute's ` +
        `name into "value".`,
    );
  }
  const target = pathIn(reader, key);
  if (target?.kind === 'attribute') return yield* assignTarget(reader, op, target, value);
  ignoreAttribute(key, reader.values);
  return [];
}

function pathIn(reader: PatchReader, key: string): Target | undefined {
  try {
    return parsePath(reader.type, key, reader.values.compatibility);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    if (error instanceof UnknownAttribute && error.isForeign) reader.understood();
    return undefined;
  }
}

/** Clients send back what they read, so lenient passes over what only the service sets. */
function* assignTarget(
  reader: PatchReader,
  op: Assignment,
  target: Extract<Target, { kind: 'attribute' }>,
  value: unknown,
): Steps<PatchOperation[]> {
  if (!isReadOnly(target) || reader.values.compatibility === 'strict') {
    return yield* assign(reader, op, target, value);
  }
  reader.understood();
  reader.values.note('attribute.readOnly', pathOf(target));
  return [];
}

/** Okta's group push repeats the id inside the value (O8); OneLogin sends null. */
function repeatId({ id, understood }: PatchReader, value: unknown): PatchOperation[] {
  if (value === id || value === null) {
    understood();
    return [];
  }
  throw badRequest('mutability', 'The id of a resource never changes; leave it out of the value.');
}
