import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  FULL_AUTHORITY,
  LOCALES,
  newTraceId,
  silentLog,
  systemClock,
  type Context,
} from '#kernel/index.js';
import { REFUSALS } from '#sign-in/index.js';
import { mailedCode, TestBrowser, type TestPage } from '../kit/browsers.js';
import { type ConnectedCompany, ProviderPages } from '../kit/provider-pages.js';
import { readRequest, samlProvider, type SamlProviderKit } from '../kit/saml-provider.js';
import { startServer, type TestServer } from '../kit/server.js';

// Rows of kinds A, L and P of field/sign-in.md that meet a provider, over HTTP and without scripts. test/browser has those of Chromium.

let server: TestServer;
let provider: SamlProviderKit;
let pages: ProviderPages;
let home: ConnectedCompany;

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

/** The page after the code, whichever of the two sign-ins under way it is for. */
async function tryBoth(
  browser: TestBrowser,
  pages: readonly TestPage[],
  code: string,
): Promise<TestPage> {
  let last: TestPage | undefined;
  for (const page of pages) {
    last = await browser.submit(page, 'Sign in', { code });
    if (last.status === 200) return last;
  }
  throw new Error(`The code was taken by neither: ${last?.text ?? ''}`);
}

test.each(['https://idp.example', 'null'])(
  'signin A4: what a provider posts with the origin %s is taken',
  async (origin) => {
    const browser = new TestBrowser(server.url);
    const begun = await browser.open(`/sign-in/connections/${home.connectionId}`);
    const subject = origin === 'null' ? 'a4-null' : 'a4';
    const { request, form } = await pages.answerOf(begun, subject, `${subject}@saml.example`);
    expect((await pages.post(browser, request, form, origin)).title).toBe('Your settings');
  },
);

test('signin A2: an answer in a browser that did not begin it signs nobody in', async () => {
  const begun = await new TestBrowser(server.url).open(`/sign-in/connections/${home.connectionId}`);
  const { request, form } = await pages.answerOf(begun, 'a2', 'a2@saml.example');
  const other = new TestBrowser(server.url);
  expect((await pages.post(other, request, form)).title).toBe('This sign-in is over');
  expect((await other.open('/account')).title).toBe('Sign in');
});

test('signin A9: the same answer again, from a browser that is signed in, leads home', async () => {
  const browser = new TestBrowser(server.url);
  const { request, form, page } = await signIn(browser, 'a9');
  expect(page.title).toBe('Your settings');
  expect((await pages.post(browser, request, form)).title).toBe('Your settings');
});

test('signin A7: the back button after signing out sends the same answer, which is over', async () => {
  const browser = new TestBrowser(server.url);
  const { request, form } = await signIn(browser, 'a7');
  await browser.submit(await browser.open('/sign-out'), 'Sign out of this browser');
  expect((await pages.post(browser, request, form)).title).toBe('This sign-in is over');
  expect((await browser.open('/account')).title).toBe('Sign in');
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
  const { request } = await pages.answerOf(again, 'l10', 'l10@saml.example');
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
  expect(shown.links.get('Sign in')).toBe('./sign-in?organization=other&return=%2Faccount');
});

