import type { Instant } from '#kernel/index.js';
import type { AccessSource } from './members.js';
import { collection, type Stored } from './record.js';

/** A member's seat of a product, or a request for one. */
export interface Seat extends Stored {
  readonly organizationId: string;
  readonly productId: string;
  readonly memberId: string;
  /**
   * `assigned` counts against the pool; `held` belongs to a suspended member and does not; `requested` waits for an approver,
   * `queued` is approved (or mapped) and waits for a free seat; `denied` and `released` are history.
   */
  readonly status: 'assigned' | 'held' | 'requested' | 'queued' | 'denied' | 'released';
  readonly source: AccessSource;
  /** given while a person had unlocked the member; ends with that */
  readonly override?: true;
  readonly requestedBy?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  readonly reason?: string;
  /** `{productId}:{memberId}` while it is neither denied nor released */
  readonly liveKey?: string;
  /** the product while `queued`, so that a sweep finds the queues and nothing else */
  readonly queuedFor?: string;
}

export const seats = collection<Seat>({
  name: 'seats',
  columns: {
    organizationId: 'shared',
    productId: 'text',
    memberId: 'text',
    status: 'shared',
    liveKey: 'text',
    queuedFor: 'text',
  },
  required: ['organizationId', 'productId', 'memberId', 'status'],
  unique: [{ name: 'live', on: ['liveKey'], present: 'liveKey' }],
  indexes: [
    { name: 'product', on: ['productId', 'status'] },
    { name: 'member', on: ['memberId', 'status'] },
    { name: 'status', on: ['organizationId', 'status'] },
    { name: 'queue', on: ['queuedFor'], present: 'queuedFor' },
  ],
});
