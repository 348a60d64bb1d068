import { describe, expect, test } from '@jest/globals';
import {
  createDiscovery,
  type DiscoveryDocument,
  type DiscoveryOptions,
} from '../src/discovery.js';
import type { AttributeDefinition } from '../src/schema/definition.js';
import { ENTERPRISE_USER_URN } from '../src/schema/enterprise-user.js';
import { GROUP_URN } from '../src/schema/group.js';
import { createRegistry } from '../src/schema/registry.js';
import { USER_URN } from '../src/schema/user.js';

const BASE = 'https://scim.example.com/scim/c1/v2';
const OPTIONS: DiscoveryOptions = {
  bulk: { maxOperations: 1000, maxPayloadSize: 1_048_576 },
  page: { default: 100, max: 1000 },
  cursorTimeout: 3600,
};

const registry = createRegistry();
const discovery = createDiscovery(registry, OPTIONS);

interface Item {
  id: string;
  schemas: string[];
  attributes: AttributeDefinition[];
  meta: unknown;
}

function parse(
  document: DiscoveryDocument | undefined,
): Item & { Resources: Item[]; [name: string]: unknown } {
  if (document === undefined) throw new Error('there is no body');
  return JSON.parse(document.text);
}

test('row 16: the service provider configuration is one complete object', () => {
  const body = parse(discovery.serviceProviderConfig(BASE));
  expect(body).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
    filter: { supported: true, maxResults: 1000 },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 100,
      maxPageSize: 1000,
      cursorTimeout: 3600,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\S/),
        specUri: expect.stringMatching(/^https:/),
        primary: true,
      },
      {
        type: 'oauth2',
        name: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\S/),
        specUri: expect.stringMatching(/^https:/),
      },
    ],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${BASE}/ServiceProviderConfig`,
    },
  });
  const documented = createDiscovery(registry, {
    ...OPTIONS,
    documentationUri: 'https://example.com/help',
  });
  expect(parse(documented.serviceProviderConfig(BASE)).documentationUri).toBe(
    'https://example.com/help',
  );
});

test('row 17: /Schemas lists every schema; /Schemas/{urn} is the same object', () => {
  const body = parse(discovery.schemas(BASE));
  expect(body).toMatchObject({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: 3,
    itemsPerPage: 3,
    startIndex: 1,
  });
  expect(body.Resources.map((schema) => schema.id)).toEqual([
    USER_URN,
    GROUP_URN,
    ENTERPRISE_USER_URN,
  ]);
  for (const schema of body.Resources) {
    expect(parse(discovery.schema(BASE, schema.id.toUpperCase()))).toEqual(schema);
  }
  expect(discovery.schema(BASE, 'urn:example:x:y')).toBeUndefined();
});

test('a document of one thing says beside its text where it is, a list does not', () => {
  const { serviceProviderConfig, schema, resourceType, schemas, resourceTypes } = discovery;
  const documents = [
    serviceProviderConfig(BASE),
    schema(BASE, ENTERPRISE_USER_URN.toLowerCase()),
    resourceType(BASE, 'user'),
  ];
  for (const document of documents) {
    expect(document?.location).toMatch(/^https:/);
    expect(parse(document).meta).toMatchObject({ location: document?.location });
  }
  for (const list of [schemas(BASE), resourceTypes(BASE)]) expect(list.location).toBeUndefined();
});

test('row 18: every attribute says all of section 7, without a null', () => {
  const check = (attribute: AttributeDefinition): void => {
    for (const key of [
      'name',
      'type',
      'multiValued',
      'description',
      'required',
      'caseExact',
      'mutability',
      'returned',
      'uniqueness',
    ]) {
      expect(attribute).toHaveProperty(key);
    }
    attribute.subAttributes?.forEach(check);
  };
  for (const schema of parse(discovery.schemas(BASE)).Resources) schema.attributes.forEach(check);
  const texts = [discovery.schemas, discovery.resourceTypes, discovery.serviceProviderConfig];
  for (const text of texts) expect(text(BASE).text).not.toContain('null');
});

test('row 19: /ResourceTypes lists User and Group with their extensions', () => {
  const body = parse(discovery.resourceTypes(BASE));
  expect(body.Resources).toEqual([
    {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      id: 'User',
      name: 'User',
      endpoint: '/Users',
      description: expect.any(String),
      schema: USER_URN,
      schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: false }],
      meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/User` },
    },
    expect.objectContaining({ id: 'Group', endpoint: '/Groups', schemaExtensions: [] }),
  ]);
  expect(parse(discovery.resourceType(BASE, 'user'))).toEqual(body.Resources[0]);
  expect(discovery.resourceType(BASE, 'Foo')).toBeUndefined();
});

test('row 22: every URN of a resource type has its schema published', () => {
  const published = parse(discovery.schemas(BASE)).Resources.map((schema) => schema.id);
  for (const { definition } of registry.types) {
    expect(published).toContain(definition.schema);
    for (const { schema } of definition.schemaExtensions) expect(published).toContain(schema);
  }
});

describe('row 23: meta of discovery items', () => {
  test('a schema', () => {
    expect(parse(discovery.schema(BASE, USER_URN)).meta).toEqual({
      resourceType: 'Schema',
      location: `${BASE}/Schemas/${USER_URN}`,
    });
  });

  test('each connection sees its own addresses', () => {
    const other = discovery.resourceTypes('https://scim.example.com/scim/"c2"/v2');
    expect(parse(other).Resources[0]?.meta).toEqual({
      resourceType: 'ResourceType',
      location: 'https://scim.example.com/scim/"c2"/v2/ResourceTypes/User',
    });
  });
});
