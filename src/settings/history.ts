import { z } from 'zod';

/** The section `journal`. */
export const journal = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .describe(
      'How long the journal (the audit log) is kept, in days, where an organization has no policy of its own.',
    ),
});

/** The section `feed`. */
export const feed = z.strictObject({
  days: z
    .int()
    .min(1)
    .max(366)
    .describe(
      'How long events are kept for the readers of the feed, in days; never longer than the journal that they are read from.',
    ),
});
