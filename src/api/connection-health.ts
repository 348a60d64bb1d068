import { z } from 'zod';
import { id, instant } from './inputs.js';
import { operation } from './operations.js';

const credential = z.strictObject({
  id,
  kind: z.enum(['token', 'client']),
  name: z.string(),
  ageDays: z.int().meta({ description: 'Whole days since it was made.' }),
  lastUsedAt: instant.optional(),
  expiresAt: instant.optional(),
  expiresInDays: z.int().optional().meta({ description: 'Whole days; below 0 it is over.' }),
});

const health = z
  .strictObject({
    state: z.enum(['disabled', 'unused', 'healthy', 'failing', 'stale']).meta({
      description:
        'Failing: ten or more requests of the last day went wrong, and more than half of them. Stale: it spoke once, and has said ' +
        'nothing for seven days.',
    }),
    troubledSince: instant.optional().meta({
      description:
        'When administrators were told that it fails or is stale; absent: they were not.',
    }),
    lastRequestAt: instant.optional().meta({ description: 'When it last said something.' }),
    recent: z
      .strictObject({
        requests: z.int().meta({ description: 'All of them.' }),
        troubled: z.int().meta({ description: 'Those that were refused or failed.' }),
      })
      .meta({ description: 'Requests of the last day, among the newest entries of the log.' }),
    lastTrouble: z
      .strictObject({
        exchangeId: id.meta({ description: 'Its entry in the log of exchanges.' }),
        at: instant,
        operation: z.string(),
        status: z.int(),
      })
      .optional()
      .meta({ description: 'The newest request of the last day that went wrong.' }),
    credentials: z.array(credential).meta({ description: 'What opens the connection today.' }),
    metadata: z
      .enum(['missing', 'current', 'failing', 'ending', 'expired'])
      .optional()
      .meta({ description: 'Of a connection for sign-in: how far its metadata is good.' }),
    certificateEndsAt: instant.optional().meta({
      description: 'The end of the last certificate that the provider signs with.',
    }),
  })
  .meta({ id: 'ConnectionHealth' });

export const getConnectionHealth = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/connections/{connectionId}/health',
  summary:
    'Reads how a connection is: its last word, what went wrong, and the age of its tokens and certificates.',
  scope: 'directory:read',
  answer: { description: 'How it is now.', body: health },
  faults: ['connection.missing'],
});

const change = z.strictObject({ before: z.array(z.string()), after: z.array(z.string()) });

export const reevaluateMember = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/members/{memberId}/re-evaluate',
  summary:
    'Works out anew what directories give a member, and shows each step. What people gave is not touched; where nothing is amiss, ' +
    'nothing changes.',
  scope: 'directory:write',
  body: z.strictObject({}),
  example: { body: {} },
  answer: {
    description: 'The roles before and after, and why.',
    body: z
      .strictObject({
        memberId: id,
        roles: change,
        steps: z
          .array(z.strictObject({ step: z.string(), detail: z.string() }))
          .meta({ description: 'What was looked at and what followed, in order.' }),
      })
      .meta({ id: 'Reevaluation' }),
  },
  faults: ['member.missing'],
});
