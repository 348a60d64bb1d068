import { afterEach, expect, test } from '@jest/globals';
import type { Job, JobBackend } from '#jobs/index.js';
import { Fault, isFault, silentLog, type Context } from '#kernel/index.js';
import { oneOfEach, overStores } from '../kit/stores.js';
import { job, pause, until, workshop, type Workshop } from './workshops.js';

const LIFETIME = 900;

let shop: Workshop;

afterEach(() => shop.close());

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
      shop = await workshop(kind);
      const seen: Context[] = [];
      const tick = job('tick', async (ctx) => {
        seen.push(ctx);
        return { done: 2, failed: 1 };
      });
      const runner = shop.runner([tick]);
      await runner.start();
      await until(async () => (await runner.list())[0]?.lastFinishedAt !== undefined);
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
      expect(await shop.runsOf('tick')).toMatchObject([
        { job: 'tick', outcome: 'ok', done: 2, failed: 1, attempt: 1 },
      ]);
      expect(runner.figures()).toMatchObject([{ name: 'tick', runs: 1, failures: 0 }]);
    });

    test('a run that found nothing to do leaves no line', async () => {
      shop = await workshop(kind);
      const { count, job: idle } = counting('idle', async () => ({ done: 0 }));
      const runner = shop.runner([idle]);
      await runner.runNow('idle');
      expect(count.runs).toBe(1);
      expect(await shop.runsOf('idle')).toEqual([]);
      expect((await runner.list())[0]?.lastFinishedAt).toBeDefined();
    });

    test('a failing job is reported and run again, later each time, until it succeeds', async () => {
      shop = await workshop(kind);
      const times: number[] = [];
      const flaky = job('flaky', async () => {
        times.push(performance.now());
        if (times.length < 3) throw new TypeError('no answer for muster_key_0123456789abcdef');
        return { done: 0 };
      });
      const runner = shop.runner([flaky]);
      await runner.start();
      await until(() => times.length === 1);
      await until(async () => (await runner.list())[0]?.failCount === 1);
      const [state] = await runner.list();
      expect(state?.lastError).toBe('TypeError: no answer for muster_key_[redacted]');
      await until(() => times.length === 3);
      await until(async () => (await shop.runsOf('flaky')).length === 3);
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(gaps[0]).toBeGreaterThan(950);
      expect(gaps[1]).toBeGreaterThan(1_950);
      const runs = await shop.runsOf('flaky');
      expect(runs).toMatchObject([
        { outcome: 'failed', attempt: 1, error: 'TypeError: no answer for muster_key_[redacted]' },
        { outcome: 'failed', attempt: 2 },
        // it did nothing, but that it is well again is worth a line
        { outcome: 'ok', attempt: 3, done: 0 },
      ]);
      const waited =
        Date.parse(String(runs[0]?.nextRunAt)) - Date.parse(String(runs[0]?.finishedAt));
      expect(waited).toBe(1_000);
      await until(async () => (await runner.list())[0]?.failCount === 0);
      expect((await runner.list())[0]?.lastError).toBeUndefined();
      expect(runner.figures()).toMatchObject([{ runs: 3, failures: 2 }]);
    });

    test('a job that runs longer than its lock keeps it, and runs once', async () => {
      shop = await workshop(kind);
      const { count, job: slow } = counting('slow', async () => {
        await pause(3 * LIFETIME);
        return { done: 1 };
      });
      const settings = { lockLifetime: LIFETIME };
      const runners = [shop.runner([slow], settings), shop.runner([slow], settings)];
      for (const runner of runners) await runner.start();
      await until(async () => (await shop.runsOf('slow')).length === 1);
      expect(count).toEqual({ runs: 1, now: 0, most: 1 });
    });

    test('a worker that lost its lock is told, and saves nothing', async () => {
      shop = await workshop(kind);
      let begun = false;
      let reason: unknown;
      const slow = job('slow', async (_ctx, signal) => {
        begun = true;
        await until(() => signal.aborted);
        reason = signal.reason;
        return { done: 1 };
      });
      const runner = shop.runner([slow], { lockLifetime: LIFETIME, processEvery: 5_000 });
      await runner.start();
      const { repository } = await shop.backend();
      await until(() => begun);
      expect((await runner.list())[0]?.running).toBe(true);
      // somebody to whom the lock looks old
      const later = new Date(Date.now() + 60_000);
      const taken = await repository.getNextJobToRun('slow', later, later, new Date(), undefined);
      expect(taken).toBeDefined();
      await until(async () => (await shop.runsOf('slow')).length === 1);
      expect(String(reason)).toContain('lapsed');
      expect(await shop.runsOf('slow')).toMatchObject([{ outcome: 'failed' }]);
      expect((await shop.runsOf('slow'))[0]?.nextRunAt).toBeUndefined();
      const kept = (await repository.queryJobs({ name: 'slow' })).jobs[0];
      expect(kept?.lockedAt?.getTime()).toBe(taken?.lockedAt?.getTime());
      expect(kept?.failCount ?? 0).toBe(0);
      // the successor's state is kept
      const { lockedAt: _lockedAt, ...ended } = { ...taken, lastFinishedAt: new Date() };
      await repository.saveJobState(ended as never, undefined);
    });

    test('a process that boots takes nothing from a running job; another schedule counts', async () => {
      shop = await workshop(kind);
      const { count, job: slow } = counting('slow', async () => {
        await pause(600);
        return { done: 1 };
      });
      const first = shop.runner([slow]);
      await first.start();
      await until(() => count.now === 1);
      const { repository } = await shop.backend();
      const row = async () => (await repository.queryJobs({ name: 'slow' })).jobs[0];
      const before = await row();
      await shop.runner([slow]).list();
      expect(await row()).toMatchObject({
        lockedAt: before?.lockedAt,
        lastRunAt: before?.lastRunAt,
        nextRunAt: before?.nextRunAt,
      });
      await shop.runner([{ ...slow, every: '0 3 * * *' }]).list();
      expect(await row()).toMatchObject({
        lockedAt: before?.lockedAt,
        lastRunAt: before?.lastRunAt,
        repeatInterval: '0 3 * * *',
        repeatTimezone: 'UTC',
      });
      expect(count).toMatchObject({ runs: 1, most: 1 });
      // and it runs once more, because the old next time may be far away
      await until(() => count.runs === 2);
    });

    test('a wake runs a job at once, in this process and in another', async () => {
      shop = await workshop(kind);
      const { count, job: tick } = counting('tick');
      const here = shop.runner([tick], { processEvery: 5_000 });
      await here.start();
      await until(() => count.runs === 1);
      const began = performance.now();
      await here.wake('tick');
      await until(() => count.runs === 2);
      expect(performance.now() - began).toBeLessThan(2_000);
      // not by the runner that was asked, which was never started
      const elsewhere = shop.runner([tick]);
      await elsewhere.start();
      const asked = shop.runner([tick]);
      await asked.wake('tick');
      await until(() => count.runs === 3);
      await until(() => elsewhere.figures()[0]?.runs === 1);
    });

    test('a wake during a run is not lost, and twenty are one', async () => {
      shop = await workshop(kind);
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
      const runner = shop.runner([slow], { processEvery: 5_000, wrap });
      await runner.start();
      await until(() => count.now === 1);
      await Promise.all(Array.from({ length: 20 }, () => runner.wake('slow')));
      expect(written).toBe(1);
      await until(() => count.runs === 2 && count.now === 0);
      await pause(400);
      expect(count).toMatchObject({ runs: 2, most: 1 });
    });

    test('a run goes on while there is more, but not when it did nothing', async () => {
      shop = await workshop(kind);
      let left = 5;
      const busy = job('busy', async () => ({ done: 1, more: (left -= 1) > 0 }));
      const stuck = counting('stuck', async () => ({ done: 0, failed: 3, more: true }));
      const runner = shop.runner([busy, stuck.job]);
      expect(await runner.runNow('busy')).toEqual({ done: 5, failed: 0, more: false });
      await runner.start();
      await until(() => stuck.count.runs >= 1);
      await pause(500);
      expect(stuck.count.runs).toBe(1);
    });

    test('a drain tells the running job, waits for it, and leaves no lock behind', async () => {
      shop = await workshop(kind);
      let begun = false;
      let told = false;
      const slow = job('slow', async (_ctx, signal) => {
        begun = true;
        await until(() => signal.aborted);
        told = true;
        await pause(100);
        return { done: 3, more: true };
      });
      const runner = shop.runner([slow], { lockLifetime: 60_000 });
      await runner.start();
      await until(() => begun);
      await runner.drain();
      expect(told).toBe(true);
      expect(await shop.runsOf('slow')).toMatchObject([{ outcome: 'ok', done: 3 }]);
      // what it left is due for others
      const { count, job: rest } = counting('slow');
      const other = shop.runner([rest]);
      await other.start();
      await until(() => count.runs === 1);
    });

    test('what a job throws because of the shutdown is no failure', async () => {
      shop = await workshop(kind);
      let begun = false;
      const slow = job('slow', async (_ctx, signal) => {
        begun = true;
        await until(() => signal.aborted);
        throw new Fault('service.stopping');
      });
      const runner = shop.runner([slow]);
      await runner.start();
      await until(() => begun);
      await runner.drain();
      expect(await shop.runsOf('slow')).toEqual([]);
      const [state] = await shop.runner([slow]).list();
      expect(state).toMatchObject({ failCount: 0, running: false });
    });

    test('a job can be run by hand without a started runner, and says how it went', async () => {
      shop = await workshop(kind);
      const failing = job('failing', () => Promise.reject(new RangeError('too far')));
      const runner = shop.runner([counting('tick').job, failing]);
      expect(await runner.runNow('tick')).toEqual({ done: 1, failed: 0, more: false });
      await expect(runner.runNow('failing')).rejects.toThrow('too far');
      expect((await shop.runsOf('failing'))[0]).toMatchObject({ error: 'RangeError: too far' });
      for (const call of [runner.runNow('nobody'), runner.wake('nobody')]) {
        expect(isFault(await call.catch((error: unknown) => error), 'job.missing')).toBe(true);
      }
    });

    test('a database that is away when the runner starts is asked again by the next call', async () => {
      shop = await workshop(kind);
      let away = true;
      const wrap = (backend: JobBackend): JobBackend => ({
        ...backend,
        connect: () => (away ? Promise.reject(new Fault('store.unavailable')) : backend.connect()),
      });
      const { count, job: tick } = counting('tick');
      const runner = shop.runner([tick], { wrap });
      await expect(runner.start()).rejects.toThrow(Fault);
      away = false;
      await runner.start();
      await until(() => count.runs === 1);
    });

    test('errors of looks are told once, not every time, and looking goes on', async () => {
      shop = await workshop(kind);
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
      const runner = shop.runner([tick], { wrap, log: log as never });
      await runner.start();
      await pause(800);
      expect(said).toEqual(['the runner of jobs met an error; it goes on']);
      away = false;
      await until(() => count.runs === 1);
    });

    test('a run that cannot be recorded went well all the same', async () => {
      shop = await workshop(kind);
      const note = (): Promise<void> => Promise.reject(new Fault('store.unavailable'));
      const { count, job: tick } = counting('tick');
      const runner = shop.runner([tick], { runs: { ...shop.jobRuns, note } });
      expect(await runner.runNow('tick')).toMatchObject({ done: 1 });
      expect(count.runs).toBe(1);
      expect((await runner.list())[0]?.failCount).toBe(0);
    });
  },
  oneOfEach,
);
