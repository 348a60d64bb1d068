import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** An attribute of an answer; a list, because names of attributes hold dots. */
export interface ReceivedAttribute {
  readonly name: string;
  readonly values: readonly string[];
  /** values that were not kept */
  readonly omitted?: number;
}

/**
 * One answer of an identity provider and what became of it: the log of sign-ins of a connection. Answers that could not be verified are
 * folded: one row for each reason and hour, with a count, so that forgeries fill nothing.
 */
export interface SignInAttempt extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly traceId: string;
  readonly purpose: 'sign_in' | 'step_up' | 'test' | 'add_identity' | 'logout';
  readonly outcome: 'ok' | 'waiting' | 'refused';
  /** whether the answer's signature was verified */
  readonly verified: boolean;
  /** why it was refused: a code of the decoder */
  readonly reason?: string;
  /** what the decoder says: whose side, what, next step; figures of the case */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  /** as received, of a verified answer */
  readonly issuer?: string;
  readonly subject?: string;
  readonly attributes?: readonly ReceivedAttribute[];
  /** of a test: whom and what it would map to */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly configuration: number;
  readonly accountId?: string;
  readonly memberId?: string;
  /** what was checked and decided, in order */
  readonly trace: readonly { readonly step: string; readonly detail: string }[];
  /** connection, reason and hour, of what is folded */
  readonly foldKey?: string;
  readonly count?: number;
  readonly lastAt?: Instant;
}

export const signInAttempts = collection<SignInAttempt>({
  name: 'sign-in-attempts',
  columns: {
    organizationId: 'shared',
    connectionId: 'shared',
    purpose: 'shared',
    outcome: 'shared',
    accountId: 'text',
    memberId: 'text',
    foldKey: 'text',
  },
  required: ['connectionId', 'purpose', 'outcome'],
  unique: [{ name: 'fold', on: ['foldKey'], present: 'foldKey' }],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'outcome', on: ['connectionId', 'outcome'] },
    { name: 'purpose', on: ['connectionId', 'purpose'] },
    { name: 'account', on: ['accountId'], present: 'accountId' },
    { name: 'member', on: ['memberId'], present: 'memberId' },
    { name: 'created', on: ['createdAt'] },
  ],
});
