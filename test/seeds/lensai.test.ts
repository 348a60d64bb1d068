import { beforeAll, expect, test } from '@jest/globals';
import { overServers } from '../kit/server-suites.js';
import { LAYOUT_ROWS } from './layout-rows.js';
import {
  refusalsOf,
  newAddress,
  clock,
  clientOf,
  Company,
  DAY_MS,
  fieldsOf,
  PERMISSION_MISSING,
  refusalOf,
  serverOptions,
  type Person,
} from './products.js';

// An organization with data sets and applications that everybody reaches. `datasets` and `applications` are areas of the host
// application, which asks /me what somebody may.

overServers(
  'seed 2: data sets and applications',
  (server) => {
    let lab: Company;
    let admin: Person;
    let regular: Person;
    beforeAll(async () => {
      lab = await Company.open(server(), 'lensai');
      admin = await lab.join('admin');
      regular = await lab.join('regular');
    });

    const invite = (by: Person, email = newAddress(), role = 'regular') =>
      lab.as(by).createInvitation({ ...lab.params, body: { email, roles: [role] } });

    const give = (by: Person, to: Person, body: { until?: string; confirm?: boolean } = {}) =>
      lab.as(by).giveMemberRole({ ...lab.memberParams(to), body: { role: 'root', ...body } });

    /** Ids on the list of sent invitations, by what became of them. */
    const sent = async (status?: 'pending' | 'expired' | 'revoked') => {
      const query = { limit: 200, ...(status && { status }) };
      return (await lab.as(admin).listInvitations({ ...lab.params, query })).items;
    };

    test('2.1 Every user belongs to an organization.', async () => {
      const operator = clientOf(server(), server().operatorKey);
      const email = newAddress();
      const account = await operator.createAccount({
        body: { email, name: 'User One', emailVerified: true },
      });
      const orphans = async (): Promise<string[]> => {
        const { items } = await operator.listOrphanAccounts({ query: { limit: 200 } });
        return items.map(({ id }) => id);
      };
      // whoever belongs to none reaches nothing, and is reported
      expect(await orphans()).toContain(account.id);
      const { token } = await lab.link({ email });
      const member = await lab.accept(token, email);
      expect(await orphans()).not.toContain(account.id);
      const known = await lab.operator.getMember(lab.memberParams(member));
      expect(known).toMatchObject({ organizationId: lab.id, accountId: account.id });
    });

    test('2.2 Only its admins can invite.', async () => {
      const made = await invite(admin);
      expect(made).toMatchObject({ status: 'pending', inviter: { kind: 'member', id: admin.id } });
      const before = await sent();
      const other = await Company.open(server(), 'lensai');
      const body = { email: newAddress() };
      expect(await refusalOf(invite(regular))).toBe(PERMISSION_MISSING);
      expect(await refusalOf(other.first.createInvitation({ ...lab.params, body }))).toBe(
        '404 organization.missing',
      );
      expect(await sent()).toEqual(before);
    });

    test('2.3 The page lists current-organization users and their role.', async () => {
      const other = await Company.open(server(), 'lensai');
      const stranger = await other.join('regular');
      const query = { state: 'active', limit: 200 };
      const { items } = await lab.as(admin).listMembers({ ...lab.params, query });
      const rows = new Map(items.map(({ id, roles }) => [id, roles]));
      expect(rows.get(lab.founder.id)).toEqual(['admin']);
      expect(rows.get(regular.id)).toEqual(['regular']);
      expect(rows.has(stranger.id)).toBe(false);
    });

    test('2.4 Two roles: admin, regular.', async () => {
      const { items } = await lab.as(admin).listRoles(lab.params);
      const lasting = items.filter(({ elevation }) => !elevation);
      expect(lasting.map(({ name }) => name)).toEqual(['admin', 'regular']);
      const roles = [{ role: 'admin' }, { role: 'regular' }];
      const both = { ...lab.memberParams(regular), body: { roles, confirm: true } };
      expect(await refusalOf(lab.as(admin).setMemberRoles(both))).toBe('400 role.single');
      expect(await lab.rolesOf(regular)).toEqual(['regular']);
    });

    test('2.5 Admins manage users, invite, and manage billing.', async () => {
      const me = lab.as(admin);
      const somebody = await lab.join('regular');
      await me.suspendMember(lab.memberParams(somebody));
      await me.restoreMember(lab.memberParams(somebody));
      expect(await me.removeMember({ ...lab.memberParams(somebody), body: {} })).toMatchObject({
        status: 'left',
      });
      const contacts = [newAddress()];
      await me.updateBilling({ ...lab.params, body: { contacts } });
      expect(await me.getBilling(lab.params)).toMatchObject({ contacts });
      const his = lab.as(regular);
      expect(
        await refusalsOf(
          his.getBilling(lab.params),
          his.updateBilling({ ...lab.params, body: { contacts: [] } }),
          his.suspendMember(lab.memberParams(admin)),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await me.getBilling(lab.params)).toMatchObject({ contacts });
    });

    test("2.6 All users reach the organization's datasets and applications.", async () => {
      for (const one of [lab.founder, admin, regular]) {
        expect(await lab.permissionsOf(one)).toEqual(
          expect.arrayContaining(['datasets:write', 'applications:write']),
        );
      }
    });

    test('2.7 All users reach their own settings.', async () => {
      for (const one of [admin, regular]) {
        const me = lab.as(one);
        expect((await me.getMe(lab.params)).member).toMatchObject({
          id: one.id,
          email: one.email,
        });
        const body = { notices: { digest: 'off' } } as const;
        const { notices } = await me.updateNoticePreferences({ ...lab.params, body });
        expect(notices.find(({ name }) => name === 'digest')).toMatchObject({ own: 'off' });
        const own = { name: 'User Two', locale: 'fr' };
        await me.updateMember({ ...lab.memberParams(one), body: own });
        expect(await me.getMember(lab.memberParams(one))).toMatchObject(own);
      }
      const other = await lab.first.getNoticePreferences(lab.params);
      expect(other.notices.find(({ name }) => name === 'digest')?.own).toBeUndefined();
    });

    test('2.8 page layout: the console shows it: Path: Settings > left nav, management category > Users.', () => {
      expect(LAYOUT_ROWS['2.8']).toBe('Members');
    });

    test('2.9 Non-admins do not get that page (implied).', async () => {
      const me = lab.as(regular);
      expect(
        await refusalsOf(
          me.listMembers(lab.params),
          me.getMember(lab.memberParams(admin)),
          me.listRoles(lab.params),
          me.listInvitations(lab.params),
          me.listJoinRequests(lab.params),
          me.exportMembers(lab.params),
        ),
      ).toEqual([PERMISSION_MISSING]);
    });

    test('2.10 A toggle beside the name grants root access.', async () => {
      const somebody = await lab.join('regular');
      expect(await lab.permissionsOf(somebody)).not.toContain('root:write');
      await give(admin, somebody, { confirm: true });
      expect(await lab.rolesOf(somebody)).toEqual(['regular', 'root']);
      expect(await lab.permissionsOf(somebody)).toEqual(
        expect.arrayContaining(['root:write', 'members:write', 'deletion:write']),
      );
      const params = { ...lab.memberParams(somebody).params, roleName: 'root' };
      await lab.as(admin).takeMemberRole({ params, query: { confirm: 'true' } });
      expect(await lab.rolesOf(somebody)).toEqual(['regular']);
      // for a while only
      const until = new Date(clock.now() + DAY_MS).toISOString();
      await give(admin, somebody, { confirm: true, until });
      expect(await lab.permissionsOf(somebody)).toContain('root:write');
      clock.advance(DAY_MS);
      expect(await lab.permissionsOf(somebody)).not.toContain('root:write');
    });

    test('2.11 Toggling asks for confirmation; OK applies.', async () => {
      const somebody = await lab.join('regular');
      const change = { ...lab.memberParams(somebody), body: { give: { role: 'root' } } };
      const preview = await lab.as(admin).previewMemberRoles(change);
      expect(preview).toMatchObject({ needsConfirmation: true });
      expect(preview.permissions.added).toContain('root:write');
      expect(await refusalOf(give(admin, somebody))).toBe('400 role.confirmation');
      await give(admin, somebody, { confirm: true });
      expect(await lab.rolesOf(somebody)).toContain('root');
      const params = { ...lab.memberParams(somebody).params, roleName: 'root' };
      const taking = lab.as(admin).takeMemberRole({ params });
      expect(await refusalOf(taking)).toBe('400 role.confirmation');
      expect(await lab.rolesOf(somebody)).toContain('root');
    });

    test('2.12 Dismissing leaves the right unchanged (implied).', async () => {
      const somebody = await lab.join('regular');
      const before = await lab.operator.getMember(lab.memberParams(somebody));
      const body = { give: { role: 'root' } };
      await lab.as(admin).previewMemberRoles({ ...lab.memberParams(somebody), body });
      await refusalOf(give(admin, somebody, { confirm: false }));
      expect(await lab.operator.getMember(lab.memberParams(somebody))).toEqual(before);
    });

    test('2.13 Only an admin can grant root.', async () => {
      const [somebody, lent] = [await lab.join('regular'), await lab.join('regular')];
      expect(await refusalOf(give(regular, somebody, { confirm: true }))).toBe(PERMISSION_MISSING);
      // what is lent is not lent on
      await give(admin, lent, { confirm: true });
      expect(await refusalOf(give(lent, somebody, { confirm: true }))).toBe(
        '403 permission.escalation',
      );
      expect(await lab.rolesOf(somebody)).toEqual(['regular']);
      const invitation = invite(admin, newAddress(), 'root');
      expect(await fieldsOf(invitation)).toEqual(['roles']);
    });

    test('2.14 page layout: the console shows it: "+ Invite User" is top right.', () => {
      expect(LAYOUT_ROWS['2.14']).toBe('Members');
    });

    test('2.15 The pop-up takes email and role.', async () => {
      const email = newAddress();
      const made = await invite(admin, email, 'admin');
      expect(made).toMatchObject({ email, roles: ['admin'] });
      expect(await fieldsOf(invite(admin, 'nobody'))).toEqual(['email']);
      expect(await refusalOf(invite(admin, newAddress(), 'captain'))).toBe('400 role.unknown');
    });

    test('2.16 Confirm sends.', async () => {
      const email = newAddress();
      expect(await lab.mailsTo(email)).toEqual([]);
      await invite(admin, email);
      expect(await lab.mailsTo(email)).toEqual(['invitation']);
    });

    test('2.17 An invitation is valid for a limited time.', async () => {
      const { expiresAt, daysLeft, lifeDays } = await invite(admin);
      expect({ daysLeft, lifeDays }).toEqual({ daysLeft: 7, lifeDays: 7 });
      expect(Date.parse(expiresAt)).toBe(clock.now() + 7 * DAY_MS);
      const body = { email: newAddress(), lifeDays: 31 };
      const forever = lab.first.createInvitation({ ...lab.params, body });
      expect(await fieldsOf(forever)).toEqual(['lifeDays']);
    });

    test('2.18 An expired one cannot be accepted.', async () => {
      const { token, email, id } = await lab.link();
      clock.advance(7 * DAY_MS);
      expect(await refusalOf(lab.accept(token, email))).toBe('410 invitation.expired');
      expect(await refusalOf(lab.operator.lookUpInvitation({ body: { token } }))).toBe(
        '410 invitation.expired',
      );
      expect(await lab.roster()).not.toContain(`${email} active`);
      expect((await lab.first.getInvitation(lab.invitationParams(id))).status).toBe('expired');
    });

    test('2.19 After expiry a new one must be, and can be, sent.', async () => {
      const old = await lab.link();
      clock.advance(7 * DAY_MS);
      expect(await refusalOf(lab.first.resendInvitation(lab.invitationParams(old.id)))).toBe(
        '409 invitation.not_pending',
      );
      const fresh = await lab.link({ email: old.email });
      expect(await refusalOf(lab.accept(old.token, old.email))).toBe('410 invitation.expired');
      await lab.accept(fresh.token, fresh.email);
      expect(await lab.roster()).toContain(`${old.email} active`);
      // or the same one is opened again
      const another = await lab.link();
      clock.advance(7 * DAY_MS);
      const renewed = await lab.first.renewInvitation({
        ...lab.invitationParams(another.id),
        body: {},
      });
      expect(renewed).toMatchObject({ status: 'pending', daysLeft: 7 });
      await lab.accept(renewed.token ?? '', another.email);
    });

    test('2.20 "Pending Requests" lists all sent invitations.', async () => {
      const [one, two] = [await invite(admin), await lab.link()];
      const pending = (await sent('pending')).map(({ id }) => id);
      expect(pending).toEqual(expect.arrayContaining([one.id, two.id]));
      await lab.accept(two.token, two.email);
      expect((await sent('pending')).map(({ id }) => id)).not.toContain(two.id);
      expect((await sent()).map(({ id }) => id)).toContain(two.id);
    });

    test('2.21 Each row shows its expiry date.', async () => {
      const body = { email: newAddress(), lifeDays: 3 };
      const { id } = await lab.first.createInvitation({ ...lab.params, body });
      const rows = await sent('pending');
      for (const { expiresAt } of rows) expect(Date.parse(expiresAt)).toBeGreaterThan(clock.now());
      const row = rows.find((one) => one.id === id);
      expect(Date.parse(row?.expiresAt ?? '')).toBe(clock.now() + 3 * DAY_MS);
    });

    test('2.22 Row menu (three dots) offers cancel.', async () => {
      const { id, token, email } = await lab.link();
      expect(
        await refusalOf(
          lab.as(regular).revokeInvitation({ ...lab.invitationParams(id), body: {} }),
        ),
      ).toBe(PERMISSION_MISSING);
      await lab.as(admin).revokeInvitation({ ...lab.invitationParams(id), body: {} });
      expect((await sent('revoked')).map((one) => one.id)).toContain(id);
      expect(await refusalOf(lab.accept(token, email))).toBe('410 invitation.revoked');
    });

    const cancelled = async (body: { notify?: boolean; note?: string }): Promise<string[]> => {
      const email = newAddress();
      const { id } = await invite(admin, email);
      return lab.mailed(email, () =>
        lab.as(admin).revokeInvitation({ ...lab.invitationParams(id), body }),
      );
    };

    test('2.23 Cancel has an optional "notify user" tick.', async () => {
      expect(await cancelled({})).toEqual([]);
      expect(await cancelled({ notify: true, note: 'The project is over.' })).toHaveLength(1);
      const { id } = await invite(admin);
      const body = { notify: 'perhaps' as unknown as boolean };
      const wrong = lab.as(admin).revokeInvitation({ ...lab.invitationParams(id), body });
      expect(await fieldsOf(wrong)).toEqual(['notify']);
    });

    test('2.24 Ticked: the invitee is emailed; unticked: silent.', async () => {
      expect(await cancelled({ notify: true })).toEqual(['invitation-revoked']);
      expect(await cancelled({ notify: false })).toEqual([]);
    });

    test('2.25 Cancel happens only after Confirm.', async () => {
      const { id, token, email } = await lab.link();
      // the dialog reads what it asks about, and nothing else
      const shown = await lab.as(admin).getInvitation(lab.invitationParams(id));
      expect(await lab.as(admin).getInvitation(lab.invitationParams(id))).toEqual(shown);
      expect(shown.status).toBe('pending');
      const stale = lab.as(admin).revokeInvitation({
        ...lab.invitationParams(id),
        body: {},
        ifMatch: `W/"${shown.version + 1}"`,
      });
      expect(await refusalOf(stale)).toBe('412 request.precondition');
      await lab.accept(token, email);
      expect(await lab.roster()).toContain(`${email} active`);
    });
  },
  serverOptions(),
);
