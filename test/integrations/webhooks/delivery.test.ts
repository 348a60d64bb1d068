import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readSecret } from '#integrations/signing/index.js';
import { refusalOf, Receiver } from '../../kit/receivers.js';
import { watchCalls, type WatchedCalls } from '../../kit/open-transactions.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, spaceOf, WebhookTenant } from '../../kit/webhook-endpoints.js';

const DAY_MS = 86_400_000;

overStores(
  'delivery of webhooks',
  (kind) => {
    const clock = new MovedClock();
    const receiver = new Receiver();
    let opened: OpenedStore;
    let server: TestServer;
    let tenant: WebhookTenant;
    let calls: WatchedCalls;
    beforeAll(async () => {
      await receiver.start();
      opened = await kind.open({ clock });
      calls = watchCalls(opened.store);
      const settings = { outgoing: { allow: [receiver.host] } };
      server = await startServer({ storeUrl: opened.url, clock, settings });
      tenant = await WebhookTenant.create(server);
    });
    afterEach(() => tenant.removeEndpoints());
    afterAll(async () => {
      calls.stop();
      await server.close();
      await receiver.stop();
      await opened.close();
    });
    const send = (): Promise<number> => server.composed.integrations.webhooks.dispatcher.runOnce();

    test('an event is sent once, signed over the bytes that are sent and kept', async () => {
      const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      const path = '/signed';
      const id = await tenant.endpoint(receiver, path, { secret: { secret } });
      await tenant.request('POST', '/spaces', { name: 'Zoë 😀' });
      await send();
      await send();
      const [received, ...more] = receiver.of(path);
      expect(more).toEqual([]);
      if (!received) throw new Error('Nothing was received.');
      expect(refusalOf(received, [readSecret(secret)], clock.now())).toBeUndefined();
      expect(received.headers['content-length']).toBe(String(Buffer.byteLength(received.body)));
      const [delivery] = await tenant.deliveries(id);
      const shown = await tenant.delivery(id, String(delivery?.id));
      expect(shown).toMatchObject({
        status: 'delivered',
        attempt: 1,
        webhookId: received.headers['webhook-id'],
        eventId: received.event.id,
        request: { body: received.body },
        response: { status: 204 },
        attempts: [{ number: 1, status: 204 }],
      });
    });

    test('hooks D10: no call leaves while a transaction is open', async () => {
      await tenant.endpoint(receiver, '/apart');
      await tenant.events(3, 'Outside');
      await send();
      expect(receiver.of('/apart')).toHaveLength(3);
      calls.expectNone();
    });

    test('hooks D39: the id in the body is of the event, webhook-id is of event and endpoint', async () => {
      await tenant.endpoint(receiver, '/first');
      await tenant.endpoint(receiver, '/second');
      await tenant.events(1, 'Two ids');
      await send();
      const [[first], [second]] = [receiver.of('/first'), receiver.of('/second')];
      expect(first?.event.id).toBe(second?.event.id);
      expect(first?.headers['webhook-id']).not.toBe(second?.headers['webhook-id']);
    });

    test('hooks D4: what failed is really tried again once its time has come', async () => {
      const path = '/fails-once';
      const id = await tenant.endpoint(receiver, path);
      receiver.answerStatus(path, 500);
      await tenant.events(1, 'Retried');
      await send();
      await send();
      expect(receiver.of(path)).toHaveLength(1);
      receiver.answer(path);
      clock.advance(5_000);
      await send();
      const [first, second] = receiver.of(path);
      expect(second?.body).toBe(first?.body);
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      const [delivery] = await tenant.deliveries(id);
      expect(delivery).toMatchObject({
        status: 'delivered',
        attempts: [
          { number: 1, status: 500, failure: 'status' },
          { number: 2, status: 204 },
        ],
      });
    });

    test('hooks D8: a dead endpoint does not make a healthy one get anything twice', async () => {
      await tenant.endpoint(receiver, '/dead');
      await tenant.endpoint(receiver, '/healthy');
      receiver.answer('/dead', (response) => void response.destroy());
      const names = await tenant.events(6, 'Apart');
      await send();
      clock.advance(60_000);
      await send();
      expect(receiver.of('/healthy').map(spaceOf).sort()).toEqual(names);
    });

    test('hooks D9: a poisoned event holds up no other of the same endpoint', async () => {
      const path = '/poison';
      await tenant.endpoint(receiver, path);
      receiver.answer(path, (response, received) => {
        const isPoison = spaceOf(received) === 'Poison 0';
        response.writeHead(isPoison ? 500 : 204).end();
      });
      await tenant.events(1, 'Poison');
      const names = await tenant.events(5, 'After');
      await send();
      const others = receiver
        .of(path)
        .map(spaceOf)
        .filter((name) => name !== 'Poison 0');
      expect(others.sort()).toEqual(names);
    });

    describe('hooks D19', () => {
      for (const status of [401, 403, 404, 503]) {
        test(`${status} is tried again and disables nothing`, async () => {
          const path = `/status-${status}`;
          const id = await tenant.endpoint(receiver, path);
          receiver.answerStatus(path, status);
          await tenant.events(1, `Status ${status}`);
          await send();
          const [delivery] = await tenant.deliveries(id);
          expect(delivery).toMatchObject({ status: 'waiting', attempts: [{ status }] });
          expect(await tenant.read(id)).toMatchObject({ status: 'enabled' });
        });
      }
    });

    test('hooks D20: 410 disables at once, and is undone without a loss', async () => {
      const path = '/gone';
      const id = await tenant.endpoint(receiver, path);
      receiver.answerStatus(path, 410);
      const names = await tenant.events(3, 'Gone');
      await send();
      expect(await tenant.read(id)).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
      receiver.answer(path);
      receiver.received.length = 0;
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, { status: 'enabled' });
      await send();
      expect(receiver.of(path).map(spaceOf).sort()).toEqual(names);
    });

    test('hooks D20: a receiver may refuse one event for good', async () => {
      const path = '/refuses';
      const id = await tenant.endpoint(receiver, path);
      receiver.answerStatus(path, 400, { 'webhook-delivery': 'abort-message' });
      await tenant.events(1, 'Refused');
      await send();
      clock.advance(DAY_MS);
      await send();
      expect(receiver.of(path)).toHaveLength(1);
      expect(await tenant.deliveries(id)).toMatchObject([{ status: 'refused', attempt: 1 }]);
      expect(await tenant.read(id)).toMatchObject({ progress: { failures: 0 } });
    });

    test('hooks D13: what happens while an endpoint is disabled arrives afterwards', async () => {
      const path = '/paused';
      const id = await tenant.endpoint(receiver, path);
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, { status: 'disabled' });
      const names = await tenant.events(20, 'Held');
      await send();
      expect(receiver.of(path)).toEqual([]);
      const { progress } = await tenant.read(id);
      expect(Number(progress?.['behind'])).toBeGreaterThanOrEqual(20);
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, { status: 'enabled' });
      await send();
      expect(receiver.of(path).map(spaceOf).sort()).toEqual([...names].sort());
    });

    test('hooks D13: an endpoint that goes on from now is not sent what was missed', async () => {
      const path = '/from-now';
      const id = await tenant.endpoint(receiver, path);
      receiver.answerStatus(path, 500);
      await tenant.events(1, 'Waiting');
      await send();
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, { status: 'disabled' });
      await tenant.events(2, 'Missed');
      receiver.answer(path);
      receiver.received.length = 0;
      const change = { status: 'enabled', resume: 'now' };
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, change);
      await tenant.events(1, 'New');
      clock.advance(DAY_MS);
      await send();
      expect(receiver.of(path).map(spaceOf)).toEqual(['New 0']);
      const states = (await tenant.deliveries(id)).map(({ status }) => status);
      expect(states).toEqual(['canceled', 'delivered']);
    });
  },
  oneKindPerDatabase,
);
