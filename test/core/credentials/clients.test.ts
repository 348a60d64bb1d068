import { beforeAll, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { equals, type PublicKey, type Trust } from '#store/index.js';
import { createSigner, type Signer } from '../../kit/assertions.js';
import { faultOf } from '../../kit/faults.js';
import {
  overApplications,
  type TestApplication,
  type ScimConnection,
} from '../../kit/application.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type NewClient = Parameters<TestApplication['core']['credentials']['createClient']>[3];

const make = (scim: ScimConnection, input: NewClient = {}) =>
  scim.house.core.credentials.createClient(
    scim.house.ctx(),
    scim.organization.id,
    scim.connection.id,
    input,
  );

const revoke = (scim: ScimConnection, id: string) =>
  scim.house.core.credentials.revoke(
    scim.house.ctx(),
    scim.organization.id,
    scim.connection.id,
    id,
  );

const issue = (
  scim: ScimConnection,
  proof: { clientId: string; secret: string } | { clientId?: string; assertion: string },
  scopes?: string[],
) =>
  scim.house.core.credentials.issue(scim.house.ctx(), {
    connectionId: scim.connection.id,
    proof,
    ...(scopes && { scopes }),
  });

const use = (scim: ScimConnection, token: string) =>
  scim.house.core.credentials.authenticate(scim.house.ctx(), token);

async function withSecret(scim: ScimConnection, input: NewClient = {}) {
  const { credential, secret = '' } = await make(scim, input);
  return { credential, secret, proof: { clientId: credential.id, secret } };
}

const trusting = (signer: Signer, more: Partial<Trust> = {}): Trust => ({
  issuer: signer.issuer,
  subject: signer.subject,
  audience: signer.audience,
  keys: [signer.publicKey as unknown as PublicKey],
  assertionSeconds: 3_600,
  ...more,
});

const INVALID = { code: 'client.invalid' };
const because = (reason: RegExp) => ({ ...INVALID, reason: expect.stringMatching(reason) });

let signer: Signer;
let other: Signer;
beforeAll(async () => {
  [signer, other] = [await createSigner(), await createSigner()];
});

overApplications(
  'clients',
  (app) => {
    test('a secret gives a token that opens its connection for an hour, as the client', async () => {
      const scim = await app().scimConnection();
      const { credential, proof } = await withSecret(scim, { name: 'Directory sync' });
      const { token, expiresIn, scopes } = await issue(scim, proof);
      expect(token).toMatch(/^muster_access_[0-9A-Za-z]{43}$/);
      expect([expiresIn, scopes]).toEqual([3_600, credential.scopes]);
      const session = await use(scim, token);
      expect(session.connection.id).toBe(scim.connection.id);
      expect(session.credential).toMatchObject({ id: credential.id, kind: 'client' });
      app().clock.advance(HOUR - 1);
      await use(scim, token);
      app().clock.advance(1);
      expect(await faultOf(use(scim, token))).toEqual({ code: 'credential.invalid' });
    });

    test('neither token nor secret is kept, listed or written into the journal', async () => {
      const scim = await app().scimConnection();
      const { credential, secret, proof } = await withSecret(scim);
      const { token } = await issue(scim, proof);
      expect(secret).toMatch(/^muster_client_[0-9A-Za-z]{43}$/);
      const { credentials } = app().core;
      const [ctx, place] = [app().ctx(), [scim.organization.id, scim.connection.id] as const];
      const { items } = await credentials.list(ctx, ...place, { limit: 200 });
      expect(items.map(({ kind }) => kind)).toEqual(['token', 'client']);
      const { records } = await app().store.read.accessTokens.find({
        where: equals('clientId', credential.id),
        limit: 10,
      });
      expect(records).toHaveLength(1);
      const journal = await app().journal(scim.organization.id);
      const everything = JSON.stringify([items, records, journal]);
      for (const text of [secret, secret.slice(20), token, token.slice(14)]) {
        expect(everything).not.toContain(text);
      }
      const types = journal.map(({ type }) => type).filter((type) => type.includes('client'));
      expect(types).toEqual(['scim.client.created']);
    });

    test('a secret is no token, and a token is no secret', async () => {
      const scim = await app().scimConnection();
      const { credential, secret } = await withSecret(scim);
      expect(await faultOf(use(scim, secret))).toEqual({ code: 'credential.invalid' });
      const asSecret = { clientId: credential.id, secret: scim.token };
      expect(await faultOf(issue(scim, asSecret))).toEqual(INVALID);
      const { items } = await app().core.credentials.list(
        app().ctx(),
        scim.organization.id,
        scim.connection.id,
        { limit: 1 },
      );
      const asClient = { clientId: items[0]?.id ?? '', secret: scim.token };
      expect(await faultOf(issue(scim, asClient))).toEqual(INVALID);
    });

    test('unknown, wrong, of another connection, expired, revoked: all the same answer', async () => {
      const scim = await app().scimConnection();
      const sibling = await app().scimConnection(scim.organization);
      const expiresAt = new Date(app().clock.now() + MINUTE).toISOString();
      const soon = await withSecret(scim, { expiresAt });
      const dead = await withSecret(scim);
      await revoke(scim, dead.credential.id);
      const { proof, secret } = await withSecret(scim);
      app().clock.advance(MINUTE);
      const wrong = [
        { ...proof, clientId: 'unknown' },
        { ...proof, secret: '' },
        { ...proof, secret: `${secret}x` },
        soon.proof,
        dead.proof,
      ];
      for (const one of wrong) expect(await faultOf(issue(scim, one))).toEqual(INVALID);
      expect(await faultOf(issue(sibling, proof))).toEqual(INVALID);
      expect((await issue(scim, proof)).token).toMatch(/^muster_access_/);
    });

    test('two clients live side by side; the tokens of a revoked one die at once', async () => {
      const scim = await app().scimConnection();
      const [old, young] = [await withSecret(scim), await withSecret(scim)];
      const first = await issue(scim, old.proof);
      const second = await issue(scim, young.proof);
      await use(scim, first.token);
      await revoke(scim, old.credential.id);
      expect(await faultOf(use(scim, first.token))).toEqual({ code: 'credential.invalid' });
      await use(scim, second.token);
      const left = equals('clientId', old.credential.id);
      expect(await app().store.read.accessTokens.count(left)).toBe(0);
      const entries = await app().journal(scim.organization.id);
      expect(entries.filter(({ type }) => type === 'scim.client.revoked')).toHaveLength(1);
    });

    test('no token outlives its client', async () => {
      const scim = await app().scimConnection();
      const expiresAt = new Date(app().clock.now() + 10 * MINUTE).toISOString();
      const { proof } = await withSecret(scim, { expiresAt });
      const { token, expiresIn } = await issue(scim, proof);
      expect(expiresIn).toBe(600);
      app().clock.advance(10 * MINUTE);
      expect(await faultOf(use(scim, token))).toEqual({ code: 'credential.invalid' });
    });

    test('a scope can be given away, never won', async () => {
      const scim = await app().scimConnection();
      const { proof } = await withSecret(scim, { scopes: ['users:read', 'users:write'] });
      const { token, scopes } = await issue(scim, proof, ['users:read']);
      expect(scopes).toEqual(['users:read']);
      const session = await use(scim, token);
      expect(session.credential.scopes).toEqual(['users:read']);
      expect((await scim.callInSession(session, 'GET', '/Users')).status).toBe(200);
      expect(
        (await scim.callInSession(session, 'POST', '/Users', { body: { userName: 'x' } })).status,
      ).toBe(403);
      for (const wanted of [['users:read', 'groups:read'], ['everything'], ['__proto__']]) {
        expect(await faultOf(issue(scim, proof, wanted))).toMatchObject({ code: 'client.scope' });
      }
    });

    test('a disabled connection gives no tokens and takes none', async () => {
      const scim = await app().scimConnection();
      const { proof } = await withSecret(scim);
      const { token } = await issue(scim, proof);
      const { connections } = app().core;
      const target = { organizationId: scim.organization.id, connectionId: scim.connection.id };
      await connections.update(app().ctx(), target, { status: 'disabled' });
      for (const refused of [() => issue(scim, proof), () => use(scim, token)]) {
        expect(await faultOf(refused())).toEqual({ code: 'connection.disabled' });
      }
    });

    test('expired tokens go when a new one comes', async () => {
      const scim = await app().scimConnection();
      const { proof } = await withSecret(scim);
      for (let count = 0; count < 5; count += 1) await issue(scim, proof);
      app().clock.advance(HOUR);
      await issue(scim, proof);
      const ours = equals('connectionId', scim.connection.id);
      expect(await app().store.read.accessTokens.count(ours)).toBe(1);
    });

    test('beyond a thousand the oldest make room; used assertions are never forgotten for it', async () => {
      const scim = await app().scimConnection();
      const secret = await withSecret(scim);
      const trusted = await make(scim, { trust: trusting(signer) });
      const oldest = await issue(scim, secret.proof);
      for (const { credential } of [secret, trusted]) await fill(scim, credential.id, 1_000);
      await issue(scim, secret.proof);
      expect(await faultOf(use(scim, oldest.token))).toEqual({ code: 'credential.invalid' });
      const kept = equals('clientId', secret.credential.id);
      expect(await app().store.read.accessTokens.count(kept)).toBe(1_000);
      const assertion = await signer.sign(app().clock.now());
      expect(await faultOf(issue(scim, { assertion }))).toMatchObject({ code: 'client.busy' });
    });

    test('an assertion gives a token, with the client named or not, once', async () => {
      const scim = await app().scimConnection();
      const { credential, secret } = await make(scim, { trust: trusting(signer) });
      expect([secret, credential.hash, credential.prefix]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      const assertion = await signer.sign(app().clock.now());
      const { token } = await issue(scim, { assertion });
      expect((await use(scim, token)).credential.id).toBe(credential.id);
      for (const again of [{ assertion }, { assertion, clientId: credential.id }]) {
        expect(await faultOf(issue(scim, again))).toEqual(because(/used before/));
      }
      const named = { assertion: await signer.sign(app().clock.now()), clientId: credential.id };
      await issue(scim, named);
      const raced = await signer.sign(app().clock.now());
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => issue(scim, { assertion: raced })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      app().clock.advance(2 * HOUR);
      expect(await faultOf(issue(scim, named))).toEqual(because(/expired/));
    });

    test('every claim counts', async () => {
      const scim = await app().scimConnection();
      const { credential } = await make(scim, { trust: trusting(signer) });
      const now = app().clock.now();
      const seconds = Math.floor(now / 1_000);
      const wrong: [object, RegExp][] = [
        [{ iss: 'https://other.example' }, /iss/],
        [{ sub: 'somebody-else' }, /sub/],
        [{ sub: undefined }, /sub/],
        [{ aud: 'api://other' }, /aud/],
        [{ aud: undefined }, /aud/],
        [{ aud: [signer.audience, 'api://other'] }, /more than one/],
        [{ exp: seconds - 61 }, /expired/],
        [{ exp: undefined }, /exp/],
        [{ nbf: seconds + 61 }, /nbf/],
        [{ iat: seconds + 61 }, /future/],
        [{ exp: seconds + 3_601 }, /longer than 3600/],
        [{ iat: seconds - 3_000, exp: seconds + 700 }, /longer than 3600/],
        [{ iat: undefined, nbf: undefined, exp: seconds + 3_601 }, /longer than 3600/],
        [{ jti: undefined }, /jti/],
        [{ jti: '' }, /jti/],
      ];
      for (const [claims, reason] of wrong) {
        const assertion = await signer.sign(now, claims);
        const refused = await faultOf(issue(scim, { assertion, clientId: credential.id }));
        expect([claims, refused]).toEqual([claims, because(reason)]);
      }
      const good = [{ exp: seconds - 59 }, { nbf: seconds + 59 }, { jti: undefined, uti: 'x' }];
      for (const claims of good) await issue(scim, { assertion: await signer.sign(now, claims) });
    });

    test('every signature counts: none, a shared secret, an algorithm that is not listed, another key, a bent one', async () => {
      const scim = await app().scimConnection();
      const longer = await createSigner('RS512');
      const keys = [signer, longer].map(({ publicKey }) => publicKey as unknown as PublicKey);
      const { credential } = await make(scim, { trust: trusting(signer, { keys }) });
      const now = app().clock.now();
      const good = await signer.sign(now);
      const claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString());
      const bytes = new TextEncoder().encode(JSON.stringify(signer.publicKey).padEnd(64));
      const [head, body, signature = ''] = good.split('.');
      const bent = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      const forged = [
        new UnsecuredJWT(claims).encode(),
        await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(bytes),
        await other.sign(now),
        await longer.sign(now),
        `${head}.${body}.${bent}`,
        `${head}.${body}.`,
        `${head}.${Buffer.from(JSON.stringify({ ...claims, jti: 'x' })).toString('base64url')}.${signature}`,
        'x.y.z',
        '',
      ];
      for (const assertion of forged) {
        expect(await faultOf(issue(scim, { assertion }))).toEqual(INVALID);
        expect(await faultOf(issue(scim, { assertion, clientId: credential.id }))).toEqual(INVALID);
      }
      await issue(scim, { assertion: good });
    });

    test('several keys, several algorithms, a longer life where the trust allows it', async () => {
      const scim = await app().scimConnection();
      const signers = [signer, other, await createSigner('RS256'), await createSigner('EdDSA')];
      const keys = signers.map(({ publicKey }) => publicKey as unknown as PublicKey);
      await make(scim, { trust: trusting(signer, { keys, assertionSeconds: 86_400 }) });
      const now = app().clock.now();
      const exp = Math.floor(now / 1_000) + 86_400;
      for (const one of signers) await issue(scim, { assertion: await one.sign(now, { exp }) });
      const long = await signer.sign(now, { exp, jti: 'long' });
      await issue(scim, { assertion: long });
      app().clock.advance(12 * HOUR);
      expect(await faultOf(issue(scim, { assertion: long }))).toEqual(because(/used before/));
    });

    test('an assertion opens no other connection, and in a rotation each client has its keys', async () => {
      const scim = await app().scimConnection();
      const sibling = await app().scimConnection(scim.organization);
      const old = await make(scim, { trust: trusting(other) });
      const young = await make(scim, { trust: trusting(signer) });
      const now = app().clock.now();
      const assertion = await signer.sign(now);
      expect(await faultOf(issue(sibling, { assertion }))).toEqual(INVALID);
      const clientId = young.credential.id;
      expect(await faultOf(issue(sibling, { assertion, clientId }))).toEqual(INVALID);
      const { token } = await issue(scim, { assertion });
      expect((await use(scim, token)).credential.id).toBe(clientId);
      await revoke(scim, old.credential.id);
      const late = { assertion: await other.sign(now) };
      expect(await faultOf(issue(scim, late))).toEqual(INVALID);
    });

    test('keys that could not check a signature are refused when they are given', async () => {
      const scim = await app().scimConnection();
      const { publicKey } = signer;
      const useless = [
        { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
        { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
        { ...publicKey, kty: 'OKP' },
      ] as unknown as PublicKey[];
      for (const key of useless) {
        const keys = [publicKey as unknown as PublicKey, key];
        expect(await faultOf(make(scim, { trust: trusting(signer, { keys }) }))).toMatchObject({
          code: 'request.invalid',
          errors: [{ field: 'trust.jwks.keys[1]' }],
        });
      }
    });
  },
  { maxLiveCredentials: 10 },
);

/** Live access tokens, written straight into the database. */
async function fill(scim: ScimConnection, clientId: string, count: number): Promise<void> {
  const { clock, store } = scim.house;
  const now = new Date(clock.now()).toISOString();
  const keepUntil = new Date(clock.now() + HOUR).toISOString();
  const records = Array.from({ length: count }, (_, index) => ({
    id: `ffffffff-${clientId}-${index}`,
    version: 1,
    createdAt: now,
    updatedAt: now,
    connectionId: scim.connection.id,
    clientId,
    hash: `${clientId} ${index}`,
    scopes: [],
    expiresAt: keepUntil,
    keepUntil,
  }));
  await store.transaction(scim.organization.id, async (tx) => {
    await tx.accessTokens.insertMissing(records);
  });
}
