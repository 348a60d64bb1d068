import { beforeAll, expect, test } from '@jest/globals';
import { USER } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import {
  refusalsOf,
  newAddress,
  clock,
  Company,
  fieldsOf,
  PERMISSION_MISSING,
  refusalOf,
  serverOptions,
  type Person,
} from './products.js';

// An organization of spaces: four roles, one a member. `contacts` is an area of the host application.

const ESCALATION = '403 permission.escalation';

overServers(
  'seed 3: an organization of spaces',
  (server) => {
    let company: Company;
    let admin: Person;
    let billingAdmin: Person;
    let userAdmin: Person;
    let member: Person;
    beforeAll(async () => {
      company = await Company.open(server(), 'spaces');
      admin = await company.join('organization-admin');
      billingAdmin = await company.join('billing-admin');
      userAdmin = await company.join('user-admin');
      member = await company.join('member');
    });

    let count = 0;
    const newSpace = (): Promise<string> => company.space(`Space ${(count += 1)}`);
    const inSpace = (spaceId: string, { id: memberId }: Person) => ({
      params: { organizationId: company.id, spaceId, memberId },
    });
    const one = (spaceId: string) => ({ params: { organizationId: company.id, spaceId } });

    /** Names of the spaces that somebody sees. */
    const reached = async (somebody: Person): Promise<string[]> => {
      const query = { limit: 200 };
      const { items } = await company.as(somebody).listSpaces({ ...company.params, query });
      return items.map(({ id }) => id);
    };

    const promote = (by: Person, somebody: Person, role: string) =>
      company.as(by).setMemberRoles({
        ...company.memberParams(somebody),
        body: { roles: [{ role }], confirm: true },
      });

    const remove = (by: Person, somebody: Person) =>
      company.as(by).removeMember({ ...company.memberParams(somebody), body: {} });

    const erase = async (by: Person) => {
      const { slug } = await company.operator.getOrganization(company.params);
      return company
        .as(by)
        .deleteOrganization({ ...company.params, query: { confirmation: slug } });
    };

    const addMember = (by: Person, role: string, email = newAddress()) =>
      company.as(by).addMember({
        ...company.params,
        body: { email, name: 'User Two', roles: [role] },
      });

    const invite = (by: Person, body: { email?: string; roles?: string[] } = {}) =>
      company.as(by).createInvitation({
        ...company.params,
        body: { email: newAddress(), ...body },
      });

    test('3.1 Users page is open to Organization Admin, Billing Admin, User Admin only.', async () => {
      for (const somebody of [admin, billingAdmin, userAdmin]) {
        const { items } = await company.as(somebody).listMembers(company.params);
        expect(items.map(({ id }) => id)).toContain(member.id);
      }
      const me = company.as(member);
      expect(
        await refusalsOf(
          me.listMembers(company.params),
          me.getMember(company.memberParams(userAdmin)),
        ),
      ).toEqual([PERMISSION_MISSING]);
    });

    test('3.2 Four roles: those plus Member.', async () => {
      const { items } = await company.as(admin).listRoles(company.params);
      expect(items.map(({ title }) => title)).toEqual([
        'Organization Admin',
        'Billing Admin',
        'User Admin',
        'Member',
      ]);
    });

    test('3.3 Organization Admin: general, users, spaces, billing all full.', async () => {
      const me = company.as(admin);
      const locale = 'de';
      expect(await me.updateOrganization({ ...company.params, body: { locale } })).toMatchObject({
        locale,
      });
      const somebody = await company.join('member');
      await me.updateMember({ ...company.memberParams(somebody), body: { name: 'User Three' } });
      expect((await me.getMember(company.memberParams(somebody))).name).toBe('User Three');
      const space = await me.createSpace({
        ...company.params,
        body: { name: 'All mine' },
      });
      await me.updateSpace({ ...one(space.id), body: { name: 'Still mine' } });
      await me.deleteSpace(one(space.id));
      const contacts = [newAddress()];
      await me.updateBilling({ ...company.params, body: { contacts } });
      expect(await me.getBilling(company.params)).toMatchObject({ contacts });
    });

    test('3.4 Organization Admin reaches every space without assignment.', async () => {
      const spaceId = await newSpace();
      expect(await reached(admin)).toContain(spaceId);
      const query = { access: 'inherited', limit: 200 } as const;
      const { items } = await company.first.listSpaceMembers({ ...one(spaceId), query });
      const row = items.find((access) => access.member.id === admin.id);
      // shown as inherited, not copied
      expect(row).toMatchObject({
        reasons: [],
        inherited: { role: 'organization-admin', spaceRole: 'manager' },
      });
      const assigned = await company.first.listSpaceMembers(one(spaceId));
      expect(assigned.items).toEqual([]);
      expect(await refusalOf(company.first.removeSpaceMember(inSpace(spaceId, admin)))).toBe(
        '409 space.inherited',
      );
      await promote(company.founder, admin, 'member');
      expect(await reached(admin)).toEqual([]);
      await promote(company.founder, admin, 'organization-admin');
      expect(await reached(admin)).toContain(spaceId);
    });

    test('3.5 Only Organization Admin deletes the organization.', async () => {
      const others = [billingAdmin, userAdmin, member].map(erase);
      expect(await refusalsOf(...others)).toEqual([PERMISSION_MISSING]);
      const query = { confirmation: 'yes' };
      const careless = company.as(admin).deleteOrganization({ ...company.params, query });
      expect(await refusalOf(careless)).toBe('400 organization.confirmation');
      expect(await company.operator.getOrganization(company.params)).toMatchObject({
        status: 'active',
      });
      expect(await erase(admin)).toMatchObject({ status: 'deleted' });
      expect(await refusalOf(company.first.listMembers(company.params))).toBe(
        '404 organization.deleted',
      );
      await company.operator.restoreOrganization(company.params);
      await company.first.listMembers(company.params);
    });

    test('3.6 At least one Organization Admin must remain (last one cannot be removed or demoted).', async () => {
      const alone = await Company.open(server(), 'spaces');
      const second = await alone.join('organization-admin');
      const demote = (somebody: Person) =>
        alone.operator.setMemberRoles({
          ...alone.memberParams(somebody),
          body: { roles: [{ role: 'member' }], confirm: true },
        });
      await demote(second);
      const last = alone.memberParams(alone.founder);
      const before = await alone.operator.getMember(last);
      expect(
        await refusalsOf(
          alone.operator.removeMember({ ...last, body: {} }),
          demote(alone.founder),
          alone.operator.suspendMember(last),
          alone.first.setMemberRoles({
            ...last,
            body: { roles: [{ role: 'member' }], confirm: true },
          }),
        ),
      ).toEqual(['400 member.last_admin']);
      expect(await refusalOf(alone.first.leaveOrganization(alone.params))).toBe(
        '409 member.owner_leaves',
      );
      expect(await alone.operator.getMember(last)).toEqual(before);
    });

    test('3.7 Billing Admin: billing full; general, users, spaces view-only.', async () => {
      const me = company.as(billingAdmin);
      const spaceId = await newSpace();
      const contacts = [newAddress()];
      await me.updateBilling({ ...company.params, body: { contacts } });
      const general = await me.getOrganization(company.params);
      await me.listMembers(company.params);
      const space = await me.getSpace(one(spaceId));
      expect(
        await refusalsOf(
          me.updateOrganization({ ...company.params, body: { name: 'Other' } }),
          me.renameOrganization({ ...company.params, body: { slug: 'other' } }),
          me.createSpace({ ...company.params, body: { name: 'Other' } }),
          me.updateSpace({ ...one(spaceId), body: { name: 'Other' } }),
          me.deleteSpace(one(spaceId)),
          me.setSpaceMember({ ...inSpace(spaceId, member), body: { role: 'member' } }),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await company.operator.getOrganization(company.params)).toEqual(general);
      expect(await company.operator.getSpace(one(spaceId))).toEqual(space);
      expect(await me.getBilling(company.params)).toMatchObject({ contacts });
    });

    test('3.8 Billing Admin sees users but cannot change any.', async () => {
      const me = company.as(billingAdmin);
      const before = await me.getMember(company.memberParams(member));
      expect(
        await refusalsOf(
          me.updateMember({ ...company.memberParams(member), body: { name: 'Other' } }),
          me.suspendMember(company.memberParams(member)),
          remove(billingAdmin, member),
          promote(billingAdmin, member, 'user-admin'),
          addMember(billingAdmin, 'member'),
          promote(billingAdmin, billingAdmin, 'organization-admin'),
          invite(billingAdmin),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await me.getMember(company.memberParams(member))).toEqual(before);
      expect(await company.rolesOf(billingAdmin)).toEqual(['billing-admin']);
    });

    test('3.9 Billing Admin manages subscription, payment details, invoices.', async () => {
      const me = company.as(billingAdmin);
      expect(
        await me.previewPlan({ ...company.params, body: { plan: 'organization' } }),
      ).toMatchObject({
        allowed: true,
      });
      expect(
        await me.changePlan({ ...company.params, body: { plan: 'organization' } }),
      ).toMatchObject({
        plan: 'organization',
      });
      // payment and invoices are the host application's, which asks for this
      expect(await company.permissionsOf(billingAdmin)).toContain('billing:write');
      const contacts = [newAddress(), newAddress()];
      expect(await me.updateBilling({ ...company.params, body: { contacts } })).toMatchObject({
        contacts,
      });
    });

    test('3.10 Billing Admin cannot delete the organization.', async () => {
      expect(await refusalOf(erase(billingAdmin))).toBe(PERMISSION_MISSING);
      expect(await company.operator.getOrganization(company.params)).toMatchObject({
        status: 'active',
      });
    });

    test('3.11 User Admin: users limited, spaces full, general limited, no billing settings page.', async () => {
      const me = company.as(userAdmin);
      const somebody = await company.join('member');
      await me.updateMember({ ...company.memberParams(somebody), body: { name: 'User Four' } });
      const his = { ...company.memberParams(admin), body: { name: 'Other' } };
      expect(await refusalOf(me.updateMember(his))).toBe(ESCALATION);
      const space = await me.createSpace({
        ...company.params,
        body: { name: `Space ${somebody.id}` },
      });
      await me.updateSpace({ ...one(space.id), body: { description: 'Of a user admin' } });
      await me.deleteSpace(one(space.id));
      const general = await me.getOrganization(company.params);
      const billing = await me.getBilling(company.params);
      expect(
        await refusalsOf(
          me.updateOrganization({ ...company.params, body: { name: 'Other' } }),
          me.updateBilling({ ...company.params, body: { contacts: [] } }),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await company.operator.getOrganization(company.params)).toEqual(general);
      expect(await company.operator.getBilling(company.params)).toEqual(billing);
    });

    test('3.12 User Admin may add only Members.', async () => {
      const added = await addMember(userAdmin, 'member');
      expect(added).toMatchObject({ status: 'active', roles: ['member'] });
      expect(await invite(userAdmin, { roles: ['member'] })).toMatchObject({ status: 'pending' });
      const before = await company.roster();
      const more = ['organization-admin', 'billing-admin', 'user-admin'];
      expect(
        await refusalsOf(
          ...more.map((role) => addMember(userAdmin, role)),
          ...more.map((role) => invite(userAdmin, { roles: [role] })),
        ),
      ).toEqual([ESCALATION]);
      expect(await company.roster()).toEqual(before);
    });

    test('3.13 User Admin may delete only Members.', async () => {
      const [somebody, other] = [await company.join('member'), await company.join('user-admin')];
      expect(await remove(userAdmin, somebody)).toMatchObject({ status: 'left' });
      const others = [admin, billingAdmin, other];
      expect(await refusalsOf(...others.map((one) => remove(userAdmin, one)))).toEqual([
        ESCALATION,
      ]);
      const roster = await company.roster();
      expect(roster).toEqual(expect.arrayContaining(others.map(({ email }) => `${email} active`)));
    });

    test('3.14 User Admin may edit assigned spaces of every user.', async () => {
      const me = company.as(userAdmin);
      for (const somebody of [member, billingAdmin, admin, userAdmin]) {
        const spaceId = await newSpace();
        const assigned = async (): Promise<string[]> => {
          const { items } = await company.first.listSpaceMembers(one(spaceId));
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
        await refusalsOf(
          promote(userAdmin, member, 'user-admin'),
          promote(userAdmin, member, 'organization-admin'),
          promote(userAdmin, billingAdmin, 'member'),
          promote(userAdmin, admin, 'member'),
          promote(userAdmin, userAdmin, 'organization-admin'),
        ),
      ).toEqual([ESCALATION]);
      expect(await company.rolesOf(member)).toEqual(['member']);
      expect(await company.rolesOf(billingAdmin)).toEqual(['billing-admin']);
      expect(await company.rolesOf(userAdmin)).toEqual(['user-admin']);
    });

    test('3.16 User Admin may view organization and billing information.', async () => {
      const me = company.as(userAdmin);
      expect(await me.getOrganization(company.params)).toMatchObject({
        id: company.id,
      });
      const contacts = [newAddress()];
      await company.first.updateBilling({ ...company.params, body: { contacts } });
      expect(await me.getBilling(company.params)).toMatchObject({
        plan: 'organization',
        contacts,
      });
      expect(await me.getPlan(company.params)).toMatchObject({ name: 'organization' });
      expect((await me.getLimits(company.params)).members.used).toBeGreaterThan(4);
    });

    test('3.17 User Admin cannot manage subscription or delete the organization.', async () => {
      const body = { plan: 'organization' };
      const plan = company.as(userAdmin).changePlan({ ...company.params, body });
      expect(await refusalsOf(plan, erase(userAdmin))).toEqual([PERMISSION_MISSING]);
      expect(await company.operator.getOrganization(company.params)).toMatchObject({
        status: 'active',
        plan: 'organization',
      });
    });

    test('3.18 Member sees no organization settings.', async () => {
      const me = company.as(member);
      expect(
        await refusalsOf(
          me.getOrganization(company.params),
          me.getBilling(company.params),
          me.getPlan(company.params),
          me.getLimits(company.params),
          me.listRoles(company.params),
          me.listDomains(company.params),
          me.listApiKeys(company.params),
          me.listConnections(company.params),
          me.listJournal(company.params),
          me.getNoticeMatrix(company.params),
          me.listInvitations(company.params),
        ),
      ).toEqual([PERMISSION_MISSING]);
    });

    test('3.19 Member reaches only granted spaces.', async () => {
      const [granted, other] = [await newSpace(), await newSpace()];
      const somebody = await company.admit({ spaces: [{ spaceId: granted, role: 'member' }] });
      expect(await reached(somebody)).toEqual([granted]);
      const me = company.as(somebody);
      expect(await me.getSpace(one(granted))).toMatchObject({ id: granted });
      expect(await refusalOf(me.getSpace(one(other)))).toBe(PERMISSION_MISSING);
      expect(await refusalsOf(me.listSpaceMembers(one(granted)))).toEqual([PERMISSION_MISSING]);
      await company.first.removeSpaceMember(inSpace(granted, somebody));
      expect(await reached(somebody)).toEqual([]);
    });

    const rowOf = async (email: string) => {
      const { items } = await company
        .as(userAdmin)
        .listMembers({ ...company.params, query: { email } });
      return items[0];
    };

    test('3.20 Row shows avatar, display name, role, email.', async () => {
      const somebody = await company.admit({ firstName: 'Ada', lastName: 'Lovelace' });
      const { name, email } = somebody;
      const url = await company.uploadPicture(somebody);
      expect(await rowOf(email)).toMatchObject({
        name,
        firstName: 'Ada',
        lastName: 'Lovelace',
        email,
        roles: ['member'],
        avatar: { source: 'upload', url },
      });
      const scim = await server().scim({ organizationId: company.id });
      const [userName, value] = [newAddress(), 'https://photos.example/1.png'];
      await scim.post('/Users', { schemas: [USER], userName, photos: [{ value }] });
      expect(await rowOf(userName)).toMatchObject({ avatar: { source: 'directory', url: value } });
    });

    test('3.21 Row shows last activity.', async () => {
      const somebody = await company.join('member');
      expect(await rowOf(somebody.email)).not.toHaveProperty('lastActiveOn');
      await company.host.reportMemberActivity(company.memberParams(somebody));
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      expect(await rowOf(somebody.email)).toMatchObject({ lastActiveOn: today });
    });

    test('3.22 Until acceptance it reads "Pending".', async () => {
      const { token, email } = await company.link({ name: 'User Five', roles: ['member'] });
      expect(await rowOf(email)).toMatchObject({
        kind: 'invitation',
        status: 'pending',
        name: 'User Five',
        roles: ['member'],
      });
      await company.accept(token, email);
      expect(await rowOf(email)).toMatchObject({ kind: 'member', status: 'active' });
    });

    test('3.23 A search field narrows the list.', async () => {
      const body = { email: newAddress(), name: 'Zebra Crossing', roles: ['member'] };
      await company.as(userAdmin).addMember({ ...company.params, body });
      const search = async (q: string): Promise<string[]> => {
        const { items } = await company
          .as(userAdmin)
          .listMembers({ ...company.params, query: { q } });
        return items.map(({ email }) => email ?? '');
      };
      expect(await search('zeb')).toEqual([body.email]);
      expect(await search('cross ZEBRA')).toEqual([body.email]);
      expect(await search(body.email.slice(0, 12))).toEqual([body.email]);
      expect(await search('zebra stripes')).toEqual([]);
    });

    test('3.24 ADD USER is for Organization Admin and User Admin.', async () => {
      for (const somebody of [admin, userAdmin]) {
        expect(await invite(somebody)).toMatchObject({ status: 'pending', roles: ['member'] });
      }
      const before = await company.roster();
      expect(await refusalsOf(invite(billingAdmin), invite(member))).toEqual([PERMISSION_MISSING]);
      expect(await company.roster()).toEqual(before);
    });

    test('3.25 Dialog: email, organization access, NEXT.', async () => {
      const { items } = await company.as(userAdmin).listRoles(company.params);
      // the access that this caller can give
      expect(items.filter(({ grantable }) => grantable).map(({ name }) => name)).toEqual([
        'member',
      ]);
      const body = { email: newAddress(), roles: ['billing-admin'] };
      expect(await invite(admin, body)).toMatchObject(body);
      expect(await fieldsOf(invite(admin, { email: 'no address' }))).toEqual(['email']);
    });

    test('3.26 An invitation email is sent; the link must be clicked for access.', async () => {
      const email = newAddress();
      await invite(userAdmin, { email });
      expect(await company.mailsTo(email)).toEqual(['invitation']);
      expect(await company.roster()).toContain(`${email} pending`);
      const { token, email: other } = await company.link();
      // a mail scanner that follows the link joins nobody
      await company.operator.lookUpInvitation({ body: { token } });
      const scan = { token, email: other, emailVerified: true } as const;
      const body = scan as typeof scan & { explicit: true };
      expect(await fieldsOf(company.operator.acceptInvitation({ body }))).toEqual(['explicit']);
      expect(await company.roster()).toContain(`${other} pending`);
      await company.accept(token, other);
      expect(await company.roster()).toContain(`${other} active`);
    });

    test('3.27 Next optional step assigns spaces; SKIP is allowed.', async () => {
      const spaceId = await newSpace();
      const skipped = await company.admit({ roles: ['member'] });
      expect(await reached(skipped)).toEqual([]);
      const spaces = [{ spaceId, role: 'member' }];
      const assigned = await company.admit({ roles: ['member'], spaces });
      expect(await reached(assigned)).toEqual([spaceId]);
    });

    test('3.28 That step caps at 10 spaces; more go through each space.', async () => {
      // ten is what the page offers at once; the rule knows no such number
      const all = await Promise.all(Array.from({ length: 12 }, newSpace));
      const spaces = (ids: string[]) => ids.map((spaceId) => ({ spaceId, role: 'member' }));
      const ten = await company.admit({ spaces: spaces(all.slice(0, 10)) });
      expect(await reached(ten)).toHaveLength(10);
      for (const spaceId of all.slice(10)) {
        await company.first.setSpaceMember({ ...inSpace(spaceId, ten), body: { role: 'member' } });
      }
      expect((await reached(ten)).sort()).toEqual([...all].sort());
      const twelve = await company.admit({ spaces: spaces(all) });
      expect(await reached(twelve)).toHaveLength(12);
    });

    test('3.29 EDIT then SAVE applies changes.', async () => {
      const somebody = await company.join('member');
      const me = company.as(admin);
      const { version } = await me.getMember(company.memberParams(somebody));
      const ifMatch = `W/"${version}"`;
      const body = { roles: [{ role: 'billing-admin' }] };
      const preview = await me.previewMemberRoles({ ...company.memberParams(somebody), body });
      expect(preview.permissions.added).toContain('billing:write');
      expect(await company.rolesOf(somebody)).toEqual(['member']);
      await me.setMemberRoles({ ...company.memberParams(somebody), ifMatch, body });
      expect(await company.rolesOf(somebody)).toEqual(['billing-admin']);
      const late = me.setMemberRoles({
        ...company.memberParams(somebody),
        ifMatch,
        body: { roles: [{ role: 'member' }] },
      });
      expect(await refusalOf(late)).toBe('412 request.precondition');
      expect(await company.rolesOf(somebody)).toEqual(['billing-admin']);
    });

    test('3.30 A user cannot delete himself.', async () => {
      expect(await refusalOf(remove(admin, admin))).toBe('403 member.self');
      expect(await refusalOf(remove(userAdmin, userAdmin))).toBe('403 member.self');
      expect(await refusalOf(remove(member, member))).toBe(PERMISSION_MISSING);
      const body = { action: 'remove', ids: [admin.id] } as const;
      const bulk = await company.as(admin).bulkMembers({ ...company.params, body });
      expect(bulk.rows).toMatchObject([{ outcome: 'failed', code: 'member.self' }]);
      expect(await company.roster()).toEqual(
        expect.arrayContaining([
          ...[admin, userAdmin, member].map(({ email }) => `${email} active`),
        ]),
      );
    });

    test('3.31 DELETE needs confirmation.', async () => {
      const spaceId = await newSpace();
      const somebody = await company.admit({ spaces: [{ spaceId, role: 'member' }] });
      const question = await company
        .as(userAdmin)
        .previewMemberRemoval(company.memberParams(somebody));
      expect(question).toMatchObject({ memberId: somebody.id, spaces: [{ spaceId }] });
      expect(await company.roster()).toContain(`${somebody.email} active`);
      // what would be refused is told in the dialog already
      const his = await company.as(userAdmin).previewMemberRemoval(company.memberParams(admin));
      expect(his.refusal).toMatchObject({ code: 'permission.escalation' });
    });

    test('3.32 Deletion removes all space access.', async () => {
      const all = [await newSpace(), await newSpace()];
      const spaces = all.map((spaceId) => ({ spaceId, role: 'manager' }));
      const somebody = await company.admit({ spaces });
      expect(await reached(somebody)).toHaveLength(2);
      await remove(userAdmin, somebody);
      for (const spaceId of all) {
        expect((await company.first.listSpaceMembers(one(spaceId))).items).toEqual([]);
      }
      expect(await refusalOf(reached(somebody))).toBe('403 acting.unknown');
      // who comes back has what the new invitation gives, and not what was there
      const again = await company.admit({ email: somebody.email });
      expect(await reached(again)).toEqual([]);
    });

    test('3.33 Contacts assigned to the user in all spaces become unassigned.', async () => {
      const all = [await newSpace(), await newSpace()];
      const somebody = await company.admit({
        spaces: all.map((spaceId) => ({ spaceId, role: 'member' })),
      });
      /** What the host application learns of whose contacts are whose. */
      const facts = async (target: Person) => {
        const query = { target: `member:${target.id}`, limit: 200 };
        const { items } = await company.first.listJournal({ ...company.params, query });
        return new Map(items.map(({ type, after }) => [type, after]));
      };
      await remove(admin, somebody);
      const told = await facts(somebody);
      expect(told.get('member.objects_reassigned')).toEqual({ successorMemberId: null });
      const left = told.get('space.member_removed')?.['spaces'] as readonly { id: string }[];
      expect(left.map(({ id }) => id).sort()).toEqual([...all].sort());
      // or they go to somebody
      const other = await company.join('member');
      const body = { successorMemberId: member.id };
      await company.as(admin).removeMember({ ...company.memberParams(other), body });
      expect((await facts(other)).get('member.objects_reassigned')).toMatchObject(body);
    });
  },
  serverOptions(),
);
