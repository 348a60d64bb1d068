import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type MusterClient } from '@muster/client';
import { emptyFolder, freePort } from '../cli/processes.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { killed, OPERATOR_KEY, startMoved, startReceiver, takenIn } from './moved-processes.js';

const HOUR_MS = 3_600_000;
/** The clock of the server jumps by as much, again and again, until a day is over. */
const JUMP_MS = 4 * HOUR_MS;
const JUMPS = 7;
const WRITES_PER_JUMP = 10;

overStores(
  'a receiver that is down for a day',
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

    test('gets everything afterwards, once, and what it got is the feed by its numbers', async () => {
      const { path: folder, remove } = await emptyFolder();
      cleanUp.push(remove);
      const [port, receiverPort] = [await freePort(), await freePort()];
      const file = join(folder, 'taken.jsonl');
      const server = await startMoved({
        folder,
        storeUrl: opened.url,
        port,
        receivers: [`127.0.0.1:${receiverPort}`],
        clock: { ahead: 0, jump: JUMP_MS },
      });
      cleanUp.push(() => killed(server));
      const client = createClient({ url: `http://127.0.0.1:${port}`, key: OPERATOR_KEY });
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const { id: organizationId } = await client.createOrganization({
        body: { name: 'Followed', owner },
      });
      const { id: endpointId, secret: made } = await client.createWebhookEndpoint({
        params: { organizationId },
        body: { url: `http://127.0.0.1:${receiverPort}/`, types: ['space.created'] },
      });
      const secret = made?.receiverText ?? '';
      const read = () => client.getWebhookEndpoint({ params: { organizationId, endpointId } });
      const start = async (ahead: number): Promise<() => Promise<void>> => {
        const clock = { ahead, jump: 0 };
        const child = await startReceiver({ port: receiverPort, secret, file, clock });
        cleanUp.push(() => killed(child));
        return () => killed(child);
      };

      const stop = await start(0);
      await write(client, organizationId, 'Before');
      await until('the first are taken', () => takenIn(file).length >= WRITES_PER_JUMP);
      await stop();
      await write(client, organizationId, 'Down 0');
      await until('it fails', async () => (await read()).progress.failures >= 5);
      for (let jump = 1; jump <= JUMPS; jump += 1) {
        const { failures } = (await read()).progress;
        server.kill('SIGUSR2');
        await write(client, organizationId, `Down ${jump}`);
        await until(`try ${jump}`, async () => (await read()).progress.failures > failures);
      }
      expect(takenIn(file)).toHaveLength(WRITES_PER_JUMP);
      // for more than a day, and for less than five
      const { status, progress } = await read();
      expect(status).toBe('enabled');
      expect(progress.behind).toBeGreaterThan(WRITES_PER_JUMP * (JUMPS - 1));

      await start((JUMPS + 1) * JUMP_MS);
      server.kill('SIGUSR2');
      const expected = await createdIn(client, organizationId);
      expect(expected).toHaveLength(WRITES_PER_JUMP * (JUMPS + 2));
      await until('all are taken', () => takenIn(file).length >= expected.length);
      await until('it is well', async () => (await read()).progress.failures === 0);
      const taken = takenIn(file);
      const inOrder = [...taken].sort((a, b) => a.sequence - b.sequence);
      expect(inOrder.map(({ eventId }) => eventId)).toEqual(expected);
      expect(new Set(taken.map(({ id }) => id)).size).toBe(expected.length);
    }, 300_000);
  },
  storeKinds.filter(({ durable }) => durable),
);

async function write(client: MusterClient, organizationId: string, prefix: string): Promise<void> {
  for (let index = 0; index < WRITES_PER_JUMP; index += 1) {
    const body = { name: `${prefix}.${index}` };
    await client.createSpace({ params: { organizationId }, body });
  }
}

const WAIT_MS = 60_000;

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await isSo()); waited += 50) {
    if (waited > WAIT_MS) throw new Error(`It did not happen: ${what}.`);
    await sleep(50);
  }
}

/** Ids of what the endpoint asked for, in the order of the feed. */
async function createdIn(client: MusterClient, organizationId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor = 'oldest';
  for (let more = true; more;) {
    const query = { after: cursor, types: 'space.created' };
    const page = await client.listEvents({ params: { organizationId }, query });
    ids.push(...page.items.map(({ id }) => id));
    ({ cursor, more } = page);
  }
  return ids;
}
