import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { joinRequestStatus } from './join-request-shapes.js';
import { operation } from './operations.js';

const ownJoinRequest = z
  .strictObject({
    id,
    organization: z
      .strictObject({ id, name: z.string() })
      .meta({ description: 'Which the person asked to join.' }),
    message: z.string().optional(),
    status: joinRequestStatus,
    reason: z.string().optional(),
    createdAt: instant,
    decidedAt: instant.optional(),
  })
  .meta({ id: 'OwnJoinRequest' });

export const listPersonJoinRequests = operation({
  method: 'GET',
  path: '/me/join-requests',
  summary:
    'Lists the organizations that the person asked to join, the newest request first, and what became of each.',
  scope: 'person',
  query: pageQuery,
  answer: {
    description:
      'A page, which may be short. A session that an identity provider made has those of its organization only.',
    body: pageAnswer(ownJoinRequest),
  },
  example: {},
});
