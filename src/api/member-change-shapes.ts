import { z } from 'zod';
import { progress } from './task-shapes.js';

/** A change of many people, and how far it is. */
export const memberChange = z
  .strictObject({
    ...progress,
    kind: z.literal('member-change'),
    gathering: z.boolean(),
    change: z.string().meta({ description: 'The kind of the change, or `undo`.' }),
  })
  .meta({ id: 'MemberChange' });
