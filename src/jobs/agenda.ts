import { Agenda, Job as AgendaJob, type JobParameters } from 'agenda';
import { Fault, instant, newId, systemClock, type Log } from '#kernel/index.js';
import { wakeFromFuture } from './future-times.js';
import type { Job, JobOutcome } from './job.js';
import type {
  JobBackend,
  JobFigures,
  JobRunner,
  JobRunnerOptions,
  JobState,
} from './job-runner.js';
import { logUntil } from './logs.js';
import { watchLocks, type WatchedLocks } from './locks.js';
import { runJob, type RunResult, type RunJobDeps } from './run-job.js';
import { describeError, retryAfter } from './retries.js';
import { readSchedule, TIMEZONE } from './schedules.js';

/** Milliseconds. */
const PROCESS_EVERY_MS = 1_000;
const LOCK_LIFETIME_MS = 30_000;
const DRAIN_MS = 10_000;
/** Between two looks whether a run elsewhere has ended. */
const RUN_POLL_MS = 25;
/** So many looks for due jobs to one for times that no clock of today could have written. */
const LOOKS_PER_FUTURE_CHECK = 5;
/** Agenda looked for the lock while the end of a run was being saved: it is off then, and the run has ended well. */
const LOOKED_AT_END = /canceled, no lockedAt date found/;
/** While the database is away every look fails; one line in that time says it. */
const WARN_EVERY_MS = 10_000;

interface JobEntry {
  readonly job: Job;
  readonly schedule: number | string;
  runs: number;
  failures: number;
  seconds: number;
  lastOutcome?: JobOutcome;
  /** a request to run that is being written, and one that waits for it */
  currentWake?: Promise<void> | undefined;
  nextWake?: Promise<void> | undefined;
}

export interface AgendaOptions extends Omit<JobRunnerOptions, 'openBackend'> {
  readonly backend: JobBackend;
}

/**
 * Agenda, with its holes closed (docs/decisions/0008): locks are short and renewed, a lapsed one can save nothing, a schedule is
 * written only when it changed, failures are retried and reported for ever.
 */
export class AgendaRunner implements Omit<JobRunner, 'hint' | 'lateness'> {
  readonly #agenda: Agenda;
  readonly #entries = new Map<string, JobEntry>();
  readonly #locks: WatchedLocks;
  readonly #stopping = new AbortController();
  /** aborted when `drain` has waited long enough: what a run that goes on meets in a process that lets go of everything is no news */
  readonly #drained = new AbortController();
  readonly #log: Log;
  /** names of the jobs that run in this process */
  readonly #active = new Set<string>();
  readonly #lockLifetime: number;
  readonly #deps: RunJobDeps;
  readonly #results = new WeakMap<AgendaJob, RunResult>();
  /** a start, and runs by hand: what Agenda does not know of */
  readonly #running = new Set<Promise<unknown>>();
  #declared: Promise<void> | undefined;
  #futureCheck: NodeJS.Timeout | undefined;
  #warnedAt = -Infinity;

