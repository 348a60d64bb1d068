import { z } from 'zod';
import type { FaultCode } from '#kernel/index.js';
import {
  id,
  instant,
  name,
  pageAnswer,
  pageQuery,
  personNames,
  shownPersonNames,
  text,
} from './inputs.js';
import { invitationFilter, invitationStatus } from './invitation-filters.js';
import { operation } from './operations.js';
import { task } from './task-shapes.js';

const PATH = '/organizations/{organizationId}/invitations';
const ONE = `${PATH}/{invitationId}` as const;

const role = z.string().min(1).max(60);
const idList = z.string().min(1).max(100);

/** What an invitation gives. Names, ids and lengths are checked by the rules, so that a row of many fails by itself. */
const promisedAccess = {
  roles: z.array(role).max(20).optional(),
  spaces: z
    .array(z.strictObject({ spaceId: idList, role }))
    .max(200)
    .optional(),
  products: z.array(idList).max(100).optional(),
  attributes: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
      z.union([z.string().max(1_000), z.number(), z.boolean()]),
    )
    .optional(),
  locale: z.string().min(2).max(35).optional(),
  message: z.string().max(5_000).optional(),
  guest: z.boolean().optional(),
  lifeDays: z.int().optional(),
};

/** Checked by the rules, against the setting `invitations.redirectUrls`. */
const redirectUrl = z.string().max(2_000);

const change = z.strictObject({
  name: name.optional(),
  ...personNames,
  ...promisedAccess,
  redirectUrl: redirectUrl.nullable().optional(),
});

const invitationInput = z.strictObject({
  email: z.string().max(320).meta({ format: 'idn-email' }),
  name: name.optional(),
  ...personNames,
  ...promisedAccess,
  redirectUrl: redirectUrl.optional(),
  send: z.boolean().optional(),
});

const invitation = z
  .strictObject({
    id,
    organizationId: id,
    email: z.string(),
    name: z.string().optional(),
    ...shownPersonNames,
    status: invitationStatus,
    roles: z.array(z.string()),
    spaces: z.array(z.strictObject({ spaceId: z.string(), role: z.string() })),
    products: z.array(z.string()),
    reserved: z.array(z.string()).optional().meta({
      description:
        'Those of `products` of which a seat is kept for the person while the invitation is pending.',
    }),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    locale: z.string().optional(),
    message: z.string().optional(),
    redirectUrl: z.string().optional(),
    guest: z.boolean(),
    expiresAt: instant,
    daysLeft: z.int(),
    lifeDays: z.int(),
    send: z.boolean(),
    delivery: z.enum(['none', 'queued', 'sent', 'delivered', 'bounced', 'failed']),
    sentAt: instant.optional(),
    /** how often a new link took the place of an older one */
    resent: z.int(),
    reminded: z.array(z.enum(['day3', 'lastDay'])),
    inviter: z.strictObject({ kind: z.string(), id: z.string().optional(), name: z.string() }),
    holdsPlace: z.boolean(),
    endedAt: instant.optional(),
    endedBy: z.string().optional(),
    note: z.string().optional(),
    memberId: z.string().optional(),
    reported: z.boolean().optional(),
    askedAgainAt: instant.optional(),
    createdAt: instant,
    updatedAt: instant,
    version: z.int(),
  })
  .meta({ id: 'Invitation' });

/** Link and token are there once, and only where no mail brings them. */
const issued = invitation
  .extend({ link: z.url().optional(), token: z.string().optional() })
  .meta({ id: 'IssuedInvitation' });

const PROMISE_FAULTS: readonly FaultCode[] = [
  'plan.required',
  'limit.members',
  'member.exists',
  'invitation.pending',
  'role.unknown',
  'permission.escalation',
  'space.missing',
  'product.missing',
  'attribute.unknown',
  'attribute.invalid',
  'invitation.domain_refused',
  'invitation.too_many',
];

export const createInvitation = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Invites an address. With `send: false` no mail is sent and this answer shows the link, once.',
  scope: 'invitations:write',
  body: invitationInput,
  idempotent: true,
  versioned: true,
  answer: { status: 201, description: 'The invitation, pending.', body: issued },
  example: { body: { email: 'Ada.Example+work@example.com', roles: ['member'], lifeDays: 14 } },
  faults: PROMISE_FAULTS,
});

export const lookUpInvitee = operation({
  method: 'POST',
  path: `${PATH}/lookup`,
  summary:
    'Says whether the name of an address is known, so that a form need not ask for it. It never says the name.',
  scope: 'invitations:write',
  body: invitationInput.pick({ email: true }),
  answer: {
    description: 'A yes or a no.',
    body: z.strictObject({
      known: z.boolean().meta({
        description:
          'Of a member of any time, and under presets whose form has a step that is hidden for known people, of an account.',
      }),
    }),
  },
  example: { body: { email: 'ada@example.com' } },
  faults: ['invitation.too_many'],
});

export const listInvitations = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists invitations with their current state, newest first.',
  scope: 'invitations:read',
  query: pageQuery.extend({ status: invitationStatus.optional(), ...invitationFilter }),
  answer: { description: 'A page of invitations.', body: pageAnswer(invitation) },
  example: { query: { status: 'pending', limit: '10' } },
});

