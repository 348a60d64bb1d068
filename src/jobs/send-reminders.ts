import type { Core } from '#core/index.js';
import type { Job } from './job.js';

export function sendReminders({ invitations }: Core): Job {
  return {
    name: 'send-reminders',
    purpose: 'Reminds people of invitations on the third day and on the day before they end.',
    every: '10 minutes',
    run: (ctx) => invitations.remindDue(ctx),
  };
}
