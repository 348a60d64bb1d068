/** Owns what the receiver of an offer of ownership reads and decides. Never knows on which page, and nothing of who offers. */
export { OwnershipOffer } from './ownership-offer.js';
