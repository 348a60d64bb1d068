import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { appendEntries } from '../../kit/journal-entries.js';
import { Receiver } from '../../kit/receivers.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, spaceOf, WebhookTenant } from '../../kit/webhook-endpoints.js';

overStores(
  'every attempt',
  (kind) => {
    const clock = new MovedClock();
    const receiver = new Receiver();
    let opened: OpenedStore;
    let server: TestServer;
    let tenant: WebhookTenant;
    beforeAll(async () => {
      await receiver.start();
      opened = await kind.open({ clock });
      const settings = { outgoing: { allow: [receiver.host] }, webhooks: { timeoutSeconds: 1 } };
      server = await startServer({ storeUrl: opened.url, clock, settings });
      tenant = await WebhookTenant.create(server);
    });
    afterEach(() => tenant.removeEndpoints());
    afterAll(async () => {
      await server.close();
      await receiver.stop();
      await opened.close();
    });
    const runOnce = (): Promise<number> =>
      server.composed.integrations.webhooks.dispatcher.runOnce();

    test('hooks D40: there is no way of sending that gives up after one attempt', async () => {
      const ways = ['native', 'set', 'cloudevents', 'cloudevents-binary'].flatMap((encoding) =>
        ['full', 'thin'].map((payload) => ({ encoding, payload })),
      );
      const ids: string[] = [];
      for (const way of ways) {
        const path = `/${way.encoding}-${way.payload}`;
        receiver.consent(path, { 'webhook-allowed-origin': '*' });
        receiver.answerStatus(path, 500);
        ids.push(await tenant.endpoint(receiver, path, way));
      }
      await tenant.events(1, 'Again');
      await runOnce();
      for (const id of ids) {
        const [row] = await tenant.deliveries(id);
        expect(row).toMatchObject({ status: 'waiting', nextAttemptAt: expect.any(String) });
      }
      for (const { encoding, payload } of ways) receiver.answer(`/${encoding}-${payload}`);
      clock.advance(5_000);
      await runOnce();
      for (const id of ids) {
        expect(await tenant.deliveries(id)).toMatchObject([{ status: 'delivered', attempt: 2 }]);
      }
    });

    test('hooks D37: a large event has the time of a small one, and holds up no other', async () => {
      const types = ['space.updated'];
      const large = await tenant.endpoint(receiver, '/large', { types });
      const small = await tenant.endpoint(receiver, '/small', { types: ['space.deleted'] });
      await tenant.endpoint(receiver, '/healthy');
      // takes the request, and says nothing
      for (const path of ['/large', '/small']) receiver.answer(path, () => undefined);
      const said = (type: string, length: number) => ({
        count: 1,
        says: () => ({
          type,
          target: { kind: 'space', id: 'one', name: 'Large' },
          after: { name: 'Large', description: 'x'.repeat(length) },
        }),
      });
      await appendEntries(server, tenant.id, said('space.updated', 240_000));
      await appendEntries(server, tenant.id, said('space.deleted', 10));
      const names = await tenant.events(5, 'Healthy');
      const running = runOnce();
      expect((await receiver.waitFor('/healthy', 5)).map(spaceOf).sort()).toEqual(names);
      await running;
      expect(receiver.of('/large')[0]?.body.length).toBeGreaterThan(200_000);
      for (const id of [large, small]) {
        const [row] = await tenant.deliveries(id);
        // the wait before the next attempt is drawn from nothing to five seconds
        const timeouts = expect.arrayContaining([expect.objectContaining({ failure: 'timeout' })]);
        expect(row).toMatchObject({ status: 'waiting', attempts: timeouts });
      }
    });

    test('hooks F12: the thin form has the address of the object and no state of it', async () => {
      await tenant.endpoint(receiver, '/thin', { payload: 'thin' });
      await tenant.events(1, 'Thin');
      await runOnce();
      const [received] = receiver.of('/thin');
      const { object, sequence, ...event } = received?.event as unknown as {
        object: { url: string };
        sequence: number;
      };
      expect(event).not.toHaveProperty('data');
      expect(received?.body).not.toContain('Thin 0');
      const { pathname } = new URL(object.url);
      const read = await server.rest('GET', pathname.replace('/api/v1', ''));
      expect(read.body).toMatchObject({ name: 'Thin 0' });
      // the version of what is told: an older hint than what is known is passed over
      expect(sequence).toBeGreaterThan(0);
    });

    test('hooks F15: the version of payloads is that of the endpoint, also when an old event is sent again', async () => {
      const id = await tenant.endpoint(receiver, '/version', { payloadVersion: 1 });
      await tenant.events(1, 'Version');
      await runOnce();
      const [row] = await tenant.deliveries(id);
      await tenant.request('POST', `/webhook-endpoints/${id}/deliveries/${String(row?.id)}/replay`);
      await runOnce();
      expect(receiver.of('/version').map(({ event }) => event['version'])).toEqual([1, 1]);
      expect(await tenant.read(id)).toMatchObject({ payloadVersion: 1 });
      // one that this release does not write is refused, not taken for another
      const path = `/organizations/${tenant.id}/webhook-endpoints/${id}`;
      const reply = await server.rest('PATCH', path, { body: { payloadVersion: 2 } });
      expect([reply.status, (reply.body as Json)['code']]).toEqual([400, 'request.invalid']);
    });

    test('hooks G23: no endpoint, and nothing that goes wrong with sending, fails a request', async () => {
      const { webhooks } = server.composed.integrations;
      const id = await tenant.endpoint(receiver, '/dead');
      receiver.answer('/dead', (response) => void response.destroy());
      const wake = jest.spyOn(webhooks.dispatcher, 'wake').mockImplementation(() => {
        throw new Error('The dispatcher cannot be woken.');
      });
      const names = await tenant.events(3, 'Asynchronous');
      expect(wake).toHaveBeenCalled();
      wake.mockRestore();
      await runOnce();
      const events = await tenant.request('GET', '/events?after=oldest&types=space.created');
      const created = (events.items as unknown as Json[]).map((event) => spaceOf({ event }));
      expect(created).toEqual(expect.arrayContaining(names));
      expect((await tenant.deliveries(id)).map(({ status }) => String(status))).toEqual(
        names.map(() => 'waiting'),
      );
    });
  },
  oneKindPerDatabase,
);
