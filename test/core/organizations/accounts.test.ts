import { expect, test } from '@jest/globals';
import { accountOf, INSTALLATION, inOrganization } from '#core/index.js';
import { foldCase } from '#kernel/index.js';
import type { Account } from '#store/index.js';
import { faultOf } from '../../kit/faults.js';
import { overApplications, retryEngineDeadlocks, USER } from '../../kit/application.js';
import { actingAs, newMember } from '../../kit/members.js';

let made = 0;
const accountInput = (name = 'User One') => {
  made += 1;
  return { name, email: `Account-${made}@Example.com` };
};

overApplications('accounts', (app) => {
  test('an account is found by its id and its address, however that is spelled', async () => {
    const { ctx, core, store } = app();
    const input = { ...accountInput(), locale: 'de' };
    const { account, organization } = await core.accounts.create(ctx(), input);
    expect(organization).toBeUndefined();
    expect(account).toMatchObject({ ...input, version: 1 });
    expect(await core.accounts.get(ctx(), account.id)).toEqual(account);
    const page = await core.accounts.list(ctx(), {
      limit: 5,
      email: input.email.toUpperCase(),
    });
    expect(page).toEqual({ items: [account] });
    expect(await accountOf(store.read, foldCase(input.email))).toEqual(account);
    expect(await accountOf(store.read, 'nobody@example.com')).toBeUndefined();
    const [line] = (await app().journal(INSTALLATION)).slice(-1);
    expect(line).toMatchObject({ type: 'account.created', target: { id: account.id } });
  });

  test('an address has one account, also when two come at once', async () => {
    const { ctx, core } = app();
    const input = accountInput();
    const create = (email: string) =>
      retryEngineDeadlocks(() => core.accounts.create(ctx(), { ...input, email }));
    const outcomes = await Promise.allSettled([
      create(input.email),
      create(input.email.toLowerCase()),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await faultOf(create(input.email))).toEqual({
      code: 'account.exists',
      email: input.email,
    });
  });

  test('an account of a provider has no address until its mailbox is proved, which links members', async () => {
    const { ctx, core, store } = app();
    const organization = await app().organization();
    const person = { name: 'User Three', firstName: 'User', locale: 'fr' };
    const insert = (): Promise<Account> =>
      inOrganization(core.deps, ctx(), organization.id, (scope) =>
        core.accounts.createIn(scope, person),
      );
    const [account, other] = [await insert(), await insert()];
    expect(account).toMatchObject(person);
    expect(account.emailKey).toBeUndefined();
    const verified = core.accounts.update(ctx(), account.id, { emailVerified: true });
    expect(await faultOf(verified)).toMatchObject({ code: 'request.invalid' });
    const email = 'account-user@example.com';
    const member = await newMember(app(), organization, 'account-user');
    const added = await core.accounts.addMailbox(ctx(), account.id, email);
    expect(added).toMatchObject({ email, emailKey: foldCase(email) });
    expect(added.emailVerifiedAt).toBeDefined();
    expect((await store.read.members.get(member.id))?.accountId).toBe(account.id);
    for (const [id, address] of [
      [other.id, email],
      [account.id, 'other@example.com'],
    ] as const) {
      const taken = core.accounts.addMailbox(ctx(), id, address);
      expect(await faultOf(taken)).toMatchObject({ code: 'account.exists' });
    }
  });

  test('an address is verified once and for all; names and locales change', async () => {
    const { ctx, core } = app();
    const { account } = await core.accounts.create(ctx(), accountInput());
    const verified = await core.accounts.update(ctx(), account.id, { emailVerified: true });
    const { emailVerifiedAt } = verified;
    expect(emailVerifiedAt).toBeDefined();
    app().clock.advance(1_000);
    expect(await core.accounts.update(ctx(), account.id, { emailVerified: true })).toEqual(
      verified,
    );
    const change = { name: 'User Two', locale: 'fr' };
    expect(await core.accounts.update(ctx(), account.id, change, 2)).toMatchObject({
      ...change,
      emailVerifiedAt,
      version: 3,
    });
    expect(await faultOf(core.accounts.update(ctx(), account.id, change, 2))).toMatchObject({
      code: 'request.precondition',
    });
    expect(await faultOf(core.accounts.get(ctx(), 'nobody'))).toMatchObject({
      code: 'account.missing',
    });
  });

  test('its organizations are those where it is active; deleted ones are left out', async () => {
    const { ctx, core } = app();
    const { account } = await core.accounts.create(ctx(), accountInput());
    const { email, name, id: accountId } = account;
    const owner = { email: String(email), name, accountId };
    const ids: string[] = [];
    for (const title of ['First', 'Second', 'Third']) {
      ids.push((await core.organizations.create(ctx(), { name: title, owner })).id);
    }
    const third = await core.organizations.get(ctx(), ids[2] ?? '');
    await core.organizations.remove(ctx(), { organizationId: third.id }, third.slug);
    const seen = await core.accounts.memberships(ctx(), accountId, { limit: 10 });
    expect(seen.items.map(({ organization }) => organization.id)).toEqual(ids.slice(0, 2));
    expect(seen.items[0]?.member).toMatchObject({ accountId, standing: 'owner' });
    const first = await core.accounts.memberships(ctx(), accountId, { limit: 1 });
    expect(first.items).toHaveLength(1);
    expect(first.next).toBeDefined();
  });

  test('seed 2.1: who belongs nowhere is reported, page by page', async () => {
    const { ctx, core } = app();
    const { account: alone } = await core.accounts.create(ctx(), accountInput());
    const { account: placed } = await core.accounts.create(ctx(), accountInput());
    const { account: gone } = await core.accounts.create(ctx(), accountInput());
    for (const { id: accountId, email, name } of [placed, gone]) {
      const owner = { email: String(email), name, accountId };
      const organization = await core.organizations.create(ctx(), { name: 'Home', owner });
      if (accountId !== gone.id) continue;
      await newMember(app(), organization, 'heir', 'admin');
      const [founder] = await app().members(organization.id);
      if (!founder) throw new Error('Nobody owns it.');
      const { ownership } = core;
      const [, successor] = await app().members(organization.id);
      const offer = await ownership.offer(await actingAs(app(), founder), organization.id, {
        toMemberId: successor?.id ?? '',
      });
      await ownership.accept(
        await actingAs(app(), successor ?? founder),
        organization.id,
        offer.id,
      );
    }
    const orphans: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor !== undefined && { cursor }) };
      const page = await core.accounts.orphans(ctx(), query);
      expect(page.items.length).toBeLessThanOrEqual(2);
      orphans.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(orphans).toEqual(expect.arrayContaining([alone.id, gone.id]));
    expect(orphans).not.toContain(placed.id);
  });
});

