import type { Instant } from '#kernel/index.js';
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
  /** set while its holders are given another role in its place; then it is gone */
  readonly retiring?: Retirement;
  /** since when, so that a job finds what a process began and did not end */
  readonly retiringSince?: Instant;
}

/** How far the replacement of a deleted role is. What is done does not hold the role any more, so that no mark is needed. */
export interface Retirement {
  /** absent: its holders need no replacement */
  readonly to?: string;
  /** members, invitations and mappings that are changed already */
  readonly done: number;
}

export const roles = collection<CustomRole>({
  name: 'roles',
  columns: { organizationId: 'shared', name: 'text', retiringSince: 'text' },
  required: ['organizationId', 'name'],
  unique: [{ name: 'name', on: ['organizationId', 'name'] }],
  indexes: [{ name: 'retiring', on: ['retiringSince'], present: 'retiringSince' }],
});
