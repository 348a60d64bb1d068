import { expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import { TestPasskey } from '../kit/authenticator.js';
import { mailedCode, TestBrowser, type TestPage } from '../kit/browsers.js';
import { overServers } from '../kit/server-suites.js';
import { requests } from '../kit/server.js';
import { samlConnection, signIn, signInContext } from '../kit/sessions.js';

// The pages on which a passkey signs in by itself, and by which one of a company becomes the account's.

overServers(
  'passkeys on the sign-in pages',
  (server) => {
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
    });

    test('signin F6 browsers are told which other origins may ask for the passkeys', async () => {
      const reply = await fetch(`${server().url}/.well-known/webauthn`);
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await reply.json()).toEqual({ origins: ['https://new.example'] });
    });

    test('signin P2 pages of other sites neither ask nor answer', async () => {
      const call = requests(home());
      for (const path of ['/sign-in/passkey', '/sign-in/passkey/options']) {
        const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
        expect([path, (await call('POST', path, { headers })).status]).toEqual([path, 403]);
      }
    });

    test('signin D2 that of a company leads to its sign-in until a code makes it the account’s', async () => {
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
      // a code to the own address makes it the account's
      const own = await signIn(server(), { accountId, ...company });
      const { core } = server();
      const { token } = await core.sessions.stepUp(signInContext(), own.session, 'passkey');
      const [name = ''] = (own.headers['cookie'] ?? '').split('=');
      const there = new TestBrowser(server().url);
      there.cookies.set(name, token);
      const offered = await there.open('/account/second-step');
      const asked = await there.submit(offered, 'Use it everywhere');
      await server().composed.jobs.runNow('send-sign-in-codes');
      const { code } = await mailedCode(server().settings.mail.folder, 'two@passkey.example');
      // neither another browser nor another session of the same person
      const fields = { flow: asked.forms[0]?.fields['flow'] ?? '', code };
      expect((await browser.send('/sign-in/code', fields)).status).toBe(410);
      const wrong = await there.submit(asked, 'Sign in', { code: '00000000' });
      expect(wrong.status).toBe(422);
      const shown = await there.submit(wrong, 'Sign in', { code });
      expect([shown.title, shown.text.includes('Use it everywhere')]).toEqual([
        'Second step',
        false,
      ]);
      expect((await there.submit(asked, 'Sign in', { code })).status).toBe(410);
      const alone = await answer(browser, page, await response(passkey));
      expect(alone.title).toBe('Your settings');
      const stranger = await enrolled(await account('three'));
      await answer(browser, page, await response(stranger));
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const rest = requests(`${server().url}/api/v1`);
      const reply = await rest('GET', `/organizations/${organizationId}`, { headers: { cookie } });
      expect(reply.body['code']).toBe('organization.missing');
    });

    test('signin F4 mails tell of a passkey that may have been copied, and of one of a company', async () => {
      const { store, composed, core } = server();
      const told = async (toKey: string): Promise<unknown[]> => {
        await composed.jobs.runNow('send-mail');
        const { records } = await store.read.mails.find({
          where: equals('toKey', toKey),
          limit: 10,
        });
        return records.map(({ template, status }) => [template, status]);
      };
      const passkey = await enrolled(await account('five'));
      const browser = new TestBrowser(server().url);
      const page = await browser.open('/sign-in');
      const count = async (counter: number): Promise<TestPage> =>
        answer(browser, page, passkey.get(await ask(browser), { origin: origin(), counter }));
      expect((await count(5)).title).toBe('Your settings');
      expect((await count(5)).text).toContain('may have been copied');
      expect(await told('five@passkey.example')).toEqual([
        ['second-factor-added', 'sent'],
        ['passkey-went-back', 'sent'],
      ]);
      // who has proved no address is told at that of the organization
      const email = 'six@passkey.example';
      const made = await server().rest('POST', '/organizations', {
        body: { name: 'Passkey Six', owner: { email, name: 'six' } },
      });
      const organizationId = String(made.body.id);
      const added = await server().rest('POST', '/accounts', { body: { email, name: 'six' } });
      const accountId = String(added.body.id);
      await store.transaction(organizationId, async (tx) => {
        const member = await tx.members.first(equals('organizationId', organizationId));
        if (member) await tx.members.update({ ...member, accountId, version: member.version + 1 });
      });
      expect(await core.accounts.get(signInContext(), accountId)).not.toHaveProperty(
        'emailVerifiedAt',
      );
      const connection = await samlConnection(store, organizationId);
      await enrolled(accountId, { connectionId: connection.id, organizationId });
      expect(await told(email)).toEqual([['second-factor-added', 'sent']]);
    });
  },
  { settings: { signIn: { relatedOrigins: ['https://new.example'] } } },
);
