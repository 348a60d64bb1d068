import { COMMON_ATTRIBUTES } from './attributes.js';
import type {
  AttributeDefinition,
  ResourceType,
  ResourceTypeDefinition,
  SchemaDefinition,
} from './definition.js';
import { ENTERPRISE_USER_SCHEMA } from './enterprise-user.js';
import { GROUP_SCHEMA, GROUP_TYPE } from './group.js';
import { Problems, SchemaError } from './problems.js';
import { readResourceType } from './resource-type-json.js';
import { readSchema } from './schema-json.js';
import { USER_SCHEMA, USER_TYPE } from './user.js';

/** What an operator adds to the built-in User, Group and enterprise extension. */
export interface RegistryExtras {
  /** schemas as JSON (RFC 7643 section 7); defaults are filled in */
  readonly schemas?: readonly unknown[];
  /** resource types as JSON (RFC 7643 section 6) */
  readonly resourceTypes?: readonly unknown[];
  /**
   * which of the schemas extend which resource type, in addition to what the types say themselves
   */
  readonly extensions?: readonly {
    readonly schema: string;
    /** name of the resource type: `User`, `Group` */
    readonly resourceType: string;
    readonly required: boolean;
  }[];
}

/**
 * Every schema and resource type in use. Built once; all look-ups are by Map, in any letter case.
 */
export interface Registry {
  readonly types: readonly ResourceType[];
  readonly schemas: readonly SchemaDefinition[];
  /** by name: `User` */
  type(name: string): ResourceType | undefined;
  /** by the first segment of a path, with or without the slash: `Users` */
  byEndpoint(segment: string): ResourceType | undefined;
  /** by URN */
  schema(urn: string): SchemaDefinition | undefined;
}

const BUILT_IN_SCHEMAS = [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA] as const;
const BUILT_IN_TYPES = [USER_TYPE, GROUP_TYPE] as const;
/** Endpoints of RFC 7644 section 3.2 that no resource type may take. */
const RESERVED_ENDPOINTS = ['serviceproviderconfig', 'schemas', 'resourcetypes', 'bulk', 'me'];

/** @throws SchemaError naming every fault in the extras at once */
export function createRegistry(extras: RegistryExtras = {}): Registry {
  const problems = new Problems();
  const schemas = collectSchemas(extras, problems);
  const definitions = collectTypes(extras, problems);
  attachExtensions(definitions, extras, problems);
  checkUrns(definitions, schemas, problems);
  problems.throwIfAny();

  const types = [...definitions.values()].map((definition) => join(definition, schemas));
  const byName = new Map(types.map((type) => [lower(type.definition.name), type]));
  const byEndpoint = new Map(types.map((type) => [lower(type.definition.endpoint), type]));
  return {
    types,
    schemas: [...schemas.values()],
    type: (name) => byName.get(lower(name)),
    byEndpoint: (segment) =>
      byEndpoint.get(lower(segment.startsWith('/') ? segment : `/${segment}`)),
    schema: (urn) => schemas.get(lower(urn)),
  };
}

type Schemas = Map<string, SchemaDefinition>;
type Definitions = Map<string, ResourceTypeDefinition>;

function collectSchemas(extras: RegistryExtras, problems: Problems): Schemas {
  const schemas: Schemas = new Map(BUILT_IN_SCHEMAS.map((schema) => [lower(schema.id), schema]));
  for (const [index, json] of (extras.schemas ?? []).entries()) {
    const schema = readSchema(json, problems.at(`schemas[${index}]`));
    if (!schema) continue;
    if (schemas.has(lower(schema.id))) {
      problems.at(`schemas[${index}].id`).add(`${schema.id} is defined already; choose another`);
    } else {
      schemas.set(lower(schema.id), schema);
    }
  }
  return schemas;
}

function collectTypes(extras: RegistryExtras, problems: Problems): Definitions {
  const types: Definitions = new Map(BUILT_IN_TYPES.map((type) => [lower(type.name), type]));
  const endpoints = new Set([...types.values()].map((type) => lower(type.endpoint)));
  for (const name of RESERVED_ENDPOINTS) endpoints.add(`/${name}`);
  for (const [index, json] of (extras.resourceTypes ?? []).entries()) {
    const here = problems.at(`resourceTypes[${index}]`);
    const type = readResourceType(json, here);
    if (!type) continue;
    const clash = types.has(lower(type.name));
    const taken = endpoints.has(lower(type.endpoint));
    if (clash) here.at('name').add(`${type.name} is defined already; choose another`);
    if (taken) here.at('endpoint').add(`${type.endpoint} is taken already; choose another`);
    if (clash || taken) continue;
    types.set(lower(type.name), type);
    endpoints.add(lower(type.endpoint));
  }
  return types;
}

function attachExtensions(types: Definitions, extras: RegistryExtras, problems: Problems): void {
  for (const [index, extension] of (extras.extensions ?? []).entries()) {
    const here = problems.at(`extensions[${index}]`);
    const type = types.get(lower(extension.resourceType));
    if (!type) {
      const known = [...types.values()].map((one) => one.name).join(', ');
      here.at('resourceType').add(`${extension.resourceType} is not one of ${known}`);
      continue;
    }
    const { schema, required } = extension;
    if (type.schemaExtensions.some((one) => lower(one.schema) === lower(schema))) {
      here.at('schema').add(`${schema} extends ${type.name} already; list it once`);
      continue;
    }
    const schemaExtensions = [...type.schemaExtensions, { schema, required }];
    types.set(lower(type.name), { ...type, schemaExtensions });
  }
}

function checkUrns(types: Definitions, schemas: Schemas, problems: Problems): void {
  for (const type of types.values()) {
    const here = problems.at(`resource type ${type.name}`);
    const used = new Set<string>();
    for (const urn of [type.schema, ...type.schemaExtensions.map((one) => one.schema)]) {
      if (!schemas.has(lower(urn))) {
        here.add(`no schema has the URN ${urn}; add the schema or correct the URN`);
      }
      if (used.has(lower(urn))) here.add(`${urn} is listed twice; list it once`);
      used.add(lower(urn));
    }
  }
}

function join(definition: ResourceTypeDefinition, schemas: Schemas): ResourceType {
  const find = (urn: string): SchemaDefinition => {
    const schema = schemas.get(lower(urn));
    if (!schema) throw new SchemaError([`no schema has the URN ${urn}`]);
    return schema;
  };
  const core = find(definition.schema);
  const schemaExtensions = definition.schemaExtensions.map((extension) => ({
    schema: find(extension.schema).id,
    required: extension.required,
  }));
  const extensions = schemaExtensions.map((extension) => find(extension.schema));
  const coreNames = byLowerName([...COMMON_ATTRIBUTES, ...core.attributes]);
  const byUrn = new Map([[lower(core.id), coreNames]]);
  const extensionByUrn = new Map<string, SchemaDefinition>();
  for (const extension of extensions) {
    byUrn.set(lower(extension.id), byLowerName(extension.attributes));
    extensionByUrn.set(lower(extension.id), extension);
  }
  return {
    definition: { ...definition, schema: core.id, schemaExtensions },
    core,
    extensions,
    attribute: (name, urn) =>
      (urn === undefined ? coreNames : byUrn.get(lower(urn)))?.get(lower(name)),
    extension: (urn) => extensionByUrn.get(lower(urn)),
  };
}

function byLowerName(attributes: readonly AttributeDefinition[]): Map<string, AttributeDefinition> {
  return new Map(attributes.map((attribute) => [lower(attribute.name), attribute]));
}

function lower(text: string): string {
  return text.toLowerCase();
}
