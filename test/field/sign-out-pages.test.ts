import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request, type IncomingHttpHeaders } from 'node:http';
import { newId } from '#kernel/index.js';
import { TestBrowser } from '../kit/browsers.js';
import { type ConnectedCompany, ProviderPages } from '../kit/provider-pages.js';
import { readRequest, samlProvider, type SamlProviderKit } from '../kit/saml-provider.js';
import { startServer, type TestServer } from '../kit/server.js';
import { signIn as startSession } from '../kit/sessions.js';

// Signing out here and at the provider, and what a proxy and a missing mail server change.

let server: TestServer;
let provider: SamlProviderKit;
let pages: ProviderPages;
let home: ConnectedCompany;

beforeAll(async () => {
  provider = await samlProvider();
  server = await startServer();
  pages = new ProviderPages(server, provider);
  home = await pages.connect('saml.example');
});

afterAll(() => server.close());

/** At the home connection, unless told otherwise. */
const signIn = (
  browser: TestBrowser,
  subject: string,
  path = `/sign-in/connections/${home.connectionId}`,
  domain = 'saml.example',
) => pages.signIn(browser, subject, { path, domain });

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

test.each([
  ['the connection says so', true, SUCCESS, 'has ended as well'],
  ['the person asks for it', false, SUCCESS, 'has ended as well'],
  ['the provider cannot', true, SUCCESS.replace('Success', 'Responder'), 'goes on'],
])('signing out ends the session of the company, too: %s', async (...row) => {
  const [, singleLogout, status, said] = row;
  const domain = `out${newId().slice(-6)}.example`;
  const { connectionId } = await pages.connect(domain, { singleLogout });
  const browser = new TestBrowser(server.url);
  await signIn(browser, 'lou', `/sign-in/connections/${connectionId}`, domain);
  const asked = await browser.open('/sign-out');
  const there = `Sign out here and at Login of ${domain}`;
  expect(asked.forms[0]?.buttons.includes(there)).toBe(!singleLogout);
  const leaving = singleLogout
    ? await browser.submit(asked, 'Sign out of this browser')
    : await browser.submit(asked, there, { company: '1' });
  expect(leaving.title).toBe('You are signed out');
  expect(leaving.text).toContain(`On to Login of ${domain}, so that your session there ends`);
  // over here already, whatever the provider does
  const elsewhere = await browser.open('/account');
  expect(elsewhere.title).toBe('Sign in');
  const url = leaving.links.get('Continue') ?? '';
  expect(url.startsWith(provider.logoutUrl)).toBe(true);
  const request = readRequest({ binding: 'redirect', url });
  expect(request.root.getElementsByTagName('saml:NameID')[0]?.textContent).toBe('lou');
  const inner = `<samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>`;
  const answer = pages.logoutForm('LogoutResponse', inner, ` InResponseTo="${request.id}"`);
  const form = { ...answer, RelayState: request.relayState };
  const page = await pages.post(browser, { acs: pages.sloOf(connectionId) }, form);
  expect(page.title).toBe('You are signed out');
  expect(page.text).toContain(`Your session at Login of ${domain} ${said}`);
});

