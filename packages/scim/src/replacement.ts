import { keepImmutable } from './immutability.js';
import { lossOf, rejectLoss } from './patch/elements.js';
import type { Compatibility, Resource, ResourceType } from './schema/definition.js';
import type { CanonicalOptions } from './schema/reading.js';
import { atOnce, type Steps } from './schema/steps.js';
import { canonicalResource } from './schema/validate.js';
import { isObject } from './schema/values.js';

/** A whole resource as a PUT sends it (RFC 7644 section 3.5.1). */
export interface Replacement {
  /** in canonical form */
  readonly resource: Resource;
  /** attributes and extensions that the body names, also with null or [] */
  readonly named: ReadonlySet<string>;
  /**
   * those with values of which nothing can be read: `emails`, `urn:…:User:manager`, `urn:…:User`
   */
  readonly unreadable: ReadonlySet<string>;
}

/** @throws ScimError as `canonical` does */
export function readReplacement(
  type: ResourceType,
  body: unknown,
  options: Pick<CanonicalOptions, 'compatibility' | 'note'>,
): Replacement {
  return atOnce(replacementSteps(type, body, options));
}

/** `readReplacement` of a body that may be large. */
export function* replacementSteps(
  type: ResourceType,
  body: unknown,
  options: Pick<CanonicalOptions, 'compatibility' | 'note'>,
): Steps<Replacement> {
  const unreadable = new Set<string>();
  const resource = yield* canonicalResource(type, body, {
    compatibility: options.compatibility,
    note: (code, detail) => options.note(code, detail),
    purpose: 'replace',
    unreadable: (where) => unreadable.add(where),
  });
  const named = new Set<string>();
  for (const key of isObject(body) ? Object.keys(body) : []) {
    const name = type.attribute(key)?.name ?? type.extension(key)?.id;
    if (name !== undefined) named.add(name);
  }
  return { resource, named, unreadable };
}

/**
 * The resource that a PUT leaves, without `id` and `meta`: what the client sent in place of what
 * there is. What it does not name is cleared, with two exceptions: `active` stays as it is, for its
 * default is meant for new people, and (lenient) `members` stay, for a client that renames a group
 * does not always list them. Pure, like `applyPatch`.
 * @throws ScimError 400 invalidValue when values that cannot be read would take the place of others
 */
export function applyReplacement(
  type: ResourceType,
  current: Resource,
  { resource, named, unreadable }: Replacement,
  { compatibility }: { readonly compatibility: Compatibility },
): Resource {
  if (unreadable.size > 0) rejectLosses(type, current, resource, unreadable);
  const stays = compatibility === 'lenient' ? ['active', 'members'] : ['active'];
  const kept = stays.filter((name) => !named.has(name) && Object.hasOwn(current, name));
  const next = { ...resource, ...Object.fromEntries(kept.map((name) => [name, current[name]])) };
  return keepImmutable(type, current, next, { missing: 'stays' });
}

function rejectLosses(
  type: ResourceType,
  current: Resource,
  sent: Resource,
  unreadable: ReadonlySet<string>,
): void {
  const places = [
    { attributes: type.core.attributes, prefix: '', before: current, after: sent },
    ...type.extensions.map(({ id, attributes }) => ({
      attributes,
      prefix: `${id}:`,
      before: own(current, id),
      after: own(sent, id),
    })),
  ];
  for (const { attributes, prefix, before, after } of places) {
    for (const attribute of attributes) {
      const { name } = attribute;
      if (!unreadable.has(prefix + name)) continue;
      rejectLoss(attribute, own(before, name), own(after, name), prefix);
    }
  }
  for (const { id } of type.extensions) {
    const isLost = own(current, id) !== undefined && own(sent, id) === undefined;
    if (unreadable.has(id) && isLost) throw lossOf(id);
  }
}

function own(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}
