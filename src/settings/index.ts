/**
 * Owns what an operator can set and where it is read from, the files of keys beside the data, and reads the texts of config/locales/;
 * never knows what settings, keys and texts are good for.
 */
export { loadSettings, SettingsError } from './load.js';
export type { Settings } from './load.js';
export { loadTexts, type Texts } from './texts.js';
export { loadHookTexts, type HookTexts } from './hook-texts.js';
export {
  adoptNextSecretsKey,
  configuredOperatorKeys,
  dataFolder,
  newSecretsKey,
  keepsKeysInFiles,
  operatorKeyFile,
  prepareDataFolder,
  readKey,
  readSecretsKeys,
  secretsKeyFile,
  writeInDataFolder,
  writeNextSecretsKey,
  writeOperatorKey,
  writePrivateFile,
} from './key-files.js';
export { findSecretsKey, otherSecretsKey } from './secrets-keys.js';
