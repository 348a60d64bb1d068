/**
 * The pages of the console: one document for every address of its own, and the files that Vite made for it. The console is another
 * program (console/), which talks to REST like anybody else; this folder knows nothing of what it shows.
 */
export { ASSET_PATH, CONSOLE_PATHS } from './addresses.js';
export { createAssetEndpoint } from './assets.js';
export type { BuiltConsole } from './built-console.js';
export { createConsoleEndpoint, consolePage, isForConsole } from './document.js';
