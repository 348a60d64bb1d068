import type { Core } from '#core/index.js';
import type { Job } from './job.js';

export function purgeOrganizations({ organizations }: Core): Job {
  return {
    name: 'purge-organizations',
    purpose: 'Erases deleted organizations whose time to be restored is over.',
    every: '1 hour',
    run: (ctx) => organizations.purgeDeleted(ctx),
  };
}
