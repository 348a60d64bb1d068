import { z } from 'zod';
import { LOCALES } from '#kernel/index.js';
import { exportNote, id } from './inputs.js';
import { rosterQuery, rowResult } from './member-bodies.js';
import { operation } from './operations.js';

const LIST = '/organizations/{organizationId}/members';

const ids = z.array(id).min(1).max(1_000);

export const bulkMembers = operation({
  method: 'POST',
  path: `${LIST}/bulk`,
  summary:
    'Suspends, restores or removes up to 1,000 members, or sets their roles. Removing revokes the invitations of pending rows. ' +
    'A refusal of one row does not stop the others.',
  scope: 'members:write',
  body: z.discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['suspend', 'restore']), ids }),
    z.strictObject({ action: z.literal('remove'), ids, successorMemberId: id.optional() }),
    z.strictObject({
      action: z.literal('setRoles'),
      ids,
      roles: z.array(z.string().min(1).max(40)).min(1).max(50),
      confirm: z.boolean().optional(),
    }),
  ]),
  idempotent: true,
  answer: {
    description: 'What became of each row, in the order given.',
    body: z.strictObject({
      succeeded: z.int(),
      failed: z.int(),
      rows: z.array(rowResult),
    }),
  },
  example: { body: { action: 'suspend', ids: ['{memberId}'] } },
});

export const exportMembers = operation({
  method: 'GET',
  path: `${LIST}/export`,
  summary:
    'Exports the member list as a file, with the same filters and sort order. An import takes it; unchanged rows change nothing.',
  scope: 'members:read',
  query: rosterQuery.extend({
    format: z.enum(['csv', 'xlsx']).default('csv'),
    locale: z.enum(LOCALES).optional().meta({
      description: 'Of the titles, which are keys when absent. An import reads either.',
    }),
    note: exportNote,
  }),
  answer: {
    description:
      'A table with a header row, below the note where one was given. No cell is a formula.',
    mediaTypes: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  },
  example: { query: { format: 'csv', state: 'active' } },
});
