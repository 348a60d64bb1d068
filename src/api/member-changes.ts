import { z } from 'zod';
import type { FaultCode } from '#kernel/index.js';
import { id, order, pageAnswer, pageQuery, text } from './inputs.js';
import { invitationFilter, invitationStatus } from './invitation-filters.js';
import { departure } from './departures.js';
import { rosterQuery } from './member-bodies.js';
import { operation } from './operations.js';
import { memberChange } from './member-change-shapes.js';
import { rowStatus, taskRow } from './task-shapes.js';

const PATH = '/organizations/{organizationId}/member-changes';
const ONE = `${PATH}/{changeId}` as const;

const role = z.string().min(1).max(40);
const roles = z.array(role).min(1).max(50);
const exclude = z.array(id).max(1_000).optional().meta({
  description: 'Ids of rows that the list has and the change leaves alone: at most 1,000.',
});

const people = rosterQuery.omit({ sort: true });

const selection = z.union([
  z.strictObject({
    ids: z.array(id).min(1).max(1_000).meta({
      description: 'Ids of members and invitations: at most 1,000. Ids of nobody are left out.',
    }),
  }),
  z.strictObject({
    filter: people.meta({
      description: 'All rows of the list of members with this query; an empty one has all of it.',
    }),
    exclude,
  }),
  z.strictObject({
    invitations: z
      .strictObject({ status: invitationStatus.optional(), ...invitationFilter })
      .meta({ description: 'All rows of the list of invitations with this query.' }),
    exclude,
  }),
]);

const confirm = z.boolean().optional().meta({
  description: 'Required where rights over other members are given, or an elevation ends.',
});

const productId = id;
const spaceIds = z.array(id).min(1).max(100).meta({ description: 'Ids of the spaces.' });

const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['suspend', 'restore']) }),
  z.strictObject({ kind: z.literal('remove'), successorMemberId: id.optional() }),
  z.strictObject({
    kind: z.literal('addRoles'),
    roles,
    until: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'The grants end by themselves then.' }),
    confirm,
  }),
  z.strictObject({ kind: z.literal('removeRoles'), roles, confirm }),
  z.strictObject({ kind: z.literal('setRoles'), roles, confirm }),
  z.strictObject({
    kind: z.literal('assignSeats'),
    productId,
    whenFull: z.enum(['refuse', 'request', 'queue']).optional().meta({
      description: 'What becomes of a row when no seat is free: `refuse` when absent.',
    }),
  }),
  z.strictObject({ kind: z.literal('releaseSeats'), productId }),
  z.strictObject({ kind: z.literal('addToSpaces'), spaceIds, role }),
  z.strictObject({ kind: z.literal('removeFromSpaces'), spaceIds }),
  z.strictObject({ kind: z.enum(['resendInvitations', 'renewInvitations']) }),
  z.strictObject({
    kind: z.literal('revokeInvitations'),
    notify: z.boolean().optional().meta({ description: 'Whether the invitees get a mail.' }),
    note: text(1_000).min(1).optional().meta({ description: 'In that mail.' }),
  }),
]);

const request = {
  selection: selection.meta({ description: 'Which rows.' }),
  change: change.meta({ description: 'What is done to each row.' }),
};

const rowPerson = z.strictObject({ name: z.string(), email: z.string().optional() });

const NAMED_FAULTS: readonly FaultCode[] = [
  'role.unknown',
  'product.missing',
  'space.missing',
  'member.missing',
  'plan.required',
];

export const previewMemberChange = operation({
  method: 'POST',
  path: `${PATH}/preview`,
  summary:
    'Shows what a change of many people would do, without making it: how many rows it is about, and of the first hundred, to which it ' +
    'is done in a transaction that is given up, what would follow and which rows would be refused. Hooks are not asked.',
  scope: 'members:write',
  body: z.strictObject(request),
  answer: {
    description: 'What would happen.',
    body: z.strictObject({
      selected: z.int().meta({ description: 'Rows that the change is about: `expected` of it.' }),
      members: z.int().meta({ description: 'Members among them.' }),
      invitations: z.int().meta({ description: 'Invitations among them.' }),
      notConcerned: z.int().meta({
        description: 'Rows of the selection that the change is not about.',
      }),
      tried: z.int().meta({ description: 'Rows that were tried: at most 100.' }),
      effects: z
        .array(
          z.strictObject({
            type: z.string().meta({ description: 'The type of the journal entry.' }),
            count: z.int(),
          }),
        )
        .meta({ description: 'What the journal would say of the rows that were tried.' }),
      departure: z.strictObject(departure).optional().meta({
        description: 'Of a removal: what stays behind of the rows that were tried and not refused.',
      }),
      refused: z
        .strictObject({
          count: z.int(),
          rows: z
            .array(
              z.strictObject({
                kind: z.enum(['member', 'invitation']),
                id,
                ...rowPerson.shape,
                code: z.string(),
                message: z.string(),
              }),
            )
            .meta({ description: 'At most 20 of them.' }),
        })
        .meta({ description: 'Rows that were tried and would be refused.' }),
    }),
  },
  example: { body: { selection: { ids: ['{memberId}'] }, change: { kind: 'suspend' } } },
  faults: NAMED_FAULTS,
});

export const changeMembers = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Does the same to many people: to rows that are named, or to all that a list has, less some. The ids of up to 1,000 rows are written ' +
    'down at once; of more they are found before the first row is done. A row that is refused does not stop the others.',
  scope: 'members:write',
  body: z.strictObject({
    ...request,
    expected: z.int().min(0).optional().meta({
      description: 'The number of rows that was confirmed: with another one nothing is done.',
    }),
  }),
  idempotent: true,
  answer: {
    status: 202,
    description: 'The change, begun; Location is its address.',
    body: memberChange,
  },
  example: {
    body: { selection: { ids: ['{memberId}'] }, change: { kind: 'suspend' } },
  },
  faults: ['selection.changed', ...NAMED_FAULTS],
});

export const listMemberChanges = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists changes of many people, with their progress and whether they can be taken back. With an `:own` permission: those of the ' +
    'acting member. They are deleted after 90 days.',
  scope: 'members:read',
  own: true,
  query: pageQuery.extend({
    by: z.enum(['me', 'anybody']).default('anybody').meta({
      description: '`me`: only what the acting member began.',
    }),
    order,
  }),
  answer: {
    description: 'A page, oldest first where nothing else is asked.',
    body: pageAnswer(memberChange),
  },
  example: { query: { by: 'anybody', order: 'desc', limit: 20 } },
});

export const getMemberChange = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads the progress of a change of many people.',
  scope: 'members:read',
  answer: { description: 'The change.', body: memberChange },
  faults: ['task.missing'],
});

export const listMemberChangeRows = operation({
  method: 'GET',
  path: `${ONE}/rows`,
  summary: 'Lists the rows of a change of many people: whom each is about, and what became of it.',
  scope: 'members:read',
  query: pageQuery.extend({ status: rowStatus.optional() }),
  answer: {
    description: 'A page of rows.',
    body: pageAnswer(
      taskRow.extend({
        person: rowPerson.optional().meta({
          description: 'Whom the row is about, as they are called now; absent for nobody.',
        }),
      }),
    ),
  },
  example: { query: { status: 'failed' } },
  faults: ['task.missing'],
});

export const cancelMemberChange = operation({
  method: 'POST',
  path: `${ONE}/cancel`,
  summary: 'Stops a change of many people after its current row. Finished rows are not undone.',
  scope: 'members:write',
  answer: { description: 'The change.', body: memberChange },
  faults: ['task.missing', 'task.over'],
});
