import type { Context } from '#kernel/index.js';
import type { Job, JobOutcome } from './job.js';

/** One kind of thing that is kept for a while only. Removes a bounded part of what is too old, oldest first. */
export interface Sweep {
  /** for the log: `exchanges` */
  readonly what: string;
  removeOld(ctx: Context): Promise<{ readonly done: number; readonly more: boolean }>;
}

/** A sweep that fails does not keep the others from theirs; the run fails once all had their turn. */
export function retention(sweeps: readonly Sweep[]): Job {
  return {
    name: 'retention',
    purpose: 'Removes what is older than the retention settings say.',
    every: '10 minutes',
    async run(ctx, signal) {
      let outcome: Required<JobOutcome> = { done: 0, failed: 0, more: false };
      const failures: unknown[] = [];
      for (const { what, removeOld } of sweeps) {
        if (signal.aborted) return { ...outcome, more: true };
        try {
          const { done, more } = await removeOld(ctx);
          outcome = { ...outcome, done: outcome.done + done, more: outcome.more || more };
        } catch (error) {
          ctx.log.warn({ err: error, what, traceId: ctx.traceId }, 'a sweep failed');
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return outcome;
    },
  };
}
