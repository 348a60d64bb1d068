import type { JobParameters, JobRepository } from 'agenda';
import { systemClock } from '#kernel/index.js';

/** The repository as Agenda sees it, with locks that are ours to judge. */
export interface WatchedLocks {
  readonly repository: JobRepository;
  /** The run of that lock has begun: from now on it gives the lock back itself. */
  runStarted(job: JobParameters): void;
  /** Locks nothing more, and gives back what was locked and not begun: Agenda's drain leaves those to lapse. */
  close(): Promise<void>;
}

/**
 * The lock lifetime that Agenda is given. It would drop a run whose lock grew old while it waited its turn, and count it as locked for
 * ever; and the timer by which it looks would hold the process for half a lifetime after the last run. Whether a lock is still
 * held says the fence, and the heartbeat.
 */
const NEVER_LAPSED = new Date(8_640_000_000_000_000);

type FindNextJob = JobRepository['getNextJobToRun'];
type SaveJobState = JobRepository['saveJobState'];

export function watchLocks(repository: JobRepository, lockLifetime: number): WatchedLocks {
  const held = new Map<string, JobParameters>();
  const pendingLookups = new Set<Promise<unknown>>();
  let closed = false;
  const lockNext: FindNextJob = async (name, scanAt, _deadline, now, options) => {
    const deadline = new Date(systemClock.now() - lockLifetime);
    const job = await repository.getNextJobToRun(name, scanAt, deadline, now, options);
    if (job) held.set(String(job._id), job);
    return job && { ...job, lockedAt: NEVER_LAPSED };
  };
  const findNext: FindNextJob = async (...args) => {
    if (closed) return undefined;
    const locking = lockNext(...args);
    const settled = locking.catch(() => undefined).finally(() => pendingLookups.delete(settled));
    pendingLookups.add(settled);
    const job = await locking;
    return closed ? undefined : job;
  };
  const save: SaveJobState = ({ lockedAt, ...state }, options) => {
    const renewed = lockedAt && { lockedAt: new Date(systemClock.now()) };
    return repository.saveJobState({ ...state, ...renewed }, options);
  };
  return {
    repository: new Proxy(repository, {
      get(target, property) {
        if (property === 'getNextJobToRun') return findNext;
        if (property === 'saveJobState') return save;
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    }),
    runStarted: (job) => void held.delete(String(job._id)),
    async close() {
      closed = true;
      await Promise.all(pendingLookups);
      for (const job of held.values()) await repository.unlockJob(job);
      held.clear();
    },
  };
}
