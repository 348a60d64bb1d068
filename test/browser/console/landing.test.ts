import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { mailedCode } from '../../kit/browsers.js';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  consolePerson,
  type ConsoleOrganization,
  type ConsolePerson,
} from '../../kit/console.js';
import { withCookieOf } from '../../kit/person-examples.js';
import { startOidcProvider, type OidcProviderProcess } from '../../kit/providers/oidc.js';
import { requests, startServer, type TestServer } from '../../kit/server.js';
import { signIn } from '../../kit/sessions.js';
import { expectSoon } from '../../kit/soon.js';

// Where a sign-in ends: at the page that somebody came from with all that its address says, else where their organization begins.

inChromium('landing after a sign-in', (browser) => {
  let server: TestServer;
  let provider: OidcProviderProcess;
  let organization: ConsoleOrganization;
  let ada: ConsolePerson;
  /** a list with a search, a filter and an order, and the panel of a person with a tab of it */
  let deep: string;
  const records = new Map<string, string[]>();

  const rest = async (method: string, path: string, body?: object) => {
    const reply = await server.rest(method, path, { ...(body && { body }) });
    expect([method, path, reply.status < 300, reply.body]).toEqual([
      method,
      path,
      true,
      reply.body,
    ]);
    return reply.body;
  };

  beforeAll(async () => {
    provider = await startOidcProvider({
      'user-1': { email: 'first@acme.example', email_verified: true, name: 'First Person' },
    });
    server = await startServer({
      jobs: true,
      settings: { outgoing: { allow: [new URL(provider.issuer).host] } },
      resolver: { proofs: async (name) => records.get(name) ?? [] },
    });
    organization = await consoleOrganization(server, 'standard');
    ada = await consolePerson(server, organization, { name: 'Ada Brandt', roles: ['member'] });
    deep = `/o/${organization.id}/people/${ada.memberId}?q=a%2Bb+%26c&status=active&panel=details`;
  });

  afterAll(async () => {
    await server.close();
    await provider.stop();
  });

  async function stranger(): Promise<Page> {
    const context = await browser().newContext({ locale: 'en-GB' });
    return context.newPage();
  }

  /** Opens the page without a session: address and code, up to where that leads. */
  async function byCode(page: Page, path: string, email: string): Promise<void> {
    await page.goto(server.home + path);
    await page.fill('input[name=email]', email);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
    const { code } = await mailedCode(server.settings.mail.folder, email);
    await page.fill('#code', code);
    await page.keyboard.press('Enter');
  }

  /** The page stands as the deep link says, whatever lay between. */
  async function expectDeep(page: Page): Promise<void> {
    await page.getByRole('heading', { name: 'Ada Brandt' }).waitFor();
    const { pathname, searchParams } = new URL(page.url());
    expect(pathname).toBe(deep.split('?')[0]);
    expect(searchParams.get('q')).toBe('a+b &c');
    expect(searchParams.get('status')).toBe('active');
    await expectSoon(() => page.getByRole('searchbox').inputValue(), 'a+b &c');
  }

  test('console K1: filter and open panel survive a sign-in by code and the second step', async () => {
    const { email, accountId } = organization.owner;
    const proved = await signIn(server, { accountId }, { isProved: true });
    const me = requests(`${server.url}/api/v1`, proved.headers);
    const { body: begun } = await me('POST', '/me/second-factors/app');
    const app = new TOTP({ secret: Secret.fromBase32(String(begun['secret'])) });
    const made = await me('POST', '/me/second-factors/app/confirm', {
      body: { id: begun.id, code: app.generate() },
    });
    expect(withCookieOf(made, proved.headers)['cookie']).toBeDefined();
    const at = `/organizations/${organization.id}/second-factor`;
    await rest('PUT', at, { secondFactor: { signIn: true, highRisk: false } });
    const page = await stranger();
    await byCode(page, deep, email);
    await page.waitForSelector('h1:text-is("Confirm that it is you")');
    // the code that set it up is used; the next one is good already
    await page.fill('input[name=code]', app.generate({ timestamp: Date.now() + 30_000 }));
    await page.keyboard.press('Enter');
    await expectDeep(page);
    await rest('PUT', at, { secondFactor: null });
    await page.context().close();
  });

  test('console K1: and a sign-in by OpenID Connect', async () => {
    const place = `/organizations/${organization.id}`;
    const added = await rest('POST', `${place}/domains`, { name: 'acme.example' });
    records.set('acme.example', [String(added['record']?.['text'])]);
    await rest('POST', `${place}/domains/${String(added['id'])}/verify`);
    await rest('POST', `${place}/members`, {
      email: 'first@acme.example',
      name: 'First Person',
      roles: ['admin'],
      notify: false,
    });
    const connection = await rest('POST', `${place}/connections`, {
      kind: 'oidc',
      name: 'Company',
      preset: 'okta',
      provider: { from: 'url', url: provider.issuer },
      clientId: 'console',
      clientAuthentication: 'secret',
      clientSecret: 'a-client-secret-of-this-test',
    });
    const connectionId = String(connection['id']);
    const { store } = server;
    provider.trust({
      client_id: 'console',
      client_secret: 'a-client-secret-of-this-test',
      redirect_uris: [String(connection['relyingParty']?.['redirectUrl'])],
      scope: 'openid email profile groups',
    });
    // as its test sign-in would leave it
    await store.transaction(organization.id, async (tx) => {
      const kept = await tx.connections.get(connectionId);
      if (kept?.kind !== 'oidc') throw new Error('The connection is of another kind.');
      const tested = { configuration: kept.configuration, at: new Date().toISOString() };
      await tx.connections.update({ ...kept, status: 'active', tested, version: kept.version + 1 });
    });
    const page = await stranger();
    const toProvider = async (): Promise<void> => {
      await page.goto(server.home + deep);
      await page.fill('input[name=email]', 'first@acme.example');
      await page.keyboard.press('Enter');
    };
    await toProvider();
    await page.waitForURL((url) => url.origin === new URL(provider.issuer).origin);
    await page.fill('input[name=login]', 'user-1');
    await page.fill('input[name=password]', 'pass');
    await page.click('button[type=submit]');
    // a person with power is confirmed once
    await page.waitForSelector('h1:text-is("Waiting for approval")');
    const waiting = await rest('GET', `${place}/connections/${connectionId}/link-requests`);
    const requestId = String(waiting['items']?.[0]?.['id']);
    await rest(
      'POST',
      `${place}/connections/${connectionId}/link-requests/${requestId}/approve`,
      {},
    );
    await toProvider();
    await expectDeep(page);
    await page.context().close();
  });

  test('console K1: an address of another host is no way back', async () => {
    const page = await stranger();
    const { email } = organization.owner;
    await byCode(page, '/sign-in?return=%2F%2Fevil.example%2Fo%2Fx', email);
    await page.waitForURL(`${server.home}/o/${organization.id}`);
    for (const back of ['https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      await page.goto(`${server.home}/sign-in?return=${encodeURIComponent(back)}`);
      const kept = page.locator('input[name=return]');
      expect([back, await kept.count()]).toEqual([back, 0]);
    }
    await page.context().close();
  });

  test('without a deep link: the page of the preset, then the one that the person chose, where it is open to them', async () => {
    const other = await consoleOrganization(server, 'nti', 'Southbank');
    const owner = await consolePage(browser(), server, other.owner);
    await owner.open('/');
    await owner.page.waitForURL(`**/o/${other.id}/people`);
    await owner.open('/me/display');
    await owner.page.getByRole('combobox', { name: 'Start page' }).click();
    await Promise.all([
      owner.page.waitForResponse(
        (answer) =>
          answer.request().method() === 'PATCH' && answer.url().endsWith('/me/preferences'),
      ),
      owner.page.getByRole('option', { name: 'Audit log' }).click(),
    ]);
    expect(await owner.axe()).toEqual([]);
    await owner.open('/');
    await owner.page.waitForURL(`**/o/${other.id}/audit`);
    // chosen by an address, it is what the address says
    await owner.open(`/o/${other.id}/people`);
    expect(owner.page.url()).toContain('/people');
    expect(owner.faults).toEqual([]);
    await owner.close();
    const member = await consolePage(browser(), server, ada);
    await member.page.request.patch(`${server.home}/api/v1/me/preferences`, {
      data: { startPage: 'audit' },
      headers: { origin: server.home, 'sec-fetch-site': 'same-origin' },
    });
    await member.open('/');
    await member.page.waitForURL(`**/o/${organization.id}`);
    await member.page.getByRole('heading', { level: 1, name: 'Northwind' }).waitFor();
    await member.close();
  });

  test('the pages of the account lead into the console, which has what they had', async () => {
    const owner = await consolePage(browser(), server, organization.owner);
    await owner.page.goto(`${server.home}/account`);
    await owner.page.waitForURL(`${server.home}/me`);
    await owner.open('/me/organizations');
    const ways = owner.page.getByRole('link', { name: 'Company sign-in of Northwind' });
    await ways.click();
    await owner.page.waitForSelector('h1:has-text("Northwind")');
    expect(owner.page.url()).toContain('/account/ways?organization=');
    await owner.page.goto(`${server.home}/account?plain=1`);
    await owner.page.waitForSelector('h1:text-is("Your settings")');
    await owner.close();
  });

  test('console K1: of several organizations the deep link’s opens with its filter and panel; without one the person chooses', async () => {
    const other = await consoleOrganization(server, 'standard', 'Westgate');
    const { email } = organization.owner;
    await rest('POST', `/organizations/${other.id}/members`, {
      email,
      name: 'Olive Owner',
      roles: ['admin'],
      notify: false,
    });
    const page = await stranger();
    await byCode(page, deep, email);
    await expectDeep(page);
    await page.context().clearCookies();
    await byCode(page, '/', email);
    await page.getByRole('link', { name: /^Northwind/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await page.getByRole('link', { name: /^Westgate/ }).click();
    await page.waitForURL(`**/o/${other.id}`);
    await page.getByRole('heading', { level: 1, name: 'Westgate' }).waitFor();
    await page.context().close();
  });
});
