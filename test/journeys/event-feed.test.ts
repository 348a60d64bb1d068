import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type MusterClient } from '@muster/client';
import { emptyFolder, freePort, startMuster } from '../cli/processes.js';
import { SECRETS_KEY } from '../kit/server.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';

/** `npm run soak` asks for a hundred. */
const KILLS = Number(process.env['MUSTER_SOAK'] ?? 20);

/** The server is ended, too, after so many kills of the consumer. */
const KILLS_PER_SERVER = 8;

const WRITES_PER_KILL = 5;
const OPERATOR_KEY = 'operator-key-of-a-test-0123456789';

overStores(
  'a consumer of the feed',
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

    /** A process of its own, at the same address each time. */
    async function serve(folder: string, port: number): Promise<ChildProcess> {
      const running = startMuster(folder, ['start'], {
        MUSTER_STORE__URL: opened.url,
        MUSTER_HTTP__PORT: String(port),
        MUSTER_OPERATOR__KEY: OPERATOR_KEY,
        MUSTER_SECRETS__KEY: SECRETS_KEY,
      });
      cleanUp.push(() => running.child.kill('SIGKILL'));
      await running.prints('"listening"');
      return running.child;
    }

    async function consume(url: string, organizationId: string, file: string) {
      const program = resolve('test/journeys/feed-consumer.mjs');
      const args = [url, OPERATOR_KEY, organizationId, file];
      const child = fork(program, args, { execArgv: [], stdio: 'inherit' });
      cleanUp.push(() => child.kill('SIGKILL'));
      await new Promise((started) => child.once('message', started));
      return child;
    }

    test(`killed ${KILLS} times, with its server now and then, it has every event once and in order`, async () => {
      const { path: folder, remove } = await emptyFolder();
      cleanUp.push(remove);
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const file = join(folder, 'consumed.jsonl');
      let server = await serve(folder, port);
      const client = createClient({ url, key: OPERATOR_KEY });
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const { id: organizationId } = await client.createOrganization({
        body: { name: 'Followed', owner },
      });
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const consumer = await consume(url, organizationId, file);
        const writing = write(client, organizationId, kill);
        await sleep(Math.random() * 120);
        if (kill % KILLS_PER_SERVER === 0) {
          await ended(server);
          await ended(consumer);
          server = await serve(folder, port);
        }
        await ended(consumer);
        await writing;
      }
      await consume(url, organizationId, file);
      const all = await eventsOf(client, organizationId);
      await expect(caughtUp(file, all.cursor)).resolves.toBe(true);
      expect(all.ids.length).toBeGreaterThan(KILLS);
      expect(idsIn(file)).toEqual(all.ids);
    }, 600_000);
  },
  storeKinds.filter(({ durable }) => durable),
);

/** Changes, some of which meet a server that was killed: what is refused is no event. */
async function write(client: MusterClient, organizationId: string, kill: number): Promise<void> {
  for (let index = 0; index < WRITES_PER_KILL; index += 1) {
    const name = `Space ${kill}.${index}`;
    await client.createSpace({ params: { organizationId }, body: { name } }).catch(() => undefined);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function eventsOf(client: MusterClient, organizationId: string) {
  const ids: string[] = [];
  let cursor = 'oldest';
  for (let more = true; more;) {
    const page = await client.listEvents({ params: { organizationId }, query: { after: cursor } });
    ids.push(...page.items.map(({ id }) => id));
    ({ cursor, more } = page);
  }
  return { ids, cursor };
}

interface ConsumedPage {
  readonly cursor: string;
  readonly ids: readonly string[];
}

/** Whole lines only: the last one may be written this moment. */
function pagesIn(file: string): ConsumedPage[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ConsumedPage);
}

function idsIn(file: string): string[] {
  return pagesIn(file).flatMap(({ ids }) => ids);
}

async function caughtUp(file: string, cursor: string): Promise<boolean> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (pagesIn(file).at(-1)?.cursor === cursor) return true;
    await sleep(50);
  }
  return false;
}
