import { collection, type Stored } from './record.js';

/** A part of an organization with people of its own: a workspace, a site, a project. */
export interface Space extends Stored {
  readonly organizationId: string;
  readonly name: string;
  /** folded, unique in the organization */
  readonly nameKey: string;
  readonly description?: string;
}

export const spaces = collection<Space>({
  name: 'spaces',
  columns: { organizationId: 'shared', nameKey: 'text' },
  required: ['organizationId', 'nameKey'],
  unique: [{ name: 'name', on: ['organizationId', 'nameKey'] }],
  indexes: [],
});
