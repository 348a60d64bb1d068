import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** How a person proved who they are. */
export type SignInMethod = 'saml' | 'oidc' | 'email_code' | 'operator_link' | 'passkey';

/**
 * How a person proved it once more in a session, before an act of high risk: a fresh sign-in at the provider, a code by mail, or a second
 * factor.
 */
export type StepUpMethod = 'saml' | 'oidc' | 'email_code' | 'totp' | 'passkey' | 'recovery_code';

/** Why a session ended before its time: by the person, by another one, by the identity provider, or for a newer one of the same browser. */
export type SessionEndReason = 'signed_out' | 'revoked' | 'provider' | 'replaced';

/**
 * A person who has signed in with a browser. It says by which connection it was made: made by an organization's identity provider it opens
 * that organization only; without a connection the person proved a mailbox or came by a passkey of the account, and each organization
 * says whether that is enough.
 */
export interface SignInSession extends Stored {
  readonly accountId: string;
  /** SHA-256 of the cookie's value, hex */
  readonly hash: string;
  readonly method: SignInMethod;
  /** of the identity provider that answered for the person, with its organization; absent where they proved a mailbox or had a passkey */
  readonly connectionId?: string;
  readonly organizationId?: string;
  readonly identityId?: string;
  /** what single logout names, to the letter as it was received (SAML core section 3.7); of OpenID Connect `sub`, `sid` and the ID token */
  readonly logout?: {
    readonly nameId: string;
    readonly format?: string;
    readonly nameQualifier?: string;
    readonly spNameQualifier?: string;
    readonly sessionIndex?: string;
    readonly idToken?: string;
  };
  /** SHA-256 of connection and NameID, by which a LogoutRequest finds its sessions */
  readonly logoutKey?: string;
  /** SHA-256 of connection and SessionIndex or `sid`, by which a logout token that names no person finds its sessions */
  readonly logoutSessionKey?: string;
  /** when the person proved who they are: what ended before or at it does not touch the session */
  readonly authenticatedAt: Instant;
  readonly lastSeenAt: Instant;
  /** its end, whatever the person does; SessionNotOnOrAfter where that is earlier */
  readonly expiresAt: Instant;
  readonly expirySource: 'setting' | 'provider';
  /** AuthnContextClassRef or acr, and amr, as they were received; of a later step-up at the provider where that says more */
  readonly authnContext?: string;
  readonly authnMethods?: readonly string[];
  /** AuthnInstant or auth_time: when the person signed in at the provider, as it said */
  readonly authnInstant?: Instant;
  /** the last time that the person proved it once more, and how */
  readonly steppedUpAt?: Instant;
  readonly steppedUpBy?: StepUpMethod;
  /** the last time that a second factor was shown in it */
  readonly secondStepAt?: Instant;
  /** the organization that the person looks at, of those that the session opens */
  readonly currentOrganizationId?: string;
  readonly userAgent?: string;
  readonly address?: string;
  /** organizations that it opens past their enforced connections: its person is an owner who may, and their owners were told */
  readonly brokeGlassFor?: readonly string[];
  /** organizations that ended the session for themselves: it stays for the person's other ones */
  readonly closedFor?: readonly string[];
  readonly endedAt?: Instant;
  readonly endReason?: SessionEndReason;
}

export const sessions = collection<SignInSession>({
  name: 'sessions',
  columns: {
    accountId: 'text',
    hash: 'text',
    connectionId: 'shared',
    organizationId: 'shared',
    logoutKey: 'text',
    logoutSessionKey: 'text',
    authenticatedAt: 'text',
    expiresAt: 'text',
  },
  required: ['accountId', 'hash', 'authenticatedAt', 'expiresAt'],
  unique: [{ name: 'hash', on: ['hash'] }],
  indexes: [
    { name: 'account', on: ['accountId'] },
    { name: 'connection', on: ['connectionId'], present: 'connectionId' },
    { name: 'organization', on: ['organizationId'], present: 'organizationId' },
    { name: 'logout', on: ['logoutKey'], present: 'logoutKey' },
    { name: 'logout_session', on: ['logoutSessionKey'], present: 'logoutSessionKey' },
    { name: 'authenticated', on: ['authenticatedAt'] },
    { name: 'end', on: ['expiresAt'] },
  ],
});
