/**
 * Why something of a provider is not taken: codes with their words, whatever the protocol, and the log that keeps them.
 */
export { decodeRefusal, ProviderRefusal, REFUSALS } from './refusals.js';
export type { DecodedRefusal, RefusalCode, RefusalDetails } from './refusals.js';
export { noteRefusal } from './refused-answers.js';
export type { RefusedMessage } from './refused-answers.js';
export { OIDC_REFUSALS } from './oidc-table.js';
export { SAML_REFUSALS } from './saml-table.js';
export type { RefusalSide } from './words.js';
