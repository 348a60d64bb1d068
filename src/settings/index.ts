/**
 * Owns what an operator can set and where it is read from, and reads the texts of config/locales/; never knows what settings and texts
 * are good for.
 */
export { loadSettings, SettingsError } from './load.js';
export type { Settings } from './load.js';
export { loadTexts, type Texts } from './texts.js';
