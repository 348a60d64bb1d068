import { collection, type Stored } from './record.js';

/** What a role is, apart from its name: what it permits, whom it may make, whom it may touch. */
export interface RoleDefinition {
  readonly title: string;
  readonly description?: string | undefined;
  /** `members:read`, `seats:write:own` …, sorted */
  readonly permissions: readonly string[];
  /** names of the roles that its holders may give */
  readonly grants: readonly string[];
  /** names of the roles whose holders they may touch */
  readonly manages: readonly string[];
  readonly mappable: boolean;
}

/** A role that an organization made for itself, beside those of its preset. Its standing is always `none`. */
export interface CustomRole extends Stored {
  readonly organizationId: string;
  /** lower case, unique in the organization, never a name of the preset */
  readonly name: string;
  readonly definition: RoleDefinition;
  /** 1, 2, 3 …: every change of the definition makes a new one (role-versions) */
  readonly number: number;
}

export const roles = collection<CustomRole>({
  name: 'roles',
  columns: { organizationId: 'text', name: 'text' },
  required: ['organizationId', 'name'],
  unique: [{ name: 'name', on: ['organizationId', 'name'] }],
  indexes: [],
});
