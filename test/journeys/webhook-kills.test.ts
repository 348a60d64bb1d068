import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyFolder, freePort } from '../cli/processes.js';
import { startServer } from '../kit/server.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { WebhookTenant } from '../kit/webhook-endpoints.js';
import {
  killed,
  standBy,
  startReceiver,
  takenIn,
  type StandingBy,
  type TakenWebhook,
} from './moved-processes.js';

/** `npm run soak` asks for a hundred, and has so many minutes of each database for them. */
const KILLS = Number(process.env['MUSTER_SOAK'] ?? 4);
const MINUTES = Number(process.env['MUSTER_SOAK_MINUTES'] ?? 15);
const FEWEST = 4;
const WRITES_PER_KILL = 10;

/** Servers that get ready while one works: what a start costs is loading, and that waits for nobody. */
const STANDING_BY = KILLS > 20 ? 4 : 2;

/** A server looks for what others wrote within half a second; a kill falls anywhere around that. */
const MAX_PAUSE_MS = 600;

/** Of one endpoint, in flight: more than that no kill can double. */
const MAX_IN_FLIGHT = 10;
const LEASE_MS = 61_000;

overStores(
  'a server that is killed while it sends',
  (kind) => {
    const cleanUp: (() => unknown)[] = [];
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await kind.open();
      cleanUp.push(() => opened.close());
    });
    afterEach(async () => {
      for (const clean of cleanUp.splice(0).reverse()) await clean();
    });

    test(
      `hooks A19, D33: killed ${KILLS} times between commit and delivery, all arrives; twice only what was in flight`,
      async () => {
        const { path: folder, remove } = await emptyFolder();
        cleanUp.push(remove);
        const [port, receiverPort] = [await freePort(), await freePort()];
        const file = join(folder, 'taken.jsonl');
        const receivers = [`127.0.0.1:${receiverPort}`];
        const writer = await startServer({
          storeUrl: opened.url,
          settings: { outgoing: { allow: receivers } },
        });
        cleanUp.push(() => writer.close());
        const tenant = await WebhookTenant.create(writer);
        const { id, secret: made } = await tenant.request('POST', '/webhook-endpoints', {
          url: `http://${receivers[0]}/`,
          types: ['space.created'],
        });
        const endpointId = String(id);
        const secret = String(made?.receiverText);
        let ahead = 0;
        const ready: StandingBy[] = [];
        const serve = async () => {
          for (;;) {
            const [next] = ready;
            if (next && ready.length > STANDING_BY) {
              ready.shift();
              return next.start();
            }
            const clock = { ahead, jump: 0 };
            const another = standBy({ folder, storeUrl: opened.url, port, receivers, clock });
            cleanUp.push(() => killed(another.child));
            ready.push(another);
            ahead += LEASE_MS;
          }
        };
        // there all the time: one that is away would be a failure, which is tried again hours later
        const receiver = await startReceiver({
          port: receiverPort,
          secret,
          file,
          clock: { ahead: 0, jump: LEASE_MS },
        });
        cleanUp.push(() => killed(receiver));

        let events = 0;
        let kills = 0;
        const began = Date.now();
        const until = began + MINUTES * 60_000;
        while (kills < KILLS && (kills < FEWEST || Date.now() < until)) {
          const server = await serve();
          kills += 1;
          await tenant.events(WRITES_PER_KILL, `Kill ${kills}`);
          events += WRITES_PER_KILL;
          await sleep(Math.random() * MAX_PAUSE_MS);
          await killed(server);
          receiver.kill('SIGUSR2');
        }
        await serve();
        const seconds = Math.round((Date.now() - began) / 1_000);
        const interrupted = await delivered(tenant, endpointId, events);
        const taken = takenIn(file);
        const byEvent = new Map<string, TakenWebhook[]>();
        for (const one of taken)
          byEvent.set(one.eventId, [...(byEvent.get(one.eventId) ?? []), one]);
        expect(byEvent.size).toBe(events);
        const ids = [...byEvent.values()].map((same) => new Set(same.map((one) => one.id)).size);
        expect(new Set(ids)).toEqual(new Set([1]));
        const doubled = taken.length - events;
        expect(doubled).toBeLessThanOrEqual(kills * MAX_IN_FLIGHT);
        const figures = `${kills} kills in ${seconds} s: ${events} events, ${interrupted} sent again, ${doubled} taken twice`;
        if (KILLS > 20) process.stderr.write(`${figures}\n`);
      },
      (MINUTES + 10) * 60_000,
    );
  },
  storeKinds.filter(({ durable }) => durable),
);

const WAIT_MS = 120_000;

/** Until the log has so many that were delivered. Resolves to how many of them needed more than one attempt. */
async function delivered(
  tenant: WebhookTenant,
  endpointId: string,
  count: number,
): Promise<number> {
  const path = `/webhook-endpoints/${endpointId}/deliveries?status=delivered&limit=200`;
  for (let waited = 0; waited < WAIT_MS; waited += 100) {
    let found = 0;
    let again = 0;
    let next: string | undefined;
    do {
      const page = await tenant.request(
        'GET',
        next === undefined ? path : `${path}&cursor=${next}`,
      );
      const items = page.items as unknown as { attempt: number }[];
      found += items.length;
      again += items.filter(({ attempt }) => attempt > 1).length;
      next = page.next as unknown as string | undefined;
    } while (next !== undefined);
    if (found >= count) return again;
    await sleep(100);
  }
  throw new Error('Not everything was delivered.');
}
