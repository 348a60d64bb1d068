import { type Job as AgendaJob, type JobRepository } from 'agenda';
import {
  instant,
  newId,
  FULL_AUTHORITY,
  type Clock,
  type Context,
  type Log,
  type Span,
  type Tracer,
} from '#kernel/index.js';
import { startHeartbeat } from './heartbeats.js';
import type { Job, JobOutcome } from './job.js';
import type { JobRunLog } from './job-runner.js';
import { describeError, retryAfter } from './retries.js';
import { sweep } from './sweep.js';

/** What every run needs. */
export interface RunJobDeps {
  readonly repository: JobRepository;
  readonly runs: JobRunLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly lockLifetime: number;
  /** aborted when the process shuts down */
  readonly shutdownSignal: AbortSignal;
  /** Makes the job due again. */
  requeue(name: string): Promise<void>;
}

export type RunResult = { readonly outcome: Required<JobOutcome> } | { readonly error: unknown };

/** Identifies one run, so that a run that lost its lock cannot be taken for the next one. */
class LapsedError extends Error {
  override readonly name = 'LapsedError';
}

const LOCK_LAPSED_MESSAGE =
  'The lock of the run lapsed: the process stood still or the database was away.';

/** One run under its lock: sign of life, work, report. Never throws. A trace of its own, linked to what woke it. */
export function runJob(deps: RunJobDeps, job: Job, locked: AgendaJob): Promise<RunResult> {
  const attributes = { 'muster.job': job.name };
  return deps.tracer.span({ name: `job ${job.name}`, isRoot: true, attributes }, (span) =>
    runLocked(deps, { job, locked, span }),
  );
}

async function runLocked(
  deps: RunJobDeps,
  { job, locked, span }: { readonly job: Job; readonly locked: AgendaJob; readonly span: Span },
): Promise<RunResult> {
  const { clock, log, tracer, shutdownSignal } = deps;
  const startedAt = clock.now();
  const ctx: Context = {
    actor: { kind: 'system', name: `job ${job.name}` },
    authority: FULL_AUTHORITY,
    traceId: tracer.traceId() ?? newId(),
    clock,
    log,
  };
  const lockLost = new AbortController();
  const heartbeat = startHeartbeat(
    { job: locked, repository: deps.repository, log },
    deps.lockLifetime,
    () => lockLost.abort(new LapsedError(LOCK_LAPSED_MESSAGE)),
  );
  let result = await sweep(job, ctx, AbortSignal.any([shutdownSignal, lockLost.signal])).then(
    (outcome): RunResult => ({ outcome }),
    (error: unknown): RunResult => ({ error }),
  );
  await heartbeat.stop();
  if (heartbeat.lapsed()) {
    result = {
      error: new LapsedError(LOCK_LAPSED_MESSAGE, 'error' in result ? { cause: result.error } : {}),
    };
  } else if (shutdownSignal.aborted && 'error' in result) {
    // it was asked to stop; another process goes on
    log.info({ job: job.name, err: result.error }, 'a job was stopped by the shutdown');
    result = { outcome: { done: 0, failed: 0, more: true } };
  }
  if ('error' in result) span.fail(result.error);
  else span.describe({ 'muster.done': result.outcome.done });
  await reportRun(deps, ctx, { name: job.name, startedAt, locked, result });
  if ('outcome' in result && result.outcome.more) await deps.requeue(job.name);
  return result;
}

interface FinishedRun {
  readonly name: string;
  readonly startedAt: number;
  readonly locked: AgendaJob;
  readonly result: RunResult;
}

/** What cannot be reported is logged; that the database is away must not turn a good run into a failed one. */
async function reportRun(
  { runs, clock, log }: RunJobDeps,
  ctx: Context,
  { name, startedAt, locked, result }: FinishedRun,
): Promise<void> {
  const attempt = (locked.attrs.failCount ?? 0) + 1;
  const end = clock.now();
  const times = {
    job: name,
    attempt,
    startedAt: instant(startedAt),
    finishedAt: instant(end),
  };
  try {
    if ('outcome' in result) {
      const { done, failed } = result.outcome;
      if (done === 0 && failed === 0 && attempt === 1) return;
      await runs.note(ctx, { ...times, outcome: 'ok', done, failed });
    } else {
      const { error } = result;
      log.error({ job: name, attempt, err: error, traceId: ctx.traceId }, 'a job failed');
      await runs.note(ctx, {
        ...times,
        outcome: 'failed',
        error: describeError(error),
        // the process that took over the lock schedules the next run
        ...(!(error instanceof LapsedError) && {
          nextRunAt: instant(end + retryAfter(attempt)),
        }),
      });
    }
  } catch (error) {
    log.warn({ job: name, err: error, traceId: ctx.traceId }, 'a run of a job was not recorded');
  }
}
