import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * Who a person is to one identity provider: connection, issuer and subject are one account, for good. The address that a provider says
 * never finds an account.
 */
export interface SignInIdentity extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly issuer: string;
  /** NameID or `sub`, or the value of the attribute that the connection names as its subject */
  readonly subject: string;
  /** SHA-256 of connection, issuer and subject, hex: both may be longer than an index takes */
  readonly key: string;
  readonly accountId: string;
  /** the user of the connection that keeps what the provider said of the person; it stands for the member */
  readonly scimUserId: string;
  /** what proved the first time that the subject is the account */
  readonly provedBy: 'domain' | 'email_code' | 'session' | 'approval' | 'directory' | 'new';
  /** the connection's configuration with which the person was let in last; absent: of before it was kept */
  readonly configuration?: number;
  /** the address and name that the provider said last; shown, never looked for */
  readonly email?: string;
  readonly name?: string;
  /** the provider had more groups of the person to say than it says; the administrators are told of the first such person */
  readonly groupsUnreadable?: true;
  /** to the day, as of members */
  readonly lastSignInOn?: string;
  readonly lastSignInAt?: Instant;
}

export const signInIdentities = collection<SignInIdentity>({
  name: 'sign-in-identities',
  columns: {
    organizationId: 'shared',
    connectionId: 'shared',
    key: 'text',
    accountId: 'text',
    scimUserId: 'text',
  },
  required: ['organizationId', 'connectionId', 'key', 'accountId'],
  unique: [{ name: 'subject', on: ['key'] }],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'connection', on: ['connectionId'] },
    { name: 'account', on: ['accountId'] },
    { name: 'user', on: ['scimUserId'], present: 'scimUserId' },
  ],
});
