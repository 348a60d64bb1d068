import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList, type Operation } from '#api/index.js';
import { newId } from '#kernel/index.js';
import { METHODS, type Route } from '@muster/scim';
import type { ScimContext } from '@muster/scim';
import {
  requests,
  startServer,
  type Reply,
  type ScimClient,
  type TestServer,
} from '../kit/server.js';
import { ContractExamples, type Call } from '../kit/contract-examples.js';

// Every operation of both doors against everybody who has no business there. The operations come from the contract of REST and from
// the routes of the engine, so that a new one is covered on the day it is written.

let server: TestServer;
let ours: ScimClient;
let theirs: ScimClient;
let sibling: ScimClient;
let samlSiblingId: string;
let userId: string;
let exchangeId: string;
let memberId: string;
let theirMemberId: string;
let accountId: string;
let offerId: string;
const tokens = new Map<string, string | undefined>();

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const user = (userName: string): object => ({ schemas: [USER], userName });

beforeAll(async () => {
  server = await startServer();
  const owner = { email: 'owner@example.com', name: 'Owner' };
  ours = await server.scim({ owner });
  theirs = await server.scim();
  sibling = await server.scim({ organizationId: ours.organizationId });
  userId = String((await ours.post('/Users', user('user-1@example.com'))).body['id']);
  const place = `/organizations/${ours.organizationId}`;
  const saml = { kind: 'saml', name: 'Sibling' };
  const made = await server.rest('POST', `${place}/connections`, { body: saml });
  samlSiblingId = String(made.body['id']);
  const log = await server.rest('GET', `${place}/connections/${ours.connectionId}/exchanges`);
  exchangeId = String(log.body['items']?.[0]?.['id']);
  memberId = String((await server.rest('GET', `${place}/members`)).body['items']?.[0]?.['id']);
  await theirs.post('/Users', user('user-2@example.com'));
  const elsewhere = await server.rest('GET', `/organizations/${theirs.organizationId}/members`);
  theirMemberId = String(elsewhere.body['items']?.[0]?.['id']);
  const account = { email: 'account-1@example.com', name: 'User One' };
  accountId = String((await server.rest('POST', '/accounts', { body: account })).body['id']);
  offerId = await offered(place);
  tokens.set('nobody', undefined);
  tokens.set('garbage', 'Bearer garbage');
  tokens.set('an empty token', 'Bearer ');
  tokens.set('another scheme', `Basic ${Buffer.from('user:secret').toString('base64')}`);
  tokens.set('a revoked token', `Bearer ${await revoked()}`);
  tokens.set('an expired token', `Bearer ${await expired()}`);
  tokens.set('a token cut short', `Bearer ${ours.token.slice(0, -1)}`);
  tokens.set('a very long token', `Bearer ${'x'.repeat(4_000)}`);
});
afterAll(() => server.close());

/** The ownership, offered to the person of the directory. */
async function offered(place: string): Promise<string> {
  const { body } = await server.rest('GET', `${place}/members`);
  const [owner, successor] = (body['items'] as unknown as { id: string }[]).map(({ id }) => id);
  const offer = await server.rest('POST', `${place}/ownership-offers`, {
    body: { fromMemberId: owner, toMemberId: successor, roleAfter: 'admin' },
  });
  expect(offer.status).toBe(201);
  return String(offer.body['id']);
}

const credentials = (): string =>
  `/organizations/${ours.organizationId}/connections/${ours.connectionId}/credentials`;

async function revoked(): Promise<string> {
  const { body } = await server.rest('POST', credentials(), { body: { kind: 'token' } });
  await ours.get('/Users', { authorization: `Bearer ${body['token']}` });
  const reply = await server.rest('DELETE', `${credentials()}/${body['id']}`);
  expect(reply.status).toBe(204);
  return String(body['token']);
}

async function expired(): Promise<string> {
  const expiresAt = new Date(Date.now() + 300).toISOString();
  const { body } = await server.rest('POST', credentials(), { body: { kind: 'token', expiresAt } });
  const authorization = `Bearer ${body['token']}`;
  expect((await ours.get('/Users', { authorization })).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 400));
  return String(body['token']);
}

/** All that a stranger could have changed. */
async function state(): Promise<string> {
  const place = `/organizations/${ours.organizationId}`;
  const replies = await Promise.all([
    server.rest('GET', '/organizations'),
    server.rest('GET', `${place}/members`),
    server.rest('GET', `${place}/connections`),
    server.rest('GET', `${place}/journal?order=desc&limit=1`),
  ]);
  return replies.map(({ text }) => text).join('\n');
}

function headersFor(authorization: string | undefined): Record<string, string> {
  return authorization === undefined ? {} : { authorization };
}

