import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Log } from '#kernel/index.js';
import { overServers } from '../conformance/servers.js';
import { createSigner, type Signer } from '../kit/assertions.js';
import { requests, startServer, type Json, type Reply, type ScimClient } from '../kit/server.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const lines: string[] = [];
const collectLines = (fields: object, message: string): void => {
  lines.push(`${message} ${JSON.stringify(fields)}`);
};
const log: Log = {
  debug: collectLines,
  info: collectLines,
  warn: collectLines,
  error: collectLines,
};

const connectionOf = ({ organizationId, connectionId }: ScimClient): string =>
  `/organizations/${organizationId}/connections/${connectionId}`;

const tokenUrl = ({ baseUrl }: ScimClient): string => baseUrl.replace(/v2$/, 'oauth/token');

async function ask(
  scim: ScimClient,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return requests(tokenUrl(scim))('POST', '', { body, headers: { ...FORM, ...headers } });
}

function expectRefused(reply: Reply, status: number, error: string): void {
  expect([reply.status, reply.body?.['error']]).toEqual([status, error]);
  expect(String(reply.body['error_description'])).toMatch(/^[A-Za-z][^"\\]+\.$/);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(reply.body['access_token']).toBeUndefined();
}

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner('RS256', 'key-1');
});

overServers(
  'the token endpoint',
  (suite) => {
    const makeClient = (scim: ScimClient, more: object = {}): Promise<Reply> =>
      suite.server.rest('POST', `${connectionOf(scim)}/credentials`, {
        body: { kind: 'client', ...more },
      });

    const trust = (): object => ({
      issuer: signer.issuer,
      subject: signer.subject,
      audience: signer.audience,
      jwks: { keys: [signer.publicKey] },
    });

    async function withSecret(scim: ScimClient, more: object = {}): Promise<Client> {
      const { body, status } = await makeClient(scim, more);
      expect(status).toBe(201);
      const [id, secret] = [String(body['clientId']), String(body['clientSecret'])];
      const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
      return { id, secret, basic, form, body };
    }

    test('a secret is taken from the header or the form, and the token opens the connection', async () => {
      const scim = await suite.scim();
      const { body, form, basic } = await withSecret(scim, { scopes: ['users:read'] });
      expect(body).toMatchObject({
        kind: 'client',
        clientId: body['id'],
        tokenUrl: tokenUrl(scim),
        name: 'client',
        scopes: ['users:read'],
        clientSecret: expect.stringMatching(/^muster_client_[0-9A-Za-z]{43}$/),
      });
      const grant = { grant_type: 'client_credentials' };
      for (const reply of [
        await ask(scim, form),
        await ask(scim, grant, { authorization: basic }),
        await ask(scim, { ...grant, scope: 'users:read' }, { authorization: basic }),
      ]) {
        expect(reply.status).toBe(200);
        expect(reply.body).toEqual({
          access_token: expect.stringMatching(/^muster_access_[0-9A-Za-z]{43}$/),
          token_type: 'Bearer',
          expires_in: 3_600,
          scope: 'users:read',
        });
        expect(reply.headers.get('cache-control')).toBe('no-store');
        const authorization = `Bearer ${reply.body['access_token']}`;
        expect((await scim.get('/Users', { authorization })).status).toBe(200);
        expect((await scim.get('/Groups', { authorization })).status).toBe(403);
        const rest = requests(`${suite.server.url}/api/v1`, { authorization });
        expect((await rest('GET', '/organizations')).status).toBe(401);
      }
    });

    test('an assertion is taken once', async () => {
      const scim = await suite.scim();
      const made = await makeClient(scim, { trust: trust() });
      expect(made.status).toBe(201);
      expect(made.body['clientSecret']).toBeUndefined();
      expect(made.body['trust']).toEqual({ ...trust(), assertionSeconds: 3_600 });
      const assertion = await signer.sign(suite.clock.now());
      const form = {
        grant_type: 'client_credentials',
        client_assertion_type: JWT_BEARER,
        client_assertion: assertion,
      };
      const reply = await ask(scim, form);
      expect(reply.status).toBe(200);
      const authorization = `Bearer ${reply.body['access_token']}`;
      expect((await scim.get('/Users', { authorization })).status).toBe(200);
      expectRefused(await ask(scim, form), 401, 'invalid_client');
      const named = {
        ...form,
        client_id: String(made.body['id']),
        client_assertion: await signer.sign(suite.clock.now()),
      };
      expectRefused(await ask(await suite.scim(), named), 401, 'invalid_client');
      expect((await ask(scim, named)).status).toBe(200);
      const typeless = { ...form, client_assertion_type: 'jwt' };
      expectRefused(await ask(scim, typeless), 400, 'invalid_request');
    });

    test('a client that is wrong in any way is refused alike, in the header where it spoke there', async () => {
      const scim = await suite.scim();
      const sibling = await suite.scim({ organizationId: scim.organizationId });
      const [client, dead] = [await withSecret(scim), await withSecret(scim)];
      const theirs = await withSecret(sibling);
      const gone = `${connectionOf(scim)}/credentials/${dead.id}`;
      expect((await suite.server.rest('DELETE', gone)).status).toBe(204);
      const texts = new Set<string>();
      const wrong = { ...client.form, client_secret: 'muster_client_wrong' };
      for (const form of [wrong, { ...client.form, client_id: 'x' }, dead.form, theirs.form]) {
        const reply = await ask(scim, form);
        expectRefused(reply, 401, 'invalid_client');
        expect(reply.headers.get('www-authenticate')).toBeNull();
        texts.add(reply.text);
      }
      expect(texts.size).toBe(1);
      const grant = { grant_type: 'client_credentials' };
      for (const authorization of [
        dead.basic,
        theirs.basic,
        'Basic',
        'Basic %%%',
        `Bearer ${scim.token}`,
        `Basic ${Buffer.from('%zz:x').toString('base64')}`,
      ]) {
        const reply = await ask(scim, grant, { authorization });
        expectRefused(reply, 401, 'invalid_client');
        expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm="muster"/);
      }
      expectRefused(await ask(scim, grant), 401, 'invalid_client');
    });

    test('requests that make no sense are told what is wrong', async () => {
      const scim = await suite.scim();
      const { form, basic } = await withSecret(scim, { scopes: ['users:read'] });
      const text = new URLSearchParams(form).toString();
      const refused: [Reply, number, string][] = [
        [await ask(scim, ''), 400, 'invalid_request'],
        [await ask(scim, `${text}&scope=&scope=`), 400, 'invalid_request'],
        [await ask(scim, form, { authorization: basic }), 400, 'invalid_request'],
        [await ask(scim, { ...form, grant_type: 'password' }), 400, 'unsupported_grant_type'],
        [await ask(scim, { ...form, scope: 'users:write' }), 400, 'invalid_scope'],
        [await ask(scim, { ...form, scope: 'users:read x' }), 400, 'invalid_scope'],
        [await ask(scim, form, { 'content-type': 'application/json' }), 415, 'invalid_request'],
        [await ask(scim, form, { 'content-encoding': 'gzip' }), 415, 'invalid_request'],
        [await ask(scim, `${text}&x=${'y'.repeat(16_384)}`), 413, 'invalid_request'],
      ];
      for (const [reply, status, error] of refused) expectRefused(reply, status, error);
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const reply = await requests(tokenUrl(scim))(method, `?${text}`);
        expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
      }
      expect((await ask(scim, `${text}&scope=`)).status).toBe(200);
    });

    test('tokens of a revoked client die at once; a disabled connection gives none', async () => {
      const scim = await suite.scim();
      const [first, second] = [await withSecret(scim), await withSecret(scim)];
      const { body } = await ask(scim, first.form);
      const authorization = `Bearer ${body['access_token']}`;
      expect((await scim.get('/Users', { authorization })).status).toBe(200);
      await suite.server.rest('DELETE', `${connectionOf(scim)}/credentials/${first.id}`);
      expect((await scim.get('/Users', { authorization })).status).toBe(401);
      expect((await ask(scim, second.form)).status).toBe(200);
      await suite.server.rest('PATCH', connectionOf(scim), { body: { status: 'disabled' } });
      expectRefused(await ask(scim, second.form), 400, 'unauthorized_client');
    });

    test('no secret, assertion or token is listed, logged or kept anywhere', async () => {
      lines.length = 0;
      const scim = await suite.scim();
      const { secret, form, basic, id } = await withSecret(scim);
      const assertion = await signer.sign(suite.clock.now());
      const reply = await ask(scim, form);
      const token = String(reply.body['access_token']);
      await ask(scim, { grant_type: 'client_credentials' }, { authorization: basic });
      await ask(scim, { ...form, client_secret: `${secret}x` });
      await ask(scim, {
        grant_type: 'client_credentials',
        client_assertion_type: JWT_BEARER,
        client_assertion: assertion,
      });
      await requests(tokenUrl(scim))('POST', `?client_secret=${secret}`, { headers: FORM });
      await scim.get('/Users', { authorization: `Bearer ${token}` });
      const place = connectionOf(scim);
      const shown = await Promise.all([
        suite.server.rest('GET', `${place}/credentials`),
        suite.server.rest('GET', `${place}/credentials/${id}`),
        suite.server.rest('GET', `${place}/exchanges?limit=200`),
        suite.server.rest('GET', `/organizations/${scim.organizationId}/journal?limit=200`),
      ]);
      for (const { status } of shown) expect(status).toBe(200);
      const said = [...lines, ...shown.map(({ text }) => text)].join('\n');
      expect(said).toContain('/oauth/token');
      expect(said).toContain('scim.client.created');
      const code = basic.slice('Basic '.length);
      for (const text of [secret, token, assertion, code]) expect(said).not.toContain(text);
      const exchanges = shown[2]?.body['items'] as unknown as Json[];
      expect(exchanges.map(({ path }) => path)).toEqual(['/Users']);
    });

    test('a trust takes public keys only, and says which part is wrong', async () => {
      const scim = await suite.scim();
      const { publicKey, privateKey } = signer;
      const wrong: [object, string][] = [
        [{ ...trust(), jwks: { keys: [privateKey] } }, 'trust.jwks.keys[0].d'],
        [{ ...trust(), jwks: { keys: [{ kty: 'oct', k: 'AA' }] } }, 'trust.jwks.keys[0].kty'],
        [{ ...trust(), jwks: { keys: [{ ...publicKey, n: 'AQAB' }] } }, 'trust.jwks.keys[0]'],
        [{ ...trust(), jwks: { keys: [] } }, 'trust.jwks.keys'],
        [{ ...trust(), jwks: { keys: Array(21).fill(publicKey) } }, 'trust.jwks.keys'],
        [{ ...trust(), issuer: '' }, 'trust.issuer'],
        [{ ...trust(), jwksUri: 'https://login.example/keys' }, 'trust.jwksUri'],
      ];
      for (const [bad, field] of wrong) {
        const reply = await makeClient(scim, { trust: bad });
        expect(reply.status).toBe(400);
        const errors = reply.body['errors'] as unknown as Json[];
        expect(errors.map((one) => one['field'])).toContain(field);
        expect(reply.text).not.toContain(String(privateKey['d']));
      }
      const rest = { body: { kind: 'token', trust: trust() } };
      expect(
        (await suite.server.rest('POST', `${connectionOf(scim)}/credentials`, rest)).status,
      ).toBe(400);
      const listed = await suite.server.rest('GET', `${connectionOf(scim)}/credentials`);
      expect((listed.body['items'] as unknown as Json[]).map(({ kind }) => kind)).toEqual([
        'token',
      ]);
    });

    test('RFC 8414: the metadata names the endpoint, and tells nobody which connections there are', async () => {
      const scim = await suite.scim();
      const metadata = (connection: string): Promise<Reply> => {
        const path = `/.well-known/oauth-authorization-server/scim/${connection}`;
        return requests(suite.server.url)('GET', path);
      };
      const reply = await metadata(scim.connectionId);
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject({
        issuer: `${suite.server.url}/scim/${scim.connectionId}`,
        token_endpoint: tokenUrl(scim),
        grant_types_supported: ['client_credentials'],
        response_types_supported: [],
      });
      const unknown = await metadata('00000000-0000-7000-8000-000000000000');
      expect(unknown.status).toBe(200);
      expect((await metadata('unknown')).status).toBe(404);
      expect((await requests(suite.server.url)('GET', '/.well-known/x')).status).toBe(404);
    });

    test('whoever fails again and again is not looked at for a while; others are', async () => {
      const scim = await suite.scim();
      const [client, other] = [await withSecret(scim), await withSecret(scim)];
      const wrong = { ...client.form, client_secret: 'wrong' };
      for (let count = 0; count < 20; count += 1) {
        expectRefused(await ask(scim, wrong), 401, 'invalid_client');
      }
      const reply = await ask(scim, client.form);
      expectRefused(reply, 429, 'temporarily_unavailable');
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await ask(scim, other.form)).status).toBe(200);
    });
  },
  { log },
);

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly basic: string;
  readonly form: Record<string, string>;
  readonly body: Json;
}

describe('the life of access tokens', () => {
  let suite: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    suite = await startServer({ settings: { scim: { accessTokenSeconds: 21_600 } } });
  });
  afterAll(() => suite.close());

  test('is what the setting says', async () => {
    const scim = await suite.scim();
    const { body } = await suite.rest('POST', `${connectionOf(scim)}/credentials`, {
      body: { kind: 'client' },
    });
    const reply = await ask(scim, {
      grant_type: 'client_credentials',
      client_id: String(body['clientId']),
      client_secret: String(body['clientSecret']),
    });
    expect(reply.body['expires_in']).toBe(21_600);
  });
});
