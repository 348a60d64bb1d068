import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { watchCalls, type WatchedCalls } from '../../kit/open-transactions.js';
import { Receiver } from '../../kit/receivers.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, spaceOf, WebhookTenant } from '../../kit/webhook-endpoints.js';

// hooks J4 at endpoints: the handshake of CloudEvents is asked, and what the receiver said is kept to.

const ANYBODY = { 'webhook-allowed-origin': '*' };
const CLOUD_EVENTS = { encoding: 'cloudevents' };
const HOUR_MS = 3_600_000;

overStores(
  'the handshake of CloudEvents',
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
    afterEach(async () => {
      await tenant.removeEndpoints();
      calls.expectNone();
    });
    afterAll(async () => {
      calls.stop();
      await server.close();
      await receiver.stop();
      await opened.close();
    });
    const send = (): Promise<number> => server.composed.integrations.webhooks.dispatcher.runOnce();
    const namesAt = (path: string): string[] =>
      receiver.of(path).map(({ event }) => spaceOf({ event: event['data'] as Json }));
    const ask = (id: string): Promise<Json> =>
      tenant.request('POST', `/webhook-endpoints/${id}/confirm`);
    const change = (id: string, body: object): Promise<Json> =>
      tenant.request('PATCH', `/webhook-endpoints/${id}`, body);

    test('hooks J4: without consent nothing is sent, and it says why and since when; with it what waited arrives', async () => {
      const path = '/silent';
      const id = await tenant.endpoint(receiver, path, CLOUD_EVENTS);
      // of the address that the settings have
      const origin = 'localhost';
      expect(receiver.questions).toEqual([{ path, origin }]);
      const { confirmation } = await tenant.read(id);
      const message = expect.stringContaining('WebHook-Allowed-Origin');
      expect(confirmation).toMatchObject({ confirmed: false, reason: 'no_handshake', message });
      const since = Number(new Date(String(confirmation?.['since'])));
      expect(Math.abs(since - clock.now())).toBeLessThan(600_000);
      const names = await tenant.events(3, 'Silent');
      await send();
      const url = `/organizations/${tenant.id}/webhook-endpoints/${id}/test`;
      const tested = await server.rest('POST', url);
      expect([tested.status, tested.body['code']]).toEqual([409, 'webhook.not_confirmed']);
      expect(receiver.of(path)).toEqual([]);

      receiver.consent(path, { 'webhook-allowed-origin': 'other.example' });
      clock.advance(60_000);
      const { since: _since, ...denied } = (await ask(id))['confirmation'] as Json;
      expect(denied).toMatchObject({ confirmed: false, reason: 'denied' });
      expect(_since).toBe(confirmation?.['since']);

      receiver.consent(path, { 'webhook-allowed-origin': origin });
      expect((await ask(id))['confirmation']).toMatchObject({ confirmed: true });
      await send();
      expect(namesAt(path).sort()).toEqual(names);
      const entries = (await tenant.webhookEntries()).filter(
        ({ type }) => String(type) === 'webhook.receiver_asked',
      );
      expect(entries.map(({ after }) => (after as unknown as Json)['confirmed'])).toEqual(
        expect.arrayContaining([true, false]),
      );
    });

    test('a receiver that has not consented for a day is told of by mail, once', async () => {
      const mails = async (): Promise<number> => {
        await server.composed.jobs.runNow('send-mail');
        const path = `/organizations/${tenant.id}/mails?template=webhook-unconfirmed`;
        return ((await server.rest('GET', path)).body['items'] as unknown as Json[]).length;
      };
      const id = await tenant.endpoint(receiver, '/unconfirmed', CLOUD_EVENTS);
      clock.advance(23 * HOUR_MS);
      await send();
      expect(await mails()).toBe(0);
      // asked again in vain: it is the same day all the same
      await ask(id);
      clock.advance(2 * HOUR_MS);
      await send();
      expect(await mails()).toBe(1);
      await ask(id);
      clock.advance(30 * HOUR_MS);
      await send();
      expect(await mails()).toBe(1);
      const told = (await tenant.webhookEntries()).filter(
        ({ type }) => String(type) === 'webhook.endpoint_unconfirmed',
      );
      expect(told).toHaveLength(1);
      expect(told[0]?.after).toMatchObject({
        reason: expect.stringContaining('WebHook-Allowed-Origin'),
      });
    });

    test('hooks J4: consent is of one address; a new one, and the encoding, are asked anew', async () => {
      receiver.consent('/first', ANYBODY);
      const id = await tenant.endpoint(receiver, '/first', CLOUD_EVENTS);
      await tenant.events(1, 'First');
      await send();
      expect(receiver.of('/first')).toHaveLength(1);

      receiver.answerStatus('/first', 500);
      await tenant.events(1, 'Waits');
      await send();
      const moved = await change(id, { url: receiver.url('/second') });
      expect(moved['confirmation']).toMatchObject({ confirmed: false, reason: 'no_handshake' });
      await tenant.events(1, 'Second');
      clock.advance(60_000);
      await send();
      expect(receiver.of('/second')).toEqual([]);

      const native = await change(id, { encoding: 'native' });
      expect(native).not.toHaveProperty('confirmation');
      await send();
      expect(receiver.of('/second')).toHaveLength(2);

      receiver.consent('/second', ANYBODY);
      const binary = await change(id, { encoding: 'cloudevents-binary' });
      expect(binary['confirmation']).toMatchObject({ confirmed: true });
      await tenant.events(1, 'Binary');
      await send();
      expect(receiver.of('/second').at(-1)?.headers).toHaveProperty('ce-specversion', '1.0');
    });

    test('hooks J4: no other encoding asks or is held', async () => {
      const asked = receiver.questions.length;
      for (const encoding of ['native', 'set', 'cloudevents']) {
        const id = await tenant.endpoint(receiver, `/other-${encoding}`, { encoding });
        const isAsked = encoding === 'cloudevents';
        expect(receiver.questions.length - asked).toBe(isAsked ? 1 : 0);
        if (!isAsked) expect(await ask(id)).not.toHaveProperty('confirmation');
      }
      await tenant.events(1, 'Other');
      await send();
      expect(receiver.of('/other-native')).toHaveLength(1);
      expect(receiver.of('/other-cloudevents')).toEqual([]);
    });

    test('hooks J4: the rate that the receiver allows is obeyed, also after failures', async () => {
      const path = '/slow';
      receiver.consent(path, { ...ANYBODY, 'webhook-allowed-rate': '6' });
      const id = await tenant.endpoint(receiver, path, CLOUD_EVENTS);
      expect((await tenant.read(id))['confirmation']).toMatchObject({ requestsPerMinute: 6 });
      await tenant.events(4, 'Slow');
      receiver.answer(path, (response) => {
        response.writeHead(receiver.of(path).length === 1 ? 500 : 204).end();
      });
      for (let made = 1; made <= 5; made += 1) {
        await send();
        await send();
        expect(receiver.of(path)).toHaveLength(made);
        clock.advance(10_000);
      }
      await send();
      expect(receiver.of(path)).toHaveLength(5);
    });
  },
  oneKindPerDatabase,
);
