import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes, source, ID } from './declarations.js';

const product = z.looseObject({
  key: z.string(),
  name: z.string(),
  seats: z.int(),
  description: z.string().optional(),
});

/** Absent: the seat, or the request, is new. */
const seatBefore = z.looseObject({ status: z.string(), source });

const seat = z.looseObject({
  seatId: id,
  productId: id,
  product: z.string(),
  memberId: id,
  status: z.string(),
  source,
});
/** `because` names the type of entry that it follows from. */
const seatAfter = seat.extend({
  reason: z.string().optional(),
  requestedBy: z.string().optional(),
  because: z.string().optional(),
  notify: z.boolean().optional(),
});

export const seatsEvents = eventTypes({
  'product.created': {
    description: 'A product with seats was made.',
    objects: ['product'],
    after: z.looseObject({ key: z.string(), seats: z.int() }),
    example: { after: { key: 'drawing', seats: 1 } },
  },
  'product.deleted': {
    description: 'A product was deleted.',
    objects: ['product'],
    before: z.looseObject({ key: z.string(), seats: z.int() }),
    example: { before: { key: 'given-up', seats: 0 } },
  },
  'product.updated': {
    description: 'The name or seats of a product changed.',
    objects: ['product'],
    before: product,
    after: product,
    example: {
      before: { key: 'writing', name: 'Writing', seats: 10 },
      after: { key: 'writing', name: 'Writing', seats: 12 },
    },
  },
  'seat.assigned': {
    description: 'A member has a seat of a product.',
    objects: ['member'],
    before: seatBefore,
    after: seatAfter,
    example: {
      before: { status: 'queued', source: { kind: 'manual' } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Product drawing',
        memberId: ID,
        status: 'assigned',
        source: { kind: 'manual' },
      },
    },
  },
  'seat.denied': {
    description: 'A request for a seat was denied.',
    objects: ['member'],
    before: seatBefore,
    after: seatAfter,
    example: {
      before: { status: 'requested', source: { kind: 'request' } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Product writing',
        memberId: ID,
        status: 'denied',
        source: { kind: 'request' },
      },
    },
  },
  'seat.held': {
    description: 'A seat is kept for a member who is suspended.',
    objects: ['member'],
    before: seatBefore,
    after: seatAfter,
    example: {
      before: { status: 'assigned', source: { kind: 'group', groupId: ID, connectionId: ID } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Writing',
        memberId: ID,
        status: 'held',
        source: { kind: 'manual' },
      },
    },
  },
  'seat.limit_reached': {
    description: 'The seats of a product are nearly or all taken.',
    objects: ['product'],
    after: z.looseObject({
      productId: id,
      product: z.string(),
      used: z.int(),
      seats: z.int(),
      percent: z.int(),
    }),
    example: {
      after: { productId: ID, product: 'Product drawing', used: 1, seats: 1, percent: 100 },
    },
  },
  'seat.queued': {
    description: 'A member waits for a seat.',
    objects: ['member'],
    before: seatBefore,
    after: seatAfter,
    example: {
      before: { status: 'requested', source: { kind: 'manual' } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Drawing',
        memberId: ID,
        status: 'queued',
        source: { kind: 'manual' },
      },
    },
  },
  'seat.reattributed': {
    description: 'A seat has another source than before.',
    objects: ['member'],
    before: z.looseObject({ source }),
    after: seat.extend({ notify: z.boolean().optional() }),
    example: {
      before: { source: { kind: 'group', groupId: ID, connectionId: ID } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Draw',
        memberId: ID,
        status: 'assigned',
        source: { kind: 'manual' },
      },
    },
  },
  'seat.released': {
    description: 'A member has no seat any more.',
    objects: ['member'],
    before: seatBefore,
    after: seatAfter,
    example: {
      before: { status: 'assigned', source: { kind: 'manual' } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Draw',
        memberId: ID,
        status: 'released',
        source: { kind: 'group', groupId: ID, connectionId: ID },
      },
    },
  },
  'seat.requested': {
    description: 'A member asked for a seat.',
    objects: ['member'],
    after: seatAfter,
    example: {
      after: {
        seatId: ID,
        productId: ID,
        product: 'Product writing',
        memberId: ID,
        status: 'requested',
        source: { kind: 'request' },
      },
    },
  },
  'seat.transferred': {
    description: 'A seat went to the member that its holder was merged into.',
    objects: ['member'],
    before: z.looseObject({ memberId: id }),
    after: seat,
    example: {
      before: { memberId: ID },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Drawing',
        memberId: ID,
        status: 'assigned',
        source: { kind: 'manual' },
      },
    },
  },
  'seat.withdrawn': {
    description: 'A request for a seat was taken back.',
    objects: ['member'],
    before: seatBefore,
    after: seatAfter,
    example: {
      before: { status: 'requested', source: { kind: 'request' } },
      after: {
        seatId: ID,
        productId: ID,
        product: 'Product writing',
        memberId: ID,
        status: 'released',
        source: { kind: 'request' },
      },
    },
  },
});
