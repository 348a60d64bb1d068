import { z } from 'zod';
import { id, instant } from './inputs.js';

/** One event as the feed, the stream and webhooks in full form have it. */
export const event = z
  .strictObject({
    id: id.meta({ description: 'The same in every feed and for every endpoint.' }),
    type: z.string().meta({ description: 'What happened: see /api/v1/event-types.' }),
    version: z.int().meta({ description: 'Of the shape of `data`.' }),
    timestamp: instant.meta({ description: 'When it happened; never a cursor.' }),
    organizationId: id.optional().meta({ description: 'Absent: of the installation.' }),
    sequence: z.int().meta({
      description:
        'Of the organization’s journal, without gaps. Of two events of one object the later one has the higher number.',
    }),
    cursor: z.string().meta({ description: 'The place in the feed it was read from.' }),
    actor: z.looseObject({
      kind: z.string(),
      id: z.string().optional(),
      name: z.string(),
    }),
    traceId: z.string(),
    object: z
      .strictObject({ kind: z.string(), id: z.string(), name: z.string().optional() })
      .meta({ description: 'What it happened to, with its name at that time.' }),
    data: z
      .strictObject({
        before: z.record(z.string(), z.unknown()).optional(),
        after: z.record(z.string(), z.unknown()).optional(),
      })
      .meta({ description: 'What changed. Empty once a person in it was erased.' }),
  })
  .meta({ id: 'Event' });
