import type { JobParameters } from 'agenda';
import { isFault, systemClock } from '#kernel/index.js';
import type { JobBackend } from './job-runner.js';
import { MAX_RETRY_MS } from './retries.js';

/** Of each job: its interval in milliseconds, or a cron line, whose next time may lie anywhere. */
type Schedules = ReadonlyMap<string, { readonly schedule: number | string }>;

/**
 * Finds what was written by a clock that was set back since. A job whose next time lies farther ahead than its interval is made due;
 * a lock of the future begins now, so that it lapses unless its run renews it. Clocks of two processes may differ by the life of a
 * lock. Resolves to the names of the jobs that are due now.
 */
export async function wakeFromFuture(
  backend: Pick<JobBackend, 'repository' | 'wake'>,
  schedules: Schedules,
  lockLifetime: number,
): Promise<string[]> {
  const { jobs } = await backend.repository.queryJobs({ names: [...schedules.keys()] });
  const now = systemClock.now();
  const woken: string[] = [];
  for (const job of jobs) {
    const { lockedAt, name, nextRunAt } = job;
    if (lockedAt) {
      if (lockedAt.getTime() > now + lockLifetime) await beginLockNow(backend, job, now);
      continue;
    }
    const wait = longestWait(job, schedules.get(name)?.schedule) + lockLifetime;
    if ((nextRunAt?.getTime() ?? 0) <= now + wait) continue;
    await backend.wake(name);
    woken.push(name);
  }
  return woken;
}

function longestWait({ failCount }: JobParameters, schedule: number | string = ''): number {
  if (typeof schedule === 'string') return Infinity;
  return (failCount ?? 0) > 0 ? Math.max(schedule, MAX_RETRY_MS) : schedule;
}

async function beginLockNow(
  { repository }: Pick<JobBackend, 'repository'>,
  job: JobParameters,
  now: number,
): Promise<void> {
  try {
    await repository.saveJobState({ ...job, lockedAt: new Date(now) }, undefined);
  } catch (error) {
    // the run ended meanwhile, or another worker has the job
    if (!isFault(error, 'record.stale')) throw error;
  }
}
