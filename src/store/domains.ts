import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A mail domain that an organization says is its own, and what happens with people who have an address there. */
export interface Domain extends Stored {
  readonly organizationId: string;
  /** lower case, punycode */
  readonly name: string;
  readonly status: 'pending' | 'verified' | 'failed';
  /** what a person with a verified address of the domain may do: nothing, request to join, or become a member at once */
  readonly enrolment: 'manual' | 'suggest' | 'auto';
  readonly defaultRole?: string;
  readonly defaultSpaces?: readonly { readonly spaceId: string; readonly role: string }[];
  /** text of the TXT record that proves it */
  readonly dnsCode: string;
  readonly emailProof?: {
    readonly address: string;
    readonly codeHash: string;
    /** the version of the domain that the code was made for, as its mail names it; absent in older records */
    readonly generation?: number;
    readonly expiresAt: Instant;
    readonly triesLeft: number;
  };
  readonly verifiedBy?: 'dns' | 'email';
  readonly verifiedAt?: Instant;
  /** when it is to be looked at again; only while verified by DNS or pending */
  readonly recheckAt?: Instant;
  readonly failures: number;
  /** the name while verified: one organization has it */
  readonly verifiedKey?: string;
}

export const domains = collection<Domain>({
  name: 'domains',
  columns: {
    organizationId: 'shared',
    name: 'text',
    status: 'text',
    recheckAt: 'text',
    verifiedKey: 'text',
  },
  required: ['organizationId', 'name', 'status'],
  unique: [
    { name: 'name', on: ['organizationId', 'name'] },
    { name: 'verified', on: ['verifiedKey'], present: 'verifiedKey' },
  ],
  indexes: [{ name: 'recheck', on: ['recheckAt'], present: 'recheckAt' }],
});
