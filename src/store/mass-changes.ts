import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';
import type { ScimUser } from './scim-users.js';

/** A batch of losses that directories asked for in one hour, and that waits for a decision. */
export interface MassChange extends Stored {
  readonly organizationId: string;
  readonly status: 'held' | 'approved' | 'rejected' | 'applied';
  /** the connection whose request tripped the brake */
  readonly connectionId: string;
  /** people whom directories managed at the hour's start */
  readonly base: number;
  /** people who had lost something in the hour, with those who tripped it */
  readonly people: number;
  /** the limits as they were then */
  readonly percent: number;
  readonly least: number;
  /** when it is applied if nobody decides */
  readonly appliesAt: Instant;
  readonly decidedAt?: Instant;
  readonly decidedBy?: string;
  readonly reason?: string;
  /** the people who had lost something before it tripped are being given it back, or were */
  readonly restoredAt?: Instant;
  readonly restoredBy?: string;
  /** when a job looks at it next; absent: there is nothing left to do */
  readonly dueAt?: Instant;
}

export const massChanges = collection<MassChange>({
  name: 'mass-changes',
  columns: { organizationId: 'shared', status: 'text', dueAt: 'text' },
  required: ['organizationId', 'status'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'status', on: ['organizationId', 'status'] },
    { name: 'due', on: ['dueAt'], present: 'dueAt' },
    { name: 'made', on: ['createdAt'] },
  ],
});

/** One thing that a directory took from a person, or wants to. */
export interface DirectoryLoss {
  readonly kind: 'deactivated' | 'deleted' | 'left_group';
  readonly connectionId: string;
  readonly scimUserId: string;
  /** of `left_group` */
  readonly groupId?: string;
  /** of a user that was deleted at once: the record, and the groups that it was in, so that it can come back */
  readonly user?: ScimUser;
  readonly groupIds?: readonly string[];
}

/**
 * What one person lost by directories, or is about to. `applied`: before the brake tripped; `held`: waits; `let_through`: applied by a
 * decision or by time; `kept`: rejected; `restored`: given back; `withdrawn`: the directory took its word back; `refused`: it would have
 * taken the last administrator.
 */
export interface MassChangePerson extends Stored {
  readonly organizationId: string;
  /** empty as long as no brake tripped */
  readonly massChangeId: string;
  readonly memberId: string;
  /** of the last loss */
  readonly connectionId: string;
  readonly state:
    'applied' | 'held' | 'let_through' | 'kept' | 'restored' | 'withdrawn' | 'refused';
  readonly losses: readonly DirectoryLoss[];
  /** of the last loss */
  readonly lostAt: Instant;
}

export const massChangePeople = collection<MassChangePerson>({
  name: 'mass-change-people',
  columns: {
    organizationId: 'shared',
    massChangeId: 'text',
    memberId: 'text',
    connectionId: 'shared',
    state: 'text',
    lostAt: 'text',
  },
  required: ['organizationId', 'massChangeId', 'memberId', 'connectionId', 'state', 'lostAt'],
  unique: [{ name: 'member', on: ['memberId', 'massChangeId'] }],
  indexes: [
    { name: 'organization', on: ['organizationId', 'massChangeId', 'lostAt'] },
    { name: 'state', on: ['massChangeId', 'state'] },
    { name: 'connection', on: ['connectionId'] },
    { name: 'lost', on: ['massChangeId', 'lostAt'] },
  ],
});

/** How many people of an organization lost something by directories or at sign-ins in the last hour. Its id is the organization's. */
export interface MassChangeWindow extends Stored {
  readonly organizationId: string;
  /** people whom directories manage, as counted at `countedAt` with those of the hour before added */
  readonly base: number;
  /** people who sign in at connections of the organization, counted alike; absent in a window of an earlier version */
  readonly signInBase?: number;
  readonly countedAt: Instant;
  /** parts of five minutes, the oldest first */
  readonly parts: readonly { readonly from: Instant; readonly people: number }[];
  /** the batch that waits for a decision */
  readonly heldId?: string;
}

export const massChangeWindows = collection<MassChangeWindow>({
  name: 'mass-change-windows',
  columns: { organizationId: 'shared' },
  required: ['organizationId'],
  unique: [],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
