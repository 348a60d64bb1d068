import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Notifications } from '#notifications/index.js';
import type { Context } from '#kernel/index.js';
import { equals, type Invitation, type Member } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { MailServer } from '../kit/mail-servers.js';
import { TestOrganization } from '../kit/test-organizations.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const never = new AbortController().signal;

overApplications('invitations and who sent them', (app) => {
  const server = new MailServer();
  let org: TestOrganization;
  let inviter: Member;
  let asInviter: Context;
  let mail: Notifications;

  beforeAll(async () => {
    await server.start();
    mail = app().notificationsWith({
      perAddressHour: 100,
      smtp: server.smtp(),
    });
  });
  afterAll(async () => {
    mail.close();
    await server.stop();
  });
  beforeEach(async () => {
    await app().store.transaction('mails', (tx) =>
      tx.mails.setWhere(equals('status', 'queued'), 'status', 'suppressed'),
    );
    server.received.length = 0;
    server.behaviour = {};
    org = await TestOrganization.create(app());
    inviter = await org.person('admin');
    asInviter = await org.actingAs(inviter);
  });

  const invite = async (
    email: string,
    more: { readonly roles?: readonly string[]; readonly lifeDays?: number } = {},
    ctx = asInviter,
  ): Promise<Invitation> => {
    const input = { email, roles: ['member'], ...more };
    return (await app().core.invitations.create(ctx, org.id, input)).invitation;
  };
  const send = async (): Promise<void> => {
    app().clock.advance(MINUTE);
    while ((await mail.sendDue(app().ctx(), never)).more);
  };
  const toInviter = () =>
    server.mailsTo(inviter.email ?? '').map(({ mail: one }) => `${one.subject}\n${one.text}`);
  const tokenOf = ({ id, generation }: Invitation) =>
    app().core.links.token('invite', id, generation);
  const stateOf = async ({ id }: Invitation) =>
    (await app().core.invitations.get(app().ctx(), org.id, id)).status;

  describe('the inviter goes', () => {
    const customRole = async (name: string) => {
      const role = { name, title: name, permissions: ['members:read'] };
      await app().core.roles.create(app().ctx(), org.id, role);
    };
    beforeEach(async () => {
      const policies = { inviterGone: 'revoke' } as const;
      const target = { organizationId: org.id };
      await app().core.organizations.update(app().ctx(), target, { policies });
    });

    /** What changes a pending invitation between its making and the end of its inviter. */
    const changes: Record<string, (invitation: Invitation) => Promise<unknown>> = {
      'was not touched': async () => undefined,
      'promised a role that was replaced': async () => {
        const { roles } = app().core;
        await roles.remove(app().ctx(), org.id, 'editor', { to: 'member' });
        await roles.finishReplacements(app().ctx());
      },
      'was changed': ({ id }) =>
        app().core.invitations.update(app().ctx(), org.id, id, { roles: ['viewer'], name: 'B' }),
      'was sent again by another one': ({ id }) => {
        app().clock.advance(2 * MINUTE);
        return app().core.invitations.resend(app().ctx(), org.id, id);
      },
      'was renewed after its end': async ({ id }) => {
        await app().core.invitations.revoke(app().ctx(), org.id, id, {});
        await app().core.invitations.renew(app().ctx(), org.id, id, {});
      },
      'was mailed': () => send(),
      'was reminded of': async () => {
        app().clock.advance(3 * DAY);
        await app().core.invitations.remindDue(app().ctx());
      },
      bounced: async ({ id, generation }) =>
        app().core.invitations.noteDelivery(app().ctx(), id, generation, 'bounced'),
    };
    for (const [what, change] of Object.entries(changes)) {
      test(`M4 an invitation that ${what} is revoked with its inviter`, async () => {
        await customRole('editor');
        const invitation = await invite(`a-${org.id}@example.com`, { roles: ['editor'] });
        await change(invitation);
        const target = { organizationId: org.id, memberId: inviter.id };
        await app().core.members.remove(app().ctx(), target);
        expect(await stateOf(invitation)).toBe('revoked');
        const { generation } = await app().core.invitations.get(app().ctx(), org.id, invitation.id);
        const accepted = app().core.invitations.accept(app().ctx(), {
          token: tokenOf({ ...invitation, generation }),
          email: invitation.email,
          emailVerified: true,
        });
        await expect(accepted).rejects.toMatchObject({ code: 'invitation.revoked' });
      });
    }

    test('M4 by each way out; those of others, and those of a member who is suspended, stay', async () => {
      const other = await org.person('admin');
      const kept = await invite(`kept-${org.id}@example.com`, {}, await org.actingAs(other));
      const own = await invite(`own-${org.id}@example.com`);
      const target = { organizationId: org.id, memberId: inviter.id };
      await app().core.members.suspend(app().ctx(), target);
      expect(await stateOf(own)).toBe('pending');
      await app().core.members.restore(app().ctx(), target);
      await app().core.leave(asInviter, org.id);
      expect([await stateOf(own), await stateOf(kept)]).toEqual(['revoked', 'pending']);
      await app().core.members.bulk(
        app().ctx(),
        { organizationId: org.id, ids: [other.id] },
        {
          action: 'remove',
        },
      );
      expect(await stateOf(kept)).toBe('revoked');
    });
  });

  describe('the inviter hears', () => {
    test('M11 of a decline, and that the invitation was reported', async () => {
      const declined = await invite('no@example.com');
      const reported = await invite('spam@example.com');
      await app().core.invitations.decline(app().ctx(), tokenOf(declined), false);
      await app().core.invitations.decline(app().ctx(), tokenOf(reported), true);
      await send();
      // mails are sent beside each other: either may arrive first
      const [first = '', second = '', ...more] = toInviter().toSorted();
      expect(more).toEqual([]);
      expect(first).toContain('no@example.com has declined the invitation to Example');
      expect(first).not.toContain('reported');
      expect(second).toContain('spam@example.com has declined');
      expect(second).toContain('reported the invitation as unwanted');
    });

    test('M11 of invitations that expire together, in one mail', async () => {
      for (const name of ['x', 'y', 'z']) await invite(`${name}@example.com`, { lifeDays: 1 });
      app().clock.advance(DAY + MINUTE);
      while ((await app().core.invitations.expireDue(app().ctx())).more);
      await send();
      const [text = '', ...more] = toInviter();
      expect(more).toEqual([]);
      expect(text).toContain('Invitations to Example have expired');
      expect(text).toContain('- x@example.com\n- y@example.com\n- z@example.com');
    });

    test('M11 of a mail that is refused for good, and of one that a mail service reports', async () => {
      server.behaviour = {
        refuse: { code: 550, text: 'no such mailbox' },
        only: 'gone@example.com',
      };
      await invite('gone@example.com');
      await send();
      await send();
      expect(toInviter().join()).toContain('- gone@example.com');
      const other = await invite('later@example.com');
      await send();
      const { items } = await mail.mails.list(app().ctx(), org.id, { limit: 9, to: other.email });
      await mail.mails.report(app().ctx(), items[0]?.messageId ?? '', 'bounced');
      await send();
      expect(toInviter().at(-1)).toContain('- later@example.com');
    });

    test('M11 unless the notice is switched off, or the inviter is a key or has gone', async () => {
      const preference = { 'invitation-declined': 'off' } as const;
      const { preferences } = mail;
      const view = await preferences.get(app().ctx(), org.id, inviter.id);
      for (const name of ['invitation-declined', 'invitation-expired', 'invitation-bounced']) {
        const found = view.notices.find((notice) => notice.name === name);
        expect(found).toEqual({ name, optional: true, channel: 'mail' });
      }
      await preferences.set(app().ctx(), org.id, inviter.id, preference);
      await app().core.invitations.decline(
        app().ctx(),
        tokenOf(await invite('a@example.com')),
        false,
      );
      const byOperator = await invite('b@example.com', {}, app().ctx());
      await app().core.invitations.decline(app().ctx(), tokenOf(byOperator), true);
      await preferences.set(app().ctx(), org.id, inviter.id, { 'invitation-declined': null });
      const late = await invite('c@example.com');
      const target = { organizationId: org.id, memberId: inviter.id };
      await app().core.members.remove(app().ctx(), target);
      await app().core.invitations.decline(app().ctx(), tokenOf(late), false);
      await send();
      expect(toInviter().filter((text) => text.includes('declined'))).toEqual([]);
    });
  });
});