describe('REST', () => {
  const idsOf = (organization: ScimClient, connection: ScimClient): Record<string, string> => ({
    organizationId: organization.organizationId,
    connectionId: connection.connectionId,
    credentialId: connection.credentialId,
    jobName: 'retention',
    mailId: memberId,
    messageId: memberId,
    templateName: 'invitation',
    locale: 'en',
    slug: 'example',
    accountId,
    offerId,
    exchangeId,
    memberId,
  });

  /** An id that is not known here is made up: a stranger has to be refused before anybody looks for it. */
  const addressOf = (path: string, ids: Record<string, string>): string =>
    path.replace(/\{(\w+)\}/g, (_whole, name: string) => ids[name] ?? newId());

  /** What the operation speaks of, made in our organization by its example; where that cannot be made, an id is made up. */
  async function exampleOf(operation: Operation, ids: Record<string, string>): Promise<Call> {
    const examples = new ContractExamples(server, ours.organizationId, {
      roleName: async (examples) => {
        const creator = operationList.find(({ operationId }) => operationId === 'createRole');
        if (!creator) throw new Error('No operation makes a role.');
        return String((await examples.perform(await examples.callOf(creator))).body['name']);
      },
    });
    const text = operation.path + JSON.stringify(operation.example ?? {});
    const wrong = { domainCode: '12345678' };
    const given: Record<string, string> = { ...ids, ...wrong, actingMemberId: theirMemberId };
    for (const [, name = ''] of text.matchAll(/\{(\w+)\}/g)) {
      if (name !== 'unique') given[name] ??= await examples.make(name).catch(() => newId());
    }
    return examples.callOf(operation, given);
  }

  function expectRefused(reply: Reply): void {
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toContain('Bearer');
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(String(reply.body['code'])).toMatch(/^credential\.(missing|invalid)$/);
  }

  test('there are operations to be tried', () => {
    expect(operationList.length).toBeGreaterThanOrEqual(18);
  });

  for (const operation of operationList) {
    const { operationId, method, path, scope } = operation;
    // who has a link needs no key, and what a link opens is the business of its own tests
    if (scope === 'public') continue;
    test(`${operationId} is refused to every stranger`, async () => {
      const before = await state();
      const address = addressOf(path, idsOf(ours, ours));
      const strangers = new Map([...tokens, ['a SCIM token', `Bearer ${ours.token}`]]);
      for (const [, authorization] of strangers) {
        expectRefused(
          await requests(`${server.url}/api/v1`)(method, address, {
            headers: headersFor(authorization),
            ...(method !== 'GET' && { body: { name: 'x', kind: 'scim' } }),
          }),
        );
      }
      expect(await state()).toBe(before);
    });

    const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
    // what is no id (a kind of mail, a language) is called the same everywhere
    const things = params.filter((name) => /Id$|^roleName$/.test(name));
    if (things.length > 1) {
      test(`${operationId} finds nothing of one organization under another`, async () => {
        const { path: address, body, headers } = await exampleOf(operation, idsOf(ours, ours));
        const search = new URL(address, server.url).search;
        const foreign = addressOf(path, idsOf(ours, theirs)) + search;
        const before = await state();
        const options = { headers, ...(body !== undefined && { body }) };
        const elsewhere = address.replace(ours.organizationId, theirs.organizationId);
        expect((await server.rest(method, elsewhere, options)).status).toBe(404);
        if (params.includes('connectionId')) {
          expect((await server.rest(method, foreign, options)).status).toBe(404);
        }
        expect(await state()).toBe(before);
      });
    }
    if (params.includes('connectionId') && params.length > 2) {
      test(`${operationId} finds nothing of one connection under its sibling`, async () => {
        const isSaml = operation.faults.includes('connection.kind');
        const connectionId = isSaml ? samlSiblingId : sibling.connectionId;
        const ids = { ...idsOf(ours, ours), connectionId };
        const body = operation.example?.body;
        const options = body === undefined ? {} : { body };
        expect((await server.rest(method, addressOf(path, ids), options)).status).toBe(404);
      });
    }
  }

  test('the metrics are for the operator too', async () => {
    for (const authorization of [...tokens.values(), `Bearer ${ours.token}`]) {
      const reply = await requests(server.url)('GET', '/metrics', {
        headers: headersFor(authorization),
      });
      expectRefused(reply);
    }
  });
});

