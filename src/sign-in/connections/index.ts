export { decodeFailure } from './failures.js';
export { createSignInConnections, type SignInConnections } from './sign-in-connections.js';
export type { ProviderInput } from './provider-inputs.js';
export { secondStepOf } from './test-results.js';