test('signin L1, A4: a request of the provider to sign out needs no cookie, and its page speaks the person’s language', async () => {
  const domain = 'l1.example';
  const { connectionId } = await pages.connect(domain, {}, { bindings: ['post'] });
  const [browser, other] = [new TestBrowser(server.url), new TestBrowser(server.url)];
  const path = '/sign-in?organization=l1-example';
  for (const [one, subject] of [[browser, 'l1'] as const, [other, 'l1-other'] as const]) {
    const begun = await one.submit(await one.open(path), `Continue with Login of ${domain}`);
    const [form] = begun.forms;
    const request = readRequest({ binding: 'post', url: '', fields: form?.fields ?? {} });
    const attributes = { email: [`${subject}@${domain}`] };
    const answer = await provider.respond(request, { now: Date.now(), subject, attributes });
    expect((await pages.post(one, request, answer)).title).toBe('Your settings');
  }
  const said = {
    en: ['You are signed out', 'so that your session there ends as well', 'Continue'],
    de: ['Sie sind abgemeldet', 'damit auch Ihre Sitzung dort endet', 'Weiter'],
    fr: ['Vous êtes déconnecté', 'votre session y prenne fin', 'Continuer'],
    es: ['Ha cerrado la sesión', 'su sesión termine también', 'Continuar'],
    ja: ['サインアウトしました', 'セッションも終了する', '続ける'],
  };
  for (const [language, [title, text, button]] of Object.entries(said)) {
    const bare = new TestBrowser(server.url, language);
    const message = pages.logoutForm('LogoutRequest', '<saml:NameID>l1</saml:NameID>');
    const origin = language === 'en' ? 'null' : 'https://idp.example';
    const page = await pages.post(bare, { acs: pages.sloOf(connectionId) }, message, origin);
    expect([language, page.status, page.title]).toEqual([language, 200, title]);
    expect(page.text).toContain(`<html lang="${language}">`);
    expect(page.text).toContain(text);
    expect(page.forms[0]).toMatchObject({ action: provider.logoutUrl, buttons: [button] });
    expect(page.forms[0]?.fields['SAMLResponse']).toBeDefined();
    expect(page.headers.getSetCookie()).toEqual([]);
  }
  expect((await browser.open('/account')).title).toBe('Sign in');
  expect((await other.open('/account')).title).toBe('Your settings');
  // what is not signed signs nobody out, and says so to the person who has a session
  const unsigned = { SAMLRequest: Buffer.from('<x/>').toString('base64') };
  const refused = await pages.post(other, { acs: pages.sloOf(connectionId) }, unsigned);
  expect([refused.status, refused.title]).toEqual([403, 'You were not signed out']);
  expect((await other.open('/account')).title).toBe('Your settings');
});

