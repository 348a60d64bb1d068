import { afterEach, expect, test } from '@jest/globals';
import type { JobBackend } from '#jobs/index.js';
import {
  createRunnerFixture,
  job,
  pause,
  waitUntil,
  type RunnerFixture,
} from '../jobs/runner-fixtures.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';

const DAY_MS = 86_400_000;

let fixture: RunnerFixture;

afterEach(() => fixture.close());

/** A job that counts its runs. */
function counting(name: string, every: string, work = async (): Promise<void> => undefined) {
  const count = { runs: 0 };
  const counted = job(
    name,
    async () => {
      count.runs += 1;
      await work();
      return { done: 1 };
    },
    every,
  );
  return { count, job: counted };
}

/** What the clock of two days later left behind: the next run and, where there is one, the lock. */
async function writeFuture(backend: JobBackend, name: string, change: object): Promise<void> {
  const { jobs } = await backend.repository.queryJobs({ names: [name] });
  const [found] = jobs;
  if (!found) throw new Error(`There is no job ${name}.`);
  await backend.repository.saveJobState({ ...found, ...change }, undefined);
}

const stateOf = async (backend: JobBackend, name: string) =>
  (await backend.repository.queryJobs({ names: [name] })).jobs[0];

overStores(
  'jobs and a clock that was set back',
  (kind) => {
    for (const [title, aheadMs] of [
      ['two days', 2 * DAY_MS],
      ['an hour', 3_600_000],
    ] as const) {
      test(`M2 a next run ${title} ahead is due now, in a process that runs`, async () => {
        fixture = await createRunnerFixture(kind);
        const { count, job: tick } = counting('tick', '1 minute');
        const runner = fixture.runner([tick]);
        await runner.start();
        await waitUntil(() => count.runs === 1);
        await waitUntil(async () => (await runner.list())[0]?.running === false);
        const backend = await fixture.backend();
        await writeFuture(backend, 'tick', { nextRunAt: new Date(Date.now() + aheadMs) });
        await waitUntil(() => count.runs === 2, 15_000);
        await waitUntil(async () => (await runner.list())[0]?.running === false);
        const next = (await stateOf(backend, 'tick'))?.nextRunAt?.getTime() ?? 0;
        expect(next - Date.now()).toBeLessThanOrEqual(60_000);
      });

      test(`M2 a next run ${title} ahead is due now, also after a restart`, async () => {
        fixture = await createRunnerFixture(kind);
        const before = counting('tick', '1 hour');
        const first = fixture.runner([before.job]);
        await first.start();
        await waitUntil(() => before.count.runs === 1);
        await first.drain();
        const backend = await fixture.backend();
        const nextRunAt = new Date(Date.now() + 3_600_000 + aheadMs);
        await writeFuture(backend, 'tick', { nextRunAt });
        const after = counting('tick', '1 hour');
        await fixture.runner([after.job]).start();
        await waitUntil(() => after.count.runs === 1);
      });
    }

    test('M2 a next run within the interval, and a retry, are waited for', async () => {
      fixture = await createRunnerFixture(kind);
      const hourly = counting('hourly', '1 hour');
      const failing = counting('failing', '10 seconds', () => Promise.reject(new Error('no')));
      const first = fixture.runner([hourly.job, failing.job]);
      await first.start();
      await waitUntil(() => hourly.count.runs === 1 && failing.count.runs === 1);
      await first.drain();
      const backend = await fixture.backend();
      // what the twentieth failure in a row would have written
      await writeFuture(backend, 'failing', { nextRunAt: new Date(Date.now() + 299_000) });
      const runs = failing.count.runs;
      await fixture.runner([hourly.job, failing.job]).start();
      await pause(400);
      expect(hourly.count.runs).toBe(1);
      expect(failing.count.runs).toBe(runs);
    });

    test('M2 the lock of a process that died in the future lapses like any other', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: tick } = counting('tick', '1 hour');
      const settings = { lockLifetime: 900 };
      const first = fixture.runner([tick], settings);
      await first.start();
      await waitUntil(() => count.runs === 1);
      await first.drain();
      const backend = await fixture.backend();
      const future = new Date(Date.now() + 2 * DAY_MS);
      await writeFuture(backend, 'tick', { lockedAt: future, nextRunAt: future });
      const second = fixture.runner([tick], settings);
      expect((await second.list())[0]?.running).toBe(false);
      await second.start();
      await waitUntil(() => count.runs === 2);
    });

    test('M2 a run that goes on while the clock is set back keeps its lock', async () => {
      fixture = await createRunnerFixture(kind);
      let end = (): void => undefined;
      const { count, job: long } = counting('long', '1 hour', async () => {
        if (count.runs === 1) await new Promise<void>((resolve) => (end = resolve));
      });
      const settings = { lockLifetime: 900 };
      const first = fixture.runner([long], settings);
      await first.start();
      await waitUntil(() => count.runs === 1);
      const backend = await fixture.backend();
      const lockedAt = new Date(Date.now() + 2 * DAY_MS);
      const locked = await stateOf(backend, 'long');
      await backend.repository.saveJobState({ ...locked!, lockedAt }, undefined);
      await fixture.runner([long], settings).start();
      await pause(2_000);
      expect(count.runs).toBe(1);
      end();
      await waitUntil(async () => (await first.list())[0]?.failCount === 0);
      await waitUntil(async () => (await first.list())[0]?.running === false);
      expect((await fixture.runsOf('long')).map(({ outcome }) => outcome)).toEqual(['ok']);
    });
  },
  oneKindPerDatabase,
);
