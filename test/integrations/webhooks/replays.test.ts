import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readSecret } from '#integrations/signing/index.js';
import { Receiver, refusalOf } from '../../kit/receivers.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { MovedClock, spaceOf, WebhookTenant } from '../../kit/webhook-endpoints.js';

const MINUTE_MS = 60_000;

overStores(
  'what is sent again',
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

    test('hooks D2: one delivery again has the same webhook-id and the same body', async () => {
      const path = '/one';
      const id = await tenant.endpoint(receiver, path);
      await tenant.events(2, 'One');
      await send();
      const [delivery] = await tenant.deliveries(id);
      const deliveryPath = `/webhook-endpoints/${id}/deliveries/${String(delivery?.id)}`;
      const replayed = await tenant.request('POST', `${deliveryPath}/replay`);
      expect(replayed).toMatchObject({ status: 'waiting' });
      await send();
      const of = receiver
        .of(path)
        .filter(({ event }) => event.id === String(delivery?.['eventId']));
      expect(of).toHaveLength(2);
      expect(of[1]?.body).toBe(of[0]?.body);
      expect(of[1]?.headers['webhook-id']).toBe(of[0]?.headers['webhook-id']);
      expect(await tenant.delivery(id, String(delivery?.id))).toMatchObject({ attempt: 2 });
    });

    test('a range is sent again beside what is new, and ends', async () => {
      const path = '/range';
      const id = await tenant.endpoint(receiver, path);
      const { cursor } = (await tenant.read(id)).progress ?? {};
      const names = await tenant.events(12, 'Range');
      await send();
      receiver.received.length = 0;
      const range = { after: String(cursor) };
      const begun = await tenant.request('POST', `/webhook-endpoints/${id}/replay`, range);
      expect(begun.progress).toMatchObject({ replay: { missing: false } });
      const again = await server.rest(
        'POST',
        `/organizations/${tenant.id}/webhook-endpoints/${id}/replay`,
        { body: range },
      );
      expect([again.status, again.body['code']]).toEqual([409, 'webhook.replaying']);
      const fresh = await tenant.events(2, 'Beside');
      await send();
      expect(receiver.of(path).map(spaceOf).sort()).toEqual([...names, ...fresh].sort());
      expect((await tenant.read(id)).progress).not.toHaveProperty('replay');
    });

    test('what is missing is sent, and what was delivered is not', async () => {
      const path = '/missing';
      const id = await tenant.endpoint(receiver, path);
      const { cursor } = (await tenant.read(id)).progress ?? {};
      receiver.answer(path, (response, received) => {
        const isWanted = spaceOf(received) === 'Missing 1';
        response.writeHead(isWanted ? 204 : 400, { 'webhook-delivery': 'abort-message' });
        if (isWanted) response.removeHeader('webhook-delivery');
        response.end();
      });
      receiver.answer(path, (response, received) => {
        if (spaceOf(received) === 'Missing 1') response.writeHead(204).end();
        else response.writeHead(400, { 'webhook-delivery': 'abort-message' }).end();
      });
      await tenant.events(3, 'Missing');
      await send();
      receiver.answer(path);
      receiver.received.length = 0;
      const range = { after: String(cursor), missing: true };
      await tenant.request('POST', `/webhook-endpoints/${id}/replay`, range);
      await send();
      expect(receiver.of(path).map(spaceOf).sort()).toEqual(['Missing 0', 'Missing 2']);
      const states = (await tenant.deliveries(id)).map(({ status }) => status);
      expect(states).toEqual(['delivered', 'delivered', 'delivered']);
    });

    test('hooks A27: the cursor is set by an administrator, and the journal says so', async () => {
      const path = '/cursor';
      const names = await tenant.events(2, 'Before');
      const id = await tenant.endpoint(receiver, path);
      await send();
      expect(receiver.of(path)).toEqual([]);
      await tenant.request('PUT', `/webhook-endpoints/${id}/cursor`, { after: 'oldest' });
      await send();
      expect(receiver.of(path).map(spaceOf)).toEqual(expect.arrayContaining(names));
      const entries = await tenant.webhookEntries();
      expect(entries.map(({ type }) => String(type))).toContain('webhook.cursor_set');
      for (const after of ['tomorrow', `${'0'.repeat(8)}.1`]) {
        const reply = await server.rest(
          'PUT',
          `/organizations/${tenant.id}/webhook-endpoints/${id}/cursor`,
          { body: { after } },
        );
        expect([reply.status, reply.body['code']]).toEqual([400, 'feed.cursor_unknown']);
      }
    });

    test('hooks C10, C13: a later attempt has a new time, and is signed by what is valid then', async () => {
      const path = '/rotated';
      const [older, newer] = [1, 2].map(
        (byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`,
      );
      if (older === undefined || newer === undefined) throw new Error('unreachable');
      const id = await tenant.endpoint(receiver, path, { secret: { secret: older } });
      receiver.answerStatus(path, 500);
      await tenant.events(1, 'Rotated');
      await send();
      const secrets = `/webhook-endpoints/${id}/secrets`;
      await tenant.request('POST', secrets, { secret: newer, overlapHours: 0 });
      clock.advance(30 * MINUTE_MS);
      receiver.answer(path);
      await send();
      const [first, second] = receiver.of(path);
      if (!first || !second) throw new Error('Two attempts were to be made.');
      const sentAt = clock.now() - 30 * MINUTE_MS;
      expect(refusalOf(first, [readSecret(older)], sentAt)).toBeUndefined();
      expect(refusalOf(second, [readSecret(newer)], clock.now())).toBeUndefined();
      expect(refusalOf(second, [readSecret(older)], clock.now())).toBe('signature');
      expect(second.body).toBe(first.body);
    });

    test('hooks C16, C17: headers of one’s own are sent, never shown, and never ours', async () => {
      const path = '/headers';
      const headers = { 'X-Api-Key': 'a-secret-of-the-receiver' };
      const id = await tenant.endpoint(receiver, path, { headers });
      await tenant.events(1, 'Headers');
      await send();
      expect(receiver.of(path)[0]?.headers['x-api-key']).toBe('a-secret-of-the-receiver');
      const [delivery] = await tenant.deliveries(id);
      const shown = [
        await tenant.read(id),
        await tenant.delivery(id, String(delivery?.id)),
        await tenant.webhookEntries(),
      ];
      expect(JSON.stringify(shown)).toContain('x-api-key');
      expect(JSON.stringify(shown)).not.toContain('a-secret');
      for (const name of ['Webhook-Id', 'ce-id', 'Content-Type', 'Host', 'Authorization']) {
        const body = { url: receiver.url(path), headers: { [name]: 'x' } };
        const where = `/organizations/${tenant.id}/webhook-endpoints`;
        const reply = await server.rest('POST', where, { body });
        expect([name, reply.status]).toEqual([name, 400]);
      }
    });

    test('hooks D36: an event beyond the limit goes out in its thin form, and says so', async () => {
      const path = '/large';
      const id = await tenant.endpoint(receiver, path, { types: ['space.updated'] });
      const { core } = server;
      const { inOrganization } = await import('#core/index.js');
      const { FULL_AUTHORITY, newTraceId, silentLog } = await import('#kernel/index.js');
      const actor = { kind: 'operator', name: 'operator' } as const;
      const ctx = {
        actor,
        authority: FULL_AUTHORITY,
        traceId: newTraceId(),
        clock,
        log: silentLog,
      };
      await inOrganization(core.deps, ctx, tenant.id, ({ journal, organization }) =>
        journal.append({
          type: 'space.updated',
          target: { kind: 'space', id: organization.id, name: 'Large' },
          after: { name: 'Large', description: 'x'.repeat(300_000) },
        }),
      );
      await send();
      const [received] = receiver.of(path);
      expect(received?.event).toMatchObject({ type: 'space.updated' });
      expect(received?.event).not.toHaveProperty('data');
      expect(await tenant.deliveries(id)).toMatchObject([{ status: 'delivered', thinned: true }]);
    });
  },
  oneKindPerDatabase,
);
