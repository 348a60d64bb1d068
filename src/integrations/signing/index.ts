/**
 * Owns signatures by Standard Webhooks 1.0 (`v1`, `v1a`), and the secrets that make them: sealed, rotated with an overlap. Used by webhooks
 * and by inline hooks alike. Never knows what is signed, nor where it is sent.
 */
export {
  createEndpointSecrets,
  MAX_ENDPOINT_SECRETS,
  type EndpointSecrets,
  type EndpointSecretView,
  type MadeEndpointSecret,
  type NewEndpointSecret,
  type SecretOwner,
} from './endpoint-secrets.js';
export {
  newSecret,
  privateKeyOf,
  publicBytesOf,
  readPublicKey,
  readSecret,
  receiverText,
  type SignatureScheme,
  type SigningSecret,
  type VerifyingKey,
} from './secret-texts.js';
export {
  sign,
  signatureHeaders,
  verify,
  type ReceivedMessage,
  type SignedMessage,
  type VerificationFailure,
} from './signatures.js';
export { removeForeignEndpointSecrets, rewrapEndpointSecrets } from './wrapping.js';
