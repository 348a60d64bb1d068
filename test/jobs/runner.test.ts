import { afterEach, expect, test } from '@jest/globals';
import type { Job, JobBackend } from '#jobs/index.js';
import { Fault, isFault, silentLog, type Context } from '#kernel/index.js';
import { oneKindPerDatabase, overStores } from '../kit/stores.js';
import { PATIENCE_MS } from '../kit/soon.js';
import {
  job,
  pause,
  waitUntil,
  createRunnerFixture,
  type RunnerFixture,
} from './runner-fixtures.js';

const LOCK_LIFETIME_MS = 900;

let fixture: RunnerFixture;

afterEach(() => fixture.close());

/** A job that counts its runs, and how many of them there were at a time. */
function counting(name: string, work: Job['run'] = async () => ({ done: 1 })) {
  const count = { runs: 0, now: 0, most: 0 };
  const counted = job(name, async (ctx, signal) => {
    count.runs += 1;
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    try {
      return await work(ctx, signal);
    } finally {
      count.now -= 1;
    }
  });
  return { count, job: counted };
}

overStores(
  'the runner of jobs',
  (kind) => {
    test('a job runs when it is due, as the system, and is remembered', async () => {
      fixture = await createRunnerFixture(kind);
      const seen: Context[] = [];
      const tick = job('tick', async (ctx) => {
        seen.push(ctx);
        return { done: 2, failed: 1 };
      });
      const runner = fixture.runner([tick]);
      await runner.start();
      await waitUntil(async () => (await runner.list())[0]?.lastFinishedAt !== undefined);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({ actor: { kind: 'system', name: 'job tick' } });
      const [state] = await runner.list();
      expect(state).toMatchObject({
        name: 'tick',
        purpose: 'Works in a test.',
        every: '1 day',
        running: false,
        failCount: 0,
        disabled: false,
        lastOutcome: { done: 2, failed: 1, more: false },
      });
      expect(Date.parse(String(state?.nextRunAt)) - Date.now()).toBeGreaterThan(86_000_000);
      expect(await fixture.runsOf('tick')).toMatchObject([
        { job: 'tick', outcome: 'ok', done: 2, failed: 1, attempt: 1 },
      ]);
      expect(runner.figures()).toMatchObject([{ name: 'tick', runs: 1, failures: 0 }]);
    });

    test('a run that found nothing to do leaves no line', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: idle } = counting('idle', async () => ({ done: 0 }));
      const runner = fixture.runner([idle]);
      await runner.runNow('idle');
      expect(count.runs).toBe(1);
      expect(await fixture.runsOf('idle')).toEqual([]);
      expect((await runner.list())[0]?.lastFinishedAt).toBeDefined();
    });

    test('a failing job is reported and run again, later each time, until it succeeds', async () => {
      fixture = await createRunnerFixture(kind);
      const times: number[] = [];
      const flaky = job('flaky', async () => {
        times.push(performance.now());
        if (times.length < 3) throw new TypeError('no answer for muster_key_0123456789abcdef');
        return { done: 0 };
      });
      const runner = fixture.runner([flaky]);
      await runner.start();
      await waitUntil(() => times.length === 1);
      await waitUntil(async () => (await runner.list())[0]?.failCount === 1);
      const [state] = await runner.list();
      expect(state?.lastError).toBe('TypeError: no answer for muster_key_[redacted]');
      await waitUntil(() => times.length === 3);
      await waitUntil(async () => (await fixture.runsOf('flaky')).length === 3);
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(gaps[0]).toBeGreaterThan(950);
      expect(gaps[1]).toBeGreaterThan(1_950);
      const runs = await fixture.runsOf('flaky');
      expect(runs).toMatchObject([
        { outcome: 'failed', attempt: 1, error: 'TypeError: no answer for muster_key_[redacted]' },
        { outcome: 'failed', attempt: 2 },
        // it did nothing, but that it is well again is worth a line
        { outcome: 'ok', attempt: 3, done: 0 },
      ]);
      const waited =
        Date.parse(String(runs[0]?.nextRunAt)) - Date.parse(String(runs[0]?.finishedAt));
      expect(waited).toBe(1_000);
      await waitUntil(async () => (await runner.list())[0]?.failCount === 0);
      expect((await runner.list())[0]?.lastError).toBeUndefined();
      expect(runner.figures()).toMatchObject([{ runs: 3, failures: 2 }]);
    });

    test('a job that runs longer than its lock keeps it, and runs once', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: slow } = counting('slow', async () => {
        await pause(3 * LOCK_LIFETIME_MS);
        return { done: 1 };
      });
      const settings = { lockLifetime: LOCK_LIFETIME_MS };
      const runners = [fixture.runner([slow], settings), fixture.runner([slow], settings)];
      for (const runner of runners) await runner.start();
      await waitUntil(async () => (await fixture.runsOf('slow')).length === 1);
      expect(count).toEqual({ runs: 1, now: 0, most: 1 });
    });

    test('a worker that lost its lock is told, and saves nothing', async () => {
      fixture = await createRunnerFixture(kind);
      let begun = false;
      let reason: unknown;
      const slow = job('slow', async (_ctx, signal) => {
        begun = true;
        await waitUntil(() => signal.aborted);
        reason = signal.reason;
        return { done: 1 };
      });
      const runner = fixture.runner([slow], {
        lockLifetime: LOCK_LIFETIME_MS,
        processEvery: 5_000,
      });
      await runner.start();
      const { repository } = await fixture.backend();
      await waitUntil(() => begun);
      expect((await runner.list())[0]?.running).toBe(true);
      // somebody to whom the lock looks old
      const later = new Date(Date.now() + 60_000);
      const taken = await repository.getNextJobToRun('slow', later, later, new Date(), undefined);
      expect(taken).toBeDefined();
      await waitUntil(async () => (await fixture.runsOf('slow')).length === 1);
      expect(String(reason)).toContain('lapsed');
      expect(await fixture.runsOf('slow')).toMatchObject([{ outcome: 'failed' }]);
      expect((await fixture.runsOf('slow'))[0]?.nextRunAt).toBeUndefined();
      const kept = (await repository.queryJobs({ name: 'slow' })).jobs[0];
      expect(kept?.lockedAt?.getTime()).toBe(taken?.lockedAt?.getTime());
      expect(kept?.failCount ?? 0).toBe(0);
      // the successor's state is kept
      const { lockedAt: _lockedAt, ...ended } = { ...taken, lastFinishedAt: new Date() };
      await repository.saveJobState(ended as never, undefined);
    });

    test('a process that boots takes nothing from a running job; another schedule counts', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: slow } = counting('slow', async () => {
        await pause(600);
        return { done: 1 };
      });
      const first = fixture.runner([slow]);
      await first.start();
      await waitUntil(() => count.now === 1);
      const { repository } = await fixture.backend();
      const row = async () => (await repository.queryJobs({ name: 'slow' })).jobs[0];
      const before = await row();
      await fixture.runner([slow]).list();
      expect(await row()).toMatchObject({
        lockedAt: before?.lockedAt,
        lastRunAt: before?.lastRunAt,
        nextRunAt: before?.nextRunAt,
      });
      await fixture.runner([{ ...slow, every: '0 3 * * *' }]).list();
      expect(await row()).toMatchObject({
        lockedAt: before?.lockedAt,
        lastRunAt: before?.lastRunAt,
        repeatInterval: '0 3 * * *',
        repeatTimezone: 'UTC',
      });
      expect(count).toMatchObject({ runs: 1, most: 1 });
      // and it runs once more, because the old next time may be far away
      await waitUntil(() => count.runs === 2);
    });

    test('a wake runs a job at once, in this process and in another', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: tick } = counting('tick');
      // the next look of its own comes later than a test waits
      const here = fixture.runner([tick], { processEvery: 10 * PATIENCE_MS });
      await here.start();
      await waitUntil(() => count.runs === 1);
      await here.wake('tick');
      await waitUntil(() => count.runs === 2);
      // not by the runner that was asked, which was never started
      const elsewhere = fixture.runner([tick]);
      await elsewhere.start();
      const asked = fixture.runner([tick]);
      await asked.wake('tick');
      await waitUntil(() => count.runs === 3);
      await waitUntil(() => elsewhere.figures()[0]?.runs === 1);
    });

    test('a wake during a run is not lost, and twenty are one', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: slow } = counting('slow', async () => {
        await pause(200);
        return { done: 1 };
      });
      let written = 0;
      const wrap = (backend: JobBackend): JobBackend => ({
        ...backend,
        wake: (name) => {
          written += 1;
          return backend.wake(name);
        },
      });
      const runner = fixture.runner([slow], { processEvery: 5_000, wrap });
      await runner.start();
      await waitUntil(() => count.now === 1);
      await Promise.all(Array.from({ length: 20 }, () => runner.wake('slow')));
      expect(written).toBe(1);
      await waitUntil(() => count.runs === 2 && count.now === 0);
      await pause(400);
      expect(count).toMatchObject({ runs: 2, most: 1 });
    });

    test('hints share wakes, a failure is logged, and draining drops them', async () => {
      fixture = await createRunnerFixture(kind);
      const { count, job: tick } = counting('tick');
      let written = 0;
      let away = false;
      const wrap = (backend: JobBackend): JobBackend => ({
        ...backend,
        wake: (name) => {
          written += 1;
          return away ? Promise.reject(new Error('the database is away')) : backend.wake(name);
        },
      });
      const runner = fixture.runner([tick], { processEvery: 5_000, wrap });
      await runner.start();
      await waitUntil(() => count.runs === 1);
      for (let n = 0; n < 20; n += 1) runner.hint('tick');
      await waitUntil(() => count.runs >= 2 && count.now === 0 && written === 2);
      away = true;
      runner.hint('tick');
      await waitUntil(() => written === 3);
      await pause(50);
      away = false;
      runner.hint('tick');
      await waitUntil(() => written === 4);
      await runner.drain();
      runner.hint('tick');
      await pause(100);
      expect(written).toBe(4);
    });

    test('a run goes on while there is more, but not when it did nothing', async () => {
      fixture = await createRunnerFixture(kind);
      let left = 5;
      const busy = job('busy', async () => ({ done: 1, more: (left -= 1) > 0 }));
      const stuck = counting('stuck', async () => ({ done: 0, failed: 3, more: true }));
      const runner = fixture.runner([busy, stuck.job]);
      expect(await runner.runNow('busy')).toEqual({ done: 5, failed: 0, more: false });
      await runner.start();
      await waitUntil(() => stuck.count.runs >= 1);
      await pause(500);
      expect(stuck.count.runs).toBe(1);
    });

    test('a drain tells the running job, waits for it, and leaves no lock behind', async () => {
      fixture = await createRunnerFixture(kind);
      let begun = false;
      let told = false;
      const slow = job('slow', async (_ctx, signal) => {
        begun = true;
        await waitUntil(() => signal.aborted);
        told = true;
        await pause(100);
        return { done: 3, more: true };
      });
      const runner = fixture.runner([slow], { lockLifetime: 60_000 });
      await runner.start();
      await waitUntil(() => begun);
      await runner.drain();
      expect(told).toBe(true);
      expect(await fixture.runsOf('slow')).toMatchObject([{ outcome: 'ok', done: 3 }]);
      // what it left is due for others
      const { count, job: rest } = counting('slow');
      const other = fixture.runner([rest]);
      await other.start();
      await waitUntil(() => count.runs === 1);
    });

    test('a run that outlives the drain is named once, and is no trouble afterwards', async () => {
      fixture = await createRunnerFixture(kind);
      const said: string[] = [];
      const log = {
        ...silentLog,
        info: (_fields: object, message: string) => void said.push(message),
        warn: (_fields: object, message: string) => void said.push(`warn: ${message}`),
        error: (_fields: object, message: string) => void said.push(`error: ${message}`),
      };
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const stuck = job('stuck', async () => {
        await released;
        throw new Error('The connection was cut.');
      });
      const settings = { lockLifetime: LOCK_LIFETIME_MS, drainMs: 100, log };
      const runner = fixture.runner([stuck], settings);
      await runner.start();
      await waitUntil(async () => (await runner.list())[0]?.running === true);
      await runner.drain();
      await fixture.opened.store.close();
      // a sign of life is due, and fails
      await pause(LOCK_LIFETIME_MS / 2);
      release();
      await pause(100);
      expect(said).toEqual(['jobs did not end in time; another process goes on with them']);
    });

    test('what a job throws because of the shutdown is no failure', async () => {
      fixture = await createRunnerFixture(kind);
      let begun = false;
      const slow = job('slow', async (_ctx, signal) => {
        begun = true;
        await waitUntil(() => signal.aborted);
        throw new Fault('service.stopping');
      });
      const runner = fixture.runner([slow]);
      await runner.start();
      await waitUntil(() => begun);
      await runner.drain();
      expect(await fixture.runsOf('slow')).toEqual([]);
      const [state] = await fixture.runner([slow]).list();
      expect(state).toMatchObject({ failCount: 0, running: false });
    });

    test('a job can be run by hand without a started runner, and says how it went', async () => {
      fixture = await createRunnerFixture(kind);
      const failing = job('failing', () => Promise.reject(new RangeError('too far')));
      const runner = fixture.runner([counting('tick').job, failing]);
      expect(await runner.runNow('tick')).toEqual({ done: 1, failed: 0, more: false });
      await expect(runner.runNow('failing')).rejects.toThrow('too far');
      expect((await fixture.runsOf('failing'))[0]).toMatchObject({ error: 'RangeError: too far' });
      for (const call of [() => runner.runNow('nobody'), () => runner.wake('nobody')]) {
        expect(isFault(await call().catch((error: unknown) => error), 'job.missing')).toBe(true);
      }
    });

    test('a database that is away when the runner starts is asked again by the next call', async () => {
      fixture = await createRunnerFixture(kind);
      let away = true;
      const wrap = (backend: JobBackend): JobBackend => ({
        ...backend,
        connect: () => (away ? Promise.reject(new Fault('store.unavailable')) : backend.connect()),
      });
      const { count, job: tick } = counting('tick');
      const runner = fixture.runner([tick], { wrap });
      await expect(runner.start()).rejects.toThrow(Fault);
      away = false;
      await runner.start();
      await waitUntil(() => count.runs === 1);
    });

    test('errors of looks are told once, not every time, and looking goes on', async () => {
      fixture = await createRunnerFixture(kind);
      let away = true;
      const said: string[] = [];
      const log = { ...silentLog, warn: (_fields: object, message: string) => said.push(message) };
      const wrap = (backend: JobBackend): JobBackend => ({
        ...backend,
        repository: new Proxy(backend.repository, {
          get(target, property) {
            if (property === 'getNextJobToRun' && away)
              return () => Promise.reject(new Error('no'));
            const value: unknown = Reflect.get(target, property, target);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        }),
      });
      const { count, job: tick } = counting('tick');
      const runner = fixture.runner([tick], { wrap, log: log as never });
      await runner.start();
      await pause(800);
      expect(said).toEqual(['the runner of jobs met an error; it goes on']);
      away = false;
      await waitUntil(() => count.runs === 1);
    });

    test('a run that cannot be recorded went well all the same', async () => {
      fixture = await createRunnerFixture(kind);
      const note = (): Promise<void> => Promise.reject(new Fault('store.unavailable'));
      const { count, job: tick } = counting('tick');
      const runner = fixture.runner([tick], { runs: { ...fixture.jobRuns, note } });
      expect(await runner.runNow('tick')).toMatchObject({ done: 1 });
      expect(count.runs).toBe(1);
      expect((await runner.list())[0]?.failCount).toBe(0);
    });
  },
  oneKindPerDatabase,
);
