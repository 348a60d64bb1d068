import { createJobRuns, type JobRuns } from '#core/tasks/job-runs.js';
import { createJobRunner, type Job, type JobBackend, type JobRunner } from '#jobs/index.js';
import {
  noTracer,
  silentLog,
  systemClock,
  FULL_AUTHORITY,
  type Context,
  type Log,
} from '#kernel/index.js';
import type { JobRun } from '#store/index.js';
import { jobBackendOf } from '../kit/job-backends.js';
import type { OpenedStore, StoreKind } from '../kit/stores.js';
import { PATIENCE_MS } from '../kit/soon.js';

export interface RunnerSettings {
  readonly lockLifetime?: number;
  readonly processEvery?: number;
  readonly drainMs?: number;
  readonly log?: Log;
  readonly runs?: JobRuns;
  readonly wrap?: (backend: JobBackend) => JobBackend;
}

const unchanged = (backend: JobBackend): JobBackend => backend;

/** A database with runners of jobs over it, as so many processes would have. */
export interface RunnerFixture {
  readonly opened: OpenedStore;
  readonly jobRuns: JobRuns;
  readonly ctx: Context;
  /** another one, not started */
  runner(jobs: readonly Job[], settings?: RunnerSettings): JobRunner;
  backend(): Promise<JobBackend>;
  /** oldest first */
  runsOf(job: string): Promise<JobRun[]>;
  close(): Promise<void>;
}

export async function createRunnerFixture(kind: StoreKind): Promise<RunnerFixture> {
  const opened = await kind.open();
  const jobRuns = createJobRuns(opened.store);
  const ctx: Context = {
    actor: { kind: 'operator', name: 'operator' },
    authority: FULL_AUTHORITY,
    traceId: 'test',
    clock: systemClock,
    log: silentLog,
  };
  const runners: JobRunner[] = [];
  return {
    opened,
    jobRuns,
    ctx,
    runner(jobs, { wrap = unchanged, runs = jobRuns, ...settings } = {}) {
      const runner = createJobRunner({
        openBackend: async () => wrap(await jobBackendOf(opened.store)),
        jobs,
        runs,
        clock: systemClock,
        log: silentLog,
        tracer: noTracer,
        processEvery: 100,
        drainMs: 3_000,
        ...settings,
      });
      runners.push(runner);
      return runner;
    },
    async backend() {
      const backend = await jobBackendOf(opened.store);
      await backend.connect();
      return backend;
    },
    async runsOf(job) {
      const { items } = await jobRuns.list(ctx, job, { limit: 200 });
      return [...items].reverse();
    },
    async close() {
      for (const runner of runners) await runner.drain();
      await opened.close();
    },
  };
}

export function job(name: string, run: Job['run'], every = '1 day'): Job {
  return { name, purpose: 'Works in a test.', every, run };
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves once that is so; rejects when it is not within the time. */
export async function waitUntil(
  what: () => boolean | Promise<boolean>,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('It did not come to that.');
    await pause(20);
  }
}
