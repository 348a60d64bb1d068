import type { RoleDefinition } from './roles.js';
import { collection, type Stored } from './record.js';

/** What a custom role was. Kept when the role is deleted. */
export interface RoleVersion extends Stored {
  readonly organizationId: string;
  readonly roleId: string;
  readonly number: number;
  readonly definition: RoleDefinition;
  readonly by: string;
}

export const roleVersions = collection<RoleVersion>({
  name: 'role-versions',
  columns: { organizationId: 'shared', roleId: 'text', number: 'integer' },
  required: ['organizationId', 'roleId', 'number'],
  unique: [{ name: 'number', on: ['roleId', 'number'] }],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
