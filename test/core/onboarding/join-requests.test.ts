import { describe, expect, test } from '@jest/globals';
import { newId, type Authority, type Context } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import { faultOf, outcomeOf } from '../../kit/faults.js';
import { overApplications, rolesOf } from '../../kit/application.js';

overApplications('join requests', (app) => {
  const ctx = (): Context => app().ctx();
  const requests = () => app().core.joinRequests;
  const somebody = (domain = 'example.com') => ({
    name: 'A Person',
    email: `Person-${newId().slice(24)}@${domain}`,
    emailVerified: true,
  });
  const within = async (
    policies: Organization['policies'],
    change: Partial<Organization> = {},
  ): Promise<Organization> => {
    const made = await app().organization();
    const after = { ...made, ...change, ...(policies && { policies }), version: made.version + 1 };
    await app().store.transaction(made.id, (tx) => tx.organizations.update(after));
    return after;
  };
  const open = () => within({ joinRequests: 'open' });
  const proved = async (
    enrolment: 'manual' | 'suggest' | 'auto',
    change: Partial<Organization> = {},
  ): Promise<{ organization: Organization; name: string }> => {
    const organization = await within(undefined, change);
    const { domains } = app().core;
    const domain = await domains.add(ctx(), organization.id, `d${newId().slice(24)}.example`);
    await domains.recordDnsAnswer(ctx(), domain, [domain.dnsCode]);
    await domains.update(ctx(), domain, { enrolment, defaultRole: 'viewer' });
    return { organization, name: domain.name };
  };

  describe('asking', () => {
    test('makes a request that waits, and a second one is told so', async () => {
      const { id } = await open();
      const person = somebody();
      const request = await requests().create(ctx(), id, { ...person, message: 'Please.' });
      expect(request).toMatchObject({ status: 'pending', email: person.email, message: 'Please.' });
      const again = { ...person, email: person.email.toUpperCase() };
      expect(await faultOf(requests().create(ctx(), id, again))).toMatchObject({
        code: 'join_request.pending',
      });
      const types = (await app().journal(id)).map(({ type }) => type);
      expect(types.filter((type) => type === 'join_request.created')).toHaveLength(1);
    });

    test('is for proved addresses of people who are not in', async () => {
      const { id } = await open();
      const owner = { name: 'Owner', email: 'OWNER@example.com', emailVerified: true };
      expect(await faultOf(requests().create(ctx(), id, owner))).toMatchObject({
        code: 'member.exists',
      });
      const unproved = { ...somebody(), emailVerified: false };
      expect(await faultOf(requests().create(ctx(), id, unproved))).toMatchObject({
        code: 'invitation.unverified',
      });
    });

    test('the policy says who may: nobody, those of a domain that suggests it, everybody', async () => {
      const closed = await within({ joinRequests: 'closed' });
      const ask = (id: string, domain?: string) =>
        outcomeOf(requests().create(ctx(), id, somebody(domain)));
      expect(await ask(closed.id)).toBe('join_request.closed');
      const { organization, name } = await proved('suggest');
      expect(await ask(organization.id)).toBe('join_request.closed');
      expect(await ask(organization.id, name)).toBe('done');
      const manual = await proved('manual');
      expect(await ask(manual.organization.id, manual.name)).toBe('join_request.closed');
    });
  });

  describe('deciding', () => {
    test('approval makes a member with the roles named, and says why they have them', async () => {
      const { id } = await open();
      const request = await requests().create(ctx(), id, somebody());
      const after = await requests().approve(ctx(), id, request.id, { roles: ['billing'] });
      expect(after.status).toBe('approved');
      const member = await app().core.members.get(ctx(), id, String(after.memberId));
      expect(rolesOf(member)).toEqual(['billing by join_request']);
      expect(member.status).toBe('active');
    });

    test('the member has the language of the account that asked', async () => {
      const { id } = await open();
      const person = somebody();
      const { account } = await app().core.accounts.create(ctx(), { ...person, locale: 'fr' });
      const asked = { ...person, accountId: account.id };
      const request = await requests().create(ctx(), id, asked);
      const after = await requests().approve(ctx(), id, request.id, {});
      const member = await app().core.members.get(ctx(), id, String(after.memberId));
      expect(member).toMatchObject({ accountId: account.id, locale: 'fr' });
    });

    test('a decision is one: the second, and the other way round, are refused', async () => {
      const { id } = await open();
      const request = await requests().create(ctx(), id, somebody());
      const results = await Promise.all([
        outcomeOf(requests().approve(ctx(), id, request.id, {})),
        outcomeOf(requests().deny(ctx(), id, request.id, 'No.')),
        outcomeOf(requests().withdraw(ctx(), id, request.id)),
      ]);
      expect(results.filter((one) => one === 'done')).toHaveLength(1);
      expect(results.filter((one) => one === 'join_request.decided')).toHaveLength(2);
    });

    test('nobody approves with more than they may give', async () => {
      const { id } = await open();
      const request = await requests().create(ctx(), id, somebody());
      const permissions = new Set(['join-requests:write', 'members:read']);
      const authority: Authority = { permissions, grants: new Set(['viewer']), manages: new Set() };
      const asHelper = { ...ctx(), authority };
      const approve = (roles: string[]) => requests().approve(asHelper, id, request.id, { roles });
      expect(await faultOf(approve(['admin']))).toMatchObject({ code: 'permission.escalation' });
      expect((await requests().get(ctx(), id, request.id)).status).toBe('pending');
    });

    test('denied, with a reason; and the person may ask again', async () => {
      const { id } = await open();
      const person = somebody();
      const request = await requests().create(ctx(), id, person);
      expect(await requests().deny(ctx(), id, request.id, 'Not yet.')).toMatchObject({
        status: 'denied',
        reason: 'Not yet.',
      });
      expect((await requests().create(ctx(), id, person)).status).toBe('pending');
    });

    test('is listed by state, in its own organization only', async () => {
      const { id } = await open();
      const other = await open();
      const request = await requests().create(ctx(), id, somebody());
      const list = async (home: string, status: 'pending' | 'denied') =>
        (await requests().list(ctx(), home, { limit: 10, status })).items.map((one) => one.id);
      expect(await list(id, 'pending')).toEqual([request.id]);
      expect(await list(id, 'denied')).toEqual([]);
      expect(await list(other.id, 'pending')).toEqual([]);
      expect(await faultOf(requests().deny(ctx(), other.id, request.id))).toMatchObject({
        code: 'join_request.missing',
      });
    });
  });

  describe('enrolment by domain', () => {
    test('auto: whoever signs in is a member, once', async () => {
      const { organization, name } = await proved('auto');
      const person = somebody(name);
      const first = await requests().enrol(ctx(), person);
      expect(first.joined).toEqual([
        { organizationId: organization.id, memberId: expect.any(String) },
      ]);
      const member = await app().core.members.get(
        ctx(),
        organization.id,
        String(first.joined[0]?.memberId),
      );
      expect(rolesOf(member)).toEqual(['viewer by domain']);
      expect(await requests().enrol(ctx(), person)).toEqual({ joined: [], suggested: [] });
    });

    test('of twenty sign-ins at once one makes the member', async () => {
      const { organization, name } = await proved('auto');
      const person = somebody(name);
      const all = await Promise.all(
        Array.from({ length: 20 }, () => requests().enrol(ctx(), person)),
      );
      expect(all.flatMap(({ joined }) => joined)).toHaveLength(1);
      const members = await app().members(organization.id);
      expect(members.filter(({ email }) => email === person.email)).toHaveLength(1);
    });

    test('suggest: told where they may ask; manual, unproved or of another domain: nothing', async () => {
      const { organization, name } = await proved('suggest');
      expect(await requests().enrol(ctx(), somebody(name))).toEqual({
        joined: [],
        suggested: [{ organizationId: organization.id, name: 'Example' }],
      });
      const nothing = { joined: [], suggested: [] };
      const manual = await proved('manual');
      expect(await requests().enrol(ctx(), somebody(manual.name))).toEqual(nothing);
      expect(await requests().enrol(ctx(), somebody('unknown.example'))).toEqual(nothing);
      const auto = await proved('auto');
      const unproved = { ...somebody(auto.name), emailVerified: false };
      expect(await requests().enrol(ctx(), unproved)).toEqual(nothing);
      expect(await requests().enrol(ctx(), somebody(`sub.${auto.name}`))).toEqual(nothing);
    });

    test('somebody who was removed does not come back by themselves', async () => {
      const { organization, name } = await proved('auto');
      const person = somebody(name);
      const memberId = String((await requests().enrol(ctx(), person)).joined[0]?.memberId);
      await app().store.transaction(organization.id, async (tx) => {
        const member = await tx.members.get(memberId);
        if (!member) throw new Error('gone');
        await tx.members.update({ ...member, status: 'left', version: member.version + 1 });
      });
      expect((await requests().enrol(ctx(), person)).joined).toEqual([]);
    });

    test('a disabled organization takes nobody', async () => {
      const { organization, name } = await proved('auto');
      await app().store.transaction(organization.id, async (tx) => {
        const now = await tx.organizations.get(organization.id);
        if (!now) throw new Error('gone');
        await tx.organizations.update({ ...now, status: 'disabled', version: now.version + 1 });
      });
      expect((await requests().enrol(ctx(), somebody(name))).joined).toEqual([]);
    });
  });
});
