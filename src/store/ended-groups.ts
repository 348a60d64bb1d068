import { collection, type Stored } from './record.js';

/**
 * A group that is gone while rows of its members are left, which a job removes. The id is the group's, which no other group ever has. Of
 * such rows no reader of memberships shows anything (`src/provisioning/ended-groups.ts`).
 */
export interface EndedGroup extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
}

export const endedGroups = collection<EndedGroup>({
  name: 'ended-groups',
  columns: { organizationId: 'shared', connectionId: 'shared' },
  required: ['organizationId', 'connectionId'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'connection', on: ['connectionId'] },
  ],
});
