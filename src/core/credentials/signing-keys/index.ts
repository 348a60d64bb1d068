/**
 * Keys that sign, one for each purpose and several generations of each: a newer one signs, older ones verify. They lie in the database,
 * wrapped by the secrets key. No credential of a caller signs anything.
 */
export {
  addGeneration,
  KEY_PURPOSES,
  MAX_GENERATIONS,
  PUBLISHED_MS,
  readGenerations,
  replaceUnreadable,
  rewrap,
} from './generations.js';
export type { KeyDeps } from './generations.js';
export { createLinks } from './links.js';
export type { Links } from './links.js';
export { createSecretsKey } from './secrets-key.js';
export type { SecretsKey } from './secrets-key.js';
export { openSigningKeys, wrappedBy } from './signing-keys.js';
export type { OpenedSigningKeys, SigningKeys } from './signing-keys.js';
