import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  FULL_AUTHORITY,
  newTraceId,
  silentLog,
  systemClock,
  type Actor,
  type Context,
} from '#kernel/index.js';
import { signIn } from '../kit/sessions.js';
import { startServer, type TestServer } from '../kit/server.js';

// What reads actors shows a person who has signed in: the journal, its export, tasks, API keys.

let server: TestServer;
let organizationId: string;
let actor: Extract<Actor, { kind: 'person' }>;
let ctx: Context;

beforeAll(async () => {
  server = await startServer();
  const owner = { email: 'user-1@example.com', name: 'User One' };
  const { body } = await server.rest('POST', '/organizations', {
    body: { name: 'Example', owner },
  });
  organizationId = String(body.id);
  const members = await server.rest('GET', `/organizations/${organizationId}/members`);
  const memberId = String(members.body['items']?.[0]?.['id']);
  const account = await server.rest('POST', '/accounts', {
    body: { ...owner, emailVerified: true },
  });
  const id = String(account.body.id);
  const { session } = await signIn(server, { accountId: id });
  actor = { kind: 'person', id, name: owner.name, sessionId: session.id, memberId };
  ctx = {
    actor,
    authority: FULL_AUTHORITY,
    traceId: newTraceId(),
    clock: systemClock,
    log: silentLog,
  };
});
afterAll(() => server.close());

test('the journal has the person, the session and the membership, and is found by the person', async () => {
  await server.core.spaces.create(ctx, organizationId, { name: 'North' });
  const path = `/organizations/${organizationId}/journal`;
  const { body } = await server.rest('GET', `${path}?actor=person:${actor.id}`);
  expect(body['items']).toMatchObject([
    { type: 'space.created', actor, actorKey: `person:${actor.id}`, traceId: ctx.traceId },
  ]);
  const { text } = await server.rest('GET', `${path}/export?format=csv`);
  expect(text).toContain(`person,${actor.id},User One`);
  const verified = await server.rest('GET', `${path}/verification`);
  expect(verified.body).toMatchObject({ lines: 4 });
  expect(verified.body['broken']).toBeUndefined();
});

test('tasks and API keys name the person who began them', async () => {
  const createdBy = { kind: 'person', id: actor.id, name: actor.name };
  const task = await server.core.invitations.bulkCreate(ctx, organizationId, [
    { email: 'user-2@example.com' },
  ]);
  const tasks = await server.rest('GET', `/organizations/${organizationId}/tasks/${task.id}`);
  expect(tasks.body['createdBy']).toEqual(createdBy);
  await server.core.apiKeys.create(ctx, organizationId, { name: 'Host', scopes: ['members:read'] });
  const keys = await server.rest('GET', `/organizations/${organizationId}/api-keys`);
  expect(keys.body['items']?.[0]?.['createdBy']).toEqual(createdBy);
});
