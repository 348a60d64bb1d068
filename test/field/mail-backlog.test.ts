import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { firstVersion } from '#core/index.js';
import { deliverPending } from '#notifications/recipients/deliver-pending.js';
import type { Notifications } from '#notifications/index.js';
import { instant, newId } from '#kernel/index.js';
import { equals, type PendingNotification } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';

const never = new AbortController().signal;
/**
 * The row had 600. What counts is to have more than one run looks at (200 notifications), one transaction takes (50) and one claim of
 * mails takes (40): from there on a larger backlog is more of the same runs. The way from a sheet to the mails is in
 * test/journeys/import.test.ts.
 */
const COUNT = 210;

overApplications('hundreds of notifications at once', (app) => {
  const server = new MailServer();
  let mail: Notifications;
  beforeAll(async () => {
    await server.start();
    mail = app().notificationsWith({ smtp: server.smtp(4) });
  });
  afterAll(async () => {
    mail.close();
    await server.stop();
  });

  /** What an import of so many people leaves: a notification of each, and one that cannot be delivered. */
  const backlog = async (org: TestOrganization, people = COUNT): Promise<void> => {
    const scim = await app().scimConnection(org.organization);
    await scim.seedUsers(people);
    const members = (await app().members(org.id)).filter(({ id }) => id !== org.first.id);
    expect(members).toHaveLength(people);
    const ctx = app().ctx();
    const records = members.map(({ id }) =>
      firstVersion<PendingNotification>(ctx, {
        organizationId: org.id,
        notice: 'role-changed',
        journalId: id,
        memberIds: [id],
        data: { actor: 'User One', before: [], roles: ['viewer'], items: ['roles'] },
        dueAt: instant(app().clock.now() + 30_000),
        attempts: 0,
        onceKey: `access:${id}`,
      }),
    );
    await app().store.transaction(org.id, (tx) => tx.tellings.insertMissing(records));
  };

  test('M24 they are delivered in few transactions, which other changes do not wait for', async () => {
    const org = await TestOrganization.create(app());
    await backlog(org);
    expect(await deliverPending(app().core.deps, app().ctx())).toEqual({ failed: 0, more: false });
    app().clock.advance(61_000);
    const before = app().store.figures().transactions;
    while ((await deliverPending(app().core.deps, app().ctx())).more);
    expect(app().store.figures().transactions - before).toBeLessThanOrEqual(6);
    expect(await app().store.read.mails.count(equals('organizationId', org.id))).toBe(COUNT);
    while ((await mail.sendDue(app().ctx(), never)).more);
    const sent = { status: 'sent', limit: COUNT } as const;
    const { items } = await mail.mails.list(app().ctx(), org.id, sent);
    expect(items).toHaveLength(COUNT);
    expect(new Set(server.received.map(({ mailsTo }) => mailsTo)).size).toBe(COUNT);
  }, 120_000);

  test('M24 those that name many people are delivered in several transactions', async () => {
    const org = await TestOrganization.create(app());
    const ctx = app().ctx();
    // the most that a notice may have, of whom all but one were somewhere else
    const memberIds = [org.first.id, ...Array.from({ length: 199 }, () => newId())];
    const records = Array.from({ length: 5 }, (_, n) =>
      firstVersion<PendingNotification>(ctx, {
        organizationId: org.id,
        notice: 'role-changed',
        journalId: newId(),
        memberIds,
        data: { actor: 'User One', before: [], roles: ['viewer'], items: ['roles'] },
        dueAt: instant(app().clock.now()),
        attempts: 0,
        onceKey: `many:${org.id}:${n}`,
      }),
    );
    await app().store.transaction(org.id, (tx) => tx.tellings.insertMissing(records));
    const before = app().store.figures().transactions;
    expect(await deliverPending(app().core.deps, ctx)).toEqual({ failed: 0, more: false });
    expect(app().store.figures().transactions - before).toBe(3);
    const mails = await app().store.read.mails.count(equals('organizationId', org.id));
    expect(mails).toBe(5);
  });

  test('M24 one that cannot be delivered holds up none of its batch', async () => {
    const org = await TestOrganization.create(app());
    await backlog(org, 60);
    const broken = await app().store.read.tellings.first(equals('organizationId', org.id));
    if (!broken) throw new Error('There is no notification.');
    await app().store.transaction(org.id, (tx) =>
      tx.tellings.update({
        ...broken,
        version: broken.version + 1,
        memberIds: 7 as unknown as string[],
      }),
    );
    app().clock.advance(61_000);
    const { failed } = await deliverPending(app().core.deps, app().ctx());
    expect(failed).toBe(1);
    const count = await app().store.read.mails.count(equals('organizationId', org.id));
    expect(count).toBe(59);
  }, 120_000);
});
