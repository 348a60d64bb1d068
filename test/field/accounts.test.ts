import { expect, jest, test } from '@jest/globals';
import { Fault, newId } from '#kernel/index.js';
import { overInstallations } from '../journeys/installations.js';
import { TestTenant } from '../security/test-tenants.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

overInstallations('people and their accounts', (installation) => {
  const rest = (method: string, path: string, body?: object) =>
    installation().server.rest(method, path, body === undefined ? {} : { body });

  const createAccount = async (email: string, emailVerified: boolean): Promise<string> => {
    const body = { email, name: 'Person One', emailVerified };
    return String((await rest('POST', '/accounts', body)).body.id);
  };

  const organizationsOf = async (accountId: string): Promise<unknown[]> => {
    const { body } = await rest('GET', `/accounts/${accountId}/organizations`);
    const items = body.items as unknown as { organizationId: string; personal: boolean }[];
    return items.filter(({ personal }) => !personal).map(({ organizationId }) => organizationId);
  };

  const isOrphan = async (accountId: string): Promise<boolean> => {
    const { body } = await rest('GET', '/accounts/orphans?limit=200');
    return (body.items as unknown as { id: string }[]).some(({ id }) => id === accountId);
  };

  const newAddress = (): string => `user-${newId().slice(-12)}@example.com`;

  /** Ways in that do not name an account. */
  const ways: Record<string, (tenant: TestTenant, email: string) => Promise<unknown>> = {
    'an invitation': async (tenant, email) => {
      const { token } = await tenant.operatorRequest('POST', '/invitations', {
        email,
        send: false,
      });
      const person = { email, name: 'Person One', emailVerified: true, explicit: true };
      return rest('POST', '/invitations/accept', { token, ...person });
    },
    'POST members': (tenant, email) =>
      tenant.operatorRequest('POST', '/members', { email, name: 'Person One' }),
    'a directory': async (tenant, email) => {
      const scim = await installation().server.scim({ organizationId: tenant.id });
      return scim.post('/Users', { schemas: [USER], userName: email });
    },
    'a request to join': async (tenant, email) => {
      await tenant.operatorRequest('PATCH', '', { policies: { joinRequests: 'open' } });
      const person = { email, name: 'Person One', emailVerified: true };
      const { id } = await tenant.operatorRequest('POST', '/join-requests', person);
      return tenant.operatorRequest('POST', `/join-requests/${String(id)}/approve`, {});
    },
  };

  test.each(Object.entries(ways))('M13 %s, then the account', async (_name, enter) => {
    const tenant = await TestTenant.create(installation().server);
    const email = newAddress();
    await enter(tenant, email);
    const accountId = await createAccount(email.toUpperCase(), true);
    expect(await organizationsOf(accountId)).toEqual([tenant.id]);
    expect(await isOrphan(accountId)).toBe(false);
  });

  test.each(Object.entries(ways))('M13 the account, then %s', async (_name, enter) => {
    const tenant = await TestTenant.create(installation().server);
    const email = newAddress();
    const accountId = await createAccount(email, true);
    await enter(tenant, email.toUpperCase());
    expect(await organizationsOf(accountId)).toEqual([tenant.id]);
  });

  test('M13 an unproved address links nobody until it is proved, in each organization', async () => {
    const first = await TestTenant.create(installation().server);
    const second = await TestTenant.create(installation().server);
    const email = newAddress();
    for (const tenant of [first, second]) await ways['POST members']?.(tenant, email);
    const accountId = await createAccount(email, false);
    expect(await organizationsOf(accountId)).toEqual([]);
    await rest('PATCH', `/accounts/${accountId}`, { emailVerified: true });
    expect((await organizationsOf(accountId)).sort()).toEqual([first.id, second.id].sort());
  });

  test('M13 a link that fails half-way goes on at the next change of the account', async () => {
    const { server } = installation();
    const tenants = [];
    for (let n = 0; n < 4; n += 1) tenants.push(await TestTenant.create(server));
    const ids = tenants.map(({ id }) => id).sort();
    const email = newAddress();
    for (const tenant of tenants) await ways['POST members']?.(tenant, email);
    const accountId = await createAccount(email, false);
    const { store } = server;
    const transaction = store.transaction.bind(store);
    let linked = 0;
    const failing = jest.spyOn(store, 'transaction').mockImplementation((partition, work, how) => {
      if (ids.includes(partition) && (linked += 1) === 3) {
        return Promise.reject(new Fault('store.unavailable'));
      }
      return transaction(partition, work, how);
    });
    const verify = { emailVerified: true };
    expect((await rest('PATCH', `/accounts/${accountId}`, verify)).status).toBe(503);
    failing.mockRestore();
    expect(await organizationsOf(accountId)).toHaveLength(2);
    // verified by now; the same change again is enough
    expect((await rest('PATCH', `/accounts/${accountId}`, verify)).status).toBe(200);
    expect((await organizationsOf(accountId)).sort()).toEqual(ids);
  });

  test('M13 who left is not linked', async () => {
    const tenant = await TestTenant.create(installation().server);
    const email = newAddress();
    const { id } = await tenant.operatorRequest('POST', '/members', { email, name: 'Person One' });
    await tenant.operatorRequest('POST', `/members/${String(id)}/remove`, {});
    const accountId = await createAccount(email, true);
    expect((await tenant.readMember(String(id))).accountId).toBeUndefined();
    expect(await organizationsOf(accountId)).toEqual([]);
  });

  test('M10 the inviter is told the name that the person gave', async () => {
    const tenant = await TestTenant.create(installation().server);
    const { email: inviter = '' } = await tenant.readMember(tenant.ownerId);
    const email = newAddress();
    const body = { email, send: false };
    const invited = await tenant.actingAs(tenant.ownerId)('POST', '/invitations', { body });
    const { token } = invited.body;
    const person = { email, name: 'Grace Example', emailVerified: true, explicit: true };
    expect((await rest('POST', '/invitations/accept', { token, ...person })).status).toBe(200);
    const texts = await installation().textsTo(inviter);
    expect(texts).toContain(`Grace Example (${email})`);
    expect(texts).not.toContain(`${email} (${email})`);
  });
});
