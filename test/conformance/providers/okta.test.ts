import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedUsers } from '../../kit/application.js';
import { overServers } from '../../kit/server-suites.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { oktaProfile, people, profile, pushes } from './exchanges/okta.js';
import { createProviderClient, testScenarios, USER } from './scenarios.js';

overServers('Okta', (server) => {
  testScenarios(server, oktaProfile, people);
  testScenarios(server, oktaProfile, pushes);

  test('O3: an import reads pages of 100 until the total, in one order, whatever changes meanwhile', async () => {
    const okta = await createProviderClient(server(), oktaProfile);
    const ids = await seedUsers(server().store, okta.side, 250);
    const seen: string[] = [];
    for (const startIndex of [1, 101, 201]) {
      const { json } = await okta.request('GET', `/Users?startIndex=${startIndex}&count=100`);
      const page = json as { Resources: { id: string }[]; [name: string]: unknown };
      expect(page).toMatchObject({
        totalResults: 250,
        startIndex,
        itemsPerPage: page.Resources.length,
      });
      seen.push(...page.Resources.map(({ id }) => id));
      // somebody of an earlier page changes: the order is by id, not by date
      const body = { ...profile('changed'), userName: `changed-${startIndex}@example.com` };
      expect((await okta.request('PUT', `/Users/${ids[startIndex] ?? ''}`, body)).status).toBe(200);
    }
    expect(seen).toEqual(ids);
  });

  test('O6: GET, change, PUT of the whole keeps everything that was read, read-only things too', async () => {
    const okta = await createProviderClient(server(), oktaProfile);
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const more = {
      nickName: 'N',
      timezone: 'Europe/Paris',
      phoneNumbers: [{ value: '1', type: 'work' }],
      [enterprise]: { department: 'D', manager: { value: 'boss' } },
    };
    await okta.replay({
      method: 'POST',
      path: '/Users',
      body: profile('a', more),
      status: 201,
      capture: { a: 'id' },
    });
    await okta.replay({
      method: 'POST',
      path: '/Groups',
      status: 201,
      capture: { G: 'id' },
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'G',
        members: [{ value: '{a}' }],
      },
    });
    const { json: read } = await okta.request('GET', '/Users/{a}');
    expect(read).toMatchObject({ groups: [{ display: 'G' }], ...more });
    const put = await okta.request('PUT', '/Users/{a}', read);
    expect(put.status).toBe(200);
    expect(put.json).toEqual(read);
    const { groups: _groups, ...changed } = read as Record<string, unknown>;
    const again = await okta.request('PUT', '/Users/{a}', { ...changed, title: 'T' });
    const { meta: _before, ...rest } = read as Record<string, unknown>;
    expect(again.json).toMatchObject({ ...rest, title: 'T' });
    // an attribute that Okta knows nothing of is not invented either
    expect(again.json).not.toHaveProperty('roles');
  });

  test.each([
    ['GET', '/ServiceProviderConfigs'],
    ['GET', '/ServiceProviderConfig'],
  ])('O12: %s %s is the configuration', async (method, path) => {
    const okta = await createProviderClient(server(), oktaProfile);
    expect(await okta.request(method, path)).toMatchObject({
      status: 200,
      json: { patch: { supported: true }, filter: { supported: true } },
    });
  });

  test('O13: the token with and without "Bearer ", in any letter case; nothing else', async () => {
    const okta = await createProviderClient(server(), oktaProfile);
    const { token } = okta.side;
    const status = async (authorization: string) =>
      (await okta.request('GET', '/Users?count=1', undefined, { authorization })).status;
    for (const good of [token, `Bearer ${token}`, `bearer ${token}`, `BEARER  ${token} `]) {
      expect([good, await status(good)]).toEqual([good, 200]);
    }
    const basic = Buffer.from(`user:${token}`).toString('base64');
    for (const bad of [`Basic ${basic}`, `Token ${token}`, token.toLowerCase(), 'SSWS x']) {
      expect([bad, await status(bad)]).toEqual([bad, 401]);
    }
  });

  test('O15: its headers are taken, plain JSON too, and the base URL has no underscore', async () => {
    const okta = await createProviderClient(server(), oktaProfile);
    expect(new URL(okta.side.baseUrl).pathname).not.toContain('_');
    for (const headers of [
      { 'content-type': 'application/json', accept: 'application/json' },
      {
        'content-type': 'application/scim+json',
        accept: 'application/scim+json, application/json',
      },
      { accept: '*/*', 'accept-charset': 'utf-8, iso-8859-1;q=0.5' },
    ]) {
      const name = headers.accept.length.toString();
      const answer = await okta.request('POST', '/Users', profile(name), headers);
      expect(answer.status).toBe(201);
    }
    const list = await server().rest(
      'GET',
      `/organizations/${okta.side.organizationId}/connections/${okta.side.connectionId}/exchanges`,
    );
    expect(list.body?.['items']?.['0']).toMatchObject({ userAgent: 'Okta SCIM Client 1.0.0' });
  });
});

