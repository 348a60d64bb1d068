import { expect, test } from '@jest/globals';
import { createSignInLinks } from '../../src/sign-in/links/index.js';
import { createCodes, type CodeMail } from '../../src/sign-in/codes/index.js';
import { createFlows } from '../../src/sign-in/flows/index.js';
import { createWays } from '../../src/sign-in/ways/index.js';
import { addressKey } from '#kernel/index.js';
import { overApplications, type TestApplication } from '../kit/application.js';
import { recording } from '../kit/recorded-stores.js';

// Rows of kind E of field/sign-in.md that need no browser: codes as they are asked for, mailed, guessed at and used.

const MINUTE = 60_000;

function codesOf(house: TestApplication, selfSignUp = false) {
  const { store, core } = house;
  const flows = createFlows({ store });
  const sent: CodeMail[] = [];
  const mailer = {
    isOffered: () => true,
    send: async (mail: CodeMail): Promise<void> => void sent.push(mail),
  };
  const codes = createCodes({ store, core, flows, mailer, selfSignUp });
  const ctx = house.ctx();
  return {
    flows,
    codes,
    sent,
    send: () => codes.sendDue(ctx, new AbortController().signal),
    begin: async (email: string) =>
      (await flows.begin(ctx, { purpose: 'sign_in', email, emailKey: addressKey(email) })).flow,
    ask: (
      flow: Parameters<typeof codes.request>[1],
      more: { network?: string; mark?: string } = {},
    ) =>
      codes.request(ctx, flow, {
        address: flow.email ?? '',
        locale: 'en',
        network: more.network ?? '192.0.2.1',
        mark: more.mark,
      }),
    check: (flow: Parameters<typeof codes.check>[1], text: string) => codes.check(ctx, flow, text),
  };
}

const wrong = (code: string): string => (code.startsWith('0') ? '1' : '0') + code.slice(1);

