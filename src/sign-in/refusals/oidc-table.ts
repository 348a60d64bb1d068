import type { RefusalWords } from './words.js';

const BEGIN_AGAIN = 'Begin the sign-in again.';
const CLOCKS =
  'Begin again; if it stays, compare the times in the details and set the clock that is wrong by NTP.';
const FORGED =
  'No provider sends this by itself. If it comes again, ask who can send to this address.';
const READ_AGAIN =
  'Read the discovery of the provider again (metadata refresh of the connection), then begin again.';
const CHECK_URL =
  'Give the issuer as the provider names it, or the address of its .well-known/openid-configuration.';

/** What comes back by the browser. */
const ANSWER_REFUSALS = {
  answer_foreign: {
    side: 'browser',
    message: 'The answer belongs to no sign-in that this browser began.',
    next: BEGIN_AGAIN,
  },
  answer_error: {
    side: 'provider',
    message: 'The provider answered with an error.',
    next: 'Look at the error in the details, and at whether the person is assigned to this application.',
  },
  answer_issuer: {
    side: 'sender',
    message: 'The answer names another issuer (iss), or none where this provider names itself.',
    next: FORGED,
  },
  answer_unreadable: {
    side: 'sender',
    message: 'The answer is not written as OpenID Connect asks.',
    next: FORGED,
  },
  code_used: {
    side: 'sender',
    message: 'The code has been used already.',
    next: BEGIN_AGAIN,
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** What the provider says to us directly. */
const EXCHANGE_REFUSALS = {
  provider_unreachable: {
    side: 'provider',
    message: 'The provider cannot be reached, or does not answer as it should.',
    next: 'Look at the reason in the details; begin again when the provider is back.',
  },
  client_refused: {
    side: 'muster',
    message: 'The provider does not know this client, or refuses its secret or key.',
    next: 'Compare the client ID and set the client secret of the connection anew, or let the provider read our keys.',
  },
  code_refused: {
    side: 'provider',
    message: 'The provider does not take the code that it gave.',
    next: 'Begin again; if it stays, compare the redirect URL of the connection with the one at the provider.',
  },
  token_missing: {
    side: 'provider',
    message: 'The provider gave no ID token.',
    next: 'Let the application at the provider speak OpenID Connect, with the scope openid.',
  },
  userinfo_failed: {
    side: 'provider',
    message: 'The provider did not say who the person is (UserInfo).',
    next: 'Look at the reason in the details; let the provider put the claims into the ID token.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** ID tokens and logout tokens. */
const TOKEN_REFUSALS = {
  token_unreadable: {
    side: 'sender',
    message: 'The token is no signed JWT, or lacks what the protocol asks for.',
    next: FORGED,
  },
  token_algorithm: {
    side: 'provider',
    message: 'The token is signed by an algorithm that is not taken, or not at all.',
    next: 'Set the provider to sign with RS256, PS256, ES256 or EdDSA.',
  },
  token_key: {
    side: 'provider',
    message: 'The token is signed by a key that the provider does not publish.',
    next: READ_AGAIN,
  },
  token_issuer: {
    side: 'provider',
    message: 'The token is of another issuer than the provider of this connection.',
    next: 'Compare the issuer received with the one of this connection; slashes and letter case count.',
  },
  token_audience: {
    side: 'provider',
    message: 'The token is meant for another client.',
    next: 'Compare the client ID of the connection with the one at the provider.',
  },
  token_nonce: {
    side: 'sender',
    message: 'The token answers another sign-in (nonce).',
    next: FORGED,
  },
  token_expired: {
    side: 'clock',
    message: 'The token is not valid yet, or not any more.',
    next: CLOCKS,
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** What the claims say of the person. */
const CLAIM_REFUSALS = {
  claim_subject: {
    side: 'provider',
    message: 'The token names no person: the claim of the subject is missing.',
    next: 'Let the provider send the claim that the details name, or name another one as the subject in this connection.',
  },
  email_unverified: {
    side: 'provider',
    message: 'The provider says that the address of the person is not verified (email_verified).',
    next: 'Let the person verify the address at the provider, or mark it as verified there.',
  },
  hosted_domain: {
    side: 'provider',
    message:
      'The account belongs to no domain of Google Workspace that this connection lets in (hd).',
    next: 'Sign in with the company account; add the domain to hostedDomains of the connection if it is the company’s.',
  },
  tenant_wrong: {
    side: 'provider',
    message: 'The person is of another tenant of Entra than this connection (tid).',
    next: 'Sign in with an account of the company’s tenant.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** Discovery and keys. */
const DISCOVERY_REFUSALS = {
  discovery_unreadable: {
    side: 'provider',
    message: 'What is at the address is no discovery document of OpenID Connect.',
    next: CHECK_URL,
  },
  discovery_issuer: {
    side: 'provider',
    message: 'The discovery document names another issuer than the one it was read for.',
    next: CHECK_URL,
  },
  discovery_tenants: {
    side: 'muster',
    message: 'The discovery document is for every tenant of Entra (common, organizations).',
    next: 'Give the address of one tenant, with its ID in place of common; make one connection for each tenant.',
  },
  discovery_address: {
    side: 'provider',
    message: 'An address of the discovery document is missing, or may not be used.',
    next: 'Addresses must begin with https, or their host and port must stand in outgoing.allow.',
  },
  keys_unreadable: {
    side: 'provider',
    message: 'The provider publishes no keys that can be read (jwks_uri).',
    next: 'Look at the keys of the provider: RSA, EC or OKP, for signatures, at most 100.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** Every reason for which something of an OpenID provider is not taken. Codes are stable; docs/sso/errors.md is made from this table. */
export const OIDC_REFUSALS = {
  ...ANSWER_REFUSALS,
  ...EXCHANGE_REFUSALS,
  ...TOKEN_REFUSALS,
  ...CLAIM_REFUSALS,
  ...DISCOVERY_REFUSALS,
} as const;
