import { z } from 'zod';
import { id, instant, line } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/views';
const ONE = `${PATH}/{viewId}` as const;

const list = z
  .enum([
    'members',
    'invitations',
    'join-requests',
    'roles',
    'spaces',
    'seats',
    'seat-requests',
    'domains',
    'connections',
    'exchanges',
    'api-keys',
    'journal',
    'webhook-deliveries',
    'mails',
  ])
  .meta({ description: 'Which list it is of.' });

const fields = {
  name: line(80),
  query: z
    .string()
    .max(2_000)
    .regex(/^(?!\?)[\x21-\x7e]*$/, 'must be the query of an address, without the question mark'),
  shared: z.boolean(),
};

const view = z
  .strictObject({
    id,
    list,
    name: z.string(),
    query: z.string(),
    shared: z.boolean(),
    own: z.boolean(),
    by: z.strictObject({ id, name: z.string() }).optional(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'SavedView' });

export const listViews = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists views of lists that the acting member has saved, and those that others share on lists which the member may read; at most 300.',
  scope: 'self',
  query: z.strictObject({ list: list.optional() }),
  answer: {
    description: 'The member’s own ones first, then those of others, each by name.',
    body: z.strictObject({ items: z.array(view) }),
  },
  example: { query: { list: 'members' } },
});

export const createView = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Saves a view of a list under a name. To share it, `members:write` is needed; it is then shown to everybody who may read the list.',
  scope: 'self',
  idempotent: true,
  body: z.strictObject({ list, ...fields, shared: fields.shared.optional() }),
  answer: { status: 201, description: 'The view.', body: view },
  example: { body: { list: 'members', name: 'View {unique}', query: 'state=suspended' } },
  faults: ['view.exists', 'view.limit'],
});

export const getView = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a view: one’s own, or a shared one on a list which the member may read.',
  scope: 'self',
  versioned: true,
  answer: { description: 'The view.', body: view },
  faults: ['view.missing'],
});

export const updateView = operation({
  method: 'PATCH',
  path: ONE,
  summary:
    'Changes a view of one’s own. What is shared, or comes to be, needs `members:write`; to share it no more does not.',
  scope: 'self',
  versioned: true,
  body: z
    .strictObject(fields)
    .partial()
    .refine((change) => Object.keys(change).length > 0, 'must name something to change'),
  answer: { description: 'The view as it is now.', body: view },
  example: { body: { name: 'Another name', query: 'state=active&sort=name' } },
  faults: ['view.missing', 'view.exists', 'view.limit'],
});

export const deleteView = operation({
  method: 'DELETE',
  path: ONE,
  summary: 'Deletes a view of one’s own; with `members:write` a shared one of whoever.',
  scope: 'self',
  versioned: true,
  answer: { status: 204, description: 'It is gone.' },
  faults: ['view.missing'],
});
