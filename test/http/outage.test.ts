import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  requests,
  startServer,
  type Reply,
  type ScimClient,
  type TestServer,
} from '../kit/server.js';

// A database that is away gives 503 with Retry-After in every part of the app, never 404, and the server recovers by itself.

const run = promisify(execFile);
const engine = fileURLToPath(new URL('../../../shared/mongo/engine', import.meta.url));
// that of its database is 10,000 higher, and below those that the system gives away
const port = String(20_750 + (process.pid % 200));
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

(existsSync(engine) ? describe : describe.skip)('an outage of mongodb', () => {
  let folder: string;
  let server: TestServer;
  let scim: ScimClient;
  let userId: string;
  const control = (command: string) => run(engine, [command, '--dir', folder, '--port', port]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-outage-'));
    await control('start');
    const storeUrl = `mongodb://127.0.0.1:${port}/outage?replicaSet=rs0`;
    server = await startServer({ storeUrl });
    scim = await server.scim();
    const made = await scim.post('/Users', { schemas: [USER], userName: 'user-1@example.com' });
    expect(made.status).toBe(201);
    userId = String(made.body['id']);
  });

  afterAll(async () => {
    await server.close();
    await control('stop').catch(() => control('kill'));
    await rm(folder, { recursive: true, force: true });
  });

  function expectAway(reply: Reply): void {
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }

  test('503 while it is away, 200 when it is back, nothing lost and nothing made twice', async () => {
    await control('kill');
    const open = requests(server.url);
    const newUser = { schemas: [USER], userName: 'user-2@example.com' };
    for (const reply of await Promise.all([
      scim.get(`/Users/${userId}`),
      scim.get('/Users/unknown'),
      scim.get('/Users?filter=userName eq "user-1@example.com"'),
      scim.post('/Users', newUser),
      scim.delete(`/Users/${userId}`),
      scim.get('/Users', { authorization: 'Bearer never-seen-before' }),
    ])) {
      expectAway(reply);
      expect(reply.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
      expect(reply.body['status']).toBe('503');
    }
    const rest = await server.rest('GET', `/organizations/${scim.organizationId}`);
    expectAway(rest);
    expect(rest.body['code']).toBe('store.unavailable');
    expectAway(await open('GET', '/readyz'));
    expect((await open('GET', '/healthz')).status).toBe(200);

    await control('start');
    let ready = 0;
    for (let tries = 0; tries < 100 && ready !== 200; tries += 1) {
      ready = (await open('GET', '/readyz')).status;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(ready).toBe(200);
    expect((await scim.get(`/Users/${userId}`)).status).toBe(200);
    expect((await scim.get('/Users')).body['totalResults']).toBe(1);
    expect((await scim.post('/Users', newUser)).status).toBe(201);
    expect((await scim.get('/Users')).body['totalResults']).toBe(2);
  }, 120_000);
});

if (!existsSync(engine)) {
  test.skip('NOT RUN: an outage of mongodb needs ../shared/mongo/engine', () => undefined);
}