test('a test sign-in shows what was said and what it becomes, signs nobody in, and lets the connection be activated', async () => {
  const { id, connectionId } = await pages.connect('test.example', { status: 'disabled' });
  const { flow, secret } = await server.composed.signIn.flows.begin(ctx(), {
    purpose: 'test',
    organizationId: id,
    connectionId,
    configuration: 1,
  });
  const browser = new TestBrowser(server.url);
  const query = new URLSearchParams({ flow: flow.id, key: secret });
  const { request, form } = await pages.answerOf(
    await browser.open(`/sign-in/test?${query}`),
    't',
    't@test.example',
  );
  const result = await pages.post(browser, request, form);
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

test('a test sign-in that fails shows whose side it is on and the figures of the case', async () => {
  const { id, connectionId } = await pages.connect('failed.example', { status: 'disabled' });
  const path = `/organizations/${id}/connections/${connectionId}/test-sign-ins`;
  for (const sign of ['both', 'none'] as const) {
    const opened = await server.rest('POST', path);
    const browser = new TestBrowser(server.url, 'de');
    const begun = await browser.open(String(opened.body['url']));
    const url = begun.links.get('Weiter') ?? '';
    const request = readRequest({ binding: 'redirect', url });
    const says = { now: Date.now(), subject: 't', audience: 'https://other.example', sign };
    const page = await pages.post(browser, request, await provider.respond(request, says));
    expect(page.text).toContain('Die Anmeldung bei Login of failed.example funktioniert nicht.');
    expect(page.text).toContain('Es liegt am Anmeldedienst.');
    expect(page.text).toContain(sign === 'both' ? 'audience_wrong' : 'signature_missing');
    const received = '<th scope="row">received</th><td><div>https:&#x2F;&#x2F;other.example</div>';
    expect(page.text.includes(received)).toBe(sign === 'both');
  }
});

test('a refused answer says why in words, and its code is in the log of sign-ins', async () => {
  const browser = new TestBrowser(server.url);
  const begun = await browser.open(`/sign-in/connections/${home.connectionId}`);
  const { request } = await pages.answerOf(begun, 'x', 'x@saml.example');
  const form = await provider.respond(request, {
    now: Date.now(),
    subject: 'x',
    audience: 'https://other.example',
  });
  const page = await pages.post(browser, request, form);
  expect(page).toMatchObject({ status: 403, title: 'You were not signed in' });
  expect(page.text).toMatch(/Code: audience/);
  expect(page.links.get('Start again')).toBe('../sign-in?organization=saml-example');
});

test('every refusal is told in the person’s language, with its code and without the words for administrators', async () => {
  const ofRules = [
    'sign_in.deactivated',
    'sign_in.not_admitted',
    'seat.none_free',
    'plan.required',
  ];
  const codes = [...Object.keys(REFUSALS), ...ofRules, 'nobody.knows_it'];
  for (const language of LOCALES) {
    const browser = new TestBrowser(server.url, language);
    await browser.open(`/sign-in/connections/${home.connectionId}`);
    const cookie = [...browser.cookies.keys()].find((name) => name.includes('-flow-'));
    const flow = cookie?.split('-flow-')[1] ?? '';
    const reasons = new Set<string>();
    for (const code of codes) {
      const page = await browser.open(`/sign-in/finish?flow=${flow}&refusal=${code}`);
      expect([code, page.status, page.text.includes(code)]).toEqual([code, 403, true]);
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(page.text).not.toMatch(/\{\{| lang="en"[^>]*>[^<]*certificate|NameID/);
      reasons.add(/<p>([^<]+)<\/p>/.exec(page.text)?.[1] ?? '');
      const bare = await browser.open(`/sign-in/finish?refusal=${code}`);
      expect([code, bare.status]).toEqual([code, 403]);
      expect(bare.text).not.toContain('saml.example');
    }
    expect(reasons.size).toBeGreaterThan(9);
    expect(reasons.has('')).toBe(false);
  }
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
    return { request, page: await pages.post(browser, request, form) };
  };
  const before = cookieOf(browser);
  // an answer from the provider's session of an hour ago is none
  const stale = await answer(await begin(browser), 'f10', {
    authnInstant: Date.now() - 3_600_000,
  });
  expect(stale.request.root.getAttribute('ForceAuthn')).toBe('true');
  expect([stale.page.status, stale.page.text.includes('authn_stale')]).toEqual([403, true]);
  // the person is signed in as before, and begins the step-up again
  expect(stale.page.title).toBe('Your identity was not confirmed');
  expect(stale.page.text).not.toContain('Use another account');
  const again = await browser.open(stale.page.links.get('Start again') ?? '');
  expect(again.url.pathname).toMatch(/\/sign-in\/step-up$/);
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

test('signin A12: what a provider says of where to go on is a path of ours, or nothing', async () => {
  const { connectionId } = await pages.connect('a12.example', { unsolicited: true });
  const elsewhere = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
  ];
  const spelled = ['javascript:alert(1)', 'HTTPS:evil.example', '/..//evil.example'];
  const relayStates = [...elsewhere, ...spelled, '/account?saved=1'];
  for (const [index, relayState] of relayStates.entries()) {
    const browser = new TestBrowser(server.url);
    const own = {
      id: '_none',
      acs: pages.acsOf(connectionId),
      issuer: pages.metadataOf(connectionId),
    };
    const subject = `a12-${index}`;
    const says = { now: Date.now(), subject, attributes: { email: [`${subject}@a12.example`] } };
    const answer = { ...own, relayState };
    const path = `/sign-in/connections/${home.connectionId}`;
    // the error paths first: where nobody opted in, and where the answer is refused
    const closed = {
      ...own,
      acs: pages.acsOf(home.connectionId),
      issuer: pages.metadataOf(home.connectionId),
    };
    const unasked = await provider.respond(
      { ...closed, relayState },
      { ...says, inResponseTo: null },
    );
    const { request: asked } = await pages.answerOf(
      await browser.open(path),
      subject,
      'x@saml.example',
    );
    const bad = await provider.respond({ ...asked, relayState }, { ...says, audience: 'x' });
    for (const [acs, form] of [
      [closed.acs, unasked],
      [asked.acs, bad],
    ] as const) {
      const refused = await pages.post(browser, { acs }, form);
      expect([refused.status, refused.url.origin]).toEqual([403, server.home]);
      expect(refused.text).not.toContain('evil');
    }
    const begun = await pages.post(
      browser,
      own,
      await provider.respond(answer, { ...says, inResponseTo: null }),
    );
    expect(begun.url.pathname).toBe(`/sign-in/connections/${connectionId}`);
    const { request, form } = await pages.answerOf(begun, subject, `${subject}@a12.example`);
    const page = await pages.post(browser, request, form);
    expect(page.url.origin).toBe(server.home);
    if (relayState === '/..//evil.example') continue;
    const query = relayState === '/account?saved=1' ? '?saved=1' : '';
    expect([page.title, page.url.pathname + page.url.search]).toEqual([
      'Your settings',
      `/account${query}`,
    ]);
  }
});

test('signin A16: a renamed organization signs in as before; of a deleted connection nothing is there', async () => {
  const { id, connectionId } = await pages.connect('a16.example');
  await server.rest('POST', `/organizations/${id}/slug`, { body: { slug: 'a16-renamed' } });
  const browser = new TestBrowser(server.url);
  const { page } = await signIn(
    browser,
    'a16',
    `/sign-in/connections/${connectionId}`,
    'a16.example',
  );
  expect(page.title).toBe('Your settings');
  // the former slug still leads to it
  const former = await browser.open('/sign-in?organization=a16-example');
  expect(former.forms[0]?.buttons).toEqual(['Continue with Login of a16.example']);
  const path = `/organizations/${id}/connections/${connectionId}`;
  expect((await server.rest('DELETE', `${path}?people=keep`)).status).toBeLessThan(300);
  await server.composed.jobs.runNow('run-tasks');
  expect((await fetch(pages.metadataOf(connectionId))).status).toBe(404);
  const posted = await browser.send(pages.acsOf(connectionId), { SAMLResponse: 'x' });
  expect(posted.text).toContain('connection_unusable');
  expect((await browser.open(`/sign-in/connections/${connectionId}`)).status).toBe(404);
});

test('signin J10: a member of a company that refuses codes joins another one by the invited mailbox', async () => {
  const { id, connectionId } = await pages.connect('j10.example');
  const policies = { emailCode: 'refused' };
  await server.rest('PATCH', `/organizations/${id}`, { body: { policies } });
  const browser = new TestBrowser(server.url);
  await signIn(browser, 'j10', `/sign-in/connections/${connectionId}`, 'j10.example');
  const { body: other } = await server.rest('POST', '/organizations', {
    body: { name: 'Inviting' },
  });
  const email = 'j10@j10.example';
  const invited = await server.rest('POST', `/organizations/${other.id}/invitations`, {
    body: { email, send: false },
  });
  const token = String(invited.body['token']);
  // the word of one company's provider joins nobody to another one
  const direct = await browser.send('/invitation/accept', { token });
  expect(direct.title).toBe('Enter the code');
  const asked = await browser.send('/invitation/join', { token });
  expect(asked.title).toBe('Enter the code');
  await server.composed.jobs.runNow('send-sign-in-codes');
  const { code } = await mailedCode(server.settings.mail.folder, email);
  // the code of either flow is for that flow
  const ask = await tryBoth(browser, [direct, asked], code);
  expect(ask.title).toBe('Join Inviting');
  const joined = await browser.submit(ask, 'Join');
  expect(joined.text).toContain('<b>Inviting</b><small>Open with this session</small>');
  // and the company opens by its own way again
  const back = await browser.open(`/sign-in/connections/${connectionId}`);
  const { request, form } = await pages.answerOf(back, 'j10', email);
  expect((await pages.post(browser, request, form)).text).toContain(
    '<b>j10.example</b><small>Open',
  );
});

test('signin J2: whom the provider of the inviting company signs in has joined, and goes on', async () => {
  const { id } = await pages.connect('j2.example');
  const invited = await server.rest('POST', `/organizations/${id}/invitations`, {
    body: { email: 'j2@j2.example', send: false },
  });
  const browser = new TestBrowser(server.url);
  const begun = await browser.send('/invitation/join', { token: String(invited.body['token']) });
  const { request, form } = await pages.answerOf(begun, 'j2', 'j2@j2.example');
  const page = await pages.post(browser, request, form);
  expect(page.title).toBe('Your settings');
  expect(page.text).toContain('<b>j2.example</b><small>Open with this session</small>');
});

test('signin J11: the address of a person whom a directory made leads to the provider of the company', async () => {
  const { id } = await pages.connect('j11.example');
  const scim = await server.scim({ organizationId: id });
  const made = await scim.post('/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'j11@j11.example',
  });
  expect(made.status).toBe(201);
  const browser = new TestBrowser(server.url);
  const email = 'J11@J11.example';
  const begun = await browser.submit(await browser.open('/sign-in'), 'Continue', { email });
  expect(begun.title).toBe('On to Login of j11.example');
  const { request, form } = await pages.answerOf(begun, 's', 'j11@j11.example');
  expect((await pages.post(browser, request, form)).title).toBe('Your settings');
  const members = await server.rest('GET', `/organizations/${id}/members`);
  expect(members.body['items']).toHaveLength(1);
});

test('several connections of one domain: the person chooses, and the address goes along', async () => {
  const { id, connectionId } = await pages.connect('n10.example');
  const second = await pages.addConnection(id, { name: 'Second login', status: 'active' });
  await pages.addConnection(id, { name: 'Third login', status: 'disabled' });
  const browser = new TestBrowser(server.url);
  const email = 'n10@n10.example';
  const choice = await browser.submit(
    await browser.open('/sign-in?return=/account?saved=1'),
    'Continue',
    {
      email,
    },
  );
  expect(choice.title).toBe('How do you want to sign in?');
  expect(choice.forms.map(({ action, buttons }) => [action, ...buttons])).toEqual([
    [`./sign-in/connections/${connectionId}`, 'Continue with Login of n10.example'],
    [`./sign-in/connections/${second}`, 'Continue with Second login'],
    ['./sign-in', 'Get a code by e-mail'],
  ]);
  const begun = await browser.submit(choice, 'Continue with Second login');
  const { request, form } = await pages.answerOf(begun, 'n10', email);
  expect(request.acs).toBe(pages.acsOf(second));
  expect((await pages.post(browser, request, form)).url.search).toBe('?saved=1');
  const byCode = new TestBrowser(server.url);
  const again = await byCode.submit(await byCode.open('/sign-in'), 'Continue', { email });
  expect((await byCode.submit(again, 'Get a code by e-mail')).title).toBe('Enter the code');
});

test('an owner waits for an approval on a page that says so, and signs in when it is given', async () => {
  const { id, connectionId } = await pages.connect('wait.example');
  const owner = { email: 'olga@wait.example', name: 'Olga' };
  const link = await server.rest('POST', '/sign-in-links', {
    body: { email: owner.email, ownerOf: 'wait-example' },
  });
  const first = new TestBrowser(server.url);
  await first.submit(await first.open(String(link.body['url'])), 'Sign in');
  const browser = new TestBrowser(server.url);
  const path = `/sign-in/connections/${connectionId}`;
  const { page } = await signIn(browser, 'olga', path, 'wait.example');
  expect(page).toMatchObject({ status: 200, title: 'Waiting for approval' });
  expect(page.text).toContain('An administrator of wait.example has to confirm');
  expect((await browser.open('/account')).title).toBe('Sign in');
  const requests = `/organizations/${id}/connections/${connectionId}/link-requests`;
  const { body } = await server.rest('GET', requests);
  const [waiting] = body['items'] as unknown as { id: string }[];
  const approved = await server.rest('POST', `${requests}/${String(waiting?.id)}/approve`, {
    body: {},
  });
  expect(approved.status).toBeLessThan(300);
  const again = await browser.open(page.links.get('Sign in again') ?? '');
  const begun = await browser.submit(again, 'Continue with Login of wait.example');
  const { request, form } = await pages.answerOf(begun, 'olga', owner.email);
  const home = await pages.post(browser, request, form);
  expect(home.title).toBe('Your settings');
  expect(home.text).toContain('<b>wait.example</b><small>Open with this session</small>');
});
