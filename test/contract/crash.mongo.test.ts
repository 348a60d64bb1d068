import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isFault, newId, silentLog, systemClock } from '#kernel/index.js';
import { openMongoStore } from '#adapters/mongo/index.js';
import { equals, type Store, type Term } from '#store/index.js';
import { sampleOrganization } from '../kit/samples.js';
import { expectSoon, PATIENCE_MS } from '../kit/soon.js';

const run = promisify(execFile);
/**
 * A database that may be killed: the engine that lies beside the repository, on a port and in a
 * folder of its own.
 */
const engine = fileURLToPath(new URL('../../../shared/mongo/engine', import.meta.url));
// that of its database is 10,000 higher, and below those that the system gives away
const port = String(20_300 + (process.pid % 400));
const WRITERS = 4;

const ofWriter = (writer: number): Term => ({
  kind: 'compare',
  field: { column: 'slug' },
  operator: 'sw',
  value: `${writer}-`,
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

(existsSync(engine) ? describe : describe.skip)('a crash of mongodb', () => {
  let folder: string;
  let url: string;
  let store: Store;
  const control = (command: string) => run(engine, [command, '--dir', folder, '--port', port]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-engine-'));
    await control('start');
    url = `mongodb://127.0.0.1:${port}/crash?replicaSet=rs0`;
    store = await openMongoStore({
      url,
      clock: systemClock,
      log: silentLog,
      migrate: 'auto',
    });
  });

  afterAll(async () => {
    await store.close();
    await control('stop').catch(() => control('kill'));
    await rm(folder, { recursive: true, force: true });
  });

  test('nothing acknowledged is lost, the same store goes on, meanwhile it says unavailable', async () => {
    const acknowledged: { ids: string[]; sum: number }[] = [];
    const refusals: unknown[] = [];
    let stop = false;
    const write = async (writer: number) => {
      const mine = { ids: [] as string[], sum: 0 };
      acknowledged.push(mine);
      while (!stop) {
        const record = sampleOrganization({ slug: `${writer}-${newId()}` });
        try {
          const sum = await store.transaction(`lane ${writer}`, async (tx) => {
            await tx.organizations.insert(record);
            return tx.tallies.adjust(`writer ${writer}`, 1);
          });
          mine.ids.push(record.id);
          mine.sum = sum;
        } catch (error) {
          refusals.push(error);
        }
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    await pause(1_500);
    await expectSoon(() => acknowledged.every(({ ids }) => ids.length > 0), true);
    await control('kill');

    const known = acknowledged[0]?.ids[0] ?? '';
    expect(acknowledged.map(({ ids }) => ids.length > 0)).toEqual(Array(WRITERS).fill(true));
    const killed = performance.now();
    const queued = Array.from({ length: 10 }, () =>
      store.transaction('crowded lane', (tx) => tx.tallies.adjust('crowded', 1)),
    );
    const away = await Promise.allSettled([
      store.read.organizations.get(known),
      store.read.organizations.find({ where: equals('slug', known), limit: 1 }),
      store.read.tallies.get('writer 0'),
      store.ping(),
      store.transaction('another lane', (tx) => tx.organizations.get(known)),
      ...queued,
    ]);
    // also those at the end of a lane hear of it soon
    expect(performance.now() - killed).toBeLessThan(10_000);
    expect(away.map((one) => one.status === 'rejected' && one.reason)).toEqual(
      away.map(() => expect.objectContaining({ code: 'store.unavailable' })),
    );

    await control('start');
    const before = acknowledged.map(({ sum }) => sum);
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      if (acknowledged.every(({ sum }, index) => sum > (before[index] ?? 0) + 5)) break;
      await pause(200);
    }
    stop = true;
    await Promise.all(writers);

    for (const [writer, { ids, sum }] of acknowledged.entries()) {
      expect(sum).toBeGreaterThan(before[writer] ?? 0);
      // an unknown outcome may have been kept as well: never fewer than acknowledged
      expect(await store.read.tallies.get(`writer ${writer}`)).toBeGreaterThanOrEqual(ids.length);
      for (let start = 0; start < ids.length; start += 1_000) {
        const some = ids.slice(start, start + 1_000);
        expect(await store.read.organizations.getMany(some)).toHaveLength(some.length);
      }
      // a transaction is both of its writes or none
      const kept = await store.read.organizations.count(ofWriter(writer));
      expect(kept).toBe(await store.read.tallies.get(`writer ${writer}`));
    }
    const strange = refusals.filter((error) => !isFault(error, 'store.unavailable'));
    expect(strange).toEqual([]);
    await store.ping();
  });
});
