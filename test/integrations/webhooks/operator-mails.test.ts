import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Receiver } from '../../kit/receivers.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock } from '../../kit/webhook-endpoints.js';

const HOUR_MS = 3_600_000;
const OPERATOR = 'operations@example.com';

overStores(
  'an endpoint of the installation that fails',
  (kind) => {
    const clock = new MovedClock();
    const receiver = new Receiver();
    let opened: OpenedStore;
    let server: TestServer;
    beforeAll(async () => {
      await receiver.start();
      opened = await kind.open({ clock });
      const settings = { outgoing: { allow: [receiver.host] }, operator: { mail: OPERATOR } };
      server = await startServer({ storeUrl: opened.url, clock, settings });
    });
    afterAll(async () => {
      await server.close();
      await receiver.stop();
      await opened.close();
    });
    const send = (): Promise<number> => server.composed.integrations.webhooks.dispatcher.runOnce();
    const mails = async (): Promise<[string, string][]> => {
      await server.composed.jobs.runNow('send-mail');
      const { records } = await server.store.read.mails.find({
        where: { kind: 'all', terms: [] },
        limit: 100,
      });
      return records
        .filter(({ template }) => template.startsWith('webhook-'))
        .map(({ template, to, status }) => {
          expect([to, status]).toEqual([OPERATOR, 'sent']);
          return [template, status] as const;
        })
        .map(([template, status]) => [template, status]);
    };
    const made = async (path: string): Promise<string> => {
      const body = { url: receiver.url(path), types: ['organization.created'], description: 'ERP' };
      const { body: endpoint } = await server.rest('POST', '/webhook-endpoints', { body });
      return String(endpoint.id);
    };

    test('hooks D17: the operator is told by mail after a day, and when it is disabled', async () => {
      const id = await made('/installation');
      receiver.answerStatus('/installation', 503);
      await server.rest('POST', '/organizations', { body: { name: 'First' } });
      await server.composed.jobs.runNow('number-events');
      for (let hour = 0; hour < 26; hour += 1) {
        await send();
        clock.advance(HOUR_MS);
      }
      expect((await mails()).map(([template]) => template)).toEqual(['webhook-failing']);
      for (let step = 0; step < 20; step += 1) {
        await send();
        clock.advance(5 * HOUR_MS);
      }
      const { body } = await server.rest('GET', `/webhook-endpoints/${id}`);
      expect(body).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
      expect((await mails()).map(([template]) => template).sort()).toEqual([
        'webhook-disabled',
        'webhook-failing',
      ]);
    });

    test('what is disabled by hand is no news', async () => {
      const before = (await mails()).length;
      const id = await made('/by-hand');
      const body = { status: 'disabled' };
      const changed = await server.rest('PATCH', `/webhook-endpoints/${id}`, { body });
      expect((changed.body as Json)['disabledReason']).toBe('asked');
      expect(await mails()).toHaveLength(before);
    });
  },
  oneKindPerDatabase,
);
