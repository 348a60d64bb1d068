import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApiDocument, operationList } from '#api/index.js';
import { cloudEvent, hookAnswer, hookQuestion, thinEvent } from '#api/sent-messages.js';
import { event } from '#api/event-shapes.js';
import { createEventEncoder, type DomainEvent, type EventEncoding } from '#integrations/index.js';
import { HookServer } from '../kit/hook-servers.js';
import { startServer, type TestServer } from '../kit/server.js';

// What Muster sends by itself is in the contract, and what is sent is what the contract says.

interface Sent {
  readonly post: {
    readonly requestBody: { readonly content: Readonly<Record<string, object>> };
    readonly responses: object;
  };
}

interface Contract {
  readonly webhooks: Readonly<Record<string, Sent>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly callbacks: Readonly<Record<string, Readonly<Record<string, Sent>>>>;
  };
}

interface Described {
  readonly operationId: string;
  readonly callbacks?: Readonly<Record<string, { readonly $ref: string }>>;
}

const hookServer = new HookServer();
let server: TestServer;
beforeAll(async () => {
  await hookServer.open();
  server = await startServer({ settings: { outgoing: { allow: [hookServer.place] } } });
});
afterAll(async () => {
  await server.close();
  await hookServer.close();
});

test('events and questions stand under webhooks, and as callbacks where their address is given', () => {
  const contract = openApiDocument(operationList, { url: '' }) as unknown as Contract;
  expect(Object.keys(contract.webhooks)).toEqual(['event', 'question']);
  expect(Object.keys(contract.webhooks['event']?.post.requestBody.content ?? {})).toEqual([
    'application/json',
    'application/cloudevents+json',
    'application/secevent+jwt',
  ]);
  const callbacks = Object.values(contract.paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, callbacks: calls }) =>
      Object.values(calls ?? {}).map(({ $ref }) => [operationId, $ref.split('/').at(-1)]),
    );
  expect(callbacks).toEqual(
    expect.arrayContaining([
      ['createWebhookEndpoint', 'event'],
      ['createHook', 'question'],
      ['createInstallationHook', 'question'],
    ]),
  );
  const { event: events, question } = contract.components.callbacks;
  const place = '{$request.body#/url}';
  expect(Object.keys(events?.[place]?.post.responses ?? {})).toEqual(['410', '429', '2XX']);
  expect(Object.keys(question?.[place]?.post.responses ?? {})).toEqual(['200', '204']);
  const withUrl = operationList.filter(({ calls }) => calls !== undefined);
  expect(callbacks).toHaveLength(withUrl.length);
  expect(withUrl.filter(({ calls }) => calls === 'event')).toHaveLength(2);
});

test('hooks F8: events in each encoding and form are what the contract says', async () => {
  const { organizationId } = await server.scim();
  const { events } = await server.composed.integrations.feed.read(
    { organizationId },
    { after: `${organizationId}.0`, limit: 100 },
  );
  expect(events.length).toBeGreaterThan(2);
  const encode = createEventEncoder({ baseUrl: () => server.url });
  const sent = (one: DomainEvent, encoding: EventEncoding, payload: 'full' | 'thin'): unknown =>
    JSON.parse(encode(one, { encoding, payload }).body);
  for (const one of events) {
    for (const encoding of ['native', 'cloudevents-binary'] as const) {
      expect(event.parse(sent(one, encoding, 'full'))).toEqual(JSON.parse(JSON.stringify(one)));
      expect(thinEvent.parse(sent(one, encoding, 'thin'))).not.toHaveProperty('data');
    }
    for (const payload of ['full', 'thin'] as const) {
      expect(cloudEvent.parse(sent(one, 'cloudevents', payload)).id).toBe(one.id);
    }
  }
});

test('a question to a hook, and its answer, are what the contract says', async () => {
  const scim = await server.scim();
  const answer = { action: 'deny', reason: { code: 'no', message: 'No.' }, debug: { a: 1 } };
  expect(hookAnswer.parse(answer)).toEqual(answer);
  const body = { name: 'Gate', point: 'before_user_create', url: hookServer.url('/asked') };
  const made = await server.rest('POST', `/organizations/${scim.organizationId}/hooks`, { body });
  const calls = hookServer.answer('/asked', String(made.body.secret), answer);
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const reply = await scim.post('/Users', { schemas, userName: 'ada@example.com' });
  expect([reply.status, calls.length]).toEqual([403, 1]);
  expect(hookQuestion.parse(calls[0]?.body)).toEqual(calls[0]?.body);
});
