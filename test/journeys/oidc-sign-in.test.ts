import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOidcProvider, type OidcProviderProcess } from '../kit/providers/oidc.js';
import { UserAgent } from '../kit/providers/user-agent.js';
import { startServer, type Reply, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

// A real OpenID provider, a process of its own, and a browser without scripts that walks between it and Muster.

const PEOPLE = {
  'user-1': {
    email: 'user-1@acme.example',
    email_verified: true,
    name: 'First Person',
    given_name: 'First',
    family_name: 'Person',
    groups: ['staff', 'engineers'],
  },
  'user-2': { email: 'user-2@other.example', email_verified: true, name: 'Second Person' },
};

interface Home {
  readonly organizationId: string;
  readonly connectionId: string;
}

overStores(
  'signing in with an OpenID provider',
  (kind) => {
    let opened: OpenedStore;
    let server: TestServer;
    let provider: OidcProviderProcess;
    const records = new Map<string, string[]>();

    beforeAll(async () => {
      provider = await startOidcProvider(PEOPLE);
      opened = await kind.open();
      server = await startServer({
        storeUrl: opened.url,
        jobs: true,
        settings: { outgoing: { allow: [new URL(provider.issuer).host] } },
        resolver: { proofs: async (name) => records.get(name) ?? [] },
      });
    }, 120_000);

    afterAll(async () => {
      await server.close();
      await opened.close();
      await provider.stop();
    });

    const rest = (method: string, path: string, body?: unknown): Promise<Reply> =>
      server.rest(method, path, { ...(body !== undefined && { body }) });

    async function organization(name: string, domain: string): Promise<string> {
      const made = await rest('POST', '/organizations', { name });
      const organizationId = String(made.body['id']);
      const path = `/organizations/${organizationId}/domains`;
      const added = await rest('POST', path, { name: domain });
      const { id, record } = added.body as unknown as { id: string; record: { text: string } };
      records.set(domain, [record.text]);
      await rest('POST', `${path}/${id}/verify`);
      return organizationId;
    }

    /** Sets a connection up as an administrator does: addresses to the provider, a test sign-in, then active. */
    async function connect(
      { name, domain }: { readonly name: string; readonly domain: string },
      how: 'secret' | 'private_key_jwt',
    ): Promise<Home> {
      const organizationId = await organization(name, domain);
      const path = `/organizations/${organizationId}/connections`;
      const clientId = `client-${name}`;
      const secret = 'a-client-secret-of-this-test';
      const created = await rest('POST', path, {
        kind: 'oidc',
        name: 'Company',
        preset: 'okta',
        provider: { from: 'url', url: provider.issuer },
        clientId,
        clientAuthentication: how,
        ...(how === 'secret' && { clientSecret: secret }),
        singleLogout: true,
      });
      expect(created).toMatchObject({
        status: 201,
        body: { status: 'disabled', isTested: false, hasClientSecret: how === 'secret' },
      });
      expect(JSON.stringify(created.body)).not.toContain(secret);
      const connectionId = String(created.body['id']);
      const urls = created.body['relyingParty'] as unknown as Record<string, string>;
      provider.trust({
        client_id: clientId,
        redirect_uris: [urls['redirectUrl']],
        post_logout_redirect_uris: [urls['signedOutUrl']],
        backchannel_logout_uri: urls['backChannelLogoutUrl'],
        backchannel_logout_session_required: true,
        scope: 'openid email profile groups',
        ...(how === 'secret'
          ? { client_secret: secret }
          : { token_endpoint_auth_method: how, jwks_uri: urls['keysUrl'] }),
      });
      const early = await rest('PATCH', `${path}/${connectionId}`, { status: 'active' });
      expect(early).toMatchObject({ status: 409, body: { code: 'connection.untested' } });
      const begun = await rest('POST', `${path}/${connectionId}/test-sign-ins`);
      const agent = new UserAgent();
      await agent.open(String(begun.body['url']));
      await throughProvider(agent, 'user-1');
      expect(agent.page.text).toContain('The sign-in works.');
      expect(agent.page.text.match(/<th[^>]*>sub<\/th>/g)).toHaveLength(1);
      const active = await rest('PATCH', `${path}/${connectionId}`, { status: 'active' });
      expect(active.body).toMatchObject({ status: 'active', isTested: true });
      return { organizationId, connectionId };
    }

    /** From the page that leads to the provider to where the answer ends. */
    async function throughProvider(agent: UserAgent, person: string): Promise<void> {
      await agent.refresh();
      const asks = agent.page.forms.some(({ values }) => 'login' in values);
      if (asks) await agent.submit({ login: person, password: 'pass' });
    }

    async function signIn(agent: UserAgent, { connectionId }: Home, person: string): Promise<void> {
      await agent.open(`${server.home}/sign-in/connections/${connectionId}?return=/account`);
      await throughProvider(agent, person);
    }

    const account = async (agent: UserAgent): Promise<string> =>
      (await agent.open(`${server.home}/account`)).text;

    const members = async ({ organizationId }: Home): Promise<Record<string, unknown>[]> => {
      const { body } = await rest('GET', `/organizations/${organizationId}/members`);
      const items = body['items'] as unknown as Record<string, unknown>[];
      return items.filter((one) => one['kind'] === 'member');
    };

    /** signin O5 and O6: the provider's tile begins a sign-in of our own, and the iss of an answer begins none. */
    async function tilesOf({ connectionId }: Home): Promise<void> {
      const tile = (iss: string, target: string): string => {
        const query = new URLSearchParams({
          iss,
          login_hint: 'user-1@acme.example',
          target_link_uri: target,
        });
        return `${server.home}/oidc/${connectionId}/initiate?${query.toString()}`;
      };
      const agent = new UserAgent();
      await agent.open(tile(provider.issuer, '/account/second-step'));
      expect(agent.page.text).toContain('user-1%40acme.example');
      await throughProvider(agent, 'user-1');
      expect(agent.page.url).toBe(`${server.home}/account/second-step`);
      await agent.open(tile(provider.issuer, 'https://evil.example/'));
      await throughProvider(agent, 'user-1');
      expect(agent.page.url).toBe(`${server.home}/account`);
      const unknown = await agent.open(tile('https://evil.example', '/account'));
      expect(unknown.status).toBe(404);
      const foreign = `${server.home}/oidc/${connectionId}/callback?code=c&state=s&iss=${provider.issuer}`;
      await new UserAgent().open(foreign).then((page) => {
        expect(page.text).not.toContain(`${provider.issuer}/auth`);
        expect(page.status).toBe(403);
      });
    }

    test('signin O5 O6 a person signs in with a secret, or at a tile, signs out here and at the provider; the log has it', async () => {
      const home = await connect({ name: 'Acme', domain: 'acme.example' }, 'secret');
      const agent = new UserAgent();
      await signIn(agent, home, 'user-1');
      expect(agent.page.text).toContain('Your settings');
      expect(await members(home)).toMatchObject([
        { email: 'user-1@acme.example', name: 'First Person', source: 'sign_in' },
      ]);
      const log = await rest(
        'GET',
        `/organizations/${home.organizationId}/connections/${home.connectionId}/sign-ins`,
      );
      expect(log.body['items']).toMatchObject([
        { purpose: 'sign_in', outcome: 'ok', issuer: provider.issuer, subject: 'user-1' },
        { purpose: 'test', outcome: 'ok' },
      ]);
      await tilesOf(home);
      await agent.open(`${server.home}/sign-out`);
      await agent.submit();
      await agent.refresh();
      expect(agent.page.url).toContain(`${provider.issuer}/session/end`);
      await agent.submit({ logout: 'yes' });
      expect(agent.page.url).toContain(`${server.home}/sign-in/finish`);
      expect(await account(agent)).not.toContain('First Person');
      await agent.open(`${server.home}/sign-in/connections/${home.connectionId}`);
      await agent.refresh();
      expect(agent.page.forms.some(({ values }) => 'login' in values)).toBe(true);
    }, 120_000);

    test('private_key_jwt; the provider ends its session, and ours is over by its back-channel logout', async () => {
      const home = await connect({ name: 'Keys', domain: 'other.example' }, 'private_key_jwt');
      const agent = new UserAgent();
      await signIn(agent, home, 'user-2');
      expect(await account(agent)).toContain('Second Person');
      // the provider's own sign-out, without us
      await agent.open(`${provider.issuer}/session/end`);
      await agent.submit({ logout: 'yes' });
      for (let tries = 0; tries < 300; tries += 1) {
        if (!(await account(agent)).includes('Second Person')) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(await account(agent)).not.toContain('Second Person');
      const entries = await rest('GET', `/organizations/${home.organizationId}/journal?limit=100`);
      expect(JSON.stringify(entries.body)).toContain('"reason":"provider"');
    }, 120_000);
  },
  oneKindPerDatabase,
);
