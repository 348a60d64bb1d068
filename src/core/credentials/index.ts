/**
 * Owns how callers prove who they are: connections of identity providers, their tokens and OAuth clients, API keys, and what is
 * remembered of them; and the keys that links and cursors are signed with. Never knows what a connection provisions.
 */
export { countLiveKeys, createApiKeys, API_KEY_PREFIX } from './api-keys.js';
export { ASSERTION_ALGORITHMS } from './assertions.js';
export type { Session } from './authentication.js';
export type { ClientProof, TokenRequest } from './clients.js';
export {
  accessGivenBy,
  authorityOfCredential,
  credentialsBelow,
  type DescribedCredential,
  describeCredentials,
  mappingsOfConnection,
  MAX_MAPPINGS,
  requireMayOpen,
} from './connection-access.js';
export type { GivingLine } from './connection-access.js';
export { connectionTallyKey, connectionTallyKeys } from './connection-tallies.js';
export {
  attributeNamesOf,
  connectionEntry,
  createConnections,
  isTested,
  lastSigningEnd,
  metadataStateOf,
  requireConnection,
  writeConnection,
} from './connections/index.js';
export type {
  ConnectionChange,
  ConnectionTarget,
  FetchedMetadata,
  NewConnection,
  NewSignInConnection,
  ProviderGiven,
  SignInChange,
} from './connections/index.js';
export { eraseKeyMakers } from './erase.js';
export { eraseFactors, eraseFactorsOfAccount } from './factors/index.js';
export { ALL_SCOPES, createCredentials } from './credentials.js';
export type { CredentialLimits } from './credentials.js';
export { CONFIGURED_NAME, createOperatorKeys, OPERATOR_KEY_PREFIX } from './operator-keys.js';
export type { OperatorKeys } from './operator-keys.js';
export {
  closeSession,
  endOtherSessions,
  createSessions,
  endSessionsIn,
  endSessionsOfIdentity,
  eraseSessions,
  eraseSessionsOfAccount,
  inScopeOfSession,
  isSecondStep,
  SESSION_PREFIX,
  stepUpIn,
} from './sessions/index.js';
export type {
  LogoutName,
  MadeSession,
  NewSession,
  Sessions,
  SessionSettings,
} from './sessions/index.js';
export {
  addGeneration,
  createLinks,
  createSecretsKey,
  KEY_PURPOSES,
  openSigningKeys,
  PUBLISHED_MS,
  readGenerations,
  replaceUnreadable,
  rewrap,
  wrappedBy,
} from './signing-keys/index.js';
export type {
  KeyDeps,
  Links,
  OpenedSigningKeys,
  SecretsKey,
  SigningKeys,
} from './signing-keys/index.js';
