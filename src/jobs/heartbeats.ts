import type { Job as AgendaJob, JobRepository } from 'agenda';
import { isFault, systemClock, type Log } from '#kernel/index.js';

/** The sign of life of one run. */
export interface Heartbeat {
  /** True once another worker has the lock, or the lock is too old to be relied on. */
  lapsed(): boolean;
  /** Resolves when the last sign is written: one that came after the run's end would lock the job again. */
  stop(): Promise<void>;
}

/** Beats in the time that a lock holds: two may fail. */
const BEATS_PER_LOCK = 3;

/**
 * Renews the lock while a job runs. In place of Agenda's `touch()`, which takes the lock for renewed although the database was
 * away. `onLapse` is called once, when the run has lost its lock.
 */
export function startHeartbeat(
  { job, repository, log }: { job: AgendaJob; repository: JobRepository; log: Log },
  lockLifetime: number,
  onLapse: () => void,
): Heartbeat {
  let lapsed = false;
  // Agenda saved the state a moment ago, before it called the job; not by the clock, which may be set meanwhile
  let renewedAt = performance.now();
  let beating: Promise<void> | undefined;
  const lapse = (): void => {
    if (lapsed) return;
    lapsed = true;
    clearInterval(timer);
    onLapse();
  };
  const beat = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      const lockedAt = new Date(systemClock.now());
      await repository.saveJobState({ ...job.attrs, lockedAt }, undefined);
      renewedAt = startedAt;
    } catch (error) {
      const since = Math.round(performance.now() - renewedAt);
      log.warn({ err: error, job: job.attrs.name, since }, 'the lock of a job was not renewed');
      if (isFault(error, 'record.stale') || since > lockLifetime) lapse();
    }
  };
  const timer = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = undefined;
    });
  }, lockLifetime / BEATS_PER_LOCK);
  return {
    lapsed: () => lapsed,
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}
