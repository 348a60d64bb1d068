import type { SigningKeys } from '#core/index.js';

/** One generation, the same for every test: for a core that no server was composed around. */
export const SIGNING_KEYS: SigningKeys = {
  of: (purpose) => [Buffer.from(`${purpose} key of a test`)],
  refresh: () => Promise.resolve(),
  state: () => ({ generations: {}, isBehind: false }),
};
