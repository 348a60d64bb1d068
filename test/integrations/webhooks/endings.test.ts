import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { USER } from '../../kit/application.js';
import { allow, hooked, hookServer, samplesOf } from '../../kit/hook-servers.js';
import { Receiver } from '../../kit/receivers.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, WebhookTenant } from '../../kit/webhook-endpoints.js';

const DAY_MS = 86_400_000;
const EVERYTHING = { kind: 'all', terms: [] } as const;

overStores(
  'what ends while it is being told',
  (kind) => {
    const clock = new MovedClock();
    const receiver = new Receiver();
    let opened: OpenedStore;
    let server: TestServer;
    beforeAll(async () => {
      await receiver.start();
      await hookServer.open();
      opened = await kind.open({ clock });
      const settings = { outgoing: { allow: [receiver.host, ...allow] } };
      server = await startServer({ storeUrl: opened.url, clock, settings });
    });
    afterAll(async () => {
      await server.close();
      await receiver.stop();
      await hookServer.close();
      await opened.close();
    });
    const send = (): Promise<number> => server.composed.integrations.webhooks.dispatcher.runOnce();
    const run = async (job: string): Promise<void> => {
      while ((await server.composed.jobs.runNow(job)).more);
    };

    test('who is erased is in no log of deliveries and no sample of a hook, of an organization or of the installation', async () => {
      const ofAll = await server.rest('POST', '/hooks', {
        body: { name: 'All', point: 'before_user_create', url: hookServer.url('/all') },
      });
      hookServer.answer('/all', String(ofAll.body.secret), { action: 'allow' });
      const own = await hooked(server, 'before_user_create', { action: 'allow' });
      const { organizationId } = own.scim;
      const types = ['member.*', 'scim.user.*'];
      const endpoint = { url: receiver.url('/people'), types };
      const path = `/organizations/${organizationId}/webhook-endpoints`;
      const made = [
        await server.rest('POST', path, { body: endpoint }),
        await server.rest('POST', '/webhook-endpoints', { body: endpoint }),
      ];
      const user = (name: string) => ({
        schemas: [USER],
        userName: `${name}@example.com`,
        displayName: `Person ${name}`,
      });
      const { body: gone } = await own.scim.post('/Users', user('gone'));
      await own.scim.post('/Users', user('stays'));
      await run('number-events');
      await send();
      const texts = async (): Promise<string> => {
        const { webhookDeliveries, hookSamples } = server.store.read;
        const deliveries = await webhookDeliveries.find({ where: EVERYTHING, limit: 200 });
        const samples = await hookSamples.find({ where: EVERYTHING, limit: 200 });
        return JSON.stringify([deliveries.records, samples.records]);
      };
      await samplesOf(server, own.scim, own.hookId);
      await server.rest('GET', `/hooks/${String(ofAll.body.id)}/samples`);
      const before = await texts();
      expect(before.split('gone@example.com').length).toBeGreaterThanOrEqual(4);
      const record = await server.store.read.scimUsers.get(String(gone['id']));
      const member = `/organizations/${organizationId}/members/${String(record?.memberId)}`;
      await own.scim.delete(`/Users/${String(gone['id'])}`);
      await run('number-events');
      await send();
      const erased = await server.rest('POST', `${member}/erase`, { body: {} });
      expect(erased.status).toBe(202);
      await run('erase-people');
      const after = await texts();
      expect(after).not.toContain('gone@example.com');
      expect(after).not.toContain('Person gone');
      expect(after).toContain('stays@example.com');
      // that something was sent stays
      for (const { body } of made) {
        const below = body.organizationId === undefined ? '/webhook-endpoints' : path;
        const log = await server.rest('GET', `${below}/${String(body.id)}/deliveries?limit=100`);
        expect((log.body['items'] as unknown as Json[]).length).toBeGreaterThan(3);
      }
    });

    // last: its clock goes on by more than hooks allow between question and answer
    test('an organization is purged with deliveries in flight: they end, nothing of it stays, and others go on', async () => {
      const [going, staying] = [
        await WebhookTenant.create(server),
        await WebhookTenant.create(server),
      ];
      const id = await going.endpoint(receiver, '/going');
      await staying.endpoint(receiver, '/staying');
      const answers: (() => void)[] = [];
      receiver.answer('/going', (response) => {
        answers.push(() => void response.writeHead(204).end());
      });
      await going.events(4, 'Going');
      const sending = send();
      await receiver.waitFor('/going', 1);
      const { slug } = await going.request('GET', '');
      const path = `/organizations/${going.id}?confirmation=${String(slug)}`;
      const deleted = await server.rest('DELETE', path);
      expect(deleted.status).toBeLessThan(300);
      clock.advance(31 * DAY_MS);
      await run('purge-organizations');
      for (const answer of answers) answer();
      receiver.answer('/going');
      await sending;
      const names = await staying.events(2, 'Staying');
      await send();
      expect(receiver.of('/staying')).toHaveLength(names.length);
      // also not what the outcome of an attempt would have written
      const { webhookEndpoints, webhookCursors, webhookDeliveries, endpointSecrets } =
        server.store.read;
      expect(await webhookEndpoints.get(id)).toBeUndefined();
      expect(await webhookCursors.get(id)).toBeUndefined();
      for (const left of [webhookDeliveries, endpointSecrets]) {
        const { records } = await left.find({ where: EVERYTHING, limit: 100 });
        expect(records.filter(({ organizationId }) => organizationId === going.id)).toEqual([]);
      }
      const before = receiver.of('/going').length;
      clock.advance(DAY_MS);
      await send();
      expect(receiver.of('/going')).toHaveLength(before);
    });
  },
  oneKindPerDatabase,
);