describe('behind a proxy, without a mail server', () => {
  const PUBLIC = 'https://muster.example';
  let place: TestServer;
  let connectionId: string;
  beforeAll(async () => {
    place = await startServer({ settings: { http: { publicUrl: PUBLIC } } });
    ({ connectionId } = await new ProviderPages(place, provider).connect('proxied.example'));
  });
  afterAll(() => place.close());

  /** As a proxy sends it that is set up wrongly, or an attacker. */
  const evil = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    forwarded: 'host=evil.example;proto=http',
  };
  interface Answered {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
  }
  const send = (
    method: string,
    path: string,
    { body, headers }: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const all = { ...evil, ...(body !== undefined && type), ...headers };
      const sent = request(`${place.url}${path}`, { method, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });

  test('signin A18: the host of a request changes no address, and the answer is taken', async () => {
    const begun = await send('GET', `/sign-in/connections/${connectionId}`);
    expect(begun.text).not.toContain('evil.example');
    const url =
      /https:\/\/idp\.example\/sso\?[^"]+/.exec(begun.text.replaceAll('&#x2F;', '/'))?.[0] ?? '';
    const decoded = url.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    const asked = readRequest({ binding: 'redirect', url: decoded });
    expect([asked.acs, asked.issuer]).toEqual([
      `${PUBLIC}/saml/${connectionId}/acs`,
      `${PUBLIC}/saml/${connectionId}/metadata`,
    ]);
    const attributes = { email: ['ada@proxied.example'] };
    const form = await provider.respond(asked, { now: Date.now(), subject: 'ada', attributes });
    const body = new URLSearchParams({ ...form }).toString();
    const taken = await send('POST', `/saml/${connectionId}/acs`, { body });
    expect([taken.status, taken.headers.location]).toEqual([
      303,
      `/sign-in/finish?flow=${asked.relayState}`,
    ]);
    const lines = begun.headers['set-cookie'] ?? [];
    expect(lines[0]).toMatch(/^__Host-muster-.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const cookie = (lines[0] ?? '').split(';')[0] ?? '';
    const end = await send('GET', String(taken.headers.location), { headers: { cookie } });
    expect([end.status, end.headers.location]).toEqual([303, '../account']);
    expect(end.headers['set-cookie']?.[0]).toMatch(/^__Host-muster-[^=]+=muster_session_/);
  });

  test('codes are offered on no page, refused in words, and mailed to nobody', async () => {
    const origin = { origin: PUBLIC };
    const asked = 'This server sends no mail, so it offers no codes by e-mail.';
    const body = 'email=ada%40elsewhere.example';
    const typed = await send('POST', '/sign-in', { body, headers: origin });
    expect([typed.status, typed.text.includes(asked)]).toEqual([200, true]);
    const byWay = await send('GET', '/sign-in?way=code');
    expect(byWay.text).toContain(asked);
    const known = { body: 'email=ada%40proxied.example', headers: origin };
    const leaving = await send('POST', '/sign-in', known);
    expect(leaving.text).toContain('On to Login of proxied.example');
    expect(leaving.text).not.toContain('Get a code');
    const made = await place.rest('POST', '/organizations', { body: { name: 'Closed' } });
    const path = `/organizations/${made.body.id}/invitations`;
    const invitation = { email: 'new@closed.example', send: false };
    const invited = await place.rest('POST', path, { body: invitation });
    const token = `token=${String(invited.body['token'])}`;
    const joining = await send('POST', '/invitation/join', { body: token, headers: origin });
    expect(joining.text).toContain(asked);
    const everything = { where: { kind: 'all', terms: [] }, limit: 1 } as const;
    expect((await place.store.read.signInCodes.find(everything)).records).toEqual([]);
  });
});

test('cookies on plain HTTP beyond this machine, which the operator allows: they open what they open elsewhere', async () => {
  const http = { publicUrl: 'http://muster.intranet', insecureCookies: true };
  const open = await startServer({ settings: { http } });
  try {
    const account = { email: 'p@plain.example', name: 'P', emailVerified: true };
    const { id: accountId } = (await open.rest('POST', '/accounts', { body: account })).body;
    const { token } = await startSession(open, { accountId: String(accountId) });
    const cookie = `muster-${await open.core.sessions.installation()}=${token}`;
    const read = await fetch(`${open.url}/api/v1/me`, { headers: { cookie } });
    expect(read.status).toBe(200);
    // a change still has to come from a page of this server
    const change = { method: 'PATCH', body: '{"name":"Q"}' };
    const type = { 'content-type': 'application/json', cookie };
    const [foreign, own] = [
      await fetch(`${open.url}/api/v1/me`, { ...change, headers: { ...type, origin: open.url } }),
      await fetch(`${open.url}/api/v1/me`, {
        ...change,
        headers: { ...type, origin: 'http://muster.intranet' },
      }),
    ];
    expect([foreign.status, own.status]).toEqual([403, 200]);
  } finally {
    await open.close();
  }
});

test('cookies on plain HTTP beyond this machine: none is set, none is read, and the page says so', async () => {
  const bare = await startServer({ settings: { http: { publicUrl: 'http://muster.intranet' } } });
  try {
    const { connectionId: id } = await new ProviderPages(bare, provider).connect('plain.example');
    const plain = new TestBrowser(bare.url);
    for (const path of [`/sign-in/connections/${id}`, '/sign-in/link?token=x']) {
      const page = await plain.open(path);
      expect([path, page.headers.getSetCookie()]).toEqual([path, []]);
      if (path.includes('connections')) {
        expect([page.status, page.text.includes('sign_in.insecure')]).toEqual([403, true]);
      }
    }
    const { body } = await bare.rest('POST', '/organizations', { body: { name: 'Plain' } });
    const account = { email: 'p@plain.example', name: 'P', emailVerified: true };
    const { id: accountId } = (await bare.rest('POST', '/accounts', { body: account })).body;
    const { token } = await startSession(bare, { accountId: String(accountId) });
    const name = `muster-${await bare.core.sessions.installation()}`;
    const cookie = `${name}=${token}; __Host-${name}=${token}`;
    const path = `${bare.url}/api/v1/organizations/${String(body['id'])}`;
    const read = await fetch(path, { headers: { cookie } });
    expect([read.status, (await read.json()) as unknown]).toEqual([
      401,
      expect.objectContaining({ code: 'credential.missing' }),
    ]);
  } finally {
    await bare.close();
  }
});
