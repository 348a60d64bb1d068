import { beforeAll, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { instant, newId } from '#kernel/index.js';
import { listMailbox } from '#notifications/index.js';
import { hashOfToken, INSTALLATION } from '#core/tenancy/index.js';
import { all, equals, oneOf, type SignInSession } from '#store/index.js';
import { TestPasskey } from '../kit/authenticator.js';
import { mailedCode, TestBrowser, type TestPage } from '../kit/browsers.js';
import { samlProvider, type SamlProviderKit } from '../kit/saml-provider.js';
import { overServers } from '../kit/server-suites.js';
import { requests, type Reply, type Requests } from '../kit/server.js';
import { signIn, type SignedIn } from '../kit/sessions.js';

// Acts of high risk by a person with a session: proved once more, where the owner has said so (seed 0.16, D3, D12).

const MINUTE_MS = 60_000;
const FACTOR_MAILS = ['second-factor-added', 'second-factor-removed', 'account-factors-reset'];
const DOMAIN = 'step-up.example';

overServers('stepping up', (server) => {
  let rest: Requests;
  let provider: SamlProviderKit;
  let id: string;
  let owner: { memberId: string; accountId: string; email: string };
  let other: string;
  let saml: string;

  const operator = async (method: string, path: string, body?: object): Promise<Reply> => {
    const reply = await server().rest(method, path, body ? { body } : {});
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply;
  };
  const at = (path = ''): string => `/organizations/${id}${path}`;
  /** What the person was mailed about the second steps of the account, as the mails went out. */
  const toldOfFactors = async (email: string): Promise<string[]> => {
    await server().composed.jobs.runNow('send-mail');
    const where = all(equals('toKey', email), oneOf('template', FACTOR_MAILS));
    const { records } = await server().store.read.mails.find({ where, limit: 10 });
    expect(records.map(({ status, organizationId }) => [status, organizationId])).toEqual(
      records.map(() => ['sent', undefined]),
    );
    return records.map(({ template }) => template);
  };
  const ask = (highRisk: boolean) =>
    operator('PUT', at('/second-factor'), { secondFactor: { highRisk } });

  beforeAll(async () => {
    rest = requests(`${server().url}/api/v1`);
    provider = await samlProvider();
    const email = `owner@${DOMAIN}`;
    const made = await operator('POST', '/organizations', {
      name: 'Step Up',
      slug: 'step-up',
      preset: 'standard',
      owner: { email, name: 'Owner' },
    });
    id = String(made.body.id);
    const account = await operator('POST', '/accounts', {
      email,
      name: 'Owner',
      emailVerified: true,
    });
    const members = await operator('GET', at('/members'));
    owner = {
      memberId: String(members.body['items']?.[0]?.id),
      accountId: String(account.body.id),
      email,
    };
    const member = await operator('POST', at('/members'), {
      email: `other@${DOMAIN}`,
      name: 'Other',
    });
    other = String(member.body.id);
    const connection = await operator('POST', at('/connections'), {
      kind: 'saml',
      name: 'Company',
      provider: { from: 'document', xml: provider.metadata() },
      names: { email: 'email' },
    });
    saml = String(connection.body.id);
  }, 120_000);

  const session = () => signIn(server(), { accountId: owner.accountId });
  const steppedUp = async (minutes = 0): Promise<SignedIn> => {
    const made = await session();
    const change = {
      steppedUpAt: instant(Date.now() - minutes * MINUTE_MS),
      steppedUpBy: 'email_code',
      version: made.session.version + 1,
    } as const;
    const { store } = server();
    await store.transaction(owner.accountId, (tx) =>
      tx.sessions.update({ ...made.session, ...change }),
    );
    return made;
  };
  const code = ({ status, body }: Reply): string => (status < 300 ? 'done' : String(body['code']));

  /** Acts of high risk, each with a body that would do it; and one that is none. */
  const acts = (): [string, string, object?][] => [
    ['POST', '/api-keys', { name: 'Key', scopes: ['members:read'] }],
    ['POST', '/ownership-offers', { toMemberId: other, roleAfter: 'admin' }],
    ['POST', `/members/${other}/roles`, { role: 'admin', confirm: true }],
    ['POST', '/invitations', { email: `new@${DOMAIN}`, roles: ['admin'], send: false }],
    ['POST', '/roles', { name: 'chief', title: 'Chief', permissions: ['members:write'] }],
    ['PUT', '/second-factor', { secondFactor: { highRisk: true, signIn: false } }],
    ['DELETE', '?confirmation=step-up'],
    ['POST', `/members/${other}/erase`, {}],
  ];

  async function outcomes({ headers }: SignedIn): Promise<string[]> {
    const found: string[] = [];
    for (const [method, path, body] of acts()) {
      const reply = await rest(method, at(path), { headers, ...(body && { body }) });
      found.push(`${method} ${path.replace(other, 'x')}: ${code(reply)}`);
    }
    return found;
  }

  test('each act asks for it, a step-up of eleven minutes ago is none, and what is no such act goes on', async () => {
    await ask(true);
    for (const [name, one] of [
      ['Plain', await session()],
      ['Old', await steppedUp(11)],
    ] as const) {
      const asked = await outcomes(one);
      expect(asked.filter((text) => !text.endsWith(': step_up.required'))).toEqual([]);
      const { headers } = one;
      const space = await rest('POST', at('/spaces'), { headers, body: { name } });
      expect(code(space)).toBe('done');
    }
    const reply = await rest('POST', at('/api-keys'), {
      headers: (await session()).headers,
      body: { name: 'Key', scopes: ['members:read'] },
    });
    expect(reply.status).toBe(401);
    expect(reply.body['details']).toMatchObject({ act: 'keys', slug: 'step-up', minutes: 10 });
    expect(reply.body['details']?.['signIn']).toMatch(/\/sign-in\/step-up\?organization=step-up$/);
    // the clock set back: a step-up of the future is none
    expect(await outcomes(await steppedUp(-5))).toEqual(await outcomes(await session()));
  });

  test('with the switch off nothing asks; keys and members of a host application are never asked', async () => {
    const body = { name: 'Key', scopes: ['members:read', 'keys:write'] };
    await ask(false);
    const { headers } = await session();
    expect(code(await rest('POST', at('/api-keys'), { headers, body }))).toBe('done');
    await ask(true);
    expect(code(await server().rest('POST', at('/api-keys'), { body }))).toBe('done');
    const asMember = { 'muster-acting-member': owner.memberId };
    expect(code(await server().rest('POST', at('/api-keys'), { body, headers: asMember }))).toBe(
      'done',
    );
    const fresh = await steppedUp(9);
    expect(code(await rest('POST', at('/api-keys'), { headers: fresh.headers, body }))).toBe(
      'done',
    );
  });

  test('taking away is not asked: a credential, a connection and a suspension, though administrators came of it', async () => {
    await ask(false);
    const scim = await operator('POST', at('/connections'), { kind: 'scim', name: 'Directory' });
    const connection = at(`/connections/${String(scim.body.id)}`);
    const mappings = { mappings: [], defaultRole: 'admin' };
    await operator('PUT', `${connection}/group-mappings`, mappings);
    const credential = await operator('POST', `${connection}/credentials`, { kind: 'token' });
    await ask(true);
    const { headers } = await session();
    const act = async (method: string, path: string, body?: object): Promise<string> =>
      code(await rest(method, path, { headers, ...(body && { body }) }));
    const one = `${connection}/credentials/${String(credential.body.id)}`;
    expect(await act('POST', `${connection}/credentials`, { kind: 'token' })).toBe(
      'step_up.required',
    );
    expect(await act('DELETE', one)).toBe('done');
    expect(await act('PATCH', connection, { status: 'disabled' })).toBe('done');
    expect(await act('PATCH', connection, { status: 'active' })).toBe('step_up.required');
    expect(await act('POST', at(`/members/${other}/suspend`), {})).toBe('done');
    expect(await act('POST', at(`/members/${other}/restore`), {})).toBe('done');
  });

  test('signin W4 another provider for a connection that was in use asks everywhere, whatever the switch', async () => {
    await ask(false);
    const tested = { configuration: 1, at: instant(Date.now()) };
    await server().store.transaction(id, async (tx) => {
      const kept = await tx.connections.get(saml);
      if (kept?.kind !== 'saml') throw new Error('The connection is of another kind.');
      await tx.connections.update({ ...kept, status: 'active', tested, version: kept.version + 1 });
    });
    const evil = await samlProvider({ entityId: 'https://evil.example' });
    const xml = evil.metadata();
    const body = { provider: { from: 'document', xml } };
    const change = async ({ headers }: SignedIn) =>
      code(await rest('PATCH', at(`/connections/${saml}`), { headers, body }));
    expect(await change(await session())).toBe('step_up.required');
    // first off, then another provider: the same
    const off = { headers: (await session()).headers, body: { status: 'disabled' } };
    expect(code(await rest('PATCH', at(`/connections/${saml}`), off))).toBe('done');
    expect(await change(await session())).toBe('step_up.required');
    expect(await change(await steppedUp())).toBe('done');
    await server().store.transaction(id, (tx) => tx.connections.remove(saml));
  });

  const sessionOf = async (browser: TestBrowser): Promise<SignInSession> => {
    const { sessions } = server().store.read;
    const value = [...browser.cookies.values()].find((text) => text.startsWith('muster_session_'));
    const found = await sessions.first(equals('hash', hashOfToken(value ?? '')));
    if (!found) throw new Error('The browser has no session.');
    return found;
  };
  const codeFor = async (page: TestPage, button: string, browser: TestBrowser, before: number) => {
    const form = await browser.submit(page, button);
    await server().composed.jobs.runNow('send-sign-in-codes');
    const folder = server().settings.mail.folder;
    const { code: digits } = await mailedCode(folder, owner.email, before);
    return { form, digits };
  };
  const mails = async (): Promise<number> => {
    const found = await listMailbox(server().settings.mail.folder, 1_000);
    return found.filter(({ to }) => to.includes(owner.email)).length;
  };
  const browserOf = async ({ headers }: SignedIn): Promise<TestBrowser> => {
    const browser = new TestBrowser(server().url);
    const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
    browser.cookies.set(name, value);
    return browser;
  };

  test('a code to the address of the account: the session goes on under another cookie, and its act is done', async () => {
    await ask(true);
    const before = await session();
    const browser = await browserOf(before);
    const page = await browser.open(
      '/sign-in/step-up?organization=step-up&return=/account?saved=1',
    );
    expect(page.title).toBe('Confirm that it is you');
    const { form, digits } = await codeFor(page, 'Get a code by e-mail', browser, await mails());
    expect(form.links.has('Use another address')).toBe(false);
    // signin F9 another browser of the same person has nothing of it
    const elsewhere = await browserOf(await session());
    const stolen = await elsewhere.send(`${server().home}/sign-in/code`, {
      flow: form.forms[0]?.fields['flow'] ?? '',
      code: digits,
    });
    expect(stolen.title).toBe('This sign-in is over');
    expect((await sessionOf(elsewhere)).steppedUpAt).toBeUndefined();
    const done = await browser.submit(form, 'Sign in', { code: digits });
    expect([done.title, done.text.includes('Saved.')]).toEqual(['Your settings', true]);
    const after = await sessionOf(browser);
    expect(after).toMatchObject({ id: before.session.id, steppedUpBy: 'email_code' });
    // signin V1 the cookie of before opens nothing
    const old = await rest('GET', at(), { headers: before.headers });
    expect(code(old)).toBe('session.invalid');
    const headers = {
      ...before.headers,
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    const body = { name: 'Stepped up', scopes: ['members:read'] };
    expect(code(await rest('POST', at('/api-keys'), { headers, body }))).toBe('done');
    const { records } = await server().store.read.journal.find({
      where: all(equals('organizationId', INSTALLATION), equals('type', 'session.stepped_up')),
      limit: 10,
    });
    expect(records).toMatchObject([
      {
        actor: { kind: 'person', id: owner.accountId },
        after: { sessionId: before.session.id, by: 'email_code' },
      },
    ]);
    // the back button: the code is used, and nothing is stepped up again
    const again = await browser.submit(form, 'Sign in', { code: digits });
    expect(again.title).toBe('This sign-in is over');
  });

  test('who signs out meanwhile, or signs in anew, steps nothing up', async () => {
    const browser = await browserOf(await session());
    const page = await browser.open('/sign-in/step-up');
    const { form, digits } = await codeFor(page, 'Get a code by e-mail', browser, await mails());
    const second = await browserOf(await session());
    for (const [name, value] of second.cookies) browser.cookies.set(name, value);
    expect((await browser.submit(form, 'Sign in', { code: digits })).title).toBe(
      'This sign-in is over',
    );
    expect((await sessionOf(browser)).steppedUpAt).toBeUndefined();
    const nobody = await new TestBrowser(server().url).open('/sign-in/step-up?return=/account');
    expect([nobody.title, nobody.url.searchParams.get('return')]).toEqual([
      'Sign in',
      '/sign-in/step-up?return=/account',
    ]);
  });

  test('signin F9 F12 an authenticator app is set up, asked for instead of a mail, and its codes end where they were used', async () => {
    await ask(true);
    const browser = await browserOf(await session());
    const first = await browser.submit(
      await browser.open('/account/second-step'),
      'Set up an authenticator app',
    );
    expect(first.title).toBe('Confirm that it is you');
    const mail = await codeFor(first, 'Get a code by e-mail', browser, await mails());
    const empty = await browser.submit(mail.form, 'Sign in', { code: mail.digits });
    expect([empty.title, empty.text.includes('no second step yet')]).toEqual(['Second step', true]);
    const shown = await browser.submit(empty, 'Set up an authenticator app');
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(shown.text)?.[1]?.replaceAll(' ', '') ?? '';
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    expect(shown.text).toContain('<svg ');
    const wrong = await browser.submit(shown, 'Continue', { code: '12345' });
    expect([wrong.status, wrong.text.includes('aria-invalid')]).toEqual([422, true]);
    const used = app.generate();
    const codes = await browser.submit(wrong, 'Continue', { code: used });
    const [recovery = ''] = /[a-z0-9]{4}(?:-[a-z0-9]{4}){3}/.exec(codes.text) ?? [];
    expect([codes.title, recovery.length]).toEqual(['Keep these codes', 19]);
    // the enrolment is itself a proof, and its code is used
    const headers = {
      ...(await session()).headers,
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    const body = { name: 'By factor', scopes: ['members:read'] };
    expect(code(await rest('POST', at('/api-keys'), { headers, body }))).toBe('done');
    const later = await browserOf(await session());
    const asked = await later.open('/sign-in/step-up?return=/account/second-step');
    expect(asked.text).not.toContain('Get a code by e-mail');
    const begun = await later.send(`${server().home}/sign-in/step-up`, {});
    expect(begun.title).toBe('Confirm that it is you');
    const replayed = await later.submit(asked, 'Continue', { code: used });
    expect([replayed.status, replayed.text.includes('was used already')]).toEqual([422, true]);
    const recovered = await later.submit(replayed, 'Continue', { code: recovery });
    expect([recovered.title, recovered.text.includes('9 left')]).toEqual(['Second step', true]);
    const removed = await later.submit(recovered, 'Remove');
    expect(removed.text).toContain('no second step yet');
    expect(await toldOfFactors(owner.email)).toEqual(FACTOR_MAILS.slice(0, 2));
  });

  test('signin F5 F9 F10 a passkey on the pages: scripts on two of them only, its challenge of this browser', async () => {
    await ask(true);
    const proved = await steppedUp();
    const browser = await browserOf(proved);
    const { origin } = browser;
    const offered = await browser.open('/account/second-step');
    expect(offered.headers.get('content-security-policy')).not.toContain('script-src');
    const asking = await browser.submit(offered, 'Set up a passkey');
    expect(asking.headers.get('content-security-policy')).toContain("script-src 'self'");
    const scripts = [...asking.text.matchAll(/<script src="([^"]*)">/g)].map(([, src = '']) => src);
    for (const [index, src] of scripts.entries()) {
      const { status, headers } = await fetch(new URL(plain(src), asking.url));
      expect([index, status, headers.get('content-type')]).toEqual([
        index,
        200,
        'text/javascript; charset=utf-8',
      ]);
    }
    expect(scripts).toHaveLength(2);
    // without scripts the answer is empty
    const empty = await browser.submit(asking, 'Continue');
    expect([empty.status, empty.text.includes('No passkey came of it')]).toEqual([422, true]);
    const asked = await browser.submit(
      await browser.open('/account/second-step'),
      'Set up a passkey',
    );
    const options = passkeyOptions(asked);
    expect(options).toMatchObject({ rp: { id: 'localhost' }, attestation: 'none' });
    const passkey = new TestPasskey('localhost');
    const codes = await browser.submit(asked, 'Continue', {
      response: passkey.create(options, { origin }),
      name: 'Key <b>',
    });
    expect(codes.title).toBe('Keep these codes');
    const listed = await browser.open('/account/second-step');
    expect(listed.text).toContain('Key &lt;b&gt;');

    const own = await session();
    const later = await browserOf(own);
    const first = await later.open('/sign-in/step-up?return=/account/second-step');
    const challenge = await later.submit(first, 'Use a passkey');
    const response = passkey.get(passkeyOptions(challenge), { origin });
    // the same session in another browser has not the cookie of the flow
    const other = await browserOf(own);
    await other.open('/account');
    const fields = { flow: challenge.forms[0]?.fields['flow'] ?? '', response };
    const foreign = await other.send('/sign-in/step-up/passkey/check', fields);
    expect(foreign.status).toBe(410);
    const done = await later.submit(challenge, 'Continue', { response });
    expect([done.title, done.text.includes('Key &lt;b&gt;')]).toEqual(['Second step', true]);
    const again = await later.send('/sign-in/step-up/passkey/check', fields);
    expect(again.title).toBe(foreign.title);
    const removed = await later.submit(await later.open('/account/second-step'), 'Remove');
    expect(removed.text).toContain('no second step yet');
  });

  test('signin D12 a second step at sign-in: whom it concerns, from which day on, and nothing before it', async () => {
    const policy = (secondFactor: object | null) =>
      operator('PUT', at('/second-factor'), { secondFactor });
    const read = async ({ headers }: SignedIn) => code(await rest('GET', at(), { headers }));
    const day = (days: number) => instant(Date.now() + days * 86_400_000);
    const own = await session();
    for (const [asked, expected] of [
      [{ signIn: true }, 'step_up.required'],
      [{ signIn: true, roles: [{ role: 'owner', from: day(-1) }] }, 'step_up.required'],
      [{ signIn: true, roles: [{ role: 'owner', from: day(1) }] }, 'done'],
      [{ signIn: true, roles: [{ role: 'admin', from: day(-1) }] }, 'done'],
      [{ signIn: false, roles: [{ role: 'owner', from: day(-1) }] }, 'done'],
      [null, 'done'],
    ] as const) {
      await policy(asked);
      expect([asked, await read(own)]).toEqual([asked, expected]);
    }
    // before acts of high risk it is the same people
    await policy({ highRisk: true, roles: [{ role: 'admin', from: day(-1) }] });
    const key = { headers: own.headers, body: { name: 'Key', scopes: ['members:read'] } };
    expect(code(await rest('POST', at('/api-keys'), key))).toBe('done');
    await policy({ signIn: true });
    // a fresh code to the mailbox is no second step
    expect(await read(await steppedUp())).toBe('step_up.required');
    const keyed = await server().rest('GET', at(), {
      headers: { 'muster-acting-member': owner.memberId },
    });
    expect(keyed.status).toBe(200);
    const browser = await browserOf(own);
    expect((await browser.open('/account')).links.get('Sign in')).toBe(
      './sign-in/step-up?organization=step-up&return=%2Faccount',
    );
    const first = await browser.open('/sign-in/step-up?organization=step-up&return=/account');
    expect([first.title, first.links.get('Continue')]).toEqual([
      'Second step',
      '../account/second-step',
    ]);
    // signing in to it ends there as well
    const fresh = new TestBrowser(server().url);
    const address = await fresh.open('/sign-in?organization=step-up');
    const before = await mails();
    const form = await fresh.submit(address, 'Continue', { email: owner.email });
    await server().composed.jobs.runNow('send-sign-in-codes');
    const { code: digits } = await mailedCode(server().settings.mail.folder, owner.email, before);
    const asked = await fresh.submit(form, 'Sign in', { code: digits });
    expect([asked.title, asked.url.pathname]).toEqual(['Second step', '/sign-in/step-up']);
    await policy(null);
  });

  test('who has none is listed, and told with the administrators before the day, in a mail', async () => {
    const from = instant(Date.now() + 3 * 86_400_000);
    const roles = [{ role: 'owner', from }];
    await operator('PUT', at('/second-factor'), { secondFactor: { signIn: true, roles } });
    const missing = await operator('GET', at('/second-factor/missing?concerned=true'));
    expect(missing.body['items']).toEqual([
      {
        memberId: owner.memberId,
        name: 'Owner',
        email: owner.email,
        asked: 'later',
        askedFrom: from,
      },
    ]);
    const everybody = await operator('GET', at('/second-factor/missing'));
    expect(everybody.body['items']).toMatchObject([{ asked: 'later' }, { asked: 'no' }]);
    const sent = async () => {
      await server().composed.jobs.runNow('notice-second-factors');
      await server().composed.jobs.runNow('send-mail');
      const where = all(equals('organizationId', id), equals('toKey', owner.email));
      const { records } = await server().store.read.mails.find({ where, limit: 100 });
      return records
        .filter(({ template }) => /^second-factor(-due|s-missing)$/.test(template))
        .map(({ template, status }) => `${template} ${status}`)
        .sort();
    };
    expect(await sent()).toEqual(['second-factor-due sent', 'second-factors-missing sent']);
    expect((await sent()).length).toBe(2);
    await operator('PUT', at('/second-factor'), { secondFactor: null });
  });

  test('an administrator resets what counts in the organization, the operator everything; the person is told', async () => {
    await operator('PUT', at('/second-factor'), { secondFactor: null });
    const email = `other@${DOMAIN}`;
    const made = await operator('POST', '/accounts', { email, name: 'Other', emailVerified: true });
    const accountId = String(made.body.id);
    const insert = (more: object) => {
      const now = instant(Date.now());
      const record = { id: newId(), version: 1, createdAt: now, updatedAt: now, accountId };
      const factor = { ...record, kind: 'totp', status: 'active', ...more } as const;
      return server().store.transaction(accountId, (tx) => tx.secondFactors.insert(factor));
    };
    await insert({ organizationId: id });
    await insert({ organizationId: id, kind: 'recovery_codes', hashes: ['a', 'b'] });
    await insert({});
    const path = at(`/members/${other}/second-factors`);
    const list = await operator('GET', path);
    expect(list.body['items']).toMatchObject([
      { kind: 'totp', counts: 'organization' },
      { kind: 'recovery_codes', counts: 'organization', left: 2 },
      { kind: 'totp', counts: 'everywhere' },
    ]);
    const reset = async ({ headers }: SignedIn, target = path) =>
      rest('DELETE', target, { headers });
    const own = at(`/members/${owner.memberId}/second-factors`);
    expect(code(await reset(await session(), own))).toBe('member.self');
    const theirs = await signIn(server(), { accountId });
    expect(code(await reset(theirs))).toBe('permission.missing');
    await ask(true);
    expect(code(await reset(await session()))).toBe('step_up.required');
    const done = await reset(await steppedUp());
    expect([done.status, done.body['removed']]).toEqual([200, 2]);
    const after = await rest('GET', at(), { headers: theirs.headers });
    expect(after.body['code']).toBe('session.login_required');
    expect((await operator('GET', path)).body['items']).toMatchObject([{ counts: 'everywhere' }]);
    const journal = await operator('GET', at('/journal?type=member.second_factors_reset'));
    expect(journal.body['items']).toMatchObject([
      { actor: { kind: 'person', id: owner.accountId }, after: { removed: 2 } },
    ]);
    await server().composed.jobs.runNow('send-mail');
    const told = await server().store.read.mails.find({
      where: equals('organizationId', id),
      limit: 100,
    });
    expect(
      told.records.filter(({ template }) => template === 'second-factors-reset'),
    ).toMatchObject([{ to: email }]);
    // nothing left is no error
    expect((await reset(await steppedUp())).body['removed']).toBe(0);
    const all = await operator('DELETE', `/accounts/${accountId}/second-factors`);
    expect(all.body['removed']).toBe(1);
    expect((await operator('GET', path)).body['items']).toEqual([]);
    expect(await toldOfFactors(email)).toEqual(['account-factors-reset']);
    // of a person of no organization too, and what was mailed about the account goes with it
    const loner = { email: `loner@${DOMAIN}`, name: 'Loner', emailVerified: true };
    const alone = String((await operator('POST', '/accounts', loner)).body.id);
    await insert({ accountId: alone });
    await operator('DELETE', `/accounts/${alone}/second-factors`);
    expect(await toldOfFactors(loner.email)).toEqual(['account-factors-reset']);
    await operator('DELETE', `/accounts/${alone}`);
    await server().composed.jobs.runNow('erase-people');
    expect(await toldOfFactors(loner.email)).toEqual([]);
    await ask(false);
  });
});

/** What the page asks the browser for. */
function passkeyOptions({ text }: TestPage): { readonly challenge: string } {
  const options = /data-options="([^"]*)"/.exec(text)?.[1] ?? '';
  return JSON.parse(plain(options)) as { readonly challenge: string };
}

function plain(attribute: string): string {
  return attribute
    .replace(/&quot;/g, '"')
    .replace(/&#x2F;/g, '/')
    .replace(/&#x3D;/g, '=');
}
