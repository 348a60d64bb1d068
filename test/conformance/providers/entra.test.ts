import { describe, expect, test } from '@jest/globals';
import { FakeClock, seedUsers } from '../../kit/application.js';
import { overServers } from '../../kit/server-suites.js';
import { startServer } from '../../kit/server.js';
import {
  changing,
  create,
  creating,
  entraProfile,
  finding,
  groups,
  newGroup,
  newUser,
  patch,
} from './exchanges/entra.js';
import {
  createProviderClient,
  ENTERPRISE,
  expectScimAnswer,
  GROUP,
  LIST,
  firstPerRow,
  patchOf,
  testScenarios,
  send,
  USER,
  type Answer,
} from './scenarios.js';

interface Listed {
  readonly totalResults: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly { readonly id: string; readonly [name: string]: unknown }[];
}

const listed = (answer: Answer): Listed => answer.json as Listed;

overServers('Entra', (server, kind) => {
  for (const scenarios of [finding, creating, changing, groups]) {
    testScenarios(
      server,
      entraProfile,
      kind.name === 'mongodb' ? firstPerRow(scenarios) : scenarios,
    );
  }

  test('E16: members added at once by many requests are all there, no update is lost', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    const ids: string[] = [];
    const count = kind.name === 'mongodb' ? 12 : 30;
    await entra.replay(newGroup('G'));
    for (let index = 0; index < count; index += 1) {
      const { json } = await entra.request('POST', '/Users', newUser(`u${index}`));
      ids.push((json as { id: string }).id);
    }
    const add = (id: string) =>
      entra.request(
        'PATCH',
        '/Groups/{G}',
        patchOf({ op: 'Add', path: 'members', value: [{ value: id }] }),
      );
    const answers = await Promise.all(ids.map(add));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    const { json } = await entra.request('GET', '/Groups/{G}');
    const values = (json as { members: { value: string }[] }).members.map(({ value }) => value);
    expect(values.sort()).toEqual([...ids].sort());
  });

  test('E20: 25 requests a second of one tenant are never throttled, by the default settings', async () => {
    const defaults = await startServer({
      settings: { scim: { rateLimit: { sustained: 200, burst: 1_000 } } },
    });
    try {
      const entra = await createProviderClient(defaults, entraProfile);
      const statuses = await Promise.all(
        Array.from(
          { length: 150 },
          async () => (await entra.request('GET', '/Users?count=1')).status,
        ),
      );
      expect(new Set(statuses)).toEqual(new Set([200]));
    } finally {
      await defaults.close();
    }
  });

  test('E21: whatever is asked wrongly, it is the client’s fault and never a 401 or 5xx', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    await entra.replayAll([create('a'), newGroup('G')]);
    const wrong: [string, string, unknown?][] = [
      ['POST', '/Users', { schemas: [USER] }],
      ['POST', '/Users', { schemas: ['urn:x'], userName: 'x' }],
      ['POST', '/Users', newUser('a')],
      ['POST', '/Groups', { schemas: [GROUP] }],
      ['PATCH', '/Users/{a}', { Operations: [] }],
      ['PATCH', '/Users/{a}', patchOf({ op: 'Move', path: 'title', value: 'x' })],
      ['PATCH', '/Users/{a}', patchOf({ op: 'Replace', path: 'emails[type eq', value: 'x' })],
      ['PATCH', '/Users/{a}', patchOf({ op: 'Replace', path: '__proto__', value: 'x' })],
      ['PATCH', '/Groups/{G}', patchOf({ op: 'Add', path: 'members', value: 7 })],
      ['PATCH', '/Users/nobody', patchOf({ op: 'Replace', path: 'active', value: 'False' })],
      ['GET', '/Users?filter=userName%20eq'],
      ['GET', '/Users?filter=%00'],
      ['GET', '/Users?count=many'],
      ['DELETE', '/Groups/nothing'],
      ['GET', '/Nowhere'],
    ];
    for (const [method, path, body] of wrong) {
      const { status } = await entra.request(method, path, body);
      expect([method, path, status >= 400 && status < 500 && status !== 401]).toEqual([
        method,
        path,
        true,
      ]);
    }
    await entra.replay(
      patch('/Users/{a}', [{ op: 'Replace', path: 'title', value: 'T' }], { title: 'T' }),
    );
  });

  test('E22: /Schemas is a list of whole schemas, the Group one too, without nulls', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    const answer = await entra.request('GET', '/Schemas');
    expect(answer).toMatchObject({ status: 200, json: { schemas: [LIST] } });
    const { Resources, totalResults, itemsPerPage } = listed(answer);
    expect([totalResults, itemsPerPage]).toEqual([Resources.length, Resources.length]);
    expect(Resources.map(({ id }) => id)).toEqual(
      expect.arrayContaining([USER, GROUP, ENTERPRISE]),
    );
    const incomplete: string[] = [];
    const look = (where: string, attributes: unknown): void => {
      for (const one of attributes as Record<string, unknown>[]) {
        const name = `${where}.${String(one['name'])}`;
        const needed = [
          'name',
          'type',
          'multiValued',
          'description',
          'required',
          'mutability',
          'returned',
        ];
        if (!needed.every((key) => key in one)) incomplete.push(name);
        if (one['type'] === 'complex') look(name, one['subAttributes']);
      }
    };
    for (const { id, attributes } of Resources) look(id, attributes);
    expect(incomplete).toEqual([]);
  });

  test.each([
    ['with its charset', { 'content-type': 'application/scim+json; charset=utf-8' }],
    ['spelled otherwise', { 'content-type': 'Application/SCIM+JSON;Charset="UTF-8"' }],
    ['as plain JSON', { 'content-type': 'application/json' }],
    ['with a User-Agent', { 'user-agent': 'Mozilla/5.0 (compatible; provisioning)' }],
    ['accepting anything', { accept: '*/*' }],
    ['accepting JSON', { accept: 'application/json' }],
  ])('E24: a body %s is read, and the answer is application/scim+json', async (_name, headers) => {
    const entra = await createProviderClient(server(), entraProfile);
    const answer = await entra.request('POST', '/Users', newUser('a'), headers);
    expect(answer.status).toBe(201);
    expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
    const listedNow = await entra.request('GET', '/Users', undefined, headers);
    expect(listedNow.headers['content-type']).toMatch(/^application\/scim\+json/);
  });

  test('E25a: account discovery walks deep through everybody by index, each once', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    const people = 1_300;
    const ids = await seedUsers(server().store, entra.side, people);
    const seen: string[] = [];
    while (seen.length < people) {
      // no count: the server's own page
      const page = listed(await entra.request('GET', `/Users?startIndex=${seen.length + 1}`));
      expect(page).toMatchObject({ totalResults: people, startIndex: seen.length + 1 });
      expect(page.itemsPerPage).toBe(page.Resources.length);
      expect(page.itemsPerPage).toBeGreaterThan(0);
      seen.push(...page.Resources.map(({ id }) => id));
    }
    expect(seen).toEqual(ids);
  });

  test('E26: two secrets live side by side for a year or more; only bearer tokens are announced', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    const { side: scim } = entra;
    const path = `/organizations/${scim.organizationId}/connections/${scim.connectionId}/credentials`;
    const inThreeYears = new Date(Date.now() + 3 * 365 * 86_400_000).toISOString();
    const second = await server().rest('POST', path, {
      body: { kind: 'token', expiresAt: inThreeYears },
    });
    expect(second.status).toBe(201);
    const authorization = `Bearer ${String(second.body['token'])}`;
    for (const headers of [{}, { authorization }]) {
      expect((await entra.request('GET', '/Users?count=1', undefined, headers)).status).toBe(200);
    }
    const first = await server().rest('GET', `${path}/${scim.credentialId}`);
    const life = Date.parse(String(first.body['expiresAt'])) - Date.now();
    expect(life).toBeGreaterThan(364 * 86_400_000);
    const { json } = await entra.request('GET', '/ServiceProviderConfig');
    const { authenticationSchemes } = json as { authenticationSchemes: { type: string }[] };
    expect(authenticationSchemes.map(({ type }) => type)).toEqual(['oauthbearertoken', 'oauth2']);
  });

  test('E27, E28: a token signed by Entra itself opens nothing here: 401, whatever its length', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'https://login.microsoftonline.com/6b1ad1d5-8d2c-4d5e-9d43-2f2d7a9f8f1e/v2.0',
      aud: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
    };
    for (const length of [64, 342, 4_000]) {
      const jwt = [part({ alg: 'RS256', typ: 'JWT' }), part(claims), 'x'.repeat(length)].join('.');
      const headers = { authorization: `Bearer ${jwt}` };
      expect((await entra.request('GET', '/Users?count=1', undefined, headers)).status).toBe(401);
    }
  });

  test('E28: our token is short enough to share a kilobyte with addresses', async () => {
    const { side: scim } = await createProviderClient(server(), entraProfile);
    expect(scim.token.length).toBeLessThan(256);
    expect(scim.token).toMatch(/^[A-Za-z0-9_]+$/);
  });

  test('E30: two thousand members in one operation, and in many operations of one request', async () => {
    const entra = await createProviderClient(server(), entraProfile);
    const count = kind.name === 'mongodb' ? 1_200 : 2_000;
    const ids = await seedUsers(server().store, entra.side, count);
    await entra.replay(newGroup('G'));
    const value = ids.map((id) => ({ value: id }));
    const whole = await entra.request(
      'PATCH',
      '/Groups/{G}',
      patchOf({ op: 'Add', path: 'members', value }),
    );
    expect(whole.status).toBe(204);
    const members = async () => {
      const { json } = await entra.request('GET', '/Groups/{G}');
      return ((json as { members?: { value: string }[] }).members ?? []).map((one) => one.value);
    };
    expect(new Set(await members())).toEqual(new Set(ids));
    const few = kind.name === 'mongodb' ? 100 : 900;
    const each = ids
      .slice(0, few)
      .map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` }));
    expect((await entra.request('PATCH', '/Groups/{G}', patchOf(...each))).status).toBe(204);
    expect(new Set(await members())).toEqual(new Set(ids.slice(few)));
  });

  test('E31: a wrong, an empty and no secret are 401 with an Error body, never 403, 302 or HTML', async () => {
    const { side: scim } = await createProviderClient(server(), entraProfile);
    const wrong = [
      {},
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer ' },
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${scim.token.slice(0, -1)}` },
      { authorization: `Bearer ${scim.token}x` },
      { authorization: `Bearer ${scim.token} x` },
      { authorization: `Basic ${Buffer.from(`x:${scim.token}`).toString('base64')}` },
    ];
    for (const headers of wrong) {
      for (const [method, path] of [
        ['GET', '/Users?count=1'],
        ['GET', '/ServiceProviderConfig'],
        ['POST', '/Users'],
        ['GET', '/Nowhere'],
      ] as const) {
        const answer = await send({ method, url: `${scim.baseUrl}${path}`, headers });
        expect([headers, method, path, answer.status]).toEqual([headers, method, path, 401]);
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
        expectScimAnswer(answer, method);
      }
    }
  });
});

describe('Entra, and the clock', () => {
  test('E19: forty minutes later, cycle after cycle, token, ids and links still hold', async () => {
    const clock = new FakeClock();
    const server = await startServer({ clock });
    try {
      const entra = await createProviderClient(server, entraProfile);
      await entra.replayAll([create('a'), newGroup('G')]);
      for (let cycle = 1; cycle <= 5; cycle += 1) {
        clock.advance(40 * 60_000);
        const title = `cycle ${cycle}`;
        await entra.replayAll([
          patch('/Users/{a}', [{ op: 'Replace', path: 'title', value: title }], {
            id: '{a}',
            title,
          }),
          { method: 'GET', path: '/Groups/{G}?excludedAttributes=members', status: 200 },
        ]);
      }
      const since = new Date(clock.now() - 60_000).toISOString();
      const filter = encodeURIComponent(`meta.lastModified ge "${since}"`);
      const { json } = await entra.request('GET', `/Users?filter=${filter}`);
      expect(json).toMatchObject({ totalResults: 1 });
    } finally {
      await server.close();
    }
  });
});
