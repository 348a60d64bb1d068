import { expect, test } from '@jest/globals';
import { anAddress, Company } from '../seeds/products.js';
import { HOUR, MINUTE, overRoads, tokenIn } from './roads.js';

overRoads('the mail server is away', (road) => {
  test('for nine hours: invitations wait, are seen to wait, and all come once, with links that work', async () => {
    const company = await Company.open(road().server, 'standard');
    const { first, here } = company;
    const { mails, clock } = road();
    const people = Array.from({ length: 8 }, anAddress);
    await mails.stop();
    const ids: string[] = [];
    for (const email of people) {
      ids.push((await first.createInvitation({ ...here, body: { email } })).id);
    }
    for (let hour = 0; hour < 9; hour += 1) {
      await road().run('send-mail');
      clock.advance(HOUR);
    }
    const { items } = await first.listInvitations({ ...here, query: { limit: 50 } });
    expect(items.map(({ delivery }) => delivery)).toEqual(people.map(() => 'queued'));
    const { items: outbox } = await first.listMails({ ...here, query: { status: 'queued' } });
    expect(outbox).toHaveLength(people.length);
    expect(outbox.some(({ error }) => error !== undefined)).toBe(true);

    await mails.start();
    for (let hour = 0; hour < 6; hour += 1) {
      clock.advance(HOUR);
      await road().run('send-mail');
    }
    expect(people.map((email) => mails.to(email).length)).toEqual(people.map(() => 1));
    const { delivery } = await first.getInvitation(company.on(ids[0] ?? ''));
    expect(delivery).toBe('sent');
    const [one = ''] = people;
    await company.accept(tokenIn(mails.to(one)), one);
    expect(await company.roster()).toContain(`${one} active`);
  });

  test('it takes a mail and is cut before it says so: one copy more, known by its Message-ID', async () => {
    const company = await Company.open(road().server, 'standard');
    const { mails, clock } = road();
    const email = anAddress();
    mails.mood = { cutAfter: true };
    const made = await company.first.createInvitation({ ...company.here, body: { email } });
    await road().run('send-mail');
    expect(mails.to(email)).toHaveLength(1);
    mails.mood = {};
    await mails.start();
    for (let round = 0; round < 4; round += 1) {
      clock.advance(20 * MINUTE);
      await road().run('send-mail');
    }
    const ids = mails.to(email).map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    const { delivery } = await company.first.getInvitation(company.on(made.id));
    expect(delivery).toBe('sent');
  });
});
