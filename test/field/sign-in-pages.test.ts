import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  FULL_AUTHORITY,
  instant,
  newTraceId,
  silentLog,
  systemClock,
  type Context,
} from '#kernel/index.js';
import { TestBrowser, type TestPage } from '../kit/browsers.js';
import { readRequest, samlProvider, type SamlProviderKit } from '../kit/saml-provider.js';
import { startServer, type TestServer } from '../kit/server.js';

// Rows of kinds A, L and P of field/sign-in.md that meet a provider, over HTTP and without scripts. test/browser has those of Chromium.

let server: TestServer;
let provider: SamlProviderKit;
let home: { readonly id: string; readonly connectionId: string };

const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newTraceId(),
  clock: systemClock,
  log: silentLog,
});

beforeAll(async () => {
  provider = await samlProvider();
  server = await startServer();
  home = await connect('saml.example', 'active');
}, 60_000);

afterAll(() => server.close());

async function connect(domain: string, status: 'active' | 'disabled') {
  const { core, composed, store } = server;
  const slug = domain.replace('.', '-');
  const { id } = await core.organizations.create(ctx(), { name: domain, slug });
  const given = composed.signIn.saml.readMetadata(provider.metadata());
  const at = instant(Date.now());
  const created = await core.connections.create(ctx(), id, {
    kind: 'saml',
    name: `Login of ${domain}`,
    issuedFor: server.home,
    given: { ...given, metadata: { kind: 'document', givenAt: at } },
    names: { email: 'email' },
  });
  const claimed = await core.domains.add(ctx(), id, domain);
  const proved = {
    status: 'verified',
    verifiedKey: domain,
    verifiedBy: 'dns',
    verifiedAt: at,
  } as const;
  await store.transaction(id, async (tx) => {
    await tx.domains.update({ ...claimed, ...proved, version: claimed.version + 1 });
    const kept = await tx.connections.get(created.id);
    if (kept?.kind !== 'saml' || status === 'disabled') return;
    const tested = { configuration: kept.configuration, at };
    await tx.connections.update({ ...kept, status, tested, version: kept.version + 1 });
  });
  return { id, connectionId: created.id };
}

/** The request that the page leads to, and the provider's answer to it. */
async function answerOf(page: TestPage, subject: string, email: string) {
  const url = page.links.get('Continue') ?? '';
  const request = readRequest({ binding: 'redirect', url });
  const attributes = { email: [email], colour: ['red', 'green'] };
  const form = await provider.respond(request, { now: Date.now(), subject, attributes });
  return { request, form };
}

/** As the provider's page posts it: from another site, and without a cookie. */
const post = (
  browser: TestBrowser,
  request: { acs: string },
  form: object,
  origin = 'https://idp.example',
) =>
  browser.send(request.acs, form as Record<string, string>, {
    origin,
    'sec-fetch-site': 'cross-site',
  });

async function signIn(
  browser: TestBrowser,
  subject: string,
  path = `/sign-in/connections/${home.connectionId}`,
) {
  const { request, form } = await answerOf(
    await browser.open(path),
    subject,
    `${subject}@saml.example`,
  );
  return { request, form, page: await post(browser, request, form) };
}

test.each(['https://idp.example', 'null'])(
  'signin A4: what a provider posts with the origin %s is taken',
  async (origin) => {
    const browser = new TestBrowser(server.url);
    const begun = await browser.open(`/sign-in/connections/${home.connectionId}`);
    const subject = origin === 'null' ? 'a4-null' : 'a4';
    const { request, form } = await answerOf(begun, subject, `${subject}@saml.example`);
    expect((await post(browser, request, form, origin)).title).toBe('Your settings');
  },
);

test('signin A2: an answer in a browser that did not begin it signs nobody in', async () => {
  const begun = await new TestBrowser(server.url).open(`/sign-in/connections/${home.connectionId}`);
  const { request, form } = await answerOf(begun, 'a2', 'a2@saml.example');
  const other = new TestBrowser(server.url);
  expect((await post(other, request, form)).title).toBe('This sign-in is over');
  expect((await other.open('/account')).title).toBe('Sign in');
});

