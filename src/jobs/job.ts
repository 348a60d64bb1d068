import type { Context } from '#kernel/index.js';

/** What one run did. Counts are of whatever the job works on: invitations, mails, rows. */
export interface JobOutcome {
  readonly done: number;
  /** things that could not be done and stay for a later run; the run itself went well */
  readonly failed?: number;
  /** there is more to do than one run takes: run again at once */
  readonly more?: boolean;
}

/**
 * Work that the clock starts. It carries no data: what there is to do stands in the store, and a run takes a bounded part of
 * it. It may be run twice over the same work (a crash, a lapsed lock), so everything it does must be safe to do again.
 */
export interface Job {
  /** kebab-case, a verb first: `expire-invitations` */
  readonly name: string;
  /** one sentence, for the operator */
  readonly purpose: string;
  /** `30 seconds`, `5 minutes`, `1 hour`, `1 day`, or a cron line of five fields in UTC: `0 3 * * *` */
  readonly every: string;
  /**
   * Does the next part of the work and stops early once `signal` is aborted: the process shuts down, or another one has taken
   * over. What it throws is reported, and it is run again after a while.
   */
  run(ctx: Context, signal: AbortSignal): Promise<JobOutcome>;
}
