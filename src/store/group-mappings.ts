import { collection, type Stored } from './record.js';

/** "Whoever is in this group holds this role." Keyed by the group's id, so that a rename is no escalation. */
export interface GroupMapping extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly groupId: string;
  readonly role: string;
  /** 0, 1, 2 …: decides under the mode `first` */
  readonly position: number;
}

export const groupMappings = collection<GroupMapping>({
  name: 'group-mappings',
  columns: { connectionId: 'text', groupId: 'text', role: 'text', position: 'integer' },
  required: ['connectionId', 'groupId', 'role', 'position'],
  unique: [{ name: 'group-role', on: ['groupId', 'role'] }],
  indexes: [{ name: 'connection', on: ['connectionId', 'position'] }],
});
