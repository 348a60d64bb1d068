import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Receiver } from '../../kit/receivers.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, spaceOf, WebhookTenant } from '../../kit/webhook-endpoints.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

overStores(
  'endpoints that fail',
  (kind) => {
    const clock = new MovedClock();
    const receiver = new Receiver();
    let opened: OpenedStore;
    let server: TestServer;
    let tenant: WebhookTenant;
    beforeAll(async () => {
      await receiver.start();
      opened = await kind.open({ clock });
      const settings = { outgoing: { allow: [receiver.host] } };
      server = await startServer({ storeUrl: opened.url, clock, settings });
      tenant = await WebhookTenant.create(server);
    });
    afterEach(() => tenant.removeEndpoints());
    afterAll(async () => {
      await server.close();
      await receiver.stop();
      await opened.close();
    });
    const send = (): Promise<number> => server.composed.integrations.webhooks.dispatcher.runOnce();
    const mails = async (template: string): Promise<unknown[]> => {
      await server.composed.jobs.runNow('send-mail');
      const path = `/organizations/${tenant.id}/mails?template=${template}`;
      const { body } = await server.rest('GET', path);
      return body['items'] as unknown as unknown[];
    };

    test('a dead endpoint is tried seldom, one at a time, and gets no rows for what waits', async () => {
      const path = '/dead';
      const id = await tenant.endpoint(receiver, path);
      receiver.answerStatus(path, 500);
      await tenant.events(40, 'Dead');
      await send();
      const tried = receiver.of(path).length;
      expect(tried).toBeLessThanOrEqual(15);
      expect((await tenant.deliveries(id)).length).toBeLessThanOrEqual(tried);
      expect((await tenant.read(id)).progress).toMatchObject({ failures: tried });
      expect(await send()).toBe(0);
      clock.advance(31_000);
      expect(await send()).toBe(1);
      expect(await send()).toBe(0);
    });

    test('hooks D29: back after a day, everything arrives once, after one try', async () => {
      const path = '/back';
      const id = await tenant.endpoint(receiver, path);
      let open = 0;
      let most = 0;
      receiver.answerStatus(path, 500);
      const names = await tenant.events(40, 'Back');
      const openAt: number[] = [];
      for (let hour = 0; hour < 24; hour += 1) {
        await send();
        clock.advance(HOUR_MS);
      }
      receiver.received.length = 0;
      receiver.answer(path, (response) => {
        open += 1;
        most = Math.max(most, open);
        openAt.push(open);
        setTimeout(() => {
          open -= 1;
          response.writeHead(204).end();
        }, 5);
      });
      while ((await tenant.deliveries(id, '&status=delivered')).length < names.length) {
        clock.advance(HOUR_MS);
        await send();
      }
      expect(receiver.of(path).map(spaceOf).sort()).toEqual([...names].sort());
      // one alone, and with each that is taken two more at a time
      for (const [taken, at] of openAt.entries()) {
        expect(at).toBeLessThanOrEqual(Math.min(10, 1 + 2 * taken));
      }
      expect(most).toBeGreaterThan(1);
    }, 120_000);

    test('hooks D14, D17, D18: told after a day, disabled after five, by mail, and undone', async () => {
      const path = '/five-days';
      const id = await tenant.endpoint(receiver, path, { description: 'Billing' });
      receiver.answerStatus(path, 503);
      const names = await tenant.events(3, 'Five days');
      const told = (await mails('webhook-failing')).length;
      const types = async (): Promise<string[]> =>
        (await tenant.webhookEntries())
          .filter(({ target }) => target?.['id'] === (id as unknown))
          .map(({ type }) => String(type));
      for (let hour = 0; hour < 26; hour += 1) {
        await send();
        clock.advance(HOUR_MS);
      }
      expect(await types()).toContain('webhook.endpoint_failing');
      expect(await mails('webhook-failing')).toHaveLength(told + 1);
      for (let step = 0; step < 20; step += 1) {
        await send();
        clock.advance(5 * HOUR_MS);
      }
      expect(await tenant.read(id)).toMatchObject({
        status: 'disabled',
        disabledReason: 'failing',
      });
      expect((await types()).filter((type) => type === 'webhook.endpoint_failing')).toHaveLength(1);
      expect((await types()).at(-1)).toBe('webhook.endpoint_disabled');
      expect(await mails('webhook-disabled')).toHaveLength(1);
      receiver.answer(path);
      receiver.received.length = 0;
      expect(await send()).toBe(0);
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, { status: 'enabled' });
      await send();
      expect(receiver.of(path).map(spaceOf).sort()).toEqual(names);
    });

    test('an endpoint that works again is told of, once people were told that it fails', async () => {
      const path = '/recovers';
      const id = await tenant.endpoint(receiver, path);
      receiver.answerStatus(path, 500);
      await tenant.events(1, 'Recovers');
      for (let hour = 0; hour < 30; hour += 1) {
        await send();
        clock.advance(HOUR_MS);
      }
      receiver.answer(path);
      clock.advance(24 * HOUR_MS);
      await send();
      const entries = await tenant.webhookEntries();
      const own = entries.filter(({ target }) => target?.['id'] === (id as unknown));
      expect(own.map(({ type }) => String(type)).slice(-2)).toEqual([
        'webhook.endpoint_failing',
        'webhook.endpoint_recovered',
      ]);
      expect((await tenant.read(id)).progress).toMatchObject({ failures: 0 });
    });

    test('a disabled endpoint and one by hand: no mail says that deliveries failed', async () => {
      const before = (await mails('webhook-disabled')).length;
      const id = await tenant.endpoint(receiver, '/by-hand');
      await tenant.request('PATCH', `/webhook-endpoints/${id}`, { status: 'disabled' });
      expect(await mails('webhook-disabled')).toHaveLength(before);
      expect(await tenant.read(id)).toMatchObject({ disabledReason: 'asked' });
    });
  },
  oneKindPerDatabase,
);
