import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { LOCALES, newId } from '#kernel/index.js';
import { mailedCode, TestBrowser } from '../kit/browsers.js';
import { requests, startServer, type TestServer } from '../kit/server.js';

// The pages of sign-in over HTTP, in a browser without scripts. test/browser walks them in Chromium.

let server: TestServer;
const folder = (): string => server.settings.mail.folder;
const sendCodes = (): Promise<unknown> => server.composed.jobs.runNow('send-sign-in-codes');

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.close());

async function create(path: string, body: unknown): Promise<Record<string, string>> {
  const reply = await server.rest('POST', path, { body });
  if (reply.status >= 300) throw new Error(`POST ${path}: ${reply.status} ${reply.text}`);
  return reply.body as unknown as Record<string, string>;
}

async function signIn(browser: TestBrowser, email: string, path = '/sign-in') {
  const before = await mailsTo(email);
  const form = await browser.submit(await browser.open(path), 'Continue', { email });
  await sendCodes();
  const { code } = await mailedCode(folder(), email, before);
  return browser.submit(form, 'Sign in', { code });
}

async function mailsTo(email: string): Promise<number> {
  const { listMailbox } = await import('#notifications/index.js');
  return (await listMailbox(folder(), 1_000)).filter(({ to }) => to.includes(email)).length;
}

