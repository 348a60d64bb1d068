import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** What an erasure that is not done goes by. It is personal data, and gone at the end. */
export interface ErasureWork {
  readonly memberIds: readonly string[];
  /** folded, of the person alone */
  readonly addresses: readonly string[];
  readonly accountIds: readonly string[];
  readonly scimUserIds: readonly string[];
  /** folded user names and external ids, by which directories asked for the person */
  readonly names: readonly string[];
  /** how journal entries are found: `target member:…`, `actor member:…`, `member …`, `address …`; those before `at` are done */
  readonly keys: readonly string[];
  readonly at: number;
  /** sequence of the last entry of the present key that is done */
  readonly after: number;
  /** sequence of the journal when the work began; the last look begins there */
  readonly begin: number;
  /** when nothing was left for the first time */
  readonly lookedAt?: Instant;
}

/** That a person is erased: from one organization, or as an account from all of them. Holds ids only once it is done. */
export interface Erasure extends Stored {
  /** `installation` for an account */
  readonly organizationId: string;
  readonly kind: 'member' | 'account';
  /** absent where an account was invited to the organization and never became a member */
  readonly memberId?: string;
  readonly accountId?: string;
  /** the erasure of the account that this one is a part of */
  readonly parentId?: string;
  /** `blocked`: something forbids it for now, which `reason` names; it is tried again */
  readonly status: 'running' | 'blocked' | 'done';
  readonly reason?: { readonly code: string; readonly details: Readonly<Record<string, unknown>> };
  /** who asked for it: kind and id */
  readonly requestedBy: string;
  /** journal entries that lost personal data, and other records that were removed or lost it */
  readonly entries: number;
  readonly records: number;
  readonly work?: ErasureWork;
  /** when to go on, while it is not done */
  readonly dueAt?: Instant;
  readonly endedAt?: Instant;
}

export const erasures = collection<Erasure>({
  name: 'erasures',
  columns: {
    organizationId: 'shared',
    memberId: 'text',
    accountId: 'text',
    parentId: 'text',
    status: 'text',
    dueAt: 'text',
  },
  required: ['organizationId', 'status'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'member', on: ['memberId'], present: 'memberId' },
    { name: 'account', on: ['accountId'], present: 'accountId' },
    { name: 'parent', on: ['parentId', 'status'], present: 'parentId' },
    { name: 'due', on: ['dueAt'], present: 'dueAt' },
  ],
});
