import { z } from 'zod';

/** Rows of one bulk request. */
export const MAX_ROWS = 1_000;

/** What became of each row, in the order in which they were sent. */
export const rowResults = z.strictObject({
  results: z.array(
    z
      .strictObject({
        id: z.string().meta({ description: 'As it was sent.' }),
        outcome: z.string().meta({ description: '`failed`, `unchanged`, or what was done.' }),
        code: z.string().optional().meta({ description: 'Of a failed row: see docs/errors.md.' }),
        message: z.string().optional(),
        details: z.record(z.string(), z.unknown()).optional(),
      })
      .meta({ id: 'RowResult' }),
  ),
});
