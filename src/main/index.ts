/**
 * Owns parts of the composition that main.ts has no room for: the keys of a process, what a commit wakes, what a start warns of, what
 * memory V8 may take. It never knows what is signed or wrapped with the keys.
 */
export { openKeys, warnOfWeakness, type OpenedKeys } from './keys.js';
export { warnOfPasskeys } from './passkeys.js';
export { codeMailerOf } from './code-mailer.js';
export { registryOf } from './registry.js';
export { integrationSettingsOf } from './integration-settings.js';
export { portsOf } from './ports.js';
export { wakesOf } from './wakes.js';
export { pageTextsOf } from './page-texts.js';
export { endSmallStart } from './small-start.js';
