import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deliverPending } from '#notifications/recipients/deliver-pending.js';
import type { Notifications } from '#notifications/index.js';
import { equals, type Mail, type Member } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const never = new AbortController().signal;

overApplications('mails that waited', (app) => {
  const server = new MailServer();
  let org: TestOrganization;
  let admin: Member;
  let mail: Notifications;

  beforeAll(async () => {
    await server.start();
    mail = app().notificationsWith({
      smtp: server.smtp(),
    });
  });
  afterAll(async () => {
    mail.close();
    await server.stop();
  });
  beforeEach(async () => {
    await app().store.transaction('mails', async (tx) => {
      await tx.mails.setWhere(equals('status', 'queued'), 'status', 'suppressed');
      await tx.mails.setWhere(equals('status', 'digest'), 'status', 'suppressed');
    });
    org = await TestOrganization.create(app());
    await app().core.organizations.update(
      app().ctx(),
      { organizationId: org.id },
      {
        policies: { joinRequests: 'open' },
      },
    );
    admin = await org.person('admin');
    server.received.length = 0;
  });

  const deliver = () => deliverPending(app().core.deps, app().ctx());
  const send = async (): Promise<void> => {
    while ((await mail.sendDue(app().ctx(), never)).more);
  };
  const mailsOf = async ({ id }: Member): Promise<Mail[]> => {
    const { items } = await mail.mails.list(app().ctx(), org.id, { limit: 200 });
    return items.filter(({ memberId }) => memberId === id);
  };
  const target = ({ id }: Member) => ({ organizationId: org.id, memberId: id });
  const preferences = (member: Member, changes: Record<string, 'mail' | 'digest' | 'off'>) =>
    mail.preferences.set(app().ctx(), org.id, member.id, changes);
  /** Somebody asks to join; the mail to each administrator is written, and waits. */
  const queued = async (): Promise<void> => {
    await app().core.joinRequests.create(app().ctx(), org.id, {
      email: 'secret.person@example.com',
      name: 'Secret Person',
      emailVerified: true,
    });
    await deliver();
    expect((await mailsOf(admin)).map(({ status }) => status)).toEqual(['queued']);
  };
  const receivedBy = (address: string | undefined): string[] =>
    server.mailsTo(address ?? '').map(({ mail: one }) => one.subject ?? '');

  const meanwhile: Record<string, () => Promise<unknown>> = {
    'is removed': () => app().core.members.remove(app().ctx(), target(admin)),
    'is suspended': () => app().core.members.suspend(app().ctx(), target(admin)),
    'loses the role': () =>
      app().core.memberRoles.change(app().ctx(), org.id, admin.id, {
        kind: 'set',
        roles: [{ role: 'member' }],
      }),
    'switches the notice off': () => preferences(admin, { 'membership-request': 'off' }),
    'is meant by the matrix no more': () =>
      mail.matrix.set(app().ctx(), org.id, { admin: { 'membership-request': 'off' } }),
  };
  for (const [what, change] of Object.entries(meanwhile)) {
    test(`M3 a recipient who ${what} meanwhile gets no mail, others do`, async () => {
      await queued();
      await change();
      await send();
      expect(receivedBy(admin.email)).not.toContain('Secret Person asks to join Example');
      expect(receivedBy(org.first.email)).toContain('Secret Person asks to join Example');
      const asked = (await mailsOf(admin)).filter(({ template }) => template === 'join-requested');
      expect(asked.map(({ status }) => status)).toEqual(['suppressed']);
      expect(asked[0]?.error).toBeTruthy();
    });
  }

  test('M3 nothing leaves once the organization is disabled', async () => {
    await queued();
    await app().core.organizations.disable(app().ctx(), org.id);
    await send();
    expect(receivedBy(admin.email)).toEqual([]);
  });

  test('M3 the mail goes to the address and name that the member has now', async () => {
    await queued();
    const email = `moved-${admin.id}@example.com`;
    await app().core.members.update(app().ctx(), target(admin), { email, name: 'New Name' });
    await send();
    expect(receivedBy(admin.email)).toEqual([]);
    expect(receivedBy(email)).toContain('Secret Person asks to join Example');
    expect(server.mailsTo(email)[0]?.mail.text).toContain('Hello New Name');
  });

  test('M3 a member who chose a digest meanwhile reads it there', async () => {
    await queued();
    await preferences(admin, { 'membership-request': 'digest' });
    await send();
    expect(receivedBy(admin.email)).toEqual([]);
    expect((await mailsOf(admin)).map(({ status }) => status)).toEqual(['digest']);
    app().clock.advance(DAY);
    await mail.sendDigests(app().ctx(), never);
    await send();
    const [digest] = server.mailsTo(admin.email ?? '');
    expect(digest?.mail.text).toContain('Secret Person asks to join Example');
  });

  test('M3 members hear of their own end, by removal and by suspension', async () => {
    const other = await org.person('member');
    await app().core.members.remove(app().ctx(), target(admin));
    await app().core.members.suspend(app().ctx(), target(other));
    app().clock.advance(MINUTE);
    await send();
    expect(receivedBy(admin.email)).toEqual(['You are no longer a member of Example']);
    expect(receivedBy(other.email)).toEqual(['Your access to Example has changed']);
    expect(server.mailsTo(other.email ?? '')[0]?.mail.text).toContain('Your access was suspended');
  });

  test('M3 a member who was removed and is back is not told that it is over', async () => {
    await app().core.members.remove(app().ctx(), target(admin));
    await deliver();
    await app().core.members.add(app().ctx(), org.id, {
      email: admin.email ?? '',
      name: 'Back',
      roles: ['member'],
    });
    await send();
    expect(receivedBy(admin.email)).toEqual([]);
  });

  test('M3 what concerns a suspended member’s access alone waits for nobody', async () => {
    const member = await org.person('member');
    const space = await app().core.spaces.create(app().ctx(), org.id, { name: 'Secret Space' });
    await app().core.spaces.assign(app().ctx(), org.id, {
      spaceId: space.id,
      memberId: member.id,
      role: 'member',
    });
    app().clock.advance(MINUTE);
    await deliver();
    await app().core.members.suspend(app().ctx(), target(member));
    await send();
    expect(receivedBy(member.email)).toEqual([]);
  });

  describe('digests', () => {
    const collected = async (): Promise<void> => {
      await preferences(admin, { 'membership-request': 'digest' });
      await app().core.joinRequests.create(app().ctx(), org.id, {
        email: 'secret.person@example.com',
        name: 'Secret Person',
        emailVerified: true,
      });
      await deliver();
      expect((await mailsOf(admin)).map(({ status }) => status)).toEqual(['digest']);
      app().clock.advance(DAY);
    };

    for (const [what, change] of Object.entries(meanwhile)) {
      test(`M3 the digest of one who ${what} before the morning is not written`, async () => {
        await collected();
        await change();
        await mail.sendDigests(app().ctx(), never);
        await send();
        const digests = receivedBy(admin.email).filter((subject) => subject.includes('happened'));
        expect(digests).toEqual([]);
        expect((await mailsOf(admin)).filter(({ template }) => template === 'digest')).toEqual([]);
      });

      test(`M3 the digest of one who ${what} while it waits is not sent`, async () => {
        await collected();
        await mail.sendDigests(app().ctx(), never);
        await change();
        await send();
        const texts = server.mailsTo(admin.email ?? '').map((one) => one.mail.text ?? '');
        expect(texts.join('\n')).not.toContain('Secret Person');
      });
    }
  });

  test('M3 an applicant whose membership ended is not told that it begins', async () => {
    const request = await app().core.joinRequests.create(app().ctx(), org.id, {
      email: 'applicant@example.com',
      name: 'Applicant',
      emailVerified: true,
    });
    const approved = await app().core.joinRequests.approve(app().ctx(), org.id, request.id, {});
    const memberId = approved.memberId ?? '';
    await app().core.members.remove(app().ctx(), { organizationId: org.id, memberId });
    app().clock.advance(MINUTE);
    await send();
    expect(receivedBy('applicant@example.com')).toEqual(['You are no longer a member of Example']);
  });
});
