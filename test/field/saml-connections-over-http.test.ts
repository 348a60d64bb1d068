import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  base64Of,
  newProviderKey,
  readRequest,
  samlProvider,
  type SamlProviderKit,
} from '../kit/saml-provider.js';
import type { Json } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

// Connections of kind saml, as an administrator and a host application see them.

/** what the provider's address answers; undefined: an error */
let published: string | undefined;
const place = createServer((_request, response) => {
  response.statusCode = published === undefined ? 500 : 200;
  response.end(published ?? 'no');
});
await new Promise<void>((done) => place.listen(0, '127.0.0.1', done));
const host = `127.0.0.1:${(place.address() as AddressInfo).port}`;
const url = `http://${host}/metadata`;

afterAll(() => new Promise((done) => place.close(done)));

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&#x2F;': '/', '&#x3D;': '=' };

overServers(
  'connections of kind saml over HTTP',
  (server) => {
    let provider: SamlProviderKit;

    beforeAll(async () => {
      provider = await samlProvider();
      published = provider.metadata();
    });

    const rest = (method: string, path: string, options: object = {}) =>
      server().rest(method, path, options);

    async function home(): Promise<string> {
      const { body } = await rest('POST', '/organizations', { body: { name: 'Acme' } });
      return `/organizations/${String(body.id)}`;
    }

    async function connection(given?: object): Promise<{ path: string; body: Json }> {
      const connections = `${await home()}/connections`;
      const body = {
        kind: 'saml',
        name: 'Okta',
        preset: 'okta',
        ...(given && { provider: given }),
      };
      const made = await rest('POST', connections, { body });
      expect(made.status).toBe(201);
      return { path: `${connections}/${String(made.body.id)}`, body: made.body };
    }

    const byDocument = () => ({ from: 'document', xml: provider.metadata() });
    const patch = (path: string, body: object, headers: object = {}) =>
      rest('PATCH', path, { body, headers });
    const problemsOf = ({ body }: { body: Json }) =>
      body.errors as unknown as { field: string; problem: string }[];

    test('it starts without a provider and tells the addresses that the provider is given', async () => {
      const { path, body } = await connection();
      const base = `${server().home}/saml/${String(body.id)}`;
      expect(body).toMatchObject({
        status: 'disabled',
        metadataState: 'missing',
        isTested: false,
        configuration: 1,
        unsolicited: false,
        serviceProvider: {
          entityId: `${base}/metadata`,
          metadataUrl: `${base}/metadata`,
          acsUrl: `${base}/acs`,
          sloUrl: `${base}/slo`,
          isCurrent: true,
        },
      });
      expect(body).not.toHaveProperty('ceiling');
      const list = await rest('GET', path.replace(/\/[^/]+$/, ''));
      expect(list.body.items).toEqual([body]);
      const test = await rest('POST', `${path}/test-sign-ins`);
      expect(test.body).toMatchObject({ code: 'connection.no_provider' });
      const refreshed = await rest('POST', `${path}/metadata-refreshes`);
      expect(refreshed.body).toMatchObject({ code: 'connection.no_url' });
    });

    test('signin A16 renaming the organization changes no address', async () => {
      const { path, body } = await connection();
      const organization = path.replace(/\/connections.*/, '');
      await rest('POST', `${organization}/slug`, { body: { slug: 'renamed' } });
      await patch(organization, { name: 'Renamed' });
      const { body: after } = await rest('GET', path);
      expect(after.serviceProvider).toEqual(body.serviceProvider);
    });

    test('from a document, activated only after a test; the stale version is refused', async () => {
      const { path, body } = await connection(byDocument());
      expect(body).toMatchObject({
        metadataState: 'current',
        metadata: { kind: 'document' },
        provider: { entityId: provider.entityId, certificates: [{ use: 'signing' }] },
      });
      const untested = await patch(path, { status: 'active' });
      expect([untested.status, untested.body.code]).toEqual([409, 'connection.untested']);
      const etag = String((await rest('GET', path)).headers.get('etag'));
      expect((await patch(path, { forceAuthn: true }, { 'if-match': etag })).status).toBe(200);
      const stale = { name: 'Other', provider: byDocument() };
      expect((await patch(path, stale, { 'if-match': etag })).status).toBe(412);
      const opened = await rest('POST', `${path}/test-sign-ins`);
      expect(opened.status).toBe(201);
      expect(String(opened.body.url)).toContain(`${server().home}/sign-in/test?flow=`);
      const types = await rest('GET', `${path.replace(/\/connections.*/, '')}/journal`);
      expect(JSON.stringify(types.body)).not.toContain(base64Of(provider.key.certificate));
    });

    test('signin C7 pasted certificates are put in order, or refused with the place', async () => {
      const pem = provider.key.certificate;
      const other = await newProviderKey();
      const fields = {
        from: 'fields',
        entityId: 'https://idp.example',
        signOnUrl: 'https://idp.example/sso',
      };
      const bare = base64Of(pem);
      const shapes: [string, number][] = [
        [pem, 1],
        [`\r\n\r\n  ${pem.replace(/\n/g, '\r\n')}  \r\n`, 1],
        [bare, 1],
        [bare.replace(/(.{40})/g, '$1 \n'), 1],
        [`${pem}\n\n${other.certificate}`, 2],
      ];
      for (const [certificates, count] of shapes) {
        const { body } = await connection({ ...fields, certificates });
        expect(body.provider?.certificates).toHaveLength(count);
      }
      const connections = `${await home()}/connections`;
      const refused = [
        [{ certificates: 'not a certificate at all' }, 'provider.certificates', 'position: 1'],
        [{ certificates: `${pem}\n${pem.replace('MII', 'AAA')}` }, 'provider.certificates', '2'],
        [{ certificates: other.privateKey }, 'provider.certificates', 'not a certificate'],
        [{ signOnUrl: 'http://idp.example/sso', certificates: pem }, 'provider.signOnUrl', 'https'],
        [{ logoutUrl: 'javascript:alert(1)', certificates: pem }, 'provider.logoutUrl', 'https'],
      ] as const;
      for (const [change, field, words] of refused) {
        const body = { kind: 'saml', name: 'Okta', provider: { ...fields, ...change } };
        const reply = await rest('POST', connections, { body });
        expect([reply.status, problemsOf(reply)[0]?.field]).toEqual([400, field]);
        expect(problemsOf(reply)[0]?.problem).toContain(words);
      }
      expect((await rest('GET', connections)).body.items).toEqual([]);
    });

    test('signin C9 a list of entities is read, or asks which one', async () => {
      const several = provider.metadata({ others: ['https://other.example'] });
      const connections = `${await home()}/connections`;
      const create = (given: object) =>
        rest('POST', connections, { body: { kind: 'saml', name: 'K', provider: given } });
      const asked = await create({ from: 'document', xml: several });
      expect(asked.status).toBe(400);
      expect(problemsOf(asked)[0]).toMatchObject({ field: 'provider.entityId' });
      expect(problemsOf(asked)[0]?.problem).toContain('https://other.example');
      const { entityId } = provider;
      const chosen = await create({ from: 'document', xml: several, entityId });
      expect(chosen.body).toMatchObject({ provider: { entityId } });
      const nonsense = await create({ from: 'document', xml: '<html/>' });
      expect(problemsOf(nonsense)[0]).toMatchObject({ field: 'provider.xml' });
    });

    test('signin W20 an address in a private network is refused at save', async () => {
      const connections = `${await home()}/connections`;
      for (const bad of [
        'https://10.0.0.1/metadata',
        'https://169.254.169.254/',
        'https://[::1]/',
      ]) {
        const body = { kind: 'saml', name: 'K', provider: { from: 'url', url: bad } };
        const reply = await rest('POST', connections, { body });
        expect([bad, reply.status, problemsOf(reply)[0]?.field]).toEqual([
          bad,
          400,
          'provider.url',
        ]);
      }
    });

    test('signin C4 metadata by URL: read again, kept while it fails, and said in words', async () => {
      const { path, body } = await connection({ from: 'url', url });
      expect(body).toMatchObject({ metadata: { kind: 'url', url }, metadataState: 'current' });
      const refresh = async () => (await rest('POST', `${path}/metadata-refreshes`)).body;
      const renewed = await newProviderKey();
      published = provider.metadata({ keys: [provider.key, renewed] });
      expect((await refresh()).provider?.certificates).toHaveLength(2);
      published = undefined;
      const failing = await refresh();
      expect(failing).toMatchObject({
        metadataState: 'failing',
        configuration: 1,
        metadata: { failure: { reason: 'fetch.status', message: expect.any(String) } },
      });
      expect(failing.provider?.certificates).toHaveLength(2);
      const stranger = await samlProvider({ entityId: 'https://stranger.example' });
      published = stranger.metadata();
      expect(await refresh()).toMatchObject({
        provider: { entityId: provider.entityId },
        metadata: { failure: { reason: 'metadata_entity' } },
      });
      published = provider.metadata();
      expect(await refresh()).toMatchObject({ metadataState: 'current' });
    });

    test('keys of ours are listed, made, used and removed', async () => {
      const { path } = await connection(byDocument());
      const keys = async () => (await rest('GET', `${path}/keys`)).body.items as unknown as Json[];
      const [first] = await keys();
      expect(first).toMatchObject({ signs: true });
      const added = await rest('POST', `${path}/keys`);
      expect(added.body).toMatchObject({ signs: false });
      expect(await keys()).toHaveLength(2);
      const used = await rest('POST', `${path}/keys/${String(added.body.id)}/use`);
      expect(used.body).toMatchObject({ signs: true });
      const gone = await rest('DELETE', `${path}/keys/${String(first?.id)}`);
      expect(gone.status).toBe(204);
      const [left] = await keys();
      expect([left?.id, left?.signs]).toEqual([added.body.id, true]);
      expect(JSON.stringify(left)).not.toContain('PRIVATE');
      const last = await rest('DELETE', `${path}/keys/${String(added.body.id)}`);
      expect(last.status).toBe(409);
    });

    /** The browser of the person who tests: opens the address, is answered by the provider, and comes to the end. */
    async function walkTest(path: string, attributes: Record<string, readonly string[]>) {
      const opened = await rest('POST', `${path}/test-sign-ins`);
      const address = String(opened.body.url);
      const left = await fetch(address);
      const html = (await left.text()).replace(
        /&(?:amp|#x2F|#x3D);/g,
        (text) => ENTITIES[text] ?? '',
      );
      const [target = ''] = /https:\/\/idp\.example\/sso\?[^"<> ]+/.exec(html) ?? [];
      const request = readRequest({ binding: 'redirect', url: target });
      const form = await provider.respond(request, { now: Date.now(), attributes });
      const body = new URLSearchParams(form);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const acs = await fetch(request.acs, { method: 'POST', body, headers, redirect: 'manual' });
      const finish = new URL(acs.headers.get('location') ?? '', request.acs);
      const cookie = (left.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
      const page = await (await fetch(finish, { headers: { cookie } })).text();
      // the address was for one use
      const again = await (await fetch(address)).text();
      return { page, again };
    }

    test('signin R9 a test shows what came and counts when the address is among it; then activated', async () => {
      const { path } = await connection(byDocument());
      const email = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress';
      const sent = { [email]: ['ada@example.com'], groups: ['Staff'] };
      const bad = await walkTest(path, sent);
      expect(bad.page).toContain('attribute_missing');
      expect(bad.page).toContain(email.replaceAll('/', '&#x2F;'));
      const [attempt] = (await rest('GET', `${path}/sign-ins?purpose=test`)).body
        .items as unknown as Json[];
      expect(attempt).toMatchObject({
        outcome: 'refused',
        reason: 'attribute_missing',
        details: { expected: 'email' },
        decoded: { side: 'muster' },
      });
      expect(String(attempt?.details?.received)).toContain(email);
      expect((await patch(path, { status: 'active' })).body.code).toBe('connection.untested');
      // the way out: another preset, which is another configuration
      expect((await patch(path, { preset: 'entra' })).body).toMatchObject({ configuration: 2 });
      const good = await walkTest(path, sent);
      expect(good.page).toContain('ada@example.com');
      expect(good.again).not.toContain('idp.example/sso');
      const read = await rest('GET', path);
      expect(read.body).toMatchObject({ isTested: true, tested: { configuration: 2 } });
      expect((await patch(path, { status: 'active' })).body).toMatchObject({ status: 'active' });
      // nobody came of it
      const home = path.replace(/\/connections.*/, '');
      expect((await rest('GET', `${home}/members`)).body.items).toEqual([]);
      // N5: a change while the test is on its way
      const opened = await rest('POST', `${path}/test-sign-ins`);
      await patch(path, { names: { subject: 'uid' } });
      const page = await (await fetch(String(opened.body.url))).text();
      expect(page).not.toContain('idp.example/sso');
    });

    test('signin R9 presets say the full names that Entra sends', async () => {
      const { path } = await connection();
      const { body } = await patch(path, { preset: 'entra', names: { groups: 'roles' } });
      expect(body).toMatchObject({
        names: { groups: 'roles' },
        effectiveNames: {
          email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
          groups: 'roles',
        },
      });
    });

    test('directories answer as before, and each kind refuses what is the other one’s', async () => {
      const { path } = await connection();
      const scim = await rest('POST', path.replace(/\/[^/]+$/, ''), {
        body: { kind: 'scim', name: 'Directory' },
      });
      expect(Object.keys(scim.body).sort()).toEqual([
        'compatibility',
        'createdAt',
        'id',
        'kind',
        'mappingMode',
        'name',
        'notifyMembers',
        'organizationId',
        'scimBaseUrl',
        'status',
        'updatedAt',
        'version',
      ]);
      const scimPath = path.replace(/[^/]+$/, String(scim.body.id));
      expect((await patch(scimPath, { unsolicited: true })).status).toBe(400);
      expect((await patch(path, { compatibility: 'strict' })).status).toBe(400);
      for (const [method, at] of [
        ['POST', `${scimPath}/test-sign-ins`],
        ['GET', `${scimPath}/keys`],
        ['POST', `${scimPath}/metadata-refreshes`],
      ] as const) {
        expect((await rest(method, at)).body.code).toBe('connection.kind');
      }
      const token = await rest('POST', `${path}/credentials`, { body: { kind: 'token' } });
      expect(token.body.code).toBe('connection.kind');
      expect((await rest('GET', `${path}/sign-ins?outcome=refused`)).body.items).toEqual([]);
      expect((await patch(path, { pairedWith: String(scim.body.id) })).body).toMatchObject({
        pairedWith: scim.body.id,
        configuration: 2,
      });
    });
  },
  { settings: { outgoing: { allow: [host] } } },
);
