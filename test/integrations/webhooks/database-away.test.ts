import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Receiver } from '../../kit/receivers.js';
import { requests, startServer, type TestServer } from '../../kit/server.js';
import { MovedClock, spaceOf, WebhookTenant } from '../../kit/webhook-endpoints.js';

// The database is killed while deliveries are on their way: what their receivers said cannot be written, and is not guessed.

const run = promisify(execFile);
const engine = fileURLToPath(new URL('../../../../shared/mongo/engine', import.meta.url));
// that of its database is 10,000 higher, and below those that the system gives away
const port = String(20_950 + (process.pid % 200));

(existsSync(engine) ? describe : describe.skip)('deliveries while mongodb is away', () => {
  const clock = new MovedClock();
  const receiver = new Receiver();
  let folder: string;
  let server: TestServer;
  let tenant: WebhookTenant;
  const control = (command: string) => run(engine, [command, '--dir', folder, '--port', port]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-outage-'));
    await control('start');
    await receiver.start();
    const storeUrl = `mongodb://127.0.0.1:${port}/outage?replicaSet=rs0`;
    const settings = { outgoing: { allow: [receiver.host] } };
    server = await startServer({ storeUrl, clock, settings });
    tenant = await WebhookTenant.create(server);
  }, 90_000);

  afterAll(async () => {
    await server.close();
    await receiver.stop();
    await control('stop').catch(() => control('kill'));
    await rm(folder, { recursive: true, force: true });
  }, 90_000);

  async function ready(): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await requests(server.url)('GET', '/readyz')).status === 200) return;
      await sleep(200);
    }
    throw new Error('The server did not recover.');
  }

  test('what was in flight comes again with the same id and body, everything else once, in the process that saw the outage', async () => {
    const path = '/outage';
    const id = await tenant.endpoint(receiver, path);
    const names = await tenant.events(8, 'Outage');
    const answers: (() => void)[] = [];
    receiver.answer(path, (response) => {
      answers.push(() => void response.writeHead(204).end());
    });
    const { dispatcher } = server.composed.integrations.webhooks;
    dispatcher.start();
    await receiver.waitFor(path, 1);
    await control('kill');
    for (const answer of answers) answer();
    const before = [...receiver.of(path)];
    receiver.answer(path);
    await control('start');
    await ready();
    clock.advance(61_000);
    while ((await tenant.deliveries(id, '&status=delivered')).length < names.length) {
      await sleep(100);
    }
    const all = receiver.of(path);
    expect([...new Set(all.map(spaceOf))].sort()).toEqual(names);
    expect(all.length).toBeLessThanOrEqual(names.length + before.length);
    for (const { event, body, headers } of before) {
      const same = all.filter((one) => one.event.id === event.id);
      for (const one of same) {
        expect([one.body, one.headers['webhook-id']]).toEqual([body, headers['webhook-id']]);
      }
    }
  }, 150_000);
});

if (!existsSync(engine)) {
  test.skip('NOT RUN: an outage of mongodb needs ../shared/mongo/engine', () => undefined);
}
