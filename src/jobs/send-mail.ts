import type { MailService } from '#delivery/index.js';
import type { Job } from './job.js';

/** Doors wake it after a commit; the interval is for what nobody woke it for: retries, directories, other processes. */
export function sendMail(mail: Pick<MailService, 'sendDue'>): Job {
  return {
    name: 'send-mail',
    purpose: 'Sends the mails that are due, and tries again those that could not be sent.',
    every: '15 seconds',
    run: (ctx, signal) => mail.sendDue(ctx, signal),
  };
}
