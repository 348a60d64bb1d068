import { expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { addSamlConnection, SignInCustomer } from '../kit/sign-ins.js';

overApplications('first sign-in', (app) => {
  const customer = SignInCustomer.create.bind(SignInCustomer);

  test('signin W1 the address of a person of another organization opens nothing, as one of nobody', async () => {
    const [good, evil] = [await customer(app()), await customer(app())];
    const before = [await good.traces(), await evil.traces()];
    const known = await evil.signIn('s-known', { email: good.owner.email ?? '' });
    const nobody = await evil.signIn('s-nobody', { email: good.address('nobody') });
    for (const answer of [known, nobody]) {
      expect(answer).toMatchObject({ outcome: 'prove', code: 'sign_in.proof_needed' });
    }
    expect([await good.traces(), await evil.traces()]).toEqual(before);
    expect(await evil.entries('sign_in.refused')).toMatchObject([
      { after: { code: 'sign_in.proof_needed', subject: 's-known' } },
      { after: { code: 'sign_in.proof_needed', subject: 's-nobody' } },
    ]);
  });

  test('signin W13 an account that has the address is not linked: the person gets one of their own', async () => {
    const here = await customer(app());
    const { core, ctx, store } = app();
    const email = here.address('vera');
    const { account: squatted } = await core.accounts.create(ctx(), { email, name: 'Stranger' });
    const first = await here.admitted('vera');
    expect(first.account.id).not.toBe(squatted.id);
    expect(first.account).not.toHaveProperty('email');
    const proved = here.address('walt');
    const { account: old } = await core.accounts.create(ctx(), {
      email: proved,
      name: 'Walt of before',
      emailVerified: true,
    });
    const second = await here.admitted('walt');
    expect(second.account.id).not.toBe(old.id);
    expect(second.member).toMatchObject({ accountId: second.account.id, email: proved });
    const where = equals('accountId', old.id);
    const { records } = await store.read.members.find({ where, limit: 2 });
    expect(records).toEqual([]);
  });

  const linkRequests = async (here: SignInCustomer) => {
    const { core, ctx } = app();
    const page = await core.linkRequests.list(ctx(), here.id, here.connection.id, { limit: 10 });
    return page.items;
  };

  test('signin W3 the address of an owner, or of an administrator by hand, waits for an approval and makes no session', async () => {
    const here = await customer(app());
    const { core, ctx } = app();
    const owner = await here.signIn('owner');
    expect(owner).toMatchObject({ outcome: 'waiting', linkRequest: { reason: 'owner' } });
    const admin = await core.members.add(ctx(), here.id, {
      email: here.address('adam'),
      name: 'Adam',
      roles: ['admin'],
    });
    expect(await here.signIn('adam')).toMatchObject({
      outcome: 'waiting',
      linkRequest: { memberId: admin.id, reason: 'administrator' },
    });
    expect(await here.traces()).toMatchObject({ identities: 0 });
    // asked again: the same request, and nobody is told twice
    await here.signIn('adam');
    expect(await here.entries('scim.link.requested')).toHaveLength(2);
    const [ofOwner] = await linkRequests(here);
    await core.linkRequests.approve(ctx(), here.id, {
      connectionId: here.connection.id,
      id: ofOwner?.id ?? '',
    });
    const { member, identity } = await here.admitted('owner');
    expect(member.id).toBe(here.owner.id);
    expect(identity.provedBy).toBe('approval');
    expect(await here.roles(member.id)).toContain('owner');
  });

  test('signin W4 the same subject of another issuer is not the old person', async () => {
    const here = await customer(app());
    const first = await here.admitted('wanda');
    const other = await here.signIn('wanda', { issuer: 'https://evil.example/metadata' });
    expect(other).toMatchObject({ outcome: 'prove' });
    expect((await here.admitted('wanda')).identity.id).toBe(first.identity.id);
  });

  test('signin W5 what a provider says of a verified address changes nothing', async () => {
    const here = await customer(app());
    const email = 'victim@elsewhere.example';
    const attributes = { email_verified: ['true'], xms_edov: ['true'] };
    for (const said of [{ email }, { email, attributes }]) {
      expect(await here.signIn('s', said)).toMatchObject({ code: 'sign_in.proof_needed' });
    }
  });

  test('signin W6 an address of another tenant is refused; signin W7 of a proved domain it needs no claim', async () => {
    const [here, other] = [await customer(app()), await customer(app())];
    expect(await here.signIn('t2', { email: other.address('olga') })).toMatchObject({
      outcome: 'prove',
    });
    expect(await other.admitted('olga')).toMatchObject({ isNew: true });
  });

  test('signin W8 one subject at two connections is two persons; no subject is taken for an address', async () => {
    const [here, other] = [await customer(app()), await customer(app())];
    const [a, b] = [await here.admitted('same'), await other.admitted('same')];
    expect(a.account.id).not.toBe(b.account.id);
    const { email: _email, ...said } = here.statement(here.address('upn'));
    expect(await here.admit(said)).toMatchObject({
      outcome: 'refused',
      code: 'sign_in.address_missing',
    });
  });

  test('signin W16 people who are known from before are let in at once: of the host application, and of a directory', async () => {
    const here = await customer(app());
    const { core, ctx } = app();
    const email = here.address('hanna');
    const { account } = await core.accounts.create(ctx(), {
      email,
      name: 'Hanna',
      emailVerified: true,
    });
    const member = await core.members.add(ctx(), here.id, {
      email,
      name: 'Hanna',
      roles: ['member'],
    });
    const first = await here.admitted('hanna');
    expect(first.member.id).toBe(member.id);
    expect(first.account.id).toBe(account.id);
    expect(first.identity.provedBy).toBe('domain');
    // of no proved domain: by a code
    const guest = await core.members.add(ctx(), here.id, {
      email: 'guest@elsewhere.example',
      name: 'Guest',
      roles: ['member'],
    });
    const said = { email: 'guest@elsewhere.example' };
    expect(await here.signIn('guest', said)).toMatchObject({ outcome: 'prove' });
    const proved = await here.admitted('guest', said, said);
    expect(proved.member.id).toBe(guest.id);
    expect(proved.identity.provedBy).toBe('email_code');
  });

  test('signin S2 an address of a domain that is not proved is kept and told, and the person signs in', async () => {
    const here = await customer(app());
    const { member } = await here.admitted('sven');
    for (const _time of [1, 2]) {
      const again = await here.admitted('sven', { email: 'sven@elsewhere.example' });
      expect(again.member).toMatchObject({ id: member.id, email: here.address('sven') });
      expect(again.identity.email).toBe('sven@elsewhere.example');
    }
    expect(await here.entries('sign_in.address_kept')).toHaveLength(1);
  });

  test('signin S4 another subject with the address of a member who left is a new member, after an approval', async () => {
    const here = await customer(app());
    const { core, ctx } = app();
    const { member } = await here.admitted('joe-1', { email: here.address('joe') });
    await core.members.remove(ctx(), { organizationId: here.id, memberId: member.id });
    const second = await here.signIn('joe-2', { email: here.address('joe') });
    expect(second).toMatchObject({ outcome: 'waiting', linkRequest: { reason: 'departed' } });
    const [request] = await linkRequests(here);
    await core.linkRequests.approve(ctx(), here.id, {
      connectionId: here.connection.id,
      id: request?.id ?? '',
    });
    const joined = await here.admitted('joe-2', { email: here.address('joe') });
    expect(joined.member.id).not.toBe(member.id);
    expect(joined.member.email).toBe(here.address('joe'));
    expect(await here.store.read.members.get(member.id)).toMatchObject({ status: 'left' });
    expect(joined.account.id).not.toBe(member.accountId);
  });

  test('signin S11 a directory changes the address of a bound member, whose identity stays', async () => {
    const here = await customer(app());
    const scim = await app().scimConnection(here.organization);
    const user = await scim.user(here.address('sue'));
    const { member, identity } = await here.admitted('sue');
    const changed = await scim.patch(`/Users/${user}`, {
      op: 'replace',
      path: 'userName',
      value: here.address('susan'),
    });
    expect(changed.status).toBe(200);
    const again = await here.admitted('sue');
    expect(again.identity.id).toBe(identity.id);
    expect(again.member).toMatchObject({ id: member.id, email: here.address('susan') });
  });

  test('signin S12 a person of one provider adds another one of the organization by a code, and not by the address alone', async () => {
    const here = await customer(app());
    const { member, account } = await here.admitted('sid');
    const second = await addSamlConnection(app(), here.id, { name: 'Second provider' });
    const other = here.with({ connection: second });
    const email = here.address('sid');
    expect(await other.signIn('sid-b', { email })).toMatchObject({ outcome: 'prove', email });
    const linked = await other.admitted('sid-b', { email }, { email });
    expect(linked.member.id).toBe(member.id);
    expect(linked.account.id).toBe(account.id);
    expect((await here.admitted('sid')).member.id).toBe(member.id);
    expect((await other.admitted('sid-b', { email })).member.id).toBe(member.id);
  });

  test('signin S14 name and address follow what the provider says anew; what people changed since stays', async () => {
    const here = await customer(app());
    const { core, ctx } = app();
    const { member } = await here.admitted('stan', { name: 'Stan' });
    const target = { organizationId: here.id, memberId: member.id };
    await core.members.update(ctx(), target, { name: 'Stanley' });
    expect((await here.admitted('stan', { name: 'Stan' })).member.name).toBe('Stanley');
    expect((await here.admitted('stan', { name: 'Stan the Man' })).member.name).toBe(
      'Stan the Man',
    );
    // a sign-in manages nobody: people suspend and remove
    await core.members.suspend(ctx(), target);
    expect(await here.signIn('stan')).toMatchObject({ code: 'sign_in.deactivated' });
    await core.members.restore(ctx(), target);
    expect(await here.signIn('stan')).toMatchObject({ outcome: 'admitted' });
    await core.members.remove(ctx(), target);
    expect(await here.signIn('stan')).toMatchObject({
      outcome: 'waiting',
      linkRequest: { reason: 'departed' },
    });
    const [request] = await linkRequests(here);
    const approval = { connectionId: here.connection.id, id: request?.id ?? '' };
    await core.linkRequests.approve(ctx(), here.id, approval);
    expect((await here.admitted('stan')).member).toMatchObject({ id: member.id, status: 'active' });
  });

  test('signin S1 the same subject with another address is the same member, who follows a proved one', async () => {
    const here = await customer(app());
    const first = await here.admitted('sara', { name: 'Sara Old' });
    const again = await here.admitted('sara', {
      name: 'Sara New',
      email: here.address('sara.new'),
    });
    expect(again.member.id).toBe(first.member.id);
    expect(again.identity.id).toBe(first.identity.id);
    expect(again.member).toMatchObject({ name: 'Sara New', email: here.address('sara.new') });
    expect(again.isNew).toBe(false);
  });
});
