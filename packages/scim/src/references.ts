import { digestOf, taggedVersion, type Digest } from './etag.js';
import { project, wants } from './projection.js';
import type { ResourceHandler, ScimContext, Selection } from './resource-handler.js';
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

export interface Presentation<C extends ScimContext> {
  readonly ctx: C;
  readonly type: ResourceType;
  readonly selection: Selection;
  readonly baseUrl: string;
}

/**
 * Resources as a client gets them: with addresses, without what it did not ask for or may never see.
 * Completes each with what depends on the address that the client used, and on other resources:
 * `meta.location`, and beside every `value` that names another resource (members, groups, manager,
 * and the like in configured schemas) a `$ref` and the other's name, as long as it is there. What is
 * shown of others is part of `meta.version`. The handler's own objects stay as they were.
 */
export type Present<C extends ScimContext> = (
  presentation: Presentation<C>,
  resources: readonly Resource[],
) => Promise<PresentedResource[]>;

export interface PresentedResource {
  readonly resource: Resource;
  /** its version; absent where the host has none */
  readonly etag?: string;
}

/** An attribute whose `$ref` sub-attribute refers to resource types of this provider. */
export interface Referring {
  readonly attribute: string;
  /** URN of the extension that it belongs to */
  readonly extension?: string;
  /** by name; an element that names none of them may be any */
  readonly types: ReadonlyMap<string, ResourceType>;
  /** the sub-attribute that shows the other's name; absent where clients set it, or none is declared */
  readonly nameIn?: string;
  /** kept by the handler: what is listed is there, and has its name already */
  readonly isMembership: boolean;
}

/** What is there of the resources that a page refers to: their names by type and id. */
type Names = ReadonlyMap<ResourceType, ReadonlyMap<string, string>>;

/** Attributes of the core schemas that say who is in which group. */
const MEMBERSHIPS: ReadonlySet<string> = new Set(['members', 'groups']);

/** What the answer's resources show of others. */
export interface References {
  readonly shown: readonly Referring[];
  readonly names: Names;
}

export type FindReferences<C extends ScimContext> = (
  asked: Pick<Presentation<C>, 'ctx' | 'type' | 'selection'>,
  resources: readonly Resource[],
) => Promise<References>;

export function createFindReferences<C extends ScimContext>(
  registry: Registry,
  handlers: readonly ResourceHandler<C>[],
): FindReferences<C> {
  const referring = new Map(registry.types.map((type) => [type, referringOf(type, registry)]));
  const byType = new Map(handlers.map((handler) => [handler.type, handler]));
  return async ({ ctx, type, selection }, resources) => {
    const all = referring.get(type) ?? [];
    const shown = all.filter((one) => wants(type, selection, one.attribute, one.extension));
    const names = new Map<ResourceType, ReadonlyMap<string, string>>();
    for (const [other, ids] of idsIn(shown, resources)) {
      const found = await byType.get(other)?.namesOf(ctx, [...ids]);
      if (found) names.set(other, found);
    }
    return { shown, names };
  };
}

export function createPresent<C extends ScimContext>(
  findReferences: FindReferences<C>,
): Present<C> {
  return async ({ ctx, type, selection, baseUrl }, resources) => {
    const { shown, names } = await findReferences({ ctx, type, selection }, resources);
    return resources.map((resource) => {
      const located = locate(type, resource, baseUrl);
      for (const one of shown) addReferences(located, one, { names, baseUrl });
      return withTag(project(type, located, selection), located, shown);
    });
  };
}

function locate(type: ResourceType, resource: Resource, baseUrl: string): Resource {
  const meta = isObject(resource['meta']) ? resource['meta'] : {};
  const location = locationOf(type, String(resource['id']), baseUrl);
  return { ...resource, meta: { ...meta, location } };
}

function referringOf(type: ResourceType, registry: Registry): Referring[] {
  const own = (attributes: readonly AttributeDefinition[], extension?: string): Referring[] =>
    attributes.flatMap((attribute) => {
      const names = subAttribute(attribute, '$ref')?.referenceTypes ?? [];
      const types = names.flatMap((name) => registry.type(name) ?? []);
      if (types.length === 0) return [];
      const nameIn = ['display', 'displayName'].find(
        (name) => subAttribute(attribute, name)?.mutability === 'readOnly',
      );
      return [
        {
          attribute: attribute.name,
          ...(extension !== undefined && { extension }),
          types: new Map(types.map((one) => [one.definition.name, one])),
          ...(nameIn !== undefined && { nameIn }),
          isMembership: extension === undefined && MEMBERSHIPS.has(attribute.name),
        },
      ];
    });
  return [
    ...own(type.core.attributes),
    ...type.extensions.flatMap((schema) => own(schema.attributes, schema.id)),
  ];
}

