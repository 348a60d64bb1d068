import { z } from 'zod';

/** The section `scim.massChanges`. */
export const massChanges = z.strictObject({
  percent: z
    .int()
    .min(1)
    .max(50)
    .describe(
      'Of the people whom directories manage, so many percent may lose something in an hour; what is beyond waits for a decision. ' +
        'Where an organization does not say otherwise.',
    ),
  people: z.int().min(1).max(1_000).describe('And at least so many people.'),
});
