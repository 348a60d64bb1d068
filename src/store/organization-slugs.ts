import { collection, type Stored } from './record.js';

/** A slug that an organization has, or had: links with a former one still find it, and no other organization can take it. */
export interface OrganizationSlug extends Stored {
  readonly organizationId: string;
  readonly slug: string;
}

export const organizationSlugs = collection<OrganizationSlug>({
  name: 'organization-slugs',
  columns: { organizationId: 'shared', slug: 'text' },
  required: ['organizationId', 'slug'],
  unique: [{ name: 'slug', on: ['slug'] }],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
