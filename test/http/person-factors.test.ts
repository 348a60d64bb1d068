import { Secret, TOTP } from 'otpauth';
import { beforeEach, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { equals } from '#store/index.js';
import { TestPasskey } from '../kit/authenticator.js';
import { withCookieOf } from '../kit/person-examples.js';
import { overServers } from '../kit/server-suites.js';
import { checkedAgainstContract, requests, type Reply, type Requests } from '../kit/server.js';
import { samlConnection, signIn, signInContext, type SignedIn } from '../kit/sessions.js';

const PATH = '/me/second-factors';

overServers('second factors of a person over REST', (server) => {
  let accountId: string;
  let proved: SignedIn;
  let me: Requests;

  const withHeaders = (headers: Readonly<Record<string, string>>): Requests =>
    checkedAgainstContract(requests(`${server().url}/api/v1`, headers));

  beforeEach(async () => {
    const body = { email: `${newId()}@example.com`, name: 'User', emailVerified: true };
    accountId = String((await server().rest('POST', '/accounts', { body })).body.id);
    proved = await signIn(server(), { accountId }, { isProved: true });
    me = withHeaders(proved.headers);
  });

  const codeOf = (secret: unknown): string =>
    new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate();

  /** Sets an app up; the calls from then on. */
  async function withApp(): Promise<{ ask: Requests; id: string; codes: unknown }> {
    const { body } = await me('POST', `${PATH}/app`);
    const sent = { id: body.id, code: codeOf(body['secret']) };
    const reply = await me('POST', `${PATH}/app/confirm`, { body: sent });
    expect(reply.status).toBe(200);
    const ask = withHeaders(withCookieOf(reply, proved.headers));
    return { ask, id: String(body.id), codes: reply.body['codes'] };
  }

  test('an app is begun, proved by its first code, and the session goes on under another cookie', async () => {
    const begun = await me('POST', `${PATH}/app`);
    expect(begun.status).toBe(201);
    expect(begun.body['uri']).toMatch(/^otpauth:\/\/totp\//);
    expect(begun.body['picture']).toMatch(/^<svg /);
    const { id, secret } = begun.body;
    const wrong = await me('POST', `${PATH}/app/confirm`, { body: { id, code: 'no code' } });
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'second_factor.wrong']);
    const body = { id, code: codeOf(secret) };
    const reply = await me('POST', `${PATH}/app/confirm`, { body });
    expect(reply.body['codes']).toHaveLength(10);
    expect(reply.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect((await me('GET', '/me')).body['code']).toBe('session.invalid');
    const ask = withHeaders(withCookieOf(reply, proved.headers));
    const list = await ask('GET', PATH);
    expect(list.body).toMatchObject({ mayChange: true, passkeys: true });
    expect(list.body['items']).toMatchObject([
      { id, kind: 'totp', isOwn: true },
      { kind: 'recovery_codes', left: 10 },
    ]);
    expect(list.text).not.toContain(String(secret));
  });

  test('a passkey is made by the browser, named, and counts', async () => {
    const { origin } = new URL(server().home);
    /** A challenge is good for one answer. */
    const setUp = async (answering: object): Promise<Reply> => {
      const { body } = await me('POST', `${PATH}/passkey`);
      const options = body['options'] as unknown as { challenge: string; rp: { id: string } };
      const response = new TestPasskey(options.rp.id).create(options, { origin, ...answering });
      const sent = { id: body.id, name: 'My laptop', response };
      const reply = await me('POST', `${PATH}/passkey/confirm`, { body: sent });
      if (reply.status === 200) return reply;
      const again = await me('POST', `${PATH}/passkey/confirm`, { body: sent });
      expect(again.body['code']).toBe('second_factor.over');
      return reply;
    };
    const refusalOf = async (answering: object): Promise<unknown> =>
      (await setUp(answering)).body['code'];
    expect(await refusalOf({ isVerified: false })).toBe('second_factor.unverified');
    expect(await refusalOf({ origin: 'https://other.example' })).toBe('second_factor.wrong');
    const reply = await setUp({});
    expect(reply.status).toBe(200);
    const ask = withHeaders(withCookieOf(reply, proved.headers));
    const { body: list } = await ask('GET', PATH);
    expect(list['items']?.[0]).toMatchObject({ kind: 'passkey', name: 'My laptop', isOwn: true });
  });

  test('signin F10 F12 without a recent proof every change names the page that asks for it', async () => {
    const { id } = await withApp();
    const later = withHeaders((await signIn(server(), { accountId })).headers);
    const { body } = await later('GET', PATH);
    expect(body).toMatchObject({ mayChange: false });
    const changes: [string, string, object?][] = [
      ['POST', '/app'],
      ['POST', '/app/confirm', { id, code: '123456' }],
      ['POST', '/passkey'],
      ['POST', '/recovery-codes'],
      ['DELETE', `/${id}`],
    ];
    for (const [method, path, sent] of changes) {
      const refused = await later(method, PATH + path, { ...(sent && { body: sent }) });
      expect([path, refused.status, refused.body['code']]).toEqual([path, 401, 'step_up.required']);
      expect(refused.body['details']?.['signIn']).toMatch(/\/sign-in\/step-up$/);
    }
    expect(await server().store.read.secondFactors.count(equals('accountId', accountId))).toBe(2);
  });

  test('new codes take the place of the old ones, and all go with the last factor', async () => {
    const { ask, id, codes } = await withApp();
    const again = await ask('POST', `${PATH}/recovery-codes`);
    expect(again.body['codes']).toHaveLength(10);
    expect(again.body['codes']).not.toEqual(codes);
    expect((await ask('DELETE', `${PATH}/${newId()}`)).body['code']).toBe('second_factor.missing');
    expect((await ask('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect((await ask('GET', PATH)).body['items']).toEqual([]);
  });

  test('what another session began, or another person has, is out of reach', async () => {
    const begun = await me('POST', `${PATH}/app`);
    const body = { id: begun.body.id, code: codeOf(begun.body['secret']) };
    const second = await signIn(server(), { accountId }, { isProved: true });
    const elsewhere = withHeaders(second.headers);
    const refused = await elsewhere('POST', `${PATH}/app/confirm`, { body });
    expect([refused.status, refused.body['code']]).toEqual([409, 'second_factor.over']);
    const { id } = await withApp();
    const stranger = { email: `${newId()}@example.com`, name: 'Other', emailVerified: true };
    const other = await server().rest('POST', '/accounts', { body: stranger });
    const account = { accountId: String(other.body.id) };
    const them = withHeaders((await signIn(server(), account, { isProved: true })).headers);
    expect((await them('GET', PATH)).body['items']).toEqual([]);
    expect((await them('DELETE', `${PATH}/${id}`)).body['code']).toBe('second_factor.missing');
  });

  test('signin D12 in a session of a provider a factor of the account is seen and not removed', async () => {
    const { id } = await withApp();
    const { email, name } = (await server().store.read.accounts.get(accountId)) ?? {};
    const { body } = await server().rest('POST', '/organizations', {
      body: { name: 'Example', owner: { email, name } },
    });
    const organizationId = String(body.id);
    const { id: connectionId } = await samlConnection(server().store, organizationId);
    const input = { accountId, connectionId, organizationId };
    const provided = await signIn(server(), input, { isProved: true });
    const list = await withHeaders(provided.headers)('GET', PATH);
    expect(list.body['items']?.[0]).toMatchObject({ id, isOwn: false });
    const refused = await withHeaders(provided.headers)('DELETE', `${PATH}/${id}`);
    // the present factor is asked for, and with it the account's is still not this session's to change
    expect([refused.status, refused.body['code']]).toEqual([401, 'step_up.required']);
    const { store, core } = server();
    const ctx = signInContext();
    const { token } = await core.sessions.stepUp(ctx, provided.session, 'totp');
    const [cookieName = ''] = (provided.headers['cookie'] ?? '').split('=');
    const stepped = withHeaders({ ...provided.headers, cookie: `${cookieName}=${token}` });
    const second = await stepped('DELETE', `${PATH}/${id}`);
    expect([second.status, second.body['code']]).toEqual([404, 'second_factor.missing']);
    // one of the organization's own is
    const begun = await stepped('POST', `${PATH}/app`);
    const sent = { id: begun.body.id, code: codeOf(begun.body['secret']) };
    const reply = await stepped('POST', `${PATH}/app/confirm`, { body: sent });
    expect(reply.status).toBe(200);
    expect(await store.read.secondFactors.get(String(begun.body.id))).toMatchObject({
      organizationId,
      status: 'active',
    });
    const { records } = await store.read.journal.find({
      where: equals('targetKey', `account:${accountId}`),
      limit: 100,
    });
    const added = records.filter(({ type }) => type === 'account.second_factor_added');
    expect(added.map(({ actor }) => actor.kind)).toEqual(['person', 'person']);
    expect(await server().store.read.secondFactors.get(id)).toMatchObject({ status: 'active' });
  });
});
