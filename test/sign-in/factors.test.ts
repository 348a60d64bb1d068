import { Secret, TOTP } from 'otpauth';
import { expect, test } from '@jest/globals';
import { createSecretsKey } from '#core/index.js';
import { createFactors, removeForeignFactors, rewrapFactors } from '#sign-in/factors/index.js';
import { equals, type SignInSession } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { FactorPeople } from '../kit/factor-people.js';
import { faultOf } from '../kit/faults.js';
import { samlConnection, signInContext } from '../kit/sessions.js';

// Second factors: rows of kind F of the field faults of signing in, D12 and D13.

const STEP_MS = 30_000;
const HOUR_MS = 3_600_000;
const secretsKey = createSecretsKey('secrets-key-of-a-test-0123456789abcdef');

overApplications('second factors', (app) => {
  const ctx = () => signInContext(app().clock);
  const factors = (key = secretsKey) => {
    const { store, core } = app();
    return createFactors({ store, core, secretsKey: key, baseUrl: () => 'https://muster.example' });
  };
  const people = new FactorPeople(app, 'factor');
  const person = () => people.person();
  const session = (accountId: string, more: object = {}) => people.session(accountId, more);
  const again = (one: SignInSession) => people.again(one);
  const codeAt = (secret: string, at: number): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

  async function enrolled(own: SignInSession) {
    const begun = await factors().beginTotp(ctx(), own, 'person');
    const code = codeAt(begun.secret, app().clock.now());
    const result = await factors().confirmTotp(ctx(), own, { id: begun.id, code });
    if (result.outcome !== 'right') throw new Error(result.outcome);
    return { ...begun, codes: result.codes, session: result.made.session };
  }

  test('signin F1 the same code twice, also at two processes at once, is taken once', async () => {
    const { accountId } = await person();
    const one = await enrolled(await session(accountId));
    // the code of the enrolment is used as well
    const used = codeAt(one.secret, app().clock.now());
    expect((await factors().check(ctx(), one.session, used)).outcome).toBe('wrong');
    app().clock.advance(STEP_MS);
    const code = codeAt(one.secret, app().clock.now());
    const results = await Promise.all(
      [factors(), factors()].map((each) => each.check(ctx(), one.session, code)),
    );
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['right', 'wrong']);
    const { lastStep } = (await app().store.read.secondFactors.get(one.id)) ?? {};
    expect(lastStep).toBe(Math.floor(app().clock.now() / STEP_MS));
    expect(await again(one.session)).toMatchObject({ steppedUpBy: 'totp' });
  });

  test('signin F2 the code of the step before is taken, of two steps before it is not', async () => {
    const { accountId } = await person();
    const one = await enrolled(await session(accountId));
    app().clock.advance(10 * STEP_MS);
    const now = app().clock.now();
    const check = async (steps: number) =>
      (await factors().check(ctx(), one.session, codeAt(one.secret, now + steps * STEP_MS)))
        .outcome;
    expect(await check(-2)).toBe('wrong');
    expect(await check(2)).toBe('wrong');
    expect(await check(-1)).toBe('right');
    expect(await check(0)).toBe('right');
    expect(await check(-1)).toBe('wrong');
    expect(await check(1)).toBe('right');
    // the clock set back opens no step that was taken
    app().clock.advance(-2 * STEP_MS);
    expect(await check(0)).toBe('wrong');
    app().clock.advance(2 * STEP_MS);
  });

  test('signin F12 to add, replace, remove and to make new codes asks the present factor', async () => {
    const { accountId } = await person();
    const stale = (await app().core.sessions.create(ctx(), { method: 'email_code', accountId }))
      .session;
    const asked = { code: 'step_up.required' };
    expect(await faultOf(factors().beginTotp(ctx(), stale, 'x'))).toMatchObject(asked);
    const one = await enrolled(await session(accountId));
    // a code to the mailbox was enough before there was a factor, and is not any more
    const byMail = await session(accountId);
    for (const change of [
      () => factors().beginTotp(ctx(), byMail, 'x'),
      () => factors().makeCodes(ctx(), byMail),
      () => factors().remove(ctx(), byMail, one.id),
      () => factors().confirmTotp(ctx(), byMail, { id: one.id, code: '000000' }),
    ]) {
      expect(await faultOf(change())).toMatchObject(asked);
    }
    app().clock.advance(STEP_MS);
    const code = codeAt(one.secret, app().clock.now());
    expect((await factors().check(ctx(), byMail, code)).outcome).toBe('right');
    expect(await factors().makeCodes(ctx(), byMail)).toHaveLength(10);
    await factors().remove(ctx(), byMail, one.id);
    expect(await factors().list(ctx(), byMail)).toEqual([]);
    const entries = await app().store.read.journal.find({
      where: equals('targetKey', `account:${accountId}`),
      limit: 100,
    });
    const types = new Set(entries.records.map(({ type }) => type));
    expect([...types].filter((type) => type.includes('second_factor')).sort()).toEqual([
      'account.second_factor_added',
      'account.second_factor_codes_made',
      'account.second_factor_removed',
    ]);
  });

  test('signin F14 F16 setting up ends the other sessions, and the own one goes on under another cookie', async () => {
    const { accountId } = await person();
    const other = await session(accountId);
    const own = await session(accountId);
    const one = await enrolled(own);
    expect(one.session).toMatchObject({ id: own.id, steppedUpBy: 'totp' });
    expect(one.session.hash).not.toBe(own.hash);
    expect(await again(other)).toMatchObject({ endReason: 'revoked' });
    const codes = await factors().makeCodes(ctx(), one.session);
    expect((await again(one.session)).endedAt).toBeUndefined();
    expect(codes).not.toEqual(one.codes);
  });

  test('signin F16 a recovery code works once, and the others wait until there is a factor again', async () => {
    const { accountId } = await person();
    const { codes } = await enrolled(await session(accountId));
    const [first = '', second = '', third = ''] = codes;
    const own = await session(accountId);
    const check = async (text: string, by = own) =>
      (await factors().check(ctx(), by, text)).outcome;
    expect(await check('aaaa-aaaa-aaaa-aaaa')).toBe('wrong');
    expect(await check(first.toUpperCase().replaceAll('-', ' '))).toBe('right');
    expect(await check(first)).toBe('wrong');
    const thief = await session(accountId);
    expect(await check(second, thief)).toBe('wrong');
    // the person sets up another app with it: the rest is good again, and the thief is out
    const next = await factors().beginTotp(ctx(), own, 'new');
    const code = codeAt(next.secret, app().clock.now());
    const done = await factors().confirmTotp(ctx(), own, { id: next.id, code });
    expect(done).toMatchObject({ outcome: 'right', codes: [] });
    expect((await again(thief)).endedAt).toBeDefined();
    const later = await session(accountId);
    expect(await check(second, later)).toBe('right');
    expect(await check(third, later)).toBe('wrong');
    app().clock.advance(HOUR_MS);
    expect(await check(third, await session(accountId))).toBe('right');
  });

  test('signin D13 wrong codes pause the app for an hour, and close no other way', async () => {
    const { accountId } = await person();
    const one = await enrolled(await session(accountId));
    app().clock.advance(2 * STEP_MS);
    const attacker = await session(accountId);
    for (let guess = 0; guess < 20; guess += 1) {
      expect((await factors().check(ctx(), attacker, '000000')).outcome).toBe('wrong');
    }
    const right = () => codeAt(one.secret, app().clock.now());
    const own = await session(accountId);
    expect((await factors().check(ctx(), own, right())).outcome).toBe('paused');
    const recovered = await factors().check(ctx(), own, one.codes[0] ?? '');
    expect(recovered.outcome).toBe('right');
    app().clock.advance(HOUR_MS);
    expect((await factors().check(ctx(), own, right())).outcome).toBe('right');
  });

  test('a factor of a session of one company counts there only; one of the account counts everywhere', async () => {
    const { accountId, organizationId } = await person();
    const connection = await samlConnection(app().store, organizationId);
    const more = { method: 'saml', connectionId: connection.id, organizationId } as const;
    const company = await session(accountId, more);
    const own = await session(accountId);
    await enrolled(company);
    // sessions of the account stay: a company's word is about its own organization
    expect((await again(own)).endedAt).toBeUndefined();
    expect(await factors().list(ctx(), own)).toEqual([]);
    expect(await factors().list(ctx(), await session(accountId, more))).toHaveLength(2);
    const everywhere = await enrolled(own);
    const seen = await factors().list(ctx(), await session(accountId, more));
    expect(seen.map(({ isOwn }) => isOwn)).toEqual([true, true, false, false]);
    const theirs = await session(accountId, more);
    app().clock.advance(STEP_MS);
    const code = codeAt(everywhere.secret, app().clock.now());
    expect((await factors().check(ctx(), theirs, code)).outcome).toBe('right');
    expect(await faultOf(factors().remove(ctx(), theirs, everywhere.id))).toMatchObject({
      code: 'second_factor.missing',
    });
  });

  test('what is not confirmed counts for nothing, is bound to its session, and ends', async () => {
    const { accountId } = await person();
    const own = await session(accountId);
    const other = await session(accountId);
    const begun = await factors().beginTotp(ctx(), own, 'x');
    expect(await factors().list(ctx(), own)).toEqual([]);
    const code = codeAt(begun.secret, app().clock.now());
    const confirm = async (by: SignInSession) =>
      (await factors().confirmTotp(ctx(), by, { id: begun.id, code })).outcome;
    expect(await confirm(other)).toBe('over');
    const stranger = await session((await person()).accountId);
    expect(await confirm(stranger)).toBe('over');
    app().clock.advance(16 * 60_000);
    await app().core.sessions.stepUp(ctx(), own, 'email_code');
    expect(await confirm(own)).toBe('over');
    await factors().removeOld(ctx());
    expect(await app().store.read.secondFactors.get(begun.id)).toBeUndefined();
  });

  test('another secrets key wraps the secrets; a lost one takes the apps, and leaves the codes', async () => {
    const { accountId } = await person();
    const own = await session(accountId);
    const one = await enrolled(own);
    const next = createSecretsKey('another-secrets-key-of-a-test-0123456789');
    const { store } = app();
    // one whose secret is damaged stops no rotation, and is no way in
    const damaged = await enrolled(await session((await person()).accountId));
    await store.transaction('damage', async (tx) => {
      const found = await tx.secondFactors.get(damaged.id);
      if (found) {
        await tx.secondFactors.update({ ...found, wrapped: 'x', version: found.version + 1 });
      }
    });
    const guess = codeAt(damaged.secret, app().clock.now());
    expect((await factors().check(ctx(), damaged.session, guess)).outcome).toBe('wrong');
    await store.transaction('rotate', (tx) => rewrapFactors({ ctx: ctx(), tx }, secretsKey, next));
    app().clock.advance(STEP_MS);
    const code = codeAt(one.secret, app().clock.now());
    expect((await factors(next).check(ctx(), own, code)).outcome).toBe('right');
    const gone = await store.transaction('rotate', (tx) =>
      removeForeignFactors({ tx }, secretsKey),
    );
    expect(gone).toBeGreaterThan(0);
    const left = await factors().list(ctx(), own);
    expect(left.map(({ kind }) => kind)).toEqual(['recovery_codes']);
    expect((await factors().check(ctx(), own, one.codes[0] ?? '')).outcome).toBe('right');
  });
});
