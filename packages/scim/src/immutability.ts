import { badRequest } from './error.js';
import { sameValue } from './patch/elements.js';
import type { AttributeDefinition, Resource, ResourceType } from './schema/definition.js';
import { isObject } from './schema/values.js';

/**
 * What a change may do to immutable values (RFC 7643 section 7, RFC 7644 section 3.5.1): they are set
 * once. A value that is not sent again stays; another one is refused, and so is (PATCH) taking
 * it away with the whole of its extension. Members of groups are rows of the host.
 * @throws ScimError 400 mutability
 */
export function keepImmutable(
  type: ResourceType,
  before: Resource,
  after: Resource,
  { missing }: { readonly missing: 'stays' | 'refused' },
): Resource {
  let kept = after;
  const own = type.core.attributes.filter(({ name }) => name !== 'members');
  kept = { ...kept, ...stayingIn(own, before, kept, { missing, prefix: '' }) };
  for (const { id, attributes } of type.extensions) {
    const [old, given] = [before[id], kept[id]];
    if (!isObject(old)) continue;
    const now = isObject(given) ? given : {};
    const staying = stayingIn(attributes, old, now, { missing, prefix: `${id}:` });
    if (Object.keys(staying).length > 0) kept = { ...kept, [id]: { ...now, ...staying } };
  }
  return kept;
}

interface Rules {
  readonly missing: 'stays' | 'refused';
  /** before the names in refusals */
  readonly prefix: string;
}

/** The attributes that stay as they were, or keep a part of what they were. */
function stayingIn(
  attributes: readonly AttributeDefinition[],
  before: Resource,
  after: Resource,
  { missing, prefix }: Rules,
): Resource {
  const staying: Resource = {};
  for (const attribute of attributes) {
    const { name, mutability } = attribute;
    const [old, given] = [before[name], after[name]];
    if (old === undefined || sameValue(old, given)) continue;
    if (mutability === 'immutable') {
      if (given !== undefined || missing === 'refused') throw changed(prefix + name);
      staying[name] = old;
      continue;
    }
    const next = withImmutableParts(attribute, old, given, prefix);
    if (next !== given) staying[name] = next;
  }
  return staying;
}

/** A complex value, or each value of a list that has the same `value` as before, with its immutable parts. */
function withImmutableParts(
  attribute: AttributeDefinition,
  old: unknown,
  given: unknown,
  prefix: string,
): unknown {
  const parts = (attribute.subAttributes ?? []).filter((sub) => sub.mutability === 'immutable');
  if (parts.length === 0 || given === undefined) return given;
  const path = prefix + attribute.name;
  if (!attribute.multiValued) return withParts(parts, old, given, path);
  if (!Array.isArray(given) || !Array.isArray(old)) return given;
  const known = new Map(old.filter(isObject).map((element) => [element['value'], element]));
  known.delete(undefined);
  const list = given.map((element: unknown) =>
    isObject(element) ? withParts(parts, known.get(element['value']), element, path) : element,
  );
  return list.some((element, index) => element !== given[index]) ? list : given;
}

function withParts(
  parts: readonly AttributeDefinition[],
  old: unknown,
  given: unknown,
  path: string,
): unknown {
  if (!isObject(old) || !isObject(given)) return given;
  const missing = parts.filter(({ name }) => old[name] !== undefined && given[name] === undefined);
  const other = parts.find(
    ({ name }) =>
      old[name] !== undefined && given[name] !== undefined && !sameValue(old[name], given[name]),
  );
  if (other) throw changed(`${path}.${other.name}`);
  if (missing.length === 0) return given;
  return { ...given, ...Object.fromEntries(missing.map(({ name }) => [name, old[name]])) };
}

function changed(path: string): Error {
  return badRequest('mutability', `${path} never changes once it is set.`);
}
