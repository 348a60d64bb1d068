import { z } from 'zod';
import { accessSource } from './access-sources.js';
import { id, instant, pageAnswer, pageQuery, text } from './inputs.js';
import { operation } from './operations.js';
import { MAX_ROWS, rowResults } from './rows.js';

const PATH = '/organizations/{organizationId}/seats';
const REQUESTS = '/organizations/{organizationId}/seat-requests';
const REQUEST = `${REQUESTS}/{seatRequestId}`;

const reason = text(1_000).min(1);
const status = z.enum(['assigned', 'held', 'requested', 'queued', 'denied', 'released']);
/** what to do when no seat is free: no, ask an approver, or wait for the next one */
const whenFull = z.enum(['refuse', 'request', 'queue']).optional();

const seat = z
  .strictObject({
    id,
    organizationId: id,
    productId: id,
    productName: z.string(),
    memberId: id,
    memberName: z.string(),
    memberEmail: z.string().optional(),
    status: status.meta({
      description:
        '`held`: of a suspended member, not counted; `requested`: waits for approval; `queued`: receives the next free seat.',
    }),
    source: accessSource,
    requestedBy: z.string().optional(),
    decidedBy: z.string().optional(),
    decidedAt: instant.optional(),
    reason: z.string().optional(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Seat' });

const OF_MEMBER = ['member.missing', 'member.left', 'member.not_active'] as const;

export const assignSeat = operation({
  method: 'POST',
  path: PATH,
  summary:
    'Assigns a seat to a member. Without a free seat, `whenFull` decides: refuse, request or queue.',
  scope: 'seats:write',
  body: z.strictObject({ productId: id, memberId: id, whenFull }),
  idempotent: true,
  example: { body: { productId: '{productId}', memberId: '{memberId}', whenFull: 'request' } },
  answer: {
    status: 201,
    description: 'The seat; `status` says whether it is assigned, requested or queued.',
    body: seat,
  },
  faults: ['product.missing', ...OF_MEMBER, 'seat.held', 'seat.requested', 'seat.none_free'],
});

export const listSeats = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists seats of one status (default: assigned), of a product or a member.',
  scope: 'seats:read',
  own: true,
  query: pageQuery.extend({
    status: status.optional(),
    productId: id.optional(),
    memberId: id.optional(),
  }),
  example: { query: { productId: '{productId}', status: 'assigned' } },
  answer: { description: 'A page of seats.', body: pageAnswer(seat) },
  faults: ['product.missing', 'member.missing'],
});

export const releaseSeat = operation({
  method: 'DELETE',
  path: `${PATH}/{seatId}`,
  summary: 'Releases a seat. The member who has waited longest receives it.',
  scope: 'seats:write',
  answer: { status: 204, description: 'The seat is released.' },
  faults: ['seat.missing', 'seat.mapped'],
});

export const changeSeats = operation({
  method: 'POST',
  path: `${PATH}/bulk`,
  summary:
    'Assigns seats of a product to up to 1,000 members, or releases them, with a result for each member.',
  scope: 'seats:write',
  body: z.strictObject({
    action: z.enum(['assign', 'release']),
    productId: id,
    whenFull,
    memberIds: z.array(id).min(1).max(MAX_ROWS),
  }),
  idempotent: true,
  example: {
    body: { action: 'assign', productId: '{productId}', memberIds: ['{memberId}'] },
  },
  answer: { description: 'What became of each member.', body: rowResults },
  faults: ['product.missing'],
});

export const listMemberSeats = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/members/{memberId}/seats',
  summary: 'Lists the seats that a member holds, waits for, or has requested.',
  scope: 'seats:read',
  own: true,
  query: pageQuery,
  answer: { description: 'A page of seats.', body: pageAnswer(seat) },
  faults: ['member.missing'],
});

export const requestSeat = operation({
  method: 'POST',
  path: REQUESTS,
  summary:
    'Requests a seat for the acting member. A member with the permission to assign seats decides.',
  scope: 'self',
  body: z.strictObject({ productId: id, reason: reason.optional() }),
  idempotent: true,
  example: { body: { productId: '{productId}', reason: 'I draw from Monday on.' } },
  answer: { status: 201, description: 'The request.', body: seat },
  faults: ['product.missing', ...OF_MEMBER, 'seat.held', 'seat.requested'],
});

export const listSeatRequests = operation({
  method: 'GET',
  path: REQUESTS,
  summary: 'Lists seat requests, oldest first (default: open ones).',
  scope: 'seats:read',
  own: true,
  query: pageQuery.extend({
    status: z.enum(['requested', 'queued', 'denied']).default('requested'),
    productId: id.optional(),
  }),
  example: { query: { status: 'queued' } },
  answer: { description: 'A page of requests.', body: pageAnswer(seat) },
  faults: ['product.missing'],
});

export const listOwnSeatRequests = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/me/seat-requests',
  summary:
    'Lists what the acting member asked for, the newest first, and what became of it. No permission is needed.',
  scope: 'self',
  query: pageQuery,
  example: {},
  answer: {
    description:
      'A page of requests, which may be short. `assigned` and `held` were approved, `released` is over.',
    body: pageAnswer(seat),
  },
});

export const approveSeatRequest = operation({
  method: 'POST',
  path: `${REQUEST}/approve`,
  summary: 'Approves a request. The member receives a free seat, or the next one that is released.',
  scope: 'seats:write',
  answer: { description: 'The seat, assigned or queued.', body: seat },
  faults: ['seat.missing', 'seat.decided', 'product.missing', ...OF_MEMBER],
});

export const denySeatRequest = operation({
  method: 'POST',
  path: `${REQUEST}/deny`,
  summary: 'Denies a request, with an optional reason.',
  scope: 'seats:write',
  body: z.strictObject({ reason: reason.optional() }),
  example: { body: { reason: 'Your team has its own licence.' } },
  answer: { description: 'The request, denied.', body: seat },
  faults: ['seat.missing', 'seat.decided', 'product.missing'],
});

export const withdrawSeatRequest = operation({
  method: 'DELETE',
  path: REQUEST,
  summary: "Withdraws the acting member's own request, also from the queue.",
  scope: 'self',
  answer: { status: 204, description: 'The request is withdrawn.' },
  faults: ['seat.missing', 'seat.decided', 'product.missing'],
});
