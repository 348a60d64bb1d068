import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOfToken } from '#core/index.js';
import type { MailSettings, Notifications } from '#notifications/index.js';
import { equals, type Mail } from '#store/index.js';
import { overApplications, type TestApplication } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';
import { expectSoon } from '../kit/soon.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const never = new AbortController().signal;

overApplications('the outbox', (app, { secondApplication }) => {
  const server = new MailServer();
  const opened: Notifications[] = [];
  let org: TestOrganization;
  let mail: Notifications;

  const serviceOf = (of: TestApplication, more: Partial<MailSettings> = {}): Notifications => {
    const service = of.notificationsWith({
      smtp: {
        host: '127.0.0.1',
        port: server.port,
        secure: false,
        requireTls: false,
        connections: 2,
        timeoutSeconds: 2,
      },
      ...more,
    });
    opened.push(service);
    return service;
  };

  beforeAll(() => server.start());
  afterAll(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    server.behaviour = {};
    server.received.length = 0;
    org = await TestOrganization.create(app());
    mail = serviceOf(app());
    // what the tests before left behind is not ours
    await app().store.transaction('mails', (tx) =>
      tx.mails.setWhere(equals('status', 'queued'), 'status', 'suppressed'),
    );
  });
  afterEach(() => {
    for (const service of opened.splice(0)) service.close();
  });

  let counted = 0;
  const invite = async (email?: string, more: object = {}): Promise<string> => {
    counted += 1;
    const { invitation } = await app().core.invitations.create(app().ctx(), org.id, {
      email: email ?? `invitee-${counted}@example.com`,
      roles: ['member'],
      ...more,
    });
    return invitation.id;
  };
  const send = (service = mail) => service.sendDue(app().ctx(), never);
  const outbox = async (): Promise<Mail[]> => {
    const { items } = await app().notifications.mails.list(app().ctx(), org.id, { limit: 200 });
    return [...items];
  };
  const only = async (): Promise<Mail> => {
    const [first, ...more] = await outbox();
    if (!first || more.length > 0) throw new Error(`There are ${more.length + 1} mails.`);
    return first;
  };
  const deliveryOf = async (id: string): Promise<string | undefined> =>
    (await app().store.read.invitations.get(id))?.delivery;

  test('a mail stands in the transaction of its reason: refused changes leave none', async () => {
    const before = app().wakes;
    await invite('user-1@example.com');
    await expect(invite('User-1@Example.com')).rejects.toThrow('pending invitation');
    expect(app().wakes).toBe(before + 1);
    expect(await only()).toMatchObject({
      template: 'invitation',
      to: 'user-1@example.com',
      status: 'queued',
      attempts: 0,
    });
  });

  test('no record, no list and no log holds a link; the mail does', async () => {
    const id = await invite('user-2@example.com');
    await send();
    const [got] = server.mailsTo('user-2@example.com');
    const token = app().core.links.token('invite', id, 1);
    expect(got?.mail.text).toContain(token);
    const kept = JSON.stringify([await outbox(), await app().journal(org.id)]);
    expect(kept).not.toContain('muster_invite_');
    expect(await deliveryOf(id)).toBe('sent');
    expect(await only()).toMatchObject({ status: 'sent', attempts: 1 });
  });

  test('the server is away for hours: nothing is lost, nothing comes twice', async () => {
    const id = await invite('user-3@example.com');
    await server.stop();
    const times: string[] = [];
    for (let hour = 0; hour < 12; hour += 1) {
      await send();
      times.push((await only()).dueAt);
      app().clock.advance(HOUR);
    }
    const waiting = await only();
    expect(waiting.status).toBe('queued');
    expect(waiting.error).toBeTruthy();
    // it waits longer and longer: not one try an hour
    expect(waiting.attempts).toBeLessThan(12);
    expect(waiting.attempts).toBeGreaterThan(3);
    expect(await deliveryOf(id)).toBe('queued');
    await server.start();
    app().clock.advance(5 * HOUR);
    await send();
    await send();
    expect(server.mailsTo('user-3@example.com')).toHaveLength(1);
    expect((await only()).status).toBe('sent');
  });

  test('one mail finds the server away: the others are not tried, and count no attempt', async () => {
    for (let n = 0; n < 12; n += 1) await invite();
    await server.stop();
    await send();
    const attempts = (await outbox()).map((one) => one.attempts);
    expect(attempts.filter((n) => n > 0).length).toBeLessThanOrEqual(4);
    await server.start();
    app().clock.advance(10 * MINUTE);
    await send();
    expect(server.received).toHaveLength(12);
  });

  test('after five days of tries it has failed, and the invitation says so', async () => {
    const id = await invite('user-4@example.com', { lifeDays: 30 });
    server.behaviour = { refuse: { code: 451 } };
    await send();
    expect((await only()).status).toBe('queued');
    app().clock.advance(5 * 24 * HOUR);
    await send();
    expect(await only()).toMatchObject({ status: 'failed', attempts: 2 });
    expect(await deliveryOf(id)).toBe('failed');
    app().clock.advance(24 * HOUR);
    expect(await send()).toMatchObject({ done: 0 });
  });

  test('crash between sending and marking: one copy more, with the same Message-ID', async () => {
    await invite('user-5@example.com');
    server.behaviour = { cutAfter: true };
    await send();
    expect(server.mailsTo('user-5@example.com')).toHaveLength(1);
    await server.start();
    server.behaviour = {};
    app().clock.advance(10 * MINUTE);
    await send();
    const ids = server.mailsTo('user-5@example.com').map(({ mail: one }) => one.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^<[0-9a-f-]{36}@muster\.example>$/);
  });

  test('a process dies with a mail in its hands: another takes it when the lease is over', async () => {
    await invite('user-6@example.com');
    server.behaviour = { slowMs: 3_000 };
    const dying = send().catch(() => undefined);
    await expectSoon(async () => (await only()).status, 'sending');
    const other = serviceOf(app());
    // meanwhile it belongs to the first
    expect(await send(other)).toMatchObject({ done: 0, failed: 0 });
    expect((await only()).status).toBe('sending');
    app().clock.advance(11 * MINUTE);
    server.behaviour = {};
    await send(other);
    expect((await only()).status).toBe('sent');
    const settled = await only();
    await dying;
    // the first one's late word changes nothing
    expect(await only()).toEqual(settled);
  });

  test('two processes send at the same time: every mail once', async () => {
    for (let n = 0; n < 15; n += 1) await invite();
    const other = serviceOf(await secondApplication());
    const outcomes = await Promise.all([send(), send(other), send(), send(other)]);
    expect(outcomes.reduce((sum, { done }) => sum + done, 0)).toBe(15);
    expect(server.received).toHaveLength(15);
    expect(new Set(server.received.map(({ mailsTo }) => mailsTo)).size).toBe(15);
  });

  test('the recipient’s server says no for good: bounced, not tried again', async () => {
    const id = await invite('user-7@example.com');
    const other = await invite('user-8@example.com');
    server.behaviour = {
      refuse: { code: 550, text: 'no such mailbox' },
      only: 'user-7@example.com',
    };
    await send();
    expect(await deliveryOf(id)).toBe('bounced');
    expect(await deliveryOf(other)).toBe('sent');
    const bounced = (await outbox()).find(({ to }) => to === 'user-7@example.com');
    expect(bounced).toMatchObject({ status: 'bounced', attempts: 1 });
    expect(bounced?.error).toContain('no such mailbox');
    app().clock.advance(24 * HOUR);
    server.behaviour = {};
    await send();
    expect(server.mailsTo('user-7@example.com')).toEqual([]);
    // by hand it can be
    await app().notifications.mails.retry(app().ctx(), org.id, bounced?.id ?? '');
    await send();
    expect(server.mailsTo('user-7@example.com')).toHaveLength(1);
  });

  test('content that is refused bounces; a refusal for now is tried again', async () => {
    await invite('user-9@example.com');
    server.behaviour = { refuseData: { code: 452 } };
    await send();
    expect((await only()).status).toBe('queued');
    app().clock.advance(5 * MINUTE);
    server.behaviour = { refuseData: { code: 554 } };
    await send();
    expect((await only()).status).toBe('bounced');
  });

  test('an invitation that ended, or was sent anew, is not mailed with its old link', async () => {
    const { core, ctx } = app();
    const revoked = await invite('user-10@example.com');
    await core.invitations.revoke(ctx(), org.id, revoked, {});
    const resent = await invite('user-11@example.com');
    app().clock.advance(2 * MINUTE);
    await core.invitations.resend(ctx(), org.id, resent);
    const expired = await invite('user-12@example.com', { lifeDays: 1 });
    await send();
    expect(server.mailsTo('user-10@example.com')).toEqual([]);
    const [got, ...more] = server.mailsTo('user-11@example.com');
    expect(more).toEqual([]);
    expect(got?.mail.text).toContain(core.links.token('invite', resent, 2));
    expect(await deliveryOf(expired)).toBe('sent');
    const states = (await outbox()).map(({ to, status }) => `${to} ${status}`).sort();
    expect(states).toEqual([
      'user-10@example.com suppressed',
      'user-11@example.com sent',
      'user-11@example.com suppressed',
      'user-12@example.com sent',
    ]);
  });

  test('nothing leaves for a disabled organization', async () => {
    await invite('user-13@example.com');
    const { store } = app();
    const active = await store.read.organizations.get(org.id);
    if (!active) throw new Error('There is no organization.');
    await store.transaction(org.id, (tx) =>
      tx.organizations.update({ ...active, status: 'disabled', version: active.version + 1 }),
    );
    await send();
    expect(server.received).toEqual([]);
    expect((await only()).status).toBe('suppressed');
  });

  test('M16 a mail whose link cannot be made again gets another one, and the one before goes on', async () => {
    const id = await invite('user-14@example.com');
    const { store, core } = app();
    const sent = core.links.token('invite', id, 1);
    const lost = `muster_invite_${'0'.repeat(48)}`;
    await store.transaction(org.id, (tx) =>
      tx.invitations.setWhere(equals('id', id), 'tokenHash', hashOfToken(lost)),
    );
    await send();
    expect(await only()).toMatchObject({ status: 'sent' });
    const mail = server.received.at(-1)?.mail.text;
    expect(mail).toContain(sent);
    for (const token of [sent, lost]) {
      expect(await core.invitations.lookUp(app().ctx(), token)).toMatchObject({
        status: 'pending',
      });
    }
    // a newer link ends both
    app().clock.advance(120_000);
    await core.invitations.resend(app().ctx(), org.id, id);
    for (const token of [sent, lost]) {
      await expect(core.invitations.lookUp(app().ctx(), token)).rejects.toMatchObject({
        code: 'invitation.superseded',
      });
    }
    const { items } = await core.journal.list(app().ctx(), org.id, { limit: 50, after: 0 });
    expect(items.map(({ type }) => type)).toContain('invitation.link_replaced');
  });

  test('an address gets so many mails an hour; the others wait, none is dropped', async () => {
    const few = serviceOf(app(), { perAddressHour: 3 });
    const { notifications, ctx } = app();
    for (let n = 0; n < 7; n += 1) {
      const notice = { notice: 'user-action', title: `Action ${n}` };
      await notifications.sendHostNotice(ctx(), org.id, notice);
    }
    await send(few);
    const address = org.first.email ?? '';
    expect(server.mailsTo(address)).toHaveLength(3);
    app().clock.advance(HOUR + MINUTE);
    await send(few);
    expect(server.mailsTo(address)).toHaveLength(6);
    app().clock.advance(HOUR + MINUTE);
    await send(few);
    const subjects = server.mailsTo(address).map(({ mail: one }) => one.subject);
    expect(new Set(subjects).size).toBe(7);
  });

  test('a queued mail can be taken back; one that is over cannot', async () => {
    const { notifications, ctx } = app();
    await invite('user-15@example.com');
    const { id } = await only();
    expect((await notifications.mails.cancel(ctx(), org.id, id)).status).toBe('suppressed');
    await send();
    expect(server.received).toEqual([]);
    await expect(notifications.mails.cancel(ctx(), org.id, id)).rejects.toMatchObject({
      code: 'mail.over',
      details: { status: 'suppressed' },
    });
    const other = await TestOrganization.create(app());
    await expect(notifications.mails.get(ctx(), other.id, id)).rejects.toMatchObject({
      code: 'mail.missing',
    });
  });

  test('a mail service reports by Message-ID what became of it', async () => {
    const id = await invite('user-16@example.com');
    await send();
    const { messageId } = await only();
    const { notifications, ctx } = app();
    await notifications.mails.report(ctx(), messageId, 'bounced', 'mailbox unknown');
    expect(await only()).toMatchObject({ status: 'bounced', error: 'mailbox unknown' });
    expect(await deliveryOf(id)).toBe('bounced');
  });

  test('addresses with capitals, plus signs, Unicode and foreign domains arrive as they are', async () => {
    const addresses = ['User.One+tag@Example.com', 'grüße@example.com', 'user@bücher.example'];
    for (const address of addresses) await invite(address);
    await send();
    const got = server.received.map(({ mailsTo }) => mailsTo).sort();
    expect(got.map((one) => one.split('@')[0]).sort()).toEqual(['User.One+tag', 'grüße', 'user']);
    expect(got.find((one) => one.startsWith('user@'))).toMatch(/^user@(xn--bcher-kva|bücher)\./);
    expect((await outbox()).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  });

  test('the code that proves a domain goes to its mailbox, until a newer one was asked for', async () => {
    const { core, ctx } = app();
    counted += 1;
    const name = `proof-${counted}.example`;
    const domain = await core.domains.add(ctx(), org.id, name);
    const place = { organizationId: org.id, id: domain.id };
    await core.domains.sendCode(ctx(), place, 'postmaster');
    await core.domains.sendCode(ctx(), place, 'postmaster');
    await send();
    const [got, ...more] = server.mailsTo(`postmaster@${name}`);
    expect(more).toEqual([]);
    const [code = ''] = /\b\d{8}\b/.exec(got?.mail.text ?? '') ?? [];
    expect((await core.domains.confirmCode(ctx(), place, code)).status).toBe('verified');
  });

  test('names cannot write headers or recipients', async () => {
    const name = 'A <x@example.com>\r\nBcc: other@example.com\r\n\r\nHello';
    const refused = invite('user-17@example.com', { name });
    await expect(refused).rejects.toMatchObject({ code: 'request.invalid' });
    await invite('user-17@example.com');
    const mailInOutbox = await only();
    // as an earlier version would have stored it
    await app().store.transaction(org.id, (tx) =>
      tx.mails.update({ ...mailInOutbox, toName: name, version: mailInOutbox.version + 1 }),
    );
    await send();
    const [got, ...more] = server.received;
    expect(more).toEqual([]);
    expect(got?.mail.bcc).toBeUndefined();
    expect(got?.raw.split(/\r?\n\r?\n/, 1)[0]).not.toMatch(/^Bcc:/im);
    expect(got?.mailsTo).toBe('user-17@example.com');
  });

  describe('without a mail server', () => {
    let folder: string;
    beforeEach(async () => {
      folder = join(await mkdtemp(join(tmpdir(), 'muster-mail-')), 'mail');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    test('mails are files that this user alone can read', async () => {
      const { core } = app();
      const files = app().notificationsWith({ from: 'muster@muster.example', folder });
      const id = await invite('user-18@example.com');
      await send(files);
      const [name, ...more] = await readdir(folder);
      expect(more).toEqual([]);
      const file = join(folder, name ?? '');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const text = await readFile(file, 'utf8');
      expect(text).toContain('To: user-18@example.com');
      expect(text).toContain(core.links.token('invite', id, 1).slice(0, 20));
      expect(await deliveryOf(id)).toBe('sent');
    });
  });
});