export const countInvitations = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/invitation-counts',
  summary: 'Counts invitations by their current state. Deleted records do not count.',
  scope: 'invitations:read',
  answer: {
    description: 'A number for each state.',
    body: z.strictObject({
      pending: z.int(),
      accepted: z.int(),
      declined: z.int(),
      expired: z.int(),
      revoked: z.int(),
      superseded: z.int(),
    }),
  },
  example: {},
});

export const getInvitation = operation({
  method: 'GET',
  path: ONE,
  summary: 'Reads an invitation.',
  scope: 'invitations:read',
  versioned: true,
  answer: { description: 'The invitation, without its link.', body: invitation },
  example: {},
  faults: ['invitation.missing'],
});

export const updateInvitation = operation({
  method: 'PATCH',
  path: ONE,
  summary:
    'Changes what a pending invitation grants. A given field replaces the former one; `lifeDays` counts from now.',
  scope: 'invitations:write',
  body: change.refine((wanted) => Object.keys(wanted).length > 0, 'must name something to change'),
  versioned: true,
  answer: { description: 'The invitation as it is now.', body: invitation },
  example: { body: { roles: ['member'], lifeDays: 30 } },
  faults: [
    'invitation.missing',
    'invitation.not_pending',
    ...PROMISE_FAULTS.filter(
      (code) => !/^(member|limit|invitation\.(pending|too_many))/.test(code),
    ),
  ],
});

export const resendInvitation = operation({
  method: 'POST',
  path: `${ONE}/resend`,
  summary:
    'Sends a pending invitation again with a new link and a new expiry. The former link stops working.',
  scope: 'invitations:write',
  idempotent: true,
  versioned: true,
  answer: {
    description: 'The invitation; its link where no mail goes.',
    body: issued,
  },
  example: {},
  faults: [
    'invitation.missing',
    'invitation.not_pending',
    'invitation.cool_down',
    'invitation.too_many',
    'permission.escalation',
    'plan.required',
  ],
});

export const renewInvitation = operation({
  method: 'POST',
  path: `${ONE}/renew`,
  summary: 'Renews an expired, revoked or declined invitation. It is checked like a new one.',
  scope: 'invitations:write',
  body: change,
  idempotent: true,
  versioned: true,
  answer: { description: 'The invitation, pending again.', body: issued },
  example: { body: {} },
  faults: [
    'invitation.missing',
    'invitation.not_ended',
    'invitation.not_pending',
    ...PROMISE_FAULTS,
  ],
});

const revocation = {
  notify: z.boolean().optional(),
  note: text(1_000).min(1).optional(),
};

export const revokeInvitation = operation({
  method: 'POST',
  path: `${ONE}/revoke`,
  summary:
    'Revokes a pending invitation. With `notify` the invitee receives a mail with your `note`.',
  scope: 'invitations:write',
  body: z.strictObject(revocation),
  versioned: true,
  answer: { description: 'The invitation, revoked.', body: invitation },
  example: { body: { notify: true, note: 'The project has ended.' } },
  faults: ['invitation.missing', 'invitation.not_pending', 'permission.escalation'],
});

export const deleteInvitation = operation({
  method: 'DELETE',
  path: ONE,
  summary: 'Deletes the record of an ended invitation. A member who accepted it stays.',
  scope: 'invitations:write',
  versioned: true,
  answer: { status: 204, description: 'Gone from the lists; the journal keeps it.' },
  example: {},
  faults: ['invitation.missing', 'invitation.not_ended', 'permission.escalation'],
});

export const bulkCreateInvitations = operation({
  method: 'POST',
  path: `${PATH}/bulk`,
  summary:
    'Invites up to 1,000 addresses in the background. `common` gives the defaults of all rows.',
  scope: 'invitations:write',
  body: z.strictObject({
    common: invitationInput.omit({ email: true, name: true }).optional(),
    invitations: z.array(invitationInput).min(1).max(1_000),
  }),
  idempotent: true,
  answer: { status: 202, description: 'The task; its rows have the results.', body: task },
  example: {
    body: {
      common: { roles: ['member'] },
      invitations: [{ email: 'user-2@example.com' }, { email: 'user-3@example.com' }],
    },
  },
});

const selection = {
  ids: z.array(idList).min(1).max(1_000).optional(),
  filter: z.strictObject(invitationFilter).optional(),
};

const ONE_OF_BOTH = 'must name either ids or a filter';

const isEither = ({ ids, filter: given }: { ids?: unknown; filter?: unknown }): boolean =>
  (ids === undefined) !== (given === undefined);

export const bulkResendInvitations = operation({
  method: 'POST',
  path: `${PATH}/bulk-resend`,
  summary: 'Sends pending invitations again: those named, or all that match a filter (`{}`: all).',
  scope: 'invitations:write',
  body: z.strictObject(selection).refine(isEither, ONE_OF_BOTH),
  idempotent: true,
  answer: { status: 202, description: 'The task.', body: task },
  example: { body: { filter: { role: 'member' } } },
});

export const bulkRevokeInvitations = operation({
  method: 'POST',
  path: `${PATH}/bulk-revoke`,
  summary: 'Revokes pending invitations: those named, or all that match a filter (`{}`: all).',
  scope: 'invitations:write',
  body: z.strictObject({ ...selection, ...revocation }).refine(isEither, ONE_OF_BOTH),
  idempotent: true,
  answer: { status: 202, description: 'The task.', body: task },
  example: { body: { ids: ['{invitationId}'] } },
});
