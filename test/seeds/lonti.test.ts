import { beforeAll, expect, test } from '@jest/globals';
import { overServers } from '../kit/served.js';
import { LAYOUT_ROWS } from './layout-rows.js';
import {
  allRefused,
  anAddress,
  clientOf,
  Company,
  fieldsRefused,
  NO,
  refused,
  served,
  type Somebody,
} from './products.js';

// Accounts with a personal organization, subscriptions and a workspace. A subscription is a product with seats; licences,
// instances, workspace and items are areas of the host application, which asks /me what somebody may.

const NOTICES = ['membership-request', 'subscription-transfer', 'user-action'] as const;

overServers(
  'seed 0: accounts with subscriptions and a workspace',
  (server) => {
    let paid: Company;
    let administrator: Somebody;
    let powerUser: Somebody;
    let standardUser: Somebody;
    let billing: Somebody;
    beforeAll(async () => {
      paid = await Company.open(server(), 'lonti', 'paid');
      administrator = await paid.join('administrator');
      powerUser = await paid.join('power-user');
      standardUser = await paid.join('standard-user');
      billing = await paid.join('billing');
    });

    const operator = () => clientOf(server(), server().operatorKey);

    const signUp = async (email = anAddress()) => {
      const body = { email, name: 'User One', emailVerified: true };
      return operator().createAccount({ body });
    };

    /** The personal organization of a new account, as its owner sees it. */
    const personal = async (): Promise<Company> => {
      const { id, email, name, organizationId = '' } = await signUp();
      const params = { accountId: id };
      const { items } = await operator().listAccountOrganizations({ params });
      const memberId = items[0]?.memberId ?? '';
      return Company.known(server(), organizationId, { id: memberId, email, name });
    };

    const hostNotice = (notice: string, memberIds?: readonly string[]) =>
      paid.host.raiseNotice({
        ...paid.here,
        body: {
          notice,
          data: { title: 'A licence was generated' },
          ...(memberIds && { memberIds }),
        },
      });

    const joinRequest = async (email = anAddress()) => {
      const body = { policies: { joinRequests: 'open' } } as const;
      await paid.operator.updateOrganization({ ...paid.here, body });
      return paid.host.createJoinRequest({
        ...paid.here,
        body: { email, name: 'User Two', emailVerified: true },
      });
    };

    /** Everything of which somebody could be told happens once; what they were mailed. */
    const toldOf = (somebody: Somebody) =>
      paid.mailed(somebody.email, async () => {
        await joinRequest();
        await hostNotice('subscription-transfer');
        await hostNotice('user-action');
      });

    const matrixOf = async (role: string): Promise<readonly (string | undefined)[]> => {
      const { roles } = await paid.first.getNoticeMatrix(paid.here);
      return NOTICES.map((notice) => roles[role]?.[notice]);
    };

    test('0.1 A new account gets a personal organization by default.', async () => {
      const { id, organizationId = '' } = await signUp();
      const { items } = await operator().listAccountOrganizations({ params: { accountId: id } });
      expect(items).toMatchObject([{ organizationId, personal: true, roles: ['account-owner'] }]);
      const organization = await operator().getOrganization({ params: { organizationId } });
      expect(organization).toMatchObject({ personalOf: id, preset: 'lonti', status: 'active' });
    });

    test('0.2 That organization is on the Free plan.', async () => {
      const home = await personal();
      expect(await home.first.getPlan(home.here)).toMatchObject({ name: 'free', title: 'Free' });
    });

    test('0.3 On Free, adding organization users is refused (plan gate).', async () => {
      const home = await personal();
      const body = { email: anAddress(), name: 'User Two', roles: ['standard-user'] };
      const before = await home.roster();
      const asking = { email: body.email, name: body.name, emailVerified: true };
      await operator().updateOrganization({
        ...home.here,
        body: { policies: { joinRequests: 'open' } },
      });
      expect(
        await allRefused(
          home.first.createInvitation({ ...home.here, body }),
          home.first.addMember({ ...home.here, body }),
          home.host.createJoinRequest({ ...home.here, body: asking }),
        ),
      ).toEqual(['403 plan.required']);
      // many at once are taken as a task, each row of which is refused
      const bulk = { ...home.here, body: { invitations: [body] } };
      const task = await home.first.bulkCreateInvitations(bulk);
      await home.finished(task.id);
      const params = { organizationId: home.id, taskId: task.id };
      const { items } = await home.first.listTaskRows({ params });
      expect(items).toMatchObject([{ status: 'failed', code: 'plan.required' }]);
      expect(await home.roster()).toEqual(before);
      expect((await home.first.getLimits(home.here)).members).toMatchObject({ used: 1, limit: 1 });
    });

    test('0.4 On a paid plan, colleagues have no access until added.', async () => {
      const { id, email } = await signUp();
      const memberships = async (): Promise<string[]> => {
        const { items } = await operator().listAccountOrganizations({ params: { accountId: id } });
        return items.map(({ organizationId }) => organizationId);
      };
      expect(await memberships()).not.toContain(paid.id);
      expect(await refused(paid.as({ id }).getMe(paid.here))).toBe('403 acting.unknown');
      await paid.admit({ email, roles: ['standard-user'] });
      expect(await memberships()).toContain(paid.id);
    });

    test('0.5 Only users added by an administrator hold subscription and installation rights.', async () => {
      const rights = ['subscriptions:write', 'licences:write', 'instances:write'];
      const added = await paid.as(administrator).addMember({
        ...paid.here,
        body: { email: anAddress(), name: 'User Two', roles: ['power-user'] },
      });
      const somebody = { id: added.id, email: added.email ?? '', name: added.name };
      expect(await paid.permissionsOf(somebody)).toEqual(expect.arrayContaining(rights));
      const asking = await joinRequest();
      expect(asking.memberId).toBeUndefined();
      expect(await refused(paid.as({ id: asking.id }).getMe(paid.here))).toBe('403 acting.unknown');
      const body = { email: anAddress(), name: 'User Two', roles: ['power-user'] };
      const others = [powerUser, standardUser, billing].map((one) => paid.as(one));
      const tries = others.map((one) => one.addMember({ ...paid.here, body }));
      expect(await allRefused(...tries)).toEqual([NO]);
      expect(await paid.roster()).not.toContain(`${body.email} active`);
    });

    test('0.6 page layout: the console shows it: The console has its own login URL.', () => {
      expect(LAYOUT_ROWS['0.6']).toBe('Overview');
    });

    test('0.7 page layout: the console shows it: Settings open from a cog in the top bar.', () => {
      expect(LAYOUT_ROWS['0.7']).toBe('Settings');
    });

    test('0.8 Settings contain a "User Directory" section with "Users".', async () => {
      const { items } = await paid.as(administrator).listMembers(paid.here);
      const emails = items.map(({ email }) => email);
      expect(emails).toEqual(expect.arrayContaining([paid.founder.email, billing.email]));
      expect(await refused(paid.as(standardUser).listMembers(paid.here))).toBe(NO);
    });

    test('0.9 "Add Member" opens the form.', async () => {
      const product = await paid.product(1, 'Subscription');
      const space = await paid.space(`Workspace ${product}`);
      const me = paid.as(administrator);
      const [roles, products, spaces] = await Promise.all([
        me.listRoles(paid.here),
        me.listProducts(paid.here),
        me.listSpaces(paid.here),
      ]);
      // what the form offers to choose from
      expect(roles.items.filter(({ grantable }) => grantable)).toHaveLength(4);
      expect(products.items.map(({ id }) => id)).toContain(product);
      expect(spaces.items.map(({ id }) => id)).toContain(space);
    });

    test('0.10 The form takes name, email and roles.', async () => {
      const body = { name: 'User Two', email: anAddress(), roles: ['power-user', 'billing'] };
      const made = await paid.as(administrator).createInvitation({ ...paid.here, body });
      expect(await paid.first.getInvitation(paid.on(made.id))).toMatchObject(body);
      const { email: _email, ...incomplete } = body;
      const wrong = { ...paid.here, body: incomplete as typeof body };
      expect(await fieldsRefused(paid.first.createInvitation(wrong))).toEqual(['email']);
    });

    test('0.11 Roles offered: Administrator, Power User, Standard User, Billing.', async () => {
      const { items } = await paid.as(administrator).listRoles(paid.here);
      expect(items.filter(({ grantable }) => grantable).map(({ title }) => title)).toEqual([
        'Administrator',
        'Power User',
        'Standard User',
        'Billing',
      ]);
    });

    test('0.12 Account Owner is not offered there (implied: not grantable by invite).', async () => {
      const { items } = await paid.first.listInvitations({ ...paid.here, query: { limit: 200 } });
      const body = { email: anAddress(), roles: ['account-owner'] };
      for (const one of [paid.founder, administrator]) {
        const invitation = paid.as(one).createInvitation({ ...paid.here, body });
        expect(await fieldsRefused(invitation)).toEqual(['roles']);
      }
      const after = await paid.first.listInvitations({ ...paid.here, query: { limit: 200 } });
      expect(after.items).toHaveLength(items.length);
      const { items: roles } = await paid.as(administrator).listRoles(paid.here);
      expect(roles.find(({ name }) => name === 'account-owner')).toMatchObject({
        standing: 'owner',
        grantable: false,
      });
    });

    test('0.13 Submit sends an invitation email.', async () => {
      const email = anAddress();
      const body = { email, roles: ['standard-user'] };
      const made = await paid.as(administrator).createInvitation({ ...paid.here, body });
      expect(made).toMatchObject({ delivery: 'queued' });
      expect(await paid.mailsTo(email)).toEqual(['invitation']);
      expect((await paid.first.getInvitation(paid.on(made.id))).delivery).toBe('sent');
    });

    test('0.14 The person is not an active member before accepting.', async () => {
      const { token, email } = await paid.link({ roles: ['standard-user'] });
      const rows = async () => {
        const { items } = await paid.first.listMembers({ ...paid.here, query: { email } });
        return items.map(({ kind, status }) => `${kind} ${status}`);
      };
      expect(await rows()).toEqual(['invitation pending']);
      await paid.operator.lookUpInvitation({ body: { token } });
      expect(await rows()).toEqual(['invitation pending']);
      await paid.accept(token, email);
      expect(await rows()).toEqual(['member active']);
    });

    test('0.15 Owner: everything (billing, subscriptions desktop/server/cloud, team, workspace).', async () => {
      expect(await paid.permissionsOf(paid.founder)).toEqual(
        expect.arrayContaining([
          'billing:write',
          'subscriptions:write',
          'licences:write',
          'instances:write',
          'members:write',
          'roles:write',
          'workspace:write',
          'items:write',
          'security:write',
          'ownership:write',
          'deletion:write',
        ]),
      );
      const contacts = [anAddress()];
      expect(await paid.first.updateBilling({ ...paid.here, body: { contacts } })).toMatchObject({
        contacts,
      });
      const productId = await paid.product(1, 'Desktop');
      const body = { productId, memberId: standardUser.id };
      expect(await paid.first.assignSeat({ ...paid.here, body })).toMatchObject({
        status: 'assigned',
      });
      await paid.first.suspendMember(paid.at(powerUser));
      expect(await paid.first.restoreMember(paid.at(powerUser))).toMatchObject({
        status: 'active',
      });
    });

    test('0.16 Owner can turn 2-step authentication on/off for login and for high-risk transactions.', async () => {
      const policy = async () =>
        (await paid.operator.getOrganization(paid.here)).policies?.secondFactor ?? null;
      for (const secondFactor of [
        { signIn: true, highRisk: true },
        { signIn: false, highRisk: true },
        { signIn: true, highRisk: false },
      ]) {
        await paid.first.updateSecondFactor({ ...paid.here, body: { secondFactor } });
        expect(await policy()).toEqual(secondFactor);
      }
      const off = { ...paid.here, body: { secondFactor: null } };
      expect(await refused(paid.as(administrator).updateSecondFactor(off))).toBe(NO);
      expect(await policy()).toEqual({ signIn: true, highRisk: false });
      await paid.first.updateSecondFactor(off);
      expect(await policy()).toBeNull();
    });

    test('0.17 Owner is notified of inbound membership requests.', async () => {
      expect(await paid.mailed(paid.founder.email, () => joinRequest())).toEqual([
        'join-requested',
      ]);
    });

    test('0.18 Owner is notified of inbound subscription transfers.', async () => {
      const told = await paid.mailed(paid.founder.email, () => hostNotice('subscription-transfer'));
      expect(told).toEqual(['host-notice']);
    });

    test('0.19 Owner is notified of user actions (licence generated, cloud instance provisioned).', async () => {
      const told = await paid.mailed(paid.founder.email, () => hostNotice('user-action'));
      expect(told).toEqual(['host-notice']);
      const { items } = await paid.first.listNotices({ ...paid.here, query: { limit: 200 } });
      const last = items.find(({ notice }) => notice === 'user-action');
      expect(last?.data).toMatchObject({ title: 'A licence was generated' });
    });

    test('0.20 So join requests exist as an object.', async () => {
      const asked = await joinRequest();
      expect(asked).toMatchObject({ status: 'pending', organizationId: paid.id });
      const params = { organizationId: paid.id, joinRequestId: asked.id };
      expect(await paid.first.getJoinRequest({ params })).toEqual(asked);
      const approved = await paid.first.approveJoinRequest({
        params,
        body: { roles: ['standard-user'] },
      });
      expect(approved).toMatchObject({ status: 'approved' });
      expect(await paid.roster()).toContain(`${asked.email} active`);
      const again = paid.first.denyJoinRequest({ params, body: {} });
      expect(await refused(again)).toBe('409 join_request.decided');
    });

    test('0.21 Administrator acts for the owner: billing, subscriptions, team, workspace.', async () => {
      expect(await paid.permissionsOf(administrator)).toEqual(
        expect.arrayContaining([
          'billing:write',
          'subscriptions:write',
          'licences:write',
          'instances:write',
          'members:write',
          'workspace:write',
          'items:write',
        ]),
      );
      const me = paid.as(administrator);
      const contacts = [anAddress()];
      await me.updateBilling({ ...paid.here, body: { contacts } });
      expect(await me.getBilling(paid.here)).toMatchObject({ contacts });
      const body = { key: `k-${contacts[0]?.slice(5, 12) ?? ''}`, name: 'Cloud', seats: 2 };
      expect(await me.createProduct({ ...paid.here, body })).toMatchObject(body);
      const newcomer = await paid.join('standard-user');
      expect(await me.removeMember({ ...paid.at(newcomer), body: {} })).toMatchObject({
        status: 'left',
      });
      // for the owner, not over them
      const owner = paid.at(paid.founder);
      expect(
        await allRefused(
          me.removeMember({ ...owner, body: {} }),
          me.suspendMember(owner),
          me.setMemberRoles({ ...owner, body: { roles: [{ role: 'billing' }], confirm: true } }),
        ),
      ).toEqual(['403 permission.escalation']);
      expect(await paid.rolesOf(paid.founder)).toEqual(['account-owner']);
    });

    test('0.22 Administrator gets user-action notifications only.', async () => {
      expect(await matrixOf('administrator')).toEqual(['off', 'off', 'mail']);
      expect(await toldOf(administrator)).toEqual(['host-notice']);
    });

    test('0.23 Power User: generate licences, change plan, provision instances, add/remove users on subscriptions.', async () => {
      expect(await paid.permissionsOf(powerUser)).toEqual(
        expect.arrayContaining(['licences:write', 'subscriptions:write', 'instances:write']),
      );
      const productId = await paid.product(1, 'Server');
      const me = paid.as(powerUser);
      const newcomer = await paid.join('standard-user');
      const seat = await me.assignSeat({
        ...paid.here,
        body: { productId, memberId: newcomer.id },
      });
      expect(await paid.seatsOf(newcomer)).toEqual(['Server assigned']);
      await me.releaseSeat({ params: { organizationId: paid.id, seatId: seat.id } });
      expect(await paid.seatsOf(newcomer)).toEqual([]);
      expect(
        await allRefused(
          me.updateBilling({ ...paid.here, body: { contacts: [] } }),
          me.removeMember({ ...paid.at(newcomer), body: {} }),
          me.createInvitation({ ...paid.here, body: { email: anAddress() } }),
        ),
      ).toEqual([NO]);
    });

    /** Of the workspace: items of everybody and their own, and the images of all. */
    const itemRights = async (somebody: Somebody): Promise<string[]> =>
      (await paid.permissionsOf(somebody)).filter((one) => /^item/.test(one)).sort();

    test('0.24 Power User may change only the image of workspace items, but has full rights on own items.', async () => {
      const rights = await itemRights(powerUser);
      expect(rights).toEqual(
        expect.arrayContaining(['item-images:write', 'items:read', 'items:write:own']),
      );
      expect(rights).not.toContain('items:write');
      expect(await itemRights(paid.founder)).toContain('items:write');
    });

    test('0.25 Power User gets user-action notifications only.', async () => {
      expect(await matrixOf('power-user')).toEqual(['off', 'off', 'mail']);
      expect(await toldOf(powerUser)).toEqual(['host-notice']);
    });

    test('0.26 Standard User sees only own subscriptions; may add/remove subscribed extensions there.', async () => {
      const [mine, theirs] = [await paid.product(2, 'Mine'), await paid.product(2, 'Theirs')];
      const user = await paid.admit({ roles: ['standard-user'], products: [mine] });
      const other = await paid.admit({ roles: ['standard-user'], products: [theirs] });
      const me = paid.as(user);
      const seen = await me.listProducts(paid.here);
      expect(seen.items.map(({ name }) => name)).toEqual(['Mine']);
      const product = { params: { organizationId: paid.id, productId: theirs } };
      expect(await refused(me.getProduct(product))).toBe(NO);
      expect(await refused(me.listMemberSeats(paid.at(other)))).toBe(NO);
      const seats = await me.listSeats(paid.here);
      expect(seats.items.map(({ memberId }) => memberId)).toEqual([user.id]);
      const rights = await paid.permissionsOf(user);
      expect(rights).toEqual(
        expect.arrayContaining(['subscriptions:read:own', 'extensions:write:own']),
      );
      expect(rights).not.toContain('extensions:write');
    });

    test('0.27 Standard User has the item limits of 0.24.', async () => {
      expect(await itemRights(standardUser)).toEqual(await itemRights(powerUser));
    });

    test('0.28 Standard User is notified when added to a subscription.', async () => {
      const productId = await paid.product(2, 'Cloud');
      const body = { productId, memberId: standardUser.id };
      expect(
        await paid.mailed(standardUser.email, () =>
          paid.as(powerUser).assignSeat({ ...paid.here, body }),
        ),
      ).toEqual(['seat-assigned']);
      // and by the host application, for subscriptions that are not seats of Muster
      const both = [standardUser.id, billing.id];
      const told = (somebody: Somebody) =>
        paid.mailed(somebody.email, () => hostNotice('added-to-subscription', both));
      expect(await told(standardUser)).toEqual(['host-notice']);
      expect(await told(billing)).toEqual([]);
    });

    test('0.29 Billing User: organization settings only (billing contacts, cards, invoices, quotes).', async () => {
      const me = paid.as(billing);
      const contacts = [anAddress()];
      await me.updateBilling({ ...paid.here, body: { contacts } });
      expect(await me.getBilling(paid.here)).toMatchObject({ plan: 'paid', contacts });
      expect(await me.getOrganization(paid.here)).toMatchObject({ id: paid.id });
      const { name } = await paid.operator.getOrganization(paid.here);
      expect(
        await allRefused(
          me.listMembers(paid.here),
          me.listInvitations(paid.here),
          me.listSpaces(paid.here),
          me.listProducts(paid.here),
          me.listApiKeys(paid.here),
          me.createInvitation({ ...paid.here, body: { email: anAddress() } }),
          me.updateOrganization({ ...paid.here, body: { name: 'Other' } }),
        ),
      ).toEqual([NO]);
      expect((await paid.operator.getOrganization(paid.here)).name).toBe(name);
    });

    test('0.30 Billing User can read all organization activity.', async () => {
      const query = { order: 'desc', limit: 200 } as const;
      const newcomer = await paid.join('standard-user');
      const lines = await paid.as(billing).listJournal({ ...paid.here, query });
      const everything = await paid.first.listJournal({ ...paid.here, query });
      expect(lines.items).toEqual(everything.items);
      expect(lines.items.map(({ target }) => target.id)).toContain(newcomer.id);
      expect(await refused(paid.as(standardUser).listJournal(paid.here))).toBe(NO);
    });
  },
  served({ organizations: { personalPreset: 'lonti' } }),
);
