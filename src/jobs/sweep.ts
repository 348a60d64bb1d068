import type { Context } from '#kernel/index.js';
import type { Job, JobOutcome } from './job.js';

/** How long one run goes on as long as there is more to do, milliseconds; then others have their turn. */
const MAX_RUN_MS = 10_000;

/**
 * Runs the job until there is nothing more to do, its time is over, or it is asked to stop. A run that did nothing is not run
 * again at once whatever it says: what it could not do now it can do no better a moment later.
 */
export async function sweep(
  job: Job,
  ctx: Context,
  signal: AbortSignal,
): Promise<Required<JobOutcome>> {
  const began = performance.now();
  let done = 0;
  let failed = 0;
  for (;;) {
    const outcome = await job.run(ctx, signal);
    done += outcome.done;
    failed += outcome.failed ?? 0;
    const more = outcome.more === true && outcome.done > 0;
    if (!more || signal.aborted || performance.now() - began > MAX_RUN_MS) {
      return { done, failed, more };
    }
  }
}
