/** Where the console's document is served beside `/`. What stands behind these beginnings is read in the browser. */
export const CONSOLE_PATHS = ['/o{/*rest}', '/me{/*rest}', '/operator{/*rest}'] as const;

/** The files that Vite made; their names carry a hash of their bytes. */
export const ASSET_PATH = '/assets/:file';
