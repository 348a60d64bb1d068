import type { TxtResolver } from '#outgoing/index.js';
import type { Core } from '#core/index.js';
import { isFault } from '#kernel/index.js';
import type { Job } from './job.js';

/** Looks a run: DNS answers in its own time. */
const MAX_LOOKUPS_PER_RUN = 50;

/** A domain that is given up, or whose organization is, has to stop counting as proof. */
export function recheckDomains({ domains }: Core, resolver: TxtResolver): Job {
  return {
    name: 'recheck-domains',
    purpose: 'Looks weekly whether verified domains still carry their proof.',
    every: '1 hour',
    async run(ctx, signal) {
      const due = await domains.due(ctx, MAX_LOOKUPS_PER_RUN);
      let failed = 0;
      for (const { id, organizationId, name } of due) {
        if (signal.aborted) break;
        const texts = await resolver.proofs(name);
        try {
          await domains.recordDnsAnswer(ctx, { organizationId, id }, texts);
        } catch (error) {
          // gone meanwhile, deleted with its organization, or proved by another one
          if (!isFault(error) || error.kind === 'unavailable') throw error;
          failed += 1;
        }
      }
      return {
        done: due.length - failed,
        failed,
        more: failed === 0 && due.length === MAX_LOOKUPS_PER_RUN,
      };
    },
  };
}
