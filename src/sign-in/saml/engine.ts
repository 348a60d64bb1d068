/** What reads, makes and verifies messages, over libraries for XML and signatures. saml/index.ts loads it with the first of them. */
export { logoutRequest } from './logout/send.js';
export { receiveLogout } from './logout/receive.js';
export { fetchMetadata, refreshMetadata } from './metadata/fetch.js';
export { ownMetadata } from './metadata/own-metadata.js';
export { readMetadata } from './metadata/provider-metadata.js';
export { authnRequest } from './requests.js';
export { receiveResponse } from './responses/receive.js';
export { createVerifier } from './responses/strategy.js';
