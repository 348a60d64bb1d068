import type { RefusalWords } from './words.js';

const READ_METADATA = 'Read the provider’s metadata again, or add its new certificate by hand.';
const COMPARE_ADDRESSES =
  'Copy entity ID and addresses of this connection into the provider again, to the letter.';
const BEGIN_AGAIN = 'Begin the sign-in again.';
const ALGORITHMS =
  'Set the provider to sign with RSA-SHA256 (or RSA-SHA512), with exclusive canonicalization.';
const FORGED =
  'No provider sends this by itself. If it comes again, ask who can post to this address.';

/** Messages as bytes and as XML. */
const MESSAGE_REFUSALS = {
  message_missing: {
    side: 'browser',
    message: 'The request holds no message of SAML.',
    next: 'Begin at the sign-in page; this address is for identity providers.',
  },
  message_too_large: {
    side: 'provider',
    message: 'The message is larger than a server takes.',
    next: 'Let the provider send fewer attributes: only the groups that are assigned to this application.',
  },
  message_not_base64: {
    side: 'sender',
    message: 'The message is not written as the binding asks (base64, and deflate by redirect).',
    next: FORGED,
  },
  xml_unreadable: {
    side: 'sender',
    message: 'The message is not well-formed XML.',
    next: FORGED,
  },
  xml_doctype: {
    side: 'sender',
    message: 'The message declares a document type or entities.',
    next: FORGED,
  },
  xml_too_complex: {
    side: 'sender',
    message: 'The message nests too deep, or has too many elements.',
    next: FORGED,
  },
  xml_several: {
    side: 'sender',
    message: 'An element that may stand once stands several times.',
    next: FORGED,
  },
  message_unknown: {
    side: 'sender',
    message: 'The message is not of the kind that this address takes.',
    next: COMPARE_ADDRESSES,
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** Signatures, keys, encryption. */
const SIGNATURE_REFUSALS = {
  signature_missing: {
    side: 'provider',
    message: 'Neither the response nor the assertion is signed.',
    next: 'Set the provider to sign the assertion, the response, or both.',
  },
  signature_algorithm: {
    side: 'provider',
    message: 'The message is signed with an algorithm that is not taken.',
    next: ALGORITHMS,
  },
  signature_transform: {
    side: 'sender',
    message: 'The signature asks for a transformation that is not taken.',
    next: ALGORITHMS,
  },
  signature_place: {
    side: 'sender',
    message: 'A signature covers another part than the one that it stands in.',
    next: FORGED,
  },
  signature_key: {
    side: 'provider',
    message: 'The signature was made by a key that this connection does not know.',
    next: READ_METADATA,
  },
  signature_content: {
    side: 'provider',
    message: 'The signature does not match what was sent; the certificate is not the reason.',
    next: 'What was signed was changed after signing. The provider, or what stands between it and the browser, must be mended.',
  },
  key_too_short: {
    side: 'provider',
    message: 'The provider signs with an RSA key of less than 2,048 bits.',
    next: 'Give the provider a certificate with an RSA key of 2,048 bits or more.',
  },
  encryption_algorithm: {
    side: 'provider',
    message: 'The assertion is encrypted with an algorithm that is not taken.',
    next: 'Set the provider to AES-GCM with RSA-OAEP, or switch encryption off: the assertion travels inside TLS anyway.',
  },
  decryption: {
    side: 'provider',
    message: 'The assertion cannot be decrypted with any key of this connection.',
    next: 'Give the provider the encryption certificate of this connection’s metadata again.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** What the response says. */
const RESPONSE_REFUSALS = {
  provider_refused: {
    side: 'provider',
    message: 'The provider refused the sign-in.',
    next: 'Look at the status that it gave, and at whether the person is assigned to this application.',
  },
  assertion_missing: {
    side: 'sender',
    message: 'The response holds no assertion.',
    next: 'Look at the provider’s log; a response with success must hold one.',
  },
  assertion_several: {
    side: 'sender',
    message: 'The response holds several assertions.',
    next: FORGED,
  },
  assertion_place: {
    side: 'sender',
    message: 'An assertion stands where none may stand.',
    next: FORGED,
  },
  issuer_wrong: {
    side: 'provider',
    message: 'The issuer is another one than the provider of this connection.',
    next: 'Compare the issuer received with the provider’s entity ID in this connection; slashes and letter case count.',
  },
  destination_wrong: {
    side: 'provider',
    message: 'The response is meant for another address.',
    next: COMPARE_ADDRESSES,
  },
  recipient_wrong: {
    side: 'provider',
    message: 'The assertion is meant for another address.',
    next: COMPARE_ADDRESSES,
  },
  audience_wrong: {
    side: 'provider',
    message: 'The assertion is meant for another audience than our entity ID.',
    next: COMPARE_ADDRESSES,
  },
  unsolicited: {
    side: 'provider',
    message: 'The response answers no request: the sign-in began at the provider.',
    next: 'Begin at the sign-in page, or allow sign-in from the provider in this connection.',
  },
  request_unknown: {
    side: 'browser',
    message:
      'The response answers a request that this connection did not make, or made too long ago.',
    next: BEGIN_AGAIN,
  },
  request_mismatch: {
    side: 'sender',
    message: 'The assertion answers another request than its response.',
    next: FORGED,
  },
  request_answered: {
    side: 'browser',
    message: 'The request has been answered already.',
    next: BEGIN_AGAIN,
  },
  configuration_changed: {
    side: 'muster',
    message: 'The connection was changed while the sign-in was under way.',
    next: BEGIN_AGAIN,
  },
  connection_unusable: {
    side: 'muster',
    message: 'The connection is disabled, or is not set up.',
    next: 'Ask an administrator of the organization.',
  },
  assertion_replayed: {
    side: 'sender',
    message: 'The assertion has been used already.',
    next: BEGIN_AGAIN,
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** What the assertion says of time and of the person. */
const ASSERTION_REFUSALS = {
  not_yet_valid: {
    side: 'clock',
    message: 'The assertion is not valid yet: one of the two clocks is wrong.',
    next: 'Compare the times in the details; set the clock that is wrong by NTP.',
  },
  expired: {
    side: 'clock',
    message: 'The assertion is not valid any more.',
    next: 'Begin again; if it stays, compare the times in the details and set the clock that is wrong by NTP.',
  },
  too_old: {
    side: 'clock',
    message: 'The assertion was issued more than five minutes ago.',
    next: 'Begin again; if it stays, compare the times in the details and set the clock that is wrong by NTP.',
  },
  conditions_missing: {
    side: 'provider',
    message: 'The assertion lacks what the profile asks for.',
    next: 'Set the provider to the profile “Web Browser SSO” of SAML 2.0.',
  },
  confirmation_missing: {
    side: 'provider',
    message: 'The assertion has no bearer confirmation for this address.',
    next: 'Set the provider to the profile “Web Browser SSO” of SAML 2.0.',
  },
  subject_missing: {
    side: 'provider',
    message:
      'The assertion names no person: NameID is missing, or the attribute that stands for it.',
    next: 'Let the provider send a NameID of format persistent, or name the attribute of the subject in this connection.',
  },
  attribute_missing: {
    side: 'muster',
    message: 'No attribute has the name that the connection reads for the address of the person.',
    next: 'Choose the preset of the provider, or set names.email to one of the names that came (received).',
  },
  subject_transient: {
    side: 'provider',
    message: 'NameID is transient: it is another one at every sign-in.',
    next: 'Set the NameID format to persistent, or name an attribute that stays as the subject in this connection.',
  },
  subject_several: {
    side: 'provider',
    message: 'The attribute of the subject has several values.',
    next: 'Name an attribute with one value as the subject in this connection.',
  },
  session_over: {
    side: 'provider',
    message: 'The provider’s session has ended already (SessionNotOnOrAfter).',
    next: BEGIN_AGAIN,
  },
  authn_context_weak: {
    side: 'provider',
    message: 'A stronger way of signing in was asked for than the one that was used.',
    next: 'Sign in with a second step at the provider. If that changes nothing, compare what was asked for with what came.',
  },
  authn_context_refused: {
    side: 'provider',
    message: 'The provider cannot have the person sign in as it was asked (NoAuthnContext).',
    next: 'Ask for values that the provider knows: signInContext and stepUpContext of this connection, or none.',
  },
  authn_stale: {
    side: 'provider',
    message: 'A fresh sign-in was asked for, and the provider answered with an older one.',
    next: 'Let the provider honour ForceAuthn.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** Single logout. */
const LOGOUT_REFUSALS = {
  logout_unsigned: {
    side: 'provider',
    message: 'The logout message is not signed.',
    next: 'Set the provider to sign logout requests and logout responses.',
  },
  logout_replayed: {
    side: 'sender',
    message: 'The logout message has been used already.',
    next: 'Nothing: what it asked for has been done.',
  },
  logout_expired: {
    side: 'clock',
    message: 'The logout message is too old, or from the future.',
    next: 'Compare the times in the details; set the clock that is wrong by NTP.',
  },
  logout_subject_missing: {
    side: 'provider',
    message: 'The logout request names no person.',
    next: 'Let the provider send the NameID that it sent at sign-in.',
  },
  logout_unknown: {
    side: 'browser',
    message: 'The logout response answers no logout request of ours, or one that was answered.',
    next: 'Nothing: the session here is over.',
  },
  logout_failed: {
    side: 'provider',
    message: 'The provider could not end its session.',
    next: 'Sign out at the provider itself.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** Metadata and certificates. */
const METADATA_REFUSALS = {
  metadata_unknown: {
    side: 'provider',
    message: 'The document is no metadata of SAML 2.0.',
    next: 'Take the address or the file that the provider calls “IdP metadata” or “federation metadata”.',
  },
  metadata_no_provider: {
    side: 'provider',
    message: 'The metadata describe no identity provider.',
    next: 'Take the metadata of the provider, not those of an application.',
  },
  metadata_several: {
    side: 'muster',
    message: 'The metadata describe several identity providers.',
    next: 'Say which one: name its entity ID.',
  },
  metadata_entity: {
    side: 'provider',
    message: 'The metadata do not describe the provider of this connection.',
    next: 'Compare the entity IDs; another provider needs a change of the connection and a new test sign-in.',
  },
  metadata_address: {
    side: 'provider',
    message: 'The provider has no address for sign-in by redirect or POST that may be used.',
    next: 'The address must begin with https, or its host and port must stand in outgoing.allow.',
  },
  metadata_signature: {
    side: 'provider',
    message: 'The signature of the metadata is wrong, or by another key than before.',
    next: 'Ask the provider which key signs its metadata; if it changed, set the metadata anew.',
  },
  certificate_missing: {
    side: 'provider',
    message: 'There is no certificate for signatures.',
    next: 'Add the certificate that the provider signs with.',
  },
  certificate_unreadable: {
    side: 'provider',
    message: 'A certificate cannot be read.',
    next: 'Paste it as the provider shows it: PEM, or base64 of the DER. The details say which one.',
  },
} as const satisfies Readonly<Record<string, RefusalWords>>;

/** Every reason for which something of a SAML provider is not taken. Codes are stable; docs/sso/errors.md is made from this table. */
export const SAML_REFUSALS = {
  ...MESSAGE_REFUSALS,
  ...SIGNATURE_REFUSALS,
  ...RESPONSE_REFUSALS,
  ...ASSERTION_REFUSALS,
  ...LOGOUT_REFUSALS,
  ...METADATA_REFUSALS,
} as const;
