import { beforeAll, expect, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { createSecretsKey, type SecretsKey } from '#core/index.js';
import { createFlows } from '#sign-in/flows/index.js';
import { createClientSecrets, rewrapSamlKeys } from '#sign-in/keys/index.js';
import { overApplications } from '../kit/application.js';
import {
  FakeOidcProvider,
  oidcConnection,
  OidcSignIns,
  SECRETS_KEY,
} from '../kit/oidc-sign-ins.js';
import { SignInCustomer } from '../kit/sign-ins.js';

// The attack corpus of sign-in by OpenID Connect: each case is refused with its own code, and signs nobody in.

overApplications('attacks on OpenID Connect', (app) => {
  let customer: SignInCustomer;
  let provider: FakeOidcProvider;
  let at: OidcSignIns;
  beforeAll(async () => {
    customer = await SignInCustomer.create(app());
    provider = await FakeOidcProvider.create();
    at = new OidcSignIns(app(), provider, await oidcConnection(app(), provider, customer.id));
  });

  const now = (): number => Math.floor(app().clock.now() / 1_000);

  test.each([
    ['another nonce', { nonce: 'of-another-sign-in' }, 'token_nonce'],
    ['no nonce', { nonce: undefined }, 'token_nonce'],
    ['another issuer', { iss: 'https://evil.example' }, 'token_issuer'],
    ['another client', { aud: 'client-2' }, 'token_audience'],
    ['a token of yesterday', { exp: 1_600_000_000, iat: 1_599_999_000 }, 'token_expired'],
    ['no subject', { sub: undefined }, 'token_unreadable'],
  ])('%s', async (_what, claims, code) => {
    const { said, statement } = await at.signIn(claims);
    expect([said, statement]).toEqual([code, undefined]);
  });

  test('a key of a stranger, the client secret as a key, and no signature', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect((await at.signIn({}, { key: privateKey })).said).toBe('token_key');
    const begun = await at.begin();
    const bySecret = await new SignJWT({ ...at.claims(begun) })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from('a-client-secret-of-a-test'));
    expect((await at.answer(begun, {}, { token: bySecret })).said).toBe('token_algorithm');
    const encode = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode(at.claims(begun))}.`;
    expect((await at.answer(begun, {}, { token: unsigned })).said).toBe('token_algorithm');
  });

  test('a code is used once: the same answer lands in the same place, another sign-in with it is refused', async () => {
    const begun = await at.begin();
    const first = await at.answer(begun);
    expect(first.said).toBe('answered');
    const asked = provider.asked['token'];
    const query = Object.fromEntries(new URLSearchParams(first.query));
    expect((await at.answer(begun, {}, { query })).said).toBe('repeated');
    expect(provider.asked['token']).toBe(asked);
    expect((await at.answer(begun)).said).toBe('request_answered');
    const code = query['code'] ?? '';
    const again = await at.begin();
    expect((await at.answer(again, {}, { query: { code } })).said).toBe('code_used');
  });

  test('mix-up: an answer at another connection’s address, and another or no iss of a provider that names itself', async () => {
    const other = await FakeOidcProvider.create('https://other.example');
    other.discovery = { authorization_response_iss_parameter_supported: true };
    const connection = await oidcConnection(app(), other, customer.id);
    const there = new OidcSignIns(app(), other, connection);
    expect((await there.answer(await at.begin())).said).toBe('request_unknown');
    const said = async (query: Readonly<Record<string, string>>) =>
      (await there.signIn({}, { query })).said;
    expect(await said({})).toBe('answer_issuer');
    expect(await said({ iss: provider.issuer })).toBe('answer_issuer');
    expect(await said({ iss: other.issuer })).toBe('answered');
  });

  test('an error of the provider is told, and leaves the sign-in open', async () => {
    const begun = await at.begin();
    const query = { error: 'access_denied', error_description: 'not assigned' };
    expect((await at.answer(begun, {}, { query })).said).toBe('answer_error');
    expect((await at.answer(begun)).said).toBe('answered');
  });

  test('discovery that moves to another issuer changes nothing', async () => {
    provider.discovery = { issuer: 'https://evil.example' };
    const after = await at.oidc.refresh(app().ctx(), at.connection);
    provider.discovery = {};
    expect(after).toMatchObject({
      provider: { issuer: provider.issuer },
      metadata: { failure: { reason: 'discovery_issuer' } },
    });
    expect((await at.signIn()).said).toBe('answered');
  });

  test('UserInfo of another person is not taken; groups that are elsewhere are unreadable, absent or a list', async () => {
    const own = await FakeOidcProvider.create('https://info.example');
    own.discovery = { userinfo_endpoint: 'https://info.example/userinfo' };
    const there = new OidcSignIns(app(), own, await oidcConnection(app(), own, customer.id));
    own.userinfo = { sub: 'somebody-else', email: 'a@b.example' };
    expect((await there.signIn()).said).toBe('userinfo_failed');
    own.userinfo = { sub: 'subject-1', email: 'a@b.example', sid: 'x' };
    expect((await there.signIn()).statement).toMatchObject({ email: 'a@b.example' });
    const groups = async (claims: Readonly<Record<string, unknown>>) =>
      (await at.signIn(claims)).statement?.groups;
    expect(await groups({ _claim_names: { groups: 'src1' } })).toBe('unreadable');
    expect(await groups({ hasgroups: true })).toBe('unreadable');
    expect(await groups({})).toBe('absent');
    expect(await groups({ groups: [] })).toEqual([]);
    expect(await groups({ groups: ['a', 'b'] })).toEqual(['a', 'b']);
  });

  test('a sign-in that is too old for maxAge, or not fresh where that was asked for', async () => {
    const strict = await oidcConnection(app(), provider, customer.id, { maxAge: 600 });
    const there = new OidcSignIns(app(), provider, strict);
    expect((await there.begin()).request.get('max_age')).toBe('600');
    expect((await there.signIn()).said).toBe('authn_stale');
    expect((await there.signIn({ auth_time: now() - 1_000 })).said).toBe('authn_stale');
    expect((await there.signIn({ auth_time: now() - 500 })).said).toBe('answered');
    const fresh = await oidcConnection(app(), provider, customer.id, { forceAuthn: true });
    const always = new OidcSignIns(app(), provider, fresh);
    expect((await always.begin()).request.get('prompt')).toBe('login');
    expect((await always.signIn({ auth_time: now() - 500 })).said).toBe('authn_stale');
  });

  test('a logout token ends sessions by sub and by sid, once; an ID token is none', async () => {
    const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const logOut = async (claims: Readonly<Record<string, unknown>>) => {
      const begun = await at.begin();
      const token = await provider.sign(at.claims(begun, { nonce: undefined, ...claims }));
      const result = await at.oidc.receiveBackChannelLogout(app().ctx(), at.connection, token);
      return result.outcome === 'ended' ? result.count : result.code;
    };
    const { account, member, identity } = await customer.admitted('logged-out');
    const session = async (sid: string): Promise<void> => {
      await app().core.sessions.create(app().ctx(), {
        accountId: account.id,
        method: 'oidc',
        connectionId: at.connection.id,
        organizationId: customer.id,
        identityId: identity.id,
        logout: { nameId: 'subject-1', sessionIndex: sid },
      });
    };
    expect(member.status).toBe('active');
    for (const sid of ['one', 'two', 'three']) await session(sid);
    expect(await logOut({ jti: 'a', events: event, sid: 'one' })).toBe(1);
    expect(await logOut({ jti: 'a', events: event, sid: 'two' })).toBe('logout_replayed');
    expect(await logOut({ jti: 'b', events: event, sub: undefined, sid: 'two' })).toBe(1);
    expect(await logOut({ jti: 'c', events: event })).toBe(1);
    expect(await logOut({ jti: 'd', events: event, nonce: 'x' })).toBe('token_unreadable');
    expect(await logOut({ jti: 'e' })).toBe('token_unreadable');
    expect(await logOut({ jti: 'f', events: event, aud: 'client-2' })).toBe('token_audience');
    expect(await logOut({ jti: 'g', events: event, iat: now() - 1_000 })).toBe('logout_expired');
    expect(await logOut({ events: event })).toBe('logout_subject_missing');
  });

  test('the client secret is kept wrapped, and signs in after the secrets key was rotated', async () => {
    const { store, ctx } = app();
    const { clientSecretId = '' } = at.connection;
    const row = await store.read.samlKeys.get(clientSecretId);
    expect(JSON.stringify(row)).not.toContain('a-client-secret-of-a-test');
    const [before, next] = [SECRETS_KEY, createSecretsKey('another-secrets-key-0123456789abcdef')];
    const rewrap = (from: SecretsKey, to: SecretsKey) =>
      store.transaction(customer.id, (tx) => rewrapSamlKeys({ ctx: ctx(), tx }, from, to));
    await rewrap(before, next);
    const secrets = createClientSecrets({ store, secretsKey: next });
    expect(await secrets.open(at.connection)).toBe('a-client-secret-of-a-test');
    await expect(at.begin()).rejects.toThrow('wrapped by another secrets key');
    await rewrap(next, before);
    expect((await at.signIn()).said).toBe('answered');
  });

  test('an answer after the connection was changed, or after its time, is refused', async () => {
    const begun = await at.begin();
    const flows = createFlows(app());
    await flows.update(app().ctx(), begun.flow.id, () => ({ configuration: 7 }));
    expect((await at.answer(begun)).said).toBe('configuration_changed');
    const late = await at.begin();
    app().clock.advance(16 * 60_000);
    expect((await at.answer(late)).said).toBe('request_unknown');
  });
});
