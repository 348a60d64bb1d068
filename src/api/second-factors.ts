import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const factor = z
  .strictObject({
    id,
    kind: z.enum(['totp', 'passkey', 'recovery_codes']).meta({
      description: 'An authenticator app, a passkey, or a list of codes to recover with.',
    }),
    name: z.string().optional().meta({ description: 'Of a passkey: as the person calls it.' }),
    counts: z.enum(['everywhere', 'organization']).meta({
      description:
        '`organization`: set up in a session of its identity provider; it counts there only.',
    }),
    left: z.int().optional().meta({ description: 'Codes that are left, of a list.' }),
    createdAt: instant,
    lastUsedAt: instant.optional(),
  })
  .meta({ id: 'SecondFactor' });

const removed = z.strictObject({ removed: z.int().meta({ description: 'How many went.' }) });

const missing = z
  .strictObject({
    memberId: id,
    name: z.string(),
    email: z.string().optional(),
    asked: z.enum(['now', 'later', 'no']).meta({
      description: 'Whether the organization asks the member for one (`secondFactor`).',
    }),
    askedFrom: instant.optional().meta({
      description: 'From when on, where the policy names a day for a role that the member holds.',
    }),
  })
  .meta({ id: 'MissingSecondFactor' });

const OF_MEMBER = '/organizations/{organizationId}/members/{memberId}/second-factors';

export const listMemberSecondFactors = operation({
  method: 'GET',
  path: OF_MEMBER,
  summary: 'Lists the second factors that count for the member in the organization; at most 20.',
  scope: 'members:read',
  answer: {
    description: 'The factors, the oldest first; never a secret.',
    body: z.strictObject({ items: z.array(factor) }),
  },
  faults: ['member.missing'],
});

export const listMissingSecondFactors = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/second-factor/missing',
  summary:
    'Lists active members who have no second factor that counts in the organization. A page looks at `limit` members: it can be empty ' +
    'and still have a next one.',
  scope: 'members:read',
  query: pageQuery.extend({
    concerned: z.enum(['true', 'false']).optional().meta({
      description: 'Only those whom the organization asks for one, now or from a day on.',
    }),
  }),
  answer: {
    description:
      'A page of members. Who signs in at a provider whose second step counts is not among them, nor who has a factor of their own; ' +
      'codes to recover with are none by themselves.',
    body: pageAnswer(missing),
  },
});

export const resetMemberSecondFactors = operation({
  method: 'DELETE',
  path: OF_MEMBER,
  summary:
    'Removes second factors that count in the organization only, ends the member’s sessions there and mails them. The account’s stay.',
  scope: 'members:write',
  answer: { description: 'How many went; none is no error.', body: removed },
  faults: ['member.missing', 'member.self', 'permission.escalation'],
});

export const resetAccountSecondFactors = operation({
  method: 'DELETE',
  path: '/accounts/{accountId}/second-factors',
  summary:
    'Removes every second factor of the account and ends its sessions: for a person who has lost the app and the codes.',
  scope: 'operator',
  answer: { description: 'How many went; none is no error.', body: removed },
  faults: ['account.missing'],
});
