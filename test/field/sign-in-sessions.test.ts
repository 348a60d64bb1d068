import { expect, test } from '@jest/globals';
import type { NewSession } from '#core/index.js';
import { createSessions } from '#core/credentials/index.js';
import { inOrganization } from '#core/tenancy/index.js';
import { instant } from '#kernel/index.js';
import { overApplications } from '../kit/application.js';
import { faultOf } from '../kit/faults.js';
import { recording } from '../kit/recorded-stores.js';
import { samlConnection, signInContext } from '../kit/sessions.js';

// Rows V1 and V3 of the field faults of signing in, and what a clock that is set back does to sessions. Rows W2 and I9: over HTTP.

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

overApplications('sessions in the field', (app) => {
  let made = 0;

  async function person() {
    made += 1;
    const { core, ctx } = app();
    const owner = { email: `signed-in-${made}@example.com`, name: 'Signed In' };
    const organization = await app().organization(owner);
    const { account } = await core.accounts.create(ctx(), { ...owner, emailVerified: true });
    return { accountId: account.id, organizationId: organization.id };
  }

  const ctx = () => signInContext(app().clock);
  const create = (input: Omit<NewSession, 'method'>, method: NewSession['method'] = 'email_code') =>
    app().core.sessions.create(ctx(), { method, ...input });
  const use = (token: string) => app().core.sessions.authenticate(ctx(), token);

  test('signin V1 the cookie of before opens nothing after a sign-in, a switch or a step-up', async () => {
    const { accountId, organizationId } = await person();
    const before = await create({ accountId });
    const after = await create({ accountId, replaces: before.token });
    expect(after.token).not.toBe(before.token);
    expect(await faultOf(use(before.token))).toEqual({ code: 'session.invalid' });
    const change = { currentOrganizationId: organizationId };
    const switched = await app().core.sessions.rotate(ctx(), after.session, change);
    expect(switched.session).toMatchObject({ id: after.session.id, ...change });
    expect(await faultOf(use(after.token))).toEqual({ code: 'session.invalid' });
    expect((await use(switched.token)).id).toBe(after.session.id);
    // a stranger's session in the same browser ends as well
    const stranger = await person();
    const planted = await create({ accountId: stranger.accountId });
    await create({ accountId, replaces: planted.token });
    expect(await faultOf(use(planted.token))).toEqual({ code: 'session.invalid' });
  });

  test('signin V3 a session in use ends at its absolute life, and an idle one before', async () => {
    const { clock, core } = app();
    const { accountId } = await person();
    const busy = await create({ accountId });
    const idle = await create({ accountId });
    for (let hours = 0; hours < 23; hours += 7) {
      clock.advance(7 * HOUR_MS);
      if (hours + 7 < 24) await use(busy.token);
      await core.sessions.settle();
    }
    expect(await faultOf(use(busy.token))).toEqual({ code: 'session.invalid' });
    expect(await faultOf(use(idle.token))).toEqual({ code: 'session.invalid' });
    const unused = await create({ accountId });
    clock.advance(8 * HOUR_MS + MINUTE_MS);
    expect(await faultOf(use(unused.token))).toEqual({ code: 'session.invalid' });
  });

  test('signin V3 the end that the provider says wins where it is earlier, and never where it is later', async () => {
    const { clock, store } = app();
    const { accountId, organizationId } = await person();
    const { id: connectionId } = await samlConnection(store, organizationId);
    const input = { accountId, organizationId, connectionId };
    const at = (hours: number): string => instant(clock.now() + hours * HOUR_MS);
    const short = await create({ ...input, endsAt: at(1) }, 'saml');
    expect(short.session).toMatchObject({ expiresAt: at(1), expirySource: 'provider' });
    const long = await create({ ...input, endsAt: at(1_000) }, 'saml');
    expect(long.session).toMatchObject({ expiresAt: at(24), expirySource: 'setting' });
    clock.advance(HOUR_MS);
    expect(await faultOf(use(short.token))).toEqual({ code: 'session.invalid' });
    await use(long.token);
  });

  test('signin V3 what the provider said of the method is kept and listed', async () => {
    const { core, store } = app();
    const { accountId, organizationId } = await person();
    const { id: connectionId } = await samlConnection(store, organizationId);
    const said = { authnContext: 'urn:example:mfa', authnMethods: ['pwd', 'otp'] };
    await create({ accountId, organizationId, connectionId, ...said }, 'saml');
    expect(await core.sessions.ofAccount(ctx(), accountId)).toMatchObject([said]);
  });

  test('signin F11 a second step, ours or the provider’s, and a minimum add no statement to a request', async () => {
    const { core, store } = app();
    const { accountId, organizationId } = await person();
    const { id: connectionId } = await samlConnection(store, organizationId);
    const mfa = 'https://refeds.org/profile/mfa';
    const said = { accountId, organizationId, connectionId, authnContext: mfa };
    const { session } = await create(said, 'saml');
    const calls: string[] = [];
    const deps = { ...core.deps, store: recording(store, calls) };
    const sessions = createSessions(deps, { idleMinutes: 60, absoluteHours: 24 });
    /** What a request asks that reads, and one that changes something. */
    const asked = async (secondFactor: object | null, change: object): Promise<string[]> => {
      await core.organizations.setSecondFactor(app().ctx(), { organizationId }, secondFactor);
      await store.transaction(organizationId, async (tx) => {
        const before = await tx.connections.get(connectionId);
        if (before?.kind !== 'saml') throw new Error('The connection is gone.');
        await tx.connections.update({ ...before, ...change, version: before.version + 1 });
      });
      const kept = await store.read.sessions.get(session.id);
      calls.length = 0;
      const allowed = await sessions.asPerson(ctx(), kept ?? session, organizationId);
      await inOrganization(deps, allowed, organizationId, async () => undefined);
      return [...calls];
    };
    const plain = await asked(null, {});
    expect(plain.length).toBeGreaterThan(4);
    const asksAll = { signIn: true, highRisk: true };
    expect(await asked(asksAll, { secondStep: 'provider' })).toEqual(plain);
    expect(await asked(asksAll, { signInContext: mfa })).toEqual(plain);
    await core.sessions.stepUp(ctx(), session, 'totp');
    expect(await asked(asksAll, { secondStep: 'ours' })).toEqual(plain);
  });

  test('a clock that is set back revives no session and locks nobody out', async () => {
    const { clock, core } = app();
    const { accountId, organizationId } = await person();
    const before = await create({ accountId });
    clock.advance(-HOUR_MS);
    const members = await app().members(organizationId);
    const target = { organizationId, memberId: String(members[0]?.id) };
    await core.members.endSessions(app().ctx(), target);
    const open = (session: typeof before) =>
      core.sessions.asPerson(ctx(), session.session, organizationId);
    expect(await faultOf(open(before))).toMatchObject({ code: 'session.login_required' });
    await open(await create({ accountId }));
    clock.advance(2 * HOUR_MS);
    expect(await faultOf(open(before))).toMatchObject({ code: 'session.login_required' });
  });

  test('an account has at most 100 sessions; the oldest makes way; a job removes those that expired', async () => {
    const { clock, core, store } = app();
    const { accountId } = await person();
    const first = await create({ accountId });
    for (let count = 0; count < 100; count += 1) await create({ accountId });
    expect(await core.sessions.ofAccount(ctx(), accountId)).toHaveLength(100);
    expect(await store.read.sessions.get(first.session.id)).toBeUndefined();
    clock.advance(24 * HOUR_MS);
    await core.sessions.removeExpired(ctx());
    expect(await core.sessions.ofAccount(ctx(), accountId)).toEqual([]);
  });
});
