import { describe, expect, test } from '@jest/globals';
import { createProvider } from '../src/provider.js';
import type { Resource } from '../src/schema/definition.js';
import { createRegistry } from '../src/schema/registry.js';
import { BASE, ENTERPRISE, ERROR, GROUP, USER, createTestEngine } from './test-engine.js';
import { MemoryHandler } from './memory-handler.js';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

describe('discovery through the engine', () => {
  test('row 16: ServiceProviderConfig is one object with the limits of this provider', async () => {
    const limits = { maxPage: 500, bulkOperations: 20, bulkPayload: 4096 };
    const { send } = createTestEngine({
      options: { limits, documentationUri: 'https://docs.example/' },
    });
    const { status, json } = await send('GET', '/ServiceProviderConfig');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      documentationUri: 'https://docs.example/',
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 20, maxPayloadSize: 4096 },
      filter: { supported: true, maxResults: 500 },
      changePassword: { supported: expect.any(Boolean) },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [
        { type: 'oauthbearertoken', name: expect.any(String), description: expect.any(String) },
        { type: 'oauth2', name: expect.any(String), description: expect.any(String) },
      ],
      meta: {
        resourceType: 'ServiceProviderConfig',
        location: `${BASE}/ServiceProviderConfig`,
      },
    });
  });

  test('row 17, E22: /Schemas lists every schema, each is found by its URN, and nothing is null', async () => {
    const { send } = createTestEngine();
    const all = await send('GET', '/Schemas');
    expect(all.json).toMatchObject({ schemas: [LIST], totalResults: 3 });
    const ids = (all.json['Resources'] as Resource[]).map(({ id }) => id);
    expect(ids).toEqual([USER, GROUP, ENTERPRISE]);
    expect(all.text).not.toContain('null');
    for (const id of ids) {
      const one = await send('GET', `/Schemas/${encodeURIComponent(String(id))}`);
      expect(one.json).toMatchObject({ id, meta: { resourceType: 'Schema' } });
      const { location } = one.json['meta'] as { location: string };
      expect((await send('GET', location.slice(BASE.length))).json).toEqual(one.json);
    }
    const unknown = await send('GET', '/Schemas/urn:nothing');
    expect(unknown).toMatchObject({ status: 404, json: { schemas: [ERROR], status: '404' } });
  });

  test('row 19: /ResourceTypes lists User and Group and answers for each', async () => {
    const { send } = createTestEngine();
    const all = await send('GET', '/ResourceTypes');
    expect(all.json).toMatchObject({
      totalResults: 2,
      Resources: [
        {
          id: 'User',
          endpoint: '/Users',
          schema: USER,
          schemaExtensions: [{ schema: ENTERPRISE, required: false }],
        },
        { id: 'Group', endpoint: '/Groups', schema: GROUP },
      ],
    });
    expect((await send('GET', '/ResourceTypes/User')).json).toMatchObject({
      name: 'User',
      meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/User` },
    });
    expect((await send('GET', '/ResourceTypes/Device')).status).toBe(404);
  });

  test.each(['/Schemas', '/ResourceTypes', '/ServiceProviderConfig', `/Schemas/${USER}`])(
    'row 20: %s refuses a filter with 403 and ignores paging',
    async (path) => {
      const { send } = createTestEngine();
      const filtered = await send('GET', `${path}?filter=id%20pr`);
      expect(filtered).toMatchObject({ status: 403, json: { schemas: [ERROR], status: '403' } });
      const paged = await send('GET', `${path}?startIndex=2&count=1&sortBy=id`);
      expect(paged).toMatchObject({ status: 200, text: (await send('GET', path)).text });
    },
  );

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('row 21: %s is 405', async (method) => {
    const { send } = createTestEngine();
    for (const path of ['/Schemas', '/ResourceTypes/User', '/ServiceProviderConfig'])
      expect(await send(method, path, {})).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD, OPTIONS' },
      });
  });

  test('row 22: what a handler adds beyond the schemas does not leave (E29)', async () => {
    const { send, user, users } = createTestEngine();
    const id = await user('a', { emails: [{ value: 'a@example.com' }] });
    const kept = users.resources.get(id);
    users.resources.set(id, {
      ...kept,
      shadow: 1,
      name: { givenName: 'A', middle: 'B' },
      [ENTERPRISE]: { secret: 1 },
    });
    const { json } = await send('GET', `/Users/${id}`);
    expect(json).not.toHaveProperty('shadow');
    expect(json).not.toHaveProperty([ENTERPRISE]);
    expect(json['name']).toEqual({ givenName: 'A' });
  });

  test('O11: a further resource type is served like the built-in ones', async () => {
    const urn = 'urn:okta:scim:schemas:core:1.0:Entitlement';
    const { send } = createTestEngine({
      extras: {
        schemas: [{ id: urn, name: 'Entitlement', attributes: [{ name: 'displayName' }] }],
        resourceTypes: [{ name: 'Entitlement', endpoint: '/Entitlements', schema: urn }],
      },
    });
    const body = { schemas: [urn], displayName: 'Reports' };
    const created = await send('POST', '/Entitlements', body);
    expect(created.headers['location']).toBe(`${BASE}/Entitlements/entitlement-1`);
    expect((await send('GET', '/Entitlements/entitlement-1')).json).toMatchObject(body);
    expect((await send('GET', '/ResourceTypes')).json).toMatchObject({ totalResults: 3 });
  });

  test('a provider is not composed with a type that nobody handles, nor the reverse', () => {
    const registry = createRegistry();
    const [userType, groupType] = registry.types;
    if (!userType || !groupType) throw new Error('no types');
    const users = new MemoryHandler(userType, 'userName');
    expect(() => createProvider({ registry, handlers: [users] })).toThrow('Group has no handler');
    const foreign = new MemoryHandler(createRegistry().types[1] ?? groupType, 'displayName');
    expect(() => createProvider({ registry, handlers: [users, foreign] })).toThrow(
      'not registered',
    );
  });
});
