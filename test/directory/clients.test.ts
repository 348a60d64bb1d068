import { beforeAll, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { equals, type PublicKey, type Trust } from '#store/index.js';
import { createSigner, type Signer } from '../kit/assertions.js';
import { faultOf } from '../kit/faults.js';
import { overHouses, type House, type Side } from '../kit/house.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type NewClient = Parameters<House['directory']['credentials']['createClient']>[3];

const make = (side: Side, input: NewClient = {}) =>
  side.house.directory.credentials.createClient(
    side.house.ctx(),
    side.organization.id,
    side.connection.id,
    input,
  );

const revoke = (side: Side, id: string) =>
  side.house.directory.credentials.revoke(
    side.house.ctx(),
    side.organization.id,
    side.connection.id,
    id,
  );

const issue = (
  side: Side,
  proof: { clientId: string; secret: string } | { clientId?: string; assertion: string },
  scopes?: string[],
) =>
  side.house.directory.credentials.issue(side.house.ctx(), {
    connectionId: side.connection.id,
    proof,
    ...(scopes && { scopes }),
  });

const use = (side: Side, token: string) =>
  side.house.directory.credentials.authenticate(side.house.ctx(), token);

async function withSecret(side: Side, input: NewClient = {}) {
  const { credential, secret = '' } = await make(side, input);
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

overHouses(
  'clients',
  (house) => {
    test('a secret gives a token that opens its connection for an hour, as the client', async () => {
      const side = await house().side();
      const { credential, proof } = await withSecret(side, { name: 'Directory sync' });
      const { token, expiresIn, scopes } = await issue(side, proof);
      expect(token).toMatch(/^muster_access_[0-9A-Za-z]{43}$/);
      expect([expiresIn, scopes]).toEqual([3_600, credential.scopes]);
      const session = await use(side, token);
      expect(session.connection.id).toBe(side.connection.id);
      expect(session.credential).toMatchObject({ id: credential.id, kind: 'client' });
      house().clock.advance(HOUR - 1);
      await use(side, token);
      house().clock.advance(1);
      expect(await faultOf(use(side, token))).toEqual({ code: 'credential.invalid' });
    });

    test('neither token nor secret is kept, listed or written into the journal', async () => {
      const side = await house().side();
      const { credential, secret, proof } = await withSecret(side);
      const { token } = await issue(side, proof);
      expect(secret).toMatch(/^muster_client_[0-9A-Za-z]{43}$/);
      const { credentials } = house().directory;
      const [ctx, place] = [house().ctx(), [side.organization.id, side.connection.id] as const];
      const { items } = await credentials.list(ctx, ...place, { limit: 200 });
      expect(items.map(({ kind }) => kind)).toEqual(['token', 'client']);
      const { records } = await house().store.read.accessTokens.find({
        where: equals('clientId', credential.id),
        limit: 10,
      });
      expect(records).toHaveLength(1);
      const journal = await house().journal(side.organization.id);
      const everything = JSON.stringify([items, records, journal]);
      for (const text of [secret, secret.slice(20), token, token.slice(14)]) {
        expect(everything).not.toContain(text);
      }
      const types = journal.map(({ type }) => type).filter((type) => type.includes('client'));
      expect(types).toEqual(['scim.client.created']);
    });

    test('a secret is no token, and a token is no secret', async () => {
      const side = await house().side();
      const { credential, secret } = await withSecret(side);
      expect(await faultOf(use(side, secret))).toEqual({ code: 'credential.invalid' });
      const asSecret = { clientId: credential.id, secret: side.token };
      expect(await faultOf(issue(side, asSecret))).toEqual(INVALID);
      const { items } = await house().directory.credentials.list(
        house().ctx(),
        side.organization.id,
        side.connection.id,
        { limit: 1 },
      );
      const asClient = { clientId: items[0]?.id ?? '', secret: side.token };
      expect(await faultOf(issue(side, asClient))).toEqual(INVALID);
    });

    test('unknown, wrong, of another connection, expired, revoked: all the same answer', async () => {
      const side = await house().side();
      const sibling = await house().side(side.organization);
      const expiresAt = new Date(house().clock.now() + MINUTE).toISOString();
      const soon = await withSecret(side, { expiresAt });
      const dead = await withSecret(side);
      await revoke(side, dead.credential.id);
      const { proof, secret } = await withSecret(side);
      house().clock.advance(MINUTE);
      const wrong = [
        { ...proof, clientId: 'unknown' },
        { ...proof, secret: '' },
        { ...proof, secret: `${secret}x` },
        soon.proof,
        dead.proof,
      ];
      for (const one of wrong) expect(await faultOf(issue(side, one))).toEqual(INVALID);
      expect(await faultOf(issue(sibling, proof))).toEqual(INVALID);
      expect((await issue(side, proof)).token).toMatch(/^muster_access_/);
    });

    test('two clients live side by side; the tokens of a revoked one die at once', async () => {
      const side = await house().side();
      const [old, young] = [await withSecret(side), await withSecret(side)];
      const first = await issue(side, old.proof);
      const second = await issue(side, young.proof);
      await use(side, first.token);
      await revoke(side, old.credential.id);
      expect(await faultOf(use(side, first.token))).toEqual({ code: 'credential.invalid' });
      await use(side, second.token);
      const left = equals('clientId', old.credential.id);
      expect(await house().store.read.accessTokens.count(left)).toBe(0);
      const lines = await house().journal(side.organization.id);
      expect(lines.filter(({ type }) => type === 'scim.client.revoked')).toHaveLength(1);
    });

    test('no token outlives its client', async () => {
      const side = await house().side();
      const expiresAt = new Date(house().clock.now() + 10 * MINUTE).toISOString();
      const { proof } = await withSecret(side, { expiresAt });
      const { token, expiresIn } = await issue(side, proof);
      expect(expiresIn).toBe(600);
      house().clock.advance(10 * MINUTE);
      expect(await faultOf(use(side, token))).toEqual({ code: 'credential.invalid' });
    });

    test('a scope can be given away, never won', async () => {
      const side = await house().side();
      const { proof } = await withSecret(side, { scopes: ['users:read', 'users:write'] });
      const { token, scopes } = await issue(side, proof, ['users:read']);
      expect(scopes).toEqual(['users:read']);
      const session = await use(side, token);
      expect(session.credential.scopes).toEqual(['users:read']);
      expect((await side.callIn(session, 'GET', '/Users')).status).toBe(200);
      expect(
        (await side.callIn(session, 'POST', '/Users', { body: { userName: 'x' } })).status,
      ).toBe(403);
      for (const wanted of [['users:read', 'groups:read'], ['everything'], ['__proto__']]) {
        expect(await faultOf(issue(side, proof, wanted))).toMatchObject({ code: 'client.scope' });
      }
    });

    test('a disabled connection gives no tokens and takes none', async () => {
      const side = await house().side();
      const { proof } = await withSecret(side);
      const { token } = await issue(side, proof);
      const { connections } = house().directory;
      const place = [side.organization.id, side.connection.id] as const;
      await connections.update(house().ctx(), ...place, { status: 'disabled' });
      for (const refused of [issue(side, proof), use(side, token)]) {
        expect(await faultOf(refused)).toEqual({ code: 'connection.disabled' });
      }
    });

    test('expired tokens go when a new one comes', async () => {
      const side = await house().side();
      const { proof } = await withSecret(side);
      for (let count = 0; count < 5; count += 1) await issue(side, proof);
      house().clock.advance(HOUR);
      await issue(side, proof);
      const ours = equals('connectionId', side.connection.id);
      expect(await house().store.read.accessTokens.count(ours)).toBe(1);
    });

    test('beyond a thousand the oldest make room; used assertions are never forgotten for it', async () => {
      const side = await house().side();
      const secret = await withSecret(side);
      const trusted = await make(side, { trust: trusting(signer) });
      const oldest = await issue(side, secret.proof);
      for (const { credential } of [secret, trusted]) await fill(side, credential.id, 1_000);
      await issue(side, secret.proof);
      expect(await faultOf(use(side, oldest.token))).toEqual({ code: 'credential.invalid' });
      const kept = equals('clientId', secret.credential.id);
      expect(await house().store.read.accessTokens.count(kept)).toBe(1_000);
      const assertion = await signer.sign(house().clock.now());
      expect(await faultOf(issue(side, { assertion }))).toMatchObject({ code: 'client.busy' });
    });

    test('an assertion gives a token, with the client named or not, once', async () => {
      const side = await house().side();
      const { credential, secret } = await make(side, { trust: trusting(signer) });
      expect([secret, credential.hash, credential.prefix]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      const assertion = await signer.sign(house().clock.now());
      const { token } = await issue(side, { assertion });
      expect((await use(side, token)).credential.id).toBe(credential.id);
      for (const again of [{ assertion }, { assertion, clientId: credential.id }]) {
        expect(await faultOf(issue(side, again))).toEqual(because(/used before/));
      }
      const named = { assertion: await signer.sign(house().clock.now()), clientId: credential.id };
      await issue(side, named);
      const raced = await signer.sign(house().clock.now());
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => issue(side, { assertion: raced })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      house().clock.advance(2 * HOUR);
      expect(await faultOf(issue(side, named))).toEqual(because(/expired/));
    });

    test('every claim counts', async () => {
      const side = await house().side();
      const { credential } = await make(side, { trust: trusting(signer) });
      const now = house().clock.now();
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
        const refused = await faultOf(issue(side, { assertion, clientId: credential.id }));
        expect([claims, refused]).toEqual([claims, because(reason)]);
      }
      const good = [{ exp: seconds - 59 }, { nbf: seconds + 59 }, { jti: undefined, uti: 'x' }];
      for (const claims of good) await issue(side, { assertion: await signer.sign(now, claims) });
    });

    test('every signature counts: none, a shared secret, an algorithm that is not listed, another key, a bent one', async () => {
      const side = await house().side();
      const longer = await createSigner('RS512');
      const keys = [signer, longer].map(({ publicKey }) => publicKey as unknown as PublicKey);
      const { credential } = await make(side, { trust: trusting(signer, { keys }) });
      const now = house().clock.now();
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
        expect(await faultOf(issue(side, { assertion }))).toEqual(INVALID);
        expect(await faultOf(issue(side, { assertion, clientId: credential.id }))).toEqual(INVALID);
      }
      await issue(side, { assertion: good });
    });

    test('several keys, several algorithms, a longer life where the trust allows it', async () => {
      const side = await house().side();
      const signers = [signer, other, await createSigner('RS256'), await createSigner('EdDSA')];
      const keys = signers.map(({ publicKey }) => publicKey as unknown as PublicKey);
      await make(side, { trust: trusting(signer, { keys, assertionSeconds: 86_400 }) });
      const now = house().clock.now();
      const exp = Math.floor(now / 1_000) + 86_400;
      for (const one of signers) await issue(side, { assertion: await one.sign(now, { exp }) });
      const long = await signer.sign(now, { exp, jti: 'long' });
      await issue(side, { assertion: long });
      house().clock.advance(12 * HOUR);
      expect(await faultOf(issue(side, { assertion: long }))).toEqual(because(/used before/));
    });

    test('an assertion opens no other connection, and in a rotation each client has its keys', async () => {
      const side = await house().side();
      const sibling = await house().side(side.organization);
      const old = await make(side, { trust: trusting(other) });
      const young = await make(side, { trust: trusting(signer) });
      const now = house().clock.now();
      const assertion = await signer.sign(now);
      expect(await faultOf(issue(sibling, { assertion }))).toEqual(INVALID);
      const clientId = young.credential.id;
      expect(await faultOf(issue(sibling, { assertion, clientId }))).toEqual(INVALID);
      const { token } = await issue(side, { assertion });
      expect((await use(side, token)).credential.id).toBe(clientId);
      await revoke(side, old.credential.id);
      const late = { assertion: await other.sign(now) };
      expect(await faultOf(issue(side, late))).toEqual(INVALID);
    });

    test('keys that could not check a signature are refused when they are given', async () => {
      const side = await house().side();
      const { publicKey } = signer;
      const useless = [
        { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
        { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
        { ...publicKey, kty: 'OKP' },
      ] as unknown as PublicKey[];
      for (const key of useless) {
        const keys = [publicKey as unknown as PublicKey, key];
        expect(await faultOf(make(side, { trust: trusting(signer, { keys }) }))).toMatchObject({
          code: 'request.invalid',
          errors: [{ field: 'trust.jwks.keys[1]' }],
        });
      }
    });
  },
  { live: 10 },
);

/** Live access tokens, written straight into the database. */
async function fill(side: Side, clientId: string, count: number): Promise<void> {
  const { clock, store } = side.house;
  const now = new Date(clock.now()).toISOString();
  const keepUntil = new Date(clock.now() + HOUR).toISOString();
  const records = Array.from({ length: count }, (_, index) => ({
    id: `ffffffff-${clientId}-${index}`,
    version: 1,
    createdAt: now,
    updatedAt: now,
    connectionId: side.connection.id,
    clientId,
    hash: `${clientId} ${index}`,
    scopes: [],
    expiresAt: keepUntil,
    keepUntil,
  }));
  await store.transaction(side.organization.id, async (tx) => {
    await tx.accessTokens.insertMissing(records);
  });
}
