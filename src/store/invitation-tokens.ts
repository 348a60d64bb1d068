import { collection, type Stored } from './record.js';

/** The hash of a link that a later one has replaced, so that its answer can say so. */
export interface InvitationToken extends Stored {
  readonly organizationId: string;
  readonly invitationId: string;
  /** SHA-256 of the token, hex */
  readonly tokenHash: string;
  readonly generation: number;
}

export const invitationTokens = collection<InvitationToken>({
  name: 'invitation-tokens',
  columns: {
    organizationId: 'shared',
    invitationId: 'text',
    tokenHash: 'text',
    generation: 'integer',
  },
  required: ['organizationId', 'invitationId', 'tokenHash', 'generation'],
  unique: [{ name: 'token', on: ['tokenHash'] }],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'invitation', on: ['invitationId', 'generation'] },
  ],
});
