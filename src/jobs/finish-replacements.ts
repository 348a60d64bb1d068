import type { Core } from '#core/index.js';
import type { Job } from './job.js';

/** The door replaces at once; this goes on where a process died. */
export function finishReplacements({ roles }: Core): Job {
  return {
    name: 'finish-replacements',
    purpose: 'Finishes giving people another role in place of one that was deleted.',
    every: '10 minutes',
    run: async (ctx) => ({ done: await roles.finishReplacements(ctx) }),
  };
}
