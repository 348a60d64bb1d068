import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** The members of a group have this role, space or seat. Keyed by the group's id, so that a rename is no escalation. */
export interface GroupMapping extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  /** of a group that is deleted, its former id; of one that never was there, an id that no group has */
  readonly groupId: string;
  /** the id of the connection while no group is bound; absent: one is */
  readonly unboundKey?: string;
  /** to be bound by, while no group is: the group's, or as it was given */
  readonly externalId?: string;
  readonly groupName?: string;
  /** a person allowed that a new group of the name is bound */
  readonly byName?: true;
  /** since its group was deleted */
  readonly dormantSince?: Instant;
  /** exactly one of role, space and product */
  readonly role?: string;
  readonly space?: { readonly spaceId: string; readonly role: string };
  readonly productId?: string;
  /** `role:admin`, `space:{id}:{role}`, `product:{id}` */
  readonly gives: string;
  /** 0, 1, 2 …: decides under the mode `first` */
  readonly position: number;
}

export const groupMappings = collection<GroupMapping>({
  name: 'group-mappings',
  columns: {
    organizationId: 'shared',
    connectionId: 'shared',
    groupId: 'text',
    gives: 'text',
    position: 'integer',
    unboundKey: 'text',
  },
  required: ['organizationId', 'connectionId', 'groupId', 'gives', 'position'],
  unique: [{ name: 'group-gives', on: ['groupId', 'gives'] }],
  indexes: [
    { name: 'connection', on: ['connectionId', 'position'] },
    { name: 'gives', on: ['organizationId', 'gives'] },
    { name: 'unbound', on: ['unboundKey'], present: 'unboundKey' },
  ],
});
