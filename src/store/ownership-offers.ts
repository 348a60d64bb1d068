import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** An owner offers the ownership to a member, who accepts: one transaction takes and gives. */
export interface OwnershipOffer extends Stored {
  readonly organizationId: string;
  readonly fromMemberId: string;
  readonly toMemberId: string;
  /** what the old owner becomes; absent: leaves the organization */
  readonly roleAfter?: string;
  readonly status: 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'expired';
  readonly expiresAt: Instant;
  /** the organization's id while pending, so that there is one at a time */
  readonly pendingKey?: string;
}

export const ownershipOffers = collection<OwnershipOffer>({
  name: 'ownership-offers',
  columns: { organizationId: 'shared', status: 'text', expiresAt: 'text', pendingKey: 'text' },
  required: ['organizationId', 'status', 'expiresAt'],
  unique: [{ name: 'pending', on: ['pendingKey'], present: 'pendingKey' }],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'due', on: ['status', 'expiresAt'] },
  ],
});
