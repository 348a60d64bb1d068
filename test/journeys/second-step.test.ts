import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestPasskey } from '../kit/authenticator.js';
import { startOidcProvider, type OidcProviderProcess } from '../kit/providers/oidc.js';
import { UserAgent, type PageForm } from '../kit/providers/user-agent.js';
import { startServer, type Reply, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

// An owner asks for a second step, at two providers that are processes of their own: one like Google, which says nothing of a second step,
// and one like Entra, which says it by an authentication context.

const TENANT = '5f1d0c1e-8a0b-4a55-9a2f-0f6f7a4c9b11';

const AT_GOOGLE = {
  'g-1': { email: 'one@google-like.example', email_verified: true, hd: 'google-like.example' },
  'g-2': { email: 'two@google-like.example', email_verified: true },
};
const AT_ENTRA = {
  'e-1': { email: 'one@entra-like.example', tid: TENANT, oid: 'oid-1', acrs: ['c1'] },
  'e-2': { email: 'two@entra-like.example', tid: TENANT, oid: 'oid-2' },
};

interface Home {
  readonly id: string;
  readonly ownerId: string;
  readonly connectionId: string;
}

overStores(
  'a second step',
  (kind) => {
    let opened: OpenedStore;
    let server: TestServer;
    let google: OidcProviderProcess;
    let entra: OidcProviderProcess;
    const records = new Map<string, string[]>();

    beforeAll(async () => {
      google = await startOidcProvider(AT_GOOGLE);
      entra = await startOidcProvider(AT_ENTRA, TENANT);
      opened = await kind.open();
      const allow = [google, entra].map(({ issuer }) => new URL(issuer).host);
      server = await startServer({
        storeUrl: opened.url,
        jobs: true,
        settings: { outgoing: { allow } },
        resolver: { proofs: async (name) => records.get(name) ?? [] },
      });
    }, 120_000);

    afterAll(async () => {
      await server.close();
      await opened.close();
      await google.stop();
      await entra.stop();
    });

    const rest = async (
      method: string,
      path: string,
      { body, as }: { readonly body?: object; readonly as?: string } = {},
    ): Promise<Reply> => {
      const headers = as === undefined ? {} : { 'muster-acting-member': as };
      const reply = await server.rest(method, path, { headers, ...(body && { body }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply;
    };

    /** A customer with a proved domain, a tested and active connection, and an owner. */
    async function connect(
      provider: OidcProviderProcess,
      {
        domain,
        tester,
        ...more
      }: Readonly<Record<string, unknown>> & { domain: string; tester: string },
    ): Promise<Home> {
      const owner = { email: `owner@${domain}`, name: 'Owner' };
      const made = await rest('POST', '/organizations', { body: { name: domain, owner } });
      const id = String(made.body['id']);
      const domains = `/organizations/${id}/domains`;
      const added = await rest('POST', domains, { body: { name: domain } });
      const claimed = added.body as unknown as { id: string; record: { text: string } };
      records.set(domain, [claimed.record.text]);
      await rest('POST', `${domains}/${claimed.id}/verify`);
      const connections = `/organizations/${id}/connections`;
      const secret = 'a-client-secret-of-this-test';
      const created = await rest('POST', connections, {
        body: {
          kind: 'oidc',
          name: 'Company',
          provider: { from: 'url', url: provider.issuer },
          clientId: `client-${domain}`,
          clientSecret: secret,
          ...more,
        },
      });
      const connectionId = String(created.body['id']);
      const urls = created.body['relyingParty'] as unknown as Record<string, string>;
      provider.trust({
        client_id: `client-${domain}`,
        client_secret: secret,
        redirect_uris: [urls['redirectUrl']],
        scope: 'openid email profile',
      });
      const begun = await rest('POST', `${connections}/${connectionId}/test-sign-ins`);
      const agent = new UserAgent();
      await agent.open(String(begun.body['url']));
      await throughProvider(agent, tester);
      expect(agent.page.text).toContain('The sign-in works.');
      await rest('PATCH', `${connections}/${connectionId}`, { body: { status: 'active' } });
      const members = await rest('GET', `/organizations/${id}/members`);
      return { id, connectionId, ownerId: String(members.body['items']?.[0]?.id) };
    }

    /** From the page that leads to the provider to where the answer ends. */
    async function throughProvider(agent: UserAgent, person: string): Promise<void> {
      await agent.refresh();
      const asks = agent.page.forms.some(({ values }) => 'login' in values);
      if (asks) await agent.submit({ login: person, password: 'pass' });
    }

    async function signIn({ connectionId }: Home, person: string): Promise<UserAgent> {
      const agent = new UserAgent();
      await agent.open(`${server.home}/sign-in/connections/${connectionId}?return=/account`);
      await throughProvider(agent, person);
      return agent;
    }

    /** What REST answers in the browser's session. */
    async function read(agent: UserAgent, { id }: Home): Promise<string> {
      const { hostname, origin } = new URL(server.home);
      const cookie = Object.entries(agent.cookiesOf(hostname)).map((pair) => pair.join('='));
      const headers = { cookie: cookie.join('; '), origin, 'sec-fetch-site': 'same-origin' };
      const response = await fetch(`${server.home}/api/v1/organizations/${id}`, { headers });
      const { code } = (await response.json()) as { code?: string };
      // a member without a role is let in to see nothing
      return response.ok || code === 'permission.missing' ? 'open' : String(code);
    }

    const to =
      (path: string) =>
      ({ action }: PageForm): boolean =>
        action.endsWith(path);

    /** A person without any secret here proves themselves at the provider, and makes a passkey. */
    async function enrol(agent: UserAgent, person: string, passkey: TestPasskey): Promise<void> {
      await agent.open(`${server.home}/account/second-step`);
      await agent.submit({}, to('/passkey'));
      await agent.submit({}, to('/sign-in/step-up'));
      await throughProvider(agent, person);
      await agent.open(`${server.home}/account/second-step`);
      await agent.submit({}, to('/passkey'));
      const { origin } = new URL(server.home);
      const response = passkey.create(optionsOf(agent), { origin });
      await agent.submit({ response, name: 'Own' }, ({ values }) => 'response' in values);
      expect(agent.page.text).toContain('Keep these codes');
    }

    test('signin F10 asked for by an owner, shown by a member’s passkey, reset by an administrator; a provider like Google', async () => {
      const home = await connect(google, {
        domain: 'google-like.example',
        tester: 'g-1',
        preset: 'google',
        hostedDomains: ['google-like.example'],
      });
      const stranger = await signIn(home, 'g-2');
      expect([stranger.page.status, stranger.page.text.includes('hosted_domain')]).toEqual([
        403,
        true,
      ]);
      const agent = await signIn(home, 'g-1');
      expect(await read(agent, home)).toBe('open');
      const secondFactor = { signIn: true, highRisk: true };
      const path = `/organizations/${home.id}/second-factor`;
      await rest('PUT', path, { body: { secondFactor }, as: home.ownerId });
      expect(await read(agent, home)).toBe('step_up.required');
      const missing = await rest('GET', `${path}/missing?concerned=true`);
      const items = missing.body['items'] as unknown as { email: string; memberId: string }[];
      expect(items.map(({ email }) => email)).toEqual([
        'owner@google-like.example',
        'one@google-like.example',
      ]);

      const passkey = new TestPasskey('localhost');
      await enrol(agent, 'g-1', passkey);
      expect(await read(agent, home)).toBe('open');
      // the next sign-in shows it
      const later = await signIn(home, 'g-1');
      expect(await read(later, home)).toBe('step_up.required');
      await later.open(`${server.home}/sign-in/step-up?return=/account`);
      await later.submit({}, to('/step-up/passkey'));
      const response = passkey.get(optionsOf(later), { origin: new URL(server.home).origin });
      await later.submit({ response }, ({ values }) => 'response' in values);
      expect(await read(later, home)).toBe('open');

      const [, member] = items;
      const factors = `/organizations/${home.id}/members/${member?.memberId ?? ''}/second-factors`;
      const reset = await rest('DELETE', factors, { as: home.ownerId });
      expect(reset.body['removed']).toBe(2);
      expect(await read(later, home)).toBe('session.login_required');
      const anew = await signIn(home, 'g-1');
      expect(await read(anew, home)).toBe('step_up.required');
      await enrol(anew, 'g-1', new TestPasskey('localhost'));
      expect(await read(anew, home)).toBe('open');
    }, 120_000);

    test('signin F11 the provider’s second step counts where it says so, at each sign-in; the provider is like Entra', async () => {
      const home = await connect(entra, {
        domain: 'entra-like.example',
        tester: 'e-1',
        preset: 'entra',
        secondStep: 'provider',
        secondStepValues: ['c1'],
      });
      const path = `/organizations/${home.id}/second-factor`;
      await rest('PUT', path, { body: { secondFactor: { signIn: true } }, as: home.ownerId });
      for (const _time of ['first', 'later']) {
        expect(await read(await signIn(home, 'e-1'), home)).toBe('open');
        expect(await read(await signIn(home, 'e-2'), home)).toBe('step_up.required');
      }
      // who cannot show it there shows one of ours
      const agent = await signIn(home, 'e-2');
      await enrol(agent, 'e-2', new TestPasskey('localhost'));
      expect(await read(agent, home)).toBe('open');
      const connection = `/organizations/${home.id}/connections/${home.connectionId}`;
      await rest('PATCH', connection, { body: { signInContext: 'c1' } });
      expect(await read(agent, home)).toBe('session.login_required');
      const weak = await signIn(home, 'e-2');
      expect([weak.page.status, weak.page.text.includes('authn_context_weak')]).toEqual([
        403,
        true,
      ]);
      expect(await read(await signIn(home, 'e-1'), home)).toBe('open');
    }, 120_000);
  },
  oneKindPerDatabase,
);

/** What the page asks the browser for. */
function optionsOf({ page }: UserAgent): { readonly challenge: string } {
  const options = /data-options="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const text = options.replace(/&#x([0-9A-F]+);/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return JSON.parse(text.replaceAll('&quot;', '"')) as { readonly challenge: string };
}