test('signin A9: the same answer again, from a browser that is signed in, leads home', async () => {
  const browser = new TestBrowser(server.url);
  const { request, form, page } = await signIn(browser, 'a9');
  expect(page.title).toBe('Your settings');
  expect((await post(browser, request, form)).title).toBe('Your settings');
  // signin A7: and after signing out it is over
  await browser.submit(await browser.open('/sign-out'), 'Sign out of this browser');
  expect((await post(browser, request, form)).title).toBe('This sign-in is over');
});

test('signin A11: RelayState is a handle of at most 80 bytes, whatever the return address', async () => {
  const browser = new TestBrowser(server.url);
  const path = `/account?saved=1&x=${'y'.repeat(1_900)}`;
  const start = `/sign-in/connections/${home.connectionId}?${new URLSearchParams({ return: path })}`;
  const { request, page } = await signIn(browser, 'a11', start);
  expect(Buffer.byteLength(request.relayState)).toBeLessThanOrEqual(80);
  expect(page.url.pathname + page.url.search).toBe(path);
});

test('signin P7: a proved domain decides, whether the person is known or not', async () => {
  await server.rest('POST', '/accounts', {
    body: { email: 'known@saml.example', name: 'Known', emailVerified: true },
  });
  const titles = [];
  for (const name of ['known', 'nobody']) {
    const browser = new TestBrowser(server.url);
    const email = `${name}@saml.example`;
    const page = await browser.submit(await browser.open('/sign-in'), 'Continue', { email });
    expect(page.links.get('Continue')).toContain('https://idp.example/sso');
    titles.push(page.title);
  }
  expect(titles).toEqual(['On to Login of saml.example', 'On to Login of saml.example']);
});

test('signin L10: signing out says that the company session lives on; another account is asked for', async () => {
  const browser = new TestBrowser(server.url);
  await signIn(browser, 'l10');
  const out = await browser.submit(await browser.open('/sign-out'), 'Sign out of this browser');
  expect(out.text).toContain('Your session at Login of saml.example goes on.');
  const again = await browser.submit(out, 'Use another account');
  const { request } = await answerOf(again, 'l10', 'l10@saml.example');
  expect(request.root.getAttribute('ForceAuthn')).toBe('true');
});

test('signin W2: a session of one company opens that company only, and the account asks for a code', async () => {
  const browser = new TestBrowser(server.url);
  const { page } = await signIn(browser, 'w2');
  expect(page.text).toContain('Settings of your account need a sign-in with a code');
  expect(page.forms.some(({ buttons }) => buttons.includes('Save'))).toBe(false);
  expect((await browser.send('/account', { name: 'Other' })).status).toBe(401);
  const { rows } = {
    rows: await server.store.read.members.find({ where: { kind: 'all', terms: [] }, limit: 1_000 }),
  };
  const member = rows.records.find(({ email }) => email === 'w2@saml.example');
  const other = await server.core.organizations.create(ctx(), { name: 'Other', slug: 'other' });
  const added = await server.core.members.add(ctx(), other.id, {
    email: 'w2@saml.example',
    name: 'W',
  });
  await server.store.transaction(other.id, async (tx) => {
    const before = await tx.members.get(added.id);
    if (!before || member?.accountId === undefined) throw new Error('no member with an account');
    await tx.members.update({
      ...before,
      accountId: member.accountId,
      version: before.version + 1,
    });
  });
  const shown = await browser.open('/account');
  expect(shown.links.get('Sign in to Other')).toBe(
    './sign-in?organization=other&return=%2Faccount',
  );
});

