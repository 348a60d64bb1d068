import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/connections/{connectionId}/link-requests';
const ONE = `${PATH}/{linkRequestId}`;

const status = z.enum(['pending', 'approved', 'rejected', 'withdrawn']);

const linkRequest = z
  .strictObject({
    id,
    connectionId: id,
    scimUserId: id,
    memberId: id,
    memberName: z.string().optional(),
    status,
    reason: z.enum(['owner', 'administrator', 'authority', 'departed']).meta({
      description:
        'Why it waits: an owner or administrator made by hand, or beyond the authority of the connection.',
    }),
    name: z.string().meta({ description: 'As the directory says it.' }),
    email: z.string().optional(),
    active: z.boolean(),
    decidedAt: instant.optional(),
    decidedBy: z.string().optional(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'LinkRequest' });

const OF_DECISION = [
  'connection.missing',
  'link_request.missing',
  'link_request.decided',
  'permission.escalation',
] as const;

export const listLinkRequests = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists users of a directory who wait to be linked to an existing member, oldest first.',
  scope: 'directory:read',
  query: pageQuery.extend({ status: status.optional() }),
  example: { query: { status: 'pending' } },
  answer: { description: 'A page of requests.', body: pageAnswer(linkRequest) },
  faults: ['connection.missing'],
});

export const getLinkRequest = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a request for a link.',
  scope: 'directory:read',
  answer: { description: 'The request.', body: linkRequest },
  faults: ['connection.missing', 'link_request.missing'],
});

export const approveLinkRequest = operation({
  method: 'POST',
  path: `${ONE}/approve`,
  summary:
    'Links the user to the member, for callers who may manage the member. The member follows the directory from then on.',
  scope: 'members:write',
  body: z.strictObject({}),
  example: { body: {} },
  answer: { description: 'The request, approved.', body: linkRequest },
  faults: [...OF_DECISION, 'link_request.taken'],
});

export const rejectLinkRequest = operation({
  method: 'POST',
  path: `${ONE}/reject`,
  summary:
    'Rejects the link: the user stands for no member, and nobody is asked again. It can be approved later.',
  scope: 'members:write',
  body: z.strictObject({}),
  example: { body: {} },
  answer: { description: 'The request, rejected.', body: linkRequest },
  faults: [...OF_DECISION],
});

const row = z.strictObject({
  id: z.string(),
  outcome: z.enum(['approved', 'rejected', 'failed']),
  code: z.string().optional(),
  message: z.string().optional(),
});

export const decideLinkRequests = operation({
  method: 'POST',
  path: `${PATH}/decide`,
  summary: 'Approves or rejects up to 100 requests for a link. Each is decided separately.',
  scope: 'members:write',
  body: z.strictObject({
    ids: z.array(id).min(1).max(100),
    decision: z.enum(['approve', 'reject']),
  }),
  example: { body: { ids: ['{linkRequestId}'], decision: 'approve' } },
  answer: {
    description: 'One row for each id, with its outcome.',
    body: z.strictObject({ results: z.array(row) }),
  },
  faults: ['connection.missing'],
});
