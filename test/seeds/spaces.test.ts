import { beforeAll, expect, test } from '@jest/globals';
import { overServers } from '../kit/served.js';
import {
  allRefused,
  anAddress,
  clock,
  Company,
  fieldsRefused,
  NO,
  refused,
  served,
  type Somebody,
} from './products.js';

// An organization of spaces: four roles, one a member. `contacts` is an area of the host application.

const ESCALATION = '403 permission.escalation';

overServers(
  'seed 3: an organization of spaces',
  (server) => {
    let home: Company;
    let organizationAdmin: Somebody;
    let billingAdmin: Somebody;
    let userAdmin: Somebody;
    let member: Somebody;
    beforeAll(async () => {
      home = await Company.open(server(), 'spaces');
      organizationAdmin = await home.join('organization-admin');
      billingAdmin = await home.join('billing-admin');
      userAdmin = await home.join('user-admin');
      member = await home.join('member');
    });

    let count = 0;
    const newSpace = (): Promise<string> => home.space(`Space ${(count += 1)}`);
    const inSpace = (spaceId: string, { id: memberId }: Somebody) => ({
      params: { organizationId: home.id, spaceId, memberId },
    });
    const one = (spaceId: string) => ({ params: { organizationId: home.id, spaceId } });

    /** Names of the spaces that somebody sees. */
    const reached = async (somebody: Somebody): Promise<string[]> => {
      const query = { limit: 200 };
      const { items } = await home.as(somebody).listSpaces({ ...home.here, query });
      return items.map(({ id }) => id);
    };

    const promote = (by: Somebody, somebody: Somebody, role: string) =>
      home.as(by).setMemberRoles({
        ...home.at(somebody),
        body: { roles: [{ role }], confirm: true },
      });

    const remove = (by: Somebody, somebody: Somebody) =>
      home.as(by).removeMember({ ...home.at(somebody), body: {} });

    const erase = async (by: Somebody) => {
      const { slug } = await home.operator.getOrganization(home.here);
      return home.as(by).deleteOrganization({ ...home.here, query: { confirmation: slug } });
    };

    const addMember = (by: Somebody, role: string, email = anAddress()) =>
      home.as(by).addMember({ ...home.here, body: { email, name: 'User Two', roles: [role] } });

    const invite = (by: Somebody, body: { email?: string; roles?: string[] } = {}) =>
      home.as(by).createInvitation({ ...home.here, body: { email: anAddress(), ...body } });

    test('3.1 Users page is open to Organization Admin, Billing Admin, User Admin only.', async () => {
      for (const somebody of [organizationAdmin, billingAdmin, userAdmin]) {
        const { items } = await home.as(somebody).listMembers(home.here);
        expect(items.map(({ id }) => id)).toContain(member.id);
      }
      const me = home.as(member);
      expect(await allRefused(me.listMembers(home.here), me.getMember(home.at(userAdmin)))).toEqual(
        [NO],
      );
    });

    test('3.2 Four roles: those plus Member.', async () => {
      const { items } = await home.as(organizationAdmin).listRoles(home.here);
      expect(items.map(({ title }) => title)).toEqual([
        'Organization Admin',
        'Billing Admin',
        'User Admin',
        'Member',
      ]);
    });

    test('3.3 Organization Admin: general, users, spaces, billing all full.', async () => {
      const me = home.as(organizationAdmin);
      const locale = 'de';
      expect(await me.updateOrganization({ ...home.here, body: { locale } })).toMatchObject({
        locale,
      });
      const somebody = await home.join('member');
      await me.updateMember({ ...home.at(somebody), body: { name: 'User Three' } });
      expect((await me.getMember(home.at(somebody))).name).toBe('User Three');
      const space = await me.createSpace({ ...home.here, body: { name: 'All mine' } });
      await me.updateSpace({ ...one(space.id), body: { name: 'Still mine' } });
      await me.deleteSpace(one(space.id));
      const contacts = [anAddress()];
      await me.updateBilling({ ...home.here, body: { contacts } });
      expect(await me.getBilling(home.here)).toMatchObject({ contacts });
    });

    test('3.4 Organization Admin reaches every space without assignment.', async () => {
      const spaceId = await newSpace();
      expect(await reached(organizationAdmin)).toContain(spaceId);
      const query = { access: 'inherited', limit: 200 } as const;
      const { items } = await home.first.listSpaceMembers({ ...one(spaceId), query });
      const row = items.find((access) => access.member.id === organizationAdmin.id);
      // shown as inherited, not copied
      expect(row).toMatchObject({
        reasons: [],
        inherited: { role: 'organization-admin', spaceRole: 'manager' },
      });
      const assigned = await home.first.listSpaceMembers(one(spaceId));
      expect(assigned.items).toEqual([]);
      expect(await refused(home.first.removeSpaceMember(inSpace(spaceId, organizationAdmin)))).toBe(
        '409 space.inherited',
      );
      await promote(home.founder, organizationAdmin, 'member');
      expect(await reached(organizationAdmin)).toEqual([]);
      await promote(home.founder, organizationAdmin, 'organization-admin');
      expect(await reached(organizationAdmin)).toContain(spaceId);
    });

    test('3.5 Only Organization Admin deletes the organization.', async () => {
      const others = [billingAdmin, userAdmin, member].map(erase);
      expect(await allRefused(...others)).toEqual([NO]);
      const query = { confirmation: 'yes' };
      const careless = home.as(organizationAdmin).deleteOrganization({ ...home.here, query });
      expect(await refused(careless)).toBe('400 organization.confirmation');
      expect(await home.operator.getOrganization(home.here)).toMatchObject({ status: 'active' });
      expect(await erase(organizationAdmin)).toMatchObject({ status: 'deleted' });
      expect(await refused(home.first.listMembers(home.here))).toBe('404 organization.deleted');
      await home.operator.restoreOrganization(home.here);
      await home.first.listMembers(home.here);
    });

    test('3.6 At least one Organization Admin must remain (last one cannot be removed or demoted).', async () => {
      const alone = await Company.open(server(), 'spaces');
      const second = await alone.join('organization-admin');
      const demote = (somebody: Somebody) =>
        alone.operator.setMemberRoles({
          ...alone.at(somebody),
          body: { roles: [{ role: 'member' }], confirm: true },
        });
      await demote(second);
      const last = alone.at(alone.founder);
      const before = await alone.operator.getMember(last);
      expect(
        await allRefused(
          alone.operator.removeMember({ ...last, body: {} }),
          demote(alone.founder),
          alone.operator.suspendMember(last),
          alone.first.setMemberRoles({
            ...last,
            body: { roles: [{ role: 'member' }], confirm: true },
          }),
        ),
      ).toEqual(['400 member.last_admin']);
      expect(await refused(alone.first.leaveOrganization(alone.here))).toBe(
        '409 member.owner_leaves',
      );
      expect(await alone.operator.getMember(last)).toEqual(before);
    });

    test('3.7 Billing Admin: billing full; general, users, spaces view-only.', async () => {
      const me = home.as(billingAdmin);
      const spaceId = await newSpace();
      const contacts = [anAddress()];
      await me.updateBilling({ ...home.here, body: { contacts } });
      const general = await me.getOrganization(home.here);
      await me.listMembers(home.here);
      const space = await me.getSpace(one(spaceId));
      expect(
        await allRefused(
          me.updateOrganization({ ...home.here, body: { name: 'Other' } }),
          me.renameOrganization({ ...home.here, body: { slug: 'other' } }),
          me.createSpace({ ...home.here, body: { name: 'Other' } }),
          me.updateSpace({ ...one(spaceId), body: { name: 'Other' } }),
          me.deleteSpace(one(spaceId)),
          me.setSpaceMember({ ...inSpace(spaceId, member), body: { role: 'member' } }),
        ),
      ).toEqual([NO]);
      expect(await home.operator.getOrganization(home.here)).toEqual(general);
      expect(await home.operator.getSpace(one(spaceId))).toEqual(space);
      expect(await me.getBilling(home.here)).toMatchObject({ contacts });
    });

    test('3.8 Billing Admin sees users but cannot change any.', async () => {
      const me = home.as(billingAdmin);
      const before = await me.getMember(home.at(member));
      expect(
        await allRefused(
          me.updateMember({ ...home.at(member), body: { name: 'Other' } }),
          me.suspendMember(home.at(member)),
          remove(billingAdmin, member),
          promote(billingAdmin, member, 'user-admin'),
          addMember(billingAdmin, 'member'),
          promote(billingAdmin, billingAdmin, 'organization-admin'),
          invite(billingAdmin),
        ),
      ).toEqual([NO]);
      expect(await me.getMember(home.at(member))).toEqual(before);
      expect(await home.rolesOf(billingAdmin)).toEqual(['billing-admin']);
    });

    test('3.9 Billing Admin manages subscription, payment details, invoices.', async () => {
      const me = home.as(billingAdmin);
      expect(await me.previewPlan({ ...home.here, body: { plan: 'organization' } })).toMatchObject({
        allowed: true,
      });
      expect(await me.changePlan({ ...home.here, body: { plan: 'organization' } })).toMatchObject({
        plan: 'organization',
      });
      // payment and invoices are the host application's, which asks for this
      expect(await home.permissionsOf(billingAdmin)).toContain('billing:write');
      const contacts = [anAddress(), anAddress()];
      expect(await me.updateBilling({ ...home.here, body: { contacts } })).toMatchObject({
        contacts,
      });
    });

    test('3.10 Billing Admin cannot delete the organization.', async () => {
      expect(await refused(erase(billingAdmin))).toBe(NO);
      expect(await home.operator.getOrganization(home.here)).toMatchObject({ status: 'active' });
    });

    test('3.11 User Admin: users limited, spaces full, general limited, no billing settings page.', async () => {
      const me = home.as(userAdmin);
      const somebody = await home.join('member');
      await me.updateMember({ ...home.at(somebody), body: { name: 'User Four' } });
      const his = { ...home.at(organizationAdmin), body: { name: 'Other' } };
      expect(await refused(me.updateMember(his))).toBe(ESCALATION);
      const space = await me.createSpace({ ...home.here, body: { name: `Space ${somebody.id}` } });
      await me.updateSpace({ ...one(space.id), body: { description: 'Of a user admin' } });
      await me.deleteSpace(one(space.id));
      const general = await me.getOrganization(home.here);
      const billing = await me.getBilling(home.here);
      expect(
        await allRefused(
          me.updateOrganization({ ...home.here, body: { name: 'Other' } }),
          me.updateBilling({ ...home.here, body: { contacts: [] } }),
        ),
      ).toEqual([NO]);
      expect(await home.operator.getOrganization(home.here)).toEqual(general);
      expect(await home.operator.getBilling(home.here)).toEqual(billing);
    });

    test('3.12 User Admin may add only Members.', async () => {
      const added = await addMember(userAdmin, 'member');
      expect(added).toMatchObject({ status: 'active', roles: ['member'] });
      expect(await invite(userAdmin, { roles: ['member'] })).toMatchObject({ status: 'pending' });
      const before = await home.roster();
      const more = ['organization-admin', 'billing-admin', 'user-admin'];
      expect(
        await allRefused(
          ...more.map((role) => addMember(userAdmin, role)),
          ...more.map((role) => invite(userAdmin, { roles: [role] })),
        ),
      ).toEqual([ESCALATION]);
      expect(await home.roster()).toEqual(before);
    });

    test('3.13 User Admin may delete only Members.', async () => {
      const [somebody, other] = [await home.join('member'), await home.join('user-admin')];
      expect(await remove(userAdmin, somebody)).toMatchObject({ status: 'left' });
      const others = [organizationAdmin, billingAdmin, other];
      expect(await allRefused(...others.map((one) => remove(userAdmin, one)))).toEqual([
        ESCALATION,
      ]);
      const roster = await home.roster();
      expect(roster).toEqual(expect.arrayContaining(others.map(({ email }) => `${email} active`)));
    });

    test('3.14 User Admin may edit assigned spaces of every user.', async () => {
      const me = home.as(userAdmin);
      for (const somebody of [member, billingAdmin, organizationAdmin, userAdmin]) {
        const spaceId = await newSpace();
        const assigned = async (): Promise<string[]> => {
          const { items } = await home.first.listSpaceMembers(one(spaceId));
          return items.map((access) => `${access.member.id} ${access.reasons[0]?.role ?? ''}`);
        };
        await me.setSpaceMember({ ...inSpace(spaceId, somebody), body: { role: 'member' } });
        expect(await assigned()).toEqual([`${somebody.id} member`]);
        await me.setSpaceMember({ ...inSpace(spaceId, somebody), body: { role: 'manager' } });
        expect(await assigned()).toEqual([`${somebody.id} manager`]);
        await me.removeSpaceMember(inSpace(spaceId, somebody));
        expect(await assigned()).toEqual([]);
      }
    });

    test('3.15 User Admin cannot promote or demote.', async () => {
      expect(
        await allRefused(
          promote(userAdmin, member, 'user-admin'),
          promote(userAdmin, member, 'organization-admin'),
          promote(userAdmin, billingAdmin, 'member'),
          promote(userAdmin, organizationAdmin, 'member'),
          promote(userAdmin, userAdmin, 'organization-admin'),
        ),
      ).toEqual([ESCALATION]);
      expect(await home.rolesOf(member)).toEqual(['member']);
      expect(await home.rolesOf(billingAdmin)).toEqual(['billing-admin']);
      expect(await home.rolesOf(userAdmin)).toEqual(['user-admin']);
    });

    test('3.16 User Admin may view organization and billing information.', async () => {
      const me = home.as(userAdmin);
      expect(await me.getOrganization(home.here)).toMatchObject({ id: home.id });
      const contacts = [anAddress()];
      await home.first.updateBilling({ ...home.here, body: { contacts } });
      expect(await me.getBilling(home.here)).toMatchObject({ plan: 'organization', contacts });
      expect(await me.getPlan(home.here)).toMatchObject({ name: 'organization' });
      expect((await me.getLimits(home.here)).members.used).toBeGreaterThan(4);
    });

    test('3.17 User Admin cannot manage subscription or delete the organization.', async () => {
      const body = { plan: 'organization' };
      const plan = home.as(userAdmin).changePlan({ ...home.here, body });
      expect(await allRefused(plan, erase(userAdmin))).toEqual([NO]);
      expect(await home.operator.getOrganization(home.here)).toMatchObject({
        status: 'active',
        plan: 'organization',
      });
    });

    test('3.18 Member sees no organization settings.', async () => {
      const me = home.as(member);
      expect(
        await allRefused(
          me.getOrganization(home.here),
          me.getBilling(home.here),
          me.getPlan(home.here),
          me.getLimits(home.here),
          me.listRoles(home.here),
          me.listDomains(home.here),
          me.listApiKeys(home.here),
          me.listConnections(home.here),
          me.listJournal(home.here),
          me.getNoticeMatrix(home.here),
          me.listInvitations(home.here),
        ),
      ).toEqual([NO]);
    });

    test('3.19 Member reaches only granted spaces.', async () => {
      const [granted, other] = [await newSpace(), await newSpace()];
      const somebody = await home.admit({ spaces: [{ spaceId: granted, role: 'member' }] });
      expect(await reached(somebody)).toEqual([granted]);
      const me = home.as(somebody);
      expect(await me.getSpace(one(granted))).toMatchObject({ id: granted });
      expect(await refused(me.getSpace(one(other)))).toBe(NO);
      expect(await allRefused(me.listSpaceMembers(one(granted)))).toEqual([NO]);
      await home.first.removeSpaceMember(inSpace(granted, somebody));
      expect(await reached(somebody)).toEqual([]);
    });

    const rowOf = async (email: string) => {
      const { items } = await home.as(userAdmin).listMembers({ ...home.here, query: { email } });
      return items[0];
    };

    test('3.20 Row shows avatar, display name, role, email.', async () => {
      const attribute = { name: 'avatar', title: 'Avatar', type: 'text' } as const;
      const body = { attributes: [attribute] };
      await home.as(organizationAdmin).replaceAttributes({ ...home.here, body });
      const avatar = 'https://example.com/avatar.png';
      const somebody = await home.admit({ attributes: { avatar } });
      const { name, email } = somebody;
      expect(await rowOf(email)).toMatchObject({
        name,
        email,
        roles: ['member'],
        attributes: { avatar: { value: avatar } },
      });
    });

    test('3.21 Row shows last activity.', async () => {
      const somebody = await home.join('member');
      expect(await rowOf(somebody.email)).not.toHaveProperty('lastActiveOn');
      await home.host.reportMemberActivity(home.at(somebody));
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      expect(await rowOf(somebody.email)).toMatchObject({ lastActiveOn: today });
    });

    test('3.22 Until acceptance it reads "Pending".', async () => {
      const { token, email } = await home.link({ name: 'User Five', roles: ['member'] });
      expect(await rowOf(email)).toMatchObject({
        kind: 'invitation',
        status: 'pending',
        name: 'User Five',
        roles: ['member'],
      });
      await home.accept(token, email);
      expect(await rowOf(email)).toMatchObject({ kind: 'member', status: 'active' });
    });

    test('3.23 A search field narrows the list.', async () => {
      const body = { email: anAddress(), name: 'Zebra Crossing', roles: ['member'] };
      await home.as(userAdmin).addMember({ ...home.here, body });
      const search = async (q: string): Promise<string[]> => {
        const { items } = await home.as(userAdmin).listMembers({ ...home.here, query: { q } });
        return items.map(({ email }) => email ?? '');
      };
      expect(await search('zeb')).toEqual([body.email]);
      expect(await search('cross ZEBRA')).toEqual([body.email]);
      expect(await search(body.email.slice(0, 12))).toEqual([body.email]);
      expect(await search('zebra stripes')).toEqual([]);
    });

    test('3.24 ADD USER is for Organization Admin and User Admin.', async () => {
      for (const somebody of [organizationAdmin, userAdmin]) {
        expect(await invite(somebody)).toMatchObject({ status: 'pending', roles: ['member'] });
      }
      const before = await home.roster();
      expect(await allRefused(invite(billingAdmin), invite(member))).toEqual([NO]);
      expect(await home.roster()).toEqual(before);
    });

    test('3.25 Dialog: email, organization access, NEXT.', async () => {
      const { items } = await home.as(userAdmin).listRoles(home.here);
      // the access that this caller can give
      expect(items.filter(({ grantable }) => grantable).map(({ name }) => name)).toEqual([
        'member',
      ]);
      const body = { email: anAddress(), roles: ['billing-admin'] };
      expect(await invite(organizationAdmin, body)).toMatchObject(body);
      expect(await fieldsRefused(invite(organizationAdmin, { email: 'no address' }))).toEqual([
        'email',
      ]);
    });

    test('3.26 An invitation email is sent; the link must be clicked for access.', async () => {
      const email = anAddress();
      await invite(userAdmin, { email });
      expect(await home.mailsTo(email)).toEqual(['invitation']);
      expect(await home.roster()).toContain(`${email} pending`);
      const { token, email: other } = await home.link();
      // a mail scanner that follows the link joins nobody
      await home.operator.lookUpInvitation({ body: { token } });
      const scan = { token, email: other, emailVerified: true } as const;
      const body = scan as typeof scan & { explicit: true };
      expect(await fieldsRefused(home.operator.acceptInvitation({ body }))).toEqual(['explicit']);
      expect(await home.roster()).toContain(`${other} pending`);
      await home.accept(token, other);
      expect(await home.roster()).toContain(`${other} active`);
    });

    test('3.27 Next optional step assigns spaces; SKIP is allowed.', async () => {
      const spaceId = await newSpace();
      const skipped = await home.admit({ roles: ['member'] });
      expect(await reached(skipped)).toEqual([]);
      const spaces = [{ spaceId, role: 'member' }];
      const assigned = await home.admit({ roles: ['member'], spaces });
      expect(await reached(assigned)).toEqual([spaceId]);
    });

    test('3.28 That step caps at 10 spaces; more go through each space.', async () => {
      // ten is what the page offers at once; the rule knows no such number
      const all = await Promise.all(Array.from({ length: 12 }, newSpace));
      const spaces = (ids: string[]) => ids.map((spaceId) => ({ spaceId, role: 'member' }));
      const ten = await home.admit({ spaces: spaces(all.slice(0, 10)) });
      expect(await reached(ten)).toHaveLength(10);
      for (const spaceId of all.slice(10)) {
        await home.first.setSpaceMember({ ...inSpace(spaceId, ten), body: { role: 'member' } });
      }
      expect((await reached(ten)).sort()).toEqual([...all].sort());
      const twelve = await home.admit({ spaces: spaces(all) });
      expect(await reached(twelve)).toHaveLength(12);
    });

    test('3.29 EDIT then SAVE applies changes.', async () => {
      const somebody = await home.join('member');
      const me = home.as(organizationAdmin);
      const { version } = await me.getMember(home.at(somebody));
      const ifMatch = `W/"${version}"`;
      const body = { roles: [{ role: 'billing-admin' }] };
      const preview = await me.previewMemberRoles({ ...home.at(somebody), body });
      expect(preview.permissions.added).toContain('billing:write');
      expect(await home.rolesOf(somebody)).toEqual(['member']);
      await me.setMemberRoles({ ...home.at(somebody), ifMatch, body });
      expect(await home.rolesOf(somebody)).toEqual(['billing-admin']);
      const late = me.setMemberRoles({
        ...home.at(somebody),
        ifMatch,
        body: { roles: [{ role: 'member' }] },
      });
      expect(await refused(late)).toBe('412 request.precondition');
      expect(await home.rolesOf(somebody)).toEqual(['billing-admin']);
    });

    test('3.30 A user cannot delete himself.', async () => {
      expect(await refused(remove(organizationAdmin, organizationAdmin))).toBe('403 member.self');
      expect(await refused(remove(userAdmin, userAdmin))).toBe('403 member.self');
      expect(await refused(remove(member, member))).toBe(NO);
      const body = { action: 'remove', ids: [organizationAdmin.id] } as const;
      const bulk = await home.as(organizationAdmin).bulkMembers({ ...home.here, body });
      expect(bulk.rows).toMatchObject([{ outcome: 'failed', code: 'member.self' }]);
      expect(await home.roster()).toEqual(
        expect.arrayContaining([
          ...[organizationAdmin, userAdmin, member].map(({ email }) => `${email} active`),
        ]),
      );
    });

    test('3.31 DELETE needs confirmation.', async () => {
      const spaceId = await newSpace();
      const somebody = await home.admit({ spaces: [{ spaceId, role: 'member' }] });
      const question = await home.as(userAdmin).previewMemberRemoval(home.at(somebody));
      expect(question).toMatchObject({ memberId: somebody.id, spaces: [{ spaceId }] });
      expect(await home.roster()).toContain(`${somebody.email} active`);
      // what would be refused is told in the dialog already
      const his = await home.as(userAdmin).previewMemberRemoval(home.at(organizationAdmin));
      expect(his.refusal).toMatchObject({ code: 'permission.escalation' });
    });

    test('3.32 Deletion removes all space access.', async () => {
      const all = [await newSpace(), await newSpace()];
      const spaces = all.map((spaceId) => ({ spaceId, role: 'manager' }));
      const somebody = await home.admit({ spaces });
      expect(await reached(somebody)).toHaveLength(2);
      await remove(userAdmin, somebody);
      for (const spaceId of all) {
        expect((await home.first.listSpaceMembers(one(spaceId))).items).toEqual([]);
      }
      expect(await refused(reached(somebody))).toBe('403 acting.unknown');
      // who comes back has what the new invitation gives, and not what was there
      const again = await home.admit({ email: somebody.email });
      expect(await reached(again)).toEqual([]);
    });

    test('3.33 Contacts assigned to the user in all spaces become unassigned.', async () => {
      const all = [await newSpace(), await newSpace()];
      const somebody = await home.admit({
        spaces: all.map((spaceId) => ({ spaceId, role: 'member' })),
      });
      /** What the host application learns of whose contacts are whose. */
      const facts = async (target: Somebody) => {
        const query = { target: `member:${target.id}`, limit: 200 };
        const { items } = await home.first.listJournal({ ...home.here, query });
        return new Map(items.map(({ type, after }) => [type, after]));
      };
      await remove(organizationAdmin, somebody);
      const told = await facts(somebody);
      expect(told.get('member.objects_reassigned')).toEqual({ successorMemberId: null });
      const left = told.get('space.member_removed')?.['spaces'] as readonly { id: string }[];
      expect(left.map(({ id }) => id).sort()).toEqual([...all].sort());
      // or they go to somebody
      const other = await home.join('member');
      const body = { successorMemberId: member.id };
      await home.as(organizationAdmin).removeMember({ ...home.at(other), body });
      expect((await facts(other)).get('member.objects_reassigned')).toMatchObject(body);
    });
  },
  served(),
);
