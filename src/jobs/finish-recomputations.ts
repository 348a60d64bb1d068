import type { Core } from '#core/index.js';
import type { Job } from './job.js';

/** What a process that died had begun: a mark on the connection says how far it was. */
export function finishRecomputations({ recomputation }: Core): Job {
  return {
    name: 'finish-recomputations',
    purpose: 'Finishes recomputations of roles that a process began and did not end.',
    every: '10 minutes',
    run: async (ctx) => ({ done: await recomputation.resume(ctx) }),
  };
}
