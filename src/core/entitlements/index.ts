/**
 * Owns products with seats and their queues, spaces and who is in them, and what a group or an invitation promises of both. Never
 * writes a member.
 */
export { endAccessOfConnection } from './access-of-connections.js';
export type { Ended, EndedAccess } from './access-of-connections.js';
export { createProducts } from './products.js';
export {
  canonicalLocale,
  checkPromisedAccess,
  checkPromisedRoles,
  throwInvalidField,
  requireProducts,
  requireSpaces,
} from './promised-access.js';
export type { PromisedAccessInput } from './promised-access.js';
export {
  assignPromisedSeats,
  assignSeat,
  liveSeat,
  nextStatus,
  requireActiveMember,
  requirePool,
} from './seats/assign.js';
export type { WhenFull } from './seats/assign.js';
export { assignNextInQueue } from './seats/queue.js';
export {
  handOverReservedSeats,
  offerHandedOverSeats,
  releaseReservedSeats,
  reservePromisedSeats,
} from './seats/reservations.js';
export { eraseSeatReasons, eraseSeats } from './seats/erase.js';
export { createSeats } from './seats/seats.js';
export { LIVE_STATUSES, liveSeatsOf, moveSeat, seatsTallyKey } from './seats/statuses.js';
export type { Pool, SeatStatus } from './seats/statuses.js';
export { takeSeat } from './seats/take.js';
export { transferSeats } from './seats/transfer.js';
export {
  assignPromisedSpaces,
  assignSpace,
  MANUAL_SOURCE_KEY,
  removeFromAllSpaces,
  requireNotLeft,
  requireSpaceRole,
  transferSpaces,
} from './spaces/assign.js';
export { withdrawSpace } from './spaces/withdraw.js';
export { eraseSpaceMembers } from './spaces/erase.js';
export { createSpaces } from './spaces/spaces.js';
export { grantMappedAccess, mappedSpacesOf } from './mapped-access.js';
export { endOverriddenAccess, isOverridden, isUnlocked, withholdableOf } from './overrides.js';
export type { EntitlementDeps, WithholdAccess } from './overrides.js';
