/** Owns what an operator can set and where it is read from; never knows what the settings are good for. */
export { loadSettings, SettingsError } from './load.js';
export type { ExtensionSchema, Settings, SettingsSources } from './load.js';
export type { RolePreset } from './presets.js';
export { settingsPage } from './page.js';
