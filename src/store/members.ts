import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** Why a member has a role. Recomputing group grants never touches the others. */
export type GrantSource =
  | { readonly kind: 'manual' }
  /** for people without a mapped group */
  | { readonly kind: 'default'; readonly connectionId: string }
  | { readonly kind: 'group'; readonly groupId: string; readonly connectionId: string };

export interface Grant {
  readonly role: string;
  readonly source: GrantSource;
  readonly since: Instant;
}

/** What the rules made of a person: `wanted` is the SCIM user's business, `effective` is this. */
export interface Member extends Stored {
  readonly organizationId: string;
  readonly status: 'active' | 'suspended' | 'left';
  readonly name: string;
  readonly email?: string;
  /** folded address */
  readonly emailKey?: string;
  readonly grants: readonly Grant[];
  /** the highest standing among the granted roles, derived on every write, so that the last owner can be counted */
  readonly standing: 'owner' | 'admin' | 'none';
  /** where the person came from */
  readonly source: 'manual' | 'scim';
  readonly suspendedAt?: Instant;
  /** who may restore: what a directory suspended, a directory restores; what a person suspended, it leaves alone */
  readonly suspendedBy?: 'directory' | 'person';
  readonly leftAt?: Instant;
}

export const members = collection<Member>({
  name: 'members',
  columns: {
    organizationId: 'text',
    status: 'text',
    emailKey: 'text',
    standing: 'text',
  },
  required: ['organizationId', 'status', 'standing'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'email', on: ['organizationId', 'emailKey'] },
    { name: 'standing', on: ['organizationId', 'standing', 'status'] },
  ],
});
