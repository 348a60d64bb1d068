/**
 * Owns what a person asked for and what became of it: seats in an organization, and organizations to join (console E6). Never knows who
 * decides; that is the page of seats and the page of people.
 */
export { JoinRequestLines } from './join-requests.js';
export { ownSeatRequestsOf, useOwnJoinRequests } from './own-requests.js';
export { SeatRequestLines } from './seat-requests.js';
