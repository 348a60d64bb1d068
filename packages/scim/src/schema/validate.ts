import { badRequest } from '../error.js';
import type { Resource, ResourceType } from './definition.js';
import { wrongType } from './literals.js';
import {
  ignoreAttribute,
  noteOnce,
  rejectDuplicateNames,
  type CanonicalOptions,
} from './reading.js';
import { atOnce, type Steps } from './steps.js';
import {
  canonicalExtension,
  canonicalSteps,
  isObject,
  isUnassigned,
  requireAttributes,
} from './values.js';

/** More `schemas` than any resource can have. */
const MAX_SCHEMA_COUNT = 100;

/**
 * A whole resource as a client sent it (POST, PUT), in canonical form. What only the server may set
 * (`id`, `meta`, read-only attributes) is left out; `password` stays, for the handler to decide.
 * `schemas` names the core and the extensions with data.
 * @throws ScimError 400 invalidSyntax (not an object, `schemas`, a name twice; strict: unknown
 * names) or invalidValue
 */
export function canonical(type: ResourceType, input: unknown, options: WholeOptions): Resource {
  return atOnce(canonicalResource(type, input, options));
}

type WholeOptions = CanonicalOptions & { readonly purpose: 'create' | 'replace' };

/** `canonical` of a resource that may be large: a group with all of its members. */
export function* canonicalResource(
  type: ResourceType,
  input: unknown,
  options: WholeOptions,
): Steps<Resource> {
  if (!isObject(input)) {
    const { name } = type.definition;
    throw badRequest('invalidSyntax', `The body must be a JSON object that describes a ${name}`);
  }
  const once = noteOnce(options);
  checkSchemas(type, input, once);
  const out: Resource = { schemas: [] };
  for (const key of Object.keys(input)) yield* readKey(type, input, key, once, out);
  requireAttributes(type.core.attributes, out, '');
  requireExtensions(type, out);
  out.schemas = schemasOf(type, out);
  return out;
}

/** URNs of the core schema and of those extensions that have data (RFC 7643 section 3.3). */
export function schemasOf(type: ResourceType, resource: Resource): string[] {
  const urns = [type.core.id];
  for (const { id } of type.extensions) {
    const data = Object.hasOwn(resource, id) ? resource[id] : undefined;
    if (isObject(data) && Object.keys(data).length > 0) urns.push(id);
  }
  return urns;
}

function* readKey(
  type: ResourceType,
  input: Record<string, unknown>,
  key: string,
  options: CanonicalOptions,
  out: Resource,
): Steps<void> {
  const attribute = type.attribute(key);
  const extension = attribute ? undefined : type.extension(key);
  const name = attribute?.name ?? extension?.id;
  if (name === undefined) {
    ignoreAttribute(key, options);
    return;
  }
  if (key !== name) rejectDuplicateNames(input, key, '');
  if (name === 'schemas') return;
  if (attribute?.mutability === 'readOnly') {
    noteReadOnly(name, input[key], options);
    return;
  }
  const value = attribute
    ? yield* canonicalSteps(attribute, input[key], options, name)
    : extension && canonicalExtension(extension, input[key], options);
  if (value !== undefined) out[name] = value;
}

/** A PUT sends back what was read, so only a POST that tries to choose them is worth a word. */
function noteReadOnly(name: string, value: unknown, options: CanonicalOptions): void {
  if (options.purpose === 'create' && name !== 'meta' && !isUnassigned(value)) {
    options.note('attribute.readOnly', name);
  }
}

function requireExtensions(type: ResourceType, out: Resource): void {
  for (const { schema, required } of type.definition.schemaExtensions) {
    const extension = type.extension(schema);
    if (!extension) continue;
    const data = out[extension.id];
    if (isObject(data)) requireAttributes(extension.attributes, data, `${extension.id}:`);
    else if (required) {
      throw badRequest('invalidValue', `${extension.id} is a required extension of this resource`);
    }
  }
}

/**
 * RFC 7643 section 3: `schemas` must be there and name this resource. Lenient takes the endpoint's
 * word for it where nothing is said: some clients never send it.
 */
function checkSchemas(
  type: ResourceType,
  input: Record<string, unknown>,
  options: CanonicalOptions,
): void {
  const key = Object.keys(input).find((one) => one.toLowerCase() === 'schemas');
  const given = key === undefined ? undefined : input[key];
  const lenient = options.compatibility === 'lenient';
  if (lenient && isUnassigned(given)) {
    options.note('schemas.assumed', type.core.id);
    return;
  }
  const list = lenient && typeof given === 'string' ? [given] : (given ?? []);
  if (!Array.isArray(list) || list.length > MAX_SCHEMA_COUNT) {
    throw badRequest('invalidSyntax', wrongType('schemas', 'a list of URNs', given).detail);
  }
  const known = new Set<string>();
  for (const urn of list as unknown[]) {
    if (typeof urn !== 'string') {
      throw badRequest('invalidSyntax', wrongType('schemas', 'a list of URNs', urn).detail);
    }
    const found = isCore(type, urn) ? type.core : type.extension(urn);
    if (found) known.add(found.id);
    else if (lenient) options.note('schema.ignored', urn.slice(0, 256));
    else
      throw badRequest(
        'invalidSyntax',
        `schemas has a URN that is not in use here: ${truncate(urn)}`,
      );
  }
  if (known.size === 0 || (!lenient && !known.has(type.core.id))) {
    throw badRequest('invalidSyntax', `schemas must list ${type.core.id}`);
  }
}

function isCore(type: ResourceType, urn: string): boolean {
  return urn.toLowerCase() === type.core.id.toLowerCase();
}

function truncate(text: string): string {
  return text.length > 256 ? `${text.slice(0, 256)}…` : text;
}
