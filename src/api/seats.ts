import { z } from 'zod';
import { accessSource } from './access-sources.js';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';
import { MAX_ROWS, rowResults } from './rows.js';

const PATH = '/organizations/{organizationId}/seats';
const REQUESTS = '/organizations/{organizationId}/seat-requests';
const REQUEST = `${REQUESTS}/{seatRequestId}`;

const reason = z.string().trim().min(1).max(1_000);
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
        '`held`: of somebody suspended, not counted; `requested`: an approver decides; `queued`: gets the next free seat.',
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
  operationId: 'assignSeat',
  method: 'POST',
  path: PATH,
  summary:
    'Gives a member a seat; without a free one it is refused, requested or queued, as asked.',
  scope: 'seats:write',
  body: z.strictObject({ productId: id, memberId: id, whenFull }),
  idempotent: true,
  example: { body: { productId: '{productId}', memberId: '{memberId}', whenFull: 'request' } },
  answer: { status: 201, description: 'The seat; `status` tells what became of it.', body: seat },
  faults: ['product.missing', ...OF_MEMBER, 'seat.held', 'seat.requested', 'seat.none_free'],
});

export const listSeats = operation({
  operationId: 'listSeats',
  method: 'GET',
  path: PATH,
  summary:
    'Lists seats of one status (assigned ones, unless told otherwise), of a product or a member.',
  scope: 'seats:read',
  own: true,
  query: pageQuery.extend({
    status: status.optional(),
    productId: id.optional(),
    memberId: id.optional(),
  }),
  example: { query: { productId: '{productId}', status: 'assigned' } },
  answer: { status: 200, description: 'A page of seats.', body: pageAnswer(seat) },
  faults: ['product.missing', 'member.missing'],
});

export const releaseSeat = operation({
  operationId: 'releaseSeat',
  method: 'DELETE',
  path: `${PATH}/{seatId}`,
  summary: 'Takes a seat away; whoever waits longest gets it.',
  scope: 'seats:write',
  answer: { status: 204, description: 'The seat is free, or somebody else’s.' },
  faults: ['seat.missing', 'seat.mapped'],
});

export const changeSeats = operation({
  operationId: 'changeSeats',
  method: 'POST',
  path: `${PATH}/bulk`,
  summary:
    'Gives up to 1,000 members a seat of a product, or takes theirs away; a result for each.',
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
  answer: { status: 200, description: 'What became of each member.', body: rowResults },
  faults: ['product.missing'],
});

export const listMemberSeats = operation({
  operationId: 'listMemberSeats',
  method: 'GET',
  path: '/organizations/{organizationId}/members/{memberId}/seats',
  summary: 'Lists the seats that a member has, waits for, or has asked for.',
  scope: 'seats:read',
  own: true,
  query: pageQuery,
  answer: { status: 200, description: 'A page of seats.', body: pageAnswer(seat) },
  faults: ['member.missing'],
});

export const requestSeat = operation({
  operationId: 'requestSeat',
  method: 'POST',
  path: REQUESTS,
  summary: 'The acting member asks for a seat; somebody who hands out seats decides.',
  scope: 'self',
  body: z.strictObject({ productId: id, reason: reason.optional() }),
  idempotent: true,
  example: { body: { productId: '{productId}', reason: 'I draw from Monday on.' } },
  answer: { status: 201, description: 'The request.', body: seat },
  faults: ['product.missing', ...OF_MEMBER, 'seat.held', 'seat.requested'],
});

export const listSeatRequests = operation({
  operationId: 'listSeatRequests',
  method: 'GET',
  path: REQUESTS,
  summary: 'Lists requests in the order in which they came: open ones, unless told otherwise.',
  scope: 'seats:read',
  own: true,
  query: pageQuery.extend({
    status: z.enum(['requested', 'queued', 'denied']).default('requested'),
    productId: id.optional(),
  }),
  example: { query: { status: 'queued' } },
  answer: { status: 200, description: 'A page of requests.', body: pageAnswer(seat) },
  faults: ['product.missing'],
});

export const approveSeatRequest = operation({
  operationId: 'approveSeatRequest',
  method: 'POST',
  path: `${REQUEST}/approve`,
  summary: 'Grants a request: a seat at once where one is free, else the next one that comes free.',
  scope: 'seats:write',
  answer: { status: 200, description: 'The seat, assigned or queued.', body: seat },
  faults: ['seat.missing', 'seat.decided', 'product.missing', ...OF_MEMBER],
});

export const denySeatRequest = operation({
  operationId: 'denySeatRequest',
  method: 'POST',
  path: `${REQUEST}/deny`,
  summary: 'Refuses a request, with a reason if there is one to give.',
  scope: 'seats:write',
  body: z.strictObject({ reason: reason.optional() }),
  example: { body: { reason: 'Your team has its own licence.' } },
  answer: { status: 200, description: 'The request, denied.', body: seat },
  faults: ['seat.missing', 'seat.decided', 'product.missing'],
});

export const withdrawSeatRequest = operation({
  operationId: 'withdrawSeatRequest',
  method: 'DELETE',
  path: REQUEST,
  summary: 'The acting member takes their own request back, also out of the queue.',
  scope: 'self',
  answer: { status: 204, description: 'The request is withdrawn.' },
  faults: ['seat.missing', 'seat.decided', 'product.missing'],
});