/** Every address of the pages that takes a form. */
async function formPaths(): Promise<string[]> {
  const text = await readFile('src/http/sign-in/router.ts', 'utf8');
  const paths = [...text.matchAll(/takes\('([^']+)'/g)].map(([, path = '']) => path);
  return paths.map((path) => path.replace(':connectionId', newId()));
}

describe('signing in by code', () => {
  test('address, code, account: and the return address is kept', async () => {
    await create('/accounts', { email: 'ada@pages.example', name: 'Ada', emailVerified: true });
    const browser = new TestBrowser(server.url);
    const page = await signIn(browser, 'ada@pages.example', '/sign-in?return=/account?saved=1');
    expect(page.title).toBe('Your settings');
    expect(page.text).toContain('Saved.');
    expect(page.text).toContain('Ada');
    expect([...browser.cookies.keys()].filter((name) => name.includes('-flow-'))).toEqual([]);
    const out = await browser.submit(await browser.open('/sign-out'), 'Sign out of this browser');
    expect(out.title).toBe('You are signed out');
    expect((await browser.open('/account')).title).toBe('Sign in');
  });

  test('signin P4: known, unknown, suspended and invited addresses get the same page', async () => {
    const { id } = await create('/organizations', { name: 'P4' });
    const { id: member } = await create(`/organizations/${id}/members`, {
      email: 'off@p4.example',
      name: 'Off',
    });
    await server.rest('POST', `/organizations/${id}/members/${member}/suspend`, { body: {} });
    await create(`/organizations/${id}/invitations`, { email: 'in@p4.example', send: false });
    await create('/accounts', { email: 'on@p4.example', name: 'On', emailVerified: true });
    const shown = [];
    for (const name of ['on', 'no', 'off', 'in']) {
      const browser = new TestBrowser(server.url);
      const email = `${name}@p4.example`;
      const page = await browser.submit(await browser.open('/sign-in'), 'Continue', { email });
      const own = page.text.replaceAll(email, '').replaceAll(/[0-9a-f-]{36}/g, '');
      shown.push(`${page.status} ${own}`);
    }
    expect(new Set(shown).size).toBe(1);
  });

  test('signin E1: five GETs, HEADs and opened links use nothing up and sign nobody in', async () => {
    await create('/accounts', { email: 'e1@pages.example', name: 'E', emailVerified: true });
    const browser = new TestBrowser(server.url);
    const form = await browser.submit(await browser.open('/sign-in'), 'Continue', {
      email: 'e1@pages.example',
    });
    await sendCodes();
    const { code, link, text } = await mailedCode(folder(), 'e1@pages.example');
    // signin P11: the code stands as text before the link
    expect(text.indexOf(code.slice(0, 4))).toBeLessThan(text.indexOf('http'));
    const scanner = new TestBrowser(server.url);
    for (let round = 0; round < 5; round += 1) {
      // signin E2: another browser is shown the code and is signed in by nothing
      const opened = await scanner.open(link);
      expect(opened.text).toContain(`${code.slice(0, 4)} ${code.slice(4)}`);
      expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    }
    expect(scanner.cookies.size).toBe(0);
    // in the browser that asked it only fills in the code
    const filled = await browser.open(link);
    expect(filled.forms[0]?.fields['code']).toBe(code);
    expect((await browser.open('/account')).title).toBe('Sign in');
    expect((await browser.submit(form, 'Sign in', { code })).title).toBe('Your settings');
  });

  test('signin P9: one labelled input, and a wrong code is told by aria-describedby', async () => {
    const browser = new TestBrowser(server.url);
    const form = await browser.submit(await browser.open('/sign-in'), 'Continue', {
      email: 'p9@pages.example',
    });
    const input = /<input id="code"[^>]*>/.exec(form.text)?.[0] ?? '';
    expect(input).toContain('inputmode="numeric"');
    expect(input).toContain('autocomplete="one-time-code"');
    expect(form.text).toContain('<label for="code">Code</label>');
    const wrong = await browser.submit(form, 'Sign in', { code: '00000000' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/aria-describedby="problem sent" aria-invalid="true"/);
    expect(wrong.text).toMatch(/id="problem"[^>]*>This is not the code/);
  });

  test('signin P8: a restored tab ends on a page with one button that keeps the return address', async () => {
    const browser = new TestBrowser(server.url);
    const path = '/sign-in/code?flow=01900000-0000-7000-8000-000000000000&return=/account/leave';
    const page = await browser.open(path);
    expect(page).toMatchObject({ status: 410, title: 'This sign-in is over' });
    expect(page.links.get('Start again')).toBe('../sign-in?return=%2Faccount%2Fleave');
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/\tx',
  ])('a return address that leads elsewhere is none: %s', async (address) => {
    const page = await new TestBrowser(server.url).open(
      `/sign-in?return=${encodeURIComponent(address)}`,
    );
    expect(page.forms[0]?.fields['return']).toBeUndefined();
  });

  test.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a client that says nothing of itself', { origin: 'null', 'sec-fetch-site': '' }],
  ])('signin P2: a form of %s is refused', async (_what, headers) => {
    const browser = new TestBrowser(server.url);
    const paths = await formPaths();
    expect(paths.length).toBeGreaterThan(12);
    for (const path of paths) {
      const { status } = await browser.send(path, { email: 'a@b.example' }, headers);
      expect([path, status]).toEqual([path, 403]);
    }
    const ours = { origin: 'null', 'sec-fetch-site': 'same-origin' };
    expect((await browser.send('/sign-in', { email: 'a@b.example' }, ours)).title).toBe(
      'Enter the code',
    );
  });

  test('the header policy: no script where no passkey is asked for, nothing framed, nothing kept', async () => {
    const { headers } = await new TestBrowser(server.url).open('/sign-in?way=code');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('another name of this machine leads to the one that the cookies are for', async () => {
    expect(server.home).toBe(server.url.replace('127.0.0.1', 'localhost'));
    const answer = await fetch(`${server.url}/sign-in?return=/account`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`${server.home}/sign-in?return=/account`);
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });

  test('every language has its pages', async () => {
    for (const language of LOCALES) {
      const browser = new TestBrowser(server.url, language);
      const page = await browser.open('/sign-in');
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(page.text).not.toContain('{{');
    }
  });
});

describe('the account', () => {
  test('name, language, sessions: changed and ended by the person', async () => {
    const email = 'own@account.example';
    await create('/accounts', { email, name: 'Own', emailVerified: true });
    const [here, there] = [new TestBrowser(server.url), new TestBrowser(server.url)];
    await signIn(there, email);
    const page = await signIn(here, email);
    const saved = await here.submit(page, 'Save', { name: 'Owen', language: 'de' });
    expect(saved.title).toBe('Ihre Einstellungen');
    const other = saved.forms.find(
      ({ buttons, fields }) => buttons.includes('Beenden') && fields['session'] !== undefined,
    );
    expect(other).toBeDefined();
    const sessions = saved.forms.filter(({ buttons }) => buttons.includes('Beenden'));
    expect(sessions).toHaveLength(2);
    const out = await here.submit(await here.open('/sign-out'), 'Überall abmelden', {
      everywhere: '1',
    });
    expect(out.title).toBe('Sie sind abgemeldet');
    expect((await there.open('/account')).title).toBe('Sign in');
  });

  test('the organizations of a person, and leaving one', async () => {
    const email = 'two@account.example';
    const [a, b] = [
      await create('/organizations', { name: 'Alpha' }),
      await create('/organizations', { name: 'Beta' }),
    ];
    for (const { id } of [a, b])
      await create(`/organizations/${id}/members`, { email, name: 'Two' });
    await server.rest('PATCH', `/organizations/${b['id']}`, {
      body: { policies: { emailCode: 'refused' } },
    });
    const browser = new TestBrowser(server.url);
    const page = await signIn(browser, email);
    expect(page.text).toContain('<b>Alpha</b><small>Open with this session</small>');
    const left = await browser.submit(
      await browser.open('/account/leave?organization=alpha'),
      'Leave',
    );
    expect(left.title).toBe('Your settings');
    expect(left.text).not.toContain('Alpha');
  });
});

test('a person of many organizations sees them page by page', async () => {
  const email = 'many@account.example';
  const names = Array.from({ length: 21 }, (_, index) => `Many ${String(index + 10)}`);
  for (const name of names) {
    const { id } = await create('/organizations', { name });
    await create(`/organizations/${id}/members`, { email, name: 'Many' });
  }
  const browser = new TestBrowser(server.url);
  const first = await signIn(browser, email);
  const second = await browser.open(first.links.get('More organizations') ?? '');
  const shown = [first, second].map(({ text }) =>
    names.filter((name) => text.includes(`<b>${name}</b>`)),
  );
  expect(shown.map(({ length }) => length)).toEqual([20, 1]);
  expect(shown.flat().sort()).toEqual(names);
  expect(second.links.has('More organizations')).toBe(false);
  expect((await browser.open('/account?after=nonsense')).status).toBe(400);
});

describe('invitations', () => {
  test('opening accepts nothing; a code and an explicit step do', async () => {
    const { id } = await create('/organizations', { name: 'Gamma' });
    const made = await create(`/organizations/${id}/invitations`, {
      email: 'new@gamma.example',
      name: 'New',
      send: false,
    });
    const token = new URL(String(made['link'] ?? made['url'] ?? '')).hash.slice(1);
    const browser = new TestBrowser(server.url);
    await browser.open('/invitation');
    const code = await browser.send('/invitation/join', { token });
    expect(code.title).toBe('Enter the code');
    await sendCodes();
    const mail = await mailedCode(folder(), 'new@gamma.example');
    const ask = await browser.submit(code, 'Sign in', { code: mail.code });
    expect(ask.title).toBe('Join Gamma');
    const joined = await browser.submit(ask, 'Join');
    expect(joined.title).toBe('Your settings');
    expect(joined.text).toContain('Gamma');
    expect((await browser.send('/invitation/join', { token })).title).toBe(
      'This invitation was accepted',
    );
  });

  test('the wrong person uses nothing up, and one button leads on', async () => {
    const { id } = await create('/organizations', { name: 'Delta' });
    const made = await create(`/organizations/${id}/invitations`, {
      email: 'right@delta.example',
      name: 'R',
      send: false,
    });
    const token = new URL(String(made['link'] ?? made['url'] ?? '')).hash.slice(1);
    const browser = new TestBrowser(server.url);
    await create('/accounts', { email: 'wrong@delta.example', name: 'Wrong', emailVerified: true });
    await signIn(browser, 'wrong@delta.example');
    const wrong = await browser.send('/invitation/join', { token });
    expect(wrong).toMatchObject({
      status: 403,
      title: 'This invitation is for right@delta.example',
    });
    expect((await browser.send('/invitation/accept', { token })).status).toBe(403);
    const on = await browser.submit(wrong, 'Sign out and continue as invited');
    expect(on.title).toBe('Enter the code');
  });
});

describe('the operator', () => {
  test('a link shows a button, and only the button signs in, once', async () => {
    const { slug } = await create('/organizations', { name: 'Epsilon' });
    const made = await create('/sign-in-links', { email: 'first@epsilon.example', ownerOf: slug });
    const link = String(made['url']);
    await fetch(link);
    await fetch(link, { method: 'HEAD' });
    const browser = new TestBrowser(server.url);
    const page = await browser.open(link);
    expect(page.text).toContain('You become an owner of Epsilon.');
    expect(browser.cookies.size).toBe(0);
    const home = await browser.submit(page, 'Sign in');
    expect(home.text).toContain('<b>Epsilon</b>');
    expect((await new TestBrowser(server.url).open(link)).title).toBe('This sign-in is over');
    const denied = await requests(`${server.url}/api/v1`)('POST', '/sign-in-links', {
      body: { email: 'a@b.example' },
    });
    expect(denied.status).toBe(401);
  });
});