overApplications(
  'personal organizations',
  (app) => {
    test('seed 0.1, 0.2: a new account owns an organization of its own, on the free plan', async () => {
      const { ctx, core } = app();
      const { account, organization } = await core.accounts.create(ctx(), {
        ...accountInput('Personal One'),
        locale: 'ja',
      });
      expect(organization).toMatchObject({
        preset: 'lonti',
        plan: 'free',
        personalOf: account.id,
        madeFor: account.id,
        name: 'Personal One',
        slug: 'personal-one',
        locale: 'ja',
      });
      const id = organization?.id ?? '';
      const [owner, ...others] = await app().members(id);
      expect(others).toEqual([]);
      expect(owner).toMatchObject({ accountId: account.id, standing: 'owner' });
      expect((await app().journal(id)).map(({ type }) => type)).toContain('account.created');
      // 0.3: nobody else fits in
      expect(await faultOf(newMember(app(), { id }, 'user-1'))).toMatchObject({
        code: 'plan.required',
        plans: ['paid'],
      });
      // the same name again gets another slug, in one go with the account
      const next = await core.accounts.create(ctx(), accountInput('Personal One'));
      expect(next.organization?.slug).toBe('personal-one-2');
    });

    test('a taken address makes no organization', async () => {
      const { ctx, core } = app();
      const input = accountInput('Only Once');
      await core.accounts.create(ctx(), input);
      const again = core.accounts.create(ctx(), { ...input, name: 'Not Twice' });
      expect(await faultOf(again)).toMatchObject({ code: 'account.exists' });
      expect(await faultOf(core.organizations.bySlug(ctx(), 'not-twice'))).toMatchObject({
        code: 'organization.missing',
      });
    });

    test('people of a directory get none', async () => {
      const { ctx, core } = app();
      const before = await core.organizations.list(ctx(), { limit: 200 });
      const organization = await core.organizations.create(ctx(), { name: 'Company' });
      const scim = await app().scimConnection(organization);
      const body = { schemas: [USER], userName: 'user-1@example.com' };
      expect((await scim.call('POST', '/Users', body)).status).toBe(201);
      const after = await core.organizations.list(ctx(), { limit: 200 });
      expect(after.items.length).toBe(before.items.length + 1);
      const page = await core.accounts.list(ctx(), { limit: 1, email: 'user-1@example.com' });
      expect(page.items).toEqual([]);
    });

    test('an account has as many organizations as the setting allows; deleted ones do not count', async () => {
      const { ctx, core } = app();
      const { account, organization } = await core.accounts.create(ctx(), accountInput('Quota'));
      const owner = { email: String(account.email), name: account.name, accountId: account.id };
      const create = () => core.organizations.create(ctx(), { name: 'More', owner });
      const second = await create();
      expect(await faultOf(create())).toEqual({ code: 'limit.organizations', limit: 2, used: 2 });
      await core.organizations.remove(ctx(), { organizationId: second.id }, second.slug);
      expect((await create()).madeFor).toBe(account.id);
      expect(await faultOf(core.organizations.restore(ctx(), second.id))).toMatchObject({
        code: 'limit.organizations',
      });
      expect(organization?.madeFor).toBe(account.id);
      const nobody = { ...owner, accountId: 'nobody' };
      const strange = core.organizations.create(ctx(), { name: 'Strange', owner: nobody });
      expect(await faultOf(strange)).toMatchObject({ code: 'account.missing' });
    });
  },
  { organizations: { perAccount: 2, personalPreset: 'lonti' } },
);
