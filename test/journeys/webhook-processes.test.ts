import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { emptyFolder, startMuster } from '../cli/processes.js';
import { appendEntries } from '../kit/journal-entries.js';
import { Receiver } from '../kit/receivers.js';
import { SECRETS_KEY, startServer, type TestServer } from '../kit/server.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { MovedClock, spaceOf, WebhookTenant } from '../kit/webhook-endpoints.js';

overStores(
  'webhooks of several processes',
  (kind) => {
    const clock = new MovedClock();
    const cleanUp: (() => unknown)[] = [];
    let receiver: Receiver;
    let opened: OpenedStore;
    beforeEach(async () => {
      receiver = new Receiver();
      await receiver.start();
      opened = await kind.open();
      cleanUp.push(
        () => opened.close(),
        () => receiver.stop(),
      );
    });
    afterEach(async () => {
      for (const clean of cleanUp.splice(0).reverse()) await clean();
    });

    async function serve(): Promise<TestServer> {
      const settings = { outgoing: { allow: [receiver.host] } };
      const server = await startServer({ storeUrl: opened.url, clock, settings });
      cleanUp.push(() => server.close());
      return server;
    }
    const send = ({ composed }: TestServer): Promise<number> =>
      composed.integrations.webhooks.dispatcher.runOnce();

    test('hooks D1: two dispatchers and a slow endpoint, and everybody gets everything once', async () => {
      const servers = [await serve(), await serve()] as const;
      const tenant = await WebhookTenant.create(servers[0]);
      const paths = ['/slow', '/b', '/c', '/d', '/e'];
      for (const path of paths) await tenant.endpoint(receiver, path);
      receiver.answer('/slow', (response) => {
        setTimeout(() => response.writeHead(204).end(), 200);
      });
      const names = await tenant.events(10, 'Twice');
      await Promise.all(servers.map(send));
      for (const server of servers) await send(server);
      for (const path of paths) {
        expect([path, receiver.of(path).map(spaceOf).sort()]).toEqual([path, names]);
      }
    });

    test('hooks D3, A19: killed in the middle of a request, everything arrives, and the log says so', async () => {
      const server = await serve();
      const tenant = await WebhookTenant.create(server);
      const path = '/killed';
      const id = await tenant.endpoint(receiver, path);
      const names = await tenant.events(8, 'Killed');
      // takes the requests and never answers
      receiver.answer(path, () => undefined);
      const folder = await emptyFolder();
      const running = startMuster(folder.path, ['start'], {
        MUSTER_STORE__URL: opened.url,
        MUSTER_HTTP__PORT: '0',
        MUSTER_OPERATOR__KEY: server.operatorKey,
        MUSTER_SECRETS__KEY: SECRETS_KEY,
        MUSTER_OUTGOING__ALLOW: JSON.stringify([receiver.host]),
      });
      const { child } = running;
      cleanUp.push(folder.remove, () => child.kill('SIGKILL'));
      await running.prints('"listening"');
      const before = [...(await receiver.waitFor(path, 1))];
      child.kill('SIGKILL');
      receiver.answer(path);
      // before the lease is over nobody takes it
      const inFlight = (await tenant.deliveries(id)).length;
      expect(await send(server)).toBe(names.length - inFlight);
      clock.advance(61_000);
      await send(server);
      const answered = receiver.of(path).slice(before.length);
      expect([...new Set(answered.map(spaceOf))].sort()).toEqual(names);
      for (const { event, body, headers } of before) {
        const again = answered.find((one) => one.event.id === event.id);
        expect(again?.body).toBe(body);
        expect(again?.headers['webhook-id']).toBe(headers['webhook-id']);
      }
      const log = await tenant.deliveries(id);
      expect(log.map(({ status }) => String(status))).toEqual(names.map(() => 'delivered'));
      const interrupted = log.filter(({ attempt }) => Number(attempt) === 2);
      expect(interrupted).toHaveLength(inFlight);
      expect(interrupted[0]).toMatchObject({
        attempts: [{ failure: 'interrupted' }, { status: 204 }],
      });
    }, 120_000);

    test('hooks D38: what is written by another process is delivered by the one that runs jobs', async () => {
      const writer = await serve();
      const settings = { outgoing: { allow: [receiver.host] } };
      const runner = await startServer({ storeUrl: opened.url, settings, jobs: true });
      cleanUp.push(() => runner.close());
      const tenant = await WebhookTenant.create(writer);
      await tenant.endpoint(receiver, '/elsewhere');
      const names = await tenant.events(3, 'Elsewhere');
      const received = await receiver.waitFor('/elsewhere', 3);
      expect(received.map(spaceOf).sort()).toEqual(names);
    });

    test('hooks D11: receivers that hang do not keep the others from theirs', async () => {
      const server = await serve();
      const hanging = await WebhookTenant.create(server);
      const healthy = await WebhookTenant.create(server);
      receiver.answer('/hangs', () => undefined);
      for (let index = 0; index < 12; index += 1) await hanging.endpoint(receiver, '/hangs');
      const paths = Array.from({ length: 4 }, (_, index) => `/healthy/${index}`);
      for (const path of paths) await healthy.endpoint(receiver, path);
      const says = (index: number) => ({
        type: 'space.created',
        target: { kind: 'space', id: String(index), name: `Hangs ${index}` },
      });
      // for each of the twelve
      for (let from = 0; from < 10_000; from += 2_000) {
        await appendEntries(server, hanging.id, { count: 2_000, says });
      }
      server.composed.integrations.webhooks.dispatcher.start();
      await receiver.waitFor('/hangs', 12);
      const names = await healthy.events(5, 'Healthy');
      for (const path of paths) {
        const received = await receiver.waitFor(path, names.length);
        expect(received.map(spaceOf).sort()).toEqual(names);
      }
      expect(receiver.of('/hangs').length).toBeLessThanOrEqual(12 * 10);
      await receiver.stop();
    }, 120_000);
  },
  storeKinds.filter(({ durable }) => durable),
);
