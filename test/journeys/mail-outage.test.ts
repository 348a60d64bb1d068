import { expect, test } from '@jest/globals';
import { newAddress, Company } from '../seeds/products.js';
import { HOUR_MS, MINUTE_MS, overInstallations, tokenIn } from './installations.js';

overInstallations('the mail server is away', (installation) => {
  test('for nine hours: invitations wait, are seen to wait, and all come once, with links that work', async () => {
    const company = await Company.open(installation().server, 'standard');
    const { first, params } = company;
    const { mails, clock } = installation();
    const people = Array.from({ length: 8 }, newAddress);
    await mails.stop();
    const ids: string[] = [];
    for (const email of people) {
      ids.push((await first.createInvitation({ ...params, body: { email } })).id);
    }
    for (let hour = 0; hour < 9; hour += 1) {
      await installation().run('send-mail');
      clock.advance(HOUR_MS);
    }
    const { items } = await first.listInvitations({ ...params, query: { limit: 50 } });
    expect(items.map(({ delivery }) => delivery)).toEqual(people.map(() => 'queued'));
    const { items: outbox } = await first.listMails({
      ...params,
      query: { status: 'queued' },
    });
    expect(outbox).toHaveLength(people.length);
    expect(outbox.some(({ error }) => error !== undefined)).toBe(true);

    await mails.start();
    for (let hour = 0; hour < 6; hour += 1) {
      clock.advance(HOUR_MS);
      await installation().run('send-mail');
    }
    expect(people.map((email) => mails.mailsTo(email).length)).toEqual(people.map(() => 1));
    const { delivery } = await first.getInvitation(company.invitationParams(ids[0] ?? ''));
    expect(delivery).toBe('sent');
    const [one = ''] = people;
    await company.accept(tokenIn(mails.mailsTo(one)), one);
    expect(await company.roster()).toContain(`${one} active`);
  });

  test('it takes a mail and is cut before it says so: one copy more, known by its Message-ID', async () => {
    const company = await Company.open(installation().server, 'standard');
    const { mails, clock } = installation();
    const email = newAddress();
    mails.behaviour = { cutAfter: true };
    const made = await company.first.createInvitation({
      ...company.params,
      body: { email },
    });
    await installation().run('send-mail');
    expect(mails.mailsTo(email)).toHaveLength(1);
    mails.behaviour = {};
    await mails.start();
    for (let round = 0; round < 4; round += 1) {
      clock.advance(20 * MINUTE_MS);
      await installation().run('send-mail');
    }
    const ids = mails.mailsTo(email).map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    const { delivery } = await company.first.getInvitation(company.invitationParams(made.id));
    expect(delivery).toBe('sent');
  });
});
