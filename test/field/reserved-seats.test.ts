import { beforeEach, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { FakeClock } from '../kit/application.js';
import type { Json, Reply } from '../kit/server.js';
import { overServers } from '../kit/server-suites.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const DAY_MS = 86_400_000;
const clock = new FakeClock();

// Decision 8: a seat that is chosen for an invited person is reserved while the invitation is pending.

overServers(
  'seats of people who are invited',
  (server) => {
    let home: string;
    let productId: string;
    const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const answerOf = ({ status, body }: Reply): string => `${status} ${String(body['code'])}`;
    const address = (): string => `user-${newId().slice(-12)}@example.com`;
    const sell = async (seats: number): Promise<string> => {
      const product = { key: `k-${newId().slice(-10)}`, name: 'Editor', seats };
      return String((await call('POST', `${home}/products`, product))['id']);
    };
    const add = async (more: object = {}): Promise<string> => {
      const body = { email: address(), name: 'User One', ...more };
      return String((await call('POST', `${home}/members`, body))['id']);
    };
    const invite = async (more: object = {}) => {
      const email = address();
      const body = { email, send: false, products: [productId], ...more };
      const { id, token, reserved } = await call('POST', `${home}/invitations`, body);
      return { id: String(id), token: String(token), email, reserved };
    };
    const accept = (token: string, email: string): Promise<Json> =>
      call('POST', '/invitations/accept', { token, email, emailVerified: true, explicit: true });
    const assign = (memberId: string): Promise<Reply> =>
      server().rest('POST', `${home}/seats`, { body: { productId, memberId } });
    const figures = async (id = productId): Promise<unknown> => {
      const { used, reserved, free, queued } = await call('GET', `${home}/products/${id}/use`);
      return { used, reserved, free, queued };
    };
    const statusOf = async (memberId: string): Promise<unknown> => {
      for (const status of ['assigned', 'queued']) {
        const path = `${home}/seats?memberId=${memberId}&status=${status}`;
        const { items } = await call('GET', path);
        if ((items as unknown as Json[]).length > 0) return status;
      }
      return undefined;
    };
    beforeEach(async () => {
      const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
      home = `/organizations/${String((await call('POST', '/organizations', input))['id'])}`;
      productId = await sell(1);
    });

    test('D8 a promised seat is nobody else’s, by any door, and the person’s when they accept', async () => {
      const { token, email, reserved } = await invite();
      expect(reserved).toEqual([productId]);
      expect(await figures()).toEqual({ used: 0, reserved: 1, free: 0, queued: 0 });
      const other = await add();
      expect(answerOf(await assign(other))).toBe('409 seat.none_free');
      // by hand with a promise, by another invitation, by lowering the number
      expect(await statusOf(await add({ products: [productId] }))).toBe('queued');
      const second = await invite();
      expect(second.reserved).toBeUndefined();
      const lower = await server().rest('PATCH', `${home}/products/${productId}`, {
        body: { seats: 0 },
      });
      expect(answerOf(lower)).toBe('409 product.below_use');
      const { memberId } = await accept(token, email);
      expect(await statusOf(String(memberId))).toBe('assigned');
      expect(await figures()).toEqual({ used: 1, reserved: 0, free: 0, queued: 1 });
      // without a reservation the person waits, as before
      const late = await accept(second.token, second.email);
      expect(await statusOf(String(late['memberId']))).toBe('queued');
    });

    test('D8 what a directory’s group gives does not take a reserved seat', async () => {
      await invite();
      const scim = await server().scim({ organizationId: home.slice('/organizations/'.length) });
      const userName = address();
      const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
      const user = (await scim.post('/Users', { schemas, userName })).body;
      const group = await scim.post('/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Everybody',
        members: [{ value: user['id'] }],
      });
      const mappings = [{ groupId: group.body['id'], productId }];
      await call('PUT', `${home}/connections/${scim.connectionId}/group-mappings`, { mappings });
      await server().composed.jobs.runNow('finish-recomputations');
      const { items } = await call('GET', `${home}/members?email=${userName}`);
      const memberId = String((items as unknown as Json[])[0]?.['id']);
      expect(await statusOf(memberId)).toBe('queued');
      expect(await figures()).toMatchObject({ used: 0, reserved: 1, free: 0 });
    });

    test('D8 every end of the invitation gives the seat to who waits for it, or back', async () => {
      const ends: readonly [string, (one: { id: string; token: string }) => Promise<unknown>][] = [
        ['revoked', ({ id }) => call('POST', `${home}/invitations/${id}/revoke`, {})],
        ['declined', ({ token }) => call('POST', '/invitations/decline', { token })],
        [
          'expired',
          async () => {
            clock.advance(8 * DAY_MS);
            await server().composed.jobs.runNow('expire-invitations');
          },
        ],
        [
          'removed with other rows',
          ({ id }) => call('POST', `${home}/members/bulk`, { action: 'remove', ids: [id] }),
        ],
        ['changed', ({ id }) => call('PATCH', `${home}/invitations/${id}`, { products: [] })],
      ];
      for (const [end, doIt] of ends) {
        productId = await sell(1);
        const invitation = await invite();
        const waiting = await add({ products: [productId] });
        expect([end, await statusOf(waiting)]).toEqual([end, 'queued']);
        await doIt(invitation);
        expect([end, await statusOf(waiting)]).toEqual([end, 'assigned']);
        expect(await figures()).toEqual({ used: 1, reserved: 0, free: 0, queued: 0 });
        const read = await call('GET', `${home}/invitations/${invitation.id}`);
        expect(read).not.toHaveProperty('reserved');
      }
    });

    test('D8 sending again and changing reserve once, renewing again', async () => {
      const { id } = await invite();
      const other = await sell(2);
      clock.advance(120_000);
      await call('POST', `${home}/invitations/${id}/resend`);
      await call('PATCH', `${home}/invitations/${id}`, { name: 'User Two' });
      expect(await figures()).toEqual({ used: 0, reserved: 1, free: 0, queued: 0 });
      const products = [productId, other];
      const changed = await call('PATCH', `${home}/invitations/${id}`, { products });
      expect(changed['reserved']).toEqual(products);
      await call('PATCH', `${home}/invitations/${id}`, { products: [other] });
      expect(await figures()).toMatchObject({ reserved: 0, free: 1 });
      expect(await figures(other)).toMatchObject({ reserved: 1, free: 1 });
      await call('POST', `${home}/invitations/${id}/revoke`, {});
      expect(await figures(other)).toMatchObject({ reserved: 0, free: 2 });
      clock.advance(120_000);
      const renewed = await call('POST', `${home}/invitations/${id}/renew`, {});
      expect(renewed['reserved']).toEqual([other]);
      expect(await figures(other)).toMatchObject({ reserved: 1, free: 1 });
    });

    test('D8 a person who joins in another way takes the seat, and one who has a seat leaves it', async () => {
      const { email } = await invite();
      const { id } = await call('POST', `${home}/members`, { email, name: 'User One' });
      expect(await statusOf(String(id))).toBe('assigned');
      expect(await figures()).toEqual({ used: 1, reserved: 0, free: 0, queued: 0 });
      productId = await sell(2);
      const second = await invite();
      await call('POST', `${home}/members`, {
        email: second.email,
        name: 'User Two',
        products: [productId],
      });
      expect(await figures()).toEqual({ used: 1, reserved: 0, free: 1, queued: 0 });
    });

    test('D8 the organization decides whether seats are reserved', async () => {
      const setPolicy = (invitedSeats: string | null): Promise<Json> =>
        call('PATCH', home, { policies: { invitedSeats } });
      await setPolicy('unreserved');
      const { id, reserved, token, email } = await invite();
      expect(reserved).toBeUndefined();
      expect(await figures()).toMatchObject({ reserved: 0, free: 1 });
      await setPolicy(null);
      // those that are pending reserve with the next sending or change
      clock.advance(120_000);
      expect((await call('POST', `${home}/invitations/${id}/resend`))['reserved']).toEqual([
        productId,
      ]);
      await setPolicy('unreserved');
      await call('PATCH', `${home}/invitations/${id}`, { name: 'User Two' });
      expect(await figures()).toMatchObject({ reserved: 0, free: 1 });
      expect(token).not.toBe(email);
    });

    test('D8 sheets and bulk invitations reserve too', async () => {
      productId = await sell(3);
      const rows = [{ email: address() }, { email: address() }];
      const common = { products: [productId] };
      await call('POST', `${home}/invitations/bulk`, { common, invitations: rows });
      for (let left = 200; left > 0; left -= 1) {
        await server().composed.jobs.runNow('run-tasks');
        const { reserved } = (await figures()) as { reserved: number };
        if (reserved === 2) break;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      expect(await figures()).toMatchObject({ used: 0, reserved: 2, free: 1 });
      const ids = (await call('GET', `${home}/invitations?status=pending`))['items'];
      const all = (ids as unknown as Json[]).map(({ id }) => String(id));
      await call('POST', `${home}/members/bulk`, { action: 'remove', ids: all });
      expect(await figures()).toMatchObject({ used: 0, reserved: 0, free: 3 });
    });

    test('D8 the last seat is one person’s, whoever comes at the same time', async () => {
      productId = await sell(2);
      const members = await Promise.all(Array.from({ length: 4 }, () => add()));
      const results = await Promise.all([
        ...Array.from({ length: 6 }, () => invite()),
        ...members.map(assign),
      ]);
      const kept = results.filter((one) => 'email' in one && one.reserved !== undefined).length;
      const assigned = results.filter((one) => 'status' in one && one.status === 201).length;
      expect(kept + assigned).toBe(2);
      expect(await figures()).toEqual({ used: assigned, reserved: kept, free: 0, queued: 0 });
      await call('DELETE', `${home}/products/${productId}`);
      const { items } = await call('GET', `${home}/invitations?status=pending`);
      for (const { id } of items as unknown as Json[]) {
        await call('POST', `${home}/invitations/${String(id)}/revoke`, {});
      }
      const { tallies } = server().composed.store.read;
      expect(await tallies.get(`seats:${productId}`)).toBe(0);
      expect(await tallies.get(`seats:${productId}:reserved`)).toBe(0);
    });
  },
  { clock },
);
