import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MailSettings, Notifications } from '#notifications/index.js';
import { equals, type Mail } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';
import { faultOf } from '../kit/faults.js';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const never = new AbortController().signal;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

overApplications('mails, and clocks and processes that fail', (app) => {
  const server = new MailServer();
  const opened: Notifications[] = [];
  let org: TestOrganization;
  let mail: Notifications;

  const serviceOf = (more: Partial<MailSettings> = {}): Notifications => {
    const service = app().notificationsWith({ smtp: server.smtp(), ...more });
    opened.push(service);
    return service;
  };

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(async () => {
    server.behaviour = {};
    server.received.length = 0;
    org = await TestOrganization.create(app());
    mail = serviceOf();
    await app().store.transaction('mails', (tx) =>
      tx.mails.setWhere(equals('status', 'queued'), 'status', 'suppressed'),
    );
  });
  afterEach(() => {
    for (const service of opened.splice(0)) service.close();
  });

  let counted = 0;
  async function invite(): Promise<string> {
    counted += 1;
    const email = `invitee-${counted}@example.com`;
    await app().core.invitations.create(app().ctx(), org.id, { email, roles: ['member'] });
    return email;
  }
  const send = (service = mail) => service.sendDue(app().ctx(), never);
  async function mailOf(email: string): Promise<Mail> {
    const found = await app().store.read.mails.first(equals('toKey', email));
    if (!found) throw new Error(`There is no mail to ${email}.`);
    return found;
  }

  const giveRole = (memberId: string, role: string) =>
    app().core.memberRoles.change(
      app().ctx(),
      org.id,
      memberId,
      { kind: 'set', roles: [{ role }] },
      { confirm: true },
    );

  for (const [title, aheadMs] of [
    ['two days', 2 * DAY_MS],
    ['an hour', 3_600_000],
  ] as const) {
    test(`M2 a mail that was queued ${title} later leaves when the clock is set back`, async () => {
      app().clock.advance(aheadMs);
      const email = await invite();
      app().clock.advance(-aheadMs);
      await send();
      expect(server.mailsTo(email)).toHaveLength(1);
      expect((await mailOf(email)).status).toBe('sent');
    });

    test(`M2 a retry that was planned ${title} later is tried when the clock is set back`, async () => {
      app().clock.advance(aheadMs);
      const email = await invite();
      server.behaviour = { refuse: { code: 451 } };
      await send();
      expect(await mailOf(email)).toMatchObject({ status: 'queued', attempts: 1 });
      app().clock.advance(-aheadMs);
      server.behaviour = {};
      await send();
      expect(server.mailsTo(email)).toHaveLength(1);
    });

    test(`M2 a claim of ${title} later lapses like any other`, async () => {
      const email = await invite();
      const { id } = await mailOf(email);
      const dueAt = new Date(app().clock.now() + aheadMs).toISOString();
      await app().store.transaction('mails', async (tx) => {
        const before = await tx.mails.get(id);
        const version = before!.version + 1;
        await tx.mails.update({ ...before!, status: 'sending', version, dueAt, updatedAt: dueAt });
      });
      // it may be a process that lives and will renew it
      await send();
      expect(server.mailsTo(email)).toHaveLength(0);
      app().clock.advance(31 * SECOND_MS);
      await send();
      expect(server.mailsTo(email)).toHaveLength(1);
    });

    test(`M2 a notification that waits for ${title} later is delivered`, async () => {
      const member = await org.person('viewer');
      app().clock.advance(aheadMs);
      await giveRole(member.id, 'member');
      app().clock.advance(-aheadMs);
      await send();
      expect(server.mailsTo(member.email ?? '')).toHaveLength(1);
    });

    test(`M2 mails of ${title} later do not count against the hour of an address`, async () => {
      const service = serviceOf({ perAddressHour: 2 });
      const member = await org.person('viewer');
      const change = async (role: string) => {
        await giveRole(member.id, role);
        app().clock.advance(31 * SECOND_MS);
        await send(service);
      };
      app().clock.advance(aheadMs);
      for (const role of ['member', 'viewer']) await change(role);
      const before = server.mailsTo(member.email ?? '').length;
      expect(before).toBeGreaterThan(0);
      app().clock.advance(-aheadMs - 62 * SECOND_MS);
      await change('member');
      expect(server.mailsTo(member.email ?? '')).toHaveLength(before + 1);
    });
  }

  test('M2 a clock that is set back while a mail is being sent sends it once', async () => {
    const email = await invite();
    server.behaviour = { slowMs: 1_000 };
    app().clock.advance(2 * DAY_MS);
    const sending = send();
    await pause(300);
    app().clock.advance(-2 * DAY_MS);
    expect(await send(serviceOf())).toMatchObject({ done: 0 });
    await sending;
    await send();
    expect(server.mailsTo(email)).toHaveLength(1);
    expect((await mailOf(email)).status).toBe('sent');
  });

  test('M2 windows of rates that begin in the future are not believed', async () => {
    const { core } = app();
    app().clock.advance(2 * DAY_MS);
    const input = { email: 'often@example.com', roles: [] };
    const attempt = async () => {
      const made = await core.invitations.create(app().ctx(), org.id, input);
      await core.invitations.revoke(app().ctx(), org.id, made.invitation.id, {});
    };
    for (let n = 0; n < 5; n += 1) await attempt();
    expect(await faultOf(attempt())).toMatchObject({ code: 'invitation.too_many' });
    app().clock.advance(-2 * DAY_MS);
    await attempt();
  });

  test('M2 the day on which journals were purged is not believed when it lies ahead', async () => {
    const { core, clock, store } = app();
    await core.journal.purge(app().ctx());
    clock.advance(2 * DAY_MS);
    await core.journal.purge(app().ctx());
    const ahead = await store.read.tallies.get('journal-purge-day');
    clock.advance(-2 * DAY_MS);
    await core.journal.purge(app().ctx());
    expect(await store.read.tallies.get('journal-purge-day')).toBe(ahead - 2);
  });

  test('M23 a claim lapses within half a minute when its process dies', async () => {
    const email = await invite();
    server.behaviour = { slowMs: 2_000 };
    const dying = send();
    await pause(300);
    expect((await mailOf(email)).status).toBe('sending');
    server.behaviour = {};
    // no sign of life
    app().clock.advance(31 * SECOND_MS);
    await send(serviceOf());
    expect((await mailOf(email)).status).toBe('sent');
    await dying;
    await send();
    expect(server.mailsTo(email).length).toBeLessThanOrEqual(2);
    const ids = server.mailsTo(email).map((one) => one.mail.messageId);
    expect(new Set(ids).size).toBe(1);
  });

  test('M23 a process that lives keeps its claim, however slow the server is', async () => {
    const email = await invite();
    server.behaviour = { slowMs: 11_500 };
    const sending = send();
    await pause(300);
    app().clock.advance(25 * SECOND_MS);
    await pause(10_200);
    app().clock.advance(25 * SECOND_MS);
    expect(await send(serviceOf())).toMatchObject({ done: 0 });
    await sending;
    expect(server.mailsTo(email)).toHaveLength(1);
  });
});
