import { collection, type Stored } from './record.js';

/** The members of a group have this role, space or seat. Keyed by the group's id, so that a rename is no escalation. */
export interface GroupMapping extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly groupId: string;
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
    organizationId: 'text',
    connectionId: 'text',
    groupId: 'text',
    gives: 'text',
    position: 'integer',
  },
  required: ['organizationId', 'connectionId', 'groupId', 'gives', 'position'],
  unique: [{ name: 'group-gives', on: ['groupId', 'gives'] }],
  indexes: [
    { name: 'connection', on: ['connectionId', 'position'] },
    { name: 'gives', on: ['organizationId', 'gives'] },
  ],
});
