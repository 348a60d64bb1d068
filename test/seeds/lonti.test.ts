import { beforeAll, expect, test } from '@jest/globals';
import { NOTICES as CATALOGUE } from '#notifications/index.js';
import { overServers } from '../kit/server-suites.js';
import { LAYOUT_ROWS } from './layout-rows.js';
import {
  refusalsOf,
  newAddress,
  clientOf,
  Company,
  fieldsOf,
  PERMISSION_MISSING,
  refusalOf,
  serverOptions,
  type Person,
} from './products.js';

// Accounts with a personal organization, subscriptions and a workspace. A subscription is a product with seats; licences,
// instances, workspace and items are areas of the host application, which asks /me what somebody may.

const NOTICES = ['membership-request', 'subscription-transfer', 'user-action'] as const;

overServers(
  'seed 0: accounts with subscriptions and a workspace',
  (server) => {
    let paid: Company;
    let administrator: Person;
    let powerUser: Person;
    let standardUser: Person;
    let billing: Person;
    beforeAll(async () => {
      paid = await Company.open(server(), 'lonti', 'paid');
      administrator = await paid.join('administrator');
      powerUser = await paid.join('power-user');
      standardUser = await paid.join('standard-user');
      billing = await paid.join('billing');
    });

    const operator = () => clientOf(server(), server().operatorKey);

    const signUp = async (email = newAddress()) => {
      const body = { email, name: 'User One', emailVerified: true };
      return { ...(await operator().createAccount({ body })), email };
    };

    /** The personal organization of a new account, as its owner sees it. */
    const personal = async (): Promise<Company> => {
      const { id, email, name, organizationId = '' } = await signUp();
      const params = { accountId: id };
      const { items } = await operator().listAccountOrganizations({ params });
      const memberId = items[0]?.memberId ?? '';
      return Company.existing(server(), organizationId, { id: memberId, email, name });
    };

    const hostNotice = (notice: string, memberIds?: readonly string[]) =>
      paid.host.raiseNotice({
        ...paid.params,
        body: {
          notice,
          data: { title: 'A licence was generated' },
          ...(memberIds && { memberIds }),
        },
      });

    const joinRequest = async (email = newAddress()) => {
      return paid.host.createJoinRequest({
        ...paid.params,
        body: { email, name: 'User Two', emailVerified: true },
      });
    };

    /** Everything of which somebody could be told happens once; what they were mailed. */
    const toldOf = (somebody: Person) =>
      paid.mailed(somebody.email, async () => {
        await joinRequest();
        await hostNotice('subscription-transfer');
        await hostNotice('user-action');
      });

    const matrixOf = async (role: string): Promise<readonly (string | undefined)[]> => {
      const { roles } = await paid.first.getNoticeMatrix(paid.params);
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
      const company = await personal();
      expect(await company.first.getPlan(company.params)).toMatchObject({
        name: 'free',
        title: 'Free',
      });
    });

    test('0.3 On Free, adding organization users is refused (plan gate).', async () => {
      const company = await personal();
      const body = { email: newAddress(), name: 'User Two', roles: ['standard-user'] };
      const before = await company.roster();
      const asking = { email: body.email, name: body.name, emailVerified: true };
      await operator().updateOrganization({
        ...company.params,
        body: { policies: { joinRequests: 'open' } },
      });
      expect(
        await refusalsOf(
          company.first.createInvitation({ ...company.params, body }),
          company.first.addMember({ ...company.params, body }),
          company.host.createJoinRequest({ ...company.params, body: asking }),
        ),
      ).toEqual(['403 plan.required']);
      // many at once are taken as a task, each row of which is refused
      const bulk = { ...company.params, body: { invitations: [body] } };
      const task = await company.first.bulkCreateInvitations(bulk);
      await company.finished(task.id);
      const params = { organizationId: company.id, taskId: task.id };
      const { items } = await company.first.listTaskRows({ params });
      expect(items).toMatchObject([{ status: 'failed', code: 'plan.required' }]);
      expect(await company.roster()).toEqual(before);
      expect((await company.first.getLimits(company.params)).members).toMatchObject({
        used: 1,
        limit: 1,
      });
    });

    test('0.4 On a paid plan, colleagues have no access until added.', async () => {
      const { id, email } = await signUp();
      const memberships = async (): Promise<string[]> => {
        const { items } = await operator().listAccountOrganizations({ params: { accountId: id } });
        return items.map(({ organizationId }) => organizationId);
      };
      expect(await memberships()).not.toContain(paid.id);
      expect(await refusalOf(paid.as({ id }).getMe(paid.params))).toBe('403 acting.unknown');
      await paid.admit({ email, roles: ['standard-user'] });
      expect(await memberships()).toContain(paid.id);
    });

    test('0.5 Only users added by an administrator hold subscription and installation rights.', async () => {
      const rights = ['subscriptions:write', 'licences:write', 'instances:write'];
      const added = await paid.as(administrator).addMember({
        ...paid.params,
        body: { email: newAddress(), name: 'User Two', roles: ['power-user'] },
      });
      const somebody = { id: added.id, email: added.email ?? '', name: added.name };
      expect(await paid.permissionsOf(somebody)).toEqual(expect.arrayContaining(rights));
      const asking = await joinRequest();
      expect(asking.memberId).toBeUndefined();
      expect(await refusalOf(paid.as({ id: asking.id }).getMe(paid.params))).toBe(
        '403 acting.unknown',
      );
      const body = { email: newAddress(), name: 'User Two', roles: ['power-user'] };
      const others = [powerUser, standardUser, billing].map((one) => paid.as(one));
      const tries = others.map((one) => one.addMember({ ...paid.params, body }));
      expect(await refusalsOf(...tries)).toEqual([PERMISSION_MISSING]);
      expect(await paid.roster()).not.toContain(`${body.email} active`);
    });

    test('0.6 page layout: the console shows it: The console has its own login URL.', () => {
      expect(LAYOUT_ROWS['0.6']).toBe('Overview');
    });

    test('0.7 page layout: the console shows it: Settings open from a cog in the top bar.', () => {
      expect(LAYOUT_ROWS['0.7']).toBe('Settings');
    });

    test('0.8 Settings contain a "User Directory" section with "Users".', async () => {
      const { items } = await paid.as(administrator).listMembers(paid.params);
      const emails = items.map(({ email }) => email);
      expect(emails).toEqual(expect.arrayContaining([paid.founder.email, billing.email]));
      expect(await refusalOf(paid.as(standardUser).listMembers(paid.params))).toBe(
        PERMISSION_MISSING,
      );
    });

    test('0.9 "Add Member" opens the form.', async () => {
      const product = await paid.product(1, 'Subscription');
      const space = await paid.space(`Workspace ${product}`);
      const me = paid.as(administrator);
      const [roles, products, spaces] = await Promise.all([
        me.listRoles(paid.params),
        me.listProducts(paid.params),
        me.listSpaces(paid.params),
      ]);
      // what the form offers to choose from
      expect(roles.items.filter(({ grantable }) => grantable)).toHaveLength(4);
      expect(products.items.map(({ id }) => id)).toContain(product);
      expect(spaces.items.map(({ id }) => id)).toContain(space);
    });

    test('0.10 The form takes name, email and roles.', async () => {
      const body = { name: 'User Two', email: newAddress(), roles: ['power-user', 'billing'] };
      const made = await paid.as(administrator).createInvitation({ ...paid.params, body });
      expect(await paid.first.getInvitation(paid.invitationParams(made.id))).toMatchObject(body);
      const { email: _email, ...incomplete } = body;
      const wrong = { ...paid.params, body: incomplete as typeof body };
      expect(await fieldsOf(paid.first.createInvitation(wrong))).toEqual(['email']);
    });

    test('0.11 Roles offered: Administrator, Power User, Standard User, Billing Account.', async () => {
      const { items } = await paid.as(administrator).listRoles(paid.params);
      expect(items.filter(({ grantable }) => grantable).map(({ title }) => title)).toEqual([
        'Administrator',
        'Power User',
        'Standard User',
        'Billing Account',
      ]);
    });

    test('0.12 Account Owner is not offered there (implied: not grantable by invite).', async () => {
      const { items } = await paid.first.listInvitations({
        ...paid.params,
        query: { limit: 200 },
      });
      const body = { email: newAddress(), roles: ['account-owner'] };
      for (const one of [paid.founder, administrator]) {
        const invitation = paid.as(one).createInvitation({ ...paid.params, body });
        expect(await fieldsOf(invitation)).toEqual(['roles']);
      }
      const after = await paid.first.listInvitations({
        ...paid.params,
        query: { limit: 200 },
      });
      expect(after.items).toHaveLength(items.length);
      const { items: roles } = await paid.as(administrator).listRoles(paid.params);
      expect(roles.find(({ name }) => name === 'account-owner')).toMatchObject({
        standing: 'owner',
        grantable: false,
      });
    });

    test('0.13 Submit sends an invitation email.', async () => {
      const email = newAddress();
      const body = { email, roles: ['standard-user'] };
      const made = await paid.as(administrator).createInvitation({ ...paid.params, body });
      expect(made).toMatchObject({ delivery: 'queued' });
      expect(await paid.mailsTo(email)).toEqual(['invitation']);
      expect((await paid.first.getInvitation(paid.invitationParams(made.id))).delivery).toBe(
        'sent',
      );
    });

    test('0.14 The person is not an active member before accepting.', async () => {
      const { token, email } = await paid.link({ roles: ['standard-user'] });
      const rows = async () => {
        const { items } = await paid.first.listMembers({
          ...paid.params,
          query: { email },
        });
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
      const contacts = [newAddress()];
      expect(await paid.first.updateBilling({ ...paid.params, body: { contacts } })).toMatchObject({
        contacts,
      });
      const productId = await paid.product(1, 'Desktop');
      const body = { productId, memberId: standardUser.id };
      expect(await paid.first.assignSeat({ ...paid.params, body })).toMatchObject({
        status: 'assigned',
      });
      await paid.first.suspendMember(paid.memberParams(powerUser));
      expect(await paid.first.restoreMember(paid.memberParams(powerUser))).toMatchObject({
        status: 'active',
      });
    });

    test('0.16 Owner can turn 2-step authentication on/off for login and for high-risk transactions.', async () => {
      const policy = async () =>
        (await paid.operator.getOrganization(paid.params)).policies?.secondFactor ?? null;
      for (const secondFactor of [
        { signIn: true, highRisk: true },
        { signIn: false, highRisk: true },
        { signIn: true, highRisk: false },
      ]) {
        await paid.first.updateSecondFactor({ ...paid.params, body: { secondFactor } });
        expect(await policy()).toEqual(secondFactor);
      }
      const off = { ...paid.params, body: { secondFactor: null } };
      expect(await refusalOf(paid.as(administrator).updateSecondFactor(off))).toBe(
        PERMISSION_MISSING,
      );
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
      const { items } = await paid.first.listNotices({
        ...paid.params,
        query: { limit: 200 },
      });
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
      expect(await refusalOf(again)).toBe('409 join_request.decided');
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
      const contacts = [newAddress()];
      await me.updateBilling({ ...paid.params, body: { contacts } });
      expect(await me.getBilling(paid.params)).toMatchObject({ contacts });
      const body = { key: `k-${contacts[0]?.slice(5, 12) ?? ''}`, name: 'Cloud', seats: 2 };
      expect(await me.createProduct({ ...paid.params, body })).toMatchObject(body);
      const newcomer = await paid.join('standard-user');
      expect(await me.removeMember({ ...paid.memberParams(newcomer), body: {} })).toMatchObject({
        status: 'left',
      });
      // for the owner, not over them
      const owner = paid.memberParams(paid.founder);
      expect(
        await refusalsOf(
          me.removeMember({ ...owner, body: {} }),
          me.suspendMember(owner),
          me.setMemberRoles({ ...owner, body: { roles: [{ role: 'billing' }], confirm: true } }),
        ),
      ).toEqual(['403 permission.escalation']);
      expect(await paid.rolesOf(paid.founder)).toEqual(['account-owner']);
    });

    test('0.22 Administrator gets user-action notifications only.', async () => {
      expect(await matrixOf('administrator')).toEqual(['off', 'off', 'mail']);
      const { roles } = await paid.first.getNoticeMatrix(paid.params);
      const kinds = Object.entries(CATALOGUE).filter(([, { admins }]) => admins);
      for (const [name] of kinds) {
        expect([name, roles['administrator']?.[name]]).toEqual([name, 'off']);
        expect([name, roles['power-user']?.[name]]).toEqual([name, 'off']);
        expect([name, roles['account-owner']?.[name]]).toEqual([name, 'mail']);
      }
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
        ...paid.params,
        body: { productId, memberId: newcomer.id },
      });
      expect(await paid.seatsOf(newcomer)).toEqual(['Server assigned']);
      await me.releaseSeat({ params: { organizationId: paid.id, seatId: seat.id } });
      expect(await paid.seatsOf(newcomer)).toEqual([]);
      expect(
        await refusalsOf(
          me.updateBilling({ ...paid.params, body: { contacts: [] } }),
          me.removeMember({ ...paid.memberParams(newcomer), body: {} }),
          me.createInvitation({ ...paid.params, body: { email: newAddress() } }),
        ),
      ).toEqual([PERMISSION_MISSING]);
    });

    /** Of the workspace: items of everybody and their own, and the images of all. */
    const itemRights = async (somebody: Person): Promise<string[]> =>
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
      const seen = await me.listProducts(paid.params);
      expect(seen.items.map(({ name }) => name)).toEqual(['Mine']);
      const product = { params: { organizationId: paid.id, productId: theirs } };
      expect(await refusalOf(me.getProduct(product))).toBe(PERMISSION_MISSING);
      expect(await refusalOf(me.listMemberSeats(paid.memberParams(other)))).toBe(
        PERMISSION_MISSING,
      );
      const seats = await me.listSeats(paid.params);
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
          paid.as(powerUser).assignSeat({ ...paid.params, body }),
        ),
      ).toEqual(['seat-assigned']);
      // and by the host application, for subscriptions that are not seats of Muster
      const both = [standardUser.id, billing.id];
      const told = (somebody: Person) =>
        paid.mailed(somebody.email, () => hostNotice('added-to-subscription', both));
      expect(await told(standardUser)).toEqual(['host-notice']);
      expect(await told(billing)).toEqual([]);
    });

    test('0.29 Billing User: organization settings only (billing contacts, cards, invoices, quotes).', async () => {
      const me = paid.as(billing);
      const contacts = [newAddress()];
      await me.updateBilling({ ...paid.params, body: { contacts } });
      expect(await me.getBilling(paid.params)).toMatchObject({
        plan: 'paid',
        contacts,
      });
      expect(await me.getOrganization(paid.params)).toMatchObject({ id: paid.id });
      const { name } = await paid.operator.getOrganization(paid.params);
      expect(
        await refusalsOf(
          me.listMembers(paid.params),
          me.listInvitations(paid.params),
          me.listSpaces(paid.params),
          me.listProducts(paid.params),
          me.listApiKeys(paid.params),
          me.createInvitation({ ...paid.params, body: { email: newAddress() } }),
          me.updateOrganization({ ...paid.params, body: { name: 'Other' } }),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect((await paid.operator.getOrganization(paid.params)).name).toBe(name);
    });

    test('0.30 Billing User can read all organization activity.', async () => {
      const query = { order: 'desc', limit: 200 } as const;
      const newcomer = await paid.join('standard-user');
      const lines = await paid.as(billing).listJournal({ ...paid.params, query });
      const everything = await paid.first.listJournal({ ...paid.params, query });
      expect(lines.items).toEqual(everything.items);
      expect(lines.items.map(({ target }) => target.id)).toContain(newcomer.id);
      expect(await refusalOf(paid.as(standardUser).listJournal(paid.params))).toBe(
        PERMISSION_MISSING,
      );
    });
  },
  serverOptions({ organizations: { personalPreset: 'lonti' } }),
);
