import type { AgendaBackend, JobParameters } from 'agenda';
import type { JobRuns } from '#core/index.js';
import type { Clock, Instant, Log, Tracer } from '#kernel/index.js';
import type { Job, JobOutcome } from './job.js';

/**
 * What the runner needs of a database beyond Agenda's own port. Both adapters keep it; test/contract/job-backend.test.ts is the
 * promise in full.
 */
export interface JobBackend extends AgendaBackend {
  /**
   * Makes the job due, also while it runs: then it is run once more right after. Returns whether there is a job of that name.
   */
  wake(name: string): Promise<boolean>;
  /** Sets another schedule, touching neither a lock nor what is known of past runs. */
  reschedule(name: string, repeatInterval: string | number, timezone?: string): Promise<void>;
}

/** A locked job with the token of its lock: it rises with every lock, and who holds an older one can save nothing any more. */
export type FencedJob = JobParameters & { readonly fence?: number };

/** Where reports go. Runs that found nothing to do are not reported. */
export type JobRunLog = Pick<JobRuns, 'note'>;

export interface JobState {
  readonly name: string;
  readonly purpose: string;
  readonly every: string;
  readonly running: boolean;
  readonly disabled: boolean;
  readonly lastRunAt?: Instant;
  readonly lastFinishedAt?: Instant;
  readonly nextRunAt?: Instant;
  /** failures in a row */
  readonly failCount: number;
  /** of the last failure; absent once a run went well */
  readonly lastError?: string;
  /** of the last run in this process */
  readonly lastOutcome?: JobOutcome;
}

export interface JobFigures {
  readonly name: string;
  readonly runs: number;
  readonly failures: number;
  /** of all runs together */
  readonly seconds: number;
}

export interface JobLateness {
  readonly name: string;
  /** 0 for a job that runs, is disabled or is not due */
  readonly seconds: number;
}

export interface JobRunner {
  /** Declares the jobs in the database and begins to run what is due. */
  start(): Promise<void>;
  /** Has the job run at once, by this process or another. Fault `job.missing`. */
  wake(name: string): Promise<void>;
  /**
   * The same as a hint after a commit, which nobody waits for. Hints that come while one is being written share the next one; after
   * `drain` they are dropped. A failure is logged: the job then runs at its next time. `delayMs`: what there is to do is due that much
   * later.
   */
  hint(name: string, delayMs?: number): void;
  list(): Promise<JobState[]>;
  /**
   * Runs the job here, after a run that is in progress elsewhere, also when the runner was not started; rejects with what it throws. Fault
   * `job.missing`. For tests and the command line.
   */
  runNow(name: string): Promise<JobOutcome>;
  /** Counts of this process since its start. */
  figures(): JobFigures[];
  /** How long jobs have been due without running anywhere. Empty in a process that has run and listed none. */
  lateness(): Promise<JobLateness[]>;
  /** Starts no more jobs, asks running ones to stop, and waits for them up to `drainMs`. */
  drain(): Promise<void>;
}

export interface JobRunnerOptions {
  /** asked once, when the first job is to be run or looked at */
  openBackend(): Promise<JobBackend>;
  readonly jobs: readonly Job[];
  readonly runs: JobRunLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  /** How often the database is asked for due jobs, milliseconds; a wake in this process does not wait for it. */
  readonly processEvery?: number;
  /** How long a lock holds without a sign of life, milliseconds: after a crash another process goes on that much later. */
  readonly lockLifetime?: number;
  readonly drainMs?: number;
}
