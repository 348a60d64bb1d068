import { expect, test } from '@jest/globals';
import { createSecretsKey } from '#core/index.js';
import { instant, isFault } from '#kernel/index.js';
import { createFactorResets, createFactors } from '#sign-in/factors/index.js';
import { createFlows } from '#sign-in/flows/index.js';
import { equals, type SignInSession } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { TestPasskey, type Answering } from '../kit/authenticator.js';
import { FactorPeople } from '../kit/factor-people.js';
import { faultOf } from '../kit/faults.js';
import { samlConnection, signInContext } from '../kit/sessions.js';

// A passkey of the account signs in by itself: rows F4, F8, F9 and E9 of the field faults of signing in, and D13.

const PARTY = 'muster.example';
const origin = `https://${PARTY}`;
const secretsKey = createSecretsKey('secrets-key-of-a-test-0123456789abcdef');

overApplications('signing in by a passkey', (app) => {
  const ctx = () => signInContext(app().clock);
  const factors = () => {
    const { store, core } = app();
    return createFactors({ store, core, secretsKey, baseUrl: () => origin });
  };
  const people = new FactorPeople(app, 'alone');
  const person = () => people.person();

  /** A passkey that is set up in a session of the account, or of a company. */
  async function enrolled(accountId: string, more: object = {}, answer: Partial<Answering> = {}) {
    const { sessions } = app().core;
    const begun = await sessions.create(ctx(), { method: 'email_code', accountId, ...more });
    const { session } = await sessions.stepUp(ctx(), begun.session, 'passkey');
    const { id, options } = await factors().beginPasskey(ctx(), session, 'person');
    const passkey = new TestPasskey(PARTY);
    const text = passkey.create(options, { origin, ...answer });
    const result = await factors().confirmPasskey(ctx(), session, { id, name: 'Phone', text });
    if (result.outcome !== 'right') throw new Error(result.outcome);
    return { id, passkey, session: result.made.session };
  }

  async function ask() {
    const asked = await factors().askSignIn(ctx(), undefined);
    if (!asked) throw new Error('Browsers have no passkeys here.');
    return asked;
  }

  async function attempt(passkey: TestPasskey, answer: Partial<Answering> = {}) {
    const { flow, options } = await ask();
    const text = passkey.get(options, { origin, ...answer });
    return factors().signIn(ctx(), { flow, text }, {});
  }

  const sessionOf = async (passkey: TestPasskey): Promise<SignInSession> => {
    const result = await attempt(passkey);
    if (result.outcome !== 'right') throw new Error(result.outcome);
    return result.made.session;
  };
  const opens = async (session: SignInSession, organizationId: string): Promise<unknown> => {
    try {
      await app().core.sessions.asPerson(ctx(), session, organizationId);
      return 'open';
    } catch (error) {
      return isFault(error) ? (error.details?.['reason'] ?? error.code) : error;
    }
  };

  test('signin F8 it is both steps: the session has had the second one, and each organization judges it', async () => {
    const { accountId, organizationId } = await person();
    const { passkey } = await enrolled(accountId);
    const session = await sessionOf(passkey);
    expect(session).toMatchObject({ accountId, method: 'passkey' });
    expect([session.connectionId, session.organizationId]).toEqual([undefined, undefined]);
    expect(session.secondStepAt).toBe(instant(app().clock.now()));
    // no step-up for acts of high risk came of it
    expect(session.steppedUpAt).toBeUndefined();
    const policy = (policies: object) =>
      app().core.organizations.update(app().ctx(), { organizationId }, { policies });
    await app().core.organizations.setSecondFactor(
      app().ctx(),
      { organizationId },
      { signIn: true },
    );
    expect(await opens(session, organizationId)).toBe('open');
    for (const [policies, expected] of [
      [{ emailCode: 'refused' }, 'passkey_refused'],
      [{ emailCode: 'refused', passkey: 'allowed' }, 'open'],
      [{ emailCode: null, passkey: 'refused' }, 'passkey_refused'],
      [{ passkey: null }, 'open'],
    ] as const) {
      await policy(policies);
      expect([policies, await opens(session, organizationId)]).toEqual([policies, expected]);
    }
    const { records } = await app().store.read.journal.find({
      where: equals('targetKey', `account:${accountId}`),
      limit: 100,
    });
    const started = records.find(({ after }) => after?.['sessionId'] === session.id);
    expect(started).toMatchObject({
      type: 'session.started',
      actor: { kind: 'person', id: accountId, sessionId: session.id },
      after: { method: 'passkey' },
    });
  });

  test('signin F9 a challenge is of its browser, is used once by one process, and ends', async () => {
    const { accountId } = await person();
    const { passkey } = await enrolled(accountId);
    const { flow, options } = await ask();
    const text = passkey.get(options, { origin });
    const take = async (): Promise<string> =>
      (await factors().signIn(ctx(), { flow, text }, {})).outcome;
    expect((await Promise.all([take(), take()])).sort()).toEqual(['over', 'right']);
    expect(await take()).toBe('over');
    // that of another flow, which another browser has the cookie of
    const [own, other] = [await ask(), await ask()];
    const foreign = passkey.get(other.options, { origin });
    const swapped = await factors().signIn(ctx(), { flow: own.flow, text: foreign }, {});
    expect(swapped.outcome).toBe('wrong');
    // wrong answers use it up as well
    const late = passkey.get(own.options, { origin });
    const again = await factors().signIn(ctx(), { flow: own.flow, text: late }, {});
    expect(again.outcome).toBe('over');
    const old = await ask();
    app().clock.advance(16 * 60_000);
    const answer = { flow: old.flow, text: passkey.get(old.options, { origin }) };
    expect((await factors().signIn(ctx(), answer, {})).outcome).toBe('over');
    // a flow of a code or a provider has no challenge to sign
    const flows = createFlows({ store: app().store });
    const begun = await flows.begin(ctx(), { purpose: 'sign_in', email: 'a@b.example' });
    const none = { flow: begun.flow, text: passkey.get({ challenge: '' }, { origin }) };
    expect((await factors().signIn(ctx(), none, {})).outcome).toBe('over');
    // and that of a step-up signs nobody in
    const { session } = await enrolled(accountId);
    const stepUp = await factors().askPasskey(ctx(), session, {});
    if (!stepUp) throw new Error('There is no passkey.');
    const stepping = { flow: stepUp.flow, text: passkey.get(stepUp.options, { origin }) };
    expect((await factors().signIn(ctx(), stepping, {})).outcome).toBe('over');
  });

  test('the same is asked again while it has time, so that pages that are shown leave no rows behind', async () => {
    const first = await ask();
    expect(first.options.allowCredentials ?? []).toEqual([]);
    expect(first.options.userVerification).toBe('required');
    app().clock.advance(4 * 60_000);
    const second = await factors().askSignIn(ctx(), first.flow);
    expect([second?.flow.id, second?.secret]).toEqual([first.flow.id, undefined]);
    expect(second?.options.challenge).toBe(first.options.challenge);
    app().clock.advance(2 * 60_000);
    const third = await factors().askSignIn(ctx(), first.flow);
    expect(third?.flow.id).not.toBe(first.flow.id);
    expect(third?.secret).toBeDefined();
  });

  test('an unknown, a removed, a forged and a foreign one get the same answer, and nothing is written of a person', async () => {
    const { accountId } = await person();
    const kept = await enrolled(accountId);
    const gone = await enrolled(accountId);
    await factors().remove(ctx(), gone.session, gone.id);
    const stranger = new TestPasskey(PARTY);
    stranger.userHandle = kept.passkey.userHandle;
    const asAnother = new TestPasskey(PARTY);
    Object.assign(asAnother, { id: kept.passkey.id, userHandle: kept.passkey.userHandle });
    const handle = kept.passkey.userHandle;
    const before = await app().store.read.secondFactors.get(kept.id);
    expect((await attempt(stranger)).outcome).toBe('wrong');
    expect((await attempt(gone.passkey)).outcome).toBe('wrong');
    expect((await attempt(asAnother)).outcome).toBe('wrong');
    expect((await attempt(kept.passkey, { origin: 'https://evil.example' })).outcome).toBe('wrong');
    kept.passkey.userHandle = Buffer.from('somebody else').toString('base64url');
    expect((await attempt(kept.passkey)).outcome).toBe('wrong');
    kept.passkey.userHandle = undefined;
    expect((await attempt(kept.passkey)).outcome).toBe('wrong');
    kept.passkey.userHandle = handle;
    for (const nothing of ['{}', 'null', '[', '{"response":null}', '9'.repeat(20_000)]) {
      const { flow } = await ask();
      const { outcome } = await factors().signIn(ctx(), { flow, text: nothing }, {});
      expect([nothing.slice(0, 5), outcome]).toEqual([nothing.slice(0, 5), 'wrong']);
    }
    // signin E9 however many there were: nothing was counted that could close a way
    expect(await app().store.read.secondFactors.get(kept.id)).toEqual(before);
    expect((await attempt(kept.passkey)).outcome).toBe('right');
  });

  test('signin F4 F8 a count that goes back and a person who was not verified open nothing, and close nothing', async () => {
    const { accountId } = await person();
    const { id, passkey } = await enrolled(accountId, {}, { counter: 4 });
    expect((await attempt(passkey, { counter: 5 })).outcome).toBe('right');
    expect((await attempt(passkey, { counter: 5 })).outcome).toBe('went_back');
    expect((await attempt(passkey, { counter: 6, isVerified: false })).outcome).toBe('unverified');
    expect((await attempt(passkey, { counter: 6 })).outcome).toBe('right');
    const kept = await app().store.read.secondFactors.get(id);
    expect(kept).toMatchObject({ counter: 6, lastUsedAt: instant(app().clock.now()) });
    const where = equals('targetKey', `account:${accountId}`);
    const { records } = await app().store.read.journal.find({ where, limit: 100 });
    const back = records.filter(({ type }) => type === 'account.second_factor_went_back');
    expect(back).toHaveLength(1);
  });

  test('signin D2 one that was set up in a session of a company is no way in by itself', async () => {
    const { accountId, organizationId } = await person();
    const connection = await samlConnection(app().store, organizationId);
    const more = { method: 'saml', connectionId: connection.id, organizationId } as const;
    const { passkey } = await enrolled(accountId, more);
    expect(await attempt(passkey)).toEqual({ outcome: 'of_organization', organizationId });
    // the account's own beside it
    const own = await enrolled(accountId);
    expect((await attempt(own.passkey)).outcome).toBe('right');
  });

  test('signin D2 F12 a factor of a company counts everywhere once the address confirms it, not beside one of the account', async () => {
    const { accountId, organizationId } = await person();
    const connection = await samlConnection(app().store, organizationId);
    const more = { method: 'saml', connectionId: connection.id, organizationId } as const;
    const { id, passkey, session } = await enrolled(accountId, more);
    const elsewhere = await app().core.sessions.create(ctx(), { method: 'email_code', accountId });
    expect(await factors().hasConfirmable(ctx(), session)).toBe(true);
    expect(await factors().hasConfirmable(ctx(), elsewhere.session)).toBe(false);
    // the present factor, minutes ago, in this session
    const stale = (await app().core.sessions.create(ctx(), { ...more, accountId })).session;
    const asked = { code: 'step_up.required' };
    expect(await faultOf(factors().confirm(ctx(), stale))).toMatchObject(asked);
    await factors().confirm(ctx(), session);
    const after = await app().store.read.secondFactors.get(id);
    expect([after?.organizationId, after?.enrolledIn]).toEqual([undefined, organizationId]);
    const ended = await app().store.read.sessions.get(elsewhere.session.id);
    expect(ended).toMatchObject({ endReason: 'revoked' });
    const signedIn = await sessionOf(passkey);
    const kinds = (await factors().list(ctx(), signedIn)).map((one) => [one.kind, one.isOwn]);
    expect(kinds).toEqual([
      ['passkey', true],
      ['recovery_codes', true],
    ]);
    const missing = { code: 'second_factor.missing' };
    expect(await faultOf(factors().confirm(ctx(), session))).toMatchObject(missing);
    // another one of the company, beside what the account has now
    const second = await enrolled(accountId, more);
    expect(await factors().hasConfirmable(ctx(), second.session)).toBe(false);
    expect(await faultOf(factors().confirm(ctx(), second.session))).toMatchObject(missing);
    // a person who is thrown out meanwhile confirms nothing
    const [member] = await app().members(organizationId);
    const target = { organizationId, memberId: member?.id ?? '' };
    await app().core.members.endSessions(app().ctx(), target);
    const refused = { code: 'session.login_required', reason: 'ended' };
    expect(await faultOf(factors().confirm(ctx(), second.session))).toMatchObject(refused);
  });

  test('one credential belongs to one account, whoever says it is theirs', async () => {
    const victim = await enrolled((await person()).accountId);
    const { accountId } = await person();
    const { sessions } = app().core;
    const begun = await sessions.create(ctx(), { method: 'email_code', accountId });
    const { session } = await sessions.stepUp(ctx(), begun.session, 'passkey');
    const { id, options } = await factors().beginPasskey(ctx(), session, 'thief');
    const copy = new TestPasskey(PARTY);
    Object.assign(copy, { id: victim.passkey.id });
    const text = copy.create(options, { origin });
    const result = await factors().confirmPasskey(ctx(), session, { id, name: '', text });
    expect(result.outcome).toBe('wrong');
    expect((await sessionOf(victim.passkey)).accountId).not.toBe(accountId);
  });

  test('a passkey that is reset while it signs in leaves no session', async () => {
    const { accountId } = await person();
    const { passkey } = await enrolled(accountId);
    const { flow, options } = await ask();
    const text = passkey.get(options, { origin });
    const [signedIn] = await Promise.all([
      factors().signIn(ctx(), { flow, text }, {}),
      createFactorResets(app()).resetAccount(app().ctx(), accountId),
    ]);
    expect(['right', 'wrong']).toContain(signedIn.outcome);
    const live = await app().core.sessions.ofAccount(ctx(), accountId);
    expect(live).toEqual([]);
  });
});