overApplications('codes of sign-in', (house, { secondApplication }) => {
  test('signin E5: a code that was mailed first works until its own end, whatever was asked for after it', async () => {
    const { begin, ask, send, sent, check } = codesOf(house());
    await house().core.accounts.create(house().ctx(), {
      email: 'e5@x.example',
      name: 'E',
      emailVerified: true,
    });
    const flow = await begin('e5@x.example');
    await ask(flow);
    await send();
    house().clock.advance(MINUTE);
    await ask(flow);
    await send();
    expect(sent).toHaveLength(2);
    expect(sent[0]?.code).not.toBe(sent[1]?.code);
    expect(await check(flow, sent[0]?.code ?? '')).toMatchObject({
      outcome: 'right',
      email: 'e5@x.example',
    });
    // used once: neither it nor its sister is worth anything after that
    for (const { code } of sent) expect(await check(flow, code)).toEqual({ outcome: 'over' });
  });

  test('signin E7: the sixth wrong guess meets no code, also when a hundred come at once at two processes', async () => {
    const { begin, ask, send, sent, check } = codesOf(house());
    const other = codesOf(await secondApplication());
    await house().core.accounts.create(house().ctx(), {
      email: 'e7@x.example',
      name: 'E',
      emailVerified: true,
    });
    const flow = await begin('e7@x.example');
    await ask(flow);
    await send();
    const code = sent[0]?.code ?? '';
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 ? check : other.check)(flow, wrong(code)),
      ),
    );
    expect(guesses.every(({ outcome }) => outcome !== 'right')).toBe(true);
    const [kept] = (
      await house().store.read.signInCodes.find({
        where: {
          kind: 'all',
          terms: [{ kind: 'compare', field: { column: 'flowId' }, operator: 'eq', value: flow.id }],
        },
        limit: 5,
      })
    ).records;
    expect(kept?.failures).toBe(5);
    expect((await check(flow, code)).outcome).toBe('over');
    expect((await other.check(flow, code)).outcome).toBe('over');
  });

  test('signin E7: five guesses leave the right code dead on another flow of the same person alive', async () => {
    const { begin, ask, send, sent, check } = codesOf(house());
    await house().core.accounts.create(house().ctx(), {
      email: 'e7b@x.example',
      name: 'E',
      emailVerified: true,
    });
    const attacked = await begin('e7b@x.example');
    await ask(attacked, { network: '203.0.113.9' });
    const own = await begin('e7b@x.example');
    await ask(own);
    await send();
    const codeOf = (id: string): string => sent.find(({ flowId }) => flowId === id)?.code ?? '';
    for (let guess = 0; guess < 5; guess += 1) {
      expect((await check(attacked, wrong(codeOf(attacked.id)))).outcome).toBe('wrong');
    }
    expect((await check(attacked, codeOf(attacked.id))).outcome).not.toBe('right');
    expect(await check(own, codeOf(own.id))).toMatchObject({ outcome: 'right' });
  });

  test('signin E4: a code of one browser is worth nothing in the flow of another', async () => {
    const { begin, ask, send, sent, check, flows } = codesOf(house());
    await house().core.accounts.create(house().ctx(), {
      email: 'e4@x.example',
      name: 'E',
      emailVerified: true,
    });
    const attacker = await begin('e4@x.example');
    await ask(attacker);
    await send();
    const victim = await begin('victim@x.example');
    expect((await check(victim, sent[0]?.code ?? '')).outcome).not.toBe('right');
    expect(
      await flows.open(house().ctx(), attacker.id, 'secret of another browser'),
    ).toBeUndefined();
  });

  test('signin E9: mails to one address are bounded over two processes, and a browser that is known has codes of its own', async () => {
    const one = codesOf(house());
    const { codes, begin, ask, send, sent, check } = one;
    const other = codesOf(await secondApplication());
    const email = 'e9@x.example';
    await house().core.accounts.create(house().ctx(), { email, name: 'V', emailVerified: true });
    for (let round = 0; round < 100; round += 1) {
      const at = round % 2 ? one : other;
      await at.ask(await at.begin(email), { network: `203.0.113.${round % 50}` });
    }
    for (let more = true; more;) more = (await send()).more;
    while ((await other.send()).more);
    expect(sent.length + other.sent.length).toBeGreaterThanOrEqual(10);
    expect(sent.length + other.sent.length).toBeLessThanOrEqual(11);
    const own = await begin(email);
    await ask(own, { network: '192.0.2.7', mark: codes.markOf(house().ctx(), email) });
    await send();
    const code = sent.find(({ flowId }) => flowId === own.id)?.code ?? '';
    expect(await check(own, code)).toMatchObject({ outcome: 'right' });
    // a browser that was never known gets one within a minute
    house().clock.advance(MINUTE);
    const stranger = await begin(email);
    await ask(stranger, { network: '192.0.2.8' });
    await send();
    expect(sent.some(({ flowId }) => flowId === stranger.id)).toBe(true);
    // and the mark of another address opens nothing
    const before = sent.length;
    await ask(await begin(email), {
      network: '192.0.2.9',
      mark: codes.markOf(house().ctx(), 'a@x.example'),
    });
    await send();
    expect(sent).toHaveLength(before);
  });

  test('signin P4: known, unknown, suspended and invited addresses cost the same statements', async () => {
    const { core, clock } = house();
    const ctx = house().ctx();
    const organization = await house().organization();
    const person = (email: string) => ({ email, name: 'P' });
    await core.accounts.create(ctx, { ...person('account@same.example'), emailVerified: true });
    await core.members.add(ctx, organization.id, person('member@same.example'));
    const off = await core.members.add(ctx, organization.id, person('off@same.example'));
    await core.members.suspend(ctx, { organizationId: organization.id, memberId: off.id });
    const invitation = { email: 'in@same.example', send: false };
    await core.invitations.create(ctx, organization.id, invitation);
    const calls: string[] = [];
    const store = recording(house().store, calls);
    const flows = createFlows({ store });
    const mailed: string[] = [];
    const mailer = {
      isOffered: () => true,
      send: async ({ to }: CodeMail): Promise<void> => void mailed.push(to),
    };
    const codes = createCodes({ store, core, flows, mailer, selfSignUp: false });
    const ways = createWays({ store });
    const seen: Record<string, readonly string[]> = {};
    for (const [index, name] of ['account', 'member', 'off', 'in', 'nobody'].entries()) {
      clock.advance(MINUTE);
      calls.length = 0;
      const address = `${name}@same.example`;
      expect(await ways.ofAddress(ctx, address)).toEqual([]);
      const emailKey = addressKey(address);
      const { flow } = await flows.begin(ctx, { purpose: 'sign_in', email: address, emailKey });
      const network = `198.51.100.${index}`;
      await codes.request(ctx, flow, { address, locale: 'en', network });
      seen[name] = [...calls];
    }
    expect(seen['nobody']?.length).toBeGreaterThan(8);
    for (const of of Object.values(seen)) expect(of).toEqual(seen['nobody']);
    // who gets a mail is decided later, where no page waits for it
    await codes.sendDue(ctx, new AbortController().signal);
    expect(mailed.sort()).toEqual(
      ['account', 'in', 'member'].map((name) => `${name}@same.example`),
    );
  });

  test('signin P4: a code is mailed to those who are expected, and to nobody else', async () => {
    const { begin, ask, send, sent } = codesOf(house());
    const { core } = house();
    const organization = await house().organization();
    await core.members.add(house().ctx(), organization.id, {
      email: 'member@p4.example',
      name: 'M',
    });
    await core.invitations.create(house().ctx(), organization.id, {
      email: 'invited@p4.example',
      send: false,
    });
    const closed = await house().organization(null);
    await core.members.add(house().ctx(), closed.id, { email: 'refused@p4.example', name: 'R' });
    const policies = { emailCode: 'refused' } as const;
    await core.organizations.update(house().ctx(), { organizationId: closed.id }, { policies });
    for (const name of ['member', 'invited', 'refused', 'nobody']) {
      await ask(await begin(`${name}@p4.example`));
    }
    await send();
    expect(sent.map(({ to }) => to).sort()).toEqual(['invited@p4.example', 'member@p4.example']);
    const open = codesOf(house(), true);
    await open.ask(await open.begin('new@p4.example'));
    await open.send();
    expect(open.sent.map(({ to }) => to)).toEqual(['new@p4.example']);
  });

  test('an ended code is never mailed, and a failing mail server keeps it waiting', async () => {
    const { begin, ask, send, sent, codes } = codesOf(house());
    await house().core.accounts.create(house().ctx(), {
      email: 'late@x.example',
      name: 'E',
      emailVerified: true,
    });
    await ask(await begin('late@x.example'));
    house().clock.advance(11 * MINUTE);
    await send();
    expect(sent).toEqual([]);
    expect((await codes.removeOld(house().ctx())).done).toBeGreaterThan(0);
  });

  test('the first proof of a mailbox makes the account and links members where codes are let in', async () => {
    const { core } = house();
    const ctx = house().ctx();
    const email = 'first@proof.example';
    const [open, closed] = [await house().organization(), await house().organization()];
    const policies = { emailCode: 'refused' } as const;
    await core.organizations.update(ctx, { organizationId: closed.id }, { policies });
    const here = await core.members.add(ctx, open.id, { email, name: 'First Proof' });
    const there = await core.members.add(ctx, closed.id, { email, name: 'First Proof' });
    const accounts = await Promise.all(
      [1, 2, 3].map(() => core.accounts.proveMailbox(ctx, { email })),
    );
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(1);
    expect(accounts[0]).toMatchObject({ name: 'First Proof', email });
    expect((await core.members.get(ctx, open.id, here.id)).accountId).toBe(accounts[0]?.id);
    expect((await core.members.get(ctx, closed.id, there.id)).accountId).toBeUndefined();
  });

  test('a link of the operator makes an owner once, when it is used', async () => {
    const { core } = house();
    const ctx = house().ctx();
    const organization = await house().organization(null);
    const links = createSignInLinks({ core });
    const made = await links.create(ctx, {
      email: 'First@Owner.example',
      ownerOf: organization.slug,
    });
    expect(await links.open(ctx, made.token)).toMatchObject({ ownerOf: { id: organization.id } });
    const account = await links.use(ctx, made.token);
    expect(account).toMatchObject({ email: 'First@Owner.example' });
    const [member] = (await core.members.list(ctx, organization.id, { limit: 10 })).items;
    expect(member).toMatchObject({ standing: 'owner', accountId: account?.id, status: 'active' });
    expect(await links.use(ctx, made.token)).toBeUndefined();
    const late = await links.create(ctx, { email: 'late@owner.example' });
    house().clock.advance(11 * MINUTE);
    expect(await links.open(ctx, late.token)).toBeUndefined();
    await expect(links.create(ctx, { email: 'a@b.example', ownerOf: 'nowhere' })).rejects.toThrow();
  });
});
