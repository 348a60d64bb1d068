import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A code that was mailed to prove a mailbox. The code itself is derived from the id at sending and at checking, and is stored nowhere. */
export interface SignInCode extends Stored {
  readonly flowId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly locale: string;
  /** wrong guesses at it */
  readonly failures: number;
  readonly delivery: 'waiting' | 'sent' | 'failed' | 'expired';
  /** until then a process is sending it */
  readonly claimedUntil?: Instant;
  readonly expiresAt: Instant;
  readonly usedAt?: Instant;
}

export const signInCodes = collection<SignInCode>({
  name: 'sign-in-codes',
  columns: { flowId: 'text', emailKey: 'text', delivery: 'text', expiresAt: 'text' },
  required: ['flowId', 'emailKey', 'delivery', 'expiresAt'],
  unique: [],
  indexes: [
    { name: 'flow', on: ['flowId'] },
    { name: 'email', on: ['emailKey'] },
    { name: 'delivery', on: ['delivery'] },
    { name: 'end', on: ['expiresAt'] },
  ],
});
