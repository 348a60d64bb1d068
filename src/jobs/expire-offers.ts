import type { Core } from '#core/index.js';
import type { Job } from './job.js';

export function expireOffers({ ownership }: Core): Job {
  return {
    name: 'expire-offers',
    purpose: 'Ends offers of ownership that nobody accepted in time.',
    every: '10 minutes',
    run: (ctx) => ownership.expireOffers(ctx),
  };
}
