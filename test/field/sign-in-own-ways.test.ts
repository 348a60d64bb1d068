import { expect, test } from '@jest/globals';
import { equals, type SignInSession } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { signIn } from '../kit/sessions.js';
import { SignInCustomer } from '../kit/sign-ins.js';

// Decision D1 of the field faults of signing in: a subject becomes a person's by a session in which they add it, and by nothing else.

overApplications('a way of signing in that a person adds', (app) => {
  const sessionOf = async (accountId = ''): Promise<SignInSession> => {
    const { core, clock } = app();
    return (await signIn({ core, url: 'http://localhost', clock }, { accountId })).session;
  };

  /** A member by hand with an account, and a session of their own. */
  async function person(here: SignInCustomer, name: string) {
    const { core, ctx, store } = app();
    const email = here.address(name);
    const { account } = await core.accounts.create(ctx(), { email, name, emailVerified: true });
    const { id } = await core.members.add(ctx(), here.id, { email, name });
    const member = await store.read.members.get(id);
    if (!member) throw new Error('The member is gone.');
    expect(member.accountId).toBe(account.id);
    return { member, session: await sessionOf(account.id) };
  }

  async function owner(here: SignInCustomer) {
    const { core, ctx, store } = app();
    const { email, name } = here.owner;
    const known = (await store.read.members.get(here.owner.id))?.accountId;
    if (known !== undefined) return sessionOf(known);
    const own = { email: email ?? '', name, emailVerified: true };
    return sessionOf((await core.accounts.create(ctx(), own)).account.id);
  }

  test('the subject is the member of the session, whatever address the provider says', async () => {
    const here = await SignInCustomer.create(app());
    const pat = await person(here, 'pat');
    const { member } = await person(here, 'vic');
    const said = { email: here.address('vic') };
    const added = await here.admitted('s-1', said, { session: pat.session });
    expect(added).toMatchObject({
      member: { id: pat.member.id },
      identity: { provedBy: 'session' },
    });
    const again = await here.admitted('s-1', said);
    expect([again.account.id, again.member.id]).toEqual([pat.member.accountId, pat.member.id]);
    expect((await app().store.read.members.get(member.id))?.email).toBe(here.address('vic'));
  });

  test('a session that has ended, or does not open the organization, adds nothing and makes nobody', async () => {
    const here = await SignInCustomer.create(app());
    const pat = await person(here, 'pat');
    const { account: stranger } = await app().core.accounts.create(app().ctx(), {
      email: here.address('stranger'),
      name: 'Stranger',
      emailVerified: true,
    });
    const before = await here.traces();
    const outside = { session: await sessionOf(stranger.id) };
    const refused = { outcome: 'refused', code: 'session.login_required' };
    expect(await here.signIn('s-1', {}, outside)).toMatchObject(refused);
    await app().core.sessions.signOut(app().ctx(), pat.session);
    // as the page has read it: it ended meanwhile
    expect(await here.signIn('pat', {}, { session: pat.session })).toMatchObject(refused);
    expect(await here.traces()).toEqual(before);
  });

  test('a subject that waited for an approval to be an owner is withdrawn when its person adds it', async () => {
    const here = await SignInCustomer.create(app());
    const pat = await person(here, 'pat');
    const waiting = await here.signIn('s-1', { email: here.owner.email ?? '' });
    expect(waiting).toMatchObject({ outcome: 'waiting', linkRequest: { reason: 'owner' } });
    const added = await here.admitted('s-1', {}, { session: pat.session });
    expect(added.member.id).toBe(pat.member.id);
    const where = equals('memberId', here.owner.id);
    const { records } = await app().store.read.linkRequests.find({ where, limit: 10 });
    expect(records.map(({ status }) => status)).toEqual(['withdrawn']);
  });

  test('an owner is bound by their own test before the connection is active, and nobody else', async () => {
    const here = await SignInCustomer.create(app(), { status: 'disabled' });
    const pat = await person(here, 'pat');
    const own = await owner(here);
    const proofs = { session: own, steppedUp: true };
    const closed = { outcome: 'refused', code: 'connection.disabled' };
    expect(await here.signIn('owner', {}, proofs)).toMatchObject(closed);
    const others = [
      { isTest: true },
      { isTest: true, session: own },
      { isTest: true, steppedUp: true, session: pat.session },
    ];
    const before = await here.traces();
    for (const other of others) {
      expect(await here.signIn('owner', {}, other)).toMatchObject({ code: 'sign_in.not_admitted' });
    }
    expect(await here.traces()).toEqual(before);
    const bound = await here.admitted('owner', {}, { ...proofs, isTest: true });
    expect(bound.member.id).toBe(here.owner.id);
    expect(await here.signIn('owner')).toMatchObject(closed);
    const active = {
      ...here.connection,
      status: 'active',
      version: here.connection.version + 1,
    } as const;
    await here.store.transaction(here.id, (tx) => tx.connections.update(active));
    expect((await here.admitted('owner')).member.id).toBe(here.owner.id);
  });
});
