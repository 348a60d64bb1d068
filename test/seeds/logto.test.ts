import { beforeAll, expect, test } from '@jest/globals';
import { operationList } from '#api/index.js';
import type { MusterClient } from '@muster/client';
import { overServers } from '../kit/server-suites.js';
import { requests, type Json } from '../kit/server.js';
import { LAYOUT_ROWS } from './layout-rows.js';
import {
  refusalsOf,
  newAddress,
  clock,
  Company,
  DAY_MS,
  MINUTE_MS,
  PERMISSION_MISSING,
  refusalOf,
  serverOptions,
  type Person,
} from './products.js';

// Tenants of identity resources: admins who are equals, collaborators, and three plans. `identity-resources` is an area of the host
// application, which asks /me what somebody may.

const FULL = '409 limit.members';

overServers(
  'seed 4: tenants of identity resources',
  (server) => {
    let tenant: Company;
    let admin: Person;
    let collaborator: Person;
    beforeAll(async () => {
      tenant = await Company.open(server(), 'logto', 'pro');
      admin = await tenant.join('admin');
      collaborator = await tenant.join('collaborator');
    });

    const invite = (by: Company, roles = ['collaborator'], email = newAddress()) =>
      by.first.createInvitation({ ...by.params, body: { email, roles } });

    const shift = (by: Person, somebody: Person, role: string, company = tenant) =>
      company.as(by).setMemberRoles({
        ...company.memberParams(somebody),
        body: { roles: [{ role }], confirm: true },
      });

    const invitations = async (
      query: NonNullable<Parameters<MusterClient['listInvitations']>[0]['query']> = {},
    ) => (await tenant.as(admin).listInvitations({ ...tenant.params, query })).items;

    const forget = (id: string) => tenant.as(admin).deleteInvitation(tenant.invitationParams(id));

    /** Everything about the tenant itself that a collaborator could have changed. */
    const itself = () => tenant.operator.getOrganization(tenant.params);

    test('4.1 Two roles: Admin (everything), Collaborator.', async () => {
      const { items } = await tenant.as(admin).listRoles(tenant.params);
      expect(items.map(({ title }) => title)).toEqual(['Admin', 'Collaborator']);
      const [mine, theirs] = [
        await tenant.permissionsOf(admin),
        await tenant.permissionsOf(collaborator),
      ];
      expect(mine).toEqual(expect.arrayContaining([...theirs]));
      const areas = await tenant.as(admin).listPermissions(tenant.params);
      const everything = areas.items.map(({ area }) => `${area}:write`);
      // nobody writes the audit log
      const writable = everything.filter(
        (one) => one !== 'journal:write' && one !== 'events:write',
      );
      expect(mine).toEqual(expect.arrayContaining([...writable, 'journal:read', 'events:read']));
    });

    test('4.2 Collaborator manages identity resources.', async () => {
      expect(await tenant.permissionsOf(collaborator)).toContain('identity-resources:write');
    });

    test('4.3 Collaborator has no billing access.', async () => {
      const me = tenant.as(collaborator);
      const contacts = [newAddress()];
      await tenant.as(admin).updateBilling({ ...tenant.params, body: { contacts } });
      expect(
        await refusalsOf(
          me.getBilling(tenant.params),
          me.updateBilling({ ...tenant.params, body: { contacts: [] } }),
          me.changePlan({ ...tenant.params, body: { plan: 'dev' } }),
          me.previewPlan({ ...tenant.params, body: { plan: 'dev' } }),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await tenant.operator.getBilling(tenant.params)).toMatchObject({
        plan: 'pro',
        contacts,
      });
    });

    test('4.4 ...cannot invite or manage members.', async () => {
      const me = tenant.as(collaborator);
      const before = await tenant.roster();
      const body = { email: newAddress(), name: 'User Two' };
      expect(
        await refusalsOf(
          me.createInvitation({ ...tenant.params, body }),
          me.bulkCreateInvitations({ ...tenant.params, body: { invitations: [body] } }),
          me.addMember({ ...tenant.params, body }),
          me.removeMember({ ...tenant.memberParams(admin), body: {} }),
          me.suspendMember(tenant.memberParams(admin)),
          shift(collaborator, collaborator, 'admin'),
          me.bulkMembers({
            ...tenant.params,
            body: { action: 'suspend', ids: [admin.id] },
          }),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await tenant.roster()).toEqual(before);
      expect(await tenant.rolesOf(collaborator)).toEqual(['collaborator']);
    });

    test('4.5 ...cannot rename the tenant.', async () => {
      const before = await itself();
      const me = tenant.as(collaborator);
      expect(
        await refusalsOf(
          me.updateOrganization({ ...tenant.params, body: { name: 'Other' } }),
          me.renameOrganization({
            ...tenant.params,
            body: { slug: `other-${tenant.id}` },
          }),
        ),
      ).toEqual([PERMISSION_MISSING]);
      expect(await itself()).toEqual(before);
      const body = { name: 'Renamed' };
      expect(await tenant.as(admin).updateOrganization({ ...tenant.params, body })).toMatchObject(
        body,
      );
    });

    test('4.6 ...cannot delete the tenant.', async () => {
      const { slug } = await itself();
      const query = { confirmation: slug };
      const deletion = tenant.as(collaborator).deleteOrganization({ ...tenant.params, query });
      expect(await refusalOf(deletion)).toBe(PERMISSION_MISSING);
      expect(await itself()).toMatchObject({ status: 'active' });
      const other = await Company.open(server(), 'logto', 'pro');
      const own = await other.operator.getOrganization(other.params);
      expect(
        await other.first.deleteOrganization({
          ...other.params,
          query: { confirmation: own.slug },
        }),
      ).toMatchObject({ status: 'deleted' });
    });

    test('4.7 Dev tenant: at most 3 members (more on request).', async () => {
      const dev = await Company.open(server(), 'logto', 'dev');
      await dev.join('collaborator');
      const third = await dev.link();
      expect((await dev.first.getLimits(dev.params)).members).toMatchObject({
        kind: 'hard',
        limit: 3,
        used: 3,
        active: 2,
        pending: 1,
      });
      expect(await refusalOf(invite(dev))).toBe(FULL);
      const body = { email: newAddress(), name: 'User Four' };
      expect(await refusalOf(dev.first.addMember({ ...dev.params, body }))).toBe(FULL);
      await dev.accept(third.token, third.email);
      expect(await dev.roster()).toHaveLength(3);
      expect(await refusalOf(invite(dev))).toBe(FULL);
      // more on request: the operator decides, and nobody of the tenant
      const more = { ...dev.params, body: { members: 4 } };
      expect(await refusalOf(dev.first.updateLimits(more))).toBe(PERMISSION_MISSING);
      await dev.operator.updateLimits(more);
      expect(await invite(dev)).toMatchObject({ status: 'pending' });
      expect(await refusalOf(invite(dev))).toBe(FULL);
    });

    test('4.8 Free production: 1 member, admin only.', async () => {
      const free = await Company.open(server(), 'logto', 'free');
      expect((await free.first.getLimits(free.params)).members).toMatchObject({
        limit: 1,
        used: 1,
      });
      expect(await refusalOf(invite(free, ['admin']))).toBe(FULL);
      expect(await refusalOf(invite(free, ['collaborator']))).toBe('403 plan.required');
      expect(await refusalOf(shift(free.founder, free.founder, 'collaborator', free))).toBe(
        '403 plan.required',
      );
      await free.operator.updateLimits({ ...free.params, body: { members: 2 } });
      expect(await refusalOf(invite(free, ['collaborator']))).toBe('403 plan.required');
      await free.operator.updateLimits({ ...free.params, body: { members: null } });
      // a later upgrade frees it
      await free.first.changePlan({ ...free.params, body: { plan: 'pro' } });
      expect(await invite(free)).toMatchObject({ status: 'pending' });
      const back = { ...free.params, body: { plan: 'free' } };
      await free.join('collaborator');
      expect(await refusalOf(free.first.changePlan(back))).toBe('409 plan.downgrade_blocked');
    });

    test('4.9 Pro: 3 included, then a per-member charge (8 USD).', async () => {
      const pro = await Company.open(server(), 'logto', 'pro');
      const members = async () => (await pro.first.getLimits(pro.params)).members;
      await pro.join('collaborator');
      await pro.join('collaborator');
      expect(await members()).toMatchObject({
        kind: 'metered',
        included: 3,
        used: 3,
        extra: 0,
        price: '8 USD',
        limit: null,
      });
      const fourth = await pro.join('collaborator');
      expect(await members()).toMatchObject({ used: 4, extra: 1 });
      await pro.join('collaborator');
      expect(await members()).toMatchObject({ used: 5, extra: 2 });
      await pro.first.removeMember({ ...pro.memberParams(fourth), body: {} });
      expect(await members()).toMatchObject({ used: 4, extra: 1 });
    });

    test('4.10 page layout: the console shows it: Members live under Tenant Settings > Members.', () => {
      expect(LAYOUT_ROWS['4.10']).toBe('Members');
    });

    test('4.11 Several emails can be invited in one submit.', async () => {
      const emails = Array.from({ length: 5 }, newAddress);
      const body = {
        common: { roles: ['collaborator'] },
        invitations: [...emails, admin.email, 'nobody'].map((email) => ({ email })),
      };
      const task = await tenant.as(admin).bulkCreateInvitations({ ...tenant.params, body });
      expect(await tenant.finished(task.id)).toMatchObject({ succeeded: 5, failed: 2 });
      const params = { organizationId: tenant.id, taskId: task.id };
      const query = { status: 'failed' } as const;
      const { items } = await tenant.as(admin).listTaskRows({ params, query });
      expect(items.map(({ code }) => code)).toEqual(['member.exists', 'request.invalid']);
      const roster = await tenant.roster();
      expect(roster).toEqual(expect.arrayContaining(emails.map((email) => `${email} pending`)));
      for (const email of emails) expect(await tenant.mailsTo(email)).toEqual(['invitation']);
    });

    test('4.12 Roles are chosen at invitation.', async () => {
      for (const role of ['admin', 'collaborator']) {
        expect(await tenant.rolesOf(await tenant.admit({ roles: [role] }))).toEqual([role]);
      }
      expect(await refusalOf(invite(tenant, ['captain']))).toBe('400 role.unknown');
      const both = tenant.first.createInvitation({
        ...tenant.params,
        body: { email: newAddress(), roles: ['admin', 'collaborator'] },
      });
      expect(await refusalOf(both)).toBe('400 request.invalid');
    });

    test('4.13 Inviting a current member is refused.', async () => {
      const before = await invitations({ limit: 200 });
      const shouted = collaborator.email.toUpperCase();
      for (const email of [collaborator.email, shouted]) {
        expect(await refusalOf(invite(tenant, ['collaborator'], email))).toBe('409 member.exists');
      }
      const suspended = await tenant.join('collaborator');
      await tenant.as(admin).suspendMember(tenant.memberParams(suspended));
      const again = invite(tenant, ['collaborator'], suspended.email);
      expect(await refusalOf(again)).toBe('409 member.exists');
      const after = await invitations({ limit: 200, status: 'pending' });
      const pending = before.filter(({ status }) => status === 'pending');
      expect(after.map(({ id }) => id)).toEqual(pending.map(({ id }) => id));
    });

    test('4.14 Inviting an address with a pending invitation is refused.', async () => {
      const email = newAddress();
      const first = await invite(tenant, ['collaborator'], email);
      for (const same of [email, email.toUpperCase()]) {
        expect(await refusalOf(invite(tenant, ['admin'], same))).toBe('409 invitation.pending');
      }
      expect(await invitations({ email })).toMatchObject([
        { id: first.id, status: 'pending', roles: ['collaborator'] },
      ]);
      // another tenant's invitation is none of theirs
      const other = await Company.open(server(), 'logto', 'pro');
      expect(await invite(other, ['collaborator'], email)).toMatchObject({ status: 'pending' });
    });

    test('4.15 An Invitations tab keeps history with status.', async () => {
      const company = await Company.open(server(), 'logto', 'pro');
      const [pending, accepted, revoked, declined] = [
        await company.link({ lifeDays: 30 }),
        await company.link(),
        await company.link(),
        await company.link(),
      ];
      const expired = await company.link({ lifeDays: 1 });
      await company.accept(accepted?.token ?? '', accepted?.email ?? '');
      await company.first.revokeInvitation({
        ...company.invitationParams(revoked?.id ?? ''),
        body: {},
      });
      await company.operator.declineInvitation({ body: { token: declined?.token ?? '' } });
      clock.advance(DAY_MS);
      const { items } = await company.first.listInvitations(company.params);
      expect(new Map(items.map(({ id, status }) => [id, status]))).toEqual(
        new Map([
          [pending.id, 'pending'] as const,
          [accepted?.id, 'accepted'] as const,
          [revoked?.id, 'revoked'] as const,
          [declined?.id, 'declined'] as const,
          [expired.id, 'expired'],
        ]),
      );
      expect(await company.first.countInvitations(company.params)).toEqual({
        pending: 1,
        accepted: 1,
        revoked: 1,
        declined: 1,
        expired: 1,
        superseded: 0,
      });
      const query = { status: 'expired' } as const;
      const some = await company.first.listInvitations({ ...company.params, query });
      expect(some.items.map(({ id }) => id)).toEqual([expired.id]);
    });

    test('4.16 Pending -> Resend (its source also offers Revoke).', async () => {
      const { id, token, email } = await tenant.link();
      clock.advance(MINUTE_MS);
      const resent = await tenant.as(admin).resendInvitation(tenant.invitationParams(id));
      expect(resent).toMatchObject({ status: 'pending', resent: 1, daysLeft: 7 });
      expect(await refusalOf(tenant.accept(token, email))).toBe('410 invitation.superseded');
      const gone = await tenant
        .as(admin)
        .revokeInvitation({ ...tenant.invitationParams(id), body: {} });
      expect(gone).toMatchObject({ status: 'revoked' });
      expect(await refusalOf(tenant.accept(resent.token ?? '', email))).toBe(
        '410 invitation.revoked',
      );
      clock.advance(MINUTE_MS);
      expect(await refusalOf(tenant.as(admin).resendInvitation(tenant.invitationParams(id)))).toBe(
        '409 invitation.not_pending',
      );
      expect(await tenant.roster()).not.toContain(`${email} active`);
    });

    /** A record goes out of the lists; the audit log keeps what was. */
    const isForgotten = async (id: string): Promise<boolean> => {
      const listed = await invitations({ limit: 200 });
      const found = await refusalOf(tenant.as(admin).getInvitation(tenant.invitationParams(id)));
      const query = { target: `invitation:${id}`, limit: 200 };
      const { items } = await tenant.as(admin).listJournal({ ...tenant.params, query });
      const types = items.map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['invitation.created', 'invitation.deleted']));
      return !listed.some((one) => one.id === id) && found === '404 invitation.missing';
    };

    test('4.17 Accepted -> delete record.', async () => {
      const { id, token, email } = await tenant.link();
      expect(await refusalOf(forget(id))).toBe('409 invitation.not_ended');
      await tenant.accept(token, email);
      expect(
        await refusalOf(tenant.as(collaborator).deleteInvitation(tenant.invitationParams(id))),
      ).toBe(PERMISSION_MISSING);
      await forget(id);
      expect(await isForgotten(id)).toBe(true);
    });

    test('4.18 Expired after 7 days -> delete record.', async () => {
      const { id, token, email } = await tenant.link();
      clock.advance(7 * DAY_MS - MINUTE_MS);
      expect(await refusalOf(forget(id))).toBe('409 invitation.not_ended');
      clock.advance(MINUTE_MS);
      expect(await tenant.first.getInvitation(tenant.invitationParams(id))).toMatchObject({
        status: 'expired',
      });
      expect(await refusalOf(tenant.accept(token, email))).toBe('410 invitation.expired');
      await forget(id);
      expect(await isForgotten(id)).toBe(true);
    });

    test('4.19 Revoked by admin -> delete record.', async () => {
      const { id, email } = await tenant.link();
      await tenant.as(admin).revokeInvitation({ ...tenant.invitationParams(id), body: {} });
      await forget(id);
      expect(await isForgotten(id)).toBe(true);
      expect(await invite(tenant, ['collaborator'], email)).toMatchObject({ status: 'pending' });
    });

    test('4.20 Deleting a record does not remove the member (implied).', async () => {
      const { id, token, email } = await tenant.link();
      const member = await tenant.accept(token, email);
      const before = await tenant.operator.getMember(tenant.memberParams(member));
      await forget(id);
      expect(await tenant.operator.getMember(tenant.memberParams(member))).toEqual(before);
      expect((await tenant.as(member).getMe(tenant.params)).roles).toMatchObject([
        { name: 'collaborator' },
      ]);
    });

    test('4.21 Only admins manage members.', async () => {
      const [somebody, other] = [
        await tenant.join('collaborator'),
        await tenant.join('collaborator'),
      ];
      const actions = (by: Person) => [
        () => shift(by, somebody, 'admin'),
        () => tenant.as(by).suspendMember(tenant.memberParams(somebody)),
        () => tenant.as(by).restoreMember(tenant.memberParams(somebody)),
        () =>
          tenant
            .as(by)
            .updateMember({ ...tenant.memberParams(somebody), body: { name: 'User Six' } }),
        () => tenant.as(by).removeMember({ ...tenant.memberParams(somebody), body: {} }),
      ];
      const before = await tenant.operator.getMember(tenant.memberParams(somebody));
      for (const act of actions(other)) expect(await refusalOf(act())).toBe(PERMISSION_MISSING);
      expect(await tenant.operator.getMember(tenant.memberParams(somebody))).toEqual(before);
      for (const act of actions(admin)) await act();
      expect(await tenant.roster()).toContain(`${somebody.email} left`);
    });

    test('4.22 Admin can remove members.', async () => {
      const somebody = await tenant.join('collaborator');
      const equal = await tenant.join('admin');
      for (const one of [somebody, equal]) {
        const gone = await tenant.as(admin).removeMember({ ...tenant.memberParams(one), body: {} });
        expect(gone).toMatchObject({ status: 'left', roles: [] });
        expect(await refusalOf(tenant.as(one).getMe(tenant.params))).toBe('403 acting.unknown');
      }
    });

    test('4.23 Admin can switch roles both ways.', async () => {
      const somebody = await tenant.join('collaborator');
      await shift(admin, somebody, 'admin');
      expect(await tenant.rolesOf(somebody)).toEqual(['admin']);
      await tenant.as(somebody).listInvitations(tenant.params);
      await shift(admin, somebody, 'collaborator');
      expect(await tenant.rolesOf(somebody)).toEqual(['collaborator']);
      expect(await refusalOf(tenant.as(somebody).listInvitations(tenant.params))).toBe(
        PERMISSION_MISSING,
      );
    });

    test('4.24 Ownership transfer = make another member admin, then stay as regular or leave.', async () => {
      const company = await Company.open(server(), 'logto', 'pro');
      const successor = await company.join('collaborator');
      // first the other one, or there would be none
      expect(
        await refusalOf(shift(company.founder, company.founder, 'collaborator', company)),
      ).toBe('400 member.last_admin');
      await shift(company.founder, successor, 'admin', company);
      await shift(company.founder, company.founder, 'collaborator', company);
      expect(await company.rolesOf(company.founder)).toEqual(['collaborator']);
      await company.first.leaveOrganization(company.params);
      expect(await company.roster()).toEqual(
        [`${company.founder.email} left`, `${successor.email} active`].sort(),
      );
      // there is nobody here whose ownership could be offered
      const body = { toMemberId: successor.id, roleAfter: null };
      expect(
        await refusalOf(company.as(successor).offerOwnership({ ...company.params, body })),
      ).toBe('409 ownership.none');
    });

    test('4.25 Several admins may coexist.', async () => {
      const more = [await tenant.join('admin'), await tenant.join('admin')];
      for (const one of more) {
        expect(await tenant.permissionsOf(one)).toContain('members:write');
        expect((await tenant.as(one).getMe(tenant.params)).member.standing).toBe('admin');
      }
      expect(await tenant.rolesOf(admin)).toEqual(['admin']);
    });

    test('4.26 A member can leave.', async () => {
      const somebody = await tenant.join('collaborator');
      await tenant.as(somebody).leaveOrganization(tenant.params);
      expect(await tenant.roster()).toContain(`${somebody.email} left`);
      expect(await refusalOf(tenant.as(somebody).getMe(tenant.params))).toBe('403 acting.unknown');
      const alone = await Company.open(server(), 'logto');
      expect(await refusalOf(alone.first.leaveOrganization(alone.params))).toBe(
        '409 member.owner_leaves',
      );
    });

    test('4.27 Features are the same in open-source and cloud editions.', async () => {
      const { items } = await tenant.as(admin).listPlans(tenant.params);
      expect(items.map(({ features }) => features)).toEqual(items.map(() => ['*']));
      // one program: it serves every operation there is, and no setting asks for an edition or a licence
      const document = await requests(server().url)('GET', '/api/v1/openapi.json');
      const described = Object.values(document.body['paths'] ?? {}).flatMap((path: Json) =>
        Object.values(path).map(({ operationId }) => String(operationId)),
      );
      const all = operationList.map(({ operationId }) => operationId);
      expect(described.sort()).toEqual([...all].sort());
      expect(JSON.stringify(server().settings)).not.toMatch(/"(?:edition|licen[cs]e\w*)":/i);
    });

    test('4.28 "Get started" lists onboarding items adapted to the kind of user.', async () => {
      const company = await Company.open(server(), 'logto', 'pro');
      /** What the list is made of: what this one may do, and what is done already. */
      const done = async (client: MusterClient): Promise<Record<string, number | string>> => {
        const counted = async (work: () => Promise<number>): Promise<number | string> =>
          work().catch((error: { code: string }) => error.code);
        return {
          colleagues: await counted(async () => {
            const { pending, accepted } = await client.countInvitations(company.params);
            return pending + accepted;
          }),
          domains: await counted(
            async () => (await client.listDomains(company.params)).items.length,
          ),
          directories: await counted(
            async () => (await client.listConnections(company.params)).items.length,
          ),
          keys: await counted(async () => (await client.listApiKeys(company.params)).items.length),
        };
      };
      const fresh = { colleagues: 0, domains: 0, directories: 0, keys: 1 };
      expect(await done(company.first)).toEqual(fresh);
      const somebody = await company.join('collaborator');
      await company.first.createConnection({
        ...company.params,
        body: { kind: 'scim', name: 'Directory' },
      });
      expect(await done(company.first)).toEqual({ ...fresh, colleagues: 1, directories: 1 });
      const none = 'permission.missing';
      expect(await done(company.as(somebody))).toEqual({
        colleagues: none,
        domains: none,
        directories: none,
        keys: none,
      });
      expect(await company.permissionsOf(somebody)).toContain('identity-resources:write');
    });
  },
  serverOptions(),
);
