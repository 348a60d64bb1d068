import { collection, type Stored } from './record.js';

/** The picture that was uploaded for a member, as it is shown: its id is the member's. */
export interface Avatar extends Stored {
  readonly organizationId: string;
  readonly mediaType: string;
  /** base64 */
  readonly data: string;
}

export const avatars = collection<Avatar>({
  name: 'avatars',
  columns: { organizationId: 'shared' },
  required: ['organizationId'],
  unique: [],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
