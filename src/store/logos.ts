import { collection, type Stored } from './record.js';

/** The logo that was given for an organization, as it is shown: its id is the organization's. */
export interface Logo extends Stored {
  readonly organizationId: string;
  readonly mediaType: string;
  /** base64 */
  readonly data: string;
}

export const logos = collection<Logo>({
  name: 'logos',
  columns: { organizationId: 'shared' },
  required: ['organizationId'],
  unique: [],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
