import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startMisbehaving } from '../../kit/misbehaving-receivers.js';
import type { Receiver } from '../../kit/receivers.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, WebhookTenant } from '../../kit/webhook-endpoints.js';

overStores(
  'receivers that misbehave',
  (kind) => {
    const clock = new MovedClock();
    let receivers: Receiver;
    let opened: OpenedStore;
    let server: TestServer;
    let tenant: WebhookTenant;
    beforeAll(async () => {
      receivers = await startMisbehaving();
      opened = await kind.open({ clock });
      const allow = [receivers.host, '127.0.0.1:1', 'name.invalid:80'];
      const settings = { outgoing: { allow }, webhooks: { timeoutSeconds: 1 } };
      server = await startServer({ storeUrl: opened.url, clock, settings });
      tenant = await WebhookTenant.create(server);
    });
    afterEach(() => tenant.removeEndpoints());
    afterAll(async () => {
      await server.close();
      await receivers.stop();
      await opened.close();
    });

    /** One attempt at the address; the delivery as the log has it. */
    async function deliverTo(url: string, name: string): Promise<Json> {
      const body = { url, types: ['space.created'] };
      const { id } = await tenant.request('POST', '/webhook-endpoints', body);
      await tenant.events(1, name);
      await server.composed.integrations.webhooks.dispatcher.runOnce();
      const [delivery] = await tenant.deliveries(String(id));
      return tenant.delivery(String(id), String(delivery?.id));
    }

    describe('hooks D22, D32: tried again', () => {
      for (const [behaviour, failure] of [
        ['hang', 'timeout'],
        ['drip-headers', 'timeout'],
        ['drip-body', 'timeout'],
        ['long-length', 'reset'],
        ['half-close', 'reset'],
        ['reset', 'reset'],
        ['no-answer', 'reset'],
        ['garbage', 'protocol'],
        ['huge-header', 'protocol'],
      ] as const) {
        test(behaviour, async () => {
          const delivery = await deliverTo(receivers.url(`/${behaviour}`), behaviour);
          expect(delivery).toMatchObject({ status: 'waiting', attempt: 1 });
          expect(delivery['attempts']?.['0']).toMatchObject({ failure });
          expect(delivery['nextAttemptAt']).toBeDefined();
          expect(receivers.of(`/${behaviour}`)).toHaveLength(1);
        });
      }

      test('nobody listens, or the name is not known', async () => {
        const refused = await deliverTo('http://127.0.0.1:1/', 'Refused');
        expect(refused).toMatchObject({ status: 'waiting', attempts: [{ failure: 'refused' }] });
        const unknown = await deliverTo('http://name.invalid/', 'Unknown');
        expect(unknown).toMatchObject({ status: 'waiting', attempts: [{ failure: 'name' }] });
      });
    });

    test('hooks D24: 10 MB count as success, 16 KiB are kept, and it says that it was cut', async () => {
      const delivery = await deliverTo(receivers.url('/huge'), 'Huge');
      expect(delivery).toMatchObject({ status: 'delivered', response: { status: 200, cut: true } });
      expect(String(delivery.response?.['body'])).toHaveLength(16_384);
    });

    test('hooks E7: a redirect to the metadata address is a failed attempt, never followed', async () => {
      const delivery = await deliverTo(receivers.url('/redirect-metadata'), 'Redirect');
      expect(delivery).toMatchObject({
        status: 'waiting',
        attempts: [{ status: 302, failure: 'redirect' }],
      });
      const error = String(delivery['attempts']?.['0']?.['error']);
      expect(error).toContain('redirects are not followed');
      expect(error).not.toContain('169.254');
    });

    test('hooks E12: an inner address is refused when it is saved, in words', async () => {
      for (const url of ['http://10.0.0.5/', 'https://10.0.0.5/', 'https://[::ffff:7f00:1]/']) {
        const path = `/organizations/${tenant.id}/webhook-endpoints`;
        const reply = await server.rest('POST', path, { body: { url } });
        expect([url, reply.status]).toEqual([url, 400]);
        expect(reply.text).toContain('outgoing.allow');
      }
    });

    test('hooks D22: an address that is not admitted any more is not tried, and says so', async () => {
      const url = receivers.url('/ok');
      const body = { url, types: ['space.created'] };
      const { id } = await tenant.request('POST', '/webhook-endpoints', body);
      await server.store.transaction(tenant.id, async (tx) => {
        const endpoint = await tx.webhookEndpoints.get(String(id));
        if (!endpoint) throw new Error('There is no endpoint.');
        const version = endpoint.version + 1;
        await tx.webhookEndpoints.update({ ...endpoint, version, url: 'https://169.254.169.254/' });
      });
      await tenant.events(1, 'Blocked');
      await server.composed.integrations.webhooks.dispatcher.runOnce();
      expect(await tenant.deliveries(String(id))).toMatchObject([
        { status: 'failed', attempts: [{ failure: 'blocked' }] },
      ]);
    });

    test('a test delivery tells what the receiver did, is tried once, and does no harm', async () => {
      const url = receivers.url('/reset');
      const { id } = await tenant.request('POST', '/webhook-endpoints', { url });
      const path = `/webhook-endpoints/${String(id)}`;
      const failed = await tenant.request('POST', `${path}/test`);
      expect(failed).toMatchObject({ status: 'failed', test: true, type: 'webhook.test' });
      expect((await tenant.read(String(id))).progress).toMatchObject({ failures: 0 });
      await tenant.request('PATCH', path, { url: receivers.url('/fine'), status: 'disabled' });
      const sent = await tenant.request('POST', `${path}/test`);
      expect(sent).toMatchObject({ status: 'delivered', response: { status: 204 } });
    });
  },
  oneKindPerDatabase,
);
