import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { overServers } from '../kit/server-suites.js';
import type { Reply } from '../kit/server.js';
import { operatorContext, roleNamesOf, TestTenant, statusAndCode } from './test-tenants.js';

/** Two who are quick at once: what only one may get, one gets, and what must stay, stays. */
const counted = (replies: readonly Reply[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const reply of replies)
    counts[statusAndCode(reply)] = (counts[statusAndCode(reply)] ?? 0) + 1;
  return counts;
};

const successes = (replies: readonly Reply[]): number =>
  replies.filter(({ status }) => status < 300).length;

overServers('contests', (server) => {
  /** As if it had always been: what the change of a plan refuses is not our business here. */
  const onPlan = (tenant: TestTenant, plan: string): Promise<void> =>
    server().store.transaction(tenant.id, async (tx) => {
      const organization = await tx.organizations.get(tenant.id);
      if (!organization) throw new Error('The organization is gone.');
      await tx.organizations.update({ ...organization, plan, version: organization.version + 1 });
    });

  const invited = async (tenant: TestTenant): Promise<{ id: string; body: object }> => {
    const email = `${newId()}@example.com`;
    const sent = await tenant.operatorRequest('POST', '/invitations', { email, send: false });
    const token = sent['token'];
    return { id: String(sent.id), body: { token, email, emailVerified: true, explicit: true } };
  };

  test('of two hundred who take the last places, as many come in as there are', async () => {
    const tenant = await TestTenant.create(server());
    const links = [];
    for (let at = 0; at < 200; at += 1) links.push(await invited(tenant));
    // the plan of 25, three of whose places are free
    for (let at = 0; at < 21; at += 1) await tenant.member('viewer');
    await onPlan(tenant, 'team');
    const places = 3;
    const replies = await Promise.all(
      links.map(({ body }) => server().rest('POST', '/invitations/accept', { body })),
    );
    expect(counted(replies)).toEqual({ '200': places, '409 limit.members': 200 - places });
    expect(await server().store.read.tallies.get(`places:${tenant.id}`)).toBe(25);
  }, 120_000);

  test('of accept, revoke and resend at once, one wins and the other two know it', async () => {
    const tenant = await TestTenant.create(server());
    for (let round = 0; round < 10; round += 1) {
      const { id, body } = await invited(tenant);
      const one = `/organizations/${tenant.id}/invitations/${id}`;
      const [accepted, revoked] = await Promise.all([
        server().rest('POST', '/invitations/accept', { body }),
        server().rest('POST', `${one}/revoke`, { body: {} }),
        server().rest('POST', `${one}/resend`),
      ]);
      const after = await tenant.operatorRequest('GET', `/invitations/${id}`);
      expect([accepted?.status === 200, revoked?.status === 200]).not.toEqual([true, true]);
      if (accepted?.status === 200) expect(after.status).toBe('accepted');
      if (revoked?.status === 200) expect(after.status).toBe('revoked');
      const state = String(after.status);
      expect(['accepted', 'revoked', 'pending']).toContain(state);
    }
  });

  test('the same link opened ten times at once makes one member', async () => {
    const tenant = await TestTenant.create(server());
    const { body } = await invited(tenant);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => server().rest('POST', '/invitations/accept', { body })),
    );
    expect(successes(replies)).toBe(1);
    const members = await tenant.operatorRequest('GET', '/members?limit=200');
    expect((members.items as unknown as unknown[]).length).toBe(2);
  });

  test('two owners who remove each other leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const tenant = await TestTenant.create(server());
      const second = await tenant.member('owner');
      const remove = (by: string, whom: string): Promise<Reply> =>
        tenant.actingAs(by)('POST', `/members/${whom}/remove`, { body: {} });
      const replies = await Promise.all([
        remove(tenant.ownerId, second.id),
        remove(second.id, tenant.ownerId),
        tenant.actingAs(second.id)('POST', '/me/leave'),
      ]);
      const left = await Promise.all([
        tenant.readMember(tenant.ownerId),
        tenant.readMember(second.id),
      ]);
      const owners = left.filter((one) => one.status === 'active' && one.standing === 'owner');
      expect([counted(replies), owners.length]).toEqual([counted(replies), 1]);
    }
  });

  test('an ownership that is accepted while its taker is suspended leaves an active owner', async () => {
    for (let round = 0; round < 5; round += 1) {
      const tenant = await TestTenant.create(server());
      const successor = await tenant.member('admin');
      const offer = await tenant.operatorRequest('POST', '/ownership-offers', {
        fromMemberId: tenant.ownerId,
        toMemberId: successor.id,
        roleAfter: 'admin',
      });
      await Promise.all([
        tenant.actingAs(successor.id)('POST', `/ownership-offers/${String(offer.id)}/accept`, {
          body: { confirm: true },
        }),
        server().rest('POST', `/organizations/${tenant.id}/members/${successor.id}/suspend`),
        server().rest('POST', `/organizations/${tenant.id}/members/${tenant.ownerId}/suspend`),
      ]);
      const both = await Promise.all([
        tenant.readMember(tenant.ownerId),
        tenant.readMember(successor.id),
      ]);
      const owners = both.filter((one) => one.status === 'active' && one.standing === 'owner');
      expect(owners).toHaveLength(1);
    }
  });

  test('fifty who take the last two seats', async () => {
    const tenant = await TestTenant.create(server());
    const product = await tenant.operatorRequest('POST', '/products', {
      key: 'p',
      name: 'P',
      seats: 2,
    });
    const people = [];
    for (let at = 0; at < 50; at += 1) people.push(await tenant.member('member'));
    const path = `/organizations/${tenant.id}/seats`;
    const replies = await Promise.all(
      people.map(({ id }) =>
        server().rest('POST', path, { body: { productId: product.id, memberId: id } }),
      ),
    );
    expect(counted(replies)).toEqual({ '201': 2, '409 seat.none_free': 48 });
    expect(await server().store.read.tallies.get(`seats:${String(product.id)}`)).toBe(2);
  });

  test('a role that is deleted while it is given, invited to and mapped is held by nobody afterwards', async () => {
    const tenant = await TestTenant.create(server());
    for (let round = 0; round < 5; round += 1) {
      const name = `r-${newId().slice(-10)}`;
      await tenant.operatorRequest('POST', '/roles', {
        name,
        title: 'R',
        permissions: ['members:read'],
      });
      const people = await Promise.all([tenant.member('viewer'), tenant.member('viewer', name)]);
      const [one, other] = people;
      const path = `/organizations/${tenant.id}`;
      await Promise.all([
        server().rest('DELETE', `${path}/roles/${name}?to=member`),
        server().rest('POST', `${path}/members/${String(one?.id)}/roles`, { body: { role: name } }),
        server().rest('POST', `${path}/invitations`, {
          body: { email: `${newId()}@example.com`, roles: [name], send: false },
        }),
      ]);
      await server().core.roles.replace(operatorContext(), tenant.id, name);
      for (const { id } of [one, other].flatMap((each) => each ?? [])) {
        expect(roleNamesOf(await tenant.readMember(id))).not.toContain(name);
      }
      const pending = await tenant.operatorRequest(
        'GET',
        `/invitations?status=pending&role=${name}`,
      );
      expect(pending.items).toEqual([]);
    }
  });

  test('the same Idempotency-Key at once does it once', async () => {
    const tenant = await TestTenant.create(server());
    const headers = { 'idempotency-key': newId() };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () =>
        tenant.actingAs()('POST', '/spaces', { body: { name: 'One' }, headers }),
      ),
    );
    const spaces = await tenant.operatorRequest('GET', '/spaces');
    expect((spaces.items as unknown as unknown[]).length).toBe(1);
    expect(successes(replies)).toBeGreaterThanOrEqual(1);
  });
});
