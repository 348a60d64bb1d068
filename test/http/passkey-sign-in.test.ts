import { expect, test } from '@jest/globals';
import { TestPasskey } from '../kit/authenticator.js';
import { TestBrowser, type TestPage } from '../kit/browsers.js';
import { overServers } from '../kit/server-suites.js';
import { requests } from '../kit/server.js';
import { samlConnection, signIn, signInContext } from '../kit/sessions.js';

// The pages on which a passkey signs in by itself, and by which one of a company becomes the account's.

overServers('passkeys on the sign-in pages', (server) => {
  const home = (): string => server().home;
  const origin = (): string => new TestBrowser(server().url).origin;

  async function account(name: string): Promise<string> {
    const body = { email: `${name}@passkey.example`, name, emailVerified: true };
    return String((await server().rest('POST', '/accounts', { body })).body.id);
  }

  async function enrolled(accountId: string, more: object = {}): Promise<TestPasskey> {
    const { composed, core } = server();
    const begun = await signIn(server(), { accountId, ...more });
    const { session } = await core.sessions.stepUp(signInContext(), begun.session, 'passkey');
    const { factors } = composed.signIn;
    const { id, options } = await factors.beginPasskey(signInContext(), session, 'person');
    const passkey = new TestPasskey('localhost');
    const text = passkey.create(options, { origin: origin() });
    const result = await factors.confirmPasskey(signInContext(), session, { id, name: '', text });
    expect(result.outcome).toBe('right');
    return passkey;
  }

  /** What the script of the page asks for. */
  async function ask(browser: TestBrowser): Promise<{ challenge: string }> {
    const { status, text } = await browser.send('/sign-in/passkey/options', {});
    expect(status).toBe(200);
    return JSON.parse(text) as { challenge: string };
  }

  const answer = (browser: TestBrowser, page: TestPage, response: string): Promise<TestPage> =>
    browser.send('/sign-in/passkey', {
      ...page.forms.find(({ action }) => action.endsWith('sign-in/passkey'))?.fields,
      response,
    });

  test('signin F9 D13 the page of the address: its scripts ask this server only, and the answer is of this browser', async () => {
    const accountId = await account('one');
    const passkey = await enrolled(accountId);
    const browser = new TestBrowser(server().url);
    const page = await browser.open('/sign-in?return=/account?saved=1');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'; connect-src 'self'");
    expect(page.text).toContain('autocomplete="username webauthn"');
    // opening it writes nothing and sets no cookie
    expect(page.headers.getSetCookie()).toEqual([]);
    const byCode = await browser.open('/sign-in?way=code');
    expect(byCode.headers.get('content-security-policy')).not.toContain('script-src');
    // without scripts the page says so
    const empty = await browser.submit(page, 'Sign in with a passkey');
    expect([empty.status, empty.text.includes('runs no scripts')]).toEqual([422, true]);
    const options = await ask(browser);
    expect(await ask(browser)).toEqual(options);
    expect([...browser.cookies.keys()].filter((name) => name.includes('-flow-'))).toEqual([]);
    const response = passkey.get(options, { origin: origin() });
    // another browser has not the cookie, and one of its own is another challenge
    const thief = new TestBrowser(server().url);
    expect((await answer(thief, page, response)).status).toBe(410);
    await ask(thief);
    const stolen = await answer(thief, page, response);
    expect([stolen.status, stolen.text.includes('not taken here')]).toEqual([422, true]);
    expect((await thief.open('/account')).title).toBe('Sign in');
    const done = await answer(browser, page, response);
    expect([done.title, done.text.includes('Saved.')]).toEqual(['Your settings', true]);
    // used, and its cookie is gone
    expect((await answer(browser, page, response)).status).toBe(410);
    const listed = await server().rest('GET', `/accounts/${accountId}/sessions`);
    expect(listed.body['items']?.[0]).toMatchObject({ method: 'passkey' });
    expect((await browser.open('/account')).text).toContain('passkey, since');
  }, 60_000);

  test('signin P2 pages of other sites neither ask nor answer', async () => {
    const call = requests(home());
    for (const path of ['/sign-in/passkey', '/sign-in/passkey/options']) {
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      expect([path, (await call('POST', path, { headers })).status]).toEqual([path, 403]);
    }
  });

  test('signin D2 that of a company leads to its sign-in; of who is no member it opens nothing', async () => {
    const email = 'two@passkey.example';
    const made = await server().rest('POST', '/organizations', {
      body: { name: 'Passkey Two', slug: 'passkey-two', owner: { email, name: 'two' } },
    });
    const organizationId = String(made.body.id);
    const accountId = await account('two');
    const connection = await samlConnection(server().store, organizationId);
    const company = { connectionId: connection.id, organizationId };
    const passkey = await enrolled(accountId, company);
    const browser = new TestBrowser(server().url);
    const page = await browser.open('/sign-in');
    const response = async (by: TestPasskey): Promise<string> =>
      by.get(await ask(browser), { origin: origin() });
    const refused = await answer(browser, page, await response(passkey));
    expect([refused.status, refused.title]).toEqual([422, 'Sign in to Passkey Two']);
    expect(refused.text).toContain('counts beside the sign-in of Passkey Two only');
    expect((await browser.open('/account')).title).toBe('Sign in');
    const stranger = await enrolled(await account('three'));
    await answer(browser, page, await response(stranger));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const rest = requests(`${server().url}/api/v1`);
    const reply = await rest('GET', `/organizations/${organizationId}`, { headers: { cookie } });
    expect(reply.body['code']).toBe('organization.missing');
  }, 60_000);
});