/** What the resources refer to, apart from memberships: ids by type. */
function idsIn(
  referring: readonly Referring[],
  resources: readonly Resource[],
): ReadonlyMap<ResourceType, ReadonlySet<string>> {
  const wanted = new Map<ResourceType, Set<string>>();
  for (const one of referring.filter(({ isMembership }) => !isMembership)) {
    for (const resource of resources) {
      for (const element of elementsOf(resource, one)) {
        const { value } = element;
        if (typeof value !== 'string') continue;
        for (const type of typesOf(element, one)) {
          const ids = wanted.get(type) ?? new Set();
          wanted.set(type, ids.add(value));
        }
      }
    }
  }
  return wanted;
}

const NO_ELEMENTS: readonly Resource[] = [];

function elementsOf(resource: Resource, { attribute, extension }: Referring): readonly Resource[] {
  const root = extension === undefined ? resource : resource[extension];
  if (!isObject(root)) return NO_ELEMENTS;
  const value = root[attribute];
  if (value === undefined) return NO_ELEMENTS;
  return Array.isArray(value) ? value.filter(isObject) : [value].filter(isObject);
}

/** What an element may refer to: what its `type` says, or else any of the declared types. */
function typesOf(element: Resource, { types }: Referring): readonly ResourceType[] {
  const named = types.get(String(element['type']));
  return named ? [named] : [...types.values()];
}

/** What a reference is resolved with: the resources that exist, and where this server is. */
export interface ReferenceContext {
  readonly names: Names;
  readonly baseUrl: string;
}

function addReferences(located: Resource, referring: Referring, context: ReferenceContext): void {
  const { attribute, extension } = referring;
  if (extension === undefined) {
    if (located[attribute] !== undefined)
      located[attribute] = withReference(located[attribute], referring, context);
    return;
  }
  const inner = located[extension];
  if (!isObject(inner) || inner[attribute] === undefined) return;
  located[extension] = {
    ...inner,
    [attribute]: withReference(inner[attribute], referring, context),
  };
}

/** A copy of the resource with its references, apart from memberships. */
export function completeReferences(
  resource: Resource,
  shown: readonly Referring[],
  context: ReferenceContext,
): Resource {
  const completed = { ...resource };
  for (const one of shown) if (!one.isMembership) addReferences(completed, one, context);
  return completed;
}

export function withReference(
  value: unknown,
  referring: Referring,
  context: ReferenceContext,
): unknown {
  if (Array.isArray(value)) return value.map((one) => withReference(one, referring, context));
  if (!isObject(value) || typeof value['value'] !== 'string') return value;
  const id = value['value'];
  const types = typesOf(value, referring);
  if (referring.isMembership) {
    const [type] = types;
    return type ? { ...value, $ref: locationOf(type, id, context.baseUrl) } : value;
  }
  const type = types.find((one) => context.names.get(one)?.has(id));
  if (!type) return withoutReference(value);
  const name = context.names.get(type)?.get(id);
  const { nameIn } = referring;
  return {
    ...value,
    $ref: locationOf(type, id, context.baseUrl),
    ...(nameIn !== undefined && name !== undefined && { [nameIn]: name }),
  };
}

/** What a client says of the address of something that is not there says nothing. */
function withoutReference({ $ref: _, ...rest }: Resource): Resource {
  return rest;
}

/** The names of more members than these are no part of a version: a group with so many keeps its own. */
export const MAX_TAGGED_MEMBERS = 1_000;

/**
 * Puts what is shown of other resources into the version (RFC 9110 section 8.8.1): they change
 * without a change of this one. Costs no more than to write what is shown.
 */
function withTag(
  shown: Resource,
  { meta }: Resource,
  referring: readonly Referring[],
): PresentedResource {
  const version = isObject(meta) ? meta['version'] : undefined;
  if (typeof version !== 'string') return { resource: shown };
  const etag = taggedVersion(version, digestsOf(shown, referring));
  const shownMeta = shown['meta'];
  if (!isObject(shownMeta) || shownMeta['version'] === undefined) return { resource: shown, etag };
  return { resource: { ...shown, meta: { ...shownMeta, version: etag } }, etag };
}

/** Of each of the others that the resource shows. */
export function digestsOf(resource: Resource, referring: readonly Referring[]): Digest[] {
  const digests: Digest[] = [];
  for (const one of referring) {
    const elements = elementsOf(resource, one);
    if (one.isMembership) {
      if (elements.length >= MAX_TAGGED_MEMBERS) continue;
      digests.push(...elements.map(membershipDigest));
      continue;
    }
    for (const element of elements) {
      const name = element[one.nameIn ?? '$ref'];
      if (name === undefined && element['$ref'] === undefined) continue;
      const shownName = one.nameIn === undefined ? '' : String(name ?? '');
      digests.push(digestOf(String(element['value']), shownName));
    }
  }
  return digests;
}

export function membershipDigest({ value, display }: Resource): Digest {
  return digestOf(String(value), String(display ?? ''));
}
