import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Receiver } from '../../kit/receivers.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../../kit/stores.js';
import { WebhookTenant } from '../../kit/webhook-endpoints.js';

overStores(
  'who is sent what',
  (kind) => {
    const receiver = new Receiver();
    let opened: OpenedStore;
    let server: TestServer;
    let tenants: WebhookTenant[];
    beforeAll(async () => {
      await receiver.start();
      opened = await kind.open();
      const settings = { outgoing: { allow: [receiver.host] } };
      server = await startServer({ storeUrl: opened.url, settings });
      tenants = [];
      for (let index = 0; index < 3; index += 1) tenants.push(await WebhookTenant.create(server));
    });
    afterAll(async () => {
      await server.close();
      await receiver.stop();
      await opened.close();
    });
    const runOnce = (): Promise<number> =>
      server.composed.integrations.webhooks.dispatcher.runOnce();
    const ownersOf = (path: string): unknown[] => [
      ...new Set(receiver.of(path).map(({ event }) => event['organizationId'])),
    ];
    const typesOf = (path: string): string[] =>
      [...new Set(receiver.of(path).map(({ event }) => event.type))].sort();

    test('hooks F1, F4: an endpoint gets the events of its owner only, of the types it named', async () => {
      for (const [index, tenant] of tenants.entries()) {
        for (const [name, types] of Object.entries({
          all: [],
          star: ['*'],
          family: ['space.*'],
          one: ['space.created'],
        })) {
          await tenant.endpoint(receiver, `/${index}/${name}`, { types });
        }
      }
      const url = receiver.url('/installation');
      await server.rest('POST', '/webhook-endpoints', { body: { url, types: ['space.*'] } });
      await runOnce();
      receiver.received.length = 0;
      for (const tenant of tenants) {
        const { id } = await tenant.request('POST', '/spaces', { name: 'A space' });
        await tenant.request('PATCH', `/spaces/${String(id)}`, { name: 'Another name' });
        await tenant.request('POST', '/members', { email: 'new@example.com', name: 'New' });
      }
      await runOnce();
      for (const [index, { id }] of tenants.entries()) {
        for (const name of ['all', 'star', 'family', 'one']) {
          expect([name, ownersOf(`/${index}/${name}`)]).toEqual([name, [id]]);
        }
        expect(typesOf(`/${index}/one`)).toEqual(['space.created']);
        expect(typesOf(`/${index}/family`)).toEqual(['space.created', 'space.updated']);
        expect(typesOf(`/${index}/all`)).toEqual(typesOf(`/${index}/star`));
        expect(typesOf(`/${index}/all`)).toContain('member.added');
      }
      expect(ownersOf('/installation').sort()).toEqual(tenants.map(({ id }) => id).sort());
      expect(typesOf('/installation')).toEqual(['space.created', 'space.updated']);
    });

    test('hooks F3: no path of one organization reaches what belongs to another', async () => {
      const [ours, theirs] = tenants;
      if (!ours || !theirs) throw new Error('There are no organizations.');
      const { items } = await theirs.request('GET', '/webhook-endpoints');
      const { id } = (items as unknown as Json[])[0] ?? {};
      const { items: deliveries } = await theirs.request(
        'GET',
        `/webhook-endpoints/${String(id)}/deliveries`,
      );
      const delivery = String((deliveries as unknown as Json[])[0]?.id);
      const endpoint = `/webhook-endpoints/${String(id)}`;
      for (const base of [`/organizations/${ours.id}`, '']) {
        for (const [method, path, body] of [
          ['GET', endpoint],
          ['PATCH', endpoint, { status: 'disabled' }],
          ['DELETE', endpoint],
          ['GET', `${endpoint}/secrets`],
          ['POST', `${endpoint}/secrets`, {}],
          ['POST', `${endpoint}/test`],
          ['PUT', `${endpoint}/cursor`, { after: 'oldest' }],
          ['POST', `${endpoint}/replay`, { after: 'oldest' }],
          ['GET', `${endpoint}/deliveries`],
          ['GET', `${endpoint}/deliveries/${delivery}`],
          ['POST', `${endpoint}/deliveries/${delivery}/replay`],
        ] as const) {
          const reply = await server.rest(method, base + path, body ? { body } : {});
          const got = [method, base + path, reply.status, reply.body['code']];
          expect(got).toEqual([method, base + path, 404, 'webhook.missing']);
        }
      }
    });

    test('who may not read events is not sent them', async () => {
      const [tenant] = tenants;
      if (!tenant) throw new Error('There are no organizations.');
      const key = await tenant.request('POST', '/api-keys', {
        name: 'Writes endpoints',
        scopes: ['webhooks:write'],
      });
      const path = `/organizations/${tenant.id}/webhook-endpoints`;
      const headers = { authorization: `Bearer ${String(key['key'])}` };
      const body = { url: receiver.url('/sneaky') };
      const reply = await server.rest('POST', path, { body, headers });
      expect([reply.status, reply.body['code']]).toEqual([403, 'permission.missing']);
    });
  },
  oneKindPerDatabase,
);
