import { beforeAll, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { equals, type SamlConnection } from '#store/index.js';
import { TestBrowser, type TestPage } from '../kit/browsers.js';
import { ProviderPages, type ConnectedCompany } from '../kit/provider-pages.js';
import { readRequest, samlProvider, type ResponseOptions } from '../kit/saml-provider.js';
import { overServers } from '../kit/server-suites.js';
import type { Reply } from '../kit/server.js';

// How strong a sign-in was: what the provider says of it, whether that is a second step here, and the least that is asked for.
// Rows F10 and F11 of field/sign-in.md, I3 and I5 of enterprise-identity.md. OpenID Connect: test/field/sign-in-oidc-strength.test.ts.

const REFEDS = 'https://refeds.org/profile/mfa';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const HOUR_MS = 3_600_000;

type Said = Partial<ResponseOptions>;

overServers('strength of signing in', (server) => {
  let pages: ProviderPages;
  let made = 0;

  beforeAll(async () => {
    pages = new ProviderPages(server(), await samlProvider());
  });

  interface Company extends ConnectedCompany {
    readonly domain: string;
  }

  const company = async (change: Partial<SamlConnection> = {}): Promise<Company> => {
    made += 1;
    const domain = `strength-${made}.example`;
    return { ...(await pages.connect(domain, change)), domain };
  };
  const operator = async (method: string, path: string, body?: object): Promise<Reply> => {
    const reply = await server().rest(method, path, body ? { body } : {});
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply;
  };
  const connectionOf = ({ id, connectionId }: ConnectedCompany): string =>
    `/organizations/${id}/connections/${connectionId}`;
  const configure = (at: ConnectedCompany, body: object) =>
    operator('PATCH', connectionOf(at), body);
  const policy = ({ id }: ConnectedCompany, secondFactor: object | null) =>
    operator('PUT', `/organizations/${id}/second-factor`, { secondFactor });

  /** The provider answers the request that the page leads to. */
  const answer = async (
    browser: TestBrowser,
    left: TestPage,
    { domain, subject = 'person', ...said }: Said & { readonly domain: string },
  ) => {
    const url = left.links.get('Continue') ?? '';
    const request = readRequest({ binding: 'redirect', url });
    const attributes = { email: [`${subject}@${domain}`], ...said.attributes };
    const given = { now: Date.now(), subject, ...said, attributes };
    const form = await pages.provider.respond(request, given);
    return { request, page: await pages.post(browser, request, form) };
  };
  const signIn = async ({ connectionId, domain }: Company, said: Said = {}) => {
    const browser = new TestBrowser(server().url);
    const begun = await browser.open(`/sign-in/connections/${connectionId}`);
    return { browser, ...(await answer(browser, begun, { domain, ...said })) };
  };
  /** The page of a test sign-in. */
  const tested = async (at: Company, said: Said): Promise<string> => {
    const { body } = await operator('POST', `${connectionOf(at)}/test-sign-ins`);
    const browser = new TestBrowser(server().url);
    const left = await browser.open(String(body['url']));
    return (await answer(browser, left, { domain: at.domain, ...said })).page.text;
  };
  const headersOf = (browser: TestBrowser) => ({
    cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    origin: browser.origin,
    'sec-fetch-site': 'same-origin',
  });
  const send = async (browser: TestBrowser, path: string, body?: object) => {
    const headers = { ...headersOf(browser), 'content-type': 'application/json' };
    const init = body ? { method: 'POST', body: JSON.stringify(body), headers } : { headers };
    const response = await fetch(`${server().url}/api/v1${path}`, init);
    const answered = (await response.json()) as { code?: string };
    return response.ok ? 'done' : String(answered.code);
  };
  /** Whether the browser's session opens the organization; who has no role is let in to see nothing. */
  const read = async (browser: TestBrowser, { id }: ConnectedCompany): Promise<string> => {
    const found = await send(browser, `/organizations/${id}`);
    return found === 'permission.missing' ? 'open' : found;
  };

  test('signin I3 what the provider said of method and time is kept with the session and shown', async () => {
    const at = await company();
    const instant = Date.now() - HOUR_MS;
    const methods = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
    const attributes = { [methods]: ['http://schemas.microsoft.com/claims/multipleauthn'] };
    await signIn(at, { authnContext: PASSWORD, authnInstant: instant, attributes });
    const { records } = await server().store.read.sessions.find({
      where: equals('connectionId', at.connectionId),
      limit: 10,
    });
    const kept = {
      authnContext: PASSWORD,
      authnMethods: attributes[methods],
      authnInstant: new Date(instant).toISOString(),
    };
    expect(records).toMatchObject([kept]);
    const path = `/accounts/${records[0]?.accountId ?? ''}/sessions`;
    expect((await operator('GET', path)).body['items']).toMatchObject([kept]);
  });

  test('signin F11 the provider’s second step counts where the connection says so and the answer does, at each sign-in', async () => {
    const at = await company();
    await policy(at, { signIn: true });
    const strong = await signIn(at, { authnContext: REFEDS });
    const weak = await signIn(at, { authnContext: PASSWORD });
    const both = async () => [await read(strong.browser, at), await read(weak.browser, at)];
    expect(await both()).toEqual(['step_up.required', 'step_up.required']);
    expect((await operator('GET', connectionOf(at))).body).toMatchObject({
      secondStep: 'ours',
      effectiveSecondStepValues: expect.arrayContaining([REFEDS, 'mfa']),
    });
    // changing the connection changes it at once, for sessions of before too
    await configure(at, { secondStep: 'provider' });
    expect(await both()).toEqual(['open', 'step_up.required']);
    // the same at the first and at every later sign-in
    for (const subject of ['person', 'another', 'person']) {
      const again = await signIn(at, { authnContext: REFEDS, subject });
      expect(await read(again.browser, at)).toBe('open');
      const without = await signIn(at, { authnContext: PASSWORD, subject });
      expect(await read(without.browser, at)).toBe('step_up.required');
    }
    await configure(at, { secondStepValues: [PASSWORD] });
    expect(await both()).toEqual(['step_up.required', 'open']);
    await configure(at, { secondStep: null, secondStepValues: null });
    expect(await both()).toEqual(['step_up.required', 'step_up.required']);
  });

  test('signin F11 an answer that says nothing leads to a fresh sign-in there, and then to a step of ours', async () => {
    const at = await company({ secondStep: 'provider', stepUpContext: REFEDS });
    await policy(at, { signIn: true });
    const { browser } = await signIn(at, { authnContext: PASSWORD });
    const path = `/sign-in/step-up?organization=${at.domain.replace('.', '-')}&return=/account`;
    const begin = async () =>
      browser.submit(await browser.open(path), `Sign in again with Login of ${at.domain}`);
    const weak = await answer(browser, await begin(), {
      domain: at.domain,
      authnContext: PASSWORD,
    });
    expect(weak.request.root.getAttribute('ForceAuthn')).toBe('true');
    expect(weak.request.xml).toContain(`${REFEDS}</saml:AuthnContextClassRef>`);
    expect([weak.page.status, weak.page.text.includes('authn_context_weak')]).toEqual([403, true]);
    expect(await read(browser, at)).toBe('step_up.required');
    // where a step-up asks for nothing, an answer without a second step is a step-up, and one of ours is left
    await configure(at, { stepUpContext: null });
    const plain = await answer(browser, await begin(), {
      domain: at.domain,
      authnContext: PASSWORD,
    });
    expect(plain.request.xml).not.toContain('RequestedAuthnContext');
    expect([plain.page.title, [...plain.page.links.keys()].includes('Continue')]).toEqual([
      'Second step',
      true,
    ]);
    expect(await read(browser, at)).toBe('step_up.required');
    const done = await answer(browser, await begin(), { domain: at.domain, authnContext: REFEDS });
    expect(done.page.title).toBe('Your settings');
    expect(await read(browser, at)).toBe('open');
    // a later step-up that says less takes nothing away
    const later = await answer(browser, await begin(), { domain: at.domain });
    expect([later.page.title, await read(browser, at)]).toEqual(['Your settings', 'open']);
  });

  test('signin I5 nobody closes a connection to everybody by a value that the provider never shows', async () => {
    const at = await company();
    const minimum = { signInContext: REFEDS };
    const change = async (body: object) => {
      const reply = await server().rest('PATCH', connectionOf(at), { body });
      return reply.body['errors'] ?? reply.body['status'];
    };
    const unshown = [{ field: 'signInContext' }];
    expect(await change(minimum)).toMatchObject(unshown);
    expect(await change({ status: 'disabled', ...minimum })).toBe('disabled');
    expect(await change({ status: 'active' })).toMatchObject(unshown);
    expect(await tested(at, { authnContext: PASSWORD })).toContain('authn_context_weak');
    expect(await change({ status: 'active' })).toMatchObject(unshown);
    expect(await tested(at, { authnContext: REFEDS })).toContain('The sign-in works.');
    expect(await change({ status: 'active' })).toBe('active');
    const { body } = await operator('GET', connectionOf(at));
    expect(body['tested']).toMatchObject({ shown: [REFEDS] });
    expect(await change({ name: 'Renamed' })).toBe('active');
  });

  test('signin I5 a minimum is asked for, judged at the sign-in and on every request after it; by default nothing is asked', async () => {
    const at = await company();
    const before = await signIn(at, { authnContext: PASSWORD });
    expect(before.request.xml).not.toContain('RequestedAuthnContext');
    expect(await read(before.browser, at)).toBe('open');
    const minimum = { signInContext: `${REFEDS} urn:example:gold` };
    // an active connection takes what its last test has shown
    expect(await tested(at, { authnContext: REFEDS })).toContain('The sign-in works.');
    await configure(at, minimum);
    expect(await read(before.browser, at)).toBe('session.login_required');
    const weak = await signIn(at, { authnContext: PASSWORD });
    expect(weak.request.xml).toMatch(/RequestedAuthnContext[^>]*Comparison="exact"/);
    for (const value of [REFEDS, 'urn:example:gold']) {
      expect(weak.request.xml).toContain(`${value}</saml:AuthnContextClassRef>`);
      const strong = await signIn(at, { authnContext: value });
      expect([strong.page.title, await read(strong.browser, at)]).toEqual([
        'Your settings',
        'open',
      ]);
    }
    expect([weak.page.status, weak.page.text.includes('authn_context_weak')]).toEqual([403, true]);
    expect(weak.page.text).toContain('wants a second step');
    const refused = await operator('GET', `${connectionOf(at)}/sign-ins?outcome=refused`);
    expect(refused.body['items']?.[0]).toMatchObject({
      reason: 'authn_context_weak',
      details: { expected: `${REFEDS} urn:example:gold`, received: PASSWORD },
    });
    // the provider that does not know what it was asked for is told as such
    const unknown = await signIn(at, {
      status: 'NoAuthnContext',
      withAssertion: false,
      sign: 'response',
    });
    expect([unknown.page.status, unknown.page.text.includes('authn_context_refused')]).toEqual([
      403,
      true,
    ]);
    await configure(at, { signInContext: null });
    expect(await read(before.browser, at)).toBe('open');
  });

  test('signin F11 the test page says whether it would count, and why not', async () => {
    const at = await company({ secondStep: 'provider' });
    const tryIt = (said: Said) => tested(at, said);
    expect(await tryIt({ authnContext: REFEDS })).toContain('said that there was one');
    const unsaid = await tryIt({ authnContext: PASSWORD });
    expect(unsaid).toContain('does not say that there was one');
    expect(unsaid).toContain('refeds.org');
    const { body } = await operator('GET', `${connectionOf(at)}/sign-ins?purpose=test`);
    expect(body['items']?.[0]).toMatchObject({
      mapping: { secondStep: 'not_said', authnContext: PASSWORD },
    });
    await configure(at, { secondStep: 'ours' });
    expect(await tryIt({ authnContext: REFEDS })).toContain('does not count here');
  });

  test('signin F11 what counts is said by who may say where a second step is required, and must be something that is said', async () => {
    const at = await company();
    const patch = (body: object, headers = {}) =>
      server().rest('PATCH', connectionOf(at), { body, headers });
    const { body } = await operator('POST', `/organizations/${at.id}/members`, {
      email: `admin@${at.domain}`,
      name: 'Admin',
    });
    const role = await operator('POST', `/organizations/${at.id}/roles`, {
      name: 'directory',
      title: 'Directory',
      permissions: ['directory:write', 'directory:read'],
    });
    await operator('POST', `/organizations/${at.id}/members/${String(body.id)}/roles`, {
      role: role.body['name'],
    });
    const acting = { 'muster-acting-member': String(body.id) };
    for (const change of [{ secondStep: 'provider' }, { signInContext: REFEDS }]) {
      const refused = await patch(change, acting);
      expect(refused.body['code']).toBe('permission.missing');
    }
    expect((await patch({ name: 'Company' }, acting)).status).toBe(200);
    const google = await patch({ preset: 'google', secondStep: 'provider' });
    expect(google.body).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'secondStepValues' }],
    });
    expect((await patch({ signInContext: 'two  spaces' })).status).toBe(400);
  });

  test('signin F10 D12 who has no secret here sets a factor up after a fresh sign-in there, and does what asks for it', async () => {
    const at = await company();
    const { domain } = at;
    await policy(at, { highRisk: true });
    const { browser } = await signIn(at, { subject: 'alone' });
    const { records } = await server().store.read.members.find({
      where: equals('organizationId', at.id),
      limit: 10,
    });
    const member = records.find(({ email }) => email === `alone@${domain}`);
    const roles = `/organizations/${at.id}/members/${member?.id ?? ''}/roles`;
    await operator('POST', roles, { role: 'admin', confirm: true });
    const key = { name: 'Key', scopes: ['members:read'] };
    const act = () => send(browser, `/organizations/${at.id}/api-keys`, key);
    expect(await act()).toBe('step_up.required');
    const [add, again] = ['Set up an authenticator app', `Sign in again with Login of ${domain}`];
    const asked = await browser.submit(await browser.open('/account/second-step'), add);
    const left = await browser.submit(asked, again);
    const back = await answer(browser, left, { domain, subject: 'alone' });
    expect(back.request.root.getAttribute('ForceAuthn')).toBe('true');
    const form = await browser.submit(back.page, add);
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(form.text)?.[1]?.replaceAll(' ', '') ?? '';
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    expect((await browser.submit(form, 'Continue', { code })).title).toBe('Keep these codes');
    expect(await act()).toBe('done');
    // from now on the factor is what is asked
    expect((await browser.open('/sign-in/step-up')).forms[0]?.buttons).toContain('Continue');
  });
});
