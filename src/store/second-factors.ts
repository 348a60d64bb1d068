import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/**
 * Something of a person's own that they prove beside the first step: an authenticator app, a passkey, or a list of codes to
 * recover with.
 * One that was enrolled in a session of an organization's provider counts in that organization only, until a code to the account's own
 * address confirms it.
 */
export interface SecondFactor extends Stored {
  readonly accountId: string;
  readonly organizationId?: string;
  /** of one that was confirmed: the organization in which it was enrolled */
  readonly enrolledIn?: string;
  readonly kind: 'totp' | 'passkey' | 'recovery_codes';
  /** under enrolment until the first code of it was right */
  readonly status: 'begun' | 'active';
  /** of one under enrolment: when it ends, and the session in which it was begun */
  readonly expiresAt?: Instant;
  readonly sessionId?: string;
  /** of an app: its secret, wrapped by the secrets key, and which key that is */
  readonly wrapped?: string;
  readonly wrappedBy?: string;
  /** of an app: the last step of 30 seconds whose code was taken; none before it is taken any more */
  readonly lastStep?: number;
  /** of an app: wrong codes since then, an hour at most */
  readonly failures?: number;
  readonly failuresSince?: Instant;
  /** of a passkey: as the person calls it */
  readonly name?: string;
  /** of a passkey under enrolment: what the browser has to sign, base64url */
  readonly challenge?: string;
  /** of a passkey: the name of the server that it was made for; it works for no other one */
  readonly relyingPartyId?: string;
  /** of a passkey: its id, its public key (COSE), base64url, and how browsers reach it */
  readonly credentialId?: string;
  readonly publicKey?: string;
  readonly transports?: readonly string[];
  /** of a passkey: the highest count of signatures that was seen; synced ones stay at 0 */
  readonly counter?: number;
  /** of a list: SHA-256 of the codes that are left, hex */
  readonly hashes?: readonly string[];
  /** of a list: one was used then, and the others wait until the person has set up a factor or made new codes */
  readonly recoveredAt?: Instant;
  /** when its enrolment ended; absent: of before it was kept */
  readonly enrolledAt?: Instant;
  readonly lastUsedAt?: Instant;
}

export const secondFactors = collection<SecondFactor>({
  name: 'second-factors',
  columns: {
    accountId: 'text',
    organizationId: 'shared',
    wrappedBy: 'text',
    relyingPartyId: 'text',
    credentialId: 'text',
    expiresAt: 'text',
  },
  required: ['accountId'],
  unique: [{ name: 'credential', on: ['credentialId'], present: 'credentialId' }],
  indexes: [
    { name: 'account', on: ['accountId'] },
    { name: 'organization', on: ['organizationId'], present: 'organizationId' },
    { name: 'wrapped', on: ['wrappedBy'], present: 'wrappedBy' },
    { name: 'relying-party', on: ['relyingPartyId'], present: 'relyingPartyId' },
    { name: 'end', on: ['expiresAt'], present: 'expiresAt' },
  ],
});
