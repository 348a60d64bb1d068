import type { Core } from '#core/index.js';
import type { DirectoryScope, StatedPeople } from '#provisioning/index.js';
import type { SignInConnection, SignInSession } from '#store/index.js';

/** What the person has proved in this flow beside what the provider says. The caller has checked it. */
export interface Proofs {
  /** an address whose mailbox the person has just proved by a code */
  readonly email?: string;
  /** the account that the code, or the session, is of */
  readonly accountId?: string;
  /** the session in which the person adds this way of signing in; never one that merely happened to be there */
  readonly session?: SignInSession;
  /** the session is the person's own, and was proved once more minutes ago: an owner's word in it is an approval */
  readonly steppedUp?: boolean;
  /** the answer was to an owner's own test: the connection need not be active yet */
  readonly isTest?: boolean;
}

/** One sign-in at one connection, inside of the transaction of its organization. */
export interface SignInScope extends DirectoryScope {
  readonly connection: SignInConnection;
  readonly people: StatedPeople;
  /** an account without an address */
  readonly createAccount: Core['accounts']['createIn'];
  readonly proofs: Proofs;
  /** a step of the trace of decisions */
  readonly note: (step: string, detail: string) => void;
}
