import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { eventTypes, ID, TIME } from './declarations.js';

const pending = z.looseObject({ status: z.literal('pending') });

/** A mail that went out; the generation is that of its link. */
const delivered = z.looseObject({
  delivery: z.string(),
  email: z.string(),
  generation: z.int(),
});

const issued = z.looseObject({ email: z.string(), generation: z.int(), expiresAt: instant });

/** What an invitation gives. */
const promised = z.looseObject({
  name: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  roles: z.array(z.string()),
  spaces: z.array(z.looseObject({ spaceId: id, role: z.string() })),
  products: z.array(z.string()),
  expiresAt: instant,
  redirectUrl: z.string().optional(),
  reserved: z.array(z.string()).optional(),
});

const joinRequest = z.looseObject({
  email: z.string(),
  status: z.enum(['pending', 'approved', 'denied', 'withdrawn', 'superseded']),
  message: z.string().optional(),
  reason: z.string().optional(),
  memberId: id.optional(),
});

export const invitationsEvents = eventTypes({
  'invitation.accepted': {
    description: 'An invitation was accepted, and its member exists.',
    objects: ['invitation'],
    before: pending,
    // by its link with who was asked by; by an address that was proved another way without
    after: z.looseObject({
      email: z.string(),
      memberId: id,
      name: z.string().optional(),
      via: z.looseObject({ kind: z.string(), name: z.string() }).optional(),
    }),
    example: {
      before: { status: 'pending' },
      after: {
        email: 'ann@example.com',
        memberId: ID,
        name: 'Ann Example',
        via: { kind: 'operator', name: 'Host application' },
      },
    },
  },
  'invitation.asked_again': {
    description: 'The invited person asked for a new link.',
    objects: ['invitation'],
    after: z.looseObject({ email: z.string(), expiresAt: instant }),
    example: { after: { email: 'ann@example.com', expiresAt: TIME } },
  },
  'invitation.bounced': {
    description: 'The mail of an invitation came back.',
    objects: ['invitation'],
    before: z.looseObject({ delivery: z.string() }),
    after: delivered,
    example: {
      before: { delivery: 'sent' },
      after: { delivery: 'bounced', email: 'ann@example.com', generation: 1 },
    },
  },
  'invitation.created': {
    description: 'Somebody was invited.',
    objects: ['invitation'],
    after: z.looseObject({
      email: z.string(),
      roles: z.array(z.string()),
      send: z.boolean(),
      expiresAt: instant,
      redirectUrl: z.string().optional(),
      reserved: z.array(z.string()).optional(),
    }),
    example: {
      after: { email: 'ann@example.com', roles: ['member'], send: true, expiresAt: TIME },
    },
  },
  'invitation.declined': {
    description: 'An invitation was declined.',
    objects: ['invitation'],
    before: pending,
    after: z.looseObject({ email: z.string(), reported: z.boolean().optional() }),
    example: { before: { status: 'pending' }, after: { email: 'ann@example.com', reported: true } },
  },
  'invitation.deleted': {
    description: 'An invitation that had ended was deleted.',
    objects: ['invitation'],
    after: z.looseObject({ email: z.string(), status: z.string() }),
    example: { after: { email: 'ann@example.com', status: 'revoked' } },
  },
  'invitation.expired': {
    description: 'An invitation was not accepted in time.',
    objects: ['invitation'],
    before: pending,
    after: z.looseObject({ email: z.string(), inviterId: z.string().optional() }),
    example: { before: { status: 'pending' }, after: { email: 'ann@example.com', inviterId: ID } },
  },
  'invitation.link_replaced': {
    description: 'An invitation has a new link; the old one opens nothing.',
    objects: ['invitation'],
    after: z.looseObject({ email: z.string(), generation: z.int() }),
    example: { after: { email: 'ann@example.com', generation: 2 } },
  },
  'invitation.reminded': {
    description: 'The invited person was reminded.',
    objects: ['invitation'],
    after: z.looseObject({
      email: z.string(),
      reminder: z.enum(['day3', 'lastDay']),
      expiresAt: instant,
    }),
    example: { after: { email: 'ann@example.com', reminder: 'day3', expiresAt: TIME } },
  },
  'invitation.renewed': {
    description: 'An invitation has a new life and link.',
    objects: ['invitation'],
    after: issued,
    example: { after: { email: 'ann@example.com', generation: 2, expiresAt: TIME } },
  },
  'invitation.resent': {
    description: 'An invitation was mailed again.',
    objects: ['invitation'],
    after: issued,
    example: { after: { email: 'ann@example.com', generation: 2, expiresAt: TIME } },
  },
  'invitation.revoked': {
    description: 'An invitation was taken back.',
    objects: ['invitation'],
    before: pending,
    after: z.looseObject({
      email: z.string(),
      notify: z.boolean(),
      note: z.string().optional(),
      because: z.string().optional(),
    }),
    example: {
      before: { status: 'pending' },
      after: { email: 'ann@example.com', notify: true, note: 'The project has ended.' },
    },
  },
  'invitation.sent': {
    description: 'The mail of an invitation was sent.',
    objects: ['invitation'],
    before: z.looseObject({ delivery: z.string() }),
    after: delivered,
    example: {
      before: { delivery: 'queued' },
      after: { delivery: 'sent', email: 'ann@example.com', generation: 1 },
    },
  },
  'invitation.superseded': {
    description: 'An invitation ended because its person is a member by another way.',
    objects: ['invitation'],
    before: pending,
    after: z.looseObject({ email: z.string(), memberId: id }),
    example: { before: { status: 'pending' }, after: { email: 'ann@example.com', memberId: ID } },
  },
  'invitation.updated': {
    description: 'What an invitation gives changed.',
    objects: ['invitation'],
    before: promised,
    after: promised.extend({ email: z.string() }),
    example: {
      before: {
        roles: ['member'],
        spaces: [{ spaceId: ID, role: 'member' }],
        products: [],
        expiresAt: TIME,
      },
      after: {
        email: 'ann@example.com',
        name: 'Ann Example',
        roles: ['viewer'],
        spaces: [],
        products: [],
        expiresAt: TIME,
      },
    },
  },
  'join_request.approved': {
    description: 'A request to join was approved, and its member exists.',
    objects: ['join-request'],
    after: joinRequest,
    example: {
      after: { email: 'ann@example.com', status: 'approved', message: 'Let me in.', memberId: ID },
    },
  },
  'join_request.created': {
    description: 'Somebody asked to join.',
    objects: ['join-request'],
    after: joinRequest,
    example: { after: { email: 'ann@example.com', status: 'pending', message: 'Let me in.' } },
  },
  'join_request.denied': {
    description: 'A request to join was denied.',
    objects: ['join-request'],
    after: joinRequest,
    example: {
      after: {
        email: 'ann@example.com',
        status: 'denied',
        message: 'Let me in.',
        reason: 'Not yet.',
      },
    },
  },
  'join_request.superseded': {
    description: 'A request to join ended, because the person became a member in another way.',
    objects: ['join-request'],
    after: joinRequest,
    example: {
      after: {
        email: 'ann@example.com',
        status: 'superseded',
        message: 'Let me in.',
        memberId: ID,
      },
    },
  },
  'join_request.withdrawn': {
    description: 'A request to join was taken back.',
    objects: ['join-request'],
    after: joinRequest,
    example: { after: { email: 'ann@example.com', status: 'withdrawn', message: 'Let me in.' } },
  },
});
