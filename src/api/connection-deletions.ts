import { z } from 'zod';
import { peopleChoice } from './connection-shapes.js';
import { id, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';
import { steppedTask } from './task-shapes.js';

const CONNECTION = '/organizations/{organizationId}/connections/{connectionId}';
const DELETIONS = '/organizations/{organizationId}/connection-deletions';

const endedCounts = z.strictObject({ handGiven: z.int(), ended: z.int() });

const counts = z
  .strictObject({
    kept: z.int(),
    suspended: z.int(),
    removed: z.int(),
    waiting: z.int().meta({ description: 'Users who waited for a link and stood for nobody.' }),
    gone: z.int().meta({ description: 'Members who had left before.' }),
    roles: endedCounts,
    spaces: endedCounts,
    seats: endedCounts,
  })
  .meta({ id: 'ConnectionDeletionCounts' });

const endedOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ handGiven: z.array(item), ended: z.array(item) });

const person = z
  .strictObject({
    memberId: id,
    name: z.string(),
    email: z.string().optional(),
    outcome: z.enum(['kept', 'suspended', 'removed']),
    because: z
      .enum([
        'other_connection',
        'self',
        'authority',
        'member.last_owner',
        'member.last_admin',
        'member.last_break_glass',
      ])
      .optional()
      .meta({
        description:
          'Why the person is not suspended or removed, or keeps what the caller could not give: another connection stands behind them, ' +
          'they are the caller, the caller may not manage them, or no other owner or administrator would be left.',
      }),
    roles: endedOf(z.string()),
    spaces: endedOf(z.strictObject({ spaceId: id, role: z.string() })),
    products: endedOf(id),
  })
  .meta({ id: 'ConnectionDeletionPerson' });

const deletion = steppedTask
  .extend({
    connectionId: id,
    connection: z.string().meta({ description: 'The name of the connection.' }),
    people: peopleChoice,
    report: counts.optional().meta({ description: 'What was done so far.' }),
  })
  .meta({ id: 'ConnectionDeletion' });

export const previewConnectionDeletion = operation({
  method: 'POST',
  path: `${CONNECTION}/deletion/preview`,
  summary:
    'Shows what deleting a connection would make of its people, one page at a time, at most 100 people each. Changes nothing.',
  scope: 'directory:write',
  query: pageQuery,
  body: z.strictObject({ people: peopleChoice }),
  example: { body: { people: 'keep' } },
  answer: {
    description: 'The people of the page, and what belongs to the connection and would go with it.',
    body: z.strictObject({
      items: z.array(person),
      next: z.string().optional(),
      looked: z.int().meta({ description: 'How many users this page looked at.' }),
      counts,
      users: z.int(),
      groups: z.int(),
      mappings: z.int(),
      credentials: z.array(
        z.strictObject({ id, kind: z.enum(['token', 'client']), name: z.string() }),
      ),
    }),
  },
  faults: ['connection.missing'],
});

export const deleteConnection = operation({
  method: 'DELETE',
  path: CONNECTION,
  summary:
    'Deletes a connection with its tokens, clients, mappings, groups and log. SCIM requests are refused from now on; the people follow ' +
    'in the background.',
  scope: 'directory:write',
  query: z.strictObject({ people: peopleChoice }),
  example: { query: { people: 'keep' } },
  idempotent: true,
  versioned: true,
  answer: {
    status: 202,
    description: 'The work, which goes on. Sent again, with the same choice: the same work.',
    body: deletion,
  },
  faults: ['connection.missing', 'connection.deleting'],
});

export const listConnectionDeletions = operation({
  method: 'GET',
  path: DELETIONS,
  summary: 'Lists deletions of connections with their progress, those of the last 90 days.',
  scope: 'directory:read',
  query: pageQuery,
  answer: { description: 'A page of deletions.', body: pageAnswer(deletion) },
  example: {},
});

export const getConnectionDeletion = operation({
  method: 'GET',
  path: `${DELETIONS}/{deletionId}`,
  summary: 'Reads the progress of the deletion of a connection.',
  scope: 'directory:read',
  answer: { description: 'The deletion.', body: deletion },
  example: {},
  faults: ['task.missing'],
});
