/**
 * Owns products with seats and their queues, spaces and who is in them, and what a group or an invitation promises of both. Never
 * writes a member.
 */
export { createProducts } from './products.js';
export type { Products, ProductUse } from './products.js';
export {
  decideGifts,
  decideRoles,
  refuse,
  requireProducts,
  requireSpaces,
} from './promised-access.js';
export type { Gifts, Wishes } from './promised-access.js';
export { giveSeats, groupThatGives, nextStatus, releaseSeat } from './seats/assign.js';
export type { WhenFull } from './seats/assign.js';
export { passOn } from './seats/queue.js';
export { createSeats } from './seats/seats.js';
export type { Seats, SeatView } from './seats/seats.js';
export { insertSeat, LIVE, moveSeat, reattributeSeat, seatsTally } from './seats/statuses.js';
export type { Pool, SeatStatus } from './seats/statuses.js';
export type { MemberAccess, SpaceAccess } from './spaces/access.js';
export { assignSpace, dropRows, giveSpaces } from './spaces/assign.js';
export { createSpaces } from './spaces/spaces.js';
export type { Spaces } from './spaces/spaces.js';
export { endow } from './mapped-access.js';