test('a test sign-in shows what was said and what it becomes, signs nobody in, and lets the connection be activated', async () => {
  const { id, connectionId } = await connect('test.example', 'disabled');
  const { flow, secret } = await server.composed.signIn.flows.begin(ctx(), {
    purpose: 'test',
    organizationId: id,
    connectionId,
    configuration: 1,
  });
  const browser = new TestBrowser(server.url);
  const query = new URLSearchParams({ flow: flow.id, key: secret });
  const { request, form } = await answerOf(
    await browser.open(`/sign-in/test?${query}`),
    't',
    't@test.example',
  );
  const result = await post(browser, request, form);
  expect(result.title).toBe('Result of the test');
  expect(result.text).toContain('<div>red</div><div>green</div>');
  expect(result.text).toContain('<th scope="row">email</th><td><div>t@test.example</div>');
  expect((await browser.open('/account')).title).toBe('Sign in');
  const kept = await server.store.read.connections.get(connectionId);
  expect(kept).toMatchObject({ tested: { configuration: 1 } });
  const attempts = await server.composed.signIn.attempts.list(ctx(), id, connectionId, {
    limit: 10,
  });
  expect(attempts.items).toMatchObject([{ purpose: 'test', outcome: 'ok', subject: 't' }]);
});

test('a refused answer says why in words, and its code is in the log of sign-ins', async () => {
  const browser = new TestBrowser(server.url);
  const begun = await browser.open(`/sign-in/connections/${home.connectionId}`);
  const { request } = await answerOf(begun, 'x', 'x@saml.example');
  const form = await provider.respond(request, {
    now: Date.now(),
    subject: 'x',
    audience: 'https://other.example',
  });
  const page = await post(browser, request, form);
  expect(page).toMatchObject({ status: 403, title: 'You were not signed in' });
  expect(page.text).toMatch(/Code: audience/);
  expect(page.links.get('Start again')).toBe('../sign-in?organization=saml-example');
});

test('the provider of the session asks the person anew, and answers for nobody else', async () => {
  const browser = new TestBrowser(server.url);
  expect((await signIn(browser, 'f10')).page.title).toBe('Your settings');
  const cookieOf = (one: TestBrowser): string => [...one.cookies.values()].join(' ');
  const begin = async (one: TestBrowser): Promise<TestPage> => {
    const page = await one.open('/sign-in/step-up?return=/account?saved=1');
    expect(page.text).not.toContain('Get a code by e-mail');
    return one.submit(page, 'Sign in again with Login of saml.example');
  };
  const answer = async (left: TestPage, subject: string, more: object = {}) => {
    const request = readRequest({ binding: 'redirect', url: left.links.get('Continue') ?? '' });
    const attributes = { email: [`${subject}@saml.example`] };
    const now = Date.now();
    const form = await provider.respond(request, { now, subject, attributes, ...more });
    return { request, page: await post(browser, request, form) };
  };
  const before = cookieOf(browser);
  // an answer from the provider's session of an hour ago is none
  const stale = await answer(await begin(browser), 'f10', {
    authnInstant: Date.now() - 3_600_000,
  });
  expect(stale.request.root.getAttribute('ForceAuthn')).toBe('true');
  expect([stale.page.status, stale.page.text.includes('authn_stale')]).toEqual([403, true]);
  const foreign = await answer(await begin(browser), 'f10-other');
  expect([foreign.page.status, foreign.page.text.includes('sign_in.other_person')]).toEqual([
    403,
    true,
  ]);
  expect(cookieOf(browser)).toContain(before.split(' ')[0] ?? 'none');
  const done = await answer(await begin(browser), 'f10');
  expect([done.page.title, done.page.text.includes('Saved.')]).toEqual(['Your settings', true]);
  const { records } = await server.store.read.sessions.find({
    where: { kind: 'all', terms: [] },
    limit: 1_000,
  });
  const stepped = records.filter(({ steppedUpBy }) => steppedUpBy === 'saml');
  expect(stepped.map(({ connectionId }) => connectionId)).toEqual([home.connectionId]);
});
