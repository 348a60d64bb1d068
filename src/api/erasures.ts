import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const erasure = z
  .strictObject({
    id,
    kind: z.enum(['member', 'account']).meta({
      description: 'Of one organization, or of an account with all of its memberships.',
    }),
    organizationId: z.string().meta({ description: '`installation` for an account.' }),
    memberId: id.optional(),
    accountId: id.optional(),
    parentId: id
      .optional()
      .meta({ description: 'The erasure of the account that began this one.' }),
    status: z.enum(['running', 'blocked', 'done']).meta({
      description: 'blocked: `reason` says what forbids it; it is tried again every ten minutes.',
    }),
    reason: z
      .strictObject({ code: z.string(), details: z.record(z.string(), z.unknown()) })
      .optional(),
    requestedBy: z.string().meta({ description: 'Kind and id of the caller.' }),
    entries: z.int().meta({ description: 'Journal entries that lost personal data so far.' }),
    records: z.int().meta({ description: 'Other records that went or lost personal data so far.' }),
    createdAt: instant,
    updatedAt: instant,
    endedAt: instant.optional(),
  })
  .meta({
    id: 'Erasure',
    description: 'That a person is erased. It holds ids, and nothing personal once it is done.',
  });

/** What forbids to erase a membership. */
const REFUSALS = [
  'member.last_owner',
  'member.last_admin',
  'member.last_break_glass',
  'erasure.directory',
  'erasure.merged',
] as const;

export const eraseMember = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/members/{memberId}/erase',
  summary:
    'Removes a member and erases what the organization keeps about the person. It cannot be undone; journal entries keep their hashes.',
  scope: 'members:write',
  body: z.strictObject({}).default({}),
  answer: {
    status: 202,
    description:
      'The erasure, which goes on. The member is gone. The same request again answers with it.',
    body: erasure,
  },
  example: { body: {} },
  faults: ['member.missing', 'member.self', 'permission.escalation', ...REFUSALS],
});

export const listErasures = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/erasures',
  summary: 'Lists erasures of members of the organization, the oldest first.',
  scope: 'members:read',
  query: pageQuery,
  answer: { description: 'A page of erasures.', body: pageAnswer(erasure) },
});

export const getErasure = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/erasures/{erasureId}',
  summary: 'Reads how far the erasure of a member is.',
  scope: 'members:read',
  answer: { description: 'The erasure.', body: erasure },
  faults: ['erasure.missing'],
});

export const eraseAccount = operation({
  method: 'DELETE',
  path: '/accounts/{accountId}',
  summary:
    'Erases an account with all of its memberships and everything that is kept about the person. It cannot be undone.',
  scope: 'operator',
  answer: {
    status: 202,
    description: 'The erasure, which goes on. The same request again answers with it.',
    body: erasure,
  },
  example: {},
  faults: ['account.missing', ...REFUSALS],
});

export const listAllErasures = operation({
  method: 'GET',
  path: '/erasures',
  summary:
    'Lists every erasure of the installation, the oldest first: what has to be erased again after a backup was restored.',
  scope: 'operator',
  query: pageQuery,
  answer: { description: 'A page of erasures.', body: pageAnswer(erasure) },
});

export const getAnyErasure = operation({
  method: 'GET',
  path: '/erasures/{erasureId}',
  summary: 'Reads how far an erasure is, of an account too.',
  scope: 'operator',
  answer: { description: 'The erasure.', body: erasure },
  faults: ['erasure.missing'],
});
