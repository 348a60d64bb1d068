import type { Instant } from '#kernel/index.js';
import type { PersonNames } from './members.js';
import { collection, type Stored } from './record.js';

/** A person's request to join an organization. A member of the organization decides. */
export interface JoinRequest extends Stored, PersonNames {
  readonly organizationId: string;
  readonly accountId?: string;
  readonly name: string;
  readonly email: string;
  /** folded */
  readonly emailKey: string;
  readonly message?: string;
  readonly status: 'pending' | 'approved' | 'denied' | 'withdrawn' | 'superseded';
  /** emailKey while pending */
  readonly pendingKey?: string;
  readonly decidedAt?: Instant;
  readonly decidedBy?: string;
  readonly reason?: string;
  readonly memberId?: string;
}

export const joinRequests = collection<JoinRequest>({
  name: 'join-requests',
  columns: {
    organizationId: 'shared',
    emailKey: 'text',
    status: 'text',
    pendingKey: 'text',
    memberId: 'text',
    accountId: 'text',
  },
  required: ['organizationId', 'emailKey', 'status'],
  unique: [{ name: 'pending', on: ['organizationId', 'pendingKey'], present: 'pendingKey' }],
  indexes: [
    { name: 'organization', on: ['organizationId', 'status'] },
    { name: 'address', on: ['emailKey'] },
    { name: 'member', on: ['memberId'], present: 'memberId' },
    { name: 'account', on: ['accountId'], present: 'accountId' },
  ],
});
