import { collection, type Stored } from './record.js';
import type { ScimAttributes } from './scim-users.js';

/** A group as the identity provider named it. Who is in it is rows of group-members, never an array here. */
export interface ScimGroup extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly displayName: string;
  /** folded, unique in the connection */
  readonly displayNameKey: string;
  readonly externalId?: string;
  /** core attributes in canonical form, without id, externalId, schemas, meta and members */
  readonly attributes: ScimAttributes;
  /** extension attributes under the extension's alias (its URN without dots) */
  readonly extensions: { readonly [alias: string]: ScimAttributes };
}

export const scimGroups = collection<ScimGroup>({
  name: 'scim-groups',
  columns: {
    connectionId: 'shared',
    displayNameKey: 'text',
    externalId: 'text',
    displayName: 'text',
  },
  required: ['connectionId', 'displayNameKey'],
  unique: [{ name: 'display-name', on: ['connectionId', 'displayNameKey'] }],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'external-id', on: ['connectionId', 'externalId'] },
    { name: 'updated', on: ['connectionId', 'updatedAt'] },
  ],
  searchScope: 'connectionId',
});
