import { badRequest } from './error.js';
import type { AttributePath } from './filter/ast.js';
import { parseAttributePath } from './path/attribute-path.js';
import type { Selection } from './resource-handler.js';
import type { Resource, ResourceType } from './schema/definition.js';
import { planOf, type Shape, type Subs, WHOLE } from './selection-plan.js';

export const EVERYTHING: Selection = { attributes: [], excluded: [] };

/**
 * Reads `attributes` and `excludedAttributes` (RFC 7644 section 3.9): comma-separated, or a list of
 * such texts.
 * @throws ScimError 400 invalidValue when both are given, or too many names
 */
export function parseSelection(
  attributes?: string | readonly string[],
  excluded?: string | readonly string[],
): Selection {
  const wanted = readPaths(attributes);
  const unwanted = readPaths(excluded);
  if (wanted.length > 0 && unwanted.length > 0) {
    throw badRequest('invalidValue', 'Send either attributes or excludedAttributes, not both');
  }
  if (wanted.length === 0 && unwanted.length === 0) return EVERYTHING;
  return { attributes: wanted, excluded: unwanted };
}

/** More than any schema has attributes. */
const MAX_NAME_COUNT = 500;

function readPaths(given: string | readonly string[] = []): AttributePath[] {
  const texts = typeof given === 'string' ? [given] : given;
  const some = texts.slice(0, MAX_NAME_COUNT + 1);
  const names = some.flatMap((text) => text.split(',', MAX_NAME_COUNT + 1));
  if (names.length > MAX_NAME_COUNT) {
    throw badRequest(
      'invalidValue',
      `At most ${MAX_NAME_COUNT} attribute names can be asked for at once`,
    );
  }
  return names
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => parseAttributePath(text) ?? unreadable(text));
}

/**
 * It may still be the URN of a schema, such as one that ends in `:1.0`; else it selects nothing.
 */
function unreadable(text: string): AttributePath {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return { name: text };
  return { urn: text.slice(0, colon), name: text.slice(colon + 1) };
}

/**
 * What of the resource the client gets (RFC 7644 section 3.9, RFC 7643 section 2.2 `returned`).
 * Names that no schema declares never leave, nor does what is returned never. The resource is not
 * changed; it is itself the answer when all of it may leave.
 */
export function project(type: ResourceType, resource: Resource, selection: Selection): Resource {
  const plan = planOf(type, selection);
  return pick(resource, (key, value) => {
    const subs = plan.core.get(key);
    if (subs !== undefined) return subs === WHOLE ? value : pickSubs(value, subs);
    const extension = plan.extensions.get(key);
    return extension && pickExtension(value, extension);
  });
}

/**
 * Whether the client will see that attribute: what a handler asks before it loads members or
 * groups.
 * @param name in any letter case
 */
export function wants(
  type: ResourceType,
  selection: Selection,
  name: string,
  urn?: string,
): boolean {
  const attribute = type.attribute(name, urn);
  if (!attribute) return false;
  const plan = planOf(type, selection);
  const extension = urn === undefined ? undefined : type.extension(urn);
  const shape = extension ? plan.extensions.get(extension.id) : plan.core;
  return shape?.has(attribute.name) ?? false;
}

function pickExtension(value: unknown, shape: Shape): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return nonEmpty(
    pick(value as Resource, (key, inner) => {
      const subs = shape.get(key);
      return subs === undefined || subs === WHOLE ? subs && inner : pickSubs(inner, subs);
    }),
  );
}

/** Of a complex value, or of each element of a multi-valued one. */
function pickSubs(value: unknown, subs: Subs): unknown {
  if (!Array.isArray(value)) return pickElement(value, subs);
  // Nearly always all of it may leave, and a group has thousands of members.
  if (value.every((element: unknown) => leavesWhole(element, subs))) return value;
  const kept = value.flatMap((element: unknown) => pickElement(element, subs) ?? []);
  return kept.length > 0 ? kept : undefined;
}

function leavesWhole(element: unknown, subs: Subs): boolean {
  if (typeof element !== 'object' || element === null) return false;
  let some = false;
  for (const key in element) {
    if (!subs.has(key)) return false;
    some = true;
  }
  return some;
}

function pickElement(element: unknown, subs: Subs): Resource | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  return nonEmpty(pick(element as Resource, (key, value) => (subs.has(key) ? value : undefined)));
}

function nonEmpty(object: Resource): Resource | undefined {
  for (const key in object) if (Object.hasOwn(object, key)) return object;
  return undefined;
}

/**
 * The object with each value as `keep` returns it, without those of which it returns undefined;
 * copied only on a change.
 */
function pick(source: Resource, keep: (key: string, value: unknown) => unknown): Resource {
  const keys = Object.keys(source);
  let out: Resource | undefined;
  for (const [index, key] of keys.entries()) {
    const value = source[key];
    const kept = keep(key, value);
    if (out === undefined) {
      if (kept === value) continue;
      out = {};
      for (const former of keys.slice(0, index)) out[former] = source[former];
    }
    if (kept !== undefined) out[key] = kept;
  }
  return out ?? source;
}
