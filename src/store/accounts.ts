import type { Instant } from '#kernel/index.js';
import type { PersonNames } from './members.js';
import { collection, type Stored } from './record.js';

/** A person, in any number of organizations: whom a host application vouches for, or who has signed in. */
export interface Account extends Stored, PersonNames {
  readonly name: string;
  /** absent until a code proves one: what an identity provider says is its organization's word, and never the account's address */
  readonly email?: string;
  /** folded address; one account each */
  readonly emailKey?: string;
  /** absent: the address is not verified */
  readonly emailVerifiedAt?: Instant;
  /** BCP 47 */
  readonly locale?: string;
}

export const accounts = collection<Account>({
  name: 'accounts',
  columns: { emailKey: 'text' },
  required: [],
  unique: [{ name: 'email', on: ['emailKey'], present: 'emailKey' }],
  indexes: [],
});
