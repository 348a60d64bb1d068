import { LIST_RESPONSE_URN } from './list.js';
import type { ResourceTypeDefinition, SchemaDefinition } from './schema/definition.js';
import type { Registry } from './schema/registry.js';

const SERVICE_PROVIDER_CONFIG_URN = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const RESOURCE_TYPE_URN = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SCHEMA_URN = 'urn:ietf:params:scim:schemas:core:2.0:Schema';

/** What the service offers, for /ServiceProviderConfig. */
export interface DiscoveryOptions {
  /** payload size in bytes */
  readonly bulk: { readonly maxOperations: number; readonly maxPayloadSize: number };
  /** resources per page; the largest page is also the most that a filter returns at once */
  readonly page: { readonly default: number; readonly max: number };
  /** seconds that a cursor stays good */
  readonly cursorTimeout: number;
  /** a page for administrators */
  readonly documentationUri?: string;
}

/** JSON text of a body, with its `meta.location`; a list has none. */
export interface DiscoveryDocument {
  readonly text: string;
  readonly location?: string;
}

/**
 * Bodies of the discovery endpoints (RFC 7644 section 4). `baseUrl` is absolute, without trailing
 * slash.
 */
export interface Discovery {
  serviceProviderConfig(baseUrl: string): DiscoveryDocument;
  /** a ListResponse of every schema */
  schemas(baseUrl: string): DiscoveryDocument;
  /** by URN in any letter case; undefined when there is none */
  schema(baseUrl: string, urn: string): DiscoveryDocument | undefined;
  /** a ListResponse of every resource type */
  resourceTypes(baseUrl: string): DiscoveryDocument;
  /** by name in any letter case; undefined when there is none */
  resourceType(baseUrl: string, name: string): DiscoveryDocument | undefined;
}

/** Renders everything but the addresses once: they are all that differs between connections. */
export function createDiscovery(registry: Registry, options: DiscoveryOptions): Discovery {
  const config = render(
    serviceProviderConfig(options),
    'ServiceProviderConfig',
    '/ServiceProviderConfig',
  );
  const schemas = new Map(
    registry.schemas.map((schema) => [schema.id.toLowerCase(), renderSchema(schema)]),
  );
  const types = new Map(
    registry.types.map(({ definition }) => [definition.name.toLowerCase(), renderType(definition)]),
  );
  return {
    serviceProviderConfig: config,
    schemas: (baseUrl) => list(baseUrl, [...schemas.values()]),
    schema: (baseUrl, urn) => schemas.get(urn.toLowerCase())?.(baseUrl),
    resourceTypes: (baseUrl) => list(baseUrl, [...types.values()]),
    resourceType: (baseUrl, name) => types.get(name.toLowerCase())?.(baseUrl),
  };
}

type Rendering = (baseUrl: string) => DiscoveryDocument;

function render(body: object, resourceType: string, path: string): Rendering {
  const head = JSON.stringify(body).slice(0, -1);
  return (baseUrl) => {
    const location = baseUrl + path;
    return { text: `${head},"meta":${JSON.stringify({ resourceType, location })}}`, location };
  };
}

function list(baseUrl: string, items: readonly Rendering[]): DiscoveryDocument {
  const head = JSON.stringify({
    schemas: [LIST_RESPONSE_URN],
    totalResults: items.length,
    itemsPerPage: items.length,
    startIndex: 1,
  }).slice(0, -1);
  const texts = items.map((item) => item(baseUrl).text);
  return { text: `${head},"Resources":[${texts.join(',')}]}` };
}

function renderSchema(schema: SchemaDefinition): Rendering {
  const { id, name, description, attributes } = schema;
  const segment = encodeURIComponent(id).replaceAll('%3A', ':');
  return render(
    { schemas: [SCHEMA_URN], id, name, description, attributes },
    'Schema',
    `/Schemas/${segment}`,
  );
}

function renderType(definition: ResourceTypeDefinition): Rendering {
  return render(
    { schemas: [RESOURCE_TYPE_URN], ...definition },
    'ResourceType',
    `/ResourceTypes/${encodeURIComponent(definition.id)}`,
  );
}

/** RFC 7643 section 5, with `pagination` of RFC 9865 section 4. */
function serviceProviderConfig(options: DiscoveryOptions): object {
  const { bulk, page, cursorTimeout, documentationUri } = options;
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_URN],
    ...(documentationUri !== undefined && { documentationUri }),
    patch: { supported: true },
    bulk: {
      supported: true,
      maxOperations: bulk.maxOperations,
      maxPayloadSize: bulk.maxPayloadSize,
    },
    filter: { supported: true, maxResults: page.max },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: page.default,
      maxPageSize: page.max,
      cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'The token of the connection in the Authorization header',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2.0 Client Credentials',
        description: 'Short-lived tokens for a client secret or a signed assertion',
        specUri: 'https://www.rfc-editor.org/info/rfc6749',
      },
    ],
  };
}
