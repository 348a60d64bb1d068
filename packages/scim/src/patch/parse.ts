import { badRequest, ScimError } from '../error.js';
import { parsePath, UnknownAttribute } from '../path/parse.js';
import type { Compatibility, ResourceType } from '../schema/definition.js';
import {
  ignoreAttribute,
  noteOnce,
  rejectDuplicateNames,
  type CanonicalOptions,
} from '../schema/reading.js';
import { atOnce, type Steps } from '../schema/steps.js';
import { isObject, isUnassigned } from '../schema/values.js';
import { assignExtension, assignObject } from './expand.js';
import type { PatchOperation, Target } from './operation.js';
import type { PatchReader } from './reader.js';
import { assign, removal } from './values.js';

export const PATCH_OP_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/**
 * More operations than any client sends; a thousand members are one operation with a thousand
 * values (E30).
 */
export const MAX_OPERATIONS = 1_000;

export interface PatchOptions {
  readonly compatibility: Compatibility;
  /** called for every attribute that is ignored; a ScimContext fits */
  note?(code: string, detail: string): void;
  /** of the resource: a value without path may repeat it (O8), and no other */
  readonly id: string;
}

/**
 * The body of a PATCH request as operations whose names are looked up and whose values are
 * canonical (RFC 7644 section 3.5.2). An object without path becomes one operation per attribute.
 * Lenient takes what identity providers send: dotted and URN keys (E11), booleans as strings (E9),
 * managers and members in every shape (E13, E14). It skips what names an unknown attribute, and
 * refuses a request that names nothing else; an extension that this service does not have is no
 * such name, because its provider would try again for ever.
 * Throws ScimError: 400 invalidSyntax (the envelope), invalidPath, invalidValue, mutability,
 * noTarget (remove without path); 413 above MAX_OPERATIONS.
 */
export function parsePatch(
  type: ResourceType,
  body: unknown,
  options: PatchOptions,
): PatchOperation[] {
  return atOnce(patchSteps(type, body, options));
}

/** `parsePatch` of a body that may be large. */
export function* patchSteps(
  type: ResourceType,
  body: unknown,
  options: PatchOptions,
): Steps<PatchOperation[]> {
  const { compatibility } = options;
  const ignored: string[] = [];
  const values = noteOnce({
    compatibility,
    note: (code, detail) => {
      if (code === 'attribute.ignored') ignored.push(detail);
      options.note?.(code, detail);
    },
  });
  let understood = false;
  const understand = (): void => {
    understood = true;
  };
  const reader: PatchReader = { type, id: options.id, values, understood: understand };
  const operations: PatchOperation[] = [];
  for (const [index, raw] of operationsOf(body, values).entries()) {
    try {
      operations.push(...(yield* readOperation(reader, raw)));
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      const detail = `Operations[${index}]: ${error.detail}`;
      throw new ScimError(error.status, detail, error.scimType, { cause: error });
    }
  }
  if (!understood) throw nothingUnderstood(ignored);
  return operations;
}

/** Names of a refusal that are shown one by one. */
const MAX_SHOWN_NAMES = 5;

function nothingUnderstood(ignored: readonly string[]): ScimError {
  const names = ignored.slice(0, MAX_SHOWN_NAMES).map((name) => JSON.stringify(name));
  return badRequest(
    'invalidPath',
    `Nothing that the request names is an attribute of this resource type: ${names.join(', ')}` +
      `${ignored.length > names.length ? ' and others' : ''}. Look at /Schemas for the names, and ` +
      "write an extension's attribute with its URN.",
  );
}

function operationsOf(body: unknown, values: CanonicalOptions): readonly unknown[] {
  if (!isObject(body)) throw syntax('The body of PATCH must be a JSON object');
  requireSchemas(field(body, 'schemas'), values);
  const operations = field(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw syntax('"Operations" must be a list with at least one operation');
  }
  if (operations.length > MAX_OPERATIONS) {
    throw new ScimError(
      413,
      `The request has ${operations.length} operations; at most ${MAX_OPERATIONS} are taken ` +
        `at once. ` +
        'Send several values in one operation, or several requests.',
    );
  }
  return operations;
}

/** Lenient takes the method's word for it where nothing is said: some clients never send `schemas`. */
function requireSchemas(schemas: unknown, values: CanonicalOptions): void {
  if (values.compatibility === 'lenient' && isUnassigned(schemas)) {
    values.note('schemas.assumed', PATCH_OP_URN);
    return;
  }
  const wanted = PATCH_OP_URN.toLowerCase();
  const named =
    Array.isArray(schemas) &&
    schemas.some((urn: unknown) => typeof urn === 'string' && urn.toLowerCase() === wanted);
  if (!named) throw syntax(`"schemas" must be a list with ${PATCH_OP_URN}`);
}

function* readOperation(reader: PatchReader, raw: unknown): Steps<PatchOperation[]> {
  if (!isObject(raw)) throw syntax('An operation must be an object with "op"');
  const op = opOf(field(raw, 'op'));
  const path = field(raw, 'path') ?? undefined;
  const value = field(raw, 'value');
  if (path !== undefined && typeof path !== 'string') {
    throw badRequest('invalidPath', '"path" must be a string.');
  }
  if (op === 'remove') {
    if (path === undefined) {
      throw badRequest('noTarget', 'A remove operation needs a "path" that says what to remove.');
    }
    const target = targetOf(reader, path);
    return target ? [yield* removal(reader, target, value)] : [];
  }
  if (value === undefined) {
    throw badRequest('invalidValue', `An operation with op "${op}" needs a "value".`);
  }
  const target: Target | undefined =
    path === undefined ? { kind: 'resource' } : targetOf(reader, path);
  switch (target?.kind) {
    case undefined:
      return [];
    case 'resource':
      return yield* assignObject(reader, op, value);
    case 'extension':
      return yield* assignExtension(reader, op, target.schema, value);
    case 'attribute':
      return yield* assign(reader, op, target, value);
  }
}

/** What a path names. Lenient passes over a path that names nothing, like over such a name in a value. */
function targetOf(reader: PatchReader, path: string): Target | undefined {
  const { compatibility } = reader.values;
  try {
    return parsePath(reader.type, path, compatibility);
  } catch (error) {
    if (!(error instanceof UnknownAttribute) || compatibility === 'strict') throw error;
    ignoreAttribute(path, reader.values);
    if (error.isForeign) reader.understood();
    return undefined;
  }
}

/** Any letter case: Entra without its flag sends Add, Replace and Remove (E9). */
function opOf(op: unknown): PatchOperation['op'] {
  const word = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (word === 'add' || word === 'replace' || word === 'remove') return word;
  throw syntax('"op" must be add, replace or remove');
}

/** A member of the envelope, whose names have no letter case either (RFC 7643 section 2.1). */
function field(object: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(object, name)) {
    rejectDuplicateNames(object, name, '');
    return object[name];
  }
  const wanted = name.toLowerCase();
  const key = Object.keys(object).find((one) => one.toLowerCase() === wanted);
  if (key === undefined) return undefined;
  rejectDuplicateNames(object, key, '');
  return object[key];
}

function syntax(problem: string): ScimError {
  return badRequest('invalidSyntax', `${problem} (RFC 7644 section 3.5.2).`);
}
