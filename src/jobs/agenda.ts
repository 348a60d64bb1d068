import { Agenda, Job as AgendaJob, type JobParameters } from 'agenda';
import { Fault, instant, newId, systemClock } from '#kernel/index.js';
import type { Job, JobOutcome } from './job.js';
import type {
  JobBackend,
  JobFigures,
  JobRunner,
  JobRunnerOptions,
  JobState,
} from './job-runner.js';
import { watchLocks, type WatchedLocks } from './locks.js';
import { perform, type Ended, type Stage } from './performances.js';
import { describeError, retryAfter } from './retries.js';
import { readSchedule, TIMEZONE } from './schedules.js';

/** Milliseconds. */
const PROCESS_EVERY = 1_000;
const LOCK_LIFETIME = 30_000;
const DRAIN = 10_000;
/** Between two looks whether a run elsewhere has ended. */
const LOOK_AGAIN = 25;
/** While the database is away every look fails; one line in that time says it. */
const COMPLAIN_EVERY = 10_000;

interface Entry {
  readonly job: Job;
  readonly schedule: number | string;
  runs: number;
  failures: number;
  seconds: number;
  lastOutcome?: JobOutcome;
  /** a wish to run that is being written, and one that waits for it */
  waking?: Promise<void> | undefined;
  nextWake?: Promise<void> | undefined;
}

export interface AgendaOptions extends Omit<JobRunnerOptions, 'openBackend'> {
  readonly backend: JobBackend;
}

/**
 * Agenda, with its holes closed (docs/decisions/0008): locks are short and renewed, a lapsed one can save nothing, a schedule is
 * written only when it changed, failures are retried and reported for ever.
 */
export class AgendaRunner implements JobRunner {
  readonly #agenda: Agenda;
  readonly #entries = new Map<string, Entry>();
  readonly #locks: WatchedLocks;
  readonly #stopping = new AbortController();
  readonly #lockLifetime: number;
  readonly #stage: Stage;
  readonly #ends = new WeakMap<AgendaJob, Ended>();
  /** a start, and runs by hand: what Agenda does not know of */
  readonly #running = new Set<Promise<unknown>>();
  #declared: Promise<void> | undefined;
  #complainedAt = -Infinity;

