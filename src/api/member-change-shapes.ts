import { z } from 'zod';
import { id, instant } from './inputs.js';
import { progress } from './task-shapes.js';

/** A change of many people, and how far it is. */
export const memberChange = z
  .strictObject({
    ...progress,
    kind: z.literal('member-change'),
    gathering: z.boolean(),
    change: z
      .string()
      .meta({ description: 'The kind of the change; of an undo that of what it takes back.' }),
    undoable: z.boolean().meta({ description: 'Whether undoTask can take it back now.' }),
    undoUntil: instant.optional().meta({ description: 'Of removals: until when.' }),
    undoOf: id.optional().meta({ description: 'The task that this one takes back.' }),
    undoneBy: id.optional().meta({ description: 'The task that took this one back.' }),
  })
  .meta({ id: 'MemberChange' });
