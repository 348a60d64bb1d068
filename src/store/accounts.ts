import type { Instant } from '#kernel/index.js';
import type { PersonNames } from './members.js';
import { collection, type Stored } from './record.js';

/** A person whom a host application knows, in any number of organizations. Sign-in itself is the host application's business. */
export interface Account extends Stored, PersonNames {
  readonly name: string;
  readonly email: string;
  /** folded address */
  readonly emailKey: string;
  /** absent: the address is not verified */
  readonly emailVerifiedAt?: Instant;
  /** BCP 47 */
  readonly locale?: string;
}

export const accounts = collection<Account>({
  name: 'accounts',
  columns: { emailKey: 'text' },
  required: ['emailKey'],
  unique: [{ name: 'email', on: ['emailKey'] }],
  indexes: [],
});
