import type { Registry } from './schema/registry.js';
import {
  subAttribute,
  type AttributeDefinition,
  type Resource,
  type ResourceType,
} from './schema/definition.js';
import { isObject } from './schema/values.js';

/** Where a resource of that type and id is found. */
export function locationOf(type: ResourceType, id: string, baseUrl: string): string {
  return `${baseUrl}${type.definition.endpoint}/${encodeURIComponent(id)}`;
}

/**
 * Completes a resource with what depends on the address that the client used: `meta.location`, and
 * a `$ref` beside every `value` that names another resource (members, groups, manager, and the like
 * in configured schemas). Answers a copy as shallow as can be; the handler's own object stays as it
 * was.
 */
export type Locate = (type: ResourceType, resource: Resource, baseUrl: string) => Resource;

/** An attribute whose `$ref` sub-attribute refers to resource types of this provider. */
interface Referring {
  readonly attribute: string;
  /** URN of the extension that it belongs to */
  readonly extension?: string;
  /** what an element that names no type refers to */
  readonly usual: ResourceType;
  /** by the element's own `type` */
  readonly named: ReadonlyMap<string, ResourceType>;
}

export function createLocate(registry: Registry): Locate {
  const referring = new Map(registry.types.map((type) => [type, referringOf(type, registry)]));
  return (type, resource, baseUrl) => {
    const id = String(resource['id']);
    const located: Resource = {
      ...resource,
      meta: {
        ...(isObject(resource['meta']) ? resource['meta'] : {}),
        location: locationOf(type, id, baseUrl),
      },
    };
    for (const one of referring.get(type) ?? []) addReferences(located, one, baseUrl);
    return located;
  };
}

function referringOf(type: ResourceType, registry: Registry): Referring[] {
  const own = (attributes: readonly AttributeDefinition[], extension?: string): Referring[] =>
    attributes.flatMap((attribute) => {
      const names = subAttribute(attribute, '$ref')?.referenceTypes ?? [];
      const types = names.flatMap((name) => registry.type(name) ?? []);
      const [usual] = types;
      if (!usual) return [];
      const named = new Map(types.map((one) => [one.definition.name, one]));
      const at = extension === undefined ? {} : { extension };
      return [{ attribute: attribute.name, ...at, usual, named }];
    });
  return [
    ...own(type.core.attributes),
    ...type.extensions.flatMap((schema) => own(schema.attributes, schema.id)),
  ];
}

function addReferences(located: Resource, referring: Referring, baseUrl: string): void {
  const { attribute, extension } = referring;
  if (extension === undefined) {
    if (located[attribute] !== undefined)
      located[attribute] = withReference(located[attribute], referring, baseUrl);
    return;
  }
  const inner = located[extension];
  if (!isObject(inner) || inner[attribute] === undefined) return;
  located[extension] = {
    ...inner,
    [attribute]: withReference(inner[attribute], referring, baseUrl),
  };
}

function withReference(value: unknown, referring: Referring, baseUrl: string): unknown {
  if (Array.isArray(value)) return value.map((one) => withReference(one, referring, baseUrl));
  if (!isObject(value) || typeof value['value'] !== 'string') return value;
  const type = referring.named.get(String(value['type'])) ?? referring.usual;
  return { ...value, $ref: locationOf(type, value['value'], baseUrl) };
}
