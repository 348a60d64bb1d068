import { z } from 'zod';
import { id, instant } from './inputs.js';
import { progress } from './task-shapes.js';

const named = z.strictObject({
  id,
  name: z.string().optional().meta({ description: 'Absent when it is not there any more.' }),
});

/** What a change says, as data: a page makes a sentence of it in its own language. */
const subject = z.strictObject({
  roles: z.array(z.string()).optional().meta({ description: 'Names of the roles.' }),
  until: instant.optional().meta({ description: 'When the roles end by themselves.' }),
  product: named.optional().meta({ description: 'Whose seats.' }),
  spaces: z.array(named).optional().meta({ description: 'Which spaces.' }),
  spaceRole: z.string().optional().meta({ description: 'The name of the role there.' }),
  successor: named.optional().meta({ description: 'Who takes over what they owned.' }),
  person: named
    .extend({ kind: z.enum(['member', 'invitation']) })
    .optional()
    .meta({ description: 'Of a change of one row: whom it is about, as they are called now.' }),
});

/** A change of many people, and how far it is. */
export const memberChange = z
  .strictObject({
    ...progress,
    kind: z.literal('member-change'),
    gathering: z.boolean(),
    change: z
      .string()
      .meta({ description: 'The kind of the change; of an undo that of what it takes back.' }),
    subject: subject.meta({ description: 'What the change names, as it is called now.' }),
    undoable: z.boolean().meta({ description: 'Whether undoTask can take it back now.' }),
    undoUntil: instant.optional().meta({ description: 'Of removals: until when.' }),
    undoOf: id.optional().meta({ description: 'The task that this one takes back.' }),
    undoneBy: id.optional().meta({ description: 'The task that took this one back.' }),
  })
  .meta({ id: 'MemberChange' });
