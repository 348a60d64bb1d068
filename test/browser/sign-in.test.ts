import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  FULL_AUTHORITY,
  instant,
  LOCALES,
  newTraceId,
  silentLog,
  systemClock,
} from '#kernel/index.js';
import { mailedCode } from '../kit/browsers.js';
import { browserProvider, inChromium, type BrowserProvider } from '../kit/chromium.js';
import { PICTURE } from '../kit/example-makers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { signIn, signInContext } from '../kit/sessions.js';

// Rows of field/sign-in.md that only a browser can show: the server is http://localhost, the provider http://127.0.0.1: two sites.

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

inChromium('signing in with Chromium', (browser) => {
  let server: TestServer;
  let provider: BrowserProvider;
  let posting: BrowserProvider;
  let places: Readonly<Record<'redirect' | 'post', string>>;

  beforeAll(async () => {
    [provider, posting] = [await browserProvider(), await browserProvider('post')];
    const allow = [provider.origin, posting.origin].map((origin) => new URL(origin).host);
    const returnUrls = [`${provider.origin}/app`];
    server = await startServer({
      jobs: true,
      settings: { outgoing: { allow }, signIn: { returnUrls } },
    });
    places = {
      redirect: await connect('saml.example', provider),
      post: await connect('post.example', posting),
    };
  });

  afterAll(async () => {
    await server.close();
    await provider.close();
    await posting.close();
  });

  /** An organization with that domain and an active connection to the provider. Returns the id of the connection. */
  async function connect(domain: string, { kit, metadata }: BrowserProvider): Promise<string> {
    const { core, composed, store } = server;
    const actor = { kind: 'operator', name: 'operator' } as const;
    const clock = systemClock;
    const ctx = { actor, authority: FULL_AUTHORITY, traceId: newTraceId(), clock, log: silentLog };
    const organization = await core.organizations.create(ctx, {
      name: domain,
      slug: domain.replace('.', '-'),
    });
    const given = await composed.signIn.saml.readMetadata(metadata);
    const at = instant(Date.now());
    const created = await core.connections.create(ctx, organization.id, {
      kind: 'saml',
      name: `Login of ${domain}`,
      issuedFor: server.home,
      given: { ...given, metadata: { kind: 'document', givenAt: at } },
      names: { email: 'email' },
    });
    await store.transaction(organization.id, async (tx) => {
      const kept = await tx.connections.get(created.id);
      if (kept?.kind !== 'saml') throw new Error('The connection is of another kind.');
      const tested = { configuration: kept.configuration, at };
      await tx.connections.update({ ...kept, status: 'active', tested, version: kept.version + 1 });
    });
    // proved, as DNS would have it
    const claimed = await core.domains.add(ctx, organization.id, domain);
    const proved = {
      status: 'verified',
      verifiedKey: domain,
      verifiedBy: 'dns',
      verifiedAt: at,
    } as const;
    await store.transaction(organization.id, (tx) =>
      tx.domains.update({ ...claimed, ...proved, version: claimed.version + 1 }),
    );
    expect(kit.entityId).not.toBe('');
    return created.id;
  }

  async function context(
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<BrowserContext> {
    return browser().newContext(options);
  }

  async function typeAddress(page: Page, email: string, path = '/sign-in'): Promise<void> {
    await page.goto(server.home + path);
    await page.fill('input[name=email]', email);
    await page.keyboard.press('Enter');
  }

  test('signin P11, P2: a code typed in the first browser signs in, with the keyboard alone', async () => {
    await server.rest('POST', '/accounts', {
      body: { email: 'p11@code.example', name: 'P', emailVerified: true },
    });
    const first = await (await context()).newPage();
    await typeAddress(first, 'p11@code.example');
    await first.waitForSelector('#code');
    const { code, link } = await mailedCode(server.settings.mail.folder, 'p11@code.example');
    // the mail app's own browser
    const inApp = await (await context()).newPage();
    await inApp.goto(link);
    expect(await inApp.textContent('.code')).toBe(`${code.slice(0, 4)} ${code.slice(4)}`);
    await first.waitForSelector('#code:focus');
    await first.keyboard.type(`${code.slice(0, 4)} ${code.slice(4)}`);
    await first.keyboard.press('Enter');
    await first.waitForSelector('text=You are in no organization');
    expect(new URL(first.url()).pathname).toBe('/');
  });

  test('signin P2: a form in a sandboxed frame of another site is refused', async () => {
    const page = await (await context()).newPage();
    const fields = '<input name="email" value="a@b.example">';
    const form = `<form method="post" target="_top" action="${server.home}/sign-in">${fields}</form>`;
    const html = `${form}<script>document.forms[0].submit()</script>`;
    const answered = page.waitForResponse((one) => one.url() === `${server.home}/sign-in`);
    await page.route(`${provider.origin}/frame`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe sandbox="allow-scripts allow-forms allow-top-navigation" srcdoc='${html}'></iframe>`,
      }),
    );
    await page.goto(`${provider.origin}/frame`);
    expect((await answered).status()).toBe(403);
  });

  test('signin P8: a restored tab leads to one button that begins again', async () => {
    const page = await (await context()).newPage();
    const flow = '01900000-0000-7000-8000-000000000000';
    await page.goto(`${server.home}/sign-in/code?flow=${flow}&return=/account`);
    expect(await page.textContent('h1')).toBe('This sign-in is over');
    await page.click('text=Start again');
    await page.waitForURL((url) => url.search === '?return=%2Faccount');
  });

  test('signin P9: axe finds nothing, in five languages, light and dark', async () => {
    for (const [index, locale] of LOCALES.entries()) {
      const colorScheme = index % 2 === 0 ? 'light' : 'dark';
      const page = await (await context({ locale, colorScheme, bypassCSP: true })).newPage();
      await typeAddress(page, 'nobody@code.example');
      await page.waitForSelector('#code');
      await page.fill('#code', '12345678');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=alert]');
      await page.addScriptTag({ content: AXE });
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id }) => id))',
      );
      expect([locale, found]).toEqual([locale, []]);
      await page.context().close();
    }
  });

  test('signin A1, A2, A4, P1: address, provider on another site, its POST without a cookie, signed in', async () => {
    provider.person = { subject: 's1', email: 'one@saml.example' };
    const page = await (await context()).newPage();
    const posted = page.waitForRequest((request) => request.url().endsWith('/acs'));
    await page.goto(`${server.home}/sign-in?organization=saml-example`);
    await page.click('text=Continue with Login of saml.example');
    const acs = await posted;
    expect((await acs.allHeaders())['cookie']).toBeUndefined();
    await page.waitForURL(/\/o\/[\da-f-]{36}$/);
    await page.waitForSelector('h1:text-is("saml.example")');
    // the answer of one browser in another one: nobody is signed in
    const thief = await (await context()).newPage();
    await thief.goto(`${server.home}/sign-in/finish?flow=${provider.seen.at(-1) ?? ''}`);
    expect(await thief.textContent('h1')).toBe('This sign-in is over');
    await thief.goto(`${server.home}/account`);
    expect(await thief.textContent('h1')).toBe('Sign in');
  });

  test.each([true, false])(
    'signin P3: the page that posts works, script %s',
    async (javaScriptEnabled) => {
      posting.person = {
        subject: `p3-${javaScriptEnabled}`,
        email: `p3-${javaScriptEnabled}@post.example`,
      };
      const page = await (await context({ javaScriptEnabled })).newPage();
      await page.goto(`${server.home}/sign-in?organization=post-example`);
      await page.click('text=Continue with Login of post.example');
      if (!javaScriptEnabled) {
        await page.click('button:text-is("Continue")');
        await page.click('text=Go on');
      }
      await page.waitForURL(/\/o\/[\da-f-]{36}/);
      if (javaScriptEnabled) return;
      await page.click('a:text-is("Your account, without JavaScript")');
      await page.waitForSelector('h1:text-is("Your settings")');
    },
  );

  test('signin A10: three tabs begun, each returns to its own page', async () => {
    provider.person = { subject: 's10', email: 'ten@saml.example' };
    const made = await context();
    const held: string[] = [];
    const tabs = [];
    for (const name of ['a', 'b', 'c']) {
      const tab = await made.newPage();
      // the person stands at the provider for a while
      await tab.route(/\/acs$/, (route) => route.abort());
      await tab.goto(
        `${server.home}/sign-in/connections/${places.redirect}?return=/account?saved=${name}`,
      );
      await tab.waitForURL((url) => url.origin === provider.origin);
      held.push(name);
      tabs.push(tab);
    }
    for (const [index, tab] of tabs.entries()) {
      await tab.unroute(/\/acs$/);
      await tab.reload();
      await tab.waitForURL(new RegExp(`saved=${held[index] ?? ''}$`));
    }
  });

  /** A person with a session that has just proved itself, in a browser with an authenticator. */
  async function withAuthenticator(name: string) {
    const body = { email: `${name}@code.example`, name: 'P', emailVerified: true };
    const account = await server.rest('POST', '/accounts', { body });
    const accountId = String(account.body.id);
    const first = await signIn(server, { accountId });
    const { token } = await server.core.sessions.stepUp(
      signInContext(),
      first.session,
      'email_code',
    );
    const made = await context();
    const [cookie = ''] = (first.headers['cookie'] ?? '').split('=');
    await made.addCookies([{ name: cookie, value: token, url: server.home }]);
    const page = await made.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    const devtools = await made.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const isVerified = (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    const isPresent = (enabled: boolean) =>
      devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    return { accountId, made, page, said, devtools, authenticatorId, isVerified, isPresent };
  }

  /** On the page of the second step. Resolves to the codes to recover with. */
  async function setUpPasskey(page: Page): Promise<string[]> {
    await page.goto(`${server.home}/account/second-step`);
    await page.click('text=Set up a passkey');
    await page.fill('#name', 'This laptop');
    await page.click('button:text-is("Continue")');
    await page.waitForSelector('text=Keep these codes');
    const codes = await page.locator('.codes code').allTextContents();
    await page.click('a:text-is("Continue")');
    await page.waitForSelector('text=This laptop');
    return codes;
  }

  test('signin F8 F10 F14: a passkey is set up, named and asked for; without verification of the person it opens nothing', async () => {
    const { page, devtools, authenticatorId, isVerified, said } =
      await withAuthenticator('passkey');
    await setUpPasskey(page);
    const stepUp = `${server.home}/sign-in/step-up?return=/account`;
    await page.goto(stepUp);
    await page.click('text=Use a passkey');
    await isVerified(false);
    await page.click('button:text-is("Continue")');
    await page.waitForSelector('#failed:visible');
    await isVerified(true);
    await page.click('button:text-is("Continue")');
    await page.waitForURL(/\/me$/);
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }]);
    expect(said).toEqual([]);
  });

  test('signin F8: who is quicker than the script of the page sends nothing', async () => {
    const { page } = await withAuthenticator('quick');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/passkey.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.home}/account/second-step`);
    await page.click('text=Set up a passkey');
    const send = page.locator('button:text-is("Continue")');
    await send.waitFor();
    expect(await send.isDisabled()).toBe(true);
    release();
    await send.click();
    await page.waitForSelector('text=Keep these codes');
  });

  test('signin E9 D13: a passkey alone signs in, beside the address and by the button; lost, removed and copied it does not', async () => {
    const one = await withAuthenticator('alone');
    const { accountId, made, page, devtools, authenticatorId, isPresent } = one;
    const [recovery = ''] = await setUpPasskey(page);
    const [kept] = (await devtools.send('WebAuthn.getCredentials', { authenticatorId }))
      .credentials;
    if (!kept) throw new Error('The authenticator has no passkey.');
    const { credentialId } = kept;
    const counts = async (signCount: number): Promise<void> => {
      await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId });
      const credential = { ...kept, signCount };
      await devtools.send('WebAuthn.addCredential', { authenticatorId, credential });
    };
    const signOut = async (): Promise<void> => {
      await isPresent(false);
      await server.core.sessions.endOfAccount(signInContext(), accountId, { reason: 'signed_out' });
      await page.goto(`${server.home}/sign-in?return=/account?saved=1`);
      await page.waitForSelector('text=Sign in with a passkey');
    };
    /** With a person who touches whatever is asked of them. */
    const openPresent = async (): Promise<void> => {
      await isPresent(true);
      await page.goto(`${server.home}/sign-in?return=/account?saved=1`, { waitUntil: 'commit' });
    };
    // offered beside the field of the address, and taken there
    await counts(1_000);
    await signOut();
    await openPresent();
    await page.waitForURL(/^[^?]*\/account\?saved=1$/);
    // by the button, with a person who is verified only at the second try
    await signOut();
    await one.isVerified(false);
    await isPresent(true);
    await page.click('button:text-is("Sign in with a passkey")');
    await page.waitForSelector('#failed:visible');
    await one.isVerified(true);
    await page.click('button:text-is("Sign in with a passkey")').catch(() => undefined);
    await page.waitForURL(/^[^?]*\/account\?saved=1$/);
    const listed = await server.core.sessions.ofAccount(signInContext(), accountId);
    expect(listed).toMatchObject([{ method: 'passkey', secondStepAt: expect.any(String) }]);
    // a copy that counts less than the original has counted
    await signOut();
    await counts(100);
    await openPresent();
    await page.waitForSelector('text=may have been copied');
    // lost: a code by mail, and one to recover with
    await isPresent(false);
    await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId });
    await typeAddress(page, 'alone@code.example', '/sign-in?return=/account/second-step');
    await page.waitForSelector('#code');
    const { code } = await mailedCode(server.settings.mail.folder, 'alone@code.example');
    await page.fill('#code', code);
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=This laptop');
    await page.click('text=Remove');
    await page.waitForSelector('h1:text-is("Confirm that it is you")');
    await page.fill('#code', recovery);
    await page.keyboard.press('Enter');
    await page.click('text=Remove');
    await page.waitForSelector('text=no second step yet');
    // removed here, and still in the authenticator
    await signOut();
    const credential = { ...kept, signCount: 2_000 };
    await devtools.send('WebAuthn.addCredential', { authenticatorId, credential });
    await openPresent();
    await page.waitForSelector('text=not taken here');
    await made.close();
  }, 90_000);

  test('the logo and the colour of an organization are shown under the header policy of the pages', async () => {
    const made = await server.rest('POST', '/organizations', {
      body: { name: 'Shown', slug: 'shown' },
    });
    const path = `/organizations/${String(made.body['id'])}`;
    await server.rest('PATCH', path, { body: { branding: { color: '#0a7d55' } } });
    const headers = { 'content-type': 'image/png' };
    await server.rest('PUT', `${path}/logo`, { headers, body: PICTURE });
    const invited = await server.rest('POST', `${path}/invitations`, {
      body: { email: 'new@shown.example', send: false },
    });
    const page = await (await context()).newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    for (const at of [
      '/sign-in?organization=shown',
      `/invitation#${String(invited.body['token'])}`,
    ]) {
      await page.goto(server.home + at);
      const logo = page.locator('img.logo');
      await logo.waitFor();
      const width = await logo.evaluate((one) => (one as HTMLImageElement).naturalWidth);
      await page.waitForFunction(() => {
        const button = document.querySelector('.button.primary');
        return button && getComputedStyle(button).backgroundColor === 'rgb(10, 125, 85)';
      });
      expect([at, width, said]).toEqual([at, 1, []]);
    }
  });

  test('signin P1: on to the page of an application on another site', async () => {
    await server.rest('POST', '/accounts', {
      body: { email: 'p1@code.example', name: 'P', emailVerified: true },
    });
    const page = await (await context()).newPage();
    await page.route(`${provider.origin}/app`, (route) =>
      route.fulfill({ body: 'the application' }),
    );
    await typeAddress(
      page,
      'p1@code.example',
      `/sign-in?return=${encodeURIComponent(`${provider.origin}/app`)}`,
    );
    await page.waitForSelector('#code');
    const { code } = await mailedCode(server.settings.mail.folder, 'p1@code.example');
    await page.fill('#code', code);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${provider.origin}/app`);
  });
});