  constructor(private readonly options: AgendaOptions) {
    const { backend, jobs, processEvery = PROCESS_EVERY_MS } = options;
    const { runs, clock, tracer, lockLifetime = LOCK_LIFETIME_MS } = options;
    this.#log = logUntil(this.#drained.signal, options.log);
    this.#lockLifetime = lockLifetime;
    this.#locks = watchLocks(backend.repository, lockLifetime);
    const { notificationChannel } = backend;
    // connected by `#declare`, whose failure is reported: Agenda's own would end the process
    const connect = async (): Promise<void> => undefined;
    this.#agenda = new Agenda({
      backend: {
        name: backend.name,
        repository: this.#locks.repository,
        ownsConnection: false,
        connect,
        disconnect: connect,
        notificationChannel,
      },
      // who holds a lock, for people who look into the database
      name: newId(),
      processEvery,
      // its looks for locks that grew old are of no use (locks.ts): as rare as they can be without holding the process
      defaultLockLifetime: processEvery,
      maxConcurrency: Math.max(jobs.length, 1),
    });
    this.#deps = {
      repository: backend.repository,
      runs,
      clock,
      log: this.#log,
      tracer,
      lockLifetime,
      shutdownSignal: this.#stopping.signal,
      requeue: (name) => this.#requeue(name),
    };
    this.#agenda.on('error', (error: Error) => {
      if (!LOOKED_AT_END.test(error.message)) this.#warnThrottled(error);
    });
    this.#agenda.on('complete', (job: { attrs?: JobParameters }) => {
      // a request that came while it ran is handled here
      if (job.attrs) void this.#checkNow(job.attrs.name);
    });
    for (const job of jobs) this.#define(job);
  }

  async start(): Promise<void> {
    const starting = this.#startAgenda();
    this.#running.add(starting);
    try {
      await starting;
    } finally {
      this.#running.delete(starting);
    }
  }

  /** Requests that come while one is being written share the next one. */
  async wake(name: string): Promise<void> {
    const entry = this.#entry(name);
    entry.nextWake ??= (entry.currentWake ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        entry.currentWake = entry.nextWake;
        entry.nextWake = undefined;
        return this.#wake(name);
      });
    await entry.nextWake;
  }

  async list(): Promise<JobState[]> {
    await this.#ready();
    const names = [...this.#entries.keys()];
    const { jobs } = await this.options.backend.repository.queryJobs({ names });
    const stored = new Map(jobs.map((job) => [job.name, job]));
    return [...this.#entries.values()].map((entry) => this.#stateOf(entry, stored));
  }

  async runNow(name: string): Promise<JobOutcome> {
    this.#entry(name);
    await this.#ready();
    const { backend } = this.options;
    await backend.wake(name);
    // not by the clock, which may be set meanwhile
    const until = performance.now() + 2 * this.#lockLifetime;
    while (performance.now() < until) {
      const now = new Date(systemClock.now());
      const deadline = new Date(now.getTime() - this.#lockLifetime);
      const locked = await backend.repository.getNextJobToRun(name, now, deadline, now, undefined);
      if (locked !== undefined) return this.#runLocked(locked);
      // it runs already, and what that run did not see is still to be done
      await new Promise((resolve) => setTimeout(resolve, RUN_POLL_MS));
      await backend.wake(name);
    }
    throw new Fault('service.busy');
  }

  figures(): JobFigures[] {
    return [...this.#entries.values()].map(({ job, runs, failures, seconds }) => ({
      name: job.name,
      runs,
      failures,
      seconds,
    }));
  }

  async drain(): Promise<void> {
    const { drainMs = DRAIN_MS } = this.options;
    this.#stopping.abort();
    clearInterval(this.#futureCheck);
    if (this.#running.size > 0) {
      const timeout = new Promise((resolve) => setTimeout(resolve, drainMs).unref());
      await Promise.race([Promise.allSettled(this.#running), timeout]);
    }
    await this.#agenda.drain({ timeout: drainMs, closeConnection: false });
    try {
      if (this.#declared !== undefined) await this.#locks.close();
    } catch (error) {
      this.#log.warn({ err: error }, 'locks of jobs were left to lapse');
    }
    const jobs = [...this.#active];
    if (jobs.length > 0) {
      this.#log.info({ jobs }, 'jobs did not end in time; another process goes on with them');
    }
    this.#drained.abort();
  }

  async #startAgenda(): Promise<void> {
    await this.#ready();
    if (this.#stopping.signal.aborted) throw new Fault('service.stopping');
    await this.#agenda.start();
    const { processEvery = PROCESS_EVERY_MS } = this.options;
    const checkEvery = LOOKS_PER_FUTURE_CHECK * processEvery;
    this.#futureCheck = setInterval(() => void this.#wakeFromFuture(), checkEvery).unref();
    await this.#wakeFromFuture();
  }

  async #wakeFromFuture(): Promise<void> {
    try {
      const woken = await wakeFromFuture(this.options.backend, this.#entries, this.#lockLifetime);
      if (woken.length === 0) return;
      this.#log.warn({ jobs: woken }, 'the clock was set back: jobs of a later time run now');
      for (const name of woken) await this.#checkNow(name);
    } catch (error) {
      this.#warnThrottled(error as Error);
    }
  }

  #define(job: Job): void {
    const { name, every } = job;
    this.#entries.set(name, {
      job,
      schedule: readSchedule(every),
      runs: 0,
      failures: 0,
      seconds: 0,
    });
    // no lock limit: a job has one row, so there is no backlog to lock
    this.#agenda.define(name, (locked: AgendaJob) => this.#run(name, locked), {
      concurrency: 1,
      backoff: ({ attempt }) => retryAfter(attempt),
    });
  }

  async #wake(name: string): Promise<void> {
    await this.#ready();
    await this.options.backend.wake(name);
    await this.#checkNow(name);
  }

  #entry(name: string): JobEntry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new Fault('job.missing', { job: name });
    return entry;
  }

  /** Connects and declares once; after a failure the next call tries again. */
  #ready(): Promise<void> {
    this.#declared ??= this.#declare().catch((error: unknown) => {
      this.#declared = undefined;
      throw error;
    });
    return this.#declared;
  }

  /** A job that is there with the same schedule is left alone: another process may be running it. */
  async #declare(): Promise<void> {
    const { backend } = this.options;
    await backend.connect();
    const { jobs } = await backend.repository.queryJobs({ names: [...this.#entries.keys()] });
    const storedIntervals = new Map(jobs.map((job) => [job.name, job.repeatInterval]));
    for (const [name, { schedule }] of this.#entries) {
      if (!storedIntervals.has(name)) {
        await this.#agenda.every(schedule, name, undefined, { timezone: TIMEZONE });
      } else if (storedIntervals.get(name) !== schedule) {
        await backend.reschedule(name, schedule, TIMEZONE);
        // its next time is the old schedule's, which may be far away
        await backend.wake(name);
      }
    }
  }

  async #run(name: string, locked: AgendaJob): Promise<void> {
    const entry = this.#entry(name);
    this.#locks.runStarted(locked.attrs);
    const startedAt = performance.now();
    this.#active.add(name);
    const result = await runJob(this.#deps, entry.job, locked);
    this.#active.delete(name);
    this.#results.set(locked, result);
    entry.runs += 1;
    entry.seconds += (performance.now() - startedAt) / 1_000;
    if ('outcome' in result) {
      entry.lastOutcome = result.outcome;
      return;
    }
    entry.failures += 1;
    // only this text is kept in the database
    throw new Error(describeError(result.error));
  }

  async #runLocked(locked: JobParameters): Promise<JobOutcome> {
    const job = new AgendaJob(this.#agenda, locked, true);
    const run = job.run();
    this.#running.add(run);
    try {
      await run;
    } finally {
      this.#running.delete(run);
    }
    const result = this.#results.get(job);
    if (result === undefined) throw new Fault('service.busy');
    if ('error' in result) throw result.error;
    return result.outcome;
  }

  async #requeue(name: string): Promise<void> {
    try {
      await this.options.backend.wake(name);
    } catch (error) {
      this.#log.warn({ err: error, job: name }, 'a job goes on at its next time only');
    }
  }

  /** Has this process look for the job now. */
  async #checkNow(name: string): Promise<void> {
    const { notificationChannel: channel } = this.options.backend;
    if (channel?.state !== 'connected' || this.#stopping.signal.aborted) return;
    const now = new Date(systemClock.now());
    const about = { jobId: '' as never, jobName: name, priority: 0 };
    await channel.publish({ ...about, nextRunAt: now, timestamp: now });
  }

  #stateOf({ job, lastOutcome }: JobEntry, stored: ReadonlyMap<string, JobParameters>): JobState {
    const { name, purpose, every } = job;
    const row = stored.get(name);
    const at = (date: Date | null | undefined): string | undefined =>
      date ? instant(date.getTime()) : undefined;
    const [lastRunAt, lastFinishedAt] = [at(row?.lastRunAt), at(row?.lastFinishedAt)];
    const nextRunAt = at(row?.nextRunAt);
    const failCount = row?.failCount ?? 0;
    const lockAge = systemClock.now() - (row?.lockedAt?.getTime() ?? -Infinity);
    return {
      name,
      purpose,
      every,
      failCount,
      running: Math.abs(lockAge) < this.#lockLifetime,
      disabled: row?.disabled === true,
      ...(lastRunAt !== undefined && { lastRunAt }),
      ...(lastFinishedAt !== undefined && { lastFinishedAt }),
      ...(nextRunAt !== undefined && { nextRunAt }),
      ...(failCount > 0 && row?.failReason !== undefined && { lastError: row.failReason }),
      ...(lastOutcome && { lastOutcome }),
    };
  }

  #warnThrottled(error: Error): void {
    const now = performance.now();
    if (now - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = now;
    this.#log.warn({ err: error }, 'the runner of jobs met an error; it goes on');
  }
}