describe('SCIM', () => {
  const TYPES = ['Users', 'Groups'];
  /** Addresses of every kind of route that the engine knows; a new kind does not compile until it is here. */
  const ADDRESSES: Record<Route<ScimContext>['kind'], () => string[]> = {
    collection: () => TYPES.map((type) => `/${type}`),
    resource: () => TYPES.map((type) => `/${type}/${userId}`),
    search: () => TYPES.map((type) => `/${type}/.search`),
    root: () => ['', '/'],
    searchAll: () => ['/.search'],
    bulk: () => ['/Bulk'],
    discovery: () => [
      '/ServiceProviderConfig',
      '/Schemas',
      '/ResourceTypes',
      '/ResourceTypes/User',
    ],
    me: () => ['/Me'],
  };

  function expectRefused(reply: Reply, method: string): void {
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toContain('Bearer');
    expect(reply.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    if (method === 'HEAD') return;
    expect(reply.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '401',
    });
  }

  test('the types of the engine are the ones tried here', async () => {
    const { body } = await ours.get('/ResourceTypes');
    const endpoints = (body['Resources'] as unknown as { endpoint: string }[]).map(
      ({ endpoint }) => endpoint,
    );
    expect(endpoints.sort()).toEqual(TYPES.map((type) => `/${type}`).sort());
  });

  for (const [kind, addresses] of Object.entries(ADDRESSES)) {
    test(`rows 1, 2, 107, E31: ${kind} is refused to every stranger`, async () => {
      const before = await state();
      const strangers = [
        ...tokens.values(),
        `Bearer ${theirs.token}`,
        theirs.token,
        `Bearer ${sibling.token}`,
        `Bearer ${server.operatorKey}`,
      ];
      const bare = requests(ours.baseUrl);
      for (const path of [...addresses(), '/Foos', '/Users/unknown']) {
        for (const method of METHODS[kind as keyof typeof ADDRESSES]) {
          for (const authorization of strangers) {
            const reads = method === 'GET' || method === 'HEAD';
            const reply = await bare(method, path, {
              headers: headersFor(authorization),
              ...(!reads && { body: user('stranger@example.com') }),
            });
            expectRefused(reply, method);
          }
        }
      }
      expect(await state()).toBe(before);
    });
  }

  test('the token endpoint gives nothing to any stranger, whatever they show for themselves', async () => {
    const url = ours.baseUrl.replace(/v2$/, 'oauth/token');
    const { body } = await server.rest('POST', credentials(), { body: { kind: 'client' } });
    const sister = credentials().replace(ours.connectionId, sibling.connectionId);
    const other = await server.rest('POST', sister, { body: { kind: 'client' } });
    const before = await state();
    const strangers = [
      ...tokens.values(),
      `Bearer ${ours.token}`,
      `Bearer ${server.operatorKey}`,
      `Basic ${Buffer.from(`${body['clientId']}:${ours.token}`).toString('base64')}`,
      `Basic ${Buffer.from(`${ours.credentialId}:${ours.token}`).toString('base64')}`,
      `Basic ${btoa(`${other.body['clientId']}:${other.body['clientSecret']}`)}`,
    ];
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const authorization of strangers) {
        const reads = method === 'GET' || method === 'HEAD';
        const form = { 'content-type': 'application/x-www-form-urlencoded' };
        const reply = await requests(url)(method, '', {
          headers: { ...headersFor(authorization), ...form },
          ...(!reads && { body: 'grant_type=client_credentials' }),
        });
        expect(reply.status).toBe(method === 'POST' ? 401 : 405);
        expect(reply.text).not.toContain('access_token');
      }
    }
    const secret = { authorization: `Bearer ${body['clientSecret']}` };
    expect((await ours.get('/Users', secret)).status).toBe(401);
    expect(await state()).toBe(before);
  });

  test('O13: the right token opens with and without the word Bearer', async () => {
    const bare = requests(ours.baseUrl);
    for (const authorization of [`Bearer ${ours.token}`, `bearer ${ours.token}`, ours.token]) {
      const reply = await bare('GET', `/Users/${userId}`, { headers: { authorization } });
      expect(reply.status).toBe(200);
    }
  });

  test('row 4: the ids of one connection are unknown in every other one', async () => {
    for (const other of [theirs, sibling]) {
      expect((await other.get(`/Users/${userId}`)).status).toBe(404);
      expect((await other.delete(`/Users/${userId}`)).status).toBe(404);
      const found = await other.get(`/Users?filter=id eq "${userId}"`);
      expect(found.body['totalResults']).toBe(0);
    }
    expect((await ours.get(`/Users/${userId}`)).status).toBe(200);
  });

  test('a token of a disabled connection opens nothing, at once, and again when it is enabled', async () => {
    const one = await server.scim();
    const address = `/organizations/${one.organizationId}/connections/${one.connectionId}`;
    expect((await one.get('/Users')).status).toBe(200);
    await server.rest('PATCH', address, { body: { status: 'disabled' } });
    const reply = await one.get('/Users');
    expect(reply.status).toBe(403);
    expect(reply.body['status']).toBe('403');
    await server.rest('PATCH', address, { body: { status: 'active' } });
    expect((await one.get('/Users')).status).toBe(200);
  });
});
