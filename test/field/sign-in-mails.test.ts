import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Notifications } from '#notifications/index.js';
import { overApplications } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { SignInCustomer } from '../kit/sign-ins.js';

// What owners and administrators read of sign-ins that they must act on: at most once a day, in their language.

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

overApplications('mails of sign-in', (app) => {
  const server = new MailServer();
  let mail: Notifications;

  beforeAll(async () => {
    await server.start();
    mail = app().notificationsWith({ perAddressHour: 100, smtp: server.smtp() });
  });
  afterAll(async () => {
    mail.close();
    await server.stop();
  });

  const subjectsTo = async (here: SignInCustomer): Promise<string[]> => {
    while ((await mail.sendDue(app().ctx(), never)).more);
    return server.mailsTo(here.owner.email ?? '').map(({ mail: one }) => one.subject ?? '');
  };

  test('signin R1 groups that cannot be read are told once a day for each connection', async () => {
    const here = await SignInCustomer.create(app());
    const about = 'Groups of people at Company sign-in cannot be read';
    await here.admitted('gina', { groups: 'unreadable' });
    const [first = ''] = await subjectsTo(here);
    expect(first).toContain(about);
    // read again, and unreadable again: a second entry of the journal on the same day
    await here.admitted('gina', { groups: [] });
    await here.admitted('gina', { groups: 'unreadable' });
    expect(await here.entries('sign_in.groups_unreadable')).toHaveLength(2);
    expect(await subjectsTo(here)).toEqual([first]);
    app().clock.advance(25 * HOUR_MS);
    await here.admitted('gina', { groups: [] });
    await here.admitted('gina', { groups: 'unreadable' });
    expect(await subjectsTo(here)).toEqual([first, first]);
  });

  test('signin S2 an address that is kept is told once a day for each person', async () => {
    const here = await SignInCustomer.create(app());
    await here.admitted('sara');
    await here.admitted('sven');
    for (const domain of ['one', 'two', 'one']) {
      await here.admitted('sara', { email: `sara@${domain}.example` });
    }
    await here.admitted('sven', { email: 'sven@one.example' });
    expect(await here.entries('sign_in.address_kept')).toHaveLength(4);
    const subjects = await subjectsTo(here);
    expect(subjects).toHaveLength(2);
    for (const subject of subjects) {
      expect(subject).toContain('has another address at the identity provider');
    }
    const texts = server.mailsTo(here.owner.email ?? '').map(({ mail: one }) => one.text ?? '');
    expect(texts.join()).toContain('sara@one.example');
    expect(texts.join()).toContain('has not proved its domain');
    app().clock.advance(25 * HOUR_MS);
    await here.admitted('sara', { email: 'sara@three.example' });
    expect(await subjectsTo(here)).toHaveLength(3);
  });
});
