import { type Job as AgendaJob, type JobRepository } from 'agenda';
import { instant, newId, UNLIMITED, type Clock, type Context, type Log } from '#kernel/index.js';
import { startHeartbeat } from './heartbeats.js';
import type { Job, JobOutcome } from './job.js';
import type { JobRunLog } from './job-runner.js';
import { describeError, retryAfter } from './retries.js';
import { runRounds } from './rounds.js';

/** What every run needs. */
export interface Stage {
  readonly repository: JobRepository;
  readonly runs: JobRunLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly lockLifetime: number;
  /** aborted when the process shuts down */
  readonly stopping: AbortSignal;
  /** Makes the job due again. */
  again(name: string): Promise<void>;
}

export type Ended = { readonly outcome: Required<JobOutcome> } | { readonly error: unknown };

/** What the next run is to be told apart by: a run that lost its lock, whatever it did since. */
class LapsedError extends Error {
  override readonly name = 'LapsedError';
}

const LAPSED = 'The lock of the run lapsed: the process stood still or the database was away.';

/** One run under its lock: sign of life, work, report. Never throws. */
export async function perform(stage: Stage, job: Job, locked: AgendaJob): Promise<Ended> {
  const { clock, log, stopping } = stage;
  const startedAt = clock.now();
  const ctx: Context = {
    actor: { kind: 'system', name: `job ${job.name}` },
    authority: UNLIMITED,
    traceId: newId(),
    clock,
    log,
  };
  const lost = new AbortController();
  const heartbeat = startHeartbeat(
    { job: locked, repository: stage.repository, log },
    stage.lockLifetime,
    () => lost.abort(new LapsedError(LAPSED)),
  );
  let ended = await runRounds(job, ctx, AbortSignal.any([stopping, lost.signal])).then(
    (outcome): Ended => ({ outcome }),
    (error: unknown): Ended => ({ error }),
  );
  await heartbeat.stop();
  if (heartbeat.lapsed()) {
    ended = { error: new LapsedError(LAPSED, 'error' in ended ? { cause: ended.error } : {}) };
  } else if (stopping.aborted && 'error' in ended) {
    // it was told to stop and did so in its way; another process goes on
    log.info({ job: job.name, err: ended.error }, 'a job was stopped by the shutdown');
    ended = { outcome: { done: 0, failed: 0, more: true } };
  }
  await report(stage, ctx, { name: job.name, startedAt, locked, ended });
  if ('outcome' in ended && ended.outcome.more) await stage.again(job.name);
  return ended;
}

interface Performance {
  readonly name: string;
  readonly startedAt: number;
  readonly locked: AgendaJob;
  readonly ended: Ended;
}

/** What cannot be reported is logged; that the database is away must not turn a good run into a failed one. */
async function report(
  { runs, clock, log }: Stage,
  ctx: Context,
  { name, startedAt, locked, ended }: Performance,
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
    if ('outcome' in ended) {
      const { done, failed } = ended.outcome;
      if (done === 0 && failed === 0 && attempt === 1) return;
      await runs.note(ctx, { ...times, outcome: 'ok', done, failed });
    } else {
      const { error } = ended;
      log.error({ job: name, attempt, err: error, traceId: ctx.traceId }, 'a job failed');
      await runs.note(ctx, {
        ...times,
        outcome: 'failed',
        error: describeError(error),
        // whoever took the lock over has a time of its own
        ...(!(error instanceof LapsedError) && {
          nextRunAt: instant(end + retryAfter(attempt)),
        }),
      });
    }
  } catch (error) {
    log.warn({ job: name, err: error, traceId: ctx.traceId }, 'a run of a job was not recorded');
  }
}
