import { z } from 'zod';
import {
  email,
  id,
  instant,
  name,
  pageAnswer,
  pageQuery,
  personNames,
  shownPersonNames,
  text,
} from './inputs.js';
import { joinRequestStatus } from './join-request-shapes.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/join-requests';
const ONE = `${PATH}/{joinRequestId}`;

/** A person whom the host application has signed in. */
const person = {
  email,
  name,
  ...personNames,
  /** the host application has proved that the mailbox is theirs */
  emailVerified: z.boolean(),
  accountId: id.optional(),
};

const joinRequest = z
  .strictObject({
    id,
    organizationId: id,
    accountId: id.optional(),
    name: z.string(),
    ...shownPersonNames,
    email: z.string(),
    message: z.string().optional(),
    status: joinRequestStatus,
    decidedAt: instant.optional(),
    decidedBy: z.string().optional(),
    reason: z.string().optional(),
    memberId: id.optional(),
    createdAt: instant,
  })
  .meta({ id: 'JoinRequest' });

const decision = {
  roles: z.array(z.string().min(1).max(40)).max(20).optional(),
  spaces: z
    .array(z.strictObject({ spaceId: id, role: z.string().min(1).max(40) }))
    .max(100)
    .optional(),
  products: z.array(id).max(100).optional(),
};

const reason = text(1_000).min(1);

const ofApproval = [
  'role.unknown',
  'permission.escalation',
  'limit.members',
  'plan.required',
  'member.exists',
  'space.missing',
  'product.missing',
] as const;

export const createJoinRequest = operation({
  method: 'POST',
  path: PATH,
  summary: 'Creates a request to join for a person whom the host application has signed in.',
  scope: 'join-requests:write',
  body: z.strictObject({ ...person, message: text(1_000).optional() }),
  idempotent: true,
  example: {
    body: { email: 'person-{unique}@example.com', name: 'A Person', emailVerified: true },
  },
  answer: { status: 201, description: 'The request, pending.', body: joinRequest },
  faults: [
    'invitation.unverified',
    'join_request.closed',
    'join_request.pending',
    'member.exists',
    'invitation.pending',
    'plan.required',
  ],
});

export const listJoinRequests = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists requests to join, oldest first.',
  scope: 'join-requests:read',
  query: pageQuery.extend({ status: joinRequestStatus.optional() }),
  example: { query: { status: 'pending' } },
  answer: { description: 'A page of requests.', body: pageAnswer(joinRequest) },
});

export const getJoinRequest = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads a request to join.',
  scope: 'join-requests:read',
  answer: { description: 'The request.', body: joinRequest },
  faults: ['join_request.missing'],
});

export const approveJoinRequest = operation({
  method: 'POST',
  path: `${ONE}/approve`,
  summary:
    'Approves a request: the person becomes a member with the given roles, spaces and seats.',
  scope: 'join-requests:write',
  body: z.strictObject(decision),
  example: { body: {} },
  answer: { description: 'The request with its memberId.', body: joinRequest },
  faults: ['join_request.missing', 'join_request.decided', ...ofApproval],
});

export const denyJoinRequest = operation({
  method: 'POST',
  path: `${ONE}/deny`,
  summary: 'Denies a request, with an optional reason.',
  scope: 'join-requests:write',
  body: z.strictObject({ reason: reason.optional() }),
  example: { body: { reason: 'Ask your team lead first.' } },
  answer: { description: 'The request, denied.', body: joinRequest },
  faults: ['join_request.missing', 'join_request.decided'],
});

export const withdrawJoinRequest = operation({
  method: 'POST',
  path: `${ONE}/withdraw`,
  summary: 'Withdraws a request for the person who made it.',
  scope: 'join-requests:write',
  answer: { description: 'The request, withdrawn.', body: joinRequest },
  faults: ['join_request.missing', 'join_request.decided', 'store.contention'],
});

const row = z.strictObject({
  id: z.string(),
  outcome: z.enum(['approved', 'denied', 'failed']),
  code: z.string().optional(),
  message: z.string().optional(),
});

export const decideJoinRequests = operation({
  method: 'POST',
  path: `${PATH}/decide`,
  summary: 'Approves or denies up to 100 requests. Each is decided separately.',
  scope: 'join-requests:write',
  body: z.discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('approve'),
      ids: z.array(id).min(1).max(100),
      ...decision,
    }),
    z.strictObject({
      decision: z.literal('deny'),
      ids: z.array(id).min(1).max(100),
      reason: reason.optional(),
    }),
  ]),
  idempotent: true,
  example: { body: { decision: 'deny', ids: ['{joinRequestId}'] } },
  answer: {
    description: 'A result for each request.',
    body: z.strictObject({ results: z.array(row) }),
  },
});

export const enrol = operation({
  method: 'POST',
  path: '/enrolments',
  summary:
    'Reports that a person has signed in. Adds them to organizations whose verified domain allows it; lists those they can ask to join.',
  scope: 'operator',
  body: z.strictObject(person),
  example: {
    body: { email: 'person-{unique}@example.com', name: 'A Person', emailVerified: true },
  },
  answer: {
    description: 'Where they are a member now, and where they may ask to join.',
    body: z.strictObject({
      joined: z.array(z.strictObject({ organizationId: id, memberId: id })),
      suggested: z.array(z.strictObject({ organizationId: id, name: z.string() })),
    }),
  },
  faults: ['store.contention'],
});
