import { expect, test } from '@jest/globals';
import { refusalOfSession } from '#core/index.js';
import { equals, type SignInSession } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { EnforcingCustomer } from '../kit/enforcement.js';
import { faultOf, outcomeOf } from '../kit/faults.js';
import { actingAs } from '../kit/members.js';
import { addSamlConnection, proveDomain, SignInCustomer } from '../kit/sign-ins.js';

// Sign-in held to one provider by proved domain: rows of kind N of the field faults of signing in, and D11.

const DAY_MS = 86_400_000;

overApplications('enforcement of sign-in', (app) => {
  const create = () => EnforcingCustomer.create(app());
  /** What the organization says to the session: `open`, or the code and reason of its fault. */
  const judged = async (one: EnforcingCustomer, session: SignInSession): Promise<string> => {
    const stored = await app().store.read.sessions.get(session.id);
    const { sessions } = app().core;
    const asked = sessions.asPerson(one.ctx, stored ?? session, one.customer.id);
    const fault = await asked.then(
      () => undefined,
      () => faultOf(asked),
    );
    const { code, reason } = (fault ?? {}) as { code?: string; reason?: string };
    return fault === undefined ? 'open' : `${code}${reason === undefined ? '' : `: ${reason}`}`;
  };
  const lacks = async (one: EnforcingCustomer, change = {}): Promise<string[]> => {
    const wanted = { ...one.wanted, ...change };
    const set = one.enforcement.set(app().ctx(), one.target, wanted);
    const fault = (await faultOf(set)) as { unmet?: { condition: string; next: string }[] };
    const unmet = fault.unmet ?? [];
    expect(unmet.every(({ next }) => next.length > 20)).toBe(true);
    return unmet.map(({ condition }) => condition);
  };

  test('signin N1 it takes a sign-in of an owner through the active connection within the last day', async () => {
    const one = await create();
    await one.enrol();
    await one.use();
    expect(await lacks(one)).toEqual(['connection_used', 'owner_signed_in']);
    const { accountId } = await one.person(one.customer.address('user'));
    await one.noteSignIn({ accountId });
    expect(await lacks(one)).toEqual(['owner_signed_in']);
    await one.noteSignIn();
    app().clock.advance(DAY_MS);
    expect(await lacks(one)).toEqual(['connection_used', 'owner_signed_in']);
    await one.noteSignIn();
    const closed = await addSamlConnection(app(), one.customer.id, { status: 'disabled' });
    expect(await lacks(one, { connectionIds: [closed.id] })).toContain('connection_active');
    const preview = { limit: 10 };
    const ask = () => one.enforcement.preview(app().ctx(), one.customer.id, one.wanted, preview);
    expect(await ask()).toMatchObject({
      unmet: [],
      counts: { members: 2 },
      items: [{ state: 'first_sign_in' }, { state: 'first_sign_in' }],
    });
    await one.enforce();
    expect(await one.customer.entries('org.sign_in_enforced')).toHaveLength(1);
  });

  test('signin N1 a sign-in with the connection as it was before does not count', async () => {
    const one = await create();
    await one.enrol();
    await one.use();
    const { connection } = one.customer;
    await one.noteSignIn({ connection: { ...connection, configuration: 7 } });
    expect(await lacks(one)).toEqual(['connection_used', 'owner_signed_in']);
  });

  test('signin N2 it takes an owner with a factor of their own that was used since, and that factor stays', async () => {
    const one = await create();
    await one.noteSignIn();
    const { member } = await one.person(one.customer.address('user'));
    expect(await lacks(one, { breakGlassMemberIds: [member.id] })).toEqual(['break_glass_owner']);
    expect(await lacks(one)).toEqual(['break_glass_factor']);
    const { id } = await one.enrol();
    expect(await lacks(one)).toEqual(['break_glass_factor_used']);
    await one.use();
    await one.enforce();
    const remove = () => outcomeOf(one.factors.remove(one.ctx, one.session, id));
    expect(await remove()).toBe('second_factor.break_glass');
    await one.enforcement.remove(app().ctx(), one.target);
    expect(await remove()).toBe('done');
  });

  test('signin N2 switched on while the factor is removed: one of the two is refused', async () => {
    const one = await create();
    const { id } = await one.enrol();
    await one.use();
    await one.noteSignIn();
    const outcomes = await Promise.all([
      outcomeOf(one.enforcement.set(app().ctx(), one.target, one.wanted)),
      outcomeOf(one.factors.remove(one.ctx, one.session, id)),
    ]);
    expect([
      ['done', 'second_factor.break_glass'],
      ['sign_in_enforcement.unmet', 'done'],
    ]).toContainEqual(outcomes);
  });

  test('signin N2 the last owner who gets in without the provider is not demoted, suspended or removed', async () => {
    const one = await create();
    const { member } = await one.person(one.customer.address('second'));
    const { core, ctx } = app();
    const { id, owner } = one.customer;
    await core.memberRoles.change(
      ctx(),
      id,
      member.id,
      { kind: 'give', grant: { role: 'owner' } },
      {
        confirm: true,
      },
    );
    await one.enforce();
    const target = { organizationId: id, memberId: owner.id };
    const acts = [
      () => core.members.suspend(ctx(), target),
      () => core.members.remove(ctx(), target),
      () =>
        core.memberRoles.change(
          ctx(),
          id,
          owner.id,
          { kind: 'take', role: 'owner' },
          {
            confirm: true,
          },
        ),
    ];
    for (const act of acts) expect(await outcomeOf(act())).toBe('member.last_break_glass');
    await one.enforcement.remove(ctx(), one.target);
    expect(await outcomeOf(core.members.suspend(ctx(), target))).toBe('done');
  });

  test('signin N3 only named owners come in, by a code and their own factor, and each use is in the journal', async () => {
    const one = await create();
    const user = await one.person(one.customer.address('user'));
    await one.enforce();
    const session = await one.sessionOf(one.accountId);
    expect(await judged(one, session)).toBe('step_up.required');
    const breakGlass = (by: SignInSession) =>
      outcomeOf(app().core.sessions.breakGlass(one.ctx, by, one.customer.id));
    expect(await breakGlass(session)).toBe('step_up.required');
    const stepped = await one.use(session);
    expect(await judged(one, stepped)).toBe('session.login_required: break_glass');
    expect(await breakGlass(stepped)).toBe('done');
    expect(await judged(one, stepped)).toBe('open');
    const [entry, ...more] = await one.customer.entries('sign_in.break_glass_used');
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      actor: { kind: 'person', memberId: one.customer.owner.id },
      target: { kind: 'member', id: one.customer.owner.id },
      after: { by: 'totp', method: 'email_code' },
    });
    // everybody else, whatever factor they show
    const other = await one.sessionOf(user.accountId);
    const { sessions } = app().core;
    const { session: strong } = await sessions.stepUp(one.ctx, other, 'totp');
    expect(await judged(one, strong)).toBe('session.login_required: sign_in_enforced');
    expect(await breakGlass(strong)).toBe('session.login_required');
    // not in another session of the owner, and not when it is no longer enforced
    const third = await one.use(await one.sessionOf(one.accountId));
    expect(await judged(one, third)).toBe('session.login_required: break_glass');
    await one.enforcement.remove(app().ctx(), one.target);
    expect(await judged(one, third)).toBe('open');
    expect(await breakGlass(third)).toBe('session.login_required');
  });

  test('signin N3 codes that the organization refuses let a named owner in, and the link of the operator any owner', async () => {
    const one = await create();
    const { core, ctx } = app();
    const policies = { emailCode: 'refused' } as const;
    await core.organizations.update(ctx(), one.target, { policies });
    const user = await one.person(one.customer.address('user'));
    await one.enforce({ guests: 'refused' });
    const session = await one.use(await one.sessionOf(one.accountId));
    expect(await judged(one, session)).toBe('session.login_required: break_glass');
    const byPasskey = await one.sessionOf(one.accountId, { method: 'passkey' });
    expect(await judged(one, byPasskey)).toBe('session.login_required: break_glass');
    // one who is named and is no owner any more comes in by neither
    const owner = await app().store.read.members.get(one.customer.owner.id);
    const { organization } = one.customer;
    const kept = await app().store.read.organizations.get(organization.id);
    if (!owner || !kept) throw new Error('The organization is gone.');
    for (const method of ['email_code', 'passkey'] as const) {
      const asked = { organization: kept, connection: undefined, now: app().clock.now() };
      const former = { ...owner, email: 'guest@elsewhere.example', standing: 'none' as const };
      const refusal = refusalOfSession({ ...byPasskey, method }, { ...asked, member: former });
      expect(refusal?.details['reason']).toBe(`${method}_refused`);
    }
    const byLink = (accountId: string) => one.sessionOf(accountId, { method: 'operator_link' });
    const link = await byLink(one.accountId);
    expect(await judged(one, link)).toBe('session.login_required: break_glass');
    await core.sessions.breakGlass(one.ctx, link, one.customer.id);
    expect(await judged(one, link)).toBe('open');
    expect(await judged(one, await byLink(user.accountId))).toBe(
      'session.login_required: sign_in_enforced',
    );
  });

  test('signin N4 the rule is of the organization: the others of a person stay open', async () => {
    const one = await create();
    const { core, ctx } = app();
    const email = one.customer.address('both');
    const { accountId } = await one.person(email);
    const other = await app().organization({ email: 'owner@other.example', name: 'Owner' });
    await core.members.add(ctx(), other.id, { email, name: 'Both' });
    const session = await one.sessionOf(accountId);
    await one.enforce();
    expect(await judged(one, session)).toBe('session.login_required: sign_in_enforced');
    const person = await core.sessions.asPerson(one.ctx, session, other.id);
    expect(person.actor).toMatchObject({ kind: 'person', id: accountId });
    expect(await outcomeOf(core.leave(person, other.id))).toBe('done');
    // also the one whose provider is gone, and nothing but leaving
    const leaver = await core.sessions.asLeaver(one.ctx, session, one.customer.id);
    expect(leaver.authority.permissions).toEqual(new Set(['members:write:own']));
    expect(await outcomeOf(core.leave(leaver, one.customer.id))).toBe('done');
    expect(await outcomeOf(core.sessions.asLeaver(one.ctx, session, one.customer.id))).toBe(
      'session.login_required',
    );
  });

  test('signin N5 the enforced connection is neither disabled, changed nor deleted, and the domain stays', async () => {
    const one = await create();
    await one.enforce();
    const { core, ctx } = app();
    const { id, connection, domain } = one.customer;
    const target = { organizationId: id, connectionId: connection.id };
    const where = equals('verifiedKey', domain);
    const proved = await app().store.read.domains.first(where);
    const acts = {
      disable: () => core.connections.update(ctx(), target, { status: 'disabled' }),
      reconfigure: () =>
        core.connections.update(ctx(), target, { issuedFor: 'https://elsewhere.example' }),
      delete: () => core.connectionDeletions.begin(ctx(), target, 'keep'),
      domain: () => core.domains.remove(ctx(), { organizationId: id, id: proved?.id ?? '' }),
    };
    for (const [name, act] of Object.entries(acts)) {
      expect([name, await outcomeOf(act())]).toEqual([name, 'sign_in_enforcement.in_use']);
    }
    await one.enforcement.remove(ctx(), one.target);
    expect(await outcomeOf(acts.disable())).toBe('done');
  });

  test('signin N8 what was signed in by a code, a passkey or another provider before is closed at once', async () => {
    const one = await create();
    const { accountId } = await one.person(one.customer.address('user'));
    const other = await addSamlConnection(app(), one.customer.id, { name: 'Other' });
    const ofConnection = (connectionId: string) =>
      one.sessionOf(accountId, { method: 'saml', connectionId, organizationId: one.customer.id });
    const byCode = await one.sessionOf(accountId);
    const { sessions } = app().core;
    const strong = await sessions.stepUp(one.ctx, await one.sessionOf(accountId), 'passkey');
    const byOther = await ofConnection(other.id);
    const byOwn = await ofConnection(one.customer.connection.id);
    const all = [byCode, strong.session, byOther, byOwn];
    const states = async () => {
      const found: string[] = [];
      for (const session of all) found.push(await judged(one, session));
      return found;
    };
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
    await one.enforce();
    const closed = 'session.login_required: sign_in_enforced';
    expect(await states()).toEqual([closed, closed, closed, 'open']);
  });

  test('signin N9 guests of other domains: with a second step, or not at all, as it is said', async () => {
    const one = await create();
    const guest = await one.person('guest@elsewhere.example');
    await one.enforce();
    const session = await one.sessionOf(guest.accountId);
    expect(await judged(one, session)).toBe('step_up.required');
    const { sessions } = app().core;
    await sessions.stepUp(one.ctx, session, 'email_code');
    expect(await judged(one, session)).toBe('step_up.required');
    await sessions.stepUp(one.ctx, session, 'passkey');
    expect(await judged(one, session)).toBe('open');
    await one.enforce({ guests: 'refused' });
    expect(await judged(one, session)).toBe('session.login_required: sign_in_enforced');
  });

  test('signin N10 two connections for one domain let people in, and a third one nobody of it', async () => {
    const one = await create();
    const { connection } = one.customer;
    const [second, third] = [
      await addSamlConnection(app(), one.customer.id, { name: 'Second' }),
      await addSamlConnection(app(), one.customer.id, { name: 'Third' }),
    ];
    await one.noteSignIn({ connection: second });
    await one.enforce({ connectionIds: [connection.id, second.id] });
    const outcomes: string[] = [];
    for (const by of [connection, second, third]) {
      const result = await one.customer.with({ connection: by }).signIn(`person-${by.name}`);
      outcomes.push('code' in result ? result.code : result.outcome);
    }
    expect(outcomes).toEqual(['admitted', 'admitted', 'sign_in.enforced']);
  });

  test('signin N11 a domain that was only claimed, or is another one’s, is not enforced', async () => {
    const one = await create();
    await one.enrol();
    await one.use();
    await one.noteSignIn();
    const { core, ctx } = app();
    const other = await SignInCustomer.create(app());
    const claimed = `claimed-${one.customer.domain}`;
    await core.domains.add(ctx(), one.customer.id, claimed);
    const domains = [claimed, other.domain, 'gmail.com'];
    expect(await lacks(one, { domains })).toEqual(domains.map(() => 'domain_proved'));
  });

  test('signin N13 when the proof lapses enforcement stays, and nothing new is bound by the domain', async () => {
    const one = await create();
    const { customer } = one;
    const known = await customer.admitted('known');
    const session = await one.sessionOf(known.account.id);
    await one.enforce();
    const { store } = app();
    const domain = await store.read.domains.first(equals('verifiedKey', customer.domain));
    if (!domain) throw new Error('The domain is not proved.');
    const { verifiedKey: _proof, ...rest } = domain;
    await store.transaction(customer.id, (tx) =>
      tx.domains.update({ ...rest, status: 'failed', version: domain.version + 1 }),
    );
    expect(await judged(one, session)).toBe('session.login_required: sign_in_enforced');
    expect(await customer.signIn('known')).toMatchObject({ outcome: 'admitted' });
    const before = await customer.traces();
    const email = customer.address('new');
    for (const proofs of [undefined, { email, accountId: known.account.id }]) {
      expect(await customer.signIn('new', {}, proofs)).toMatchObject({
        outcome: 'refused',
        code: 'sign_in.domain_lapsed',
      });
    }
    expect(await customer.traces()).toEqual(before);
    // of another organization that proves it, people sign in there as they like
    const heir = await SignInCustomer.create(app());
    await proveDomain(app(), heir.id, customer.domain);
    expect(await heir.admitted('heir', { email })).toMatchObject({ isNew: true });
    // what is enforced already may stay so, and be changed
    await one.enforce({ guests: 'refused' });
  });

  test('no other door: linking by a code, an invitation, another provider, a change of one’s own address', async () => {
    const one = await create();
    const { core, ctx, store } = app();
    const { customer } = one;
    const email = customer.address('unlinked');
    const unlinked = await core.members.add(ctx(), customer.id, { email, name: 'Unlinked' });
    await one.enforce();
    // a code links no member
    await core.accounts.proveMailbox(one.ctx, { email });
    expect((await store.read.members.get(unlinked.id))?.accountId).toBeUndefined();
    // an invitation
    const invited = customer.address('invited');
    const input = { email: invited, send: false };
    const { token = '' } = await core.invitations.create(ctx(), customer.id, input);
    const account = await core.accounts.proveMailbox(one.ctx, { email: invited });
    const accept = (session?: { readonly connectionId?: string }) =>
      outcomeOf(
        core.invitations.accept(one.ctx, {
          token,
          email: invited,
          emailVerified: true,
          accountId: account.id,
          ...(session && { session }),
        }),
      );
    expect(await accept({})).toBe('sign_in.enforced');
    expect(await accept({ connectionId: customer.connection.id })).toBe('done');
    // another provider
    const other = await addSamlConnection(app(), customer.id, { name: 'Other' });
    const before = await customer.traces();
    const result = await customer.with({ connection: other }).signIn('invited');
    expect(result).toMatchObject({ outcome: 'refused', code: 'sign_in.enforced' });
    expect(await customer.traces()).toEqual(before);
    // the own address
    const target = { organizationId: customer.id, memberId: customer.owner.id };
    const owner = await actingAs(app(), customer.owner);
    const change = { email: 'owner@elsewhere.example' };
    expect(await outcomeOf(core.members.update(owner, target, change))).toBe(
      'sign_in_enforcement.in_use',
    );
  });

  test('an owner decides, who proved themselves a moment ago; not an administrator, and no key', async () => {
    const one = await create();
    await one.enforce();
    const { core, ctx } = app();
    const { id, owner } = one.customer;
    const input = { email: one.customer.address('admin'), name: 'Admin', roles: ['admin'] };
    const admin = await core.members.add(ctx(), id, input);
    const { key } = await core.apiKeys.create(ctx(), id, {
      name: 'Key',
      scopes: ['security:write'],
    });
    const callers = [await actingAs(app(), admin), await core.apiKeys.authenticate(ctx(), key)];
    for (const caller of callers) {
      expect(await outcomeOf(one.enforcement.remove(caller, one.target))).toBe(
        'permission.escalation',
      );
    }
    const connectionId = one.customer.connection.id;
    const more = { method: 'saml', organizationId: id, connectionId } as const;
    const session = await one.sessionOf(one.accountId, more);
    const person = await core.sessions.asPerson(one.ctx, session, id);
    expect(await outcomeOf(one.enforcement.remove(person, one.target))).toBe('step_up.required');
    await core.sessions.stepUp(one.ctx, session, 'saml');
    expect(await outcomeOf(one.enforcement.remove(person, one.target))).toBe('done');
    expect(
      await outcomeOf(one.enforcement.set(await actingAs(app(), owner), one.target, one.wanted)),
    ).toBe('done');
  });
});
