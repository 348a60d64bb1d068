/**
 * The connections of an organization to its identity providers: what is said of them, and when they may be used. Never knows how a
 * provider is spoken to.
 */
export { createConnections } from './connections.js';
export type { ConnectionChange, NewConnection } from './connections.js';
export type { NewSignInConnection, ProviderGiven, SignInChange } from './sign-in.js';
export { attributeNamesOf } from './attribute-names.js';
export {
  connectionEntry,
  requireConnection,
  requireScimConnection,
  writeConnection,
  type ConnectionTarget,
} from './records.js';
export { isTested } from './configurations.js';
export type { FinishedTest } from './tests.js';
export { lastSigningEnd, metadataStateOf } from './watches.js';
export type { ConnectionWatch, FetchedMetadata } from './watches.js';
