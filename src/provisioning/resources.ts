import { entityTag, schemasOf, type Resource, type ResourceType } from '@muster/scim';
import { withValues } from '#kernel/index.js';
import type { ScimAttributes, ScimGroup, ScimUser, Stored } from '#store/index.js';

/** How a resource lies in a record: extensions apart, under names without dots. */
export interface StoredResource {
  readonly externalId?: string;
  readonly attributes: ScimAttributes;
  readonly extensions: Readonly<Record<string, ScimAttributes>>;
}

/** Not kept with the attributes: columns, derived things, membership rows, and the password, which Muster has no use for. */
const NOT_IN_ATTRIBUTES = new Set([
  'id',
  'externalId',
  'schemas',
  'meta',
  'groups',
  'members',
  'password',
]);

/** An extension's name in a record: its URN without dots, because MongoDB cannot address keys that have them. */
export function aliasOf(urn: string): string {
  return urn.replaceAll('.', '_');
}

export function toStoredResource(type: ResourceType, resource: Resource): StoredResource {
  const attributes: Record<string, unknown> = {};
  const extensions: Record<string, ScimAttributes> = {};
  for (const [name, value] of Object.entries(resource)) {
    if (value === undefined || NOT_IN_ATTRIBUTES.has(name)) continue;
    if (type.extension(name)) extensions[aliasOf(name)] = withoutRefs(value) as ScimAttributes;
    else attributes[name] = withoutRefs(value);
  }
  const { externalId } = resource;
  return { attributes, extensions, ...(typeof externalId === 'string' && { externalId }) };
}

/**
 * `$ref` is made when a resource is shown; MongoDB takes a key with a leading `$` for an operator. A value without one is not copied: what
 * a change leaves alone stays the very same value, and is compared at once.
 */
function withoutRefs(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return withValues(value, (one, name) => (name === '$ref' ? undefined : withoutRefs(one)));
}

/** The resource without what is derived from elsewhere (groups, members). The record's own parts are shared, not copied. */
export function toResource(type: ResourceType, record: ScimUser | ScimGroup): Resource {
  const resource: Resource = { schemas: [], id: record.id };
  if (record.externalId !== undefined) resource['externalId'] = record.externalId;
  Object.assign(resource, record.attributes);
  for (const { id } of type.extensions) {
    const data = record.extensions[aliasOf(id)];
    if (data) resource[id] = data;
  }
  resource['schemas'] = schemasOf(type, resource);
  resource['meta'] = metaOf(type, record);
  return resource;
}

export function metaOf(type: ResourceType, record: Stored): Resource {
  return {
    resourceType: type.definition.name,
    created: record.createdAt,
    lastModified: record.updatedAt,
    version: entityTag(record.version),
  };
}

/** A text attribute, or undefined. */
export function textOf(resource: Resource, name: string): string | undefined {
  const value = resource[name];
  return typeof value === 'string' ? value : undefined;
}
