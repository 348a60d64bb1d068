import type { Core } from '#core/index.js';
import type { Job } from './job.js';

/** A grant whose time is over counts for nothing from that moment; this takes it off the member and tells of it. */
export function endGrants({ memberRoles }: Core): Job {
  return {
    name: 'end-grants',
    purpose: 'Takes away roles that were given for a time which is over.',
    every: '1 minute',
    run: async (ctx) => ({ done: await memberRoles.expireGrants(ctx) }),
  };
}
