import type { Core } from '#core/index.js';
import type { Job } from './job.js';

export function meterUsageDaily({ meterUsage }: Core): Job {
  return {
    name: 'meter-usage',
    purpose: 'Notes once a day how many members of a metered plan are beyond those included.',
    every: '1 hour',
    run: (ctx) => meterUsage(ctx),
  };
}
