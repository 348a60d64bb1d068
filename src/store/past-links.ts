import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** That a user of a connection, who is deleted, was this member: the person may come back to the same one. */
export interface PastLink extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly memberId: string;
  /** of the user, as the directory gave it */
  readonly externalId?: string;
  readonly endedAt: Instant;
}

export const pastLinks = collection<PastLink>({
  name: 'past-links',
  columns: { connectionId: 'shared', memberId: 'text', externalId: 'text' },
  required: ['connectionId', 'memberId'],
  unique: [{ name: 'member', on: ['connectionId', 'memberId'] }],
  indexes: [{ name: 'external-id', on: ['connectionId', 'externalId'], present: 'externalId' }],
});
