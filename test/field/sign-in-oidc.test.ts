import { beforeAll, expect, test } from '@jest/globals';
import { createAdmission, secondStepOf } from '#sign-in/index.js';
import { identityKey } from '#sign-in/admission/identities.js';
import { equals, type OidcConnection } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { FakeOidcProvider, oidcConnection, oidcOf, OidcSignIns } from '../kit/oidc-sign-ins.js';
import { SignInCustomer } from '../kit/sign-ins.js';

overApplications('OpenID Connect', (app) => {
  let customer: SignInCustomer;
  beforeAll(async () => {
    customer = await SignInCustomer.create(app());
  });

  async function setUp(change: Partial<OidcConnection> = {}, issuer?: string) {
    const provider = await FakeOidcProvider.create(issuer);
    const connection = await oidcConnection(app(), provider, customer.id, change);
    return { provider, connection, at: new OidcSignIns(app(), provider, connection) };
  }

  /** What the organization makes of an answer that was taken. */
  async function admitted(
    { at, connection }: Awaited<ReturnType<typeof setUp>>,
    claims: Readonly<Record<string, unknown>>,
  ) {
    const { said, statement } = await at.signIn(claims);
    if (!statement) return said;
    const result = await createAdmission(app()).admit(app().ctx(), connection, statement);
    return result.outcome === 'admitted' ? 'admitted' : result.code;
  }

  test.each([
    ['of a domain that nobody has proved', () => 'p1@unproved.example', 'sign_in.proof_needed'],
    ['of a proved domain', () => customer.address('p2'), 'admitted'],
    ['missing', () => undefined, 'sign_in.address_missing'],
  ])(
    'signin W5 an address %s: OpenID Connect, its email_verified and SAML answer alike',
    async (what, emailOf, expected) => {
      const email = emailOf();
      const bySaml = await customer.admit({
        issuer: 'https://idp.example/metadata',
        subject: `saml ${what}`,
        attributes: {},
        groups: 'absent',
        ...(email !== undefined && { email: email.replace('@', '-saml@') }),
      });
      expect(bySaml.outcome === 'admitted' ? 'admitted' : bySaml.code).toBe(expected);
      const oidc = await setUp();
      for (const verified of [undefined, true]) {
        const own = email?.replace('@', `-${String(verified)}@`);
        const claims = { sub: `${what} ${String(verified)}`, email: own, email_verified: verified };
        expect(await admitted(oidc, claims)).toBe(expected);
      }
    },
  );

  test('signin W6 a token of another tenant of Entra is refused, by iss and by tid', async () => {
    const issuer = 'https://login.example/tenant-1/v2.0';
    const { at } = await setUp({ preset: 'entra' }, issuer);
    const person = { oid: 'o1', email: customer.owner.email };
    const other = { ...person, iss: 'https://login.example/tenant-2/v2.0', tid: 'tenant-2' };
    expect((await at.signIn(other)).said).toBe('token_issuer');
    expect((await at.signIn({ ...person, tid: 'tenant-2' })).said).toBe('tenant_wrong');
    expect((await at.signIn({ ...person, tid: 'tenant-1' })).said).toBe('answered');
  });

  test('signin W7 email_verified absent: the connection decides', async () => {
    const { at } = await setUp();
    const { said, statement } = await at.signIn({ email: customer.address('absent') });
    expect([said, statement?.email]).toEqual(['answered', customer.address('absent')]);
  });

  test('signin W7 email_verified false is refused, whatever xms_edov says', async () => {
    const { at } = await setUp();
    for (const email_verified of [false, 'false']) {
      const claims = { email: customer.address('no'), email_verified, xms_edov: true };
      expect((await at.signIn(claims)).said).toBe('email_unverified');
    }
  });

  test('signin W7 email_verified true proves nothing of a domain that is not proved', async () => {
    const claims = { email: 'someone@unproved.example', email_verified: true };
    expect(await admitted(await setUp(), claims)).toBe('sign_in.proof_needed');
  });

  test('signin W8 one oid in two tenants is two persons, and a user name is no address', async () => {
    const keys: string[] = [];
    for (const tenant of ['tenant-1', 'tenant-2']) {
      const issuer = `https://login.example/${tenant}/v2.0`;
      const own = await setUp({ preset: 'entra' }, issuer);
      const upn = customer.address(`upn-${tenant}`);
      const claims = { tid: tenant, oid: 'same', preferred_username: upn, upn };
      const { statement } = await own.at.signIn(claims);
      expect(statement).toMatchObject({ issuer, subject: 'same', externalId: 'same' });
      expect(statement).not.toHaveProperty('email');
      // the connection is the same here: what tells them apart is the issuer
      keys.push(identityKey('connection', { issuer, subject: statement?.subject ?? '' }));
      expect(await admitted(own, claims)).toBe('sign_in.address_missing');
    }
    expect(new Set(keys).size).toBe(2);
  });

  test('signin W15 Google: the claim hd decides, the parameter is a hint', async () => {
    const one = await setUp({ preset: 'google', hostedDomains: ['acme.example'] });
    const several = await setUp({ preset: 'google', hostedDomains: ['acme.example', 'b.example'] });
    expect((await one.at.begin()).request.get('hd')).toBe('acme.example');
    expect((await several.at.begin()).request.get('hd')).toBeNull();
    const email = 'p@acme.example';
    expect((await one.at.signIn({ email })).said).toBe('hosted_domain');
    expect((await one.at.signIn({ email, hd: 'other.example' })).said).toBe('hosted_domain');
    expect((await several.at.signIn({ email, hd: 'ACME.example' })).said).toBe('answered');
    const google = { kind: 'oidc', name: 'Google', preset: 'google', issuedFor: 'x' } as const;
    await expect(
      app().core.connections.create(app().ctx(), customer.id, google),
    ).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('signin O1 two tabs, the first finished first: both arrive', async () => {
    const { at } = await setUp();
    const tabs = [await at.begin(), await at.begin()];
    for (const tab of tabs) expect((await at.answer(tab)).said).toBe('answered');
  });

  test('signin O3 code and state in another browser are refused before the provider is asked', async () => {
    const { at, provider } = await setUp();
    const [attacker, victim] = [await at.begin(), await at.begin()];
    for (const secret of [null, victim.secret]) {
      expect((await at.answer(attacker, {}, { secret })).said).toBe('answer_foreign');
    }
    expect(provider.asked['token']).toBeUndefined();
    expect((await at.answer(attacker)).said).toBe('answered');
  });

  test('signin O4 issuer or discovery address give the same; a template of tenants is nobody', async () => {
    const { provider } = await setUp();
    const oidc = oidcOf(app(), provider);
    const document = `${provider.issuer}/.well-known/openid-configuration`;
    expect(await oidc.fetchProvider(document)).toEqual(await oidc.fetchProvider(provider.issuer));
    provider.discovery = { issuer: 'https://login.example/{tenantid}/v2.0' };
    await expect(oidc.fetchProvider(document)).rejects.toMatchObject({ code: 'discovery_tenants' });
  });

  test('signin O7 an unknown key, and a known name with another key, are fetched once; a flood is bounded', async () => {
    const { at, provider } = await setUp();
    const before = provider.asked['jwks'] ?? 0;
    await provider.rotate('second');
    expect((await at.signIn()).said).toBe('answered');
    expect(provider.asked['jwks']).toBe(before + 1);
    for (let round = 0; round < 5; round += 1) {
      expect((await at.signIn({}, { kid: `random-${round}` })).said).toBe('token_key');
    }
    expect(provider.asked['jwks']).toBe(before + 1);
    app().clock.advance(6 * 60_000);
    await provider.rotate('second');
    expect((await at.signIn()).said).toBe('answered');
    expect(provider.asked['jwks']).toBe(before + 2);
  });

  test('signin O8 a fetch of keys that fails is kept as a failure, and the keys of before stay', async () => {
    const { at, provider, connection } = await setUp();
    for (const answer of [503, '{"keys":[]}', `{"keys":[],"x":"${'x'.repeat(5_000_000)}"}`]) {
      provider.keysAnswer = answer;
      const after = await at.oidc.refresh(app().ctx(), connection);
      expect(after).toMatchObject({ provider: { keys: [{ kid: 'first' }] } });
      expect(after?.metadata).toHaveProperty('failure.reason');
      expect((await at.signIn()).said).toBe('answered');
    }
    provider.keysAnswer = undefined;
    const mended = await at.oidc.refresh(app().ctx(), connection);
    expect(mended?.metadata).not.toHaveProperty('failure');
  });

  test('signin O9 PKCE always; without it only where discovery does not say S256, and never without nonce', async () => {
    const { at, provider, connection } = await setUp();
    const begun = await at.begin();
    expect(begun.request.get('code_challenge_method')).toBe('S256');
    await at.answer(begun);
    expect(provider.form.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    const target = { organizationId: customer.id, connectionId: connection.id };
    await expect(
      app().core.connections.update(app().ctx(), target, { withoutPkce: true }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
    const old = await FakeOidcProvider.create();
    old.discovery = { code_challenge_methods_supported: undefined };
    const silent = await oidcConnection(app(), old, customer.id);
    expect((await new OidcSignIns(app(), old, silent).begin()).request.has('code_challenge')).toBe(
      true,
    );
    const without = await oidcConnection(app(), old, customer.id, { withoutPkce: true });
    const bare = new OidcSignIns(app(), old, without);
    const request = await bare.begin();
    expect(request.request.has('code_challenge')).toBe(false);
    expect((await bare.answer(request, { nonce: undefined })).said).toBe('token_nonce');
    expect((await bare.signIn()).said).toBe('answered');
    // downgrade: a provider that stops saying S256 is asked with it, and one that begins to say so is, too
    const askedAfter = async (who: OidcSignIns, says: readonly string[]) => {
      who.provider.discovery = { code_challenge_methods_supported: says };
      const fetched = await who.oidc.refresh(app().ctx(), who.connection);
      if (fetched?.kind !== 'oidc') throw new Error('The connection is gone.');
      const { request } = await new OidcSignIns(app(), who.provider, fetched).begin();
      return request.get('code_challenge_method');
    };
    expect(await askedAfter(at, ['plain'])).toBe('S256');
    expect(await askedAfter(bare, ['plain'])).toBeNull();
    expect(await askedAfter(bare, ['S256'])).toBe('S256');
  });

  test('signin I5 acr_values are sent where they are asked for, and the answer is judged by acr and amr', async () => {
    const plain = await setUp();
    expect((await plain.at.begin()).request.has('acr_values')).toBe(false);
    expect((await plain.at.signIn({ acr: '0' })).said).toBe('answered');
    const { at } = await setUp({ signInContext: 'phr mfa', stepUpContext: 'gold' });
    const begun = await at.begin();
    expect(begun.request.get('acr_values')).toBe('phr mfa');
    const weak = await at.answer(begun, { acr: 'pwd', amr: ['pwd'] });
    const { records } = await app().store.read.signInAttempts.find({
      where: equals('connectionId', at.connection.id),
      limit: 10,
    });
    expect([weak.said, records[0]?.details]).toEqual([
      'authn_context_weak',
      { expected: 'phr mfa', received: 'pwd', methods: 'pwd' },
    ]);
    expect((await at.signIn({})).said).toBe('authn_context_weak');
    expect((await at.signIn({ acr: 'phr' })).said).toBe('answered');
    expect((await at.signIn({ acr: '1', amr: ['pwd', 'mfa'] })).said).toBe('answered');
    // again before an act of high risk: what was good enough for signing in is not
    const again = () => at.begin({ purpose: 'step_up', forceAuthn: true });
    const stepUp = await again();
    expect([stepUp.request.get('acr_values'), stepUp.request.get('prompt')]).toEqual([
      'gold',
      'login',
    ]);
    const fresh = { auth_time: Math.floor(app().clock.now() / 1_000) };
    expect((await at.answer(stepUp, { acr: 'phr', ...fresh })).said).toBe('authn_context_weak');
    expect((await at.answer(await again(), { acr: 'gold' })).said).toBe('authn_stale');
    expect((await at.answer(await again(), { acr: 'gold', ...fresh })).said).toBe('answered');
  });

  test('signin I5 Entra is asked for its authentication contexts as a claim, and answers them as one', async () => {
    const { at } = await setUp(
      { preset: 'entra', signInContext: 'c1' },
      'https://login.example/tenant-1/v2.0',
    );
    const begun = await at.begin();
    expect(begun.request.has('acr_values')).toBe(false);
    expect(JSON.parse(begun.request.get('claims') ?? '')).toEqual({
      id_token: { acrs: { essential: true, value: 'c1' } },
    });
    const person = { tid: 'tenant-1', oid: 'o-1' };
    expect((await at.answer(begun, { ...person, acrs: ['c2'] })).said).toBe('authn_context_weak');
    expect((await at.signIn({ ...person, acrs: ['c2', 'c1'] })).said).toBe('answered');
  });

  test('signin I5 a provider that cannot do what it is asked says so, and is told as such', async () => {
    const { at } = await setUp({ signInContext: 'gold' });
    const begun = await at.begin();
    const query = { error: 'unmet_authentication_requirements', code: '' };
    expect((await at.answer(begun, {}, { query })).said).toBe('authn_context_refused');
  });

  test.each([
    ['okta', { amr: ['pwd', 'mfa', 'otp'] }, 'counts'],
    ['okta', { amr: ['pwd'], acr: 'urn:okta:loa:1fa:any' }, 'not_said'],
    ['okta', { acr: 'urn:okta:loa:2fa:any' }, 'counts'],
    ['entra', { amr: ['pwd', 'mfa'] }, 'counts'],
    ['entra', { amr: ['pwd'] }, 'not_said'],
    ['google', { amr: ['mfa'] }, 'not_said'],
    ['keycloak', { acr: '1' }, 'not_said'],
    ['custom', { acr: 'https://refeds.org/profile/mfa' }, 'counts'],
    ['custom', { amr: ['otp'] }, 'not_said'],
  ] as const)('signin F11 preset %s: %j %s as a second step', async (preset, claims, expected) => {
    const { at } = await setUp();
    const { statement } = await at.signIn(claims);
    if (!statement) throw new Error('The answer was refused.');
    const connection = { ...at.connection, preset };
    expect(secondStepOf({ ...connection, secondStep: 'provider' }, statement)).toBe(expected);
    expect(secondStepOf(connection, statement)).toBe('ours');
  });
});
