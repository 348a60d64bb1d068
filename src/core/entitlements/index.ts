/**
 * Owns products with seats and their queues, spaces and who is in them, and what a group or an invitation promises of both. Never
 * writes a member.
 */
export { createProducts } from './products.js';
export type { Products, ProductUse } from './products.js';
export {
  canonicalLocale,
  checkPromisedAccess,
  checkPromisedRoles,
  throwInvalidField,
  requireProducts,
  requireSpaces,
} from './promised-access.js';
export type { PromisedAccess, PromisedAccessInput } from './promised-access.js';
export { assignPromisedSeats, findGrantingGroup, nextStatus, releaseSeat } from './seats/assign.js';
export type { WhenFull } from './seats/assign.js';
export { assignNextInQueue } from './seats/queue.js';
export { createSeats } from './seats/seats.js';
export type { Seats, SeatView } from './seats/seats.js';
export {
  insertSeat,
  LIVE_STATUSES,
  moveSeat,
  reattributeSeat,
  seatsTallyKey,
} from './seats/statuses.js';
export type { Pool, SeatStatus } from './seats/statuses.js';
export type { MemberAccess, SpaceAccess } from './spaces/access.js';
export { assignPromisedSpaces, assignSpace, removeFromAllSpaces } from './spaces/assign.js';
export { createSpaces } from './spaces/spaces.js';
export type { Spaces } from './spaces/spaces.js';
export { grantPromisedAccess } from './mapped-access.js';
