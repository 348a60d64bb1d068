import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { instant } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { TestBrowser, type TestPage } from '../kit/browsers.js';
import { type ConnectedCompany, ProviderPages } from '../kit/provider-pages.js';
import { samlProvider } from '../kit/saml-provider.js';
import { startServer, type TestServer } from '../kit/server.js';
import { signIn } from '../kit/sessions.js';

// People add and remove the identity providers by which they sign in, and an owner keeps the test sign-in, over HTTP and without scripts.

let server: TestServer;
let pages: ProviderPages;
let company: ConnectedCompany;
const DOMAIN = 'ways.example';
const SLUG = 'ways-example';
const PATH = `/account/ways?organization=${SLUG}`;

beforeAll(async () => {
  server = await startServer();
  pages = new ProviderPages(server, await samlProvider());
  company = await pages.connect(DOMAIN);
});

afterAll(() => server.close());

async function create(path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await server.rest('POST', path, { body });
  if (reply.status >= 300) throw new Error(`POST ${path}: ${reply.status} ${reply.text}`);
  return reply.body;
}

/** A member with a session of their own, stepped up so many minutes ago. */
async function browserOf(name: string, { role = 'member', minutes = 0 } = {}) {
  const email = `${name}@${DOMAIN}`;
  const account = await create('/accounts', { email, name, emailVerified: true });
  const roles = role === 'admin' ? { roles: [role] } : {};
  const { id } = await create(`/organizations/${company.id}/members`, { email, name, ...roles });
  if (role === 'owner') await makeOwner(String(id));
  const browser = new TestBrowser(server.url);
  await signAgain(browser, String(account['id']), minutes);
  return { browser, accountId: String(account['id']) };
}

async function makeOwner(id: string): Promise<void> {
  await server.store.transaction(company.id, async (tx) => {
    const member = await tx.members.get(id);
    if (!member) throw new Error('The member is gone.');
    const grants = member.grants.map((one) => ({ ...one, role: 'owner' }));
    await tx.members.update({ ...member, standing: 'owner', grants, version: member.version + 1 });
  });
}

async function signAgain(browser: TestBrowser, accountId: string, minutes = 0): Promise<void> {
  const { session, headers } = await signIn(server, { accountId });
  const steppedUpAt = instant(Date.now() - minutes * 60_000);
  const change = { steppedUpAt, steppedUpBy: 'email_code', version: session.version + 1 } as const;
  await server.store.transaction(accountId, (tx) => tx.sessions.update({ ...session, ...change }));
  const [cookie = '', value = ''] = (headers['cookie'] ?? '').split('=');
  browser.cookies.set(cookie, value);
}

/** To the provider, and back with that subject. */
async function answer(browser: TestBrowser, begun: TestPage, subject: string): Promise<TestPage> {
  const { request, form } = await pages.answerOf(begun, subject, `${subject}@elsewhere.example`);
  expect(request.root.getAttribute('ForceAuthn')).toBe('true');
  return pages.post(browser, request, form);
}

const ADD = `Add Login of ${DOMAIN}`;

test('a person adds a way of signing in, comes in by it, and removes it', async () => {
  const { browser, accountId } = await browserOf('pat');
  const empty = await browser.open(
    (await browser.open('/account')).links.get('Company sign-in') ?? '',
  );
  expect([empty.title, empty.text.includes('None yet.')]).toEqual([
    `Signing in to ${DOMAIN}`,
    true,
  ]);
  const added = await answer(browser, await browser.submit(empty, ADD), 'subject-of-pat');
  expect([added.title, added.text.includes('Saved.')]).toEqual([`Signing in to ${DOMAIN}`, true]);
  expect(added.text).toContain('subject-of-pat@elsewhere.example');
  await server.composed.jobs.runNow('send-mail');
  const mails = await server.store.read.mails.find({
    where: equals('template', 'sign-in-way-added'),
    limit: 10,
  });
  expect(mails.records.map(({ to }) => to)).toEqual([`pat@${DOMAIN}`]);
  // the session is the one of before: still the person's own
  expect((await browser.open('/account')).forms.some((one) => one.buttons.includes('Save'))).toBe(
    true,
  );
  const other = new TestBrowser(server.url);
  const path = `/sign-in/connections/${company.connectionId}`;
  const { page } = await pages.signIn(other, 'subject-of-pat', {
    path,
    domain: 'elsewhere.example',
  });
  expect([page.title, page.text.includes('pat@')]).toEqual(['Your settings', true]);
  const removed = await browser.submit(await browser.open(PATH), 'Remove');
  expect(removed.text).toContain('None yet.');
  expect((await other.open('/account')).title).toBe('Sign in');
  const { records } = await server.store.read.signInIdentities.find({
    where: { kind: 'all', terms: [] },
    limit: 100,
  });
  expect(records.filter((one) => one.accountId === accountId)).toEqual([]);
});

