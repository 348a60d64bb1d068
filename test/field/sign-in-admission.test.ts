import { expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { SignInCustomer } from '../kit/sign-ins.js';

overApplications('first sign-in', (app) => {
  const customer = SignInCustomer.create.bind(SignInCustomer);

  test('signin W1 the address of a person of another organization opens nothing, and the answer is the same for nobody', async () => {
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
