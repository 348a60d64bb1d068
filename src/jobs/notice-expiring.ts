import type { Core } from '#core/index.js';
import type { Job } from './job.js';

export function noticeExpiring({ apiKeys }: Core): Job {
  return {
    name: 'notice-expiring',
    purpose: 'Tells 30, 7 and 1 days before that an API key or a token of a directory ends.',
    every: '1 hour',
    run: async (ctx) => ({ done: await apiKeys.writeExpiryNotices(ctx) }),
  };
}
