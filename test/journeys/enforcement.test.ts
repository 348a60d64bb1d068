import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { listMailbox } from '#notifications/index.js';
import { mailedCode } from '../kit/browsers.js';
import { startOidcProvider, type OidcProviderProcess } from '../kit/providers/oidc.js';
import { UserAgent, type PageForm } from '../kit/providers/user-agent.js';
import { requests, startServer, type Reply, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

// A customer's domain is enforced, its provider goes down, the owner who is named for that gets in, and everybody else is told why not.

const DOMAIN = 'acme.example';
const OWNER = `owner@${DOMAIN}`;
const USER = `user-1@${DOMAIN}`;
const USER_2 = `user-2@${DOMAIN}`;
const PEOPLE = {
  owner: { email: OWNER, email_verified: true, name: 'Owner' },
  'user-1': { email: USER, email_verified: true, name: 'First Person' },
};
const STEP_MS = 30_000;

overStores(
  'an enforced domain whose provider goes down',
  (kind) => {
    let opened: OpenedStore;
    let server: TestServer;
    let provider: OidcProviderProcess;
    let isUp = true;
    let offset = 0;
    const records = new Map<string, string[]>();
    const clock = { now: () => Date.now() + offset };

    beforeAll(async () => {
      provider = await startOidcProvider(PEOPLE);
      opened = await kind.open();
      server = await startServer({
        storeUrl: opened.url,
        jobs: true,
        clock,
        settings: { outgoing: { allow: [new URL(provider.issuer).host] } },
        resolver: { proofs: async (name) => records.get(name) ?? [] },
      });
    }, 120_000);

    afterAll(async () => {
      await server.close();
      await opened.close();
      if (isUp) await provider.stop();
    });

    const rest = async (method: string, path: string, body?: object): Promise<Reply['body']> => {
      const reply = await server.rest(method, path, body ? { body } : {});
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const folder = () => server.settings.mail.folder;
    const mailsTo = async (to: string) =>
      (await listMailbox(folder(), 1_000)).filter((mail) => mail.to.includes(to));
    const codeForm = ({ values }: PageForm): boolean => 'code' in values;

    /** The organization with a proved domain, and its provider, which the owner has tested. */
    async function connect(): Promise<{ id: string; ownerId: string; connectionId: string }> {
      const owner = { email: OWNER, name: 'Owner' };
      const made = await rest('POST', '/organizations', { name: 'Acme', slug: 'acme', owner });
      const id = String(made['id']);
      const at = `/organizations/${id}`;
      const domain = await rest('POST', `${at}/domains`, { name: DOMAIN });
      const { record } = domain as unknown as { record: { text: string } };
      records.set(DOMAIN, [record.text]);
      await rest('POST', `${at}/domains/${String(domain['id'])}/verify`);
      const connection = await rest('POST', `${at}/connections`, {
        kind: 'oidc',
        name: 'Company',
        preset: 'okta',
        provider: { from: 'url', url: provider.issuer },
        clientId: 'client-acme',
        clientSecret: 'a-client-secret-of-this-test',
      });
      const connectionId = String(connection['id']);
      const urls = connection['relyingParty'] as unknown as Record<string, string>;
      provider.trust({
        client_id: 'client-acme',
        client_secret: 'a-client-secret-of-this-test',
        redirect_uris: [urls['redirectUrl']],
        scope: 'openid email profile groups',
      });
      const path = `${at}/connections/${connectionId}`;
      const begun = await rest('POST', `${path}/test-sign-ins`);
      const agent = new UserAgent();
      await agent.open(String(begun['url']));
      await throughProvider(agent, 'owner');
      expect(agent.page.text).toContain('The sign-in works.');
      await rest('PATCH', path, { status: 'active' });
      const { items } = (await rest('GET', `${at}/members`)) as { items?: { id?: string }[] };
      return { id, ownerId: String(items?.[0]?.id), connectionId };
    }

    async function throughProvider(agent: UserAgent, person: string): Promise<void> {
      await agent.refresh();
      const asks = agent.page.forms.some(({ values }) => 'login' in values);
      if (asks) await agent.submit({ login: person, password: 'pass' });
    }

    /** Begins with the address and asks for a code in place of the company's page; types what was mailed, or something else. */
    async function byCode(agent: UserAgent, email: string, typed?: string): Promise<void> {
      const before = (await mailsTo(email)).length;
      await agent.open(`${server.home}/sign-in?way=code`);
      await agent.submit({ email }, ({ values }) => 'email' in values);
      const { code } = await mailedCode(folder(), email, before);
      await agent.submit({ code: typed ?? code }, codeForm);
    }

    /** What REST says to the browser's session. */
    const asPerson = (agent: UserAgent, method: string, path: string, body?: object) => {
      const { host, hostname, origin } = new URL(server.home);
      const cookies = Object.entries({ ...agent.cookiesOf(host), ...agent.cookiesOf(hostname) });
      const headers = {
        cookie: cookies.map((pair) => pair.join('=')).join('; '),
        origin,
        'sec-fetch-site': 'same-origin',
      };
      return requests(`${server.url}/api/v1`)(method, path, { headers, ...(body && { body }) });
    };

    const codeOf = (secret: string): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });

    /** The owner sets up an app at the page, and uses it once. Resolves to its secret. */
    async function setUpApp(agent: UserAgent): Promise<string> {
      const before = (await mailsTo(OWNER)).length;
      await agent.open(`${server.home}/sign-in/step-up?return=/account/second-step`);
      await agent.submit();
      await agent.submit({ code: (await mailedCode(folder(), OWNER, before)).code }, codeForm);
      await agent.submit({}, ({ action }) => action.endsWith('second-step/app'));
      const shown = /<code>([A-Z2-7 ]+)<\/code>/.exec(agent.page.text)?.[1] ?? '';
      const secret = shown.replaceAll(' ', '');
      await agent.submit({ code: codeOf(secret) }, codeForm);
      await useApp(agent, secret);
      return secret;
    }

    async function useApp(agent: UserAgent, secret: string): Promise<void> {
      offset += STEP_MS;
      await agent.open(`${server.home}/sign-in/step-up?return=/account`);
      await agent.submit({ code: codeOf(secret) }, codeForm);
      expect(agent.page.url).toBe(`${server.home}/account`);
    }

    test('enforced, down, the named owner gets in, the others are told, and it ends', async () => {
      const { id, ownerId, connectionId } = await connect();
      const at = `/organizations/${id}/sign-in-enforcement`;
      const wanted = {
        domains: [DOMAIN],
        connectionIds: [connectionId],
        guests: 'refused',
        breakGlassMemberIds: [ownerId],
      };
      // of before: came by a code
      const earlier = new UserAgent();
      const own = { email: USER_2, name: 'Earlier' };
      const { id: memberId } = await rest('POST', `/organizations/${id}/members`, own);
      await byCode(earlier, USER_2);
      const open = () =>
        asPerson(earlier, 'GET', `/organizations/${id}/members/${String(memberId)}`);
      expect(await open()).toMatchObject({ status: 200 });
      const owner = new UserAgent();
      await byCode(owner, OWNER);
      const preview = await asPerson(owner, 'POST', `${at}/preview`, wanted);
      expect(preview.body).toMatchObject({ unmet: [{ condition: 'break_glass_factor' }] });
      const secret = await setUpApp(owner);
      const enforced = await asPerson(owner, 'PUT', at, wanted);
      expect(enforced).toMatchObject({ status: 200, body: { enforced: true, guests: 'refused' } });
      // the owner's own session by a code is closed with everybody's
      expect(await asPerson(owner, 'GET', at)).toMatchObject({ status: 401 });

      const user = new UserAgent();
      await user.open(`${server.home}/sign-in`);
      await user.submit({ email: USER }, ({ values }) => 'email' in values);
      await throughProvider(user, 'user-1');
      expect(user.page.text).toContain('First Person');

      await provider.stop();
      isUp = false;
      const stranded = new UserAgent();
      await stranded.open(`${server.home}/sign-in`);
      await stranded.submit({ email: USER }, ({ values }) => 'email' in values);
      await expect(stranded.refresh()).rejects.toThrow();
      const wrong: (string | number)[] = [];
      for (const email of [USER, OWNER, `nobody@${DOMAIN}`]) {
        const agent = new UserAgent();
        if (email === USER || email === OWNER) await byCode(agent, email, '00000000');
        else {
          await agent.open(`${server.home}/sign-in?way=code`);
          await agent.submit({ email }, ({ values }) => 'email' in values);
          await agent.submit({ code: '00000000' }, codeForm);
        }
        wrong.push(agent.page.status, agent.page.text.includes('This is not the code') ? 1 : 0);
      }
      expect(wrong).toEqual([422, 1, 422, 1, 422, 1]);
      await byCode(stranded, USER);
      expect(stranded.page).toMatchObject({ status: 403 });
      expect(stranded.page.text).toContain('Acme asks you to sign in another way');
      expect(stranded.page.text).toContain('Tell your IT department');
      await earlier.open(`${server.home}/sign-in?organization=acme`);
      expect(earlier.page.text).toContain('you sign in by Company only');
      expect(await open()).toMatchObject({
        status: 401,
        body: {
          code: 'session.login_required',
          details: { reason: 'sign_in_enforced', connections: [connectionId] },
        },
      });

      const again = new UserAgent();
      await byCode(again, OWNER);
      offset += STEP_MS;
      await again.submit({ code: codeOf(secret) }, codeForm);
      expect(again.page.text).toContain('Enter Acme in an emergency');
      expect(await asPerson(again, 'GET', at)).toMatchObject({ status: 401 });
      await again.submit({}, ({ action }) => action.endsWith('enforced'));
      expect(await asPerson(again, 'GET', at)).toMatchObject({ body: { enforced: true } });
      offset += 120_000;
      await server.composed.jobs.runNow('send-mail');
      const subjects = (await mailsTo(OWNER)).map(({ subject }) => subject);
      expect(subjects).toContain('Owner entered Acme in an emergency');
      expect(subjects).toContain('Sign-in to Acme is enforced');

      expect(await asPerson(again, 'DELETE', at)).toMatchObject({ body: { enforced: false } });
      expect(await open()).toMatchObject({ status: 200 });
    }, 180_000);
  },
  oneKindPerDatabase,
);
