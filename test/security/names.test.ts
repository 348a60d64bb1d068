import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type ScimClient, type TestServer } from '../kit/server.js';

/** Names that JavaScript's own objects have, wherever a client can put a name: never a 500, never a trace left in a prototype. */
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

let server: TestServer;
let scim: ScimClient;

beforeAll(async () => {
  server = await startServer();
  scim = await server.scim();
});

afterAll(async () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  await server.close();
});

/** JSON text, because an object literal takes `__proto__` for something else. */
function bodyWith(name: string, userName: string): string {
  const odd = `"${name}":{"polluted":true}`;
  return (
    `{"schemas":["${USER}","${ENTERPRISE}"],"userName":"${userName}",${odd},"name":{${odd},"givenName":"x"},` +
    `"emails":[{"value":"${userName}@example.com",${odd}}],"${ENTERPRISE}":{${odd},"department":"d"}}`
  );
}

function operationsWith(name: string): string[] {
  const value = `{"${name}":{"polluted":true}}`;
  return [
    `{"op":"add","path":"${name}","value":"x"}`,
    `{"op":"add","path":"name.${name}","value":"x"}`,
    `{"op":"add","path":"${ENTERPRISE}:${name}","value":"x"}`,
    `{"op":"remove","path":"${name}"}`,
    `{"op":"add","path":"emails[${name} eq \\"x\\"].value","value":"x"}`,
    `{"op":"replace","value":${value}}`,
    `{"op":"replace","path":"name","value":${value}}`,
    `{"op":"replace","path":"${ENTERPRISE}","value":${value}}`,
    `{"op":"add","path":"emails","value":[{"value":"y","${name}":{"polluted":true}}]}`,
    `{"op":"add","value":"x","${name}":{"polluted":true}}`,
  ];
}

for (const [at, name] of NAMES.entries()) {
  describe(name, () => {
    test('in the body of a user is left out', async () => {
      const reply = await scim.request('POST', '/Users', {
        headers: { 'content-type': 'application/scim+json' },
        body: bodyWith(name, `user-${at}`),
      });
      expect(reply.status).toBe(201);
      expect(reply.text).not.toContain('polluted');
      const back = await scim.get(`/Users/${reply.body.id}`);
      expect(back.body.name).toEqual({ givenName: 'x' });
      for (const operation of operationsWith(name)) {
        const patched = await scim.request('PATCH', `/Users/${reply.body.id}`, {
          headers: { 'content-type': 'application/scim+json' },
          body: `{"schemas":["${PATCH}"],"Operations":[${operation}]}`,
        });
        expect([200, 400]).toContain(patched.status);
        expect(patched.text).not.toContain('polluted');
      }
    });

    test('in a query is refused or finds nothing', async () => {
      const queries = [
        `filter=${name} eq "x"`,
        `filter=name.${name} pr`,
        `filter=emails[${name} eq "x"]`,
        `filter=${ENTERPRISE}:${name} eq "x"`,
        `sortBy=${name}`,
        `sortBy=emails.${name}`,
        `attributes=${name},name.${name}`,
        `excludedAttributes=${name}`,
        `${name}=x`,
      ];
      for (const query of queries) {
        const reply = await scim.get(`/Users?${encodeURI(query)}`);
        expect([200, 400]).toContain(reply.status);
        if (reply.status === 400) expect(reply.text).toMatch(/invalid(Filter|Value)/);
      }
    });

    test('in an address is nowhere', async () => {
      const paths = ['', '/Users', '/Groups', '/Schemas', '/ResourceTypes'];
      for (const path of paths) {
        expect((await scim.get(`${path}/${name}`)).status).toBe(404);
        expect((await scim.delete(`${path}/${name}`)).status).toBeGreaterThanOrEqual(400);
      }
      expect((await server.rest('GET', `/${name}`)).status).toBe(404);
      expect((await server.rest('GET', `/organizations/${name}`)).status).toBe(404);
    });

    test('in REST is an unknown field, an unknown preset, an unknown role', async () => {
      const unknown = `{"name":"x","${name}":{"polluted":true}}`;
      const refused = await server.rest('POST', '/organizations', { body: unknown });
      expect([refused.status, refused.body.code]).toEqual([400, 'request.invalid']);
      const preset = await server.rest('POST', '/organizations', { body: { name, preset: name } });
      expect([preset.status, preset.body.code]).toEqual([400, 'request.invalid']);
      const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}`;
      const role = { mappings: [], defaultRole: name };
      const mapped = await server.rest('PUT', `${path}/group-mappings`, { body: role });
      expect([mapped.status, mapped.body.code]).toEqual([400, 'role.unknown']);
      expect((await server.rest('GET', `/organizations?${name}=x`)).status).toBe(400);
    });
  });
}

test('a date that only the schema knows is kept and found, not a failure of ours', async () => {
  const { writeFile, mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const folder = await mkdtemp(join(tmpdir(), 'muster-'));
  const id = 'urn:example:scim:schemas:1.0:Badge';
  const attributes = [{ name: 'issued', type: 'dateTime' }];
  await writeFile(join(folder, 'badge.json'), JSON.stringify({ id, name: 'Badge', attributes }));
  const schemas = [{ file: join(folder, 'badge.json'), resourceType: 'User' }];
  const own = await startServer({ settings: { scim: { schemas } } });
  try {
    const { post, get } = await own.scim();
    for (const issued of [
      '12020-01-01T00:00:00Z',
      '-0044-03-15T12:00:00Z',
      '2020-01-01T00:00:00',
    ]) {
      const body = { schemas: [USER, id], userName: issued, [id]: { issued } };
      expect((await post('/Users', body)).status).toBe(201);
      const filter = encodeURIComponent(`${id}:issued eq "${issued}"`);
      expect((await get(`/Users?filter=${filter}`)).body.totalResults).toBe(1);
    }
  } finally {
    await own.close();
    await rm(folder, { recursive: true });
  }
});