test('adding and removing ask for a proof of minutes ago, at the beginning and at the end', async () => {
  const { browser, accountId } = await browserOf('old', { minutes: 11 });
  const asked = await browser.submit(await browser.open(PATH), ADD);
  expect([asked.title, asked.url.searchParams.get('return')]).toEqual([
    'Confirm that it is you',
    PATH,
  ]);
  await signAgain(browser, accountId);
  const begun = await browser.submit(await browser.open(PATH), ADD);
  // another session of the same person in that browser is not the one that asked
  await signAgain(browser, accountId);
  expect((await answer(browser, begun, 'subject-of-old')).title).toBe('This sign-in is over');
  const added = await answer(
    browser,
    await browser.submit(await browser.open(PATH), ADD),
    'subject-of-old',
  );
  expect(added.text).toContain('Saved.');
  await signAgain(browser, accountId, 11);
  const kept = await browser.submit(await browser.open(PATH), 'Remove');
  expect(kept.title).toBe('Confirm that it is you');
  expect((await browser.open(PATH)).text).toContain('subject-of-old');
});

test('a subject of another person is refused, with the way back to where it began', async () => {
  const { browser } = await browserOf('first');
  await answer(browser, await browser.submit(await browser.open(PATH), ADD), 'taken');
  const second = await browserOf('second');
  const begun = await second.browser.submit(await second.browser.open(PATH), ADD);
  const refused = await answer(second.browser, begun, 'taken');
  expect([refused.status, refused.title]).toEqual([403, 'This way of signing in was not added']);
  expect(refused.links.get('Start again')).toMatch(/account\/ways\?organization=ways-example/);
  expect((await second.browser.open(PATH)).text).toContain('None yet.');
});

test('an owner keeps the test sign-in, also before the connection is active; an administrator is not offered it', async () => {
  const connectionId = await pages.addConnection(company.id, { name: 'Next', status: 'disabled' });
  const begin = async () => {
    const path = `/organizations/${company.id}/connections/${connectionId}/test-sign-ins`;
    const { body } = await server.rest('POST', path, {});
    return new URL(String(body['url']));
  };
  const test = async (browser: TestBrowser, subject: string): Promise<TestPage> => {
    const { pathname, search } = await begin();
    const begun = await browser.open(pathname + search);
    const { request, form } = await pages.answerOf(begun, subject, `${subject}@${DOMAIN}`);
    return pages.post(browser, request, form);
  };
  const admin = await browserOf('chief', { role: 'admin' });
  const seen = await test(admin.browser, 'chief');
  expect([seen.text.includes('The sign-in works.'), seen.forms.length]).toEqual([true, 0]);
  const flow = seen.url.searchParams.get('flow') ?? '';
  expect((await admin.browser.send('/sign-in/test/bind', { flow })).title).toBe(
    'This sign-in is over',
  );
  const boss = await browserOf('boss', { role: 'owner', minutes: 11 });
  const shown = await test(boss.browser, 'boss');
  const asked = await boss.browser.submit(shown, 'Use it for my account');
  expect(asked.title).toBe('Confirm that it is you');
  await signAgain(boss.browser, boss.accountId);
  const again = await boss.browser.open(asked.url.searchParams.get('return') ?? '');
  const kept = await boss.browser.submit(again, 'Use it for my account');
  expect([kept.title, kept.text.includes(`boss@${DOMAIN}`)]).toEqual([
    `Signing in to ${DOMAIN}`,
    true,
  ]);
});
