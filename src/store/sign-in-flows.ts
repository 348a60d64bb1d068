import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** What an identity provider said of a person, checked; the same for every protocol. */
export interface IdentityStatement {
  readonly issuer: string;
  readonly subject: string;
  /** every attribute with all of its values, in the order received: none, one or several */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly email?: string;
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly locale?: string;
  /** the value that a paired directory has as externalId */
  readonly externalId?: string;
  /** the groups; `absent`: nothing was said, `unreadable`: the provider had too many to say (Entra). Only a list takes anything away */
  readonly groups: readonly string[] | 'absent' | 'unreadable';
  readonly authenticatedAt?: Instant;
  readonly authnContext?: string;
  readonly authnMethods?: readonly string[];
  /** SessionNotOnOrAfter */
  readonly sessionEndsAt?: Instant;
  /** what single logout names, as it was received */
  readonly logout?: {
    readonly nameId: string;
    readonly format?: string;
    readonly nameQualifier?: string;
    readonly spNameQualifier?: string;
    readonly sessionIndex?: string;
    /** OpenID Connect, where the provider is asked to sign out: the hint of who it is */
    readonly idToken?: string;
  };
}

/**
 * A sign-in under way in one browser, from the first page to the session. The browser holds its secret in a cookie; a provider's answer is
 * stored here by whoever posts it and is used only with that cookie.
 */
export interface SignInFlow extends Stored {
  /** SHA-256 of the secret in the flow's own cookie, hex */
  readonly secretHash: string;
  readonly purpose: 'sign_in' | 'step_up' | 'test' | 'add_identity' | 'logout';
  /** path on this server, or a registered address, where the person goes on */
  readonly returnTo?: string;
  /** the organization that was asked for */
  readonly organizationId?: string;
  readonly connectionId?: string;
  /** the connection's configuration when the request left: an answer to an older one is refused */
  readonly configuration?: number;
  /** what our request asked for and the answer must show */
  readonly asked?: { readonly forceAuthn?: boolean; readonly authnContext?: string };
  /** ID of our AuthnRequest or LogoutRequest, or `state`, unique in the connection */
  readonly requestId?: string;
  readonly status: 'begun' | 'answered' | 'finished' | 'refused';
  /** SHA-256 of the answer, so that the same one sent twice is one */
  readonly answerHash?: string;
  readonly statement?: IdentityStatement;
  /** code and words for the page, of a refusal */
  readonly refusal?: { readonly code: string; readonly attemptId?: string };
  /** where the person began by address: its key, and how it was written */
  readonly email?: string;
  readonly emailKey?: string;
  readonly sessionId?: string;
  /** of a step-up: its code makes what a company's session set up count everywhere */
  readonly confirmsFactors?: true;
  /** what a passkey has to sign in this flow, once; base64url */
  readonly challenge?: string;
  /** the invitation that is accepted at the end */
  readonly invitationTokenHash?: string;
  /** wrong guesses at the codes of this flow */
  readonly failures?: number;
  readonly expiresAt: Instant;
}

export const signInFlows = collection<SignInFlow>({
  name: 'sign-in-flows',
  columns: { connectionId: 'shared', requestId: 'text', emailKey: 'text', expiresAt: 'text' },
  required: ['expiresAt'],
  unique: [{ name: 'request', on: ['connectionId', 'requestId'], present: 'requestId' }],
  indexes: [
    { name: 'end', on: ['expiresAt'] },
    { name: 'connection', on: ['connectionId'], present: 'connectionId' },
    { name: 'email', on: ['emailKey'], present: 'emailKey' },
  ],
});