describe('Okta, slowed down', () => {
  test('O14: beyond the limit 429 with whole seconds, and then it passes again', async () => {
    const server = await startServer({
      settings: { scim: { rateLimit: { sustained: 25, burst: 5 } } },
    });
    try {
      const okta = await createProviderClient(server, oktaProfile);
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => okta.request('GET', '/Users?count=1')),
      );
      const refused = answers.filter(({ status }) => status !== 200);
      expect(answers.length - refused.length).toBeGreaterThanOrEqual(25);
      expect(refused.length).toBeGreaterThan(0);
      for (const { status, headers } of refused) {
        expect(status).toBe(429);
        expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
      }
      const seconds = Math.min(...refused.map(({ headers }) => Number(headers['retry-after'])));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      expect((await okta.request('GET', '/Users?count=1')).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});

describe('Okta with an extension of its own', () => {
  const urn = 'urn:okta:example_app:1.0:user:custom';
  let folder: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-schema-'));
    const attributes = [
      { name: 'shirtSize', type: 'string', multiValued: false, description: 'Size of the shirt' },
    ];
    const schema = { id: urn, name: 'Custom', description: 'Of the profile editor', attributes };
    await writeFile(join(folder, 'custom.json'), JSON.stringify(schema));
    server = await startServer({
      settings: {
        scim: { schemas: [{ file: join(folder, 'custom.json'), resourceType: 'User' }] },
      },
    });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('O11: resource types, then schemas, then the endpoints they declare', async () => {
    const okta = await createProviderClient(server, oktaProfile);
    const types = (await okta.request('GET', '/ResourceTypes')).json as {
      Resources: { endpoint: string; schema: string; schemaExtensions?: { schema: string }[] }[];
    };
    const schemas = (await okta.request('GET', '/Schemas')).json as { Resources: { id: string }[] };
    const known = schemas.Resources.map(({ id }) => id);
    const user = types.Resources.find(({ schema }) => schema === USER);
    expect(user?.schemaExtensions?.map(({ schema }) => schema)).toContain(urn);
    for (const { endpoint, schema, schemaExtensions = [] } of types.Resources) {
      for (const id of [schema, ...schemaExtensions.map((one) => one.schema)]) {
        expect(known).toContain(id);
        const one = await okta.request('GET', `/Schemas/${encodeURIComponent(id)}`);
        expect(one).toMatchObject({ status: 200, json: { id } });
      }
      expect((await okta.request('GET', endpoint)).status).toBe(200);
    }
  });

  test('O11: a urn:okta extension is kept, found, changed and returned', async () => {
    const okta = await createProviderClient(server, oktaProfile);
    const body = { ...profile('a'), schemas: [USER, urn], [urn]: { shirtSize: 'XL' } };
    await okta.replay({
      method: 'POST',
      path: '/Users',
      body,
      status: 201,
      capture: { a: 'id' },
      answer: { schemas: [USER, urn], [urn]: { shirtSize: 'XL' } },
    });
    const filter = encodeURIComponent(`${urn}:shirtSize eq "xl"`);
    await okta.replay({
      method: 'GET',
      path: `/Users?filter=${filter}`,
      status: 200,
      answer: { totalResults: 1, Resources: [{ id: '{a}' }] },
    });
    const { json } = await okta.request('GET', '/Users/{a}');
    const put = await okta.request('PUT', '/Users/{a}', {
      ...(json as object),
      [urn]: { shirtSize: 'S' },
    });
    expect(put.json).toMatchObject({ [urn]: { shirtSize: 'S' } });
  });
});