  constructor(private readonly options: AgendaOptions) {
    const { backend, jobs, processEvery = PROCESS_EVERY } = options;
    const { runs, clock, log, lockLifetime = LOCK_LIFETIME } = options;
    this.#lockLifetime = lockLifetime;
    this.#locks = watchLocks(backend.repository, lockLifetime);
    const { notificationChannel } = backend;
    // connected by `#declare`, whose failure reaches somebody: Agenda's own would end the process
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
    this.#stage = {
      repository: backend.repository,
      runs,
      clock,
      log,
      lockLifetime,
      stopping: this.#stopping.signal,
      again: (name) => this.#again(name),
    };
    this.#agenda.on('error', (error: Error) => this.#complain(error));
    this.#agenda.on('complete', (job: { attrs?: JobParameters }) => {
      // a wish that came while it ran waits for nobody else to look
      if (job.attrs) void this.#nudge(job.attrs.name);
    });
    for (const job of jobs) this.#define(job);
  }

  async start(): Promise<void> {
    const starting = this.#begin();
    this.#running.add(starting);
    try {
      await starting;
    } finally {
      this.#running.delete(starting);
    }
  }

  /** However many ask while one wish is being written, one more is written for all of them. */
  async wake(name: string): Promise<void> {
    const entry = this.#entry(name);
    entry.nextWake ??= (entry.waking ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        entry.waking = entry.nextWake;
        entry.nextWake = undefined;
        return this.#wake(name);
      });
    await entry.nextWake;
  }

  async list(): Promise<JobState[]> {
    await this.#ready();
    const names = [...this.#entries.keys()];
    const { jobs } = await this.options.backend.repository.queryJobs({ names });
    const kept = new Map(jobs.map((job) => [job.name, job]));
    return [...this.#entries.values()].map((entry) => this.#stateOf(entry, kept));
  }

  async runNow(name: string): Promise<JobOutcome> {
    this.#entry(name);
    await this.#ready();
    const { backend } = this.options;
    await backend.wake(name);
    const until = systemClock.now() + 2 * this.#lockLifetime;
    while (systemClock.now() < until) {
      const now = new Date(systemClock.now());
      const deadline = new Date(now.getTime() - this.#lockLifetime);
      const locked = await backend.repository.getNextJobToRun(name, now, deadline, now, undefined);
      if (locked !== undefined) return this.#runLocked(locked);
      // it runs already, and what that run did not see is still to be done
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
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
    const { drainMs = DRAIN, log } = this.options;
    this.#stopping.abort();
    if (this.#running.size > 0) {
      const over = new Promise((resolve) => setTimeout(resolve, drainMs).unref());
      await Promise.race([Promise.allSettled(this.#running), over]);
    }
    await this.#agenda.drain({ timeout: drainMs, closeConnection: false });
    try {
      if (this.#declared !== undefined) await this.#locks.close();
    } catch (error) {
      log.warn({ err: error }, 'locks of jobs were left to lapse');
    }
  }

  async #begin(): Promise<void> {
    await this.#ready();
    if (this.#stopping.signal.aborted) throw new Fault('service.stopping');
    await this.#agenda.start();
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
    await this.#nudge(name);
  }

  #entry(name: string): Entry {
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
    const kept = new Map(jobs.map((job) => [job.name, job.repeatInterval]));
    for (const [name, { schedule }] of this.#entries) {
      if (!kept.has(name)) {
        await this.#agenda.every(schedule, name, undefined, { timezone: TIMEZONE });
      } else if (kept.get(name) !== schedule) {
        await backend.reschedule(name, schedule, TIMEZONE);
        // its next time is the old schedule's, which may be far away
        await backend.wake(name);
      }
    }
  }

  async #run(name: string, locked: AgendaJob): Promise<void> {
    const entry = this.#entry(name);
    this.#locks.begun(locked.attrs);
    const began = performance.now();
    const ended = await perform(this.#stage, entry.job, locked);
    this.#ends.set(locked, ended);
    entry.runs += 1;
    entry.seconds += (performance.now() - began) / 1_000;
    if ('outcome' in ended) {
      entry.lastOutcome = ended.outcome;
      return;
    }
    entry.failures += 1;
    // only this text is kept in the database
    throw new Error(describeError(ended.error));
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
    const ended = this.#ends.get(job);
    if (ended === undefined) throw new Fault('service.busy');
    if ('error' in ended) throw ended.error;
    return ended.outcome;
  }

  async #again(name: string): Promise<void> {
    try {
      await this.options.backend.wake(name);
    } catch (error) {
      this.options.log.warn({ err: error, job: name }, 'a job goes on at its next time only');
    }
  }

  /** Has this process look for the job now. */
  async #nudge(name: string): Promise<void> {
    const { notificationChannel: channel } = this.options.backend;
    if (channel?.state !== 'connected' || this.#stopping.signal.aborted) return;
    const now = new Date(systemClock.now());
    const about = { jobId: '' as never, jobName: name, priority: 0 };
    await channel.publish({ ...about, nextRunAt: now, timestamp: now });
  }

  #stateOf({ job, lastOutcome }: Entry, kept: ReadonlyMap<string, JobParameters>): JobState {
    const { name, purpose, every } = job;
    const row = kept.get(name);
    const at = (date: Date | null | undefined): string | undefined =>
      date ? instant(date.getTime()) : undefined;
    const [lastRunAt, lastFinishedAt] = [at(row?.lastRunAt), at(row?.lastFinishedAt)];
    const nextRunAt = at(row?.nextRunAt);
    const failCount = row?.failCount ?? 0;
    const lockedAt = row?.lockedAt?.getTime() ?? -Infinity;
    return {
      name,
      purpose,
      every,
      failCount,
      running: lockedAt > systemClock.now() - this.#lockLifetime,
      disabled: row?.disabled === true,
      ...(lastRunAt !== undefined && { lastRunAt }),
      ...(lastFinishedAt !== undefined && { lastFinishedAt }),
      ...(nextRunAt !== undefined && { nextRunAt }),
      ...(failCount > 0 && row?.failReason !== undefined && { lastError: row.failReason }),
      ...(lastOutcome && { lastOutcome }),
    };
  }

  #complain(error: Error): void {
    const now = performance.now();
    if (now - this.#complainedAt < COMPLAIN_EVERY) return;
    this.#complainedAt = now;
    this.options.log.warn({ err: error }, 'the runner of jobs met an error; it goes on');
  }
}
