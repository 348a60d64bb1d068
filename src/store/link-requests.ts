import type { Instant } from '#kernel/index.js';
import type { PersonNames } from './members.js';
import { collection, type Stored } from './record.js';

/**
 * A user of a directory who would be a member that is there already, and waits for approval. One for each connection and member: a
 * second user of the connection who says the same address is another person.
 */
export interface LinkRequest extends Stored, PersonNames {
  readonly organizationId: string;
  readonly connectionId: string;
  /** of whom the user is taken to be */
  readonly memberId: string;
  readonly scimUserId: string;
  readonly status: 'pending' | 'approved' | 'rejected' | 'withdrawn';
  /** an owner or administrator made by hand, a member beyond the authority of the connection, or a person who left and signs in */
  readonly reason: 'owner' | 'administrator' | 'authority' | 'departed';
  /** the approval makes a new member: the one who left is bound to another subject of an identity provider, and keeps the history */
  readonly makesNew?: true;
  /** of a connection that people sign in at: its configuration when it was asked; an approval holds for that one */
  readonly configuration?: number;
  /** what the directory says of the person, as it last did */
  readonly name: string;
  readonly email?: string;
  readonly photoUrl?: string;
  readonly active: boolean;
  /** for the custom attributes that the directory fills */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly decidedAt?: Instant;
  readonly decidedBy?: string;
}

export const linkRequests = collection<LinkRequest>({
  name: 'link-requests',
  columns: {
    organizationId: 'shared',
    connectionId: 'shared',
    memberId: 'text',
    scimUserId: 'text',
    status: 'text',
  },
  required: ['organizationId', 'connectionId', 'memberId', 'scimUserId', 'status'],
  unique: [{ name: 'member', on: ['connectionId', 'memberId'] }],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'status', on: ['connectionId', 'status'] },
    { name: 'user', on: ['scimUserId'] },
  ],
});
