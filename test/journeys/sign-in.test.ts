import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mailedCode } from '../kit/browsers.js';
import type { RealProvider } from '../kit/providers/real-providers.js';
import { startSamlp } from '../kit/providers/samlp.js';
import { hasSimpleSamlPhp, startSimpleSamlPhp } from '../kit/providers/simplesamlphp.js';
import { UserAgent } from '../kit/providers/user-agent.js';
import { startServer, type Reply, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

// Real identity providers, each a process of its own, and a browser without scripts that walks between them and Muster.

const PEOPLE = {
  'user-1': {
    uid: ['user-1'],
    email: ['user-1@acme.example'],
    firstName: ['First'],
    lastName: ['Person'],
    groups: ['staff', 'engineers'],
  },
  'user-2': {
    uid: ['user-2'],
    email: ['user-2@other.example'],
    firstName: ['Second'],
    lastName: ['Person'],
    groups: ['staff'],
  },
};

/** An organization with a proved domain and an active, tested connection. */
interface Home {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly provedDomain: string;
}

overStores(
  'signing in with real providers',
  (kind) => {
    let opened: OpenedStore;
    let server: TestServer;
    let samlp: RealProvider;
    let php: RealProvider | undefined;
    const records = new Map<string, string[]>();

    beforeAll(async () => {
      samlp = await startSamlp(PEOPLE);
      php = hasSimpleSamlPhp() ? await startSimpleSamlPhp(PEOPLE) : undefined;
      const hosts = [samlp, php].flatMap((one) => (one ? [new URL(one.metadataUrl).host] : []));
      opened = await kind.open();
      server = await startServer({
        storeUrl: opened.url,
        jobs: true,
        settings: { outgoing: { allow: hosts } },
        resolver: { proofs: async (name) => records.get(name) ?? [] },
      });
    }, 120_000);

    afterAll(async () => {
      await server.close();
      await opened.close();
      await samlp.stop();
      await php?.stop();
    });

    const rest = async (
      method: string,
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Reply> =>
      server.rest(method, path, { ...(body !== undefined && { body }), headers });

    /** Resolves to the address of the domain over REST. */
    async function prove(organizationId: string, domain: string): Promise<string> {
      const added = await rest('POST', `/organizations/${organizationId}/domains`, {
        name: domain,
      });
      const { id, record } = added.body as unknown as { id: string; record: { text: string } };
      records.set(domain, [record.text]);
      const path = `/organizations/${organizationId}/domains/${id}`;
      const verified = await rest('POST', `${path}/verify`);
      expect(verified.body).toMatchObject({ status: 'verified' });
      return path;
    }

    /** Sets a connection up as an administrator does: metadata both ways, a test sign-in, then active. */
    async function connect(
      provider: RealProvider,
      { name, domain, tester, encrypt = false }: ConnectOptions,
    ): Promise<Home> {
      const made = await rest('POST', '/organizations', { name });
      const organizationId = String(made.body['id']);
      const provedDomain = await prove(organizationId, domain);
      const path = `/organizations/${organizationId}/connections`;
      const given = { from: 'url', url: provider.metadataUrl };
      const created = await rest('POST', path, {
        kind: 'saml',
        name: 'Company',
        preset: 'okta',
        provider: given,
        singleLogout: true,
      });
      expect(created).toMatchObject({ status: 201, body: { status: 'disabled' } });
      const connectionId = String(created.body['id']);
      const { entityId, acsUrl, sloUrl } = created.body['serviceProvider'] as unknown as Record<
        string,
        string
      >;
      const metadata = await (await fetch(String(entityId))).text();
      const [, certificate = ''] = /<X509Certificate>([^<]*)/.exec(metadata) ?? [];
      provider.trust({
        entityId: String(entityId),
        acsUrl: String(acsUrl),
        sloUrl: String(sloUrl),
        certificate,
        encrypt,
      });
      const begun = await rest('POST', `${path}/${connectionId}/test-sign-ins`);
      const agent = new UserAgent();
      await agent.open(String(begun.body['url']));
      await throughProvider(agent, tester);
      expect(agent.page.text).toContain('The sign-in works.');
      const active = await rest('PATCH', `${path}/${connectionId}`, { status: 'active' });
      expect(active.body).toMatchObject({ status: 'active', isTested: true });
      return { organizationId, connectionId, provedDomain };
    }

    interface ConnectOptions {
      readonly name: string;
      readonly domain: string;
      readonly tester: string;
      readonly encrypt?: boolean;
    }

    /** From the page that leads to the provider to where the answer ends. */
    async function throughProvider(agent: UserAgent, person: string): Promise<void> {
      await agent.refresh();
      const asks = agent.page.forms.some(({ values }) => 'username' in values);
      if (asks) await agent.submit({ username: person, password: 'pass' });
      await agent.submit({}, ({ values }) => 'SAMLResponse' in values);
    }

    async function signIn(agent: UserAgent, { connectionId }: Home, person: string): Promise<void> {
      await agent.open(`${server.home}/sign-in/connections/${connectionId}?return=/account`);
      await throughProvider(agent, person);
    }

    /** What the page of the account says, or that it asks to sign in. */
    async function account(agent: UserAgent): Promise<string> {
      return (await agent.open(`${server.home}/account`)).text;
    }

    /** A question over REST with the cookies of the browser. */
    async function asPerson(agent: UserAgent, path: string): Promise<number> {
      const cookies = agent.cookiesOf('localhost');
      const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
      const response = await fetch(`${server.home}/api/v1${path}`, {
        headers: { cookie: cookie.join('; '), 'sec-fetch-site': 'same-origin' },
      });
      await response.text();
      return response.status;
    }

    const members = async ({
      organizationId,
    }: Pick<Home, 'organizationId'>): Promise<Record<string, unknown>[]> => {
      const { body } = await rest('GET', `/organizations/${organizationId}/members`);
      const items = body['items'] as unknown as Record<string, unknown>[];
      return items.filter((one) => one['kind'] === 'member');
    };

    describe('by SAML', () => {
      const missing = 'NOT RUN: SimpleSAMLphp (Debian package simplesamlphp) is not installed';
      if (!hasSimpleSamlPhp()) test.skip(missing, () => undefined);
      test.each(hasSimpleSamlPhp() ? ['samlp', 'SimpleSAMLphp'] : ['samlp'])(
        '%s: sign-in makes the member, SCIM adopts it later, deactivation throws the person out everywhere',
        async (which) => {
          const provider = which === 'samlp' ? samlp : php;
          if (!provider) throw new Error('The provider was not started.');
          const encrypt = which === 'samlp';
          const domain = 'acme.example';
          const home = await connect(provider, { name: which, domain, tester: 'user-1', encrypt });
          const agent = new UserAgent();
          await signIn(agent, home, 'user-1');
          expect(agent.page.text).toContain('Your settings');
          expect(await members(home)).toMatchObject([
            { email: 'user-1@acme.example', status: 'active', source: 'sign_in' },
          ]);
          const own = `/organizations/${home.organizationId}/members`;
          const [{ id }] = (await members(home)) as [{ id: string }];
          expect(await asPerson(agent, `${own}/${id}`)).toBe(200);

          const scim = await server.scim({ organizationId: home.organizationId });
          const user = await scim.post('/Users', {
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            userName: 'user-1@acme.example',
            name: { givenName: 'First', familyName: 'Person' },
            emails: [{ value: 'user-1@acme.example', primary: true }],
          });
          expect(user.status).toBe(201);
          expect(await members(home)).toMatchObject([{ id, status: 'active' }]);
          expect(await asPerson(agent, `${own}/${id}`)).toBe(200);

          const elsewhere = new UserAgent();
          await signIn(elsewhere, home, 'user-1');
          const changed = await scim.patch(`/Users/${String(user.body['id'])}`, {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'replace', path: 'active', value: false }],
          });
          expect(changed.status).toBe(200);
          for (const one of [agent, elsewhere])
            expect(await asPerson(one, `${own}/${id}`)).toBe(401);
          // signin J3: and the provider's word does not bring the person back
          await signIn(elsewhere, home, 'user-1');
          expect(elsewhere.page.text).toContain('sign_in.deactivated');
          expect(await asPerson(elsewhere, `${own}/${id}`)).toBe(401);
          // for the next provider's organization
          expect((await rest('DELETE', home.provedDomain)).status).toBe(204);
        },
        120_000,
      );

      test('two organizations with two providers: neither opens the other; an identity that is removed signs out', async () => {
        const second = php ?? samlp;
        const here = await connect(samlp, {
          name: 'Here',
          domain: 'here.example',
          tester: 'user-1',
        });
        const there = await connect(second, {
          name: 'There',
          domain: 'other.example',
          tester: 'user-2',
        });
        const agent = new UserAgent();
        await signIn(agent, there, 'user-2');
        expect(agent.page.text).toContain('Your settings');
        const [{ id }] = (await members(there)) as [{ id: string }];
        const own = `/organizations/${there.organizationId}/members/${id}`;
        expect(await asPerson(agent, own)).toBe(200);
        expect(await asPerson(agent, `/organizations/${here.organizationId}/members`)).toBe(404);

        // the provider of the one says the address of the other's member: neither a session nor a link
        const stranger = new UserAgent();
        await signIn(stranger, here, 'user-2');
        expect(stranger.page.text).not.toContain('Your settings');
        expect(await members(here)).toEqual([]);
        expect(await asPerson(stranger, own)).toBe(401);

        const identities = await rest('GET', `${own}/sign-in-identities`);
        const [identity] = identities.body['items'] as unknown as [{ id: string }];
        await rest('DELETE', `${own}/sign-in-identities/${identity.id}`);
        expect(await asPerson(agent, own)).toBe(401);
      }, 120_000);
    });

    test('signin W1: an address of a domain that nobody has proved needs a code in the same sign-in', async () => {
      const home = await connect(samlp, {
        name: 'Unproved',
        domain: 'unproved.example',
        tester: 'user-1',
      });
      const agent = new UserAgent();
      await signIn(agent, home, 'user-1');
      expect(await members(home)).toEqual([]);
      await agent.submit({}, ({ action }) => action.includes('prove'));
      const { code } = await mailedCode(server.settings.mail.folder, 'user-1@acme.example');
      await agent.submit({ code }, ({ values }) => 'code' in values);
      expect(agent.page.text).toContain('Your settings');
      expect(await members(home)).toMatchObject([{ email: 'user-1@acme.example' }]);
      // from now on the provider's word is enough
      const elsewhere = new UserAgent();
      await signIn(elsewhere, home, 'user-1');
      expect(elsewhere.page.text).toContain('Your settings');
    });

    test('an invited person joins by a code, changes their settings and signs out everywhere', async () => {
      const made = await rest('POST', '/organizations', { name: 'Inviting' });
      const organizationId = String(made.body['id']);
      const path = `/organizations/${organizationId}`;
      const email = `invited-${kind.name}@example.com`;
      const invited = await rest('POST', `${path}/invitations`, { email, send: false });
      const agent = new UserAgent();
      await agent.open(`${server.home}/invitation/join?token=${String(invited.body['token'])}`);
      // opening it accepts nothing
      expect(await members({ organizationId })).toEqual([]);
      if (!/name="code"/.test(agent.page.text)) await agent.submit({ email });
      const { code } = await mailedCode(server.settings.mail.folder, email);
      await agent.submit({ code }, ({ values }) => 'code' in values);
      expect(await members({ organizationId })).toEqual([]);
      await agent.submit({}, ({ action }) => action.includes('accept'));
      expect(await members({ organizationId })).toMatchObject([
        { email, status: 'active', source: 'invitation' },
      ]);
      expect(await account(agent)).toContain('Inviting');
      await agent.submit({ name: 'New Name' }, ({ values }) => 'name' in values);
      expect(await account(agent)).toContain('New Name');

      const elsewhere = new UserAgent();
      await elsewhere.open(`${server.home}/sign-in`);
      await elsewhere.submit({ email });
      const again = await mailedCode(server.settings.mail.folder, email, 1);
      await elsewhere.submit({ code: again.code }, ({ values }) => 'code' in values);
      expect(await account(elsewhere)).toContain('New Name');
      await agent.open(`${server.home}/sign-out`);
      await agent.submit({ everywhere: '1' });
      for (const one of [agent, elsewhere]) expect(await account(one)).not.toContain('New Name');
    });
  },
  oneKindPerDatabase,
);
