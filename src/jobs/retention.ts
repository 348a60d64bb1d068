import type { Context } from '#kernel/index.js';
import type { Job, JobOutcome } from './job.js';

/** One kind of thing that is kept for a while only. Removes a bounded part of what is too old, oldest first. */
export interface RetentionRule {
  /** for the log: `exchanges` */
  readonly name: string;
  removeOld(ctx: Context): Promise<{ readonly done: number; readonly more: boolean }>;
}

/** A sweep that fails does not keep the others from theirs; the run fails once all had their turn. */
export function retention(rules: readonly RetentionRule[]): Job {
  return {
    name: 'retention',
    purpose: 'Removes what is older than the retention settings say.',
    every: '10 minutes',
    async run(ctx, signal) {
      let outcome: Required<JobOutcome> = { done: 0, failed: 0, more: false };
      const failures: unknown[] = [];
      for (const { name, removeOld } of rules) {
        if (signal.aborted) return { ...outcome, more: true };
        try {
          const { done, more } = await removeOld(ctx);
          outcome = { ...outcome, done: outcome.done + done, more: outcome.more || more };
        } catch (error) {
          ctx.log.warn({ err: error, what: name, traceId: ctx.traceId }, 'a sweep failed');
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return outcome;
    },
  };
}
