import { expect, test } from '@jest/globals';
import { createSecretsKey } from '#core/index.js';
import { loadSettings } from '#settings/index.js';
import { createFactorResets, createFactors } from '#sign-in/factors/index.js';
import { equals, type SignInSession } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { TestPasskey, type Answering } from '../kit/authenticator.js';
import { FactorPeople } from '../kit/factor-people.js';
import { faultOf } from '../kit/faults.js';
import { samlConnection, signInContext } from '../kit/sessions.js';

// Passkeys as a second factor: rows F4 to F16 of the field faults of signing in.

const PARTY = 'muster.example';
const origin = `https://${PARTY}`;
const secretsKey = createSecretsKey('secrets-key-of-a-test-0123456789abcdef');

overApplications('passkeys', (app) => {
  const ctx = () => signInContext(app().clock);
  const factors = (baseUrl = origin, relyingPartyId?: string) => {
    const { store, core } = app();
    return createFactors({ store, core, secretsKey, baseUrl: () => baseUrl, relyingPartyId });
  };
  const people = new FactorPeople(app, 'passkey');
  const person = () => people.person();
  const session = (accountId: string, more: object = {}) => people.session(accountId, more);
  const again = (one: SignInSession) => people.again(one);
  const memberOf = async (accountId: string, organizationId: string): Promise<string> => {
    const found = await app().members(organizationId);
    const member = found.find((one) => one.accountId === accountId) ?? found[0];
    return member?.id ?? '';
  };
  const entriesOf = async (accountId: string): Promise<string[]> => {
    const where = equals('targetKey', `account:${accountId}`);
    const { records } = await app().store.read.journal.find({ where, limit: 100 });
    return records.map(({ type }) => type).filter((type) => type.includes('second_factor'));
  };

  async function attempt(own: SignInSession, answering: Partial<Answering> = {}) {
    const begun = await factors().beginPasskey(ctx(), own, 'person');
    const passkey = new TestPasskey(PARTY);
    const text = passkey.create(begun.options, { origin, ...answering });
    const input = { id: begun.id, name: ' My \n phone ', text };
    return { begun, passkey, input, result: await factors().confirmPasskey(ctx(), own, input) };
  }

  async function enrolled(own: SignInSession, counter = 0) {
    const { begun, passkey, result } = await attempt(own, { counter });
    if (result.outcome !== 'right') throw new Error(result.outcome);
    return { id: begun.id, passkey, codes: result.codes, session: result.made.session };
  }

  const ask = async (own: SignInSession) => {
    const asked = await factors().askPasskey(ctx(), own, {});
    if (!asked) throw new Error('There is no passkey.');
    return asked;
  };

  async function check(own: SignInSession, passkey: TestPasskey, answer: Partial<Answering> = {}) {
    const { flow, options } = await ask(own);
    const text = passkey.get(options, { origin, ...answer });
    return (await factors().checkPasskey(ctx(), own, { flow, text })).outcome;
  }

  test('signin F4 a counter that stays 0 is taken; one that goes back is journalled, and locks nobody out', async () => {
    const { accountId } = await person();
    const own = await session(accountId);
    const synced = await enrolled(own);
    expect(await check(own, synced.passkey)).toBe('right');
    expect(await check(own, synced.passkey)).toBe('right');
    const counting = await enrolled(own, 4);
    expect(await check(own, counting.passkey, { counter: 5 })).toBe('right');
    const later = await session(accountId);
    for (const counter of [3, 5, 0]) {
      expect(await check(later, counting.passkey, { counter })).toBe('went_back');
    }
    expect(await again(later)).not.toMatchObject({ secondStepAt: expect.anything() });
    const back = 'account.second_factor_went_back';
    expect((await entriesOf(accountId)).filter((type) => type === back)).toHaveLength(3);
    // an answer that the passkey did not sign tells of no copy
    const { flow, options } = await ask(later);
    const forged = new TestPasskey(PARTY).get(options, { origin, counter: 1 });
    const text = JSON.stringify({
      ...(JSON.parse(forged) as object),
      id: counting.passkey.credentialId,
      rawId: counting.passkey.credentialId,
    });
    expect((await factors().checkPasskey(ctx(), later, { flow, text })).outcome).toBe('wrong');
    expect((await entriesOf(accountId)).filter((type) => type === back)).toHaveLength(3);
    // another factor, a code to recover with, and the passkey itself once it counts on
    expect(await check(later, synced.passkey)).toBe('right');
    expect(await check(later, counting.passkey, { counter: 6 })).toBe('right');
    const recovered = await factors().check(ctx(), later, synced.codes[0] ?? '');
    expect(recovered.outcome).toBe('right');
  });

  test('signin F5 the name of the server is its host or a domain above it, and never one that others share', () => {
    const load = (publicUrl: string, relyingPartyId: string) => {
      try {
        loadSettings({ env: {}, overrides: { http: { publicUrl }, signIn: { relyingPartyId } } });
        return 'taken';
      } catch (error) {
        return /public suffix|domain above|host name/.exec(String(error))?.[0] ?? String(error);
      }
    };
    expect(load('https://sign.in.example.com/muster', 'example.com')).toBe('taken');
    expect(load('https://example.com:8443', 'example.com')).toBe('taken');
    expect(load('https://example.com', 'sign.example.com')).toBe('domain above');
    expect(load('https://badexample.com', 'example.com')).toBe('domain above');
    expect(load('https://example.com', 'https://example.com')).toBe('host name');
    for (const [host, shared] of [
      ['muster.co.uk', 'co.uk'],
      ['muster.github.io', 'github.io'],
      ['muster.azurewebsites.net', 'azurewebsites.net'],
      ['muster.example.com', 'com'],
    ] as const) {
      expect(load(`https://${host}`, shared)).toBe('public suffix');
      expect(load(`https://${host}`, host)).toBe('taken');
    }
    // after a change of name the old one may stay, where browsers are told of the new one
    const relatedOrigins = ['https://new.example'];
    const kept = { relyingPartyId: 'old.example', relatedOrigins };
    const renamed = { http: { publicUrl: 'https://new.example' }, signIn: kept };
    expect(loadSettings({ env: {}, overrides: renamed }).signIn.relyingPartyId).toBe('old.example');
    for (const origin of [
      'http://new.example',
      'https://new.example/',
      'new.example',
      'https://',
    ]) {
      const signIn = { relatedOrigins: [origin] };
      expect(() => loadSettings({ env: {}, overrides: { signIn } })).toThrow('must be an origin');
    }
    // where browsers make none, none is offered: without TLS, and by an address of the network
    const offered = (url: string) => factors(url).hasPasskeys();
    expect(offered('http://localhost:8080')).toBe(true);
    expect(offered('http://muster.example')).toBe(false);
    expect(offered('https://192.0.2.1')).toBe(false);
    expect(offered('https://[2001:db8::1]')).toBe(false);
  });

  test('signin F6 another name says how many passkeys die, and a code to recover with still opens', async () => {
    const { accountId } = await person();
    const before = await factors('https://new.example').countOfOtherNames(ctx());
    const one = await enrolled(await session(accountId));
    const renamed = factors('https://new.example');
    expect(await renamed.countOfOtherNames(ctx())).toBe(before + 1);
    expect(await factors().countOfOtherNames(ctx())).toBe(0);
    expect(await factors('https://a.new.example', 'new.example').countOfOtherNames(ctx())).toBe(
      before + 1,
    );
    const own = await session(accountId);
    const list = await renamed.list(ctx(), own);
    expect(list.map(({ kind, isDead }) => [kind, isDead])).toEqual([
      ['passkey', true],
      ['recovery_codes', undefined],
    ]);
    expect(await renamed.askPasskey(ctx(), own, {})).toBeUndefined();
    expect((await renamed.check(ctx(), own, one.codes[0] ?? '')).outcome).toBe('right');
    // with the old name kept the passkey signs on the page of the new one
    const both = factors('https://new.example', PARTY);
    const moved = await both.askPasskey(ctx(), own, {});
    if (!moved) throw new Error('There is no passkey.');
    const signed = one.passkey.get(moved.options, { origin: 'https://new.example' });
    const answered = await both.checkPasskey(ctx(), own, { flow: moved.flow, text: signed });
    expect(answered.outcome).toBe('right');
    // what was made for the other name is not taken under this one, wherever it was signed
    const { flow, options } = await ask(own);
    const text = one.passkey.get(options, { origin: 'https://new.example' });
    expect((await renamed.checkPasskey(ctx(), own, { flow, text })).outcome).toBe('wrong');
  });

  test('signin F8 without verification of the person a passkey is no second step, nor set up', async () => {
    const { accountId } = await person();
    const own = await session(accountId);
    expect((await attempt(own, { isVerified: false })).result.outcome).toBe('unverified');
    expect(await factors().list(ctx(), own)).toEqual([]);
    const { passkey } = await enrolled(own);
    const later = await session(accountId);
    expect(await check(later, passkey, { isVerified: false })).toBe('unverified');
    const unproved = await again(later);
    expect([unproved.secondStepAt, unproved.steppedUpBy]).toEqual([undefined, 'email_code']);
    expect(await check(later, passkey)).toBe('right');
    expect(await again(later)).toMatchObject({ steppedUpBy: 'passkey' });
    expect((await again(later)).secondStepAt).toBeDefined();
  });

  test('signin F9 a challenge is of its session, is used once by one process, and ends', async () => {
    const { accountId } = await person();
    const own = await session(accountId);
    const { passkey } = await enrolled(own);
    const other = await session(accountId);
    const answer = async (
      by: SignInSession,
      flow: Awaited<ReturnType<typeof ask>>['flow'],
      text: string,
    ) => (await factors().checkPasskey(ctx(), by, { flow, text })).outcome;
    const { flow, options } = await ask(own);
    const text = passkey.get(options, { origin });
    expect(await answer(other, flow, text)).toBe('over');
    const twice = await Promise.all([answer(own, flow, text), answer(own, flow, text)]);
    expect(twice.sort()).toEqual(['over', 'right']);
    expect(await answer(own, flow, text)).toBe('over');
    // a wrong answer uses it up as well
    const next = await ask(own);
    const elsewhere = passkey.get(next.options, { origin: 'https://muster.example.evil.example' });
    expect(await answer(own, next.flow, elsewhere)).toBe('wrong');
    expect(await answer(own, next.flow, passkey.get(next.options, { origin }))).toBe('over');
    // signed for another challenge; and no answer at all
    const { challenge } = (await ask(own)).options;
    expect(await check(own, passkey, { challenge })).toBe('wrong');
    for (const nothing of ['', '{}', 'null', '[', '9'.repeat(20_000)]) {
      expect(await answer(own, (await ask(own)).flow, nothing)).toBe('wrong');
    }
    const late = await ask(own);
    app().clock.advance(16 * 60_000);
    expect(await answer(own, late.flow, passkey.get(late.options, { origin }))).toBe('over');
    const stranger = await session((await person()).accountId);
    expect(await factors().askPasskey(ctx(), stranger, {})).toBeUndefined();
  });

  test('signin F12 F14 F16 adding and removing ask the present factor; setting up ends the other sessions', async () => {
    const { accountId } = await person();
    const stale = (await app().core.sessions.create(ctx(), { method: 'email_code', accountId }))
      .session;
    const asked = { code: 'step_up.required' };
    const begin = (by: SignInSession) => faultOf(factors().beginPasskey(ctx(), by, 'x'));
    expect(await begin(stale)).toMatchObject(asked);
    const own = await session(accountId);
    const one = await enrolled(own);
    expect(one.codes).toHaveLength(10);
    expect(await again(stale)).toMatchObject({ endReason: 'revoked' });
    expect(one.session).toMatchObject({ id: own.id, steppedUpBy: 'passkey' });
    expect(one.session.hash).not.toBe(own.hash);
    // a mailbox is not enough any more
    const byMail = await session(accountId);
    expect(await begin(byMail)).toMatchObject(asked);
    expect(await faultOf(factors().remove(ctx(), byMail, one.id))).toMatchObject(asked);
    expect(await check(byMail, one.passkey)).toBe('right');
    const list = await factors().list(ctx(), byMail);
    expect(list.map(({ kind, name }) => [kind, name])).toEqual([
      ['passkey', 'My phone'],
      ['recovery_codes', undefined],
    ]);
    // a second one leaves the codes; the last one takes them with it
    const two = await enrolled(byMail);
    expect(two.codes).toEqual([]);
    const excluded = (await factors().beginPasskey(ctx(), byMail, 'x')).options.excludeCredentials;
    expect(excluded?.map(({ id }) => id).sort()).toEqual(
      [one.passkey.credentialId, two.passkey.credentialId].sort(),
    );
    await factors().remove(ctx(), byMail, one.id);
    expect(await factors().list(ctx(), byMail)).toHaveLength(2);
    expect(await check(byMail, two.passkey)).toBe('right');
    await factors().remove(ctx(), byMail, two.id);
    expect(await factors().list(ctx(), byMail)).toEqual([]);
  });

  test('a challenge of an enrolment is used once, belongs to its session, and ends', async () => {
    const { accountId } = await person();
    const own = await session(accountId);
    const other = await session(accountId);
    const confirm = async (
      by: SignInSession,
      input: Parameters<ReturnType<typeof factors>['confirmPasskey']>[2],
    ) => (await factors().confirmPasskey(ctx(), by, input)).outcome;
    const begin = async () => {
      const { id, options } = await factors().beginPasskey(ctx(), own, 'person');
      const input = (answer: Partial<Answering> = {}) => ({
        id,
        name: '',
        text: new TestPasskey(PARTY).create(options, { origin, ...answer }),
      });
      return { id, input };
    };
    const first = await begin();
    expect(await confirm(other, first.input())).toBe('over');
    expect(await confirm(own, first.input({ origin: 'https://evil.example' }))).toBe('wrong');
    expect(await confirm(own, first.input())).toBe('over');
    const second = await begin();
    expect(await confirm(own, { ...second.input(), text: '{}' })).toBe('wrong');
    const third = await begin();
    const outcomes = await Promise.all([confirm(own, third.input()), confirm(own, third.input())]);
    expect(outcomes.sort()).toEqual(['over', 'right']);
    expect(await factors().list(ctx(), own)).toHaveLength(2);
    const late = await begin();
    app().clock.advance(16 * 60_000);
    await app().core.sessions.stepUp(ctx(), own, 'passkey');
    expect(await confirm(own, late.input())).toBe('over');
    await factors().removeOld(ctx());
    expect(await app().store.read.secondFactors.get(late.id)).toBeUndefined();
  });

  test('a passkey of a session of one company counts there only, beside that of the account; an administrator resets it', async () => {
    const { accountId, organizationId } = await person();
    const connection = await samlConnection(app().store, organizationId);
    const more = { method: 'saml', connectionId: connection.id, organizationId } as const;
    const company = await session(accountId, more);
    const own = await session(accountId);
    const theirs = await enrolled(company);
    expect((await again(own)).endedAt).toBeUndefined();
    expect(await factors().list(ctx(), own)).toEqual([]);
    expect(await factors().askPasskey(ctx(), own, {})).toBeUndefined();
    const users = [
      (await factors().beginPasskey(ctx(), own, 'x')).options.user.id,
      (await factors().beginPasskey(ctx(), theirs.session, 'x')).options.user.id,
    ];
    expect(new Set(users).size).toBe(2);
    const everywhere = await enrolled(own);
    const there = await session(accountId, more);
    expect(await check(there, everywhere.passkey)).toBe('right');
    expect(await check(there, theirs.passkey)).toBe('right');
    expect(await check(await session(accountId), theirs.passkey)).toBe('wrong');
    const resets = createFactorResets(app());
    const target = { organizationId, memberId: await memberOf(accountId, organizationId) };
    const seen = await resets.ofMember(ctx(), target);
    expect(seen.map(({ kind, name, counts }) => [kind, name, counts])).toEqual([
      ['passkey', 'My phone', 'organization'],
      ['recovery_codes', undefined, 'organization'],
      ['passkey', 'My phone', 'everywhere'],
      ['recovery_codes', undefined, 'everywhere'],
    ]);
    // with the one that was begun above
    expect(await resets.resetMember(app().ctx(), target)).toBe(3);
    expect(await app().store.read.members.get(target.memberId)).toMatchObject({
      sessionsEndedAt: expect.any(String),
    });
    expect(await check(await session(accountId, more), everywhere.passkey)).toBe('right');
    expect(await check(await session(accountId, more), theirs.passkey)).toBe('wrong');
    expect(await resets.resetAccount(app().ctx(), accountId)).toBe(2);
    expect(await again(there)).toMatchObject({ endReason: 'revoked' });
    expect(await factors().list(ctx(), await session(accountId))).toEqual([]);
  });
});
