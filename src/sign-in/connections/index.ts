export { decodeFailure } from './failures.js';
export { createSamlConnections, type SamlConnections } from './saml-connections.js';
export type { ProviderInput } from './provider-inputs.js';
