import type { Term } from './query.js';
import { collection, type Stored } from './record.js';

/** Rows that the brake on mass changes holds: the provider does not see them. */
export const isHeldRow: Term = { kind: 'present', field: { column: 'heldBy' } };

/** Those that the provider sees. */
export function seenRows(rows: readonly GroupMember[]): GroupMember[] {
  return rows.filter(({ heldBy }) => heldBy === undefined || heldBy === '');
}

/** One person or group in one group: a row, so that adding one to 100,000 costs what adding one to ten costs. */
export interface GroupMember extends Stored {
  readonly connectionId: string;
  readonly groupId: string;
  /** the SCIM id of the user or group inside */
  readonly memberId: string;
  readonly type: 'User' | 'Group';
  /** the member's name as shown; kept up to date when the member is renamed, which touches few rows */
  readonly display?: string;
  /** the mass change that holds it: the provider took it out and does not see it, and it counts; empty: none does any more */
  readonly heldBy?: string;
}

export const groupMembers = collection<GroupMember>({
  name: 'group-members',
  columns: {
    connectionId: 'shared',
    groupId: 'text',
    memberId: 'text',
    type: 'shared',
    display: 'text',
    heldBy: 'text',
  },
  required: ['connectionId', 'groupId', 'memberId', 'type'],
  unique: [{ name: 'member', on: ['groupId', 'memberId'] }],
  indexes: [
    { name: 'group', on: ['groupId'] },
    // all that `User.groups` is made of: a person's rows lie apart, one in each group
    { name: 'of', on: ['memberId', 'groupId', 'heldBy'] },
    { name: 'held', on: ['groupId', 'heldBy'], present: 'heldBy' },
  ],
});
