import { expect, test } from '@jest/globals';
import { checkAgainstContract } from '../kit/contract.js';
import { equals } from '#store/index.js';
import { overServers } from '../kit/server-suites.js';
import type { Reply, RequestOptions } from '../kit/server.js';
import { MovedClock } from '../kit/webhook-endpoints.js';

const DAY_MS = 86_400_000;

// How many seats were in use, day by day: the job writes down what has changed, and the answer has every day.

const clock = new MovedClock();

overServers(
  'the use of seats over time',
  (server) => {
    const dayOf = (daysAgo: number): string =>
      new Date(clock.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
    const note = (): Promise<unknown> => server().composed.jobs.runNow('note-seat-use');
    const nextDay = (): void => clock.advance(DAY_MS);

    async function office(): Promise<{
      readonly memberId: string;
      readonly place: string;
      readonly product: string;
      readonly call: (method: string, path: string, options?: RequestOptions) => Promise<Reply>;
    }> {
      const { organizationId } = await server().scim({
        owner: { email: 'owner@example.com', name: 'Owner' },
      });
      const place = `/organizations/${organizationId}`;
      const call = async (
        method: string,
        path: string,
        options: RequestOptions = {},
      ): Promise<Reply> => {
        const reply = await server().rest(method, place + path, options);
        const { status, text } = reply;
        checkAgainstContract({ method, path: place + path, status, text });
        return reply;
      };
      const made = await call('POST', '/products', {
        body: { key: 'drawing', name: 'Drawing', seats: 5 },
      });
      expect(made.status).toBe(201);
      const members = await call('GET', '/members');
      const memberId = String(members.body['items']?.[0]?.['id']);
      return { memberId, place, product: `/products/${String(made.body['id'])}`, call };
    }

    test('a day of which nothing was written down is as the one before; today is as it is now', async () => {
      const { memberId, product, call } = await office();
      await note();
      nextDay();
      const productId = product.split('/').at(-1);
      const seat = await call('POST', '/seats', { body: { productId, memberId } });
      expect(seat.status).toBe(201);
      await note();
      // a later run of a day takes the place of an earlier one
      await call('PATCH', product, { body: { seats: 6 } });
      await note();
      nextDay();
      await note();
      nextDay();
      await call('DELETE', `/seats/${String(seat.body['id'])}`);
      const { status, body } = await call('GET', `${product}/trend`);
      expect(status).toBe(200);
      expect(body['days']).toEqual([
        { day: dayOf(3), bought: 5, used: 0, reserved: 0 },
        { day: dayOf(2), bought: 6, used: 1, reserved: 0 },
        { day: dayOf(1), bought: 6, used: 1, reserved: 0 },
        { day: dayOf(0), bought: 6, used: 0, reserved: 0 },
      ]);
      const few = await call('GET', `${product}/trend?days=2`);
      expect(few.body['days']).toEqual((body['days'] as unknown as unknown[]).slice(-2));
    });

    test('a run that finds nothing new writes nothing; the record goes with the product', async () => {
      const { product, call } = await office();
      const first = await server().composed.jobs.runNow('note-seat-use');
      expect(first.done).toBeGreaterThan(0);
      expect(await note()).toMatchObject({ done: 0, more: false });
      nextDay();
      expect(await note()).toMatchObject({ done: 0, more: false });
      const { store } = server().composed;
      const productId = product.split('/').at(-1) ?? '';
      const kept = (): Promise<number> =>
        store.read.seatTrends
          .find({ where: equals('productId', productId), limit: 10 })
          .then(({ records }) => records.length);
      expect(await kept()).toBe(1);
      expect((await call('DELETE', product)).status).toBe(204);
      expect(await kept()).toBe(0);
      expect((await call('GET', `${product}/trend`)).body['code']).toBe('product.missing');
      expect(await note()).toMatchObject({ done: 0, more: false });
    });

    test('what was reserved for invited people is told apart; more than 400 days are not kept', async () => {
      const { product, call } = await office();
      await call('POST', '/invitations', {
        body: { email: 'invited@example.com', products: [product.split('/').at(-1)] },
      });
      await note();
      const { body } = await call('GET', `${product}/trend?days=1`);
      expect(body['days']).toEqual([{ day: dayOf(0), bought: 5, used: 0, reserved: 1 }]);
      expect((await call('GET', `${product}/trend?days=401`)).status).toBe(400);
    });
  },
  { clock },
);
