import { expect, test } from '@jest/globals';
import { createMissingFactors } from '#sign-in/factors/index.js';
import { instant, newId } from '#kernel/index.js';
import { equals, type Member, type SecondFactor } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { addSamlConnection } from '../kit/sign-ins.js';

// Who has no second factor, and who is told ahead of the day (issue 12, F11; seed 0.16). Over HTTP: test/http/second-factors.test.ts.

const DAY_MS = 86_400_000;

overApplications('members without a second factor', (app) => {
  let made = 0;

  const missing = () =>
    createMissingFactors({ store: app().store, relyingPartyId: () => 'muster.example' });
  const day = (days: number): string => instant(app().clock.now() + days * DAY_MS);

  /** An organization with an owner and members, each with an account. */
  async function organization(names: readonly string[] = []) {
    made += 1;
    const number = made;
    const { core, ctx } = app();
    const owner = { email: `owner-${number}@example.com`, name: 'Owner' };
    const { id } = await app().organization(owner);
    for (const name of ['owner', ...names]) {
      const email = `${name}-${number}@example.com`;
      await core.accounts.create(ctx(), { email, name, emailVerified: true });
      if (name !== 'owner') await core.members.add(ctx(), id, { email, name, roles: ['admin'] });
    }
    const members = await app().members(id);
    const named = (name: string): Member => {
      const found = members.find(({ email }) => email === `${name}-${number}@example.com`);
      if (!found) throw new Error(`${name} is no member.`);
      return found;
    };
    return { id, named };
  }
  const give = (member: Member, more: Partial<SecondFactor> = {}) => {
    const at = instant(app().clock.now());
    const accountId = member.accountId ?? '';
    const record = { id: newId(), version: 1, createdAt: at, updatedAt: at, accountId };
    const factor = { ...record, kind: 'totp', status: 'active', ...more } as const;
    return app().store.transaction(accountId, (tx) => tx.secondFactors.insert(factor));
  };
  const policy = (organizationId: string, secondFactor: object | null) =>
    app().core.organizations.setSecondFactor(
      app().ctx(),
      { organizationId },
      secondFactor as never,
    );
  const run = async (): Promise<void> => {
    const { core, ctx } = app();
    const result = await core.organizations.writeSecondFactorNotices(ctx(), missing().findLacking);
    if (result.more && result.done > 0) await run();
  };
  /** What was told since the last time, in words. */
  const told = async (organizationId: string, since = 0): Promise<string[]> => {
    const entries = await app().journal(organizationId);
    const due = entries.filter(({ type }) => type.endsWith('.second_factor_due'));
    return due
      .slice(since)
      .map(({ target, after }) =>
        `${target.name ?? ''} ${String(after?.['days'])} ${String(after?.['missing'] ?? '')}`.trim(),
      );
  };
  const list = async (id: string, concerned = false) => {
    const found = await app().core.organizations.get(app().ctx(), id);
    const page = await missing().list(app().ctx(), found, { limit: 50, concerned });
    return page.items.map(({ name, asked }) => `${name} ${asked}`).sort();
  };

  test('a factor counts where it was set up; codes, a begun one and a passkey of another name do not', async () => {
    const { id, named } = await organization(['app', 'ours', 'theirs', 'begun', 'codes', 'moved']);
    const elsewhere = await organization();
    await give(named('app'));
    await give(named('ours'), { organizationId: id });
    await give(named('theirs'), { organizationId: elsewhere.id });
    await give(named('begun'), { status: 'begun' });
    await give(named('codes'), { kind: 'recovery_codes', hashes: ['a'] });
    await give(named('moved'), { kind: 'passkey', relyingPartyId: 'old.example' });
    const left = ['Owner', 'begun', 'codes', 'moved', 'theirs'];
    expect(await list(id)).toEqual(left.map((name) => `${name} no`));
    await policy(id, { signIn: true });
    expect(await list(id, true)).toEqual(left.map((name) => `${name} now`));
    await policy(id, { highRisk: true, roles: [{ role: 'owner', from: day(3) }] });
    expect(await list(id, true)).toEqual(['Owner later']);
    await policy(id, null);
    expect(await list(id, true)).toEqual([]);
  });

  test('who signs in at a provider whose second step counts is none of them, while the connection is active', async () => {
    const { id, named } = await organization(['by-provider']);
    const { accountId = '' } = named('by-provider');
    const connection = await addSamlConnection(app(), id, { secondStep: 'provider' });
    const at = instant(app().clock.now());
    const record = { id: newId(), version: 1, createdAt: at, updatedAt: at, accountId };
    await app().store.transaction(id, (tx) =>
      tx.signInIdentities.insert({
        ...record,
        organizationId: id,
        connectionId: connection.id,
        issuer: 'https://idp.example',
        subject: 's-1',
        key: newId(),
        scimUserId: '',
        provedBy: 'domain',
      }),
    );
    expect(await list(id)).toEqual(['Owner no']);
    await app().core.connections.update(
      app().ctx(),
      { organizationId: id, connectionId: connection.id },
      { status: 'disabled' },
    );
    expect(await list(id)).toEqual(['Owner no', 'by-provider no']);
  });

  test('pages look at so many members, and go on', async () => {
    const { id, named } = await organization(['has', 'has-not']);
    await give(named('has'));
    const found = await app().core.organizations.get(app().ctx(), id);
    const names: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const query = { limit: 1, ...(cursor !== undefined && { cursor }) };
      const page = await missing().list(app().ctx(), found, query);
      names.push(...page.items.map(({ name }) => name));
      pages += 1;
      cursor = page.next;
    } while (cursor !== undefined);
    expect([pages, names.sort()]).toEqual([3, ['Owner', 'has-not']]);
  });

  test('they are told seven days and one day before, once each, and administrators how many; a day that moves is told anew', async () => {
    const { id, named } = await organization(['has', 'has-not']);
    await give(named('has'));
    const admins = (from: string) => policy(id, { signIn: true, roles: [{ role: 'admin', from }] });
    await admins(day(10));
    await run();
    expect(await told(id)).toEqual([]);
    const { name } = await app().core.organizations.get(app().ctx(), id);
    app().clock.advance(3 * DAY_MS + 1);
    await run();
    await run();
    expect(await told(id)).toEqual(['has-not 7', `${name} 7 1`]);
    app().clock.advance(6 * DAY_MS);
    await run();
    await run();
    expect(await told(id, 2)).toEqual(['has-not 1', `${name} 1 1`]);
    // the same policy once more tells nobody; another day does
    const [asked] =
      (await app().core.organizations.get(app().ctx(), id)).policies?.secondFactor?.roles ?? [];
    await admins(asked?.from ?? '');
    await run();
    expect(await told(id, 4)).toEqual([]);
    await admins(day(5));
    await run();
    await run();
    expect(await told(id, 4)).toEqual(['has-not 5', `${name} 5 1`]);
    await give(named('has-not'));
    app().clock.advance(4 * DAY_MS + 1);
    await run();
    expect(await told(id, 6)).toEqual([]);
    // the day itself: nothing is left to be told, and the organization is looked at no more
    app().clock.advance(2 * DAY_MS);
    await run();
    const after = await app().core.organizations.get(app().ctx(), id);
    expect([await told(id, 6), after.secondFactorDue]).toEqual([[], undefined]);
  });

  test('a policy that asks nothing, or is taken away, tells nobody; a closed organization is told when it is open again', async () => {
    const { id } = await organization(['member']);
    const { core, ctx } = app();
    await policy(id, { signIn: false, roles: [{ role: 'admin', from: day(2) }] });
    expect((await core.organizations.get(ctx(), id)).secondFactorDue).toBeUndefined();
    await policy(id, { signIn: true, roles: [{ role: 'admin', from: day(4) }] });
    await core.organizations.disable(ctx(), id);
    await run();
    await core.organizations.enable(ctx(), id);
    await run();
    expect(await told(id)).toEqual([]);
    app().clock.advance(DAY_MS);
    await run();
    expect((await told(id)).length).toBe(2);
    const moved = { signIn: true, roles: [{ role: 'admin', from: day(20) }] };
    await policy(id, moved);
    await policy(id, null);
    app().clock.advance(15 * DAY_MS);
    await run();
    expect((await told(id)).length).toBe(2);
    const { records } = await app().store.read.organizations.find({
      where: equals('id', id),
      limit: 1,
    });
    expect(records[0]?.secondFactorNotices).toBeUndefined();
  });

  test('a round over many members goes on where a crash left it, and tells nobody twice', async () => {
    const { id, named } = await organization(['first']);
    const { core, ctx, store } = app();
    const count = 205;
    const { accountId: _account, ...first } = named('first');
    await store.transaction(id, async (tx) => {
      for (let number = 1; number < count; number += 1) {
        await tx.members.insert({ ...first, id: newId(), name: `Many ${number}`, version: 1 });
      }
    });
    await policy(id, { signIn: true, roles: [{ role: 'admin', from: day(3) }] });
    const step = () => core.organizations.writeSecondFactorNotices(ctx(), missing().findLacking);
    expect((await step()).more).toBe(true);
    const half = await told(id);
    expect(half.length).toBeLessThan(count);
    expect((await store.read.organizations.get(id))?.secondFactorNotices?.round?.missing).toBe(
      half.length,
    );
    await run();
    const all = await told(id);
    expect([all.length, new Set(all).size, all.at(-1)?.endsWith(`3 ${count}`)]).toEqual([
      count + 1,
      count + 1,
      true,
    ]);
  });
});
