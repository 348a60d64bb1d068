import { z } from 'zod';

/** The section `webhooks`. */
export const webhooks = z.strictObject({
  timeoutSeconds: z
    .int()
    .min(1)
    .max(30)
    .describe(
      'Seconds that one delivery may take, from the question to DNS to the last byte of the answer.',
    ),
  noticeAfterDays: z
    .number()
    .min(0.04)
    .max(30)
    .describe(
      'Administrators are mailed once when every delivery to an endpoint fails for so many days.',
    ),
  disableAfterDays: z
    .number()
    .min(0.04)
    .max(90)
    .describe(
      'An endpoint to which every delivery fails for so many days is disabled, and administrators are mailed. Nothing that waits is ' +
        'lost: who enables it chooses where it goes on.',
    ),
  retentionDays: z
    .int()
    .min(1)
    .max(400)
    .describe(
      'How long deliveries that are over are kept in the log, with what was sent and answered, in days.',
    ),
  maxEndpoints: z
    .int()
    .min(1)
    .max(1_000)
    .describe('How many webhook endpoints an organization may have, and the installation.'),
});
