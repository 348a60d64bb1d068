import { z } from 'zod';
import { memberStanding } from './access-sources.js';
import { id } from './inputs.js';
import { memberAnswer, shownSeat, shownSpace } from './member-bodies.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/members/{memberId}/merge';

const version = z.int().min(1);
const into = id.meta({ description: 'The member who stays.' });

const merging = z.strictObject({ memberId: id, name: z.string(), version });

export const previewMemberMerge = operation({
  method: 'POST',
  path: `${PATH}/preview`,
  summary:
    'Shows what merging a member into another one would make of that one, or why it would be refused. Changes nothing.',
  scope: 'members:write',
  body: z.strictObject({ into }),
  example: { body: { into: '{acceptorId}' } },
  answer: {
    description: 'Both members, and the one who stays as it would be.',
    body: z.strictObject({
      member: merging,
      into: merging,
      refusal: z.strictObject({ code: z.string(), message: z.string() }).optional(),
      result: z
        .strictObject({
          status: z.enum(['active', 'suspended']),
          email: z.string().optional(),
          accountId: z.string().optional(),
          standing: memberStanding,
          roles: z.strictObject({ before: z.array(z.string()), after: z.array(z.string()) }),
          spaces: z.array(shownSpace).optional().meta({
            description: 'Those that are gained; for callers who may read spaces.',
          }),
          seats: z.array(shownSeat).optional().meta({
            description: 'Those that are gained; for callers who may read seats.',
          }),
          scimUserIds: z.array(id).meta({
            description: 'Users of directories that would stand for the other member.',
          }),
          needsConfirmation: z.boolean().meta({
            description: 'The member gains rights over other members; the merge needs confirm.',
          }),
        })
        .optional(),
    }),
  },
  faults: ['member.missing'],
});

export const mergeMember = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Merges a member into another one who is the same person. What the member has goes to the one who stays, and the member leaves ' +
    'for good.',
  scope: 'members:write',
  body: z.strictObject({
    into,
    intoVersion: version.optional().meta({
      description: 'Of the one who stays, as it was read; If-Match is about the one who goes.',
    }),
    confirm: z.boolean().optional().meta({
      description: 'Rights over other members move, too: the preview was looked at.',
    }),
  }),
  example: { body: { into: '{acceptorId}', confirm: true } },
  idempotent: true,
  versioned: true,
  answer: { description: 'The member who stays.', body: memberAnswer },
  faults: [
    'member.missing',
    'member.left',
    'member.self',
    'member.two_users',
    'member.exists',
    'member.last_owner',
    'member.last_admin',
    'member.last_break_glass',
    'permission.escalation',
    'role.confirmation',
    'plan.required',
    'limit.members',
  ],
});
