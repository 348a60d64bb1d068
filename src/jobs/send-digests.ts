import type { MailService } from '#delivery/index.js';
import type { Job } from './job.js';

/** What was collected carries the hour of its summary, so a run finds nothing at other times. */
export function sendDigests(mail: Pick<MailService, 'sendDigests'>): Job {
  return {
    name: 'send-digests',
    purpose: 'Puts the notices of a day into one mail for each member who wants it so.',
    every: '10 minutes',
    run: (ctx, signal) => mail.sendDigests(ctx, signal),
  };
}
