/**
 * Owns what main.ts opens before the rules are composed: the keys of a process, and what a start warns of. It never knows what is signed or
 * wrapped with them.
 */
export { openKeys, warnOfKeys, type OpenedKeys } from './keys.js';
export { warnOfPasskeys } from './passkeys.js';
